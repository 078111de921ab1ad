"""Uncertain worlds: ranges of what nobody has measured, and points spread evenly over them."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

from orgsim.config.check import check_world
from orgsim.config.schema import World
from orgsim.errors import UNKNOWN, InputError

EACH = "*"


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


def with_keys(world: World, values: Mapping[str, float]) -> World:
    """A copy of the world with some keys changed, each in full (``topics.*.news`` changes every topic's); checked."""
    changed = copy.deepcopy(world)
    for key, value in values.items():
        *path, last = key.split(".")
        for node in _nodes(changed, path, key):
            if isinstance(node, dict):
                if last not in node:
                    raise InputError(key, UNKNOWN, node)
                node[last] = value
            elif hasattr(node, last):
                setattr(node, last, value)
            else:
                raise InputError(key, UNKNOWN, vars(node))
    check_world(changed)
    return changed


def _nodes(node, path: Sequence[str], key: str) -> list:
    """Everything a path leads to."""
    if not path:
        return [node]
    names = path[0]
    inside = node if isinstance(node, dict) else vars(node)
    if names == EACH:
        return [found for each in inside.values() for found in _nodes(each, path[1:], key)]
    if names not in inside:
        raise InputError(key, UNKNOWN, inside)
    return _nodes(inside[names], path[1:], key)
