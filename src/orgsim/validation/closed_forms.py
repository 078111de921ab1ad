"""Exact answers of the textbooks, in the units of the model: what a configuration of the engine must reproduce.

Queues: `arrivals` per minute, `minutes` of work on average (exponential unless said), `servers` people. Every wait is
a mean time in queue, in minutes, before work on an answer begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import comb, exp, log

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp

# Queues


def waiting_probability(load: float, servers: int) -> float:
    """Share of arrivals who find everybody busy in M/M/c, `load` people busy on average (Erlang 1917, formula C)."""
    blocked = 1.0
    for people in range(1, servers + 1):  # Erlang's B by its recursion, which never overflows
        blocked = load * blocked / (people + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def wait(arrivals: float, servers: int, minutes: float = 1.0) -> float:
    """Mean wait in M/M/c: C / (c mu - lambda) (Erlang 1917; Kleinrock 1975, vol. I, section 3.5)."""
    return waiting_probability(arrivals * minutes, servers) / (servers / minutes - arrivals)


def discounted_wait(arrivals: float, servers: int, rate: float, minutes: float = 1.0) -> float:
    """E[exp(-k Wq)] in first-come M/M/c at `rate` k: 1 - C + C th / (th + k), th = c mu - lambda (DESIGN section 5).

    Also the chance that a lead is caught before a competitor answers it after an exponential time of mean 1/k.
    """
    chance, drain = waiting_probability(arrivals * minutes, servers), servers / minutes - arrivals
    return 1 - chance + chance * drain / (drain + rate)


def restricted_sojourn(arrivals: float, horizon: float, minutes: float = 1.0) -> float:
    """E[min(T, horizon)] of the time T in first-come M/M/1, exponential of rate mu - lambda (DESIGN section 5)."""
    drain = 1 / minutes - arrivals
    return (1 - exp(-drain * horizon)) / drain


def wait_general(arrivals: float, cv: float, minutes: float = 1.0) -> float:
    """Mean wait in M/G/1, work of coefficient of variation `cv` (Pollaczek 1930, Khinchine 1932)."""
    load = arrivals * minutes
    return load * minutes * (1 + cv**2) / (2 * (1 - load))


def waits_by_class(arrivals: Sequence[float], servers: int, minutes: float = 1.0) -> np.ndarray:
    """Mean wait of each class, first class first, in M/M/c without preemption, equal work (Cobham 1954)."""
    load = np.cumsum([0.0, *arrivals]) * minutes / servers
    residual = waiting_probability(load[-1] * servers, servers) * minutes / servers
    return residual / ((1 - load[:-1]) * (1 - load[1:]))


def conserved_wait(arrivals: Sequence[float], servers: int, minutes: float = 1.0) -> float:
    """Sum over classes of arrivals x mean wait, the same under every work-conserving order (Kleinrock 1965)."""
    return sum(arrivals) * wait(sum(arrivals), servers, minutes)


def distribution(births: np.ndarray, deaths: np.ndarray) -> np.ndarray:
    """Stationary law of a birth-and-death process: births[n] from n to n + 1, deaths[n] from n + 1 to n."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(births) - np.log(deaths))])
    return np.exp(logs - logsumexp(logs))


def impatient_queue(
    arrivals: float, servers: int, patience: float, minutes: float = 1.0, most: int = 4000
) -> dict[str, float]:
    """M/M/c with exponential patience in queue (Palm 1957, Erlang-A; Garnett, Mandelbaum and Reiman 2002).

    `abandoning` is the share who give up, `wait` the mean time in queue of everybody, giving up or not.
    """
    number = np.arange(1, most + 1)
    deaths = np.minimum(number, servers) / minutes + np.maximum(number - servers, 0) / patience
    law = distribution(np.full(most, arrivals), deaths)
    queue = float(law @ np.maximum(np.arange(most + 1) - servers, 0))
    return {
        "abandoning": queue / patience / arrivals,
        "wait": queue / arrivals,
        "waiting": float(law[servers:].sum()),
    }


def throughputs(arrivals: Sequence[float], routing: Sequence[Sequence[float]]) -> np.ndarray:
    """Visits per minute at each station: x = arrivals + x routing (traffic equations, Jackson 1957)."""
    matrix = np.asarray(routing, float)
    return np.linalg.solve(np.eye(len(matrix)) - matrix.T, np.asarray(arrivals, float))


def network_waits(
    arrivals: Sequence[float], routing: Sequence[Sequence[float]], servers: Sequence[int], minutes: float = 1.0
) -> np.ndarray:
    """Mean wait per visit at each station of an open network of M/M/c queues (Jackson 1957)."""
    return np.array([wait(x, c, minutes) for x, c in zip(throughputs(arrivals, routing), servers)])


def break_even_slowdown(arrivals: float, servers: int, queues: int, minutes: float = 1.0) -> float:
    """Share by which work may grow before one pooled queue is as slow as `queues` queues of `servers` people each.

    Slow is the mean time from arrival to end of work; every piece of pooled work grows alike (DESIGN section 5).
    """
    apart = wait(arrivals, servers, minutes) + minutes
    all_people, all_arrivals = queues * servers, queues * arrivals

    def loss(slowdown: float) -> float:
        slower = minutes * (1 + slowdown)
        return wait(all_arrivals, all_people, slower) + slower - apart

    full = all_people / (all_arrivals * minutes) - 1
    return brentq(loss, 0.0, full * (1 - 1e-9))


def sojourn_in_ticks(arrival: float, service: float) -> float:
    """Mean time in Geo/Geo/1 by ticks, arrivals after departures (Hunter 1983): what a tick would have decided."""
    return (1 - arrival) / (service - arrival)


# Run lengths


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
