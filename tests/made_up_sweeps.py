"""Made-up sweeps for tests of answers: what every design does in every world is written down, chance is added."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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


UNITS = {
    "response_latency": "hours",
    "voice": "share",
    "net_advocates": "per 100 issues",
    "cost_per_resolved": "dollars",
    "heads": "people",
}


def swept_of(
    values: Mapping[str, np.ndarray],
    measure: str = "response_latency",
    factors: Mapping[str, Sequence] | None = None,
    confidence: float = 0.95,
) -> Swept:
    """A sweep of one measure: values [point, replication] of each design; nan is undefined."""
    values = {design: np.atleast_2d(np.asarray(found, float)) for design, found in values.items()}
    points, n = next(iter(values.values())).shape
    names = [f"p{i}" for i in range(points)]
    parts = [
        pd.DataFrame({"point": np.repeat(names, n), "design": design, "replication": np.tile(range(n), points)}).assign(
            value=found.ravel()
        )
        for design, found in values.items()
    ]
    labels = {"estimand": "flow", "measure": measure, "unit": UNITS[measure], "subset": "all"}
    factors = {"company.load": np.linspace(0.5, 0.9, points)} if factors is None else factors
    return Swept(
        pd.DataFrame({"point": names, **factors}),
        pd.concat(parts, ignore_index=True).assign(**labels),
        pd.DataFrame(),
        pd.DataFrame(),
        tuple(values),
        confidence,
    )


def normal(means: Mapping[str, Sequence[float]], n: int, seed: int, common: float = 0.0, own=1.0) -> dict:
    """Normal values [point, replication] by design: its mean at each point, luck all share in a replication, own noise.

    own: standard deviation of each design's own noise, one for all or by design.
    """
    random = np.random.default_rng(seed)
    luck = common * random.normal(size=n)
    found = {}
    for design, mean in means.items():
        spread = own[design] if isinstance(own, Mapping) else own
        found[design] = np.asarray(mean, float)[:, None] + luck + spread * random.normal(size=(len(mean), n))
    return found


def together(*sweeps: Swept) -> Swept:
    """Sweeps of several measures as one."""
    first = sweeps[0]
    measures = pd.concat([each.measures for each in sweeps], ignore_index=True)
    return Swept(first.points, measures, first.seats, first.levers, first.designs, first.confidence)


def title_of(figure) -> str:
    """The title of a picture in one line."""
    return figure.texts[0].get_text().replace("\n", " ").replace("\u00a0", " ")
