"""Proofs about one counter: how long people wait, who gives up, what pooling brings.

Each run is as long as its narrowest claim takes (closed_forms.run_lengths), after a warm-up of twelve relaxation
times, which leaves e^-12 of the empty start.
"""

from __future__ import annotations

from math import exp, sqrt

import numpy as np

from orgsim.config.schema import Channel, Topic
from orgsim.engine.tables import GAVE_UP
from orgsim.measures.latency import response_latency
from orgsim.records import Records
from orgsim.validation.closed_forms.queues import (
    break_even_slowdown,
    discounted_wait,
    impatient_queue,
    restricted_sojourn,
    wait,
    wait_general,
    wait_quantile,
    waiting_longer,
    waiting_probability,
)
from orgsim.validation.closed_forms.run_lengths import (
    discount,
    everybody_busy,
    lognormal_moments,
    luck,
    relative_variance,
    relative_variance_general,
    relaxation,
    restricted,
    waits_longer,
    workload_moments,
)
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import design, desk, desk_world, one_desk, proof, sojourns, waits, world
from orgsim.validation.proof import Claim, Proof

ERLANG, POLLACZEK, PALM = "Erlang 1917", "Pollaczek 1930, Khinchine 1932", "Palm 1957"
POOLING = "Erlang 1917; Smith and Whitt 1981"
NAMES = ("north", "east", "south", "west")
# Averages over customers vary by at most so much more than their two parts say (run_lengths.luck): whoever is slow
# makes several wait, and the longer the wait the more of them together.
TOGETHER, LONG_TOGETHER = 1.5, 2.5


def relative_wait(arrivals: float, servers: int) -> float:
    """Relative variance of customers' mean wait in M/M/c, per minute of run."""
    mean, drain = wait(arrivals, servers), servers - arrivals
    return relative_variance(arrivals, servers) + luck(mean, 2 * mean / drain, arrivals)


def relative_share(arrivals: float, servers: int, worth, share: float, together: float = TOGETHER) -> float:
    """The same of the share of customers of whom something is true, `worth` its chance by how many are present."""
    return together * (relative_variance(arrivals, servers, worth) + luck(share, share, arrivals))


def known(within: float, relative: float, of: float) -> float:
    """How narrow a second number of a run is, where a first of relative variance `relative` is `within`."""
    return within * sqrt(of / relative)


def settled(arrivals: float, servers: int) -> float:
    """Minutes of warm-up."""
    return 12 * relaxation(arrivals, servers)


# Waiting


def many_servers(load: float, servers: int, within: float) -> Proof:
    """M/M/c: the mean wait, who waits at all, and who waits longer than all but a tenth (or a hundredth)."""
    arrivals, counter = load * servers, f"M/M/{servers} at load {shown(load)}"
    chance, relative = waiting_probability(arrivals, servers), relative_wait(arrivals, servers)
    share = 0.9 if chance > 0.1 else 0.99
    tail = wait_quantile(arrivals, servers, share)
    late = waiting_longer(arrivals, servers, tail)
    busy = known(within, relative, relative_share(arrivals, servers, everybody_busy, chance))
    longer = known(within, relative, relative_share(arrivals, servers, waits_longer(tail), late, LONG_TOGETHER))

    def measure(records: Records) -> tuple[float, ...]:
        waited = waits(records)
        return waited.mean(), (waited > 0).mean(), (waited > tail).mean()

    return proof(
        f"mm{servers}_{'busy' if load > 0.85 else 'usual' if load > 0.5 else 'light'}",
        [
            Claim(f"{counter}: mean wait", wait(arrivals, servers), within, ERLANG),
            Claim(f"{counter}: who waits at all", chance, busy, ERLANG, "share"),
            Claim(f"{counter}: who waits longer than the exact {share:.0%} quantile", late, longer, ERLANG, "share"),
        ],
        desk_world(servers, arrivals), one_desk(servers), measure,
        CLAIMS.minutes_needed(relative, within), settled(arrivals, servers),
    )  # fmt: skip


