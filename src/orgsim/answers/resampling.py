"""The means drawn again as replications leave them open: what chance alone may change about anything computed of them.

Of normal replications the true means lie around those found by Student's t: jointly a multivariate t with n - 1 degrees
of freedom and the covariance of replications over n as its scale (Geisser and Cornfield 1963, under the prior |S|^-k of
the covariance S of k means). Every difference of two designs, paired, then has Student's distribution, so the
probability that one is better than the other is 1 - p of the one-sided paired t test: of two equal designs one is
called better with over 99.9 % in 0.2 % of cases, whatever n is. (Drawing the replications themselves again, the
bootstrap, does so in 6.5 % of cases with six of them, as few replications vary less among themselves than means do.)

A draw is one for all designs and all points, as a replication has the same people and draws in each of them: what they
have in common stays common. This is chance alone: the points stay as they are.

What remains is skewness: of two equal designs whose paired differences are as skewed as an exponential variable, "over
99.9 %" is said in 1.9 % of cases with 15 replications and in 1.2 % with 30. Of fewer than ENOUGH replications, which
cannot show whether differences are skewed, no probability is told.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

MOST, LEAST, NUMBERS = 10_000, 1_000, 4_000_000  # draws: as many as keep the array at NUMBERS values
ENOUGH = 15  # replications from which a probability is told, as from which a precision is (``Precision.least``)


def resampled_means(values: np.ndarray, seed: int) -> np.ndarray:
    """Draws of the means [draw, point, design] of values [point, replication, design].

    Empty, no draw, where there are fewer than two replications.
    """
    points, n, designs = values.shape
    if n < 2:
        return np.empty((0, points, designs))
    draws = int(np.clip(NUMBERS // (points * designs), LEAST, MOST))
    flat = np.moveaxis(values, 1, 0).reshape(n, -1)
    mean = flat.mean(axis=0)
    weights = stats.multivariate_t(np.zeros(n), np.eye(n), df=n - 1, seed=np.random.default_rng(seed)).rvs(draws)
    drawn = mean + weights @ (flat - mean) / np.sqrt(n * (n - 1))
    return drawn.reshape(draws, points, designs)


def least(values: np.ndarray) -> np.ndarray:
    """1 where a design (last axis) has the least value, shared evenly by those that tie; nan in, nan out."""
    first = values == values.min(axis=-1, keepdims=True)
    return np.where(np.isnan(values), np.nan, first / np.maximum(first.sum(axis=-1, keepdims=True), 1))


def around(value: np.ndarray, draws: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a value by its draws (first axis): half of what the middle of them spans on either side; nan without
    any. Of a mean or a difference it is Student's."""
    if len(draws) == 0:
        return np.full(np.shape(value), np.nan), np.full(np.shape(value), np.nan)
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return value - (high - low) / 2, value + (high - low) / 2


def spanned(value: np.ndarray, draws: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a share by its draws (first axis): the middle of them, and the value where it lies outside; nan
    without any. A share at 0 or 1 can only go one way, so no interval lies around it."""
    if len(draws) == 0:
        return np.full(np.shape(value), np.nan), np.full(np.shape(value), np.nan)
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return np.minimum(low, value), np.maximum(high, value)


def mean_over(draws: np.ndarray) -> np.ndarray:
    """Mean over draws (first axis); nan without any."""
    return draws.mean(axis=0) if len(draws) else np.full(draws.shape[1:], np.nan)


def probability(draws: np.ndarray, n: int) -> np.ndarray:
    """Share of draws (first axis) in which something holds; nan where there are too few replications to tell it."""
    return mean_over(draws if n >= ENOUGH else draws[:0])
