"""The customers of a run: their attitudes at the start and their ties."""

from __future__ import annotations

from dataclasses import dataclass

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

    @property
    def reach(self) -> np.ndarray:
        """Ties by customer."""
        return np.diff(self.ties.offsets)

    def influencers(self, share: float) -> np.ndarray:
        """bool[customers]: who are the influencers if so large a share of customers is."""
        return greatest(self.reach, share)


def greatest(reach: np.ndarray, share: float) -> np.ndarray:
    """bool[customers]: the share of them with the greatest reach; of equals, who comes first."""
    chosen = np.zeros(len(reach), bool)
    chosen[np.argsort(-reach, kind="stable")[: round(share * len(chosen))]] = True
    return chosen


@entry("void(uint64, float64[::1])")
def draw_baselines(seed, baseline):
    """A standard normal for each person, keyed by the person."""
    for i in range(len(baseline)):
        a, b, _, _ = keys.words(seed, keys.ATTITUDE, i, 0, 0)
        baseline[i] = keys.normal(a, b)


def people(world: World, seed: int) -> People:
    """The population of a world."""
    ties = network(world, seed)
    baseline = np.empty(ties.customers)
    draw_baselines(seed, baseline)
    return People(baseline, ties)


def thresholds(world: World) -> tuple[float, float]:
    """Attitude below which a customer is an adversary, above which an advocate: the starting shares' quantiles."""
    population = world.population
    return float(ndtri(population.adversaries)), float(ndtri(1.0 - population.advocates))
