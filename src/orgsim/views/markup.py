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
    return [f'<th class="banner" colspan="{columns}">{escape(text)}</th>']


def tabled(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table of cells made by `cell`; headings of columns of numbers stand on the right."""
    right = set(numbers)
    tops = [
        f'<th class="number">{escape(head)}</th>' if i in right else f"<th>{escape(head)}</th>"
        for i, head in enumerate(heads)
    ]
    top = f"<thead><tr>{''.join(tops)}</tr></thead>" if any(heads) else ""
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table>{top}<tbody>\n{body}\n</tbody></table>"


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
    below = f'<p class="faint">{escape(said[SUBTITLE])}</p>' if SUBTITLE in said else ""
    return f'<figure><figcaption>{escape(finding)}</figcaption>{below}<div class="{kind}">{svg}</div></figure>'


def _own(key: str, value: str, prefix: str) -> str:
    """Names within a picture and references to them, made its own."""
    if key == "id":
        return f"{prefix}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{prefix}-{value[1:]}"
    return value.replace("url(#", f"url(#{prefix}-")
