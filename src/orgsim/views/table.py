"""A comparison on a terminal: whose it is, the answer, then the designs in a table, then where the files are.

Plain text 100 columns wide; colours and bold are added where the terminal has them and say nothing of their own.
"""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgsim.config.schema import World
from orgsim.structure.chart import people
from orgsim.structure.seats import headcount
from orgsim.views import findings
from orgsim.views.findings import Standing, standings
from orgsim.views.words import number, quantity, size, together, words

WIDTH = 100
PLAIN_SIGNS = str.maketrans("\u2212\u2013\u2500\u2026\u00a0", "---. ")
BEST, LEVEL = "*", "="
NEVER = 1e6  # hours after which "overdue" means never


def print_comparison(
    comparison, files: Path | Mapping[str, Path] | None = None, out: TextIO | None = None, ablation=None
) -> None:
    """Print a comparison to a stream (standard output if none): whose, answer, table, what makes it, notes, files."""
    out = out or sys.stdout
    width = min(WIDTH, max(60, Console(file=out).width)) if out.isatty() else WIDTH
    console = Console(file=out, width=width, highlight=False, emoji=False)
    found = standings(comparison)
    first, *rest = findings.answer(comparison)
    with console.capture() as captured:
        console.print(Text(textwrap.fill(f"\n{company(comparison.world)}", width), style="dim"))
        console.print(Text(together(first), style="bold"))
        for line in rest:
            console.print(Text(textwrap.fill(together(line), width, initial_indent="- ", subsequent_indent="  ")))
        console.print()
        console.print(table(comparison, found))
        made = findings.mechanisms(ablation)
        if made:
            said = textwrap.fill(together(findings.mechanisms_title(ablation)), width)
            console.print(Text(f"\n{said}", style="bold"))
        for line in made:
            console.print(Text(textwrap.fill(together(line), width, initial_indent="- ", subsequent_indent="  ")))
        if made:
            console.print()
        for note in notes(comparison, found):
            console.print(Text(textwrap.fill(together(note), width, subsequent_indent="  "), style="dim"))
        if files is not None:
            console.print()
        for what, path in (
            files if isinstance(files, Mapping) else {"files": files} if files is not None else {}
        ).items():
            console.print(Text(f"{what}: {path}"), soft_wrap=True)  # never broken, so that it can be copied
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    out.write(readable(text, getattr(out, "encoding", None)))


def company(world: World) -> str:
    """Whose comparison it is: 61 people: service 30, sales 20, it 10 and 1 executive; 20,000 customers."""
    departments = ", ".join(f"{name} {size}" for name, size in people(world).items())
    executives = world.company.executives
    above = f" and {executives} executive{'s' * (executives != 1)}" if executives else ""
    return f"{headcount(world)} people: {departments}{above}; {world.population.customers:,} customers."


def readable(text: str, encoding: str | None) -> str:
    """The text in characters the stream can write: plain signs where it has no fine ones."""
    try:
        text.encode(encoding or "utf-8")
        return text
    except UnicodeEncodeError:
        return text.translate(PLAIN_SIGNS).encode(encoding, "replace").decode(encoding)


def table(comparison, found: list[Standing]) -> Table:
    """Designs by headline measures (mean, interval below), people, and what breaks first."""
    made = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    made.add_column("design", overflow="fold", min_width=min(22, max(map(len, comparison.charts))))
    for one in found:
        made.add_column(_heading(one), justify="right", no_wrap=False)
    made.add_column("people", justify="right")
    made.add_column("breaks first", overflow="fold")
    first = findings.breaks_first(comparison)
    for design, chart in comparison.charts.items():
        cells = [Text(design, style="bold")] + [_cell(one, design) for one in found]
        cells.append(Text(str(int(chart.seats.sum()))))
        cells.append(_breaks_first(*first[design]) if design in first else Text("–"))
        made.add_row(*cells)
    return made


def notes(comparison, found: list[Standing]) -> list[str]:
    """What the marks and the numbers in the table mean."""
    said = []
    if any(one.kind == "wins" for one in found):
        said.append(f"{BEST} better than every other design")
    if any(one.kind == "ahead" and one.best for one in found):
        said.append(f"{LEVEL} beaten by none, but not better than all")
    margins = [
        f"{words(one.measure).title} {size(float(one.pairs['margin'].max()), one.unit)}"
        for one in found
        if len(one.pairs)
    ]
    lines = ["; ".join(said)] if said else []
    counts = sorted({int(n) for one in found for n in one.estimates["n"].dropna()})
    runs = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}" if counts else "no"
    lines.append(
        f"Mean, below it its {100 * comparison.study.confidence:g} % interval, over {runs} worlds, the same for all;"
        " loaded: offered work per seat if nobody gave up." + (f" Margins: {', '.join(margins)}." if margins else "")
    )
    chosen = [f"{design}: {', '.join(told)}" for design in comparison.charts if (told := levers(comparison, design))]
    return lines + ([f"Levers chosen: {'; '.join(chosen)}."] if chosen else [])


def levers(comparison, design: str) -> list[str]:
    """The point of the grid of levers a design chose, in words; a lever it does not have is left out."""
    chosen = comparison.levers[(comparison.levers["design"] == design) & comparison.levers["chosen"].astype(bool)]
    if chosen.empty:
        return []
    every, overdue = (float(chosen.iloc[0][name]) for name in ("meeting_every", "overdue_after"))
    said = (
        [f"meet every {every:g} working days" if every != 1 else "meet every working day"]
        if not math.isnan(every)
        else []
    )
    if not math.isnan(overdue):
        said.append(f"overdue after {overdue:g} h" if overdue < NEVER else "never overdue")
    return said


def _heading(one: Standing) -> Text:
    how = words(one.measure)
    return Text(f"{how.short or how.title}\n{one.unit}")


def _breaks_first(units: list[str], load: float) -> Text:
    """The unit that breaks first, or how many do together, and how loaded it is."""
    return Text(f"{units[0] if len(units) == 1 else f'{len(units)} units alike'}\n{100 * load:.0f} % loaded")


def _cell(one: Standing, design: str) -> Text:
    """Mean, marked if the pairs say it is best, and the interval on the line below."""
    mean, low, high = one.estimates.loc[design, ["mean", "low", "high"]]
    places = one.places
    best = design in one.best
    mark = (
        f" {BEST}"
        if one.kind == "wins" and best
        else f" {LEVEL}"
        if one.kind == "ahead" and best and len(one.best) > 1
        else "  "
    )
    value = quantity(mean, one.unit, places) if one.unit == "dollars" else number(mean, places)
    cell = Text(value + mark, style="bold" if mark.strip() == BEST else "")
    if math.isfinite(low) and math.isfinite(high):
        cell.append(f"\n{number(low, places)}–{number(high, places)}  ", style="dim")
    return cell
