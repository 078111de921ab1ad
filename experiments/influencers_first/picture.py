"""The picture: what each world gains, by how many customers are influencers."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from orgsim.views.style import FAINT, INK, RULE, SMALL_SIZE, Sheet, project_style

SHOWN = {"by reach": "weighted by reach", "influencers": "of influencers", "others": "of everybody else"}
WIDE, HIGH, GAP = 2.9, 2.0, 0.75
APART = 1.09  # factor between the four lines' marks, so that their intervals do not hide each other


def draw(found: pd.DataFrame, led: str, title: str) -> Figure:
    """A row of panels for each load, a panel for each measure; a line for each amount of talk."""
    own = found[(found["led"] == led) & found["whom"].isin(SHOWN)]
    loads, talks = sorted(own["load"].unique()), sorted(own["talk"].unique())
    number = int(own["n"].max())
    below = (
        f"Net advocates per 100 issues more where influencers come first. Bars: intervals over {number} replications "
    )
    below += "that hold for all measures of a world together. Dashed: the margin of 0.5."
    with project_style():
        sheet = Sheet(3 * (WIDE + 0.5) + 0.75, len(loads) * (HIGH + GAP) + 0.35, title, below)
        for row, load in enumerate(loads):
            for column, whom in enumerate(SHOWN):
                place = (0.65 + column * (WIDE + 0.5), 0.55 + (len(loads) - 1 - row) * (HIGH + GAP), WIDE, HIGH)
                axes = sheet.place(*place)
                panel(axes, own[(own["load"] == load) & (own["whom"] == whom)], talks, named=row == column == 0)
                axes.set_title(f"{SHOWN[whom]}, load {load:g}", size=SMALL_SIZE + 1, color=INK, loc="left")
                seen = own[own["whom"] == whom]
                axes.set_ylim(min(seen["low"].min(), -0.6) * 1.05, max(seen["high"].max(), 0.6) * 1.05)
                if row == len(loads) - 1:
                    axes.set_xlabel("influencers, share of customers", size=SMALL_SIZE)
    return sheet.figure


def panel(axes, rows: pd.DataFrame, talks: list[float], named: bool) -> None:
    """Gain by share of influencers."""
    axes.set_xscale("log")
    axes.axhline(0, color=INK, lw=0.8)
    for side in (-1, 1):
        axes.axhline(side * rows["margin"].iloc[0], color=FAINT, lw=0.8, ls=(0, (4, 3)))
    for place, talk in enumerate(talks):
        line = rows[rows["talk"] == talk].sort_values("influencers")
        colour = mpl.colormaps["viridis"](0.85 - 0.75 * place / max(len(talks) - 1, 1))
        x = line["influencers"] * APART ** (place - (len(talks) - 1) / 2)
        axes.plot(x, line["gain"], "-o", color=colour, ms=3.5, lw=1.3)
        axes.vlines(x, line["low"], line["high"], color=colour, lw=1.1)
        if named:
            axes.text(
                0.02, 0.93 - 0.09 * place, f"talk R {talk:g}", color=colour, size=SMALL_SIZE, transform=axes.transAxes
            )
    known = sorted(rows["influencers"].unique())
    axes.set_xticks(known, [f"{100 * value:g} %" for value in known])
    axes.minorticks_off()
    axes.grid(axis="y", color=RULE)
