"""Made-up sweeps for tests of answers: values given outright, or normal ones with known means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from orgsim.sweep.swept import Swept

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
