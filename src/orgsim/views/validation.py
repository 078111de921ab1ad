"""The proofs on a terminal: a row for each claim, and what they come to in one sentence.

As wide as the terminal; where it is narrow the source and the proof's name stand below the claim.
"""

from __future__ import annotations

import math
import sys
import textwrap
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgsim.validation.judge import FALSE_ALARM
from orgsim.views.table import readable
from orgsim.views.words import number

WIDTH, NARROWEST, WIDEST = 120, 72, 180  # where nobody looks: WIDTH
ROOM_FOR_SOURCES = 140
LONGEST = 6  # decimal places
FIGURES, NOTHING = 5, 1e-7  # of a number that is always the same, but for rounding
STYLES = {"agrees": "green", "disagrees": "bold red", "too noisy": "bold yellow"}


def print_validation(found, out: TextIO | None = None) -> None:
    """Print a validation to a stream (standard output if none): the table, then the sentence."""
    out = out or sys.stdout
    width = min(WIDEST, max(NARROWEST, Console(file=out).width)) if out.isatty() else WIDTH
    console = Console(file=out, width=width, highlight=False, emoji=False)
    with console.capture() as captured:
        console.print(table(found, width))
        for line in (note(), sentence(found)):
            console.print(Text("\n" + textwrap.fill(line, width)))
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    out.write(readable(text, getattr(out, "encoding", None)))


def table(found, width: int) -> Table:
    """A row for each claim: exact value, simulated mean with the half-width of its interval, the half-width allowed."""
    beside = width >= ROOM_FOR_SOURCES
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2 if beside else 1, 0, 0))
    made.add_column("claim", overflow="fold", ratio=2)
    for heading in ("exact", "simulated", "±", "allowed"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("verdict", no_wrap=True)
    if beside:
        made.add_column("source [proof]", overflow="fold", max_width=44, style="dim")
    made.expand = True
    for row in found.table.itertuples():
        claim = Text(f"{row.claim} ({row.unit})" if row.unit else row.claim)
        origin = f"{row.source} [{row.proof}]"
        if not beside:
            claim.append(f"\n{origin}", style="dim")
        cells = [claim, *figures(row), Text(row.verdict, style=STYLES[row.verdict])]
        made.add_row(*cells, *([Text(origin)] if beside else []))
    return made


def figures(row) -> list[str]:
    """Exact value, mean, half-width, and the half-width allowed, to the places that are known."""
    places, kept = decimals(row.half_width, row.exact), decimals(row.allowed, row.exact)
    tiny = kept > LONGEST  # of what is no matter of chance
    return [
        number(row.exact, max(places, 0 if tiny else kept) + 1),
        number(row.mean, places),
        number(row.half_width, places),
        f"{row.allowed:.0e}" if tiny else number(row.allowed, kept),
    ]


def decimals(half_width: float, exact: float) -> int:
    """Decimal places that show two figures of a half-width; some of the number itself where that is 0."""
    size, figures_of = (half_width, 2) if half_width > NOTHING * abs(exact) else (abs(exact), FIGURES)
    if not (math.isfinite(size) and size > 0):
        return FIGURES
    return min(9, max(0, figures_of - 1 - math.floor(math.log10(size))))


def note() -> str:
    """What the columns and the verdicts mean."""
    return (
        "±: half-width of the interval around the simulated mean; allowed: how wide it may be. A claim agrees if the "
        "exact value lies in the interval, and the interval is narrow enough to mean something (else it is too noisy)."
    )


def sentence(found) -> str:
    """So many of so many claims hold; how often a right engine would be told wrong."""
    odds = f"{FALSE_ALARM:g}".lstrip("0")
    return (
        f"{found.holds} of {len(found.table)} claims hold ({found.form} form). Were the engine right in all of them, "
        f"a table like this would still disagree somewhere with probability {odds} at most."
    )
