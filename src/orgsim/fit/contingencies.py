"""Five things about a company that a design has to suit: what each of them is, and how it alone is moved.

The list follows contingency theory as OrgCon has it (Burton and Obel 2004, Strategic Organizational Diagnosis and
Design), as far as it is a matter of this model: size, interdependence (for technology), volatility and load (for
environment and slack), publicness (for an environment that hears what is said).

A contingency is moved with all else as it is: whatever else the company's load depends on, the load stays. Size moves
people and customers alike. Volatility moves the news of all topics in proportion.

*Publicness* is the share of contacts that come on public channels, where everybody reads along. Moving it moves their
share, and in proportion the branching ratio of talk, up to ``MOST_TALK``: an exchange in private is told on by those
who had it only, one in public is heard by all its readers, so where twice as much is public, what happens to a customer
makes twice as many tellers. The proportion is assumed. Talk moves advocates alone: latency, voice and cost are measured
with attitudes held, so that on them publicness acts by where contacts come in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from orgsim.config.check import check_world
from orgsim.config.schema import World
from orgsim.errors import InputError
from orgsim.world.demand import channel_shares, issue_rate, mean_steps, staff, topic_shares, working_minutes

MOST_TALK = 0.8  # the end of the range of the branching ratio worth varying; above .9 no means are given at all
TALK = "population.word_of_mouth.branching_ratio"


@dataclass(frozen=True)
class Contingency:
    """Its value in a world, and the keys that give a world another value of it; ``log``: spaced in proportion."""

    name: str
    unit: str
    log: bool
    value: Callable[[World, Sequence[str]], float]
    keys: Callable[[World, Sequence[str], float], dict[str, Any]]


def people(world: World, public: Sequence[str]) -> float:
    """People in all departments."""
    return float(sum(staff(world).values()))


def grown(world: World, public: Sequence[str], value: float) -> dict[str, Any]:
    """So many people, and customers in proportion."""
    times = value / people(world, public)
    customers = max(1, round(world.population.customers * times))
    return {"company.scale": world.company.scale * times, "population.customers": customers}


def news(world: World, public: Sequence[str]) -> float:
    """News a week and topic, mean over what customers ask about."""
    return float(topic_shares(world) @ np.array([topic.news for topic in world.topics.values()]))


def moved(world: World, public: Sequence[str], value: float) -> dict[str, Any]:
    """News of all topics in proportion; where there is none, the same of each."""
    mean = news(world, public)
    each = {name: topic.news * value / mean if mean > 0 else value for name, topic in world.topics.items()}
    return {f"topics.{name}.news": rate for name, rate in each.items()}


def in_public(world: World, public: Sequence[str]) -> float:
    """Share of contacts on public channels."""
    shares = dict(zip(world.channels, channel_shares(world)))
    return float(sum(shares[name] for name in public))


def published(world: World, public: Sequence[str], value: float) -> dict[str, Any]:
    """Shares of public and other channels scaled, each among themselves as they are, and talk in proportion."""
    now, talk = in_public(world, public), world.population.word_of_mouth.branching_ratio
    scaled = {}
    for name, share in zip(world.channels, channel_shares(world)):
        if name in public:
            scaled[name] = share * value / now if now > 0 else value / len(public)
        else:
            scaled[name] = share * (1 - value) / (1 - now)
    told = min(talk * value / now, max(MOST_TALK, talk)) if now > 0 else talk
    return {**{f"channels.{name}.share": float(share) for name, share in scaled.items()}, TALK: float(told)}


CONTINGENCIES = (
    Contingency("size", "people", True, people, grown),
    Contingency(
        "interdependence", "share of issues that need several departments", False,
        lambda world, _: world.demand.interdependence, lambda _, __, value: {"demand.interdependence": value},
    ),
    Contingency("volatility", "news a week and topic", True, news, moved),
    Contingency(
        "load", "share of staff minutes", False,
        lambda world, _: world.company.load, lambda _, __, value: {"company.load": value},
    ),
    Contingency("publicness", "share of contacts in public", False, in_public, published),
)  # fmt: skip


def by_load(world: World) -> World:
    """The same world with its demand set by the load, not by issues a week, so that nothing else moves the load."""
    if world.demand.issues_per_week is None:
        return world
    minutes = sum(staff(world).values()) * working_minutes(world)
    direct = issue_rate(world) * world.company.work_minutes * mean_steps(world) / minutes
    company = replace(world.company, load=world.company.own_work + direct)
    found = replace(world, company=company, demand=replace(world.demand, issues_per_week=None))
    check_world(found)
    return found


def check_public(world: World, public: Sequence[str]) -> None:
    """Public channels that are there, and do not take everything; raises InputError."""
    for name in public:
        if name not in world.channels:
            raise InputError("star.public", name, [*world.channels, "[]"])
    if public and in_public(world, public) > 1 - 1e-9:
        raise InputError("star.public", list(public), "channels that leave something to others (or none: [])")


def stands(world: World, key: str) -> Any:
    """What a key, in full, is in a world."""
    node: Any = world
    for step in key.split("."):
        node = node[step] if isinstance(node, Mapping) else getattr(node, step)
    return node
