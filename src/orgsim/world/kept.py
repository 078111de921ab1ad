"""Worlds kept in memory: ties, people and issues are made once and found again wherever they rest on the same.

A sweep runs the same seeds at each of its points, and most of what it varies touches neither who knows whom nor what
arises. What is kept cannot be written to, so it does not matter who had it before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

from orgsim.config.schema import World
from orgsim.world.issues import causes as causes_of_issues
from orgsim.world.issues import issues_from
from orgsim.world.network import Network, network
from orgsim.world.network import causes as causes_of_ties
from orgsim.world.people import People, people_with

MOST = 256 * 2**20  # bytes of each process; a year and fourteen weeks of twenty default worlds take 190 MB


class Shelf:
    """Things by what they are made from, up to so many bytes; for a new one, what was longest unused has to go."""

    def __init__(self, most: int = MOST):
        self.most, self.bytes = most, 0
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, causes: Hashable, make: Callable[[], Any], arrays: Callable[[Any], list[np.ndarray]]) -> Any:
        """The thing made from these causes. ``arrays``: all it consists of, which nobody may write to from then on."""
        if causes in self._things:
            self._things.move_to_end(causes)
            return self._things[causes][0]
        thing = make()
        size = 0
        for array in arrays(thing):
            array.flags.writeable = False
            size += array.nbytes
        if size <= self.most:
            self._things[causes] = thing, size
            self.bytes += size
        while self.bytes > self.most:
            _, (_, freed) = self._things.popitem(last=False)
            self.bytes -= freed
        return thing


shelf = Shelf()


def people(world: World, seed: int) -> People:
    """As ``world.people.people``, from the shelf if it is there."""

    def ties() -> Network:
        return shelf.get(("ties", made_from), lambda: network(world, seed), lambda n: [n.offsets, n.neighbours])

    made_from = causes_of_ties(world, seed)
    return shelf.get(
        ("people", seed, made_from), lambda: people_with(ties(), seed), lambda p: [p.baseline, p.reach, p.from_greatest]
    )


def issue_table(world: World, seed: int, days: float) -> np.ndarray:
    """As ``world.issues.issue_table``, from the shelf if it is there."""
    made_from = causes_of_issues(world, seed, days)
    return shelf.get(("issues", made_from), lambda: issues_from(made_from), lambda table: [table])
