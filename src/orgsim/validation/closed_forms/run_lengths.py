"""How long a run must be: variances of time averages of queues, and how soon a queue forgets its start."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
from scipy.special import gammainc, gammaincc

from orgsim.validation.closed_forms.queues import distribution


def spread_over_time(law: np.ndarray, births: np.ndarray, worth: np.ndarray) -> float:
    """Asymptotic variance of the time average of `worth` over a birth-and-death process, per minute.

    lim t Var(average over t) = 2 sum_j (1 / (births_j law_j)) (sum_{i<=j} (worth_i - mean) law_i)^2
    (Burman 1980; Whitt 1992, Operations Research 40:279, equation 5).
    """
    share = (worth - law @ worth) * law
    below, above = np.cumsum(share)[:-1], -np.cumsum(share[::-1])[::-1][1:]  # equal but for rounding, worst far off
    deviation = np.where(np.cumsum(law)[:-1] < 0.5, below, above)
    return float(2 * np.sum(deviation**2 / (births * law[:-1])))


def queueing(number: np.ndarray, servers: int) -> np.ndarray:
    """How many wait when so many are present."""
    return np.maximum(number - servers, 0)


def present(number: np.ndarray, servers: int) -> np.ndarray:
    """How many are present."""
    return number


def everybody_busy(number: np.ndarray, servers: int) -> np.ndarray:
    """Whether an arrival waits."""
    return number >= servers


def discount(number: np.ndarray, servers: int) -> np.ndarray:
    """E[exp(-wait)] of an arrival at first-come M/M/c, work of one minute on average."""
    return (servers / (servers + 1)) ** np.maximum(number - servers + 1, 0)


def waits_longer(minutes: float):
    """Whether an arrival at first-come M/M/c waits longer, by how many are present: that many more ends of work."""

    def chance(number: np.ndarray, servers: int) -> np.ndarray:
        return np.where(number >= servers, gammaincc(np.maximum(number - servers + 1, 1), servers * minutes), 0.0)

    return chance


def restricted(horizon: float):
    """E[min(T, horizon)] of an arrival at first-come M/M/1, T Erlang by how many are present."""

    def time(number: np.ndarray, servers: int) -> np.ndarray:
        return (number + 1) * gammainc(number + 2, horizon) + horizon * gammaincc(number + 1, horizon)

    return time


def relative_variance(arrivals: float, servers: int, worth=queueing, patience: float = np.inf) -> float:
    """Asymptotic variance over squared mean of the time average of `worth`(number present, servers), in minutes.

    A run of t minutes, work taking one on average, estimates the mean with a relative standard error
    sqrt(relative_variance / t). M/M/1 at .8 has 112.5 for the number present: 1.96^2 x 112.5 / .05^2 = 173,000
    mean service times for +-5 %.
    """
    number = np.arange(1, 4001)
    deaths = np.minimum(number, servers) + queueing(number, servers) / patience
    births = np.full(4000, arrivals)
    law = distribution(births, deaths)
    size = int((law > 1e-250).sum())  # beyond, nobody ever is
    law, births = law[:size], births[: size - 1]
    value = worth(np.arange(size), servers).astype(float)
    return spread_over_time(law, births, value) / float(law @ value) ** 2


def lognormal_moments(cv: float, minutes: float = 1.0) -> list[float]:
    """E[S], E[S^2], E[S^3], E[S^4] of lognormal work (`cv` 0: of fixed work)."""
    return [minutes**k * (1 + cv**2) ** (k * (k - 1) / 2) for k in (1, 2, 3, 4)]


def workload_moments(arrivals: float, moments: Sequence[float]) -> list[float]:
    """1, E[V], E[V^2], E[V^3] of the work in front of an arrival at M/G/1 (Takacs 1962, by recursion)."""
    found = [1.0]
    for k in (1, 2, 3):
        found.append(sum(comb(k, i) * moments[i] / (i + 1) * found[k - i] for i in range(1, k + 1)))
        found[k] *= arrivals / (1 - arrivals * moments[0])
    return found


def relative_variance_general(arrivals: float, moments: Sequence[float]) -> float:
    """The same for the mean wait in M/G/1, `moments` of the work E[S] to E[S^4].

    Poisson's equation for the work V in front of an arrival is solved by V^2 / (2 (1 - rho)), so the asymptotic
    variance is 2 Cov(V, V^2 / (2 (1 - rho))) = (E[V^3] - E[V] E[V^2]) / (1 - rho).
    """
    _, first, second, third = workload_moments(arrivals, moments)
    return (third - first * second) / (1 - arrivals * moments[0]) / first**2


def luck(mean: float, mean_square: float, arrivals: float) -> float:
    """What an average over customers adds to the relative variance of a time average, as if they were independent.

    They are not quite; the sum is within a half of the truth (Daley 1968 for the wait in M/M/1, and by simulation).
    """
    return (mean_square / mean**2 - 1) / arrivals


def relaxation(arrivals: float, servers: int, minutes: float = 1.0) -> float:
    """Minutes in which M/M/c forgets its start by a factor e: at most those of the M/M/1 with all its capacity.

    1 / (sqrt(c mu) - sqrt(lambda))^2 for M/M/1 (Morse 1958), a bound with the people's own work added for M/M/c
    (van Doorn 1985).
    """
    return 1 / (np.sqrt(servers / minutes) - np.sqrt(arrivals)) ** 2 + minutes
