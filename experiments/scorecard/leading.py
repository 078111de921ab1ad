"""Whether a leading measure tells a lagging one: rank correlations over worlds and within each world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy import stats

from orgsim.comparison import paired

CONFIDENCE, RESAMPLES, SEED = 0.95, 10_000, 1
SAME = 1e-12
OVER, WITHIN = "over worlds", "within a world"


@dataclass(frozen=True)
class Link:
    """A leading measure, the lagging one it should tell, and with which sign."""

    name: str
    leading: str
    lagging: str
    sign: int


LINKS = (
    Link("learning to process", "voice:answers=one", "first_contact_resolution", +1),
    Link("learning to customer", "bounces", "response_latency", +1),
    Link("process to customer", "first_contact_resolution", "response_latency", -1),
    Link("customer to financial", "response_latency", "cost_per_resolved", +1),
)


def correlations(values: pd.DataFrame, designs: Sequence[str]) -> pd.DataFrame:
    """A row per link, way and design: rank correlation, that given the lagging measure's own past, their intervals."""
    values = values.fillna({"cost_per_resolved": np.inf})  # nothing resolved: the dearest of all
    level = 1 - (1 - CONFIDENCE) / len(designs)
    rows = []
    for link in LINKS:
        for design in designs:
            three = [
                values.loc[window][name].xs(design, level="design").unstack("replication").to_numpy(float)
                for window, name in (("early", link.leading), ("late", link.lagging), ("early", link.lagging))
            ]
            for way, found in ((OVER, over_worlds(*three, level)), (WITHIN, within_worlds(*three, level))):
                rows.append({"link": link.name, "leading": link.leading, "lagging": link.lagging, "sign": link.sign,
                             "way": way, "design": design, **found})  # fmt: skip
    table = pd.DataFrame(rows)
    return table.assign(holds=on_side(table, "low", "high"), adds=on_side(table, "beyond_low", "beyond_high"))


def factors(values: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation over worlds of every key that varies with each measure, by window, measure, design and key."""
    values = values.fillna({"cost_per_resolved": np.inf})
    means = values.groupby(level=["window", "world", "design"]).mean()
    rows = []
    for (window, design), own in means.groupby(level=["window", "design"]):
        there = points.loc[own.index.get_level_values("world").astype(int)]
        for measure, key in product(means.columns, points.columns):
            found = rank(there[key].to_numpy(), own[measure].to_numpy())
            rows.append({"window": window, "measure": measure, "design": design, "key": key, "correlation": found})
    return pd.DataFrame(rows)


def on_side(table: pd.DataFrame, low: str, high: str) -> pd.Series:
    """Whether an interval lies wholly on its link's side of 0."""
    return ((table["sign"] > 0) & (table[low] > 0)) | ((table["sign"] < 0) & (table[high] < 0))


def over_worlds(leading: np.ndarray, lagging: np.ndarray, past: np.ndarray, level: float) -> Mapping[str, float]:
    """Of the means of worlds [world, replication]: intervals by bootstrap over worlds."""
    means = [each.mean(axis=1) for each in (leading, lagging, past)]
    found = {"worlds": len(means[0]), "correlation": rank(*means[:2]), "beyond": beyond(*means)}
    asked = ((("low", "high"), rank, means[:2]), (("beyond_low", "beyond_high"), beyond, means))
    for ends, statistic, data in asked:
        drawn = stats.bootstrap(
            data, statistic, paired=True, vectorized=False, n_resamples=RESAMPLES, confidence_level=level,
            method="BCa", rng=np.random.default_rng(SEED),
        )  # fmt: skip
        found |= dict(zip(ends, drawn.confidence_interval))
    found["past"] = rank(means[2], means[1])
    return found


def within_worlds(leading: np.ndarray, lagging: np.ndarray, past: np.ndarray, level: float) -> Mapping[str, float]:
    """Mean over worlds of the correlation over replications; a world where a measure does not vary does not count."""
    varies = np.all([(each != each[:, :1]).any(axis=1) for each in (leading, lagging, past)], axis=0)
    three = [each[varies] for each in (leading, lagging, past)]
    plain = np.array([[rank(a, b) for a, b in zip(*three[:2])], [beyond(*each) for each in zip(*three)],
                      [rank(c, b) for b, c in zip(*three[1:])]])  # fmt: skip
    n, mean, variance = paired.moments(plain)
    low, high = paired.interval(n, mean, variance, level)
    return {
        "worlds": int(varies.sum()), "correlation": mean[0], "low": low[0], "high": high[0],
        "beyond": mean[1], "beyond_low": low[1], "beyond_high": high[1], "past": mean[2],
    }  # fmt: skip


def rank(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's rank correlation."""
    return float(np.corrcoef(stats.rankdata(a), stats.rankdata(b))[0, 1])


def beyond(leading: np.ndarray, lagging: np.ndarray, past: np.ndarray) -> float:
    """Partial rank correlation of leading and lagging, given the lagging measure's own past."""
    a, b, c = rank(leading, lagging), rank(leading, past), rank(lagging, past)
    left = (1 - b**2) * (1 - c**2)
    return float((a - b * c) / np.sqrt(left)) if left > SAME else 0.0  # where the past tells all, nothing is left
