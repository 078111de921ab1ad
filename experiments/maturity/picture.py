"""The picture of the steps: a tile for each design and step, by part and load."""

from __future__ import annotations

import pandas as pd
from curves import TITLES
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from steps import BETTER, EQUAL, MIXED, OPEN, WORSE

from orgsim.views.style import BAD, GOOD, INK, PAPER, RULE, SMALL_SIZE, Sheet, project_style

FACES = {BETTER: (GOOD, PAPER), WORSE: (BAD, PAPER), MIXED: ("#A6761D", PAPER), EQUAL: (RULE, INK), OPEN: (PAPER, INK)}
HEADS = {"all": "All four dimensions", "without": "Involvement stays at stage 1"}
TILE, HIGH = 0.92, 0.34  # inches


def tiles(found: pd.DataFrame, title: str) -> Figure:
    """Rows of panels are parts, columns loads."""
    below = (
        "Each step from a stage to the next, by the rule: on latency, voice, net advocates (upper row only) and cost."
    )
    parts, loads = list(dict.fromkeys(found["part"])), list(dict.fromkeys(found["load"]))
    designs = list(dict.fromkeys(found["design"]))
    wide, high = TILE * found["stop"].nunique(), HIGH * len(designs)
    with project_style():
        sheet = Sheet(1.1 + len(loads) * (wide + 0.3), len(parts) * (high + 0.85), title, below)
        for row, part in enumerate(parts):
            for column, load in enumerate(loads):
                left, bottom = 1.0 + column * (wide + 0.3), 0.35 + (len(parts) - 1 - row) * (high + 0.85)
                axes = sheet.place(left, bottom, wide, high)
                own = found[(found["part"] == part) & (found["load"] == load)]
                panel(axes, own, designs, f"{HEADS[part]}, load {load:g}", column == 0)
    return sheet.figure


def panel(axes: Axes, own: pd.DataFrame, designs: list[str], head: str, names: bool) -> None:
    """The steps of one part at one load."""
    stops = list(dict.fromkeys(own["stop"]))
    for row in own.itertuples():
        face, ink = FACES[row.verdict]
        x, y = stops.index(row.stop), designs.index(row.design)
        axes.add_patch(Rectangle((x + 0.02, y + 0.05), 0.96, 0.9, facecolor=face, edgecolor=RULE, lw=0.8))
        axes.text(x + 0.5, y + 0.5, row.verdict, color=ink, size=SMALL_SIZE, ha="center", va="center")
    axes.set(xlim=(0, len(stops)), ylim=(len(designs), 0))
    axes.set_xticks([place + 0.5 for place in range(len(stops))],
                    [f"{place} to {place + 1}" for place in range(1, len(stops) + 1)])  # fmt: skip
    axes.set_yticks([place + 0.5 for place in range(len(designs))],
                    [TITLES[each] for each in designs] if names else [""] * len(designs), color=INK)  # fmt: skip
    axes.spines["bottom"].set_visible(False)
    axes.set_title(head, loc="left", size=10.5, color=INK, weight="bold")
