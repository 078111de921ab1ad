"""Ranking and selection: which design a sequential procedure picks, after how many replications.

Procedure KN (Kim and Nelson 2001, ACM TOMACS 11(3)) takes replications one after another and drops a design as soon as
its mean falls too far below another's. With normal values and a best design that is better than every other by at
least the indifference zone, it picks the best with probability 1 - error or more, common random numbers included: it
looks at the variance of paired differences. The procedure is that of sim-tools (``sim_tools.ovs``), fed from a table
instead of a simulation, and the indifference zone is the margin of each pair (a relative one by the means of all its
replications).

It is run on two designs at a time, each pair at error/(k - 1). For k designs that is KN itself, which compares pairs at
that level and drops a design when another that is still in beats it. All at once cannot be used: with three designs or
more, sim-tools 1.3 looks up the variance of another pair when the second design of a pair comes before the first
(``index = design_i * (k - 1) + design_l - 1`` is one too small there). Its KN++ takes the sum of both designs'
variances for that of their difference, and OCBA and OCBA-m gives designs unequal numbers of replications: neither
serves paired data.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from orgsim.comparison.margins import HIGHER, better, margin
from orgsim.errors import needs

FIRST_STAGE = 10  # replications before anything is dropped; Kim and Nelson advise 10 to 20
CEILING = 10_000  # replications beyond which nobody would go


class OutOfData(Exception):
    """The procedure asks for a replication that is not there."""


class Feed:
    """Replications of two designs as sim-tools' procedures want a simulation: each call gives a design's next one.

    rows: [replication, design]; after the last one, ``then`` repeats (the procedure asks for one of the winner more
    than it looks at).
    """

    def __init__(self, rows: np.ndarray, then: np.ndarray, ceiling: int):
        self.rows, self.then, self.ceiling = rows, then, ceiling
        self.asked = [0, 0]

    def register_observer(self, observer) -> None:
        """Who is told the values."""
        self.observer = observer

    def simulate(self, design: int) -> None:
        """Tell the next value of a design; raises OutOfData once both have been told beyond the ceiling."""
        place = self.asked[design]
        self.asked[design] += 1
        if min(self.asked) > self.ceiling:
            raise OutOfData
        value = self.rows[place, design] if place < len(self.rows) else self.then[design]
        self.observer.feedback(self, design, value)


@dataclass(frozen=True)
class Selection:
    """What the procedure found: the design picked (None: the data ran out), those not dropped, after how many
    replications, of how many there are, and the replications it would take if means stayed as they are (inf: more than
    CEILING; nan: unknown)."""

    selected: str | None
    remaining: tuple[str, ...]
    replications: int
    n: int
    expected: float


def select(rows: np.ndarray, designs: tuple[str, ...], measure: str, error: float, project: bool = True) -> Selection:
    """Run the procedure over replications [replication, design]; ``project``: find out how many it would take.

    Of designs that have the same value in every replication the first stands for all.
    """
    n = len(rows)
    chosen = [i for i in range(len(designs)) if not any((rows[:, i] == rows[:, j]).all() for j in range(i))]
    if n < 2 or len(chosen) == 1:
        alone = designs[0] if len(chosen) == 1 else None
        return Selection(alone, tuple(designs[i] for i in chosen), n, n, n if alone else np.nan)
    duels = {pair: duel(rows[:, list(pair)], measure, error / (len(chosen) - 1), n) for pair in combinations(chosen, 2)}
    alive, after = played(chosen, duels)
    expected = float(after)
    if len(alive) > 1:
        expected = _expected(rows, measure, error / (len(chosen) - 1), chosen, duels) if project else np.nan
    winner = designs[next(iter(alive))] if len(alive) == 1 else None
    return Selection(winner, tuple(designs[i] for i in sorted(alive)), after if winner else n, n, expected)


def duel(rows: np.ndarray, measure: str, error: float, ceiling: int) -> tuple[int, int] | None:
    """Place of the winner of two designs and the replication at which the other was dropped; None: not decided."""
    KN = needs("sim_tools.ovs.indifference_zone").KN
    means = rows.mean(axis=0)
    zone = margin(measure, *means)
    if zone <= 0:
        return None
    feed = Feed(rows, means, ceiling)
    way = "max" if better(measure) == HIGHER else "min"
    try:
        (winner,) = KN(feed, 2, zone, alpha=error, n_0=min(FIRST_STAGE, len(rows)), obj=way).solve()
    except OutOfData:
        return None
    return int(winner), min(feed.asked)


def played(designs: list[int], duels: dict[tuple[int, int], tuple[int, int] | None]) -> tuple[set[int], int]:
    """Who is left when every pair has been decided, a design being dropped only by one still in; and after how many."""
    alive, after = set(designs), 0
    decided = {pair: found for pair, found in duels.items() if found}
    for at in sorted({at for _, at in decided.values()}):
        if len(alive) == 1:
            break
        lost = {
            pair[1 - winner]
            for pair, (winner, when) in decided.items()
            if when == at and pair[winner] in alive and pair[1 - winner] in alive
        }
        alive, after = alive - lost, at if lost else after
    return alive, after


def _expected(rows, measure: str, error: float, chosen: list[int], duels: dict) -> float:
    """Replications until one is left if every further one were like the mean so far; inf beyond CEILING."""
    further = {pair: found or duel(rows[:, list(pair)], measure, error, CEILING) for pair, found in duels.items()}
    alive, after = played(chosen, further)
    return float(after) if len(alive) == 1 else np.inf
