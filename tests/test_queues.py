"""Queues the textbooks have solved, run through the whole engine as configurations.

Each check states how narrow the interval must be (`within`, relative); the run is as long as that takes
(tolerance.Checks.minutes_needed), after a warm-up of twelve relaxation times, which leaves e^-12 of the empty start.
"""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Channel, Topic
from orgsim.engine.tables import GAVE_UP
from orgsim.measures.latency import latency
from orgsim.validation.closed_forms.people import misrouted
from orgsim.validation.closed_forms.queues import (
    break_even_slowdown,
    conserved_wait,
    discounted_wait,
    impatient_queue,
    network_waits,
    restricted_sojourn,
    throughputs,
    wait,
    wait_general,
    waiting_probability,
    waits_by_class,
)
from orgsim.validation.closed_forms.run_lengths import (
    discount,
    everybody_busy,
    lognormal_moments,
    luck,
    relative_variance,
    relative_variance_general,
    relaxation,
    workload_moments,
)
from orgsim.validation.judge import Checks
from orgsim.validation.plain import (
    design,
    desk,
    desk_world,
    one_desk,
    one_run,
    replications,
    sojourns,
    study,
    waits,
    world,
)

CHECKS = Checks(52)
N = CHECKS.replications


def plan_for(arrivals, servers, within, relative=None, **changes):
    """A study long enough to know the wait of M/M/c (or what has this relative variance) `within` so much."""
    relative = relative or relative_wait(arrivals, servers)
    return study(CHECKS.minutes_needed(relative, within), 12 * relaxation(arrivals, servers), **changes)


def relative_wait(arrivals, servers):
    """Relative variance of customers' mean wait, per minute of run."""
    mean, drain = wait(arrivals, servers), servers - arrivals
    return relative_variance(arrivals, servers) + luck(mean, 2 * mean / drain, arrivals)


def sharpness(arrivals, servers, within):
    """What a run that knows the wait `within` so much knows of the discounted wait and of the chance to wait.

    The discounted wait varies up to a half more than `luck` says.
    """
    mean, square = (discounted_wait(arrivals, servers, rate) for rate in (1.0, 2.0))
    discounted = 1.5 * (relative_variance(arrivals, servers, discount) + luck(mean, square, arrivals))
    chance = waiting_probability(arrivals, servers)
    busy = relative_variance(arrivals, servers, everybody_busy) + luck(chance, chance, arrivals)
    return within * np.sqrt(np.array([discounted, busy]) / relative_wait(arrivals, servers))


# One counter


def wait_and_chances(records):
    """Mean wait, E[exp(-wait)], share who waited at all."""
    waited = waits(records)
    return waited.mean(), np.exp(-waited).mean(), (waited > 0).mean()


@pytest.mark.parametrize(
    "load, servers, within", [(0.3, 1, 0.04), (0.8, 1, 0.03), (0.8, 5, 0.04), (0.9, 10, 0.06), (0.9, 20, 0.08)]
)
def test_many_servers(load, servers, within):
    arrivals = load * servers
    company, chart = desk_world(servers, arrivals), one_desk(servers)
    seen = replications(wait_and_chances, company, chart, plan_for(arrivals, servers, within), N)
    CHECKS.hold(seen[:, 0], wait(arrivals, servers), within)
    discounted, chance = sharpness(arrivals, servers, within)
    CHECKS.hold(seen[:, 1], discounted_wait(arrivals, servers, 1.0), discounted)
    CHECKS.hold(seen[:, 2], waiting_probability(arrivals, servers), chance)


def test_a_formula_for_slightly_more_load_is_rejected():
    """The judge has power: the engine at .8 is not the formula at .81."""
    plan = plan_for(0.8, 1, 0.03)
    seen = replications(lambda records: waits(records).mean(), desk_world(1, 0.8), one_desk(1), plan, N)
    CHECKS.hold(seen, wait(0.8, 1), 0.03)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, wait(0.81, 1), 0.03)


