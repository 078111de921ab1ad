"""The door: what is of the right type and still cannot be simulated is refused here, before anything runs."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from orgsim.config.keys import allowed, keys
from orgsim.config.schema import Channel, Company, Demand, Design, Population, Study, Topic, Unit, World
from orgsim.errors import MISSING, UNKNOWN, InputError, closest

ACTIVITIES = (
    "triage",
    "reading",
    "reading_with_record",
    "notes",
    "approval",
    "meeting_setup",
    "meeting_item",
    "look_up",
)
EVERYBODY = "*"  # on both sides of a line: everyone with everyone
OWN, FACING = "own", "customer_facing"  # what a design calls channels at its door, and departments that have a door
WORDS = (EVERYBODY, OWN, FACING)
WAGES = ("staff", "manager", "executive")
MOST_NAMES = 127  # of departments, topics, channels, units: the engine numbers them in a byte
WHOLE = 1e-6  # minutes
HOURS_A_WEEK = 168
MOST_FURTHER = 3  # departments beside the first, as the engine's tables hold four steps


def check_values(part: Any, name: str = "", where: str = "") -> None:
    """Every single value lies in its range, is finite, and is one of its words where these are listed.

    name: the key `part` stands under; where: what to put before a key in what is said of it (``my.yaml: ``).
    """
    for key in keys(part, name):
        value = key.value
        if isinstance(value, str) and key.choices and value not in key.choices:
            raise InputError(where + key.name, value, key.choices)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            continue
        low, high = key.metadata.get("low"), key.metadata.get("high")
        within = (low is None or value >= low) and (high is None or value <= high)
        if not (math.isfinite(value) and within):
            raise InputError(where + key.name, value, allowed(key))


def check_world(world: World) -> None:
    """A world that can be simulated; raises InputError for the first thing that is wrong."""
    check_values(world)
    check_company(world.company)
    check_topics(world.topics, world.company)
    check_channels(world.channels)
    check_demand(world.demand, world.company)
    check_population(world.population)
    selling = world.extensions.selling
    if selling.posts > 0 and selling.department not in world.company.departments:
        raise InputError("extensions.selling.department", selling.department, world.company.departments)
    path = world.network.path
    if world.network.kind == "edge_list" and not (path and Path(path).is_file()):
        raise InputError("network.path", path, "a file of two numbers a line, as in network.path=ties.txt")


def check_company(company: Company) -> None:
    """People, an opening, a wage of each class and a line of the cost register for each activity."""
    if not company.departments:
        raise InputError("company.departments", {}, "at least one department with its people, as in {service: 12}")
    if company.open_hour >= company.close_hour:
        later = f"an hour after company.open_hour ({company.open_hour:g})"
        raise InputError("company.close_hour", company.close_hour, later)
    for key in ("open_hour", "close_hour"):
        minutes = getattr(company, key) * 60
        if abs(minutes - round(minutes)) > WHOLE:
            raise InputError(f"company.{key}", getattr(company, key), "hours that come to whole minutes, as in 8.25")
        setattr(company, key, round(minutes) / 60)
    check_few("company.departments", company.departments)
    for name, people in company.departments.items():
        if round(people * company.scale) < 1:
            raise InputError("company.scale", company.scale, f"a scale that leaves {name} somebody of its {people}")
    require("company.wages", company.wages, WAGES)
    require("company.cost_register", company.cost_register, ACTIVITIES)


def check_few(name: str, given: dict) -> None:
    """No more than the engine's tables can number, each with a name that can be printed."""
    if len(given) > MOST_NAMES:
        raise InputError(name, f"{len(given)} names", f"at most {MOST_NAMES}")
    for each in given:
        if not str(each).strip() or not str(each).isprintable():
            raise InputError(name, repr(each), "names that can be printed")
        if each in WORDS:
            raise InputError(name, each, f"other names: {', '.join(WORDS)} are words that designs use")


def require(name: str, given: dict, wanted: tuple[str, ...]) -> None:
    """A dictionary holds exactly the wanted names."""
    for each in given:
        if each not in wanted:
            raise InputError(f"{name}.{each}", UNKNOWN, ", ".join(wanted), closest(each, wanted))
    for each in wanted:
        if each not in given:
            raise InputError(f"{name}.{each}", MISSING, f"a value for each of {', '.join(wanted)}")


