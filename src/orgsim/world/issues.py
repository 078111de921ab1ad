"""The table of issues: everything exogenous that happens to customers, made once and shared by all designs."""

from __future__ import annotations

import numpy as np

from orgsim.config.schema import World
from orgsim.engine import arising
from orgsim.engine.tables import ISSUE
from orgsim.world.demand import issue_rate
from orgsim.world.network import customers

DAY = 1440.0


def cumulative(weights) -> np.ndarray:
    """Running sum of weights, normalised to end at 1."""
    total = np.cumsum(np.asarray(weights, float))
    return total / total[-1]


def running_hours(weights) -> np.ndarray:
    """Running sum of 168 hourly weights from 0 to the minutes of a week."""
    return np.concatenate([[0.0], cumulative(weights) * arising.WEEK])


def even_minutes(hours, time: float) -> float:
    """Minutes to which the hourly weights have summed by a wall-clock time: the inverse of ``arising.time_of``."""
    weeks, rest = divmod(time, arising.WEEK)
    return weeks * arising.WEEK + float(np.interp(rest, 60.0 * np.arange(arising.HOURS + 1), hours))


def issue_table(world: World, seed: int, days: float) -> np.ndarray:
    """All issues that arise in the first ``days`` days, as ISSUE records in order of time."""
    people = customers(world)
    hours = running_hours(world.demand.hours)
    table = in_order_of_time(seed, people, issue_rate(world) / arising.WEEK / people, even_minutes(hours, days * DAY))
    departments = list(world.company.departments)
    shares = np.array([t.share for t in world.topics.values()], float)
    arising.describe_issues(
        table, seed, hours, shares, cumulative(shares),
        np.array([departments.index(t.department) for t in world.topics.values()], np.int64),
        cumulative([c.share for c in world.channels.values()]),
        cumulative(world.demand.further_departments or [1.0]),
        world.demand.interdependence, world.demand.large_loss,
    )  # fmt: skip
    return table


def in_order_of_time(seed, people, rate, end) -> np.ndarray:
    """Whose the issues before ``end`` are and when they arise, in even minutes: ISSUE records, else empty."""
    expected = rate * people * end
    held = np.zeros(max(1, int(expected / arising.SLOTS)), np.int64)
    most = expected / len(held)
    size = int(most + 8 * np.sqrt(most) + 64)  # more than this is next to impossible, and met by trying again
    while True:
        holes = np.empty(len(held) * size, arising.ARISEN)
        most = arising.arise(seed, people, rate, end, holes, held)
        if most <= size:
            break
        size = most
        held[:] = 0
    table = np.zeros(held.sum(), ISSUE)
    arising.put_in_order(table, holes, held, end)
    return table
