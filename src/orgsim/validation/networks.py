"""Proofs about networks of counters: cases that are passed on, come back, go astray, and the load all that makes."""

from __future__ import annotations

import numpy as np

from orgsim.config.schema import Activity, Topic, Unit
from orgsim.records import Records
from orgsim.validation.closed_forms.people import misrouted
from orgsim.validation.closed_forms.queues import network_waits, throughputs, wait, wait_general
from orgsim.validation.closed_forms.run_lengths import (
    lognormal_moments,
    luck,
    relative_variance_general,
    relaxation,
    workload_moments,
)
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import FREE, design, desk, desk_world, one_desk, proof, sojourns, waits, world
from orgsim.validation.proof import Claim, Proof
from orgsim.validation.queues import TOGETHER, relative_wait

JACKSON, KELLY = "Jackson 1957", "Kelly 1975"
NEVER_FIRST = 1e-12  # share of topics that only ever come second
FOUR = ("north", "east", "south", "west")
SIDE_BY_SIDE = 1.7  # so much wider one desk of four may be known: less than twice, as cases pass from one to another


def minutes_for(arrivals: float, servers: int, within: float) -> tuple[float, float]:
    """Minutes of a run that knows the wait of M/M/c so much, and of its warm-up."""
    minutes = CLAIMS.minutes_needed(relative_wait(arrivals, servers), within)
    return minutes, 12 * relaxation(arrivals, servers)


def busy(records: Records) -> float:
    """People busy on average."""
    return records.busy.sum() / records.working_minutes


def contacts(records: Records) -> float:
    """Contacts per issue."""
    return records.episodes["contacts"][records.in_window()].mean()


# Jackson


def three_rooms(arrivals: float, seats, **changes):
    """Every issue starts at the door; some go on to the left (two in three) or to the right, some then to the other."""
    departments = dict(zip(("door", "left", "right"), seats))
    left, right = Topic("left", 2 * NEVER_FIRST, 0.0), Topic("right", NEVER_FIRST, 0.0)
    topics = {"entry": Topic("door", 1.0, 0.0), "l": left, "r": right}
    company = world(arrivals, departments=departments, topics=topics, **changes)
    rooms = {d: desk(d, n, ["line"] if d == "door" else []) for d, n in departments.items()}
    return company, design(rooms)


def by_routes(within: float) -> Proof:
    """Jackson's product form by routes: left and right are passed by cases from either side."""
    arrivals, seats, on, further = 1.6, (2, 2, 1), 0.9, 0.3
    # Classes: door, left first, right first, right after left, left after right.
    routing = np.zeros((5, 5))
    routing[0, 1], routing[0, 2], routing[1, 3], routing[2, 4] = on * 2 / 3, on / 3, further, further
    door, left, right, right_after, left_after = throughputs([arrivals, 0, 0, 0, 0], routing)
    loads = np.array([door, left + left_after, right + right_after])
    each = network_waits(loads, np.zeros((3, 3)), seats)
    says = "three rooms passed in either order, loads .8, .59, .67"
    return proof(
        "jackson_by_routes",
        [
            Claim(f"{says}: time to the answer", float(loads @ (each + 1)) / arrivals, within / 2, KELLY),
            Claim(f"{says}: wait at the door", each[0], within, KELLY),
            Claim(f"{says}: people busy", loads.sum(), within / 5, KELLY, "people"),
        ],
        *three_rooms(arrivals, seats, interdependence=on, further_departments=[1 - further, further]),
        lambda records: (sojourns(records).mean(), waits(records).mean(), busy(records)),
        *minutes_for(arrivals, 2, within),
    )  # fmt: skip


def with_feedback(within: float) -> Proof:
    """Wrong answers come back to the door: everywhere 1 / P(all steps right) as many, and Jackson's waits."""
    arrivals, seats, slip = 0.5, (1, 1, 1), 0.1
    right = (1 - slip) ** 3
    routing = np.array([[0, 1, 0], [0, 0, 1], [1 - right, 0, 0]])  # the order of left and right does not matter
    each = network_waits([arrivals, 0, 0], routing, seats)
    wrong = {"slip": slip, "discovery": 1.0, "discovery_hours": 0.0, "raise_again": 1.0}
    says = "three rooms in a row, wrong answers raised again at once, loads .69"
    return proof(
        "jackson_with_feedback",
        [
            Claim(f"{says}: time to the right answer", (each + 1).sum() / right, 0.6 * within, JACKSON),
            Claim(f"{says}: wait at the door, first contact", each[0], within, JACKSON),
            Claim(f"{says}: contacts per issue", 1 / right, within / 10, JACKSON, ""),
        ],
        *three_rooms(arrivals, seats, interdependence=1.0, further_departments=[0.0, 1.0], **wrong),
        lambda records: (sojourns(records).mean(), waits(records).mean(), contacts(records)),
        *minutes_for(arrivals / right, 1, within),
    )  # fmt: skip


