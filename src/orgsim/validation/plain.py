"""The plainest worlds: companies so simple that a textbook knows what they do, written as ordinary configurations.

Work takes one minute on average, so minutes count mean service times. The company never closes, nothing changes that
need not, no activity but work takes time: a test switches on what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace

import numpy as np

from orgsim.config.check import ACTIVITIES
from orgsim.config.schema import (
    Activity,
    Approval,
    Channel,
    Company,
    Demand,
    Design,
    Line,
    Network,
    Population,
    Study,
    Topic,
    Unit,
    WordOfMouth,
    World,
)
from orgsim.measures.conservation import check_conservation
from orgsim.records import Records
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.validation.proof import Claim, Proof, Run
from orgsim.world.issues import issue_table
from orgsim.world.people import people

DAY, WEEK = 1440.0, 10080.0  # minutes
FREE = {name: Activity(0.0, "nobody") for name in ACTIVITIES}


def plain_world() -> World:
    """One desk of one person, one topic, one channel; flat demand, exponential work, endless patience."""
    return World(
        company=Company(
            departments={"desk": 1},
            executives=1,
            own_work=0.0,
            work_minutes=1.0,
            work_law="exponential",
            off_topic_slowdown=0.0,
            off_topic_slips=1.0,
            slip=0.0,
            exceptions=0.0,
            false_return=0.0,
            reorganisations=0.0,
            open_hour=0.0,
            close_hour=24.0,
            work_days=7,
            wages={"staff": 19.0, "manager": 49.0, "executive": 77.0},
            cost_register=dict(FREE),
        ),
        topics={"matter": Topic("desk", news=0.0)},
        demand=Demand(interdependence=0.0, further_departments=[1.0], large_loss=0.0, issues_per_week=1.0),
        channels={"line": Channel()},
        population=Population(customers=1000, discovery=0.0, raise_again=0.0, word_of_mouth=WordOfMouth(0.0)),
        network=Network("none"),
    )


def world(arrivals: float | None = None, **changes) -> World:
    """The plainest world with some keys changed, each named as in its file; `arrivals` are issues per minute."""
    result = plain_world()
    if arrivals is not None:
        changes["issues_per_week"] = arrivals * WEEK
    for part in ("company", "demand", "population", "network"):
        here = {f.name for f in fields(getattr(result, part))} & changes.keys()
        result = replace(result, **{part: replace(getattr(result, part), **{k: changes.pop(k) for k in here})})
    return replace(result, **changes)  # topics and channels, or an error for a key that is nowhere


def boss(**changes) -> Unit:
    """The executive to whom everybody reports, one person without work; asks for first come, first served."""
    return Unit(**{"seats": 1, "wage": "executive", "puts_first": "neither", **changes})


def desk(department: str, seats: int, channels: Sequence[str] = (), **changes) -> Unit:
    """A unit that answers for its department and decides alone."""
    plain = {"departments": [department], "takes_in": list(channels), "reports_to": "executive", "seats": seats}
    return Unit(**{**plain, "approved_by": "nobody", **changes})


def design(units: dict[str, Unit], lines: Sequence[Line] = (), **changes) -> Design:
    """A design of these units under an executive, in which no exception climbs."""
    everybody = {"executive": boss(), **units}
    plain = {"title": "a proof", "units": everybody, "lines": list(lines), "approval": Approval(1.0, 1e9)}
    return Design(**{**plain, **changes})


def one_desk(servers: int, **changes) -> Design:
    """Everybody behind one counter."""
    return design({"desk": desk("desk", servers, ["line"], **changes)})


def desk_world(servers: int, arrivals: float | None = None, **changes) -> World:
    """The world of `one_desk`."""
    return world(arrivals, departments={"desk": servers}, **changes)


def study(minutes: float, warm_up: float = 0.0, after: float = 300.0, **changes) -> Study:
    """A study of so many measured minutes after so many of warm-up; issues are followed for `after` minutes."""
    weeks = {"warm_up_weeks": warm_up / WEEK, "measured_weeks": minutes / WEEK, "horizon_days": after / DAY}
    plain = {**weeks, "probes_per_day": 0.0, "path_days": 0}
    return Study(**{**plain, **changes})


def drawn(world: World, design: Design) -> Chart:
    """The design drawn up for the world, seats and periods as written, nothing ever overdue."""
    return draw_up(world, design, "proof", None, Setting(1.0, 1e9))


def one_run(world: World, design: Design, plan: Study, seed: int, estimand: str = "flow") -> Records:
    """One replication by the real engine, its books checked."""
    return books_checked(drawn(world, design), plan, seed, estimand)


def books_checked(chart: Chart, plan: Study, seed: int, estimand: str = "flow") -> Records:
    """One replication of a chart, its books checked."""
    issues = issue_table(chart.world, seed, days_of(plan, estimand))
    records = simulate(chart, people(chart.world, seed), issues, seed, estimand, plan)
    check_conservation(records)
    return records


def replications(
    measure: Callable[[Records], float | Sequence[float]], world: World, design: Design, plan: Study, n: int, **how
) -> np.ndarray:
    """`measure` of n independent runs, one row each."""
    return np.array([measure(one_run(world, design, plan, seed, **how)) for seed in range(1, n + 1)])


def proof(
    name: str,
    claims: Sequence[Claim],
    world: World,
    design: Design,
    measure: Callable[[Records], Sequence[float]],
    minutes: float,
    warm_up: float = 0.0,
    **plan,
) -> Proof:
    """A proof of one world under one design: `measure` gives a number for each claim.

    `minutes` are what the quick form takes; to be `sharper` times as sharp a run must be that squared as long.
    """

    def prepare(sharper: float) -> Run:
        long = study(minutes * sharper**2, warm_up, **plan)
        return lambda seed: measure(one_run(world, design, long, seed))

    return Proof(name, tuple(claims), prepare)


def waits(records: Records) -> np.ndarray:
    """Minutes from the need to the first work on an answer, of each counted issue."""
    rows = records.in_window()
    return records.episodes["started"][rows] - records.issues["raised"][rows]


def sojourns(records: Records) -> np.ndarray:
    """Minutes from the need to the right answer, of each counted issue."""
    rows = records.in_window()
    return records.episodes["resolved"][rows] - records.issues["raised"][rows]
