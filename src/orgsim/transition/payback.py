"""What a move costs before it pays: week by week against staying, cumulated, and against being there already.

A *loss* is a difference from staying in the direction in which a measure is worse. It is cumulated from the first step
on; the move has *paid back* at the end of the week from which on the cumulated loss is never above nothing again. Where
nothing is ever lost that is day 0; where it is not regained while the run lasts, infinity. The *area* is the cumulated
loss at the end, and the *area between* that against being there already. Intervals are over replications drawn again
(``answers.resampling``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgsim.answers.resampling import around, resampled_means
from orgsim.comparison.margins import HIGHER, LOWER

SIDES = {"response_latency": LOWER, "voice": HIGHER, "own_work_delay": LOWER, "minutes_per_week": LOWER}
NOTHING = 1e-9  # what is lost to rounding, relative to the measure


@dataclass(frozen=True)
class Estimate:
    """A number with its interval."""

    value: float
    low: float
    high: float


def losses(measure: str, values: np.ndarray, against: np.ndarray) -> np.ndarray:
    """How much worse than something else: float[...] in the measure's unit."""
    return values - against if SIDES[measure] == LOWER else against - values


def day_of_payback(losses: np.ndarray, late: int = 0) -> np.ndarray:
    """Days from the first step to pay-back, from mean losses week by week: float[...] of float[..., weeks].

    late: days of the first week before the first step.
    """
    lost = np.cumsum(losses, axis=-1)
    above = lost > NOTHING * np.maximum(np.abs(losses).max(axis=-1, keepdims=True, initial=0), 1e-12)
    last = np.where(above.any(axis=-1), above.shape[-1] - np.argmax(above[..., ::-1], axis=-1), 0)
    return np.where(above[..., -1:].any(axis=-1), np.inf, np.where(last > 0, 7.0 * (last + 1) - late, 0.0))


def with_interval(losses: np.ndarray, statistic, confidence: float, seed: int) -> Estimate:
    """A statistic of the mean losses, with percentiles of it over replications drawn again.

    losses: float[weeks, replications]; statistic: float[...] of float[..., weeks].
    """
    value = float(statistic(losses.mean(axis=1)))
    drawn = resampled_means(losses[:, :, None], seed)[:, :, 0]
    if not len(drawn):
        return Estimate(value, np.nan, np.nan)
    found = np.sort(statistic(drawn))
    low, high = (found[int(round(share * (len(found) - 1)))] for share in ((1 - confidence) / 2, (1 + confidence) / 2))
    return Estimate(value, float(low), float(high))


def paths(values: np.ndarray, confidence: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, low and high of each week: float[weeks] of float[weeks, replications]."""
    drawn = resampled_means(values[:, :, None], seed)[:, :, 0]
    mean = values.mean(axis=1)
    return (mean, *around(mean, drawn, confidence))
