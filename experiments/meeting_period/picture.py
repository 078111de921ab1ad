"""The picture of the meetings: one right voice by period of meetings, with customers who teach and without."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.views.marks import outside_labels
from orgsim.views.style import COLOURS, INK, MARKERS, Sheet, project_style

PERIODS = [0.5, 1, 2, 5, 10, 20, 60]


def drawn(measured: pd.DataFrame) -> Figure:
    """Three panels of the hub on a sheet."""
    hub = measured[measured["design"] == "hub_and_spoke"]
    taught, alone = (hub[hub["discovery"] == share] for share in (0.5, 0))
    with project_style():
        sheet = Sheet(
            12.0,
            3.7,
            "Customers who come back teach what meetings would tell; without them the period decides",
            "Hub and spoke, by news a week and topic; bars: 95 % over 20 replications. Dashed: knowledge theory, in "
            "which units learn at meetings only.",
        )
        by_period(sheet.place(0.6, 0.6, 2.4, 2.6), taught, "voice", "V, half of errors found out", True)
        by_period(sheet.place(4.5, 0.6, 2.4, 2.6), alone, "voice", "V, nobody finds out", True)
        by_period(sheet.place(8.7, 0.6, 2.2, 2.6), taught, "meetings", "Meetings, minutes a week", False)
    return sheet.figure


def by_period(axes: Axes, table: pd.DataFrame, measure: str, title: str, theory: bool) -> None:
    """A measure by period, a line for each rate of news; theory dashed."""
    ends = []
    for (news, own), colour, marker in zip(table.groupby("news"), COLOURS, MARKERS):
        axes.plot(own["every"], own[measure], "-", marker=marker, color=colour, lw=2, ms=4.5)
        if theory:
            axes.vlines(own["every"], own["voice_low"], own["voice_high"], color=colour, lw=1.5)
            axes.plot(own["every"], own["theory"], "--", color=colour, lw=1.2)
        ends.append((own["every"].iloc[-1], own[measure].iloc[-1], f"news {news:g}", colour))
    axes.set(xscale="log", xlabel="days between meetings")
    axes.set_xticks(PERIODS, [f"{period:g}" for period in PERIODS])
    axes.minorticks_off()
    axes.set_ylim((0.4, 0.9) if theory else (0, None))
    axes.grid(True, axis="y")
    axes.set_title(title, loc="left", size=10.5, color=INK, weight="bold")
    outside_labels(axes, ends, 0.09)
