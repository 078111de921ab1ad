"""The picture of the pace: one right voice and latency by the rate of news."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from bearing import LEAST, MOVES, NEWS
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from orgsim.views.style import INK, SMALL_SIZE, Sheet, look, project_style, spread

WIDE, HIGH, GAP, LEFT = 4.6, 3.4, 1.35, 0.75
PANELS = (("voice", "One right voice, share"), ("latency", "Response latency, hours"))
BELOW = (
    "By news a week and topic, at {moves:g} reorganisation{s} a topic and year. Left: lines are means, bands 95 % "
    "intervals, the dashed line is the least that was asked; where a design crosses it, its limit and interval. "
    "Right: means."
)


def drawn(paces: pd.DataFrame, limits: pd.DataFrame, names: Mapping[str, str], title: str, moves: float) -> Figure:
    """Two panels: V with its limits, and latency."""
    here, style = paces[paces[MOVES] == moves], look(list(names))
    crossed = limits[(limits[MOVES] == moves) & (limits["by"] == "voice")].set_index("design")
    with project_style():
        below = BELOW.format(moves=moves, s="" if moves == 1 else "s")
        sheet = Sheet(LEFT + 2 * WIDE + GAP + 1.0, HIGH + 1.1, title, below)
        for place, (measure, head) in enumerate(PANELS):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.65, WIDE, HIGH)
            lines(axes, here, measure, style)
            if measure == "voice":
                axes.axhline(LEAST, color=INK, lw=1, ls="--")
                marks(axes, crossed, style)
            axes.set_title(head, loc="left", size=11, weight="bold", color=INK)
            label(axes, here, measure, names, style)
    return sheet.figure


def lines(axes, here: pd.DataFrame, measure: str, style) -> None:
    """A line for each design, with a band where there is one."""
    for name, (colour, marker) in style.items():
        own = here[here["design"] == name].sort_values(NEWS)
        if f"{measure}_low" in own:
            axes.fill_between(own[NEWS], own[f"{measure}_low"], own[f"{measure}_high"], color=colour, alpha=0.2, lw=0)
        axes.plot(own[NEWS], own[measure], marker=marker, ms=4, color=colour, lw=1.8)
    axes.set_xscale("log")
    known = np.sort(here[NEWS].unique())
    axes.set_xticks(known, [f"{value:g}" for value in known])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("news a week and topic")
    axes.grid(True, axis="y")


def marks(axes, crossed: pd.DataFrame, style) -> None:
    """Where each design crosses the least that was asked, with its interval."""
    low, _ = axes.get_ylim()
    for name, (colour, marker) in style.items():
        at = crossed.loc[name]
        if 0 < at["limit"] < np.inf:
            axes.plot([at["limit_low"], at["limit_high"]], [LEAST, LEAST], color=colour, lw=5, alpha=0.5)
            axes.plot(at["limit"], LEAST, marker, color=colour, ms=7, mec="white")
            axes.plot([at["limit"], at["limit"]], [low, LEAST], color=colour, lw=0.8, ls=":")
    axes.set_ylim(bottom=low)


def label(axes, here: pd.DataFrame, measure: str, names: Mapping[str, str], style) -> None:
    """Names right of the ends of the lines, moved apart where they would meet."""
    last = here[here[NEWS] == here[NEWS].max()].set_index("design")[measure]
    low, high = axes.get_ylim()
    heights = spread(last.tolist(), 0.06 * (high - low))
    for name, height in zip(last.index, heights, strict=True):
        axes.annotate(names[name], (here[NEWS].max(), height), (8, 0), textcoords="offset points", va="center",
                      size=SMALL_SIZE, color=style[name][0], weight="bold", annotation_clip=False)  # fmt: skip