def check_topics(topics: dict[str, Topic], company: Company) -> None:
    """Topics of departments there are, with something to share out."""
    for name, topic in topics.items():
        if topic.department not in company.departments:
            raise InputError(f"topics.{name}.department", topic.department, company.departments)
    check_few("topics", topics)
    check_shares("topics", {name: topic.share for name, topic in topics.items()})


def check_channels(channels: dict[str, Channel]) -> None:
    """At least one channel with something on it."""
    check_few("channels", channels)
    check_shares("channels", {name: channel.share for name, channel in channels.items()})


def check_shares(name: str, shares: dict[str, float]) -> None:
    """Weights that add up to more than nothing."""
    if not sum(shares.values()) > 0:
        raise InputError(f"{name}, shares in all", f"{sum(shares.values()):g}", "at least one share above 0")


def check_demand(demand: Demand, company: Company) -> None:
    """Issues at some hour, of up to four departments, at a rate above nothing."""
    if len(demand.hours) != HOURS_A_WEEK:
        wanted = f"{HOURS_A_WEEK} weights, one for each hour of the week from Monday 0:00"
        raise InputError("demand.hours", f"{len(demand.hours)} weights", wanted)
    check_shares("demand.hours", {str(hour): weight for hour, weight in enumerate(demand.hours)})
    weights = demand.further_departments
    if not 1 <= len(weights) <= MOST_FURTHER or (demand.interdependence > 0 and not sum(weights) > 0):
        wanted = f"one to {MOST_FURTHER} weights, not all 0 (or demand.interdependence=0)"
        raise InputError("demand.further_departments", weights, wanted)
    if demand.issues_per_week is None and company.load <= company.own_work:
        wanted = f"more than company.own_work ({company.own_work:g}), as issues make up the rest of the load"
        raise InputError("company.load", company.load, wanted + "; or set demand.issues_per_week")


def check_population(population: Population) -> None:
    """Starting shares that leave room for each other."""
    if population.advocates + population.adversaries > 1:
        wanted = f"at most 1 together with population.advocates ({population.advocates:g})"
        raise InputError("population.adversaries", population.adversaries, wanted)


def check_study(study: Study) -> None:
    """Windows and replications a comparison can be made of."""
    check_values(study, "study")
    if study.path_replications == 1:
        raise InputError("study.path_replications", 1, "0 (no path) or at least 2, so that there is an interval")
    for name in ("meeting_every", "overdue_after"):
        if not getattr(study.levers, name):
            raise InputError(f"study.levers.{name}", [], "at least one value to choose from")


def check_design(design: Design, file: str) -> None:
    """A design that is whole in itself; whether it fits a world is seen when its chart is drawn up."""
    check_values(design, where=f"{file}: ")
    check_few(f"{file}: units", design.units)
    if not design.units and design.every_department is None:
        raise InputError(f"{file}: units", MISSING, "units by name, or every_department")
    for name in ("every_department", "customer_facing"):
        shape = getattr(design, name)
        if shape is not None:
            check_unit(shape, f"{file}: {name}")
            if shape.one_for is not None:
                allowed = "null: one_for belongs to a unit under units that has no department"
                raise InputError(f"{file}: {name}.one_for", shape.one_for, allowed)
    for name, unit in design.units.items():
        check_unit(unit, f"{file}: units.{name}")
    several = [EVERYBODY, FACING, *(name for name, unit in design.units.items() if unit.one_for is not None)]
    for place, line in enumerate(design.lines):
        if len(line.between) != 2 or (line.between[0] == line.between[1] and line.between[0] not in several):
            raise InputError(f"{file}: lines[{place}].between", line.between, "two units, as in [hub, service]")


def check_unit(unit: Unit, key: str) -> None:
    """A unit whose keys go together. key: where it stands."""
    if unit.wage not in WAGES:
        raise InputError(f"{key}.wage", unit.wage, WAGES)
    for name in ("departments", "seconded", "takes_in"):
        if unit.one_for is not None and getattr(unit, name):
            allowed = "null, or no departments, seconded and takes_in: of these there are no copies"
            raise InputError(f"{key}.one_for", unit.one_for, allowed)
    if unit.also_reports_to is not None and unit.reports_to in (None, unit.also_reports_to):
        raise InputError(f"{key}.also_reports_to", unit.also_reports_to, "a second superior beside another reports_to")
