"""The picture of the officer's experiment: latency and delay of own work by whose work comes first; thresholds."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.views.marks import SHADE, outside_labels
from orgsim.views.style import COLOURS, FAINT, INK, MARKERS, SMALL_SIZE, Sheet, project_style

ORDERS = {"customers": COLOURS[0], "neither": COLOURS[6], "function": COLOURS[1]}
SAID = {"customers": "customers first", "neither": "first come", "function": "own work first"}
THRESHOLDS = ("0", "0.25", "0.5", "0.75", "1")


def drawn(tables: dict[str, pd.DataFrame]) -> Figure:
    """Three panels on a sheet."""
    with project_style():
        sheet = Sheet(
            12.0,
            3.7,
            "Whose work comes first matters once own work fills the company; approving hardly does",
            "Left and middle: every exception approved, issues at the same rate throughout; 95 % intervals are "
            "narrower than the marks. Right: customers first, against approving nothing; shaded: counts as equal.",
        )
        by_own_work(sheet.place(0.6, 0.6, 2.2, 2.6), tables["means"], "response_latency", "Latency, hours", 1)
        by_own_work(sheet.place(4.6, 0.6, 2.2, 2.6), tables["means"], "own_work_delay", "Own work waits, minutes", 60)
        thresholds(sheet.place(8.6, 0.6, 2.1, 2.6), tables["threshold"])
    return sheet.figure


def by_own_work(axes: Axes, means: pd.DataFrame, measure: str, title: str, scale: float) -> None:
    """A measure by own work, a line for each order."""
    ends = []
    for (order, colour), marker in zip(ORDERS.items(), MARKERS):
        own = means[(means["puts_first"] == order) & (means["threshold"] == 0)].sort_values("own_work")
        axes.plot(own["own_work"], scale * own[measure], "-", marker=marker, color=colour, lw=2, ms=5)
        ends.append((own["own_work"].iloc[-1], scale * own[measure].iloc[-1], SAID[order], colour))
    axes.set(yscale="log", xlabel="own work, share of capacity", xticks=[0.1, 0.25, 0.4, 0.55])
    ticks = [20, 50, 100, 200] if scale == 1 else [0.1, 1, 10, 100, 1000]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.grid(True, axis="y")
    axes.set_title(title, loc="left", size=10.5, color=INK, weight="bold")
    axes.set_ylim(ticks[0], ticks[-1])
    labels(axes, ends)


def labels(axes: Axes, ends: list[tuple]) -> None:
    """Labels right of a logarithmic panel at the ends of its lines."""
    low, high = axes.get_ylim()
    heights = axes.transData.transform([(0, low), (0, high), *((0, y) for _, y, _, _ in ends)])[:, 1]
    share = (heights[2:] - heights[0]) / (heights[1] - heights[0])
    twin = axes.twinx()
    twin.set_ylim(0, 1)
    twin.set_yticks([])
    outside_labels(twin, [(x, at, said, colour) for (x, _, said, colour), at in zip(ends, share)], 0.09)


def thresholds(axes: Axes, table: pd.DataFrame) -> None:
    """Latency by threshold against approving nothing, in per cent, a line for each share of own work."""
    own = table[(table["measure"] == "response_latency") & (table["puts_first"] == "customers")]
    ends = []
    axes.axhspan(-10, 10, color=SHADE, lw=0, zorder=0)
    for (share, rows), colour in zip(own.groupby("own_work"), COLOURS):
        at = rows["threshold"].map(THRESHOLDS.index) + (share - 0.3) / 3
        middle, low, high = (100 * rows[part] / rows["at_1"] for part in ("difference", "low", "high"))
        axes.errorbar(at, middle, yerr=[middle - low, high - middle], color=colour, marker="o", ms=4, lw=1.6)
        ends.append((at.iloc[0], middle.iloc[0], f"own work {share:g}", colour))
    axes.set_xticks(range(4), THRESHOLDS[:4])
    axes.set(xlabel="threshold of severity", ylim=(-14, 14), xlim=(-0.3, 3.3))
    axes.text(3.3, 10, "margin", ha="right", va="bottom", size=SMALL_SIZE, color=FAINT)
    axes.grid(True, axis="y")
    axes.set_title("Latency, % above no approvals", loc="left", size=10.5, color=INK, weight="bold")
    outside_labels(axes, [(x + 3, y, said, colour) for x, y, said, colour in ends], 0.09)
