"""Axes of pictures of a sweep: a factor along a side, on the scale its values are spaced on."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

from orgsim.answers.factors import Factor, key_of

MOST_TICKS = 8


def side(axes: Axes, which: str, of: Factor, ends: tuple[float, float]) -> None:
    """Label, scale and ticks of a factor along "x" or "y", the axis from end to end."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_label_text(label(of))
    axes.set(**{f"{which}scale": "log" if of.logarithmic else "linear"})
    axes.set(**{f"{which}lim": ends})
    known = np.unique(of.values)
    if of.labels:
        axis.set_ticks(range(len(of.labels)), of.labels)
    elif len(known) <= MOST_TICKS:
        axis.set_ticks(known, [short(value) for value in known])
        axis.set_minor_locator(NullLocator())
    elif of.logarithmic:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
        axis.set_minor_formatter(NullFormatter())


def label(of: Factor) -> str:
    """A factor by its key, with its unit where the schema has one: company.load, share of staff minutes."""
    key = key_of(of.name)
    unit = key.metadata.get("unit", "") if key else ""
    return of.name if of.labels or unit in ("", "text") or " | " in unit else f"{of.name}, {unit}"


def short(value: float) -> str:
    """A value in three figures."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def edges(values: np.ndarray, of: Factor) -> np.ndarray:
    """Edges of cells around sorted values: half-way between neighbours on the factor's scale, one more than values."""
    places = np.log(values) if of.logarithmic else np.asarray(values, float)
    between = (places[1:] + places[:-1]) / 2
    half = np.diff(places) / 2 if len(places) > 1 else np.array([0.5])
    found = np.concatenate([[places[0] - half[0]], between, [places[-1] + half[-1]]])
    return np.exp(found) if of.logarithmic else found
