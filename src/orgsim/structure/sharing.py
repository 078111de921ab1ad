"""A rumour followed backwards: who is up to date on things that change, when units tell one another at meetings.

Whoever is up to date heard it from somebody who was, back to the owner, and since the owner told it nothing changed.
So look back from now at a group of units: either a change comes first (nobody in the group can know), or the owner's
word does (somebody knows), or the word of a unit outside, which from then on belongs to the group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from scipy.sparse.csgraph import dijkstra, shortest_path

EXACT = 12  # units whose sets (2^12) are all followed
NEAREST = 8  # units followed beyond that, the group not counted

Group = tuple[int, ...]


@dataclass(frozen=True)
class Sharing:
    """Things that change, who owns them, and who tells whom. Rates are per week, all events Poisson."""

    owner: np.ndarray  # int[things] unit that knows at once
    changes: np.ndarray  # float[things] rate at which each changes
    told: np.ndarray  # float[things, units, units] rate at which a tells b
    noticed: np.ndarray  # float[things, units] rate at which a unit finds out by itself

    def anyone_current(self, groups: Sequence[Group]) -> np.ndarray:
        """P(at least one unit of a group is current): float[groups, things].

        phi_S = [l0(S) + sum_i l_i(S) phi_{S+i}] / [nu + l0(S) + sum_i l_i(S)] (DESIGN section 5), with l0 the rate
        from the owner into S and l_i from unit i outside. Exact where up to ``EXACT`` units can pass something on to
        the group; beyond, a lower bound: only what passes through the ``NEAREST`` is counted.
        """
        result = np.ones((len(groups), len(self.owner)))
        for owner in np.unique(self.owner):
            things = np.flatnonzero(self.owner == owner)
            source = self.told[things, owner, :] + self.noticed[things]
            word = Word(self.changes[things], source, without(self.told[things], owner))
            for row, group in enumerate(groups):
                if owner not in group:
                    result[row, things] = word.reaches(tuple(sorted(set(group))))
        return result


@dataclass(frozen=True)
class Word:
    """The word of one owner on its way: float[things] changes, [things, units] source, [things, units, units] told."""

    changes: np.ndarray
    source: np.ndarray
    told: np.ndarray

    def reaches(self, group: Group) -> np.ndarray:
        """P(somebody in the group is current): float[things]."""
        members = self.members(group)
        if members not in self._by_members:
            self._by_members[members] = self._known_table(np.array(members))
        table = self._by_members[members]
        return table[:, sum(1 << members.index(unit) for unit in group)]

    def members(self, group: Group) -> Group:
        """Units through which the word can reach the group, the group among them."""
        members = set().union(*(self._ways[unit] for unit in group))
        if len(members) > EXACT:
            members = without_dead_ends(self._tells, (self.source > 0).any(axis=0), members, set(group))
        if len(members) > EXACT:
            members = set(group) | set(self._by_detour(members - set(group), group)[:NEAREST])
        return tuple(sorted(members))

    @cached_property
    def _tells(self) -> np.ndarray:
        return (self.told > 0).any(axis=0)

    @cached_property
    def _by_members(self) -> dict[Group, np.ndarray]:
        return {}

    @cached_property
    def _ways(self) -> tuple[frozenset[int], ...]:
        return ways(self._tells.tobytes(), len(self._tells))

    @cached_property
    def _weeks(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean time of the quickest way from the owner, float[units], and between units, float[units, units]."""
        n = self.source.shape[1]
        rate = np.zeros((n + 1, n + 1))  # the owner last
        rate[:n, :n] = self.told.mean(axis=0)
        rate[n, :n] = self.source.mean(axis=0)
        weeks = dijkstra(np.divide(1.0, rate, out=np.zeros_like(rate), where=rate > 0))  # 0: no way
        return weeks[n, :n], weeks[:n, :n]

    def _by_detour(self, candidates: set[int], group: Group) -> list[int]:
        """Candidates, those first through which the owner's word arrives soonest on average."""
        there, on = self._weeks
        detour = there + on[:, list(group)].min(axis=1)
        return sorted(candidates, key=lambda unit: (detour[unit], unit))

    def _known_table(self, members: np.ndarray) -> np.ndarray:
        source, told = self.source[:, members], self.told[:, members[:, None], members]
        return known_table(len(members), *(part.tobytes() for part in (self.changes, source, told)))


@lru_cache(maxsize=128)
def known_table(units: int, changes: bytes, source: bytes, told: bytes) -> np.ndarray:
    """``reach_of_sets`` by content: alike parts of charts, asked for again and again, are worked out once."""
    of = [np.frombuffer(part) for part in (changes, source, told)]
    return reach_of_sets(of[0], of[1].reshape(-1, units), of[2].reshape(-1, units, units))


def reach_of_sets(changes: np.ndarray, source: np.ndarray, told: np.ndarray) -> np.ndarray:
    """phi of every set of n units: float[things, 2^n], a set being the sum of 2^unit. The recursion, largest first.

    changes: float[things]; source: float[things, n]; told: float[things, n, n].
    """
    n = source.shape[1]
    sets = np.arange(1 << n)
    inside = (sets[:, None] >> np.arange(n) & 1).astype(float)
    heard = source @ inside.T
    outside = np.einsum("sb,tab->tsa", inside, told, optimize=True) * (1.0 - inside)
    total = changes[:, None] + heard + outside.sum(axis=2)
    phi = np.ones(total.shape)  # where nothing ever happens, nothing is outdated
    size = inside.sum(axis=1)
    for units in range(n, 0, -1):
        level = np.flatnonzero(size == units)
        gained = heard[:, level]
        for a in range(n):
            gained += outside[:, level, a] * phi[:, level | 1 << a]
        rate = total[:, level]
        phi[:, level] = np.divide(gained, rate, out=np.ones_like(rate), where=rate > 0)
    return phi


@lru_cache(maxsize=4096)
def ways(tells: bytes, units: int) -> tuple[frozenset[int], ...]:
    """Each unit with all that have a way to it. tells: bool[units, units] as bytes; charts ask alike again."""
    steps = shortest_path(np.frombuffer(tells, bool).reshape(units, units).astype(float), unweighted=True)
    return tuple(frozenset(np.flatnonzero(np.isfinite(steps[:, unit])).tolist()) for unit in range(units))


def without_dead_ends(tells: np.ndarray, source: np.ndarray, members: set[int], group: set[int]) -> set[int]:
    """Members less those who can tell nothing new: who hear from nobody, or only from the one they tell.

    tells: bool[units, units]; source: bool[units] who hears from the owner or finds out alone.
    """
    members = set(members)
    while True:
        idle = set()
        for unit in members - group:
            hears = {other for other in members if tells[other, unit]}
            speaks = {other for other in members if tells[unit, other]}
            if not source[unit] and (not hears or (len(hears) == 1 and speaks <= hears)):
                idle.add(unit)
        if not idle:
            return members
        members -= idle


def without(told: np.ndarray, owner: int) -> np.ndarray:
    """Rates of telling among the others: nobody tells the owner anything."""
    others = told.copy()
    others[:, owner, :] = others[:, :, owner] = 0.0
    return others
