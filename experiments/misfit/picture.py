"""The picture: how far behind the best the design advised is at each company."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from advice import NEAREST, RIVAL, SUMS
from matplotlib.figure import Figure
from wording import HEAD, count, row

from orgsim.views.marks import SHADE
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import plain

REACH = 5.0  # margins shown up and down
APART = 0.0015  # of load, between the two marks of a company


def drawn(companies: pd.DataFrame, shares: pd.DataFrame, designs: Sequence[str], title: str) -> Figure:
    """Each company over its load, filled: the design advised; hollow: always the same."""
    own, style = companies[companies["measure"] == HEAD], look(designs)
    rival = plain(row(shares, HEAD, RIVAL)["design"])
    below = (
        "Latency: how far a design is behind the best of the others, in margins of 10 %, with 95 % intervals, at "
        f"companies in which all five contingencies differ. Filled: advised; hollow: always {rival}. Shaded: it fits; "
        "what is farther ahead is drawn at the lower edge."
    )
    with project_style():
        sheet = Sheet(8.8, 4.9, title, below)
        axes = sheet.place(0.8, 0.6, 6.1, 4.1)
        axes.axhspan(-REACH, 1, color=SHADE, lw=0, zorder=0)
        axes.axhline(0, color=FAINT, lw=0.8)
        for r in own[own["way"] != NEAREST].itertuples():
            (colour, marker), mine = style[r.design], r.way == SUMS
            at = r.load + (APART if mine else -APART)
            axes.plot([at, at], [r.low_margins, r.high_margins], color=colour, lw=1.2, alpha=0.6)
            height = max(r.behind_margins, 0.12 - REACH)  # farther ahead than shown: on the edge
            axes.plot(at, height, marker, mfc=colour if mine else "white", mec=colour, mew=1.2, ms=6, zorder=4 - mine)
        axes.set(ylim=(-REACH, REACH), xlabel="load, share of staff minutes", ylabel="margins behind the best other")
        axes.grid(True, axis="y")
        told = {"transform": axes.transAxes, "va": "center", "size": SMALL_SIZE + 0.5}
        for i, (name, (colour, marker)) in enumerate(style.items()):
            axes.plot(1.05, 0.92 - 0.08 * i, marker, color=colour, ms=7, transform=axes.transAxes, clip_on=False)
            axes.text(1.08, 0.92 - 0.08 * i, plain(name), color=colour, weight="bold", **told)
        for i, (way, said) in enumerate(((SUMS, "advised"), (RIVAL, f"always {rival}"))):
            axes.text(1.03, 0.48 - 0.13 * i, f"{said}:\nfits at {count(shares, HEAD, way)}", color=INK, **told)
    return sheet.figure
