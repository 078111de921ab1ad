"""The table of issues: everything exogenous that happens to customers, made once and shared by all designs."""

from __future__ import annotations

import numpy as np

from orgsim.config.schema import World
from orgsim.engine import arising
from orgsim.engine.tables import ISSUE
from orgsim.world.demand import issue_rate

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
    until, people = days * DAY, world.population.customers
    rate = issue_rate(world) / 10080.0 / people
    hours = running_hours(world.demand.hours)
    spans = max(1, int(rate * people * until))
    buckets = np.zeros(spans + 1, np.int64)
    total = arising.count_issues(seed, people, rate, until, hours, buckets)
    starts = np.cumsum(buckets)
    times, persons, numbers = np.empty(total), np.empty(total, np.int32), np.empty(total, np.int32)
    arising.place_issues(seed, people, rate, until, hours, starts, times, persons, numbers)
    topics, others = np.empty((total, 4), np.int16), np.empty((total, 3), np.int8)
    departments = list(world.company.departments)
    shares = np.array([t.share for t in world.topics.values()], float)
    arising.describe_issues(
        seed, times, persons, numbers, shares, cumulative(shares),
        np.array([departments.index(t.department) for t in world.topics.values()], np.int64),
        cumulative([c.share for c in world.channels.values()]),
        cumulative(world.demand.further_departments or [1.0]),
        world.demand.interdependence, world.demand.large_loss, topics, others,
    )  # fmt: skip
    table = np.zeros(total, ISSUE)
    table["raised"], table["person"], table["number"], table["topics"] = times, persons, numbers, topics
    table["steps"], table["channel"], table["large_loss"] = others.T
    return table
