"""Factors of a sweep as numbers: categories and lists coded, and whether values are spaced in proportion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orgsim.config.keys import Key, at
from orgsim.config.schema import World
from orgsim.sweep.swept import Swept

LEAST_RATIO = 2.0  # of the ends of a range, from which its values may be spaced in proportion


@dataclass(frozen=True)
class Factor:
    """A factor's value at each point as a number; ``labels`` are what 0, 1, ... stand for where they are no numbers."""

    name: str
    values: np.ndarray  # float[points]
    labels: tuple[str, ...] = ()

    @property
    def logarithmic(self) -> bool:
        """Whether the values are spaced in proportion: more evenly by their logarithms than as they are."""
        known = np.unique(self.values)
        if self.labels or len(known) < 3 or known[0] <= 0 or known[-1] < LEAST_RATIO * known[0]:
            return False
        return unevenness(np.log(known)) < unevenness(known)

    @property
    def scaled(self) -> np.ndarray:
        """The values from 0 to 1, by their logarithms where they are spaced in proportion."""
        values = np.log(self.values) if self.logarithmic else self.values
        span = np.ptp(values)
        return (values - values.min()) / span if span > 0 else np.zeros(len(values))


def factor(name: str, column: Iterable[Any]) -> Factor:
    """The factor of a column; text, lists and what is no number are numbered in the order they first occur."""
    column = list(column)
    numbers = (isinstance(value, int | float | np.number) and value == value for value in column)
    if all(numbers) and not any(isinstance(value, bool) for value in column):
        return Factor(name, np.asarray(column, float))
    codes, labels = pd.factorize(np.array([said(value) for value in column], dtype=object))
    return Factor(name, codes.astype(float), tuple(labels))


def said(value: Any) -> str:
    """A value as written in a configuration."""
    if value != value:  # null, as a table of numbers keeps it
        return "null"
    if isinstance(value, bool | np.bool_) or value is None:
        return {None: "null", True: "true", False: "false"}[value if value is None else bool(value)]
    if isinstance(value, list | tuple | np.ndarray):
        return f"[{', '.join(said(each) for each in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def unevenness(values: np.ndarray) -> float:
    """How far sorted values are from even spacing: the largest distance, of the whole span."""
    shares = (values - values[0]) / (values[-1] - values[0])
    return float(np.abs(shares - np.linspace(0, 1, len(values))).max())


def varying(swept: Swept, points: Sequence[str]) -> list[Factor]:
    """The factors with more than one value at these points, in the sweep's order."""
    table = swept.points.set_index("point").loc[list(points)]
    found = [factor(name, table[name]) for name in swept.factors]
    return [each for each in found if len(np.unique(each.values)) > 1]


def unit_of(swept: Swept, measure: str) -> str:
    """The unit of a measure."""
    return str(swept.measures.loc[swept.measures["measure"] == measure, "unit"].iloc[0])


def key_of(name: str) -> Key | None:
    """The schema's key of a factor of the world; None for one of designs or of something unknown."""
    found = at(World, name)
    return found if found.hint is not None else None