def any_law(cv: float, law: str, within: float, arrivals: float = 0.8) -> Proof:
    """M/G/1: the mean wait by the squared coefficient of variation of the work."""
    moments = lognormal_moments(cv)
    _, first, second, _ = workload_moments(arrivals, moments)
    relative = relative_variance_general(arrivals, moments) + luck(first, second, arrivals)
    says = f"M/G/1 at load {shown(arrivals)}, {law} work of scv {cv**2:g}: mean wait"
    return proof(
        f"mg1_scv_{cv**2:g}",
        [Claim(says, wait_general(arrivals, cv), within, POLLACZEK)],
        desk_world(1, arrivals, work_law=law, work_cv=cv), one_desk(1), lambda records: [waits(records).mean()],
        CLAIMS.minutes_needed(relative, within), settled(arrivals, 1) * (1 + cv**2), after=5000.0,
    )  # fmt: skip


def restricted_mean(arrivals: float, horizon: float, within: float) -> Proof:
    """The headline of the project, E[min(T, horizon)] to true resolution, on M/M/1."""
    mean, drain = restricted_sojourn(arrivals, horizon), 1 - arrivals
    square = 2 / drain**2 * (1 - exp(-drain * horizon) * (1 + drain * horizon))
    relative = TOGETHER * (relative_variance(arrivals, 1, restricted(horizon)) + luck(mean, square, arrivals))
    says = f"M/M/1 at load {shown(arrivals)}: response latency, restricted to {horizon:g} minutes"
    return proof(
        f"restricted_mean_{horizon:g}",
        [Claim(says, mean, within, "(1 - e^-(mu - lambda) tau) / (mu - lambda)")],
        desk_world(1, arrivals), one_desk(1), lambda records: [60 * response_latency(records)],
        CLAIMS.minutes_needed(relative, within), settled(arrivals, 1), after=horizon,
    )  # fmt: skip


# Not waiting for ever


def abandonment(name: str, arrivals: float, servers: int, patience: float, within: float) -> Proof:
    """Customers who leave the queue after an exponential patience (Erlang-A)."""
    exact = impatient_queue(arrivals, servers, patience)
    relative = relative_variance(arrivals, servers, patience=patience)
    counter = f"M/M/{servers}+M, {arrivals:g} a minute, patience {patience:g}"

    def measure(records: Records) -> tuple[float, ...]:
        rows = records.in_window()
        episodes, raised = records.episodes[rows], records.issues["raised"][rows]
        left = episodes["state"] == GAVE_UP
        queued = np.where(left, episodes["ended"], episodes["taken_up"]) - raised
        return left.mean(), queued.mean(), (queued > 0).mean(), left.mean() / queued.mean()

    channels = {"line": Channel(patience_hours=patience / 60, leaves_queue=True)}
    return proof(
        f"abandonment_{name}",
        [
            Claim(f"{counter}: who gives up", exact["abandoning"], within, PALM, "share"),
            Claim(f"{counter}: mean time in queue", exact["wait"], within, PALM),
            Claim(f"{counter}: who waits at all", exact["waiting"], within / 2, PALM, "share"),
            Claim(f"{counter}: P(gives up) / E[time in queue]", 1 / patience, 0.75 * within, PALM, "per minute"),
        ],
        desk_world(servers, arrivals, channels=channels), one_desk(servers), measure,
        CLAIMS.minutes_needed(relative, within), 30 * max(patience, 1.0),
    )  # fmt: skip


def lead(load: float, servers: int, within: float) -> Proof:
    """A lead is caught if somebody begins before a competitor answers, on average after a minute: patience that ends
    without the case leaving the queue."""
    arrivals = load * servers
    exact = discounted_wait(arrivals, servers, 1.0)
    relative = relative_share(arrivals, servers, discount, exact)
    counter = f"M/M/{servers} at load {shown(load)}"
    source = "1 - C + C th / (th + k), th = c mu - lambda"

    def measure(records: Records) -> tuple[float, ...]:
        episodes = records.episodes[records.in_window()]
        return (episodes["state"] != GAVE_UP).mean(), np.exp(-waits(records)).mean()

    return proof(
        f"lead_mm{servers}",
        [
            Claim(f"{counter}: lead caught before a competitor answers", exact, within, source, "share"),
            Claim(f"{counter}: E[exp(-wait)]", exact, within, source, ""),
        ],
        desk_world(servers, arrivals, channels={"line": Channel(patience_hours=1 / 60)}), one_desk(servers), measure,
        CLAIMS.minutes_needed(relative, within), settled(arrivals, servers),
    )  # fmt: skip


