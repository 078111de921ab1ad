"""Some of the rows of a table, by name: the issues of a channel, the mystery shoppers within one unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from orgsim.measures.tidy import ALL


@dataclass(frozen=True)
class Subset:
    """A name, and a function that finds its rows (int, ascending, or a slice), called when they are first asked for."""

    name: str
    find: Callable[[], np.ndarray | slice]

    @cached_property
    def rows(self) -> np.ndarray | slice:
        """Which rows of the table these are."""
        return self.find()

    def of(self, column: np.ndarray) -> np.ndarray:
        """Their part of a column of the table."""
        return column[self.rows]


EVERYTHING = Subset(ALL, lambda: slice(None))


def where(name: str, holds: Callable[[], np.ndarray]) -> Subset:
    """The rows for which a column of bools holds."""
    return Subset(name, lambda: np.flatnonzero(holds()))


def sorted_out(names: Mapping[int, str], number: Callable[[], np.ndarray]) -> Iterator[Subset]:
    """A subset for each number that has a name, where a column gives each row a small number.

    Like post sorted into pigeonholes: all rows at once, those of each hole in their old order.
    """

    @cache
    def holes() -> tuple[np.ndarray, np.ndarray]:
        column = number().astype(np.int16)
        order = np.argsort(column, kind="stable")
        return order, np.searchsorted(column[order], np.arange(max(names) + 2))

    def hole(place: int) -> np.ndarray:
        order, begins = holes()
        return order[begins[place] : begins[place + 1]]

    for place, name in names.items():
        yield Subset(name, lambda place=place: hole(place))