def test_a_formula_for_slightly_longer_work_is_rejected():
    """Work of 1.01 minutes in the engine is not work of one minute in the formula, already by the busy time."""
    within = 0.004
    plan = study(CHECKS.minutes_needed(2 / 4.0, within), 200)  # minutes of work that arrive: compound Poisson
    long = desk_world(5, 4.0, work_minutes=1.01)
    seen = replications(lambda records: records.busy.sum() / records.working_minutes, long, one_desk(5), plan, N)
    CHECKS.hold(seen, 4.0 * 1.01, within)
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen, 4.0, within)


def test_restricted_mean():
    """The headline of the project, E[min(T, horizon)] to true resolution, on M/M/1 with a horizon of five minutes."""
    arrivals, horizon = 0.8, 5.0
    plan = plan_for(arrivals, 1, 0.06, after=horizon)

    def headline(records):
        rows = {(row.measure, row.subset): row.value for row in latency(records)}
        return 60 * rows["response_latency", "all"]

    seen = replications(headline, desk_world(1, arrivals), one_desk(1), plan, N)
    CHECKS.hold(seen, restricted_sojourn(arrivals, horizon), 0.015)


@pytest.mark.parametrize(
    "arrivals, cv, law, within",
    [(0.8, 0, "fixed", 0.04), (0.8, 0.5, "lognormal", 0.04), (0.8, 1, "lognormal", 0.06), (0.5, 2, "lognormal", 0.08)],
)
def test_any_law_of_work(arrivals, cv, law, within):
    moments = lognormal_moments(cv)
    _, first, second, _ = workload_moments(arrivals, moments)
    relative = relative_variance_general(arrivals, moments) + luck(first, second, arrivals)
    plan = plan_for(arrivals, 1, within, relative=relative)
    company = desk_world(1, arrivals, work_law=law, work_cv=cv)
    seen = replications(lambda records: waits(records).mean(), company, one_desk(1), plan, N)
    CHECKS.hold(seen, wait_general(arrivals, cv), within)


@pytest.mark.parametrize("arrivals, servers, patience", [(4.0, 5, 1.0), (12.0, 10, 2.0)])
def test_abandonment(arrivals, servers, patience):
    """Customers who leave the queue after an exponential patience, at a calm and at an overloaded counter."""
    exact = impatient_queue(arrivals, servers, patience)
    relative = relative_variance(arrivals, servers, patience=patience)
    plan = study(CHECKS.minutes_needed(relative, 0.04), 30 * max(patience, 1.0))
    channels = {"line": Channel(patience_hours=patience / 60, leaves_queue=True)}

    def seen_by_customers(records):
        rows = records.in_window()
        episodes, raised = records.episodes[rows], records.issues["raised"][rows]
        gave_up = episodes["state"] == GAVE_UP
        queued = np.where(gave_up, episodes["ended"], episodes["taken_up"]) - raised
        return gave_up.mean(), queued.mean(), (queued > 0).mean()

    company = desk_world(servers, arrivals, channels=channels)
    seen = replications(seen_by_customers, company, one_desk(servers), plan, N)
    CHECKS.hold(seen[:, 0], exact["abandoning"], 0.04)
    CHECKS.hold(seen[:, 1], exact["wait"], 0.04)
    CHECKS.hold(seen[:, 2], exact["waiting"], 0.02)
    CHECKS.hold(seen[:, 0] / seen[:, 1], 1 / patience, 0.03)  # P(abandon) = theta E[Wq]


# Who comes first


def waits_of_both(records):
    """Mean wait of customers' cases and of own work, in minutes."""
    return waits(records).mean(), records.own_delay.sum() / records.own_done.sum()


@pytest.mark.parametrize("puts_first", ["customers", "function", "neither"])
def test_precedence_and_its_conservation_law(puts_first):
    """What a superior asks for moves waits between customers and own work, and makes none of them vanish."""
    servers, own, customers = 12, 0.4 * 10.8, 0.6 * 10.8
    plan = plan_for(own + customers, servers, 0.08)
    company = desk_world(servers, customers, own_work=own / servers)
    chart = one_desk(servers)
    chart.units["executive"].puts_first = puts_first
    seen = replications(waits_of_both, company, chart, plan, N)
    both = wait(own + customers, servers)
    exact = {
        "customers": waits_by_class([customers, own], servers),
        "function": waits_by_class([own, customers], servers)[::-1],
        "neither": (both, both),
    }[puts_first]
    for column, waited in enumerate(exact):
        CHECKS.hold(seen[:, column], waited, 0.03 if waited < both else 0.09)
    CHECKS.hold(customers * seen[:, 0] + own * seen[:, 1], conserved_wait([own, customers], servers), 0.08)


