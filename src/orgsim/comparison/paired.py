"""Means of designs and paired differences between them, with intervals over replications.

A replication is one world (people, network, issues) in which every design ran, so two designs are compared by their
differences world by world. Intervals are Student's: mean +- t s/sqrt(n), n the number of replications (Law 2015,
section 10.2). The verdict on a difference d = a - b with interval [low, high] and margin m (``margins``):

- **equal** if -m <= low and high <= m: smaller than what matters, even where it is not zero. (Two one-sided tests
  of equivalence, Schuirmann 1987; with a 95 % interval each is at 2.5 %, stricter than the usual 5 %.)
- **a better** / **b better** (a higher / a lower for measures without a better side) if the interval excludes 0;
  ``beyond_margin`` says whether all of it lies beyond the margin.
- **unclear** otherwise, and always where there is no interval.

A value may be undefined (nan: the mean of an empty subset). Where the world leaves it undefined, for both designs
alike, the replication does not count and n is smaller. Where it is undefined for one design only, which replications
remain depends on the outcome: then there is no interval, and the verdict is unclear. ``undefined`` counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from orgsim.comparison.margins import HIGHER, NEITHER, better, margin

ROW = ["measure", "subset", "unit"]
KEY = ["estimand", *ROW]
SUMMARY = ["design", *KEY, "mean", "low", "high", "n", "undefined"]
PAIRS = ["design_a", "design_b", *KEY, "difference", "low", "high", "n", "margin", "verdict", "variance_ratio"]
PAIRS += ["beyond_margin", "undefined"]


def moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, mean and sample variance of the defined values in each row [row, replication]; nan where too few."""
    defined = np.isfinite(values)
    n = defined.sum(axis=1)
    total = np.where(defined, values, 0.0).sum(axis=1)
    mean = np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
    squares = np.where(defined, values - mean[:, None], 0.0) ** 2
    variance = np.divide(squares.sum(axis=1), n - 1, out=np.full(len(n), np.nan), where=n > 1)
    return n, mean, variance


def interval(n: np.ndarray, mean: np.ndarray, variance: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Student's interval around each mean; nan where fewer than two replications."""
    degrees = np.where(n > 1, n - 1.0, np.nan)
    half = stats.t.ppf((1 + confidence) / 2, degrees) * np.sqrt(variance / np.maximum(n, 1))
    return mean - half, mean + half


def summary(measures: pd.DataFrame, confidence: float, designs: Sequence[str] | None = None) -> pd.DataFrame:
    """Mean and interval over replications of every measure of every design, designs in the order given."""
    tables = [pd.DataFrame(columns=SUMMARY)]
    for design, estimand, wide in spread(measures, designs):
        n, mean, variance = moments(wide.to_numpy())
        low, high = interval(n, mean, variance, confidence)
        found = {"mean": mean, "low": low, "high": high, "n": n, "undefined": wide.shape[1] - n}
        tables.append(_labelled(wide.index, found, design=design, estimand=estimand)[SUMMARY])
    return _joined(tables)


def pairs(measures: pd.DataFrame, confidence: float, designs: Sequence[str] | None = None) -> pd.DataFrame:
    """The paired difference a - b of every two designs, in the order given, on every measure both have."""
    tables = [pd.DataFrame(columns=PAIRS)]
    for (a, of_a, wide_a), (b, of_b, wide_b) in combinations(spread(measures, designs), 2):
        if of_a == of_b:
            both = wide_a.index.intersection(wide_b.index).sort_values()
            found = differences(wide_a.loc[both], wide_b.loc[both], confidence)
            tables.append(_labelled(both, found, design_a=a, design_b=b, estimand=of_a)[PAIRS])
    return _joined(tables)


def spread(measures: pd.DataFrame, designs: Sequence[str] | None = None) -> list[tuple[str, str, pd.DataFrame]]:
    """(design, estimand, values): a row per number (measure, subset, unit), a column per replication, nan undefined."""
    order = list(designs) if designs is not None else list(measures["design"].unique())
    found = {}
    for (design, estimand), own in measures.groupby(["design", "estimand"]):
        found[estimand, order.index(design)] = own.pivot(index=ROW, columns="replication", values="value")
    return [(order[place], estimand, found[estimand, place]) for estimand, place in sorted(found)]


def differences(wide_a: pd.DataFrame, wide_b: pd.DataFrame, confidence: float) -> dict[str, np.ndarray]:
    """The columns of the table of pairs, from the values [row, replication] of two designs with the same rows."""
    wide_a, wide_b = wide_a.align(wide_b, axis=1)
    a, b = wide_a.to_numpy(), wide_b.to_numpy()
    defined = np.isfinite(a) & np.isfinite(b)
    one_sided = (np.isfinite(a) != np.isfinite(b)).any(axis=1)
    a, b = np.where(defined, a, np.nan), np.where(defined, b, np.nan)
    (n, mean_a, var_a), (_, mean_b, var_b), (_, mean, variance) = moments(a), moments(b), moments(a - b)
    low, high = (np.where(one_sided, np.nan, end) for end in interval(n, mean, variance, confidence))
    measures = wide_a.index.get_level_values("measure")
    margins = np.array([margin(*each) for each in zip(measures, mean_a, mean_b, strict=True)], dtype="f8")
    judged = list(zip(measures, low, high, margins, strict=True))
    return {
        "difference": mean,
        "low": low,
        "high": high,
        "n": n,
        "margin": margins,
        "verdict": np.array([verdict(*each) for each in judged], dtype=object),
        "variance_ratio": variance_ratio(var_a, var_b, variance),
        "beyond_margin": (low > margins) | (high < -margins),
        "undefined": a.shape[1] - n,
    }


def verdict(measure: str, low: float, high: float, size: float) -> str:
    """What may be said of a difference a - b with this interval and margin (see the top of this file)."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return "unclear"
    if -size <= low and high <= size:
        return "equal"
    if low <= 0 <= high:
        return "unclear"
    way = better(measure)
    if way == NEITHER:
        return "a higher" if low > 0 else "a lower"
    return "a better" if (low > 0) == (way == HIGHER) else "b better"


def variance_ratio(var_a: np.ndarray, var_b: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """What pairing is worth: variance of a difference of unpaired runs over that of a paired one.

    1 is nothing; infinite where the paired difference does not vary at all; nan where nothing varies.
    """
    unpaired = var_a + var_b
    ratio = np.divide(unpaired, variance, out=np.full(len(variance), np.nan), where=variance > 0)
    return np.where((variance == 0) & (unpaired > 0), np.inf, ratio)


def _labelled(index: pd.MultiIndex, columns: dict[str, np.ndarray], **labels: str) -> pd.DataFrame:
    """Columns beside what they are numbers of."""
    return index.to_frame(index=False).assign(**labels, **columns)


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other; the first is empty and gives the columns."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]