def feedback_in_use(within: float) -> Proof:
    """One counter whose wrong answers are found out after an exponential time in use: M/M/c with more arrivals."""
    arrivals, servers, slip = 2.4, 4, 0.25
    effective = arrivals / (1 - slip)
    wrong = {"slip": slip, "discovery": 1.0, "discovery_hours": 0.1, "raise_again": 1.0}
    says = "M/M/4 whose wrong answers come back after a time in use, load .8: mean wait"
    return proof(
        "feedback_in_use",
        [Claim(says, wait(effective, servers), within, JACKSON)],
        desk_world(servers, arrivals, **wrong), one_desk(servers), lambda records: [waits(records).mean()],
        *minutes_for(effective, servers, 0.8 * within),
    )  # fmt: skip


# Going astray


def four_desks(arrivals: float, servers: int, **changes):
    """Four desks behind a door that sends each case to one of them at random, in no time."""
    topics = {f"matters {d}": Topic(d, news=0.0) for d in FOUR}
    company = world(arrivals, departments=dict.fromkeys(FOUR, servers), topics=topics, **changes)
    door = Unit(takes_in=["line"], seats=1, reports_to="executive", approved_by="nobody")
    return company, design({"door": door, **{d: desk(d, servers) for d in FOUR}})


def sent_on(m: float, within: float) -> Proof:
    """Misrouting with constant m, sent on: each visit is full service, after which the case goes, with probability m,
    to another desk chosen uniformly. As an issue that needs a further department with probability m, at most four in
    all, since that is as many as an issue may need: of the geometric number of visits m^4 of cases are cut short.
    """
    servers, load = 2, 0.8
    chances = np.array([1 - m, m * (1 - m), m**2])  # of one, two, three further departments, given one
    routing = np.diag([m, m, m], 1)  # the first visit to the fourth: the traffic equations over four desks alike
    visits = throughputs([1.0, 0, 0, 0], routing).sum()
    arrivals = 4 * servers * load / visits
    each = wait(load * servers, servers)
    says = f"four desks, each case sent on to another at random with m = {m:g} (at most four visits), load .8"
    return proof(
        "misrouting_sent_on",
        [
            Claim(f"{says}: visits per case", visits, within / 20, JACKSON, ""),
            Claim(f"{says}: wait at the first desk", each, within, KELLY),
            Claim(f"{says}: time to the answer", visits * (each + 1), 0.75 * within, KELLY),
        ],
        *four_desks(arrivals, servers, interdependence=m, further_departments=list(chances)),
        lambda records: (
            records.episodes["handoffs"][records.in_window()].mean(), waits(records).mean(), sojourns(records).mean()
        ),
        *minutes_for(load * servers, servers, SIDE_BY_SIDE * within),
    )  # fmt: skip


def sent_back(m: float, within: float) -> Proof:
    """Misrouting with constant m, sent back: each visit is full service and in vain with probability m. As a wrong
    answer found out at once, for which the case comes back to the desk: throughput lambda / (1 - m) at every desk.
    """
    servers, load = 2, 0.8
    arrivals = 4 * servers * load * (1 - m)
    each = network_waits([arrivals / 4] * 4, np.diag([m] * 4), [servers] * 4)[0]
    wrong = {"slip": m, "discovery": 1.0, "discovery_hours": 0.0, "raise_again": 1.0}
    says = f"four desks, each visit in vain with m = {m:g} (a wrong answer, back at the same desk at once), load .8"
    return proof(
        "misrouting_sent_back",
        [
            Claim(f"{says}: people busy, lambda / (1 - m)", arrivals / (1 - m), within / 8, JACKSON, "people"),
            Claim(f"{says}: wait at the first visit", each, within, JACKSON),
            Claim(f"{says}: time to the right answer", (each + 1) / (1 - m), 0.75 * within, JACKSON),
        ],
        *four_desks(arrivals, servers, **wrong),
        lambda records: (busy(records), waits(records).mean(), sojourns(records).mean()),
        *minutes_for(load * servers, servers, SIDE_BY_SIDE * within),
    )  # fmt: skip