# Pooling


def four_queues(pooled: bool):
    """Four departments of five, each with its channel and topic; apart, or behind one counter."""
    names = ("north", "east", "south", "west")
    company = world(
        16.0,
        departments=dict.fromkeys(names, 5),
        topics={f"matters {d}": Topic(d, news=0.0) for d in names},
        channels={f"line {d}": Channel() for d in names},
    )
    if pooled:
        counter = desk("north", 20, company.channels, departments=list(names))
        return company, design({"counter": counter})
    return company, design({d: desk(d, 5, [f"line {d}"], answers=["*"]) for d in names})


@pytest.mark.parametrize("pooled, exact", [(False, 0.55411), (True, 0.06402)])
def test_pooling(pooled, exact):
    company, chart = four_queues(pooled)
    servers = 20 if pooled else 5
    within = 0.1 if pooled else 0.06
    # Apart, four queues run side by side, so a quarter of the time does.
    relative = relative_variance(0.8 * servers, servers) * servers / 20
    plan = plan_for(0.8 * servers, servers, within, relative=relative)
    seen = replications(lambda records: waits(records).mean(), company, chart, plan, N)
    assert wait(0.8 * servers, servers) == pytest.approx(exact, abs=1e-5)
    CHECKS.hold(seen, wait(0.8 * servers, servers), within)


def test_pooling_breaks_even_at_its_slowdown():
    """Generalists who are at home on nothing are as quick as four desks of experts if it slows them by .144."""
    names = ("north", "east", "south", "west")
    slowdown = break_even_slowdown(4, 5, 4)
    company = world(
        16.0,
        departments={"generalists": 20, **dict.fromkeys(names, 1)},
        topics={f"matters {d}": Topic(d, news=0.0) for d in names},
        off_topic_slowdown=slowdown,
    )
    rooms = {d: desk(d, 1) for d in names} | {"pool": desk("generalists", 20, ["line"], answers=["*"])}
    # In work of a minute: the same queue of arrivals that much closer together.
    arrivals = 16 * (1 + slowdown)
    plan = plan_for(arrivals, 20, 0.11)
    seen = replications(lambda records: sojourns(records).mean(), company, design(rooms), plan, N)
    CHECKS.hold(seen, wait(4, 5) + 1, 0.03)


# Networks

FIRST = 1e-12  # share of topics that only ever come second


def three_rooms(arrivals, seats, **changes):
    """Every issue starts at the door; some go on to the left (two in three) or to the right, some then to the other."""
    departments = dict(zip(("door", "left", "right"), seats))
    topics = {"entry": Topic("door", 1.0, 0.0), "l": Topic("left", 2 * FIRST, 0.0), "r": Topic("right", FIRST, 0.0)}
    company = world(arrivals, departments=departments, topics=topics, **changes)
    rooms = {d: desk(d, n, ["line"] if d == "door" else []) for d, n in departments.items()}
    return company, design(rooms)


def sojourn_and_door(records):
    """Mean minutes to the right answer, mean wait at the door."""
    return sojourns(records).mean(), waits(records).mean()


def test_open_network():
    """Jackson's product form by routes (Kelly 1975): left and right are passed by cases from either side."""
    arrivals, seats, on, further = 1.6, (2, 2, 1), 0.9, 0.3
    company, chart = three_rooms(arrivals, seats, interdependence=on, further_departments=[1 - further, further])
    # Classes: door, left first, right first, right after left, left after right.
    routing = np.zeros((5, 5))
    routing[0, 1], routing[0, 2], routing[1, 3], routing[2, 4] = on * 2 / 3, on / 3, further, further
    door, left, right, right_after, left_after = throughputs([arrivals, 0, 0, 0, 0], routing)
    loads = door, left + left_after, right + right_after
    each = network_waits(loads, np.zeros((3, 3)), seats)
    exact = np.dot(loads, each + 1) / arrivals
    plan = plan_for(arrivals, 2, 0.05)
    seen = replications(sojourn_and_door, company, chart, plan, N)
    CHECKS.hold(seen[:, 0], exact, 0.025)
    CHECKS.hold(seen[:, 1], each[0], 0.05)


