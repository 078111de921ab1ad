"""A run week by week: in one design throughout, or on the road from one to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from orgsim.config.schema import Study
from orgsim.engine.machine import Engine
from orgsim.engine.tables import GAVE_UP
from orgsim.measures.conservation import NotConserved, check_conservation
from orgsim.measures.followed import Followed
from orgsim.measures.tidy import mean, ratio, share
from orgsim.run import DAY, WEEK, accounts, collect, days_of, set_up
from orgsim.transition.moving import Moving
from orgsim.transition.road import Road
from orgsim.world.people import People

HOUR = 60.0
ROUNDING = 1e-6  # relative
MEASURES = {
    "response_latency": "hours",
    "voice": "share",
    "own_work_delay": "working hours",
    "minutes_per_week": "minutes a week",
    "training_minutes": "minutes a week",
    "bounces": "per 100 issues",
    "handoffs": "per issue",
    "gave_up": "share",
    "issues": "issues",
}


@dataclass(frozen=True)
class Step:
    """On a day after the warm-up these departments move."""

    day: float
    departments: tuple[int, ...]


def follow(
    road: Road,
    steps: Sequence[Step],
    people: People,
    issues: np.ndarray,
    seed: int,
    study: Study,
    directory: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a world through the steps (none: everybody stays in the road's old design) and check its books.

    Returns the measured weeks (a row each, MEASURES and ``week``) and the steps as they were taken. Attitudes are
    frozen. ``issues`` must reach ``days_of(study, "flow")`` days.
    """
    start = study.warm_up_weeks * WEEK
    until = days_of(study, "flow") * DAY
    end = until - study.horizon_days * DAY
    engine = set_up(road.stage(()), people, issues, seed, study, until / DAY, talk=False)
    moving = Moving(engine, road, road.world.company.training_hours, directory)
    taken, weeks, settled = [], [], None
    for time, step in marks(steps, start, end, until):
        moving.advance(time)
        if step is not None:
            taken.append({"day": step.day, "departments": named(road, step), **moving.step(step.departments)})
        elif time <= end:
            weeks.append({**accounts(engine), "training": moving.training_minutes()})
            settled = weeks[-1] if not steps_left(steps, start, time) and settled is None else settled
    check(moving, (settled["time"], end, until), settled, weeks[-1], people, seed)
    return weekly(engine, weeks, study.horizon_days * DAY), pd.DataFrame(taken)


def marks(steps: Sequence[Step], start: float, end: float, until: float) -> list[tuple[float, Step | None]]:
    """Moments at which something is written down (the ends of weeks, and of the run) or done, in order of time."""
    ends = [start + week * WEEK for week in range(int((end - start) // WEEK) + 1)]
    when = [(time, 0, None) for time in (*ends, until)]
    when += [(start + step.day * DAY, 1, step) for step in steps]
    return [(time, step) for time, _, step in sorted(when, key=lambda each: each[:2])]


def steps_left(steps: Sequence[Step], start: float, time: float) -> bool:
    """Whether a step is still to come, or was taken within the last week, so that people may not be in their seats."""
    return any(start + step.day * DAY + WEEK > time for step in steps)


def named(road: Road, step: Step) -> str:
    """The departments of a step."""
    names = [road.old.departments[d] for d in step.departments]
    return "all" if len(names) == len(road.old.departments) else " ".join(names)


def check(moving: Moving, window: tuple, before: dict, after: dict, people: People, seed: int) -> None:
    """Nothing and nobody was lost on the way; raises NotConserved."""
    engine, road, chart = moving.engine, moving.road, moving.chart
    check_conservation(collect(engine, chart, people, seed, "flow", window, before, after))
    heads = int(road.seats_before.sum())
    least, most = moving.people_seen
    worked = engine.working_clock(engine.now)
    waiting = int(engine["units"]["waiting"][chart.seats == 0].sum())
    for holds, what in (
        (least == most == heads, f"people on the way: {least} to {most} of {heads}"),
        (not moving.finishing, "everybody arrived"),
        (np.array_equal(engine["groups"]["seats"], chart.groups["seats"]), "people sit where the chart has them"),
        (engine["units"]["busy_area"].sum() <= heads * worked * (1 + ROUNDING), "busy minutes within people's minutes"),
        (waiting == 0, f"{waiting} jobs wait where nobody is"),
    ):
        if not holds:
            raise NotConserved(f"{what} ({chart.name}, seed {seed})")


def weekly(engine: Engine, weeks: Sequence[dict], horizon: float) -> pd.DataFrame:
    """What each week was like: waits and fates of the issues raised in it, the rest of what happened in it."""
    rows = []
    probes = engine["probes"][: int(engine.state["next_probe"][0])]
    heard = probes["same"].astype(bool) & probes["right"].astype(bool).all(axis=1)
    for week, (before, after) in enumerate(zip(weeks, weeks[1:])):
        window = slice(*np.searchsorted(engine["issues"]["raised"], (before["time"], after["time"])))
        raised = Followed(engine["issues"][window], engine["episodes"][window], horizon)
        asked = slice(*np.searchsorted(probes["time"], (before["time"], after["time"])))
        spent = {name: np.sum(after[name] - before[name]) for name in ("minutes", "own_delay", "own_started")}
        rows.append(
            {
                "week": week,
                "response_latency": mean(raised.restricted("resolved")) / HOUR,
                "voice": share(heard[asked]),
                "own_work_delay": ratio(spent["own_delay"], spent["own_started"]) / HOUR,
                "minutes_per_week": float(spent["minutes"]),
                "training_minutes": after["training"] - before["training"],
                "bounces": 100 * ratio(raised.effort["bounces"], len(raised)),
                "handoffs": ratio(raised.effort["handoffs"], len(raised)),
                "gave_up": share(raised.fates() == GAVE_UP),
                "issues": len(raised),
            }
        )
    return pd.DataFrame(rows)