def moved(within: float) -> Proof:
    """A sender that is corrected at its next case misroutes moves / (moves + cases) of them.

    Of two departments that may have owned the topic before, one is the sender's own, which does not bounce.
    """
    moves, cases = 1000 * 7 / 365, 60.0  # a week
    departments = {"door": 9, "home": 9, "elsewhere": 9}
    topics = {"matter": Topic("home", 1.0, 0.0)}
    company = world(issues_per_week=cases, reorganisations=1000.0, departments=departments, topics=topics)
    share = misrouted(moves, cases) / 2
    draws = CLAIMS.draws_needed((1 - share) / share, within)
    says = "topics that move, a sender corrected at its next case: cases misrouted"
    return proof(
        "misrouting_emerges",
        [Claim(says, share, within, "race of moves and cases", "share")],
        company, design({d: desk(d, 9, ["line"] if d == "door" else []) for d in departments}),
        lambda records: [records.episodes["bounces"][records.in_window()].mean()], draws / cases * 10080,
    )  # fmt: skip


# Triage, then spoke


def door_and_spoke(arrivals: float, door: int, spoke: int, **changes):
    """A door that only reads and sends on, in exactly a minute, and a spoke that answers."""
    register = FREE | {"triage": Activity(1.0, "staff")}
    company = world(
        arrivals, departments={"spoke": spoke}, topics={"matter": Topic("spoke", 1.0, 0.0)},
        cost_register=register, **changes,
    )  # fmt: skip
    reads = Unit(takes_in=["line"], seats=door, reports_to="executive", approved_by="nobody")
    return company, design({"door": reads, "spoke": desk("spoke", spoke)})


def two_waits(records: Records) -> tuple[float, float]:
    """Minutes until somebody reads the case, and until somebody begins an answer."""
    rows = records.in_window()
    return (records.episodes["taken_up"][rows] - records.issues["raised"][rows]).mean(), waits(records).mean()


def one_reads(within: float) -> Proof:
    """One person triages (M/D/1); cases leave at least a minute apart, so a spoke of one person with work of .9
    minutes, always the same, never makes anybody wait."""
    arrivals, moments = 0.8, lognormal_moments(0)
    _, first, second, _ = workload_moments(arrivals, moments)
    relative = TOGETHER * (relative_variance_general(arrivals, moments) + luck(first, second, arrivals))
    exact = wait_general(arrivals, 0.0)
    says = "triage of a minute by one person at load .8, then a spoke that is quicker"
    return proof(
        "triage_by_one",
        [
            Claim(f"{says}: wait for triage", exact, within, "Pollaczek 1930, Khinchine 1932"),
            Claim(f"{says}: time until an answer begins", exact + 1, within, "Friedman 1965"),
        ],
        *door_and_spoke(arrivals, 1, 1, work_law="fixed", work_minutes=0.9), two_waits,
        CLAIMS.minutes_needed(relative, within), 12 * relaxation(arrivals, 1),
    )  # fmt: skip


def many_read(within: float) -> Proof:
    """Enough people triage (M/D/infinity): what they send on is Poisson, and the spoke is M/M/c."""
    arrivals, servers = 1.6, 2
    says = "triage of a minute by a hundred people, then a spoke of two at load .8"
    return proof(
        "triage_by_many",
        [Claim(f"{says}: time until an answer begins", wait(arrivals, servers) + 1, within, "Mirasol 1963")],
        *door_and_spoke(arrivals, 100, servers), lambda records: [waits(records).mean()],
        *minutes_for(arrivals, servers, 1.5 * within),
    )  # fmt: skip


PROOFS = (
    by_routes(0.06),
    with_feedback(0.05),
    feedback_in_use(0.06),
    sent_on(0.3, 0.05),
    sent_back(0.3, 0.05),
    moved(0.05),
    one_reads(0.04),
    many_read(0.04),
)
