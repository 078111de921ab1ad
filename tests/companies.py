"""Small companies for tests of structure: what is not said costs nothing, never changes and never goes wrong."""

from __future__ import annotations

from dataclasses import fields, replace

from orgsim.config.check import ACTIVITIES
from orgsim.config.schema import (
    Activity,
    Approval,
    Channel,
    Company,
    Demand,
    Design,
    Line,
    Population,
    Topic,
    Unit,
    World,
)
from orgsim.structure.chart import Chart, Setting, draw_up

WEEK = 7 * 24 * 60  # working minutes a week: the company never closes
QUIET = {
    "own_work": 0.0,
    "work_minutes": 1.0,
    "off_topic_slowdown": 0.0,
    "off_topic_slips": 1.0,
    "slip": 0.0,
    "exceptions": 0.0,
    "false_return": 0.0,
    "reorganisations": 0.0,
    "open_hour": 0.0,
    "close_hour": 24.0,
    "work_days": 7,
    "wages": {"staff": 19.0, "manager": 49.0, "executive": 77.0},
}


def company(
    departments: dict[str, int], arrivals: float | None = None, minutes: dict | None = None, **changes
) -> World:
    """A world with one topic and one channel to each department.

    arrivals: issues per minute, None for what the load says; minutes: of activities; changes: any key of company,
    demand or population.
    """
    changes.setdefault("interdependence", 0.0)
    changes.setdefault("discovery", 0.0)
    register = {name: Activity((minutes or {}).get(name, 0.0)) for name in ACTIVITIES}
    world = World(
        company=Company(departments=departments, executives=0, cost_register=register, **QUIET),
        topics={f"about_{name}": Topic(name, news=changes.get("news", 0.0)) for name in departments},
        demand=Demand(issues_per_week=None if arrivals is None else arrivals * WEEK),
        channels={f"to_{name}": Channel() for name in departments},
        population=Population(customers=100),
    )
    changes.pop("news", None)
    for part in ("company", "demand", "population"):
        here = {each.name for each in fields(getattr(world, part))} & changes.keys()
        changed = replace(getattr(world, part), **{key: changes.pop(key) for key in here})
        world = replace(world, **{part: changed})
    assert not changes, changes
    return world


def desk(department: str, **changes) -> Unit:
    """A unit that takes in its department's channel, answers for its department and asks nobody."""
    plain = {"departments": [department], "takes_in": [f"to_{department}"], "approved_by": "nobody"}
    return Unit(**{**plain, **changes})


def design(units: dict[str, Unit], *lines: tuple[str, str], one_way: bool = False, **changes) -> Design:
    """A design of these units with two-way lines between the pairs named."""
    changes.setdefault("approval", Approval())
    return Design(units=units, lines=[Line(list(pair), one_way=one_way) for pair in lines], **changes)


def drawn(world: World, shape: Design, every: float = 7.0, seats: dict[str, int] | None = None) -> Chart:
    """The chart, one person to a unit unless said; lines meet every so many working days (7: weekly)."""
    return draw_up(world, shape, "test", seats, Setting(every, 1e9))
