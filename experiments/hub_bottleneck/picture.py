"""The picture of the hub's experiment: load of a hub of one, what its size loses, and where approving breaks it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.views.marks import SHADE, outside_labels
from orgsim.views.style import COLOURS, FAINT, INK, MARKERS, SMALL_SIZE, Sheet, project_style

LOOK = {"hub_and_spoke": (COLOURS[0], MARKERS[0], "shares"), "hub_approves": (COLOURS[1], MARKERS[1], "approves too")}
LINES = {1: ("-", "daily"), 5: ("--", "weekly")}
SEATS = ("1", "2", "3", "4", "6")
MARGIN = 10  # per cent


def drawn(tables: dict[str, pd.DataFrame]) -> Figure:
    """Four panels on a sheet."""
    with project_style():
        sheet = Sheet(
            14.6,
            3.9,
            "One person can share for eight departments; approving can be too much for one",
            "Left: a hub of one, offered load per seat (1: full). Middle: one voice (pairs of answers that are the "
            "same and right) and latency against the same hub with seats by the rule, each mark a world. Right: a "
            "hub of one that approves, by share of exceptions. Bars: 95 %, 20 replications; shaded: counts as equal.",
        )
        load(sheet.place(0.6, 0.6, 2.3, 2.8), tables["load"])
        voice(sheet.place(5.15, 0.6, 2.5, 2.8), tables["loss"])
        size(sheet.place(8.45, 0.6, 2.5, 2.8), tables["loss"])
        exceptions(sheet.place(11.6, 0.6, 2.2, 2.8), tables["loss_more_exceptions"])
    return sheet.figure


def load(axes: Axes, table: pd.DataFrame) -> None:
    """Load per seat of a hub of one by news, for each design and period."""
    ends = []
    for (design, every), own in table[table["seats"] == "1"].groupby(["design", "every"]):
        (colour, _, said), (line, period) = LOOK[design], LINES[every]
        axes.plot(own["news"], own["offered_per_seat"], line, color=colour, lw=2)
        ends.append((own["news"].iloc[-1], own["offered_per_seat"].iloc[-1], f"{said}, {period}", colour))
    axes.axhline(1, color=INK, lw=1)
    axes.set(xscale="log", xlabel="news a week and topic", ylim=(0, 1.55))
    axes.set_xticks([0.05, 0.25, 1, 2.5, 10], ["0.05", "0.25", "1", "2.5", "10"])
    axes.minorticks_off()
    named(axes, "Load per seat, hub of one")
    outside_labels(axes, ends, 0.09)


def voice(axes: Axes, lost: pd.DataFrame) -> None:
    """One voice by number of seats, a mark per world and design, against the rule's."""
    own = lost[lost["measure"] == "voice"]
    marks(axes, own.assign(change=own["difference"]), own["margin"].max())
    axes.set(ylim=(-0.028, 0.028))
    axes.legend(loc="lower left", fontsize=SMALL_SIZE, frameon=False, handletextpad=0.2)
    named(axes, "One voice, change against rule")


def size(axes: Axes, lost: pd.DataFrame) -> None:
    """Latency by number of seats, a mark per world and design, in per cent of the rule's."""
    own = lost[lost["measure"] == "response_latency"]
    marks(axes, own.assign(change=100 * own["difference"] / own["by_rule"]), MARGIN)
    axes.set(ylim=(-3, 13))
    named(axes, "Latency, % above the rule's hub")


def marks(axes: Axes, own: pd.DataFrame, margin: float) -> None:
    """A mark per world and design by number of seats, and what counts as equal."""
    axes.axhspan(-margin, margin, color=SHADE, lw=0)
    for side, (design, (colour, marker, said)) in zip((-0.12, 0.12), LOOK.items()):
        rows = own[own["design"] == design]
        at = rows["seats"].map(SEATS.index) + side
        axes.plot(at, rows["change"], marker, color=colour, ms=4, alpha=0.6, mew=0, label=said)
    axes.set_xticks(range(len(SEATS)), SEATS)
    axes.set(xlabel="seats of the hub")
    axes.text(4.4, margin, "margin", ha="right", va="bottom", size=SMALL_SIZE, color=FAINT)


def exceptions(axes: Axes, lost: pd.DataFrame) -> None:
    """Latency of a hub of one that approves, by share of cases that are exceptions."""
    own = lost[(lost["measure"] == "response_latency") & (lost["design"] == "hub_approves")]
    ends, (colour, marker, _) = [], LOOK["hub_approves"]
    for every, rows in own.groupby("every"):
        scale = 100 / rows["by_rule"]
        line, period = LINES[every]
        middle, low, high = (scale * rows[part] for part in ("difference", "low", "high"))
        at = 100 * rows["exceptions"]
        bars = np.abs([middle - low, high - middle])
        axes.errorbar(at, middle, yerr=bars, color=colour, marker=marker, ls=line, ms=5, lw=2)
        ends.append((at.iloc[-1], middle.iloc[-1], period, colour))
    axes.axhspan(-MARGIN, MARGIN, color=SHADE, lw=0, zorder=0)
    axes.set(xlabel="exceptions, % of cases", ylim=(-12, None), xticks=[12, 16, 20, 25])
    named(axes, "Latency, % above the rule's hub")
    outside_labels(axes, ends, 0.09)


def named(axes: Axes, title: str) -> None:
    """Title and grid of a panel."""
    axes.set_title(title, loc="left", size=10.5, color=INK, weight="bold")
    axes.grid(True, axis="y")
