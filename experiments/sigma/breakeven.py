"""Up to which slowdown a design that pools beats specialists: where its paired difference of a measure crosses zero."""

from __future__ import annotations

import numpy as np
import pandas as pd

from orgsim.comparison import paired
from orgsim.comparison.margins import HIGHER, better
from orgsim.sweep.swept import Swept

LOAD, SLIPS, SLOWDOWN = "company.load", "company.off_topic_slips", "company.off_topic_slowdown"
WORLD = [LOAD, SLIPS, SLOWDOWN]
SPECIALISTS, MEASURES = "specialists", ("response_latency", "resolved")
TEXTBOOK = 0.144  # break-even of four pooled M/M/5 queues at load .8


def behind(swept: Swept, measures=MEASURES) -> pd.DataFrame:
    """How far each design is behind specialists in every world, paired: in the measure's unit, positive where worse."""
    parts = []
    for measure in measures:
        values = swept.values(measure)
        way = -1.0 if better(measure) == HIGHER else 1.0
        for design in (name for name in swept.designs if name != SPECIALISTS):
            wide = (way * (values[design] - values[SPECIALISTS])).unstack("replication")
            n, mean, variance = paired.moments(wide.to_numpy())
            low, high = paired.interval(n, mean, variance, swept.confidence)
            part = pd.DataFrame({"point": wide.index, "behind": mean, "low": low, "high": high, "n": n})
            parts.append(part.assign(design=design, measure=measure))
    found = swept.points[["point", *WORLD]].merge(pd.concat(parts), on="point")
    return found[[*WORLD, "design", "measure", "behind", "low", "high", "n"]]


def break_evens(found: pd.DataFrame) -> pd.DataFrame:
    """The slowdown at which each design falls behind specialists, and its interval, for each load and slips.

    The mean's straight line between points crosses zero at ``slowdown``, the upper and the lower end of the 95 % band
    at ``low`` and ``high``; ``last``: where the mean crosses for the last time, if more than once. -inf: behind at no
    slowdown already; inf: ahead, or not surely behind, at the largest.
    """
    rows = []
    for (load, slips, design, measure), own in found.groupby([LOAD, SLIPS, "design", "measure"], sort=False):
        own = own.sort_values(SLOWDOWN)
        ends = {"slowdown": "behind", "low": "high", "high": "low"}
        at = {name: crossing(own[SLOWDOWN].to_numpy(), own[end].to_numpy()) for name, end in ends.items()}
        at["last"] = -crossing(-own[SLOWDOWN].to_numpy()[::-1], -own["behind"].to_numpy()[::-1])
        rows.append({LOAD: load, SLIPS: slips, "design": design, "measure": measure, **at, "n": int(own["n"].min())})
    return pd.DataFrame(rows)


def crossing(slowdowns: np.ndarray, values: np.ndarray) -> float:
    """Where values first rise above zero (straight line); -inf if they start there, inf if they never do."""
    over = values > 0
    if over[0]:
        return -np.inf
    if not over.any():
        return np.inf
    first = int(over.argmax())
    return float(np.interp(0.0, values[first - 1 : first + 1], slowdowns[first - 1 : first + 1]))
