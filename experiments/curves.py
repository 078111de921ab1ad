"""Lines with their intervals, one for each design (or whatever is compared), labelled at their ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes

from orgsim.views.marks import outside_labels
from orgsim.views.style import INK, NEUTRAL, look

TITLES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}


def lines(
    axes: Axes, table: pd.DataFrame, x: str, of: str, title: str, xlabel: str, names: Mapping | None = None, **columns
) -> None:
    """A line for each value of a column; ``columns``: y, low, high of the table (low and high may be left out).

    names: what each value is called, in the order of their colours (default: the designs').
    """
    y, low, high = columns["y"], columns.get("low"), columns.get("high")
    ends = []
    looks = look(names or TITLES)
    for name, own in table.groupby(of, sort=False):
        (colour, marker), own = looks[name], own.sort_values(x)
        axes.plot(own[x], own[y], "-", marker=marker, color=colour, lw=2, ms=4.5)
        if low:
            axes.vlines(own[x], own[low], own[high], color=colour, lw=1.5)
        ends.append((own[x].iloc[-1], own[y].iloc[-1], (names or TITLES)[name], colour))
    axes.set_xlabel(xlabel)
    axes.grid(True, axis="y")
    axes.set_title(title, loc="left", size=10.5, color=INK, weight="bold")
    outside_labels(axes, ends, 0.09)


def logarithmic(axes: Axes, values: Iterable[float]) -> None:
    """A logarithmic axis marked at the values that were run, as they are written."""
    marks = sorted(set(values))
    axes.set_xscale("log")
    axes.set_xticks(marks, [f"{mark:g}" for mark in marks])
    axes.set_xticks([], minor=True)


def band(axes: Axes, table: pd.DataFrame, x: str, margin: str) -> None:
    """The margin within which differences are called equal, grey."""
    own = table.groupby(x)[margin].mean()
    axes.fill_between(own.index, -own, own, color=NEUTRAL, alpha=0.18, lw=0)
    axes.axhline(0, color=NEUTRAL, lw=1)