# Pooling


def pooling(pooled: bool, within: float) -> Proof:
    """Four departments of five, each with its channel and topic: apart, or all behind one counter."""
    topics = {f"matters {d}": Topic(d, news=0.0) for d in NAMES}
    channels = {f"line {d}": Channel() for d in NAMES}
    company = world(16.0, departments=dict.fromkeys(NAMES, 5), topics=topics, channels=channels)
    apart = {d: desk(d, 5, [f"line {d}"], answers=["*"]) for d in NAMES}
    chart = design({"counter": desk("north", 20, channels, departments=list(NAMES))} if pooled else apart)
    servers = 20 if pooled else 5
    relative = relative_wait(0.8 * servers, servers) * servers / 20  # apart, four queues run side by side
    says = "four desks of five as one counter of twenty, load .8" if pooled else "four desks of five apart, load .8"
    return proof(
        "pooled" if pooled else "apart",
        [Claim(f"{says}: mean wait", wait(0.8 * servers, servers), within, POOLING)],
        company, chart, lambda records: [waits(records).mean()],
        CLAIMS.minutes_needed(relative, within), settled(0.8 * servers, servers),
    )  # fmt: skip


def break_even(within: float) -> Proof:
    """Generalists at home on nothing are as quick as four desks of experts if it slows them by so much."""
    slowdown, work = break_even_slowdown(4, 5, 4), 20
    topics = {f"matters {d}": Topic(d, news=0.0) for d in NAMES}
    departments = {"generalists": work, **dict.fromkeys(NAMES, 1)}
    company = world(16.0, departments=departments, topics=topics, off_topic_slowdown=slowdown)
    rooms = {d: desk(d, 1) for d in NAMES} | {"pool": desk("generalists", work, ["line"], answers=["*"])}
    arrivals = 16 * (1 + slowdown)  # in work of a minute: the same arrivals so much closer together
    minutes = CLAIMS.minutes_needed(relative_wait(arrivals, work), 4 * within)  # a quarter of the time is waiting
    says = f"twenty generalists slowed by the exact {slowdown:.4f}, load .8: time to the answer as apart"
    return proof(
        "pooling_breaks_even",
        [Claim(says, wait(4, 5) + 1, within, POOLING)],
        company, design(rooms), lambda records: [sojourns(records).mean()],
        minutes * (1 + slowdown), settled(arrivals, work),
    )  # fmt: skip


def shown(share: float) -> str:
    """A share as people write it: .9."""
    return f"{share:g}".lstrip("0")


PROOFS = (
    many_servers(0.3, 1, 0.04),
    many_servers(0.3, 5, 0.1),
    many_servers(0.8, 1, 0.04),
    many_servers(0.8, 5, 0.05),
    many_servers(0.9, 1, 0.06),
    many_servers(0.9, 5, 0.08),
    many_servers(0.9, 10, 0.08),
    many_servers(0.9, 20, 0.1),
    any_law(0.0, "fixed", 0.04),
    any_law(0.5, "lognormal", 0.04),
    any_law(1.0, "lognormal", 0.05),
    any_law(2.0, "lognormal", 0.12),
    restricted_mean(0.8, 5.0, 0.015),
    restricted_mean(0.9, 20.0, 0.04),
    abandonment("calm", 4.0, 5, 1.0, 0.04),
    abandonment("overloaded", 12.0, 10, 2.0, 0.04),
    lead(0.8, 1, 0.02),
    lead(0.9, 10, 0.025),
    pooling(False, 0.06),
    pooling(True, 0.08),
    break_even(0.03),
)
