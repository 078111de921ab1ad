"""The picture: voice, coordination and latency of every pattern by size."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from orgsim.views.style import FAINT, INK, RULE, SMALL_SIZE, Sheet, look, project_style, spread
from orgsim.views.words import plain

PANELS = {
    "voice": "one right voice, share",
    "coordination_minutes_per_person": "coordination, minutes a week and person",
    "response_latency": "response latency, hours",
}
WIDE, HIGH, APART = 2.75, 3.0, 1.5


def draw(tables: Mapping[str, pd.DataFrame], title: str) -> Figure:
    """A panel for each measure, a line for each pattern."""
    found, still = tables["levels"], tables["still"]
    names = list(dict.fromkeys(found["design"]))
    below = f"Company of 3 to 30 departments of 12 people. Bars: 95 % intervals over {found['n'].max()} replications. "
    below += "Dotted: nothing changes that would have to be shared."
    with project_style():
        sheet = Sheet(3 * (WIDE + APART) + 0.3, HIGH + 1.15, title, below)
        for place, (measure, said) in enumerate(PANELS.items()):
            axes = sheet.place(0.55 + place * (WIDE + APART), 0.6, WIDE, HIGH)
            panel(axes, found[found["measure"] == measure], look(names))
            if measure == "voice":
                control(axes, still[still["measure"] == measure], look(names))
            axes.set_title(said, size=SMALL_SIZE + 1, color=INK, loc="left")
    return sheet.figure


def panel(axes, rows: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> None:
    """One measure by size, each pattern's name at the end of its line."""
    axes.set_xscale("log")
    ends = {}
    for name, (colour, marker) in looks.items():
        line = rows[rows["design"] == name].sort_values("departments")
        axes.plot(line["departments"], line["mean"], marker=marker, ms=4.5, lw=1.5, color=colour)
        axes.vlines(line["departments"], line["low"], line["high"], color=colour, lw=1.2)
        ends[name] = float(line["mean"].iloc[-1])
    low, high = axes.get_ylim()
    heights = spread(list(ends.values()), (high - low) * 0.075)
    for (name, (colour, _)), height in zip(looks.items(), heights):
        axes.text(33, height, plain(name), color=colour, size=SMALL_SIZE, va="center")
    sizes = sorted(rows["departments"].unique())
    axes.set_xticks(sizes, [f"{size}" for size in sizes])
    axes.minorticks_off()
    axes.set_xlabel("departments", size=SMALL_SIZE, color=FAINT)
    axes.grid(axis="y", color=RULE)


def control(axes, rows: pd.DataFrame, looks: Mapping[str, tuple[str, str]]) -> None:
    """The same where nothing changes."""
    for name, (colour, _) in looks.items():
        line = rows[rows["design"] == name].sort_values("departments")
        axes.plot(line["departments"], line["mean"], ls=":", lw=1.2, color=colour)
