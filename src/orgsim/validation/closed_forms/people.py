"""What is known of people who meet, decide, feel and talk: knowledge, approval, attitude, word of mouth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log

import numpy as np

# Knowledge


def current_by_periodic_meetings(news: float, every: float) -> float:
    """P(a unit is current) that meets the owner `every` so often, news Poisson at rate `news` (DESIGN section 5)."""
    return (1 - exp(-news * every)) / (news * every)


def current_by_poisson_meetings(news: float, meetings: Mapping[tuple[int, int], float], owner: int) -> dict[int, float]:
    """P(unit is current) on any sharing graph; meetings[a, b]: rate at which a tells b (DESIGN section 5).

    phi_S = [l0(S) + sum_i l_i(S) phi_{S+i}] / [nu + l0(S) + sum_i l_i(S)], and P(u current) = phi_{u}: the time
    backwards from now until the first event that matters, either news (nobody in S can be current) or a meeting.
    """
    units = sorted({unit for pair in meetings for unit in pair} - {owner})

    def into(teller: int, group: frozenset) -> float:
        return sum(rate for (a, b), rate in meetings.items() if a == teller and b in group)

    @cache
    def somebody(group: frozenset) -> float:
        told = into(owner, group)
        rates = {unit: into(unit, group) for unit in units if unit not in group}
        gained = told + sum(rate * somebody(group | {unit}) for unit, rate in rates.items() if rate > 0)
        total = news + told + sum(rates.values())
        return gained / total if total > 0 else 1.0

    return {unit: somebody(frozenset([unit])) for unit in units}


def misrouted(moves: float, cases: float) -> float:
    """Share of a sender's cases on a topic that go to its former owner, who corrects the sender's entry.

    Owners move at rate `moves`, the sender has `cases`; backwards from a case, a move came before another case.
    """
    return moves / (moves + cases)


# Decisions, attitudes, talk


def error_after_approval(slip: float, catch: float, false_return: float) -> float:
    """Share of wrong answers among those that pass (DESIGN section 5): p(1-q) / (p(1-q) + (1-p)(1-alpha))."""
    passed_wrong, passed_right = slip * (1 - catch), (1 - slip) * (1 - false_return)
    return passed_wrong / (passed_wrong + passed_right)


def approval_rounds(slip: float, catch: float, false_return: float) -> float:
    """Approvals per case until it passes, rework being as fallible as work: one over the chance to pass."""
    return 1 / (slip * (1 - catch) + (1 - slip) * (1 - false_return))


def shot_noise(rate: float, jumps: Sequence[float], weights: Sequence[float], decay: float) -> tuple[float, float]:
    """Mean and variance of jumps at Poisson times that decay exponentially (Campbell 1909).

    lambda E[J] / delta and lambda E[J^2] / (2 delta), `rate` and `decay` in the same unit of time.
    """
    jumps, weights = np.asarray(jumps, float), np.asarray(weights, float) / np.sum(weights)
    return float(rate * weights @ jumps / decay), float(rate * weights @ jumps**2 / (2 * decay))


def total_over_direct(branching_ratio: float) -> float:
    """Tellers in all for each first teller of a subcritical branching process: 1 / (1 - R) (Galton and Watson)."""
    return 1 / (1 - branching_ratio)


def bass_peak(innovation: float, imitation: float) -> tuple[float, float]:
    """Time of the peak of adoptions and the share adopted by then (Bass 1969): ln(q/p)/(p+q), 1/2 - p/(2q)."""
    return log(imitation / innovation) / (innovation + imitation), 0.5 - innovation / (2 * imitation)
