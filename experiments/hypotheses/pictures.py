"""The picture of the hypotheses: what every world says of every claim, along the parameter that decides most."""

from __future__ import annotations

import textwrap

import numpy as np
from claims import Effect, Hypothesis
from matplotlib.figure import Figure
from worlds import RANGES

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER, Boundary, Verdict
from orgsim.views.style import BAD, FAINT, GOOD, INK, NEUTRAL, RULE, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import plain

COLOUR = {FOR: GOOD, NEITHER: NEUTRAL, AGAINST: BAD}
WIDE, HIGH, ACROSS = 3.1, 1.9, 3
GAP = 1.55  # inches between rows, for what stands above a panel


def draw(rows: list[tuple[Hypothesis, Effect, Verdict, Boundary | None]], worlds, title: str) -> Figure:
    """A panel for each hypothesis: a dot a world, blue for the claim, red against it, grey neither."""
    down = -(-len(rows) // ACROSS)
    below = "Each dot is a world: blue for the claim, orange against it, grey neither. Dashed: the margin. "
    below += "Along the parameter that decides most; a vertical line is the boundary, where there is one."
    with project_style():
        sheet = Sheet(ACROSS * (WIDE + 0.55) + 0.3, down * (HIGH + GAP), title, below)
        for place, row in enumerate(rows):
            left = 0.55 + place % ACROSS * (WIDE + 0.55)
            bottom = 0.5 + (down - 1 - place // ACROSS) * (HIGH + GAP)
            panel(sheet.place(left, bottom, WIDE, HIGH), worlds, *row)
    return sheet.figure


def panel(axes, worlds, claim: Hypothesis, effect: Effect, verdict: Verdict, boundary: Boundary | None) -> None:
    """One hypothesis."""
    name = boundary.parameter if boundary else "load"
    span = next(each for each in RANGES if each.name == name)
    votes = effect.votes
    low, high = np.quantile(effect.size, [0.01, 0.99])
    size = np.clip(effect.size, low, high)
    for vote in (NEITHER, AGAINST, FOR):
        those = votes == vote
        axes.plot(worlds[name][those], size[those], "o", ms=3.2, mew=0, alpha=0.75, color=COLOUR[vote])
    axes.axhline(effect.margin, color=INK, lw=0.9, ls=(0, (4, 3)))
    axes.axhline(0, color=RULE, lw=0.9)
    if span.log:
        axes.set_xscale("log")
        axes.set_xticks([low for low in (0.02, 0.1, 0.5, 1, 2, 5, 15, 60, 240) if span.low <= low <= span.high])
        axes.xaxis.set_major_formatter("{x:g}")
    if boundary:
        axes.axvline(boundary.value, color=INK, lw=0.9)
    axes.set_xlabel(plain(name), size=SMALL_SIZE, color=FAINT)
    axes.minorticks_off()
    above = "\n".join(textwrap.wrap(claim.claim, 58) + [""] + textwrap.wrap(claim.measure, 58))
    axes.text(0, 1.04, above, transform=axes.transAxes, size=7.5, color=FAINT, va="bottom", linespacing=1.25)
    lines = above.count("\n") + 1
    head = f"{claim.name}  {verdict.word}"
    axes.text(0, 1.1 + 0.07 * lines, head, transform=axes.transAxes, weight="bold", size=11, color=INK)
