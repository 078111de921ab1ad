"""The worlds the hypotheses are tried in: what nobody has measured, over its whole range."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from orgsim.config.defaults import default_world
from orgsim.config.schema import World
from orgsim.sweep.changes import with_keys
from orgsim.sweep.ranges import Range, sobol

NUMBER, CONTROLS, SEED = 256, 64, 20261122  # worlds, of which the first so many for null controls
BACK = ("product", "operations", "finance", "hr")  # departments that no channel belongs to
LEFT_FOR_CUSTOMERS = 0.1  # of staff minutes, at least: own work cannot fill the load

RANGES = (
    Range("load", "company.load", 0.5, 0.9),
    Range("interdependence", "demand.interdependence", 0.0, 0.5),
    Range("slowdown", "company.off_topic_slowdown", 0.0, 0.5),
    Range("own_work", "company.own_work", 0.0, 0.7),
    Range("news", "topics.*.news", 0.02, 5.0, log=True),
    Range("reorganisations", "company.reorganisations", 0.1, 6.0, log=True),
    Range("slip", "company.slip", 0.0, 0.2),
    Range("exceptions", "company.exceptions", 0.0, 0.25),
    Range("discovery", "population.discovery", 0.0, 1.0),
    Range("half_life", "population.half_life_days", 15.0, 240.0, log=True),
    Range("bad_reach", "population.word_of_mouth.bad_reach", 1.0, 3.0),
    Range("branching_ratio", "population.word_of_mouth.branching_ratio", 0.0, 0.8),
)
KEYS = {each.name: each.key for each in RANGES}


@cache
def base() -> World:
    """The default world, around which all others lie."""
    return default_world()


def drawn(number: int = NUMBER) -> list[dict[str, float]]:
    """The points, by the names of the ranges. Own work takes its share of what the load leaves."""
    points = sobol(RANGES, number, SEED)
    for point in points:
        point["own_work"] *= min(0.7, point["load"] - LEFT_FOR_CUSTOMERS) / 0.7
    return points


def world(point: dict[str, float], **changes: float) -> World:
    """The default world at a point, some of its values (by name of a range, or in full) changed."""
    values = {KEYS.get(name, name): value for name, value in {**point, **changes}.items()}
    return with_keys(base(), values)


# Worlds of the null controls


def exchanged(here: World) -> World:
    """Marketing's topics belong to service, and service's to marketing."""
    other = {"marketing": "service", "service": "marketing"}
    topics = {k: replace(t, department=other.get(t.department, t.department)) for k, t in here.topics.items()}
    return replace(here, topics=topics)


def front_only(here: World) -> World:
    """No issue needs any of the back departments."""
    topics = {k: replace(t, share=0.0 if t.department in BACK else t.share) for k, t in here.topics.items()}
    return replace(here, topics=topics)


def one_department(here: World) -> World:
    """Everybody is of one department, whose are all topics."""
    company = replace(here.company, departments={"service": sum(here.company.departments.values())})
    topics = {k: replace(t, department="service") for k, t in here.topics.items()}
    return replace(here, company=company, topics=topics, demand=replace(here.demand, interdependence=0.0))


def no_own_work(here: World) -> World:
    """Departments have no work of their own, and as many customers' issues as before."""
    company = replace(here.company, load=here.company.load - here.company.own_work, own_work=0.0)
    return replace(here, company=company)


def equal_reach(here: World) -> World:
    """Everybody has the same number of ties."""
    return replace(here, network=replace(here.network, kind="regular"))
