"""The picture of the collapse: latency by load, for some shares of interdependence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from limits import LOAD, NEEDS
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from orgsim.answers.map import EQUAL, WINS
from orgsim.comparison import paired
from orgsim.sweep.swept import Swept
from orgsim.views.style import FAINT, INK, PAPER, SMALL_SIZE, Sheet, look, project_style, spread

WIDE, HIGH, GAP, LEFT = 3.0, 3.4, 0.35, 0.75
CELL = 1.05  # inches: the width of a world on the map
LINE = "#c4c8ce"  # of hatching
EQUALS = {4: "#eceef0", 3: "#d3d7dc", 2: "#b4bac2"}  # so many designs are equal
TOP = 168.0  # hours: nothing was resolved
BELOW = (
    "Response latency (hours, what is not resolved within seven days counts as 168) against the load of the company. "
    "Lines: means; bands: 95 % intervals over replications. Each panel: share of issues that need several departments."
)
MAP_BELOW = (
    "Each cell a world. A design wins where its paired lead over every other is more than a tenth of latency, with "
    "95 % confidence; grey: the best are shown equal within a tenth; hatched: these runs do not decide."
)


def latency_by_load(swept: Swept, names: Mapping[str, str], shown: Sequence[float], title: str) -> Figure:
    """A panel for each share of interdependence, a line with its band for each design."""
    style = look(swept.designs)
    with project_style():
        sheet = Sheet(LEFT + len(shown) * (WIDE + GAP) + 0.9, HIGH + 1.1, title, BELOW)
        for place, needs in enumerate(shown):
            axes = sheet.place(LEFT + place * (WIDE + GAP), 0.65, WIDE, HIGH)
            ends = {name: line(axes, swept, name, needs, colour) for name, (colour, _) in style.items()}
            axes.set(ylim=(0, TOP), xlabel="load")
            axes.set_title(f"{needs:.0%} interdependent", loc="left", size=11, weight="bold", color=INK)
            axes.grid(True, axis="y")
            axes.tick_params(labelleft=place == 0)
            if place == len(shown) - 1:
                label(axes, ends, names, style)
        sheet.figure.axes[0].set_ylabel("hours")
    return sheet.figure


def map_of_winners(table: pd.DataFrame, designs: Sequence[str], title: str) -> Figure:
    """A cell for each world: the winner in its colour; lighter grey the more designs are equal; hatched: not sure."""
    loads, shares = sorted(table[LOAD].unique()), sorted(table[NEEDS].unique())
    style = look(designs)
    with project_style():
        sheet = Sheet(LEFT + len(loads) * CELL + 0.35, 0.75 * len(shares) * CELL + 1.1, title, MAP_BELOW)
        axes = sheet.place(LEFT, 0.6, len(loads) * CELL, 0.75 * len(shares) * CELL)
        for world in table.itertuples(index=False):
            each = dict(zip(table.columns, world))
            cell(axes, loads.index(each[LOAD]), shares.index(each[NEEDS]), each, style)
        axes.set(xlim=(-0.5, len(loads) - 0.5), ylim=(-0.5, len(shares) - 0.5))
        axes.set_xticks(range(len(loads)), [f"{load:g}" for load in loads])
        axes.set_yticks(range(len(shares)), [f"{share:g}" for share in shares])
        axes.set(xlabel="load: share of people's time that is asked for", ylabel="share that needs several departments")
        axes.tick_params(length=0)
    return sheet.figure


def cell(axes, x: int, y: int, world: Mapping[str, Any], style) -> None:
    """One world: who wins, who are equal, or that it is not sure."""
    names = world["leaders"].split(", ") if isinstance(world["leaders"], str) and world["leaders"] else []
    if world["verdict"] == WINS:
        face, ink, said = style[names[0]][0], PAPER, f"{names[0]} wins"
    elif world["verdict"] == EQUAL:
        face, ink = EQUALS[len(names)], INK
        said = "all four equal" if len(names) == len(style) else ",\n".join(names) + "\nequal"
    else:
        face, ink, said = PAPER, FAINT, "not sure"
    hatch = None if world["verdict"] in (WINS, EQUAL) else "////"
    axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=face, edgecolor=PAPER, lw=1.5))
    if hatch:
        axes.add_patch(Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, facecolor="none", edgecolor=LINE, hatch=hatch, lw=0))
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5} if hatch else None
    said = said.replace(" ", "\n", 1) if world["verdict"] != EQUAL else said
    axes.text(x, y, said, ha="center", va="center", size=SMALL_SIZE - 1, color=ink, bbox=box, linespacing=0.95)


def line(axes, swept: Swept, design: str, needs: float, colour: str) -> tuple[float, float]:
    """Draw a design; returns where its line ends."""
    points = swept.points[swept.points["demand.interdependence"] == needs].sort_values("company.load")
    values = swept.values("response_latency")[design].unstack("replication").loc[points["point"]]
    n, mean, variance = paired.moments(values.to_numpy())
    low, high = paired.interval(n, mean, variance, swept.confidence)
    loads = points["company.load"].to_numpy()
    axes.fill_between(loads, low, high, color=colour, alpha=0.2, lw=0)
    axes.plot(loads, mean, color=colour, lw=2)
    return loads[-1], mean[-1]


def label(axes, ends, names, style) -> None:
    """Names at the ends of the lines, moved apart where they would meet."""
    heights = spread([end[1] for end in ends.values()], TOP * 0.065)
    for (name, (x, _)), height in zip(ends.items(), heights, strict=True):
        axes.annotate(names[name], (x, height), (6, 0), textcoords="offset points", va="center", size=SMALL_SIZE,
                      color=style[name][0], weight="bold", annotation_clip=False)  # fmt: skip
