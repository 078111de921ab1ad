"""The table of issues: everything exogenous that happens to customers, made once and shared by all designs."""

from __future__ import annotations

from typing import NamedTuple

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


class Causes(NamedTuple):
    """Everything a table of issues is made from, and nothing else: where these are equal, so are the tables."""

    seed: int
    people: int
    rate: float  # issues of a person in an even minute
    end: float  # in even minutes
    hours: tuple[float, ...]  # running hours
    topics: tuple[float, ...]  # shares
    departments: tuple[int, ...]  # of the topics
    channels: tuple[float, ...]  # shares
    further_departments: tuple[float, ...]  # weights
    interdependence: float
    large_loss: float
    surge: tuple[float, float, float]  # factor, and between which even minutes


def causes(world: World, seed: int, days: float) -> Causes:
    """What the issues of the first ``days`` days of a world are made from. Raises InputError."""
    people, demand, departments = customers(world), world.demand, list(world.company.departments)
    hours, surge = running_hours(demand.hours), demand.surge
    begins, ends = (even_minutes(hours, day * DAY) for day in (surge.from_day, surge.from_day + surge.days))
    until = even_minutes(hours, days * DAY)
    return Causes(
        seed=seed,
        people=people,
        rate=issue_rate(world) / arising.WEEK / people,
        end=until if surge.factor == 1 else float(hastened(until, surge.factor, begins, ends)),
        hours=tuple(hours.tolist()),
        topics=tuple(topic.share for topic in world.topics.values()),
        departments=tuple(departments.index(topic.department) for topic in world.topics.values()),
        channels=tuple(channel.share for channel in world.channels.values()),
        further_departments=tuple(demand.further_departments) or (1.0,),
        interdependence=demand.interdependence,
        large_loss=demand.large_loss,
        surge=(surge.factor, begins, ends),
    )


def hastened(even, factor: float, begins: float, ends: float):
    """Even minutes on the clock of issues, which goes ``factor`` times as fast from ``begins`` to ``ends``.

    A person's issues keep their order and nature in a surge, they only come sooner.
    """
    return even + (factor - 1.0) * (np.clip(even, begins, ends) - begins)


def slowed(clock, factor: float, begins: float, ends: float):
    """The inverse of ``hastened``."""
    within = np.clip(clock, begins, begins + factor * (ends - begins)) - begins
    return clock - (1.0 - 1.0 / factor) * within


def issue_table(world: World, seed: int, days: float) -> np.ndarray:
    """All issues that arise in the first ``days`` days, as ISSUE records in order of time."""
    return issues_from(causes(world, seed, days))


def issues_from(of: Causes) -> np.ndarray:
    """The table of issues these are the causes of."""
    table = in_order_of_time(of.seed, of.people, of.rate, of.end)
    if of.surge[0] != 1:
        table["raised"] = slowed(table["raised"], *of.surge)
    arising.describe_issues(
        table, of.seed, np.array(of.hours), np.array(of.topics, float), cumulative(of.topics),
        np.array(of.departments, np.int64), cumulative(of.channels), cumulative(of.further_departments),
        of.interdependence, of.large_loss,
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
