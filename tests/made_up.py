"""Records made up by hand: what a run would have handed over, with the numbers known beforehand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from orgsim.config.schema import Channel, Company, World
from orgsim.engine.tables import EPISODE, FOLLOWED, GROUP, ISSUE, OPEN, PATH, PROBE, RESOLVED, WORK_KINDS

HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0
NEVER = float("nan")
HORIZON = 7 * DAY


def made_up_chart(**changes) -> SimpleNamespace:
    """Two units of two and three people; one topic each; phone and social."""
    world = World(
        company=Company(departments={"sales": 2, "service": 3}),
        channels={"phone": Channel(norm_hours=1), "social": Channel(norm_hours=24)},
    )
    groups = np.zeros(2, GROUP)
    groups["unit"], groups["department"], groups["seats"] = [0, 1], [0, 1], [2, 3]
    chart = SimpleNamespace(
        name="made_up",
        world=world,
        units=("sales", "service"),
        departments=("sales", "service"),
        topics=("prices", "faults"),
        channels=("phone", "social"),
        seats=np.array([2, 3]),
        groups=groups,
        owner=np.array([0, 1]),
        home=np.array([0, 1]),
        unit_of_department=np.array([0, 1]),
    )
    chart.__dict__.update(changes)
    return chart


def made_up_records(issues=(), probes=(), cohort=(), path=(), estimand="flow", chart=None, **changes):
    """Records of a run whose window is week 2, followed for one more week."""
    records = SimpleNamespace(
        chart=chart or made_up_chart(),
        seed=1,
        estimand=estimand,
        start=WEEK,
        end=2 * WEEK,
        until=2 * WEEK + HORIZON,
        issues=np.zeros(len(issues), ISSUE),
        episodes=np.zeros(len(issues), EPISODE),
        minutes=np.zeros((2, len(WORK_KINDS))),
        working_minutes=40 * HOUR,
        busy=np.zeros(2),
        own_done=np.zeros(2, int),
        own_delay=np.zeros(2),
        probes=np.zeros(len(probes), PROBE),
        path=np.array(list(path), PATH),
        cohort=np.array(list(cohort), FOLLOWED),
        reach=np.ones(1000, int),
        accounts={},
        branching_ratio=0.3,
    )
    for row, issue in enumerate(issues):
        enter(records, row, **issue)
    for row, probe in enumerate(probes):
        for field, value in probe.items():
            records.probes[field][row] = value
    records.__dict__.update(changes)
    return records


def enter(
    records, row, raised=WEEK, first_answer=NEVER, resolved=NEVER, ended=NEVER, state=None, topic=0, channel=0, **counts
):
    """One issue and its episode; the moments are minutes after it was raised."""
    issue, episode = records.issues[row : row + 1], records.episodes[row : row + 1]
    issue["raised"], issue["channel"], issue["steps"] = raised, channel, 1
    issue["topics"] = [topic, -1, -1, -1]
    issue["person"] = row
    if state is None:
        state = RESOLVED if np.isfinite(resolved) else OPEN
    if np.isfinite(resolved):
        first_answer = np.fmin(first_answer, resolved)
        ended = resolved
    episode["first_answer"], episode["resolved"] = raised + first_answer, raised + resolved
    episode["ended"] = raised + ended
    episode["taken_up"] = episode["started"] = episode["first_answer"]
    episode["state"], episode["contacts"] = state, 1
    for name, value in counts.items():
        episode[name] = value


def value(rows, measure: str, subset: str = "all") -> float:
    """The value of the one row of that measure and subset."""
    (found,) = [row.value for row in rows if row.measure == measure and row.subset == subset]
    return found
