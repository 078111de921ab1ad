"""The picture of the break-evens: how far pooled designs are behind specialists, by slowdown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from breakeven import LOAD, SLIPS, SLOWDOWN, TEXTBOOK
from matplotlib.figure import Figure

from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style, spread

WIDE, HIGH, GAP, LEFT, DOWN = 3.0, 2.3, 0.85, 0.75, 0.85
BELOW = (
    "Latency less that of specialists, hours, in the same worlds: above zero the pooled design is slower. Bands: 95 % "
    "intervals. Dotted: the textbook's break-even of pooling. Scales differ: at high load queues are long."
)


def drawn(found: pd.DataFrame, names: Mapping[str, str], title: str) -> Figure:
    """A row of panels for each number of slips off topic, a panel for each load, a line for each design."""
    own = found[found["measure"] == "response_latency"]
    loads, slips = sorted(own[LOAD].unique()), sorted(own[SLIPS].unique())
    style = look(list(names))
    with project_style():
        sheet = Sheet(LEFT + len(loads) * (WIDE + GAP) + 0.75, len(slips) * (HIGH + DOWN) + 0.25, title, BELOW)
        for row, often in enumerate(reversed(slips)):
            for column, load in enumerate(loads):
                axes = sheet.place(LEFT + column * (WIDE + GAP), 0.55 + row * (HIGH + DOWN), WIDE, HIGH)
                here = own[(own[LOAD] == load) & (own[SLIPS] == often)]
                panel(axes, here, style)
                said = "no more slips off topic" if often == 1 else f"{often:g} times the slips off topic"
                axes.set_title(f"load {load:g}, {said}", loc="left", size=10, weight="bold", color=INK)
                label(axes, here, names, style)
                axes.set_xlabel("slowdown off one's home topics" if row == 0 else "")
                axes.set_ylabel("hours behind" if column == 0 else "")
    return sheet.figure


def panel(axes, here: pd.DataFrame, style) -> None:
    """Lines and bands of the designs in worlds of one load."""
    axes.axhline(0, color=INK, lw=1)
    axes.axvline(TEXTBOOK, color=FAINT, lw=1.2, ls=":")
    for name, own in here.sort_values(SLOWDOWN).groupby("design", sort=False):
        colour, marker = style[name]
        axes.fill_between(own[SLOWDOWN], own["low"], own["high"], color=colour, alpha=0.18, lw=0)
        axes.plot(own[SLOWDOWN], own["behind"], marker=marker, ms=3.5, color=colour, lw=1.8)
    axes.grid(True, axis="y")
    axes.margins(x=0.02)
    axes.locator_params(axis="y", nbins=5)


def label(axes, here: pd.DataFrame, names: Mapping[str, str], style) -> None:
    """Names right of the ends of the lines, moved apart where they would meet."""
    last = here[here[SLOWDOWN] == here[SLOWDOWN].max()].set_index("design")["behind"]
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    heights = spread(last.tolist(), 0.095 * (high - low))
    for name, height in zip(last.index, heights, strict=True):
        axes.annotate(names[name], (here[SLOWDOWN].max(), height), (5, 0), textcoords="offset points", va="center",
                      size=SMALL_SIZE, color=style[name][0], weight="bold", annotation_clip=False)  # fmt: skip
