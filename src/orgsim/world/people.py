"""The customers of a run: their attitudes at the start and their ties."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from orgsim.config.schema import World
from orgsim.engine import keys
from orgsim.engine.compiled import entry
from orgsim.world.network import Network, network


@dataclass(frozen=True)
class People:
    """Baseline attitudes (float[customers], standard normal) and who knows whom."""

    baseline: np.ndarray
    ties: Network

    @cached_property
    def reach(self) -> np.ndarray:
        """Ties by customer."""
        return self.ties.degree

    @cached_property
    def from_greatest(self) -> np.ndarray:
        """Customers in the order of their reach."""
        return by_reach(self.reach)

    def influencers(self, share: float) -> np.ndarray:
        """bool[customers]: who are the influencers if so large a share of customers is."""
        return first_of(self.from_greatest, share)


def greatest(reach: np.ndarray, share: float) -> np.ndarray:
    """bool[customers]: the share of them with the greatest reach; of equals, who comes first."""
    return first_of(by_reach(reach), share)


def by_reach(reach: np.ndarray) -> np.ndarray:
    """Customers from the greatest reach to the least; of equals, who comes first."""
    return np.argsort(-reach, kind="stable")


def first_of(order: np.ndarray, share: float) -> np.ndarray:
    """bool[customers]: the given share of them who come first in an order."""
    chosen = np.zeros(len(order), bool)
    chosen[order[: round(share * len(chosen))]] = True
    return chosen


@entry("void(uint64, float64[::1])")
def draw_baselines(seed, baseline):
    """A standard normal for each person, keyed by the person."""
    for i in range(len(baseline)):
        a, b, _, _ = keys.words(seed, keys.ATTITUDE, i, 0, 0)
        baseline[i] = keys.normal(a, b)


@entry("void(uint64, int64, float64[::1])")
def fill_shares(seed, kind, shares):
    """A number between 0 and 1 for each person, keyed by the person and what it decides."""
    for i in range(len(shares)):
        a, _, _, _ = keys.words(seed, kind, i, 0, 0)
        shares[i] = keys.uniform(a)


def draw_shares(seed: int, kind: int, customers: int) -> np.ndarray:
    """float[customers]: evenly distributed, for one kind of decision."""
    shares = np.empty(customers)
    fill_shares(seed, kind, shares)
    return shares


def people(world: World, seed: int) -> People:
    """The population of a world."""
    return people_with(network(world, seed), seed)


def people_with(ties: Network, seed: int) -> People:
    """People with these ties, and attitudes to start with."""
    baseline = np.empty(ties.customers)
    draw_baselines(seed, baseline)
    return People(baseline, ties)


def thresholds(world: World) -> tuple[float, float]:
    """Attitude below which a customer is an adversary, above which an advocate: the starting shares' quantiles."""
    population = world.population
    return float(ndtri(population.adversaries)), float(ndtri(1.0 - population.advocates))
