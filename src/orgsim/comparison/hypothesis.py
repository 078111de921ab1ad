"""Verdicts over uncertain worlds: a claim of the field is confirmed, refuted, or holds under conditions.

Each world says of a claim: for it (the effect lies beyond the margin in the stated direction), against it (beyond the
margin the other way), or neither. *Confirmed* if at least 80 % of worlds are for it and at most 5 % against; *refuted*
if at least half are neither or against; else *conditional*, and the finding is the boundary: where it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binomtest

FOR, NEITHER, AGAINST = 1, 0, -1
CONFIRMED, REFUTED, CONDITIONAL = "confirmed", "refuted", "conditional"
LEAST_FOR, MOST_AGAINST, ENOUGH_NOT_FOR = 0.8, 0.05, 0.5
LEAST_WORLDS = 0.1  # of all, on either side of a boundary


@dataclass(frozen=True)
class Verdict:
    """What all worlds together say."""

    word: str
    worlds: int
    share_for: float
    share_against: float
    low: float  # interval of the share for it (Clopper and Pearson 1934)
    high: float


def verdict(votes: np.ndarray, confidence: float = 0.95) -> Verdict:
    """The verdict of votes: int[worlds] of FOR, NEITHER, AGAINST."""
    votes = np.asarray(votes)
    favour, against = float(np.mean(votes == FOR)), float(np.mean(votes == AGAINST))
    if favour >= LEAST_FOR and against <= MOST_AGAINST:
        word = CONFIRMED
    elif 1.0 - favour >= ENOUGH_NOT_FOR:
        word = REFUTED
    else:
        word = CONDITIONAL
    interval = binomtest(int((votes == FOR).sum()), len(votes)).proportion_ci(confidence)
    return Verdict(word, len(votes), favour, against, interval.low, interval.high)


def beyond(effect: np.ndarray, margin: np.ndarray | float) -> np.ndarray:
    """Votes of effects (positive in the stated direction): beyond the margin, within it, or beyond it the other way."""
    return np.where(effect > margin, FOR, np.where(effect < -np.asarray(margin), AGAINST, NEITHER))


@dataclass(frozen=True)
class Boundary:
    """The value of one parameter that best tells worlds in which a claim holds from the others."""

    parameter: str
    value: float
    share_below: float  # of worlds below the value that are for the claim
    share_above: float
    purity: float  # share of the votes' variance that the boundary explains, 0 to 1


def boundaries(worlds: pd.DataFrame, votes: np.ndarray) -> list[Boundary]:
    """For each parameter (a column of ``worlds``) its best boundary between worlds for a claim and the others.

    Best first; the value is half-way between two worlds, with at least a tenth of all on either side. (The first cut
    of a regression tree: Breiman, Friedman, Olshen and Stone 1984.)
    """
    favour = (np.asarray(votes) == FOR).astype(float)
    found = [cut(name, worlds[name].to_numpy(float), favour) for name in worlds]
    return sorted((each for each in found if each), key=lambda each: -each.purity)


def cut(name: str, values: np.ndarray, favour: np.ndarray) -> Boundary | None:
    """The cut of one parameter that leaves least variance of ``favour`` (0 or 1) within its two sides."""
    order = np.argsort(values, kind="stable")
    values, favour = values[order], favour[order]
    n, total = len(values), favour.var()
    least = max(1, int(np.ceil(LEAST_WORLDS * n)))
    below = np.arange(least, n - least + 1)  # how many lie below
    below = below[values[below - 1] < values[np.minimum(below, n - 1)]]
    if total == 0 or len(below) == 0:
        return None
    sums = np.cumsum(favour)
    left, right = sums[below - 1] / below, (sums[-1] - sums[below - 1]) / (n - below)
    between = below * (n - below) / n**2 * (left - right) ** 2
    best = int(np.argmax(between))
    at = below[best]
    middle = float((values[at - 1] + values[at]) / 2)
    return Boundary(name, middle, float(left[best]), float(right[best]), float(between[best] / total))


def describe(cuts: Sequence[Boundary], least: float = 0.1) -> list[Boundary]:
    """The boundaries worth telling: those that explain at least so much of the variance, the best two."""
    return [each for each in cuts if each.purity >= least][:2]
