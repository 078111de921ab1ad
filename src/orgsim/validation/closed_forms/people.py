"""What is known of people who meet, decide, feel and talk: knowledge, approval, attitude, word of mouth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import exp, log

import numpy as np

# Knowledge


def current_by_periodic_meetings(news: float, every: float) -> float:
    """P(a unit is current) that meets the owner `every` so often, news Poisson at rate `news` (DESIGN section 5).

    Known as the freshness of a copy fetched at fixed times (Cho and Garcia-Molina 2000).
    """
    return (1 - exp(-news * every)) / (news * every)


def somebody_current(news: float, meetings: Mapping[tuple[int, int], float], owner: int) -> Callable[..., float]:
    """P(at least one of some units is current), as a function of them; meetings[a, b]: rate at which a tells b.

    phi_S = [l0(S) + sum_i l_i(S) phi_{S+i}] / [nu + l0(S) + sum_i l_i(S)] (DESIGN section 5; the same recursion in
    Bastopcu, Buyukates and Ulukus 2021): the time backwards from now until the first event that matters, either news
    (nobody in S can be current) or a meeting.
    """
    units = sorted({unit for pair in meetings for unit in pair} - {owner})

    def into(teller: int, group: frozenset) -> float:
        return sum(rate for (a, b), rate in meetings.items() if a == teller and b in group)

    @cache
    def phi(group: frozenset) -> float:
        told = into(owner, group)
        rates = {unit: into(unit, group) for unit in units if unit not in group}
        gained = told + sum(rate * phi(group | {unit}) for unit, rate in rates.items() if rate > 0)
        total = news + told + sum(rates.values())
        return gained / total if total > 0 else 1.0

    return lambda *group: 1.0 if owner in group else phi(frozenset(group))


def current_by_poisson_meetings(news: float, meetings: Mapping[tuple[int, int], float], owner: int) -> dict[int, float]:
    """P(unit is current) of every unit but the owner on any sharing graph: phi_{u}, see `somebody_current`."""
    phi = somebody_current(news, meetings, owner)
    return {unit: phi(unit) for unit in sorted({unit for pair in meetings for unit in pair} - {owner})}


def both_current(news: float, meetings: Mapping[tuple[int, int], float], owner: int, one: int, other: int) -> float:
    """P(two units are both current) on any sharing graph: phi_u + phi_v - phi_{u,v}."""
    phi = somebody_current(news, meetings, owner)
    return phi(one) + phi(other) - phi(one, other)


def both_current_on_a_star(news: float, meetings: float) -> float:
    """The same where each meets the owner alone, at rate m: 2 m^2 / [(nu + m) (nu + 2 m)].

    Since the last news, an exponential time ago, both have met: E[(1 - e^{-mT})^2].
    """
    return 2 * meetings**2 / ((news + meetings) * (news + 2 * meetings))


def alike_on_a_star(news: float, meetings: float) -> float:
    """P(both hold the same version, right or wrong) where each meets the owner alone, at rate m: m / (nu + m).

    Backwards from the later of their last meetings, the other's last meeting must come before any news.
    """
    return meetings / (news + meetings)


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


def two_steps_approved(slip: float, catch: float, false_return: float) -> tuple[float, float]:
    """Share wrong among answers of two steps that pass, and approvals per case (an absorbing Markov chain).

    The chain over which of the steps slipped: what is returned is the first that did, else the last, done anew.
    """
    states = [(0, 0), (1, 0), (0, 1), (1, 1)]
    start = np.array([np.prod([slip if s else 1 - slip for s in state]) for state in states])
    move = np.zeros((4, 4))
    for row, state in enumerate(states):
        redone = 0 if state[0] else 1
        returned = catch if any(state) else false_return
        for slipped, chance in ((1, slip), (0, 1 - slip)):
            after = tuple(slipped if step == redone else state[step] for step in (0, 1))
            move[row, states.index(after)] += returned * chance
    visits = np.linalg.solve((np.eye(4) - move).T, start)
    passes = visits * np.array([1 - false_return, 1 - catch, 1 - catch, 1 - catch])
    return float(passes[1:].sum()), float(visits.sum())


def shot_noise(rate: float, jumps: Sequence[float], weights: Sequence[float], decay: float) -> tuple[float, float]:
    """Mean and variance of jumps at Poisson times that decay exponentially (Campbell 1909).

    lambda E[J] / delta and lambda E[J^2] / (2 delta), `rate` and `decay` in the same unit of time.
    """
    jumps, weights = np.asarray(jumps, float), np.asarray(weights, float) / np.sum(weights)
    return float(rate * weights @ jumps / decay), float(rate * weights @ jumps**2 / (2 * decay))


# TARP's table of loyalty after an issue and the ladder fitted to it (DESIGN section 7)

SILENT, ANSWERED, RIGHT, QUICK, LARGE_LOSS = -0.775, 0.618, 1.309, 1.727, -1.297
RUNGS = {
    "silent": (),
    "not satisfied": (ANSWERED,),
    "satisfied": (ANSWERED, RIGHT),
    "satisfied quickly": (ANSWERED, RIGHT, QUICK),
}
PUBLISHED = {  # share loyal after a small and after a large loss
    "silent": (0.37, 0.09),
    "not satisfied": (0.46, 0.19),
    "satisfied": (0.70, 0.54),
    "satisfied quickly": (0.95, 0.82),
}
AFTER_TRANSFER, AFTER_CONTACT = 0.88, 0.85  # what is left of satisfaction after a transfer, a further contact (SQM)


def loyal(*rungs: float) -> float:
    """Probability of staying loyal on some rungs of the ladder."""
    return 1 / (1 + exp(-SILENT - sum(rungs)))


def logit(probability: float) -> float:
    """Log odds: the size of a move."""
    return log(probability / (1 - probability))


def total_over_direct(branching_ratio: float) -> float:
    """Tellers in all for each first teller of a subcritical branching process: 1 / (1 - R) (Galton and Watson)."""
    return 1 / (1 - branching_ratio)


def bass_peak(innovation: float, imitation: float) -> tuple[float, float]:
    """Time of the peak of adoptions and the share adopted by then (Bass 1969): ln(q/p)/(p+q), 1/2 - p/(2q)."""
    return log(imitation / innovation) / (innovation + imitation), 0.5 - innovation / (2 * imitation)