def test_network_with_feedback():
    """Wrong answers come back to the door: everywhere 1 / P(all steps right) as many, and Jackson's waits."""
    arrivals, seats, slip = 0.5, (1, 1, 1), 0.1
    right = (1 - slip) ** 3
    company, chart = three_rooms(
        arrivals, seats, interdependence=1.0, further_departments=[0.0, 1.0],
        slip=slip, discovery=1.0, discovery_hours=0.0, raise_again=1.0,
    )  # fmt: skip
    routing = np.array([[0, 1, 0], [0, 0, 1], [1 - right, 0, 0]])  # the order of left and right does not matter
    each = network_waits([arrivals, 0, 0], routing, seats)
    plan = plan_for(arrivals / right, 1, 0.05)

    def contacts_too(records):
        return *sojourn_and_door(records), records.episodes["contacts"][records.in_window()].mean()

    seen = replications(contacts_too, company, chart, plan, N)
    CHECKS.hold(seen[:, 0], (each + 1).sum() / right, 0.03)
    CHECKS.hold(seen[:, 1], each[0], 0.05)
    CHECKS.hold(seen[:, 2], 1 / right, 0.005)


def test_feedback_after_a_time_in_use():
    """One counter whose wrong answers are found out after an exponential time: M/M/c with more arrivals."""
    arrivals, servers, slip, hours = 2.4, 4, 0.25, 0.1
    company = desk_world(servers, arrivals, slip=slip, discovery=1.0, discovery_hours=hours, raise_again=1.0)
    effective = arrivals / (1 - slip)
    plan = plan_for(effective, servers, 0.05)
    seen = replications(lambda records: waits(records).mean(), company, one_desk(servers), plan, N)
    CHECKS.hold(seen, wait(effective, servers), 0.05)


def test_misrouting_emerges_from_moves():
    """A sender that is corrected at its next case misroutes moves / (moves + cases) of them.

    Of two departments that may have owned the topic before, one is the sender's own, which does not bounce.
    """
    moves, cases = 1000 * 7 / 365, 60.0  # a week
    departments = {"door": 9, "home": 9, "elsewhere": 9}
    topics = {"matter": Topic("home", 1.0, 0.0)}
    company = world(issues_per_week=cases, reorganisations=1000.0, departments=departments, topics=topics)
    chart = design({d: desk(d, 9, ["line"] if d == "door" else []) for d in departments})
    share = misrouted(moves, cases) / 2
    draws = CHECKS.draws_needed((1 - share) / share, 0.05)
    plan = study(draws / cases * 10080)

    def bounces(records):
        return records.episodes["bounces"][records.in_window()].mean()

    CHECKS.hold(replications(bounces, company, chart, plan, N), share, 0.05)


# Office hours


def test_work_that_takes_no_time_ends_when_it_starts():
    """At opening the door passes on at once what came in over night, and enough people start on all of it."""
    departments = {"door": 1, "back": 2000}
    company = world(
        0.5,
        departments=departments,
        topics={"matter": Topic("back", 1.0, 0.0)},
        open_hour=9.0,
        close_hour=17.0,
        work_days=5,
    )
    rooms = {"door": desk("door", 1, ["line"]), "back": desk("back", 2000)}
    records = one_run(company, design(rooms), study(14 * 1440.0, after=7 * 1440.0), 1)
    raised, started = records.issues["raised"], records.episodes["started"]
    day, minute = raised // 1440, raised % 1440
    over_night = (day % 7 < 4) & (minute > 17 * 60) & records.in_window()
    assert over_night.sum() > 1000
    assert np.array_equal(started[over_night], (day[over_night] + 1) * 1440 + 9 * 60)
    at_work = (day % 7 < 5) & (minute >= 9 * 60) & (minute < 17 * 60) & records.in_window()
    assert np.array_equal(started[at_work], raised[at_work])
