"""Ranges of what nobody has measured, and points spread evenly over them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from orgsim.errors import InputError


@dataclass(frozen=True)
class Range:
    """A key of the world and the values it may take: evenly between low and high, or (``log``) in proportion."""

    name: str  # what it is called in tables: "load"
    key: str  # "company.load"; * for each: "topics.*.news"
    low: float
    high: float
    log: bool = False

    def at(self, share: float) -> float:
        """The value so far along the range, share from 0 to 1."""
        if self.log:
            return math.exp(math.log(self.low) + share * (math.log(self.high) - math.log(self.low)))
        return self.low + share * (self.high - self.low)


def sobol(ranges: Sequence[Range], n: int, seed: int) -> list[dict[str, float]]:
    """n points spread evenly over the ranges, by name: a scrambled Sobol sequence (Owen 1998); n a power of 2."""
    if n < 1 or n & (n - 1):
        raise InputError("n", n, "a power of 2, as a Sobol sequence is balanced only there")
    shares = qmc.Sobol(len(ranges), rng=np.random.default_rng(seed)).random(n)
    return [{each.name: each.at(share) for each, share in zip(ranges, row)} for row in shares]
