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


def issue_table(world: World, seed: int, days: float) -> np.ndarray:
    """All issues that arise in the first ``days`` days, as ISSUE records in order of time."""
    until, people = days * DAY, customers(world)
    rate = issue_rate(world) / 10080.0 / people
    hours = running_hours(world.demand.hours)
    times, persons, numbers = in_order_of_time(seed, people, rate, until, hours)
    table = np.zeros(len(times), ISSUE)
    departments = list(world.company.departments)
    shares = np.array([t.share for t in world.topics.values()], float)
    arising.describe_issues(
        table, seed, times, persons, numbers, shares, cumulative(shares),
        np.array([departments.index(t.department) for t in world.topics.values()], np.int64),
        cumulative([c.share for c in world.channels.values()]),
        cumulative(world.demand.further_departments or [1.0]),
        world.demand.interdependence, world.demand.large_loss,
    )  # fmt: skip
    return table


def in_order_of_time(seed, people, rate, until, hours) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, persons and numbers of all issues before ``until``."""
    expected = rate * people * until
    room = int(expected + 8 * np.sqrt(expected) + 64)  # more than this is next to impossible, and met by trying again
    while True:
        times, persons, numbers = np.empty(room), np.empty(room, np.int32), np.empty(room, np.int32)
        total = arising.arise(seed, people, rate, until, hours, times, persons, numbers)
        if total <= room:
            break
        room = total
    order = np.argsort(times[:total], kind="stable")
    return times[order], persons[order], numbers[order]
