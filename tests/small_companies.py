"""Small companies run uncompiled, a thousand issues a second: what the watchdogs look at.

Means are judged with the error stated in ``orgsim.validation.judge``, all of the watchdogs' together.
"""

from __future__ import annotations

import numpy as np

from orgsim.config.check import ACTIVITIES
from orgsim.config.schema import Activity, Approval, Channel, Line, Topic
from orgsim.run import days_of, set_up, simulate
from orgsim.validation.judge import Checks
from orgsim.validation.plain import DAY, WEEK, design, desk, drawn, study, world
from orgsim.world.issues import issue_table
from orgsim.world.people import people

JUDGED = 5  # means judged in this file
REPLICATIONS = 32


def costs(**minutes) -> dict:
    """A cost register that is free but for these activities."""
    return {name: Activity(minutes.get(name, 0.0)) for name in ACTIVITIES}


def judge(values, exact: float, within: float) -> None:
    """One of the judged means, by a judge of its own: a check is made once for each engine it looks at."""
    Checks(JUDGED, len(values)).hold(values, exact, within)


def draws(relative: float, within: float, n: int = REPLICATIONS) -> float:
    """Independent draws in each of n runs for a mean of this relative variance to be known `within` so much."""
    return Checks(JUDGED, n).draws_needed(relative, within)


def seen(measure, company, shape, plan) -> np.ndarray:
    """`measure` of every run; issues arise in the window only, as what comes after would tell nobody anything."""
    found = []
    for seed in range(1, REPLICATIONS + 1):
        issues = issue_table(company, seed, days_of(plan, "flow"))
        issues = issues[issues["raised"] < plan.measured_weeks * WEEK]
        found.append(measure(simulate(drawn(company, shape), people(company, seed), issues, seed, "flow", plan)))
    return np.array(found)


def engine_of(company, shape, minutes: float, seed: int = 1):
    """An engine at time 0 and the issues it will meet."""
    plan = study(minutes)
    issues = issue_table(company, seed, days_of(plan, "flow"))
    return set_up(drawn(company, shape), people(company, seed), issues, seed, plan, days_of(plan, "flow"))


def busy_company(**channels):
    """A small company in which everything happens: triage, bounces, approvals, meetings, own work, calls given up."""
    seats = {"front": 3, "back": 3, "side": 2}
    phone, mail = Channel(patience_hours=0.3, leaves_queue=True), Channel(patience_hours=0.7)
    channels = channels or {"phone": phone, "mail": mail, "web": Channel(0.3, patience_hours=0.7)}
    minutes = dict(
        triage=2, reading=3, reading_with_record=1, notes=1, approval=3, meeting_setup=4, meeting_item=1, look_up=2
    )
    company = world(
        0.09, customers=300, departments=seats, work_minutes=12.0, own_work=0.2,
        topics={"near": Topic("front", 1.0, 2.0), "far": Topic("back", 1.5, 2.0)}, interdependence=0.4,
        further_departments=[1.0], slip=0.2, exceptions=0.3, catch=0.8, false_return=0.1, reorganisations=300.0,
        off_topic_slowdown=0.2, off_topic_slips=2.0, discovery=0.8, discovery_hours=1.0, raise_again=0.8,
        channels=channels, cost_register=costs(**minutes),
    )  # fmt: skip
    headed = {"head": True, "approved_by": "head"}
    rooms = {d: desk(d, n, **headed) for d, n in seats.items()}
    rooms["front"].takes_in = [name for name in channels if name != "web"]
    rooms["side"].takes_in, rooms["side"].answers = ["web"], ["near"]
    shape = design(rooms, [Line(["front", "side"], every=0.5)], approval=Approval(0.0, 1e9))
    return company, shape


def busy_run(probes: float = 0.0, seed: int = 1, **channels):
    """Half a day of the busy company, and what becomes of it."""
    company, shape = busy_company(**channels)
    plan = study(DAY / 2, after=DAY / 6, probes_per_day=probes)
    issues = issue_table(company, seed, days_of(plan, "flow"))
    return simulate(drawn(company, shape), people(company, seed), issues, seed, "flow", plan)
