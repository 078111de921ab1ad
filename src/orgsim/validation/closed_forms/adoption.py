"""How something new spreads that nobody ever gives up: Bass' model on networks, in continuous time and day by day.

Everybody takes it up by themselves at rate p (innovation) and is told by those they know at a rate that comes to q if
all of them have it (imitation), on a network where everybody knows equally many: q / d along each of d ties.

Which network is slowest and which fastest is known. Fibich and Gibori (2010) solved the circle and conjectured that no
network is slower; Fibich and Levin (2023, arXiv 2312.05450) proved that the infinite complete network is the fastest,
and that the slowest is not the circle but people who know one other person each. A tree with d ties at each person is
solved by the message along a single tie (Fibich and Warman 2024, arXiv 2411.12076, who show that the few circles of a
large random network do not matter); d = 1 are those pairs, d = 2 the circle, d without end Bass.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, expm1, log1p

import numpy as np
from scipy.stats import binom

# Continuous time


def bass(innovation: float, imitation: float, time: float) -> float:
    """Share who have it by a time on an infinite complete network (Bass 1969)."""
    left = exp(-(innovation + imitation) * time)
    return (1 - left) / (1 + imitation / innovation * left)


def on_a_circle(innovation: float, imitation: float, time: float) -> float:
    """The same on an infinite circle: 1 - exp(-(p + q) t + q (1 - e^{-pt}) / p) (Fibich and Gibori 2010)."""
    alone = -expm1(-innovation * time) / innovation
    return -expm1(-(innovation + imitation) * time + imitation * alone)


def in_pairs(innovation: float, imitation: float, time: float) -> float:
    """The same where everybody knows one other person, for p != q: the lower bound of Fibich and Levin (2023).

    One of a pair has it not and the other has at rate of change -(p + q) [..] + p e^{-2pt}; neither has it: e^{-2pt}.
    """
    p, q = innovation, imitation
    neither, untold = exp(-2 * p * time), exp(-(p + q) * time)
    return 1 - untold - q / (q - p) * (neither - untold)


# Day by day: by day p, then at night each tie of those who have it carries it with probability q / d


def by_days_on_a_tree(innovation: float, imitation: float, ties: int, days: int) -> float:
    """Share who have it after so many days where everybody has `ties` ties and no way leads back; rates per day.

    Along a tie nothing has come yet with probability theta: the other person has it and did not tell, or has it not,
    neither by itself nor from one of its other ties. theta changes by -(q / d) (theta - e^{-pt} theta^{d-1}).
    """
    chance, silent = imitation / ties, 1.0
    for day in range(1, days + 1):
        without = exp(-innovation * day) * silent ** (ties - 1)
        silent -= chance * (silent - without)
    return 1 - exp(-innovation * days) * silent**ties


@lru_cache
def by_days_in_a_crowd(innovation: float, imitation: float, people: int, days: int) -> tuple[float, float]:
    """Mean and variance of the share who have it after so many days where so many people all know one another.

    The exact law of their number, a Markov chain: each of the others takes it up by day with probability 1 - e^{-p},
    and at night hears from at least one of k with 1 - (1 - q / (n - 1))^k.
    """
    having = np.arange(people + 1)
    by_day = np.full(people + 1, -expm1(-innovation))
    by_night = -np.expm1(having * log1p(-imitation / (people - 1)))
    step = one_by_one(by_day) @ one_by_one(by_night)
    law = np.zeros(people + 1)
    law[0] = 1.0
    for _ in range(days):
        law = law @ step
    mean = law @ having / people
    return float(mean), float(law @ (having / people - mean) ** 2)


def one_by_one(chance: np.ndarray) -> np.ndarray:
    """Transitions of a number k to k and those of the others to whom it happens, independently: float[n + 1, n + 1]."""
    number = np.arange(len(chance))
    return binom.pmf(number[None, :] - number[:, None], number[-1] - number[:, None], chance[:, None])
