"""Replications drawn again with replacement: what chance leaves open about anything computed from means.

A replication is drawn for all designs and all points at once, as all share its people and draws: what designs and
points have in common in it stays common (paired resampling). This is chance alone: the points stay as they are.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

MOST, LEAST, NUMBERS = 10_000, 1_000, 4_000_000  # resamples: as many as keep the array at NUMBERS values


def resampled_means(values: np.ndarray, seed: int) -> np.ndarray:
    """Means over replications [resample, point, design] of values [point, replication, design].

    The bootstrap of ``scipy.stats`` (Efron 1979). Deviations are stretched by sqrt(n/(n - 1)), without which means
    vary too little in small samples (Rao and Wu 1988). Empty, no resample, where there are fewer than two replications.
    """
    points, n, designs = values.shape
    if n < 2:
        return np.empty((0, points, designs))
    draws = int(np.clip(NUMBERS // (points * designs), LEAST, MOST))
    flat = np.moveaxis(values, 1, 0).reshape(n, -1)

    def statistic(drawn: np.ndarray, axis: int = -1) -> np.ndarray:
        """Means [point x design, resample] over the replications drawn [resample, replication]."""
        drawn = np.moveaxis(drawn, axis, -1)
        times = (drawn[..., None] == np.arange(n)).sum(axis=-2)
        return np.moveaxis(times @ flat / n, -1, 0)

    found = stats.bootstrap(
        (np.arange(n),),
        statistic,
        n_resamples=draws,
        batch=max(1, NUMBERS // (n * n)),
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).bootstrap_distribution
    mean = flat.mean(axis=0)
    return (mean + np.sqrt(n / (n - 1)) * (found.T - mean)).reshape(draws, points, designs)


def least(values: np.ndarray) -> np.ndarray:
    """1 where a design (last axis) has the least value, shared evenly by those that tie; nan in, nan out."""
    first = values == values.min(axis=-1, keepdims=True)
    return np.where(np.isnan(values), np.nan, first / np.maximum(first.sum(axis=-1, keepdims=True), 1))


def around(value: np.ndarray, resamples: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Interval of a value by the spread of its resamples (first axis): +- z standard deviations; nan without any.

    The standard normal interval of the bootstrap (Efron and Tibshirani 1993, section 13.2).
    """
    if len(resamples) == 0:
        return np.full(np.shape(value), np.nan), np.full(np.shape(value), np.nan)
    half = stats.norm.ppf((1 + confidence) / 2) * resamples.std(axis=0, ddof=1)
    return value - half, value + half


def mean_over(resamples: np.ndarray) -> np.ndarray:
    """Mean over resamples (first axis); nan without any."""
    return resamples.mean(axis=0) if len(resamples) else np.full(resamples.shape[1:], np.nan)
