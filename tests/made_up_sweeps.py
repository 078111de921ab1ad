"""Made-up sweeps for tests of answers: what every design does in every world is written down, chance is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from orgsim.sweep.swept import Swept


def made_up(
    points: pd.DataFrame,
    value: Mapping[str, Callable[[pd.DataFrame], np.ndarray]],
    replications: int = 8,
    noise: float = 0.0,
    luck: float = 0.0,
    measure: str = "response_latency",
    unit: str = "hours",
    seats: pd.DataFrame | None = None,
    seed: int = 1,
) -> Swept:
    """Points (a column per factor) with ``value[design](points)`` as true means.

    noise: of each run, standard deviation; luck: of a replication, the same for every point and design.
    """
    random = np.random.default_rng(seed)
    points = points.assign(point=[f"world-{n:04d}" for n in range(len(points))])
    shared = luck * random.normal(size=replications)
    rows = []
    for design, mean in value.items():
        found = np.broadcast_to(np.asarray(mean(points), float)[:, None], (len(points), replications))
        found = found + shared + noise * random.normal(size=found.shape)
        for point, own in zip(points["point"], found):
            rows += [(point, design, "flow", r, measure, unit, "all", x) for r, x in enumerate(own)]
    columns = ["point", "design", "estimand", "replication", "measure", "unit", "subset", "value"]
    empty = pd.DataFrame(columns=["point", "design", "unit", "seats", "offered_load", "offered_per_seat"])
    levers = pd.DataFrame(columns=["point", "design"])
    measures = pd.DataFrame(rows, columns=columns)
    return Swept(points, measures, empty if seats is None else seats, levers, tuple(value))


def grid(**factors) -> pd.DataFrame:
    """Every value of each factor with each of the others; names with __ for dots."""
    named = {name.replace("__", "."): values for name, values in factors.items()}
    return pd.MultiIndex.from_product(named.values(), names=named.keys()).to_frame(index=False)
