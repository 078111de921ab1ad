"""Every two designs at every world of a sweep and over all of them: values laid out for paired statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from orgsim.answers.cube import over_points, unit_of
from orgsim.answers.measured import in_order
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept

EVERYWHERE = "all points"  # what the mean over all of a sweep's points is called beside the points


@dataclass(frozen=True)
class Pair:
    """Two designs on one measure: their values [row, replication], a row per point (or one, over all of them)."""

    measure: str
    unit: str
    a: str
    b: str
    values_a: pd.DataFrame  # index: measure, point
    values_b: pd.DataFrame
    points: int  # points a row is the mean of
    ran: np.ndarray  # replications in each row, whether the measure is defined there or not

    @property
    def labels(self) -> pd.DataFrame:
        """Columns that say what each row is of."""
        rows = self.values_a.index.to_frame(index=False)
        return rows.assign(unit=self.unit, points=self.points, design_a=self.a, design_b=self.b)

    @property
    def means(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean of each design in every row, over the replications in which both are defined."""
        both = self.values_a.notna() & self.values_b.notna()
        return tuple(values.where(both).mean(axis=1).to_numpy() for values in (self.values_a, self.values_b))


def couples(swept: Swept, against: str | None = None) -> list[tuple[str, str]]:
    """Which designs are compared: every two in their order, or each other one with the one given."""
    if len(swept.designs) < 2:
        raise InputError("of", swept.designs[0], "a sweep or comparison of at least two designs")
    if against is None:
        return list(combinations(swept.designs, 2))
    if against not in swept.designs:
        raise InputError("against", against, swept.designs)
    return [(design, against) for design in swept.designs if design != against]


def kept(swept: Swept, measures: Sequence[str]) -> list[str]:
    """Those of the measures asked that have a value anywhere in the sweep; raises InputError where none has."""
    swept.check_done()
    whole = swept.measures[(swept.measures["subset"] == "all") & swept.measures["value"].notna()]
    known = set(whole["measure"])
    found = [measure for measure in dict.fromkeys(measures) if measure in known]
    if not found:
        raise InputError("measures", ", ".join(measures), in_order(known))
    return found


def pairs_of(swept: Swept, measure: str, against: str | None, by_point: bool) -> Iterator[Pair]:
    """The pairs on a measure, a row per point or one row over all points."""
    wide, unit = swept.values(measure), unit_of(swept, measure)
    if by_point:
        order, points = wide.dropna(how="all").index.unique("point"), 1
        ran = wide.groupby(level="point").size()[order].to_numpy()  # points may have different numbers of them
        rows = {design: wide[design].unstack("replication").reindex(order) for design in swept.designs}
    else:
        means, points = over_points(wide)
        ran = np.array([len(means)])
        rows = {design: means[design].to_frame(EVERYWHERE).T for design in swept.designs}
    for design, found in rows.items():
        found.index = pd.MultiIndex.from_product([[measure], found.index], names=["measure", "point"])
        rows[design] = found
    for a, b in couples(swept, against):
        yield Pair(measure, unit, a, b, rows[a], rows[b], points, ran)
