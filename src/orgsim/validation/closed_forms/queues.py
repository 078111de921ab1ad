"""Queues the textbooks have solved, in the units of the model.

`arrivals` per minute, `minutes` of work on average (exponential unless said), `servers` people. Every wait is a mean
time in queue, in minutes, before work on an answer begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp


def waiting_probability(load: float, servers: int) -> float:
    """Share of arrivals who find everybody busy in M/M/c, `load` people busy on average (Erlang 1917, formula C)."""
    blocked = 1.0
    for people in range(1, servers + 1):  # Erlang's B by its recursion, which never overflows
        blocked = load * blocked / (people + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def wait(arrivals: float, servers: int, minutes: float = 1.0) -> float:
    """Mean wait in M/M/c: C / (c mu - lambda) (Erlang 1917; Kleinrock 1975, vol. I, section 3.5)."""
    return waiting_probability(arrivals * minutes, servers) / (servers / minutes - arrivals)


def waiting_longer(arrivals: float, servers: int, than: float, minutes: float = 1.0) -> float:
    """Share of arrivals at first-come M/M/c who wait longer: C e^{-(c mu - lambda) t} (Erlang 1917)."""
    chance, drain = waiting_probability(arrivals * minutes, servers), servers / minutes - arrivals
    return chance * exp(-drain * than)


def wait_quantile(arrivals: float, servers: int, share: float, minutes: float = 1.0) -> float:
    """The wait that this share of arrivals at first-come M/M/c do not exceed; 0 where as many find somebody idle."""
    chance, drain = waiting_probability(arrivals * minutes, servers), servers / minutes - arrivals
    return max(0.0, log(chance / (1 - share)) / drain)


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
