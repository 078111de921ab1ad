"""Bits of HTML: escaped text, tables, and pictures put inside a page."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from pathlib import Path

from orgsim.views.style import HEAD, SUBTITLE


def escape(text) -> str:
    """Text that means nothing to a browser but itself."""
    return html.escape(str(text), quote=True)


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def cell(text, kind: str = "", best: bool = False) -> str:
    """A table cell; its text is escaped."""
    classes = " ".join(filter(None, (kind, "best" if best else "")))
    return f'<td class="{classes}">{escape(text)}</td>' if classes else f"<td>{escape(text)}</td>"


def banner(text, columns: int) -> list[str]:
    """A row that says what the rows below it are about."""
    return [f'<th class="banner" scope="rowgroup" colspan="{columns}">{escape(text)}</th>']


def tabled(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table of cells made by `cell`; headings of columns of numbers stand on the right.

    The first cell of a row is its heading. Where a `banner` begins a group of rows, the group is a body of its own.
    """
    right = set(numbers)
    tops = [_head(head, i in right) for i, head in enumerate(heads)]
    top = f"<thead><tr>{''.join(tops)}</tr></thead>" if any(heads) else ""
    bodies: list[list[str]] = [[]]
    for first, *others in rows:
        if first.startswith('<th class="banner"') and bodies[-1]:
            bodies.append([])
        bodies[-1].append(f"<tr>{_row_head(first)}{''.join(others)}</tr>")
    body = "\n".join(f"<tbody>\n{chr(10).join(each)}\n</tbody>" for each in bodies)
    return f"<table>{top}{body}</table>"


def _head(text: str, right: bool) -> str:
    """The heading of a column; an empty one is no heading."""
    kind = ' class="number"' if right else ""
    return f'<th scope="col"{kind}>{escape(text)}</th>' if text else "<td></td>"


def _row_head(cell_: str) -> str:
    """The first cell of a row as the row's heading."""
    return re.sub(r"^<td(.*)</td>$", r'<th scope="row"\1</th>', cell_, flags=re.DOTALL)


def sideways(content: str, said: str, kind: str = "wide") -> str:
    """Content that may be wider than the screen: it scrolls by itself, by hand and by keyboard."""
    return f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(said)}">{content}</div>'


def picture(path: Path, kind: str = "wide") -> str:
    """A picture of ours (`style.save`) inside the page, its title and subtitle as text above it.

    It brings no prolog, no metadata, no addresses, and no names that could meet those of another picture.
    """
    root = ElementTree.parse(path).getroot()
    width, height = (float(size) for size in root.attrib["viewBox"].split()[2:])
    head, said = 0.0, {}
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.attrib.get("id", "")
            if name.startswith((HEAD, SUBTITLE)):
                said[name.split("-")[0]] = " ".join(text.strip() for text in child.itertext() if text.strip())
                head = max(head, float(name.split("-")[1]) if name.startswith(HEAD) else 0.0)
                parent.remove(child)
            elif child.tag.endswith("}metadata"):
                parent.remove(child)
    mine = re.sub(r"\W", "_", path.stem)
    for element in root.iter():
        element.tag = element.tag.split("}")[-1]
        element.attrib = {
            key.split("}")[-1]: _own(key.split("}")[-1], value, mine) for key, value in element.attrib.items()
        }
    finding = capital(said.get(HEAD, ""))
    root.attrib = {"viewBox": f"0 {head:g} {width:g} {height - head:g}", "role": "img", "aria-label": finding}
    svg = ElementTree.tostring(root, encoding="unicode")
    name = f"Picture: {path.stem.replace('_', ' ')}"
    below = f'<p class="faint">{escape(said[SUBTITLE])}</p>' if SUBTITLE in said else ""
    return f"<figure><figcaption>{escape(finding)}</figcaption>{below}{sideways(svg, name, kind)}</figure>"


def _own(key: str, value: str, prefix: str) -> str:
    """Names within a picture and references to them, made its own."""
    if key == "id":
        return f"{prefix}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}-")
