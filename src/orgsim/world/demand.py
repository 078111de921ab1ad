"""How much customers ask for: people, working time, steps of an issue, and the rate at which issues arise."""

from __future__ import annotations

import numpy as np

from orgsim.config.schema import World
from orgsim.engine.tables import MAX_STEPS
from orgsim.errors import InputError


def staff(world: World) -> dict[str, float]:
    """People of each department, executives not counted: as configured times ``company.scale``, in whole people."""
    return {name: round(people * world.company.scale) for name, people in world.company.departments.items()}


def working_minutes(world: World) -> float:
    """Minutes a person works in a week."""
    company = world.company
    return (company.close_hour - company.open_hour) * 60.0 * company.work_days


def topic_shares(world: World) -> np.ndarray:
    """Share of the first steps that are about each topic: float[topics], sums to 1."""
    return _shares("topics", [topic.share for topic in world.topics.values()])


def channel_shares(world: World) -> np.ndarray:
    """Share of the issues raised on each channel: float[channels], sums to 1."""
    return _shares("channels", [channel.share for channel in world.channels.values()])


def step_probabilities(world: World) -> np.ndarray:
    """P(an issue needs 1, 2, 3, 4 departments): float[MAX_STEPS].

    An issue cannot need more departments than have topics: what would is counted at the most there are.
    """
    demand = world.demand
    weights = demand.further_departments
    if not 1 <= len(weights) < MAX_STEPS or (demand.interdependence > 0 and sum(weights) <= 0):
        raise InputError("demand.further_departments", list(weights), "one to three weights, not all 0")
    result = np.zeros(MAX_STEPS)
    result[0] = 1.0 - demand.interdependence
    if demand.interdependence > 0:
        result[1 : 1 + len(weights)] = demand.interdependence * np.array(weights) / sum(weights)
    most = max(1, min(MAX_STEPS, len({topic.department for topic in world.topics.values() if topic.share > 0})))
    result[most - 1] = result[most - 1 :].sum()
    result[most:] = 0.0
    return result


def mean_steps(world: World) -> float:
    """Steps an issue needs on average."""
    return float(step_probabilities(world) @ np.arange(1, MAX_STEPS + 1))


def issue_rate(world: World) -> float:
    """Issues a week: as configured, or what fills the company to its load before any coordination.

    (load - own_work) x staff minutes a week / (work_minutes x mean steps), DESIGN section 2.
    """
    if world.demand.issues_per_week is not None:
        return float(world.demand.issues_per_week)
    company = world.company
    if company.load < company.own_work:
        allowed = f"at least company.own_work ({company.own_work:g})"
        raise InputError("company.load", company.load, allowed)
    minutes = sum(staff(world).values()) * working_minutes(world)
    return (company.load - company.own_work) * minutes / (company.work_minutes * mean_steps(world))


def _shares(key: str, weights: list[float]) -> np.ndarray:
    total = sum(weights)
    if total <= 0:
        raise InputError(key, total, "shares of which at least one is above 0")
    return np.array(weights, float) / total
