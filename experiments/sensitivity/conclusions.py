"""What was concluded of three designs, as a question to any world: does it hold there?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from orgsim.comparison.margins import HIGHER, STANDARDS, margin

SILOS, OFFICER, HUB = DESIGNS = ("siloed", "cco", "hub_and_spoke")
MEASURES = ("response_latency", "voice", "net_advocates", "cost_per_resolved")
PAIRS = tuple(combinations(DESIGNS, 2))


class Means:
    """Mean outcomes: ``of(design, measure)`` is a float[worlds]; differences count as better when above 0."""

    def __init__(self, table: pd.DataFrame):
        wide = table.groupby(["point", "design", "measure"], sort=True)["value"].mean().unstack("point")
        self.names, self.wide = list(wide.columns), wide

    def of(self, design: str, measure: str) -> np.ndarray:
        return self.wide.loc[design, measure].to_numpy()

    def lead(self, a: str, b: str, measure: str) -> np.ndarray:
        """By how many margins a is better than b, world by world."""
        one, other = self.of(a, measure), self.of(b, measure)
        way = 1.0 if STANDARDS[measure].better == HIGHER else -1.0
        return way * (one - other) / np.array([margin(measure, *each) for each in zip(one, other)])


@dataclass(frozen=True)
class Conclusion:
    """A sentence about the designs, and in which worlds it holds: bool[worlds]."""

    name: str
    says: str
    holds: Callable[[Means], np.ndarray]


def equal(measure: str) -> Callable[[Means], np.ndarray]:
    """All designs lie within the margin of one another."""
    return lambda means: np.all([np.abs(means.lead(*pair, measure)) <= 1 for pair in PAIRS], axis=0)


def better(a: str, b: str, measure: str) -> Callable[[Means], np.ndarray]:
    """a is better than b by more than the margin."""
    return lambda means: means.lead(a, b, measure) > 1


def unbeaten(design: str) -> Callable[[Means], np.ndarray]:
    """No other design is better by more than the margin, on any headline measure."""
    others = [other for other in DESIGNS if other != design]
    return lambda means: np.all([means.lead(other, design, m) <= 1 for other in others for m in MEASURES], axis=0)


def both(one: Callable, other: Callable) -> Callable[[Means], np.ndarray]:
    """Both hold."""
    return lambda means: one(means) & other(means)


CONCLUSIONS = (
    Conclusion("C1", "latency of all three is equal", equal("response_latency")),
    Conclusion("C2", "one right voice of all three is equal", equal("voice")),
    Conclusion(
        "C3", "officer and hub win more advocates than silos",
        both(better(OFFICER, SILOS, "net_advocates"), better(HUB, SILOS, "net_advocates")),
    ),
    Conclusion("C4", "the officer costs more than the hub", better(HUB, OFFICER, "cost_per_resolved")),
    Conclusion("C5", "nobody beats the hub on anything", unbeaten(HUB)),
)  # fmt: skip
