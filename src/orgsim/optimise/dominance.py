"""Which points no other beats on every goal, how sure that is, and how far behind the others are.

A point is dominated by another that is at least as good on every goal and better on one. Losses are [point, goal], less
is better. The library is moocore (López-Ibáñez and others), which also counts the hypervolume a point adds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from orgsim.errors import needs
from orgsim.optimise.goals import Goal, losses

RESAMPLES = 1000
BEYOND = 1.1  # the hypervolume's reference: a tenth beyond the worst, so that the ends of a front count
WORST = 1e100  # a loss that is not defined


def non_dominated(loss: np.ndarray) -> np.ndarray:
    """bool[point]: beaten by no other; points alike are all of them beaten or none."""
    moocore = needs("moocore")
    return np.asarray(moocore.is_nondominated(np.asarray(loss, float), keep_weakly=True), bool)


def representatives(loss: np.ndarray, most: int) -> np.ndarray:
    """Places of at most so many points of a front: the one that adds the least hypervolume goes first.

    Goals are scaled to the front's own range, so that no unit weighs more than another.
    """
    moocore = needs("moocore")
    low, high = loss.min(axis=0), loss.max(axis=0)
    scaled = np.divide(loss - low, high - low, out=np.zeros_like(loss, float), where=high > low)
    kept = np.arange(len(loss))
    while len(kept) > most:
        kept = np.delete(kept, np.argmin(moocore.hv_contributions(scaled[kept], ref=[BEYOND] * loss.shape[1])))
    return kept


def behind(loss: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """float[point]: margins by which some other point is better on every goal at once; 0 where none is.

    Below 1 the point is equal, within its margin, on one goal at least. margins: [goal], in the goals' units.
    """
    finite = np.where(np.isfinite(loss), loss, WORST)
    lead = (finite[:, None, :] - finite[None, :, :]) / margins  # how far q is ahead of p on each goal: [p, q, goal]
    return lead.min(axis=2).max(axis=1)  # a point is 0 ahead of itself, so never below 0


def stays(values: Mapping[str, np.ndarray], wanted: Sequence[Goal], seed: int) -> np.ndarray:
    """float[point]: in which share of companies' worlds drawn anew a point is beaten by no other.

    values: of each goal's measure [point, replication]. Worlds are drawn with replacement from those that were run,
    the same for every point, so the pairing is kept (bootstrap: Efron 1979); both estimands apart.
    """
    points = len(next(iter(values.values())))
    number = {goal.estimand: values[goal.measure].shape[1] for goal in wanted}
    draws = np.random.default_rng(seed)
    count = np.zeros(points)
    for _ in range(RESAMPLES):
        worlds = {estimand: draws.integers(n, size=n) for estimand, n in sorted(number.items())}
        means = [values[goal.measure][:, worlds[goal.estimand]].mean(axis=1) for goal in wanted]
        count += non_dominated(losses(np.column_stack(means), wanted))
    return count / RESAMPLES
