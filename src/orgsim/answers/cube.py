"""A measure's values in every world of a sweep as one array, whole: what resampling needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from orgsim.answers.measured import values_of
from orgsim.comparison.margins import HIGHER, STANDARDS, better
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept


@dataclass(frozen=True)
class Cube:
    """Values of a measure [point, replication, design] without holes.

    Replications are those that every point has: replication r is the same people and draws at each of them. Points
    where the measure is undefined (everywhere, or for some design only) are left out and named.
    """

    measure: str
    unit: str
    values: np.ndarray
    points: tuple[str, ...]
    designs: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def replications(self) -> int:
        """Replications that count."""
        return self.values.shape[1]

    @property
    def sign(self) -> float:
        """Makes less of the measure better: -1 where the higher is better, else 1."""
        return -1.0 if better(self.measure) == HIGHER else 1.0


def cube(swept: Swept, measure: str, subset: str = "all") -> Cube:
    """The values of a measure of which one side is better; raises InputError for any other."""
    wide = values_of(swept, measure, subset, sided=True)
    whole, left_out = {}, []
    for point, rows in wide.groupby(level="point", sort=False):
        defined = rows.droplevel("point").dropna(how="all")
        if len(defined) and defined.notna().all(axis=None):
            whole[point] = defined
        else:
            left_out.append(point)
    shared = sorted(set.intersection(*(set(rows.index) for rows in whole.values()))) if whole else []
    if not shared:
        raise InputError("measure", measure, "a measure defined for every design in one replication of every world")
    values = np.stack([rows.loc[shared].to_numpy(float) for rows in whole.values()])
    return Cube(measure, unit_of(swept, measure), values, tuple(whole), swept.designs, tuple(left_out))


def unit_of(swept: Swept, measure: str) -> str:
    """The unit of a measure."""
    return str(swept.measures.loc[swept.measures["measure"] == measure, "unit"].iloc[0])


def margins(measure: str, means: np.ndarray, to: np.ndarray) -> np.ndarray:
    """The margin of each mean to another, in the measure's unit (arrays of any shape; see ``margins.margin``)."""
    standard = STANDARDS[measure]
    size = standard.size * (np.abs(means) + np.abs(to)) / 2 if standard.relative else standard.size
    size = np.maximum(size, standard.least)
    return np.broadcast_to(size, np.broadcast_shapes(means.shape, to.shape))


def over_points(wide: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The mean over a sweep's points within each replication, and of how many points it is.

    wide: what ``Swept.values`` gives. Errors of different points are not independent (the same seeds), so points are
    averaged first and replications are the unit: n counts them. Replications are those that were run at every point;
    one counts for a design where the measure is defined at each. Points where it never is for any design are left out.
    """
    found = wide.dropna(how="all")
    defined = wide.loc[found.index.unique("point")] if len(found) else wide
    grid = defined.loc[defined.index.isin(ran_everywhere(defined), level="replication")].unstack("point")
    means = {design: grid[design].mean(axis=1, skipna=False) for design in wide.columns}
    return pd.DataFrame(means, columns=list(wide.columns)), found.index.unique("point").size


def ran_everywhere(wide: pd.DataFrame) -> pd.Index:
    """The replications that every point has, where a precision was asked no more than the point with the fewest."""
    points = wide.groupby(level="replication").size()
    return points.index[points == wide.index.unique("point").size]
