"""The points a company is tried at: as it is, a star around it, and itself in uncertain worlds.

In the star each contingency alone takes a few values, the uncertain rest at the company's. In the uncertain worlds the
contingencies are the company's, and what nobody has measured is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from orgsim.config.compose import covers
from orgsim.config.fit import Star
from orgsim.config.schema import World
from orgsim.config.space import LIST, Space
from orgsim.errors import InputError, shown
from orgsim.fit.contingencies import CONTINGENCIES, by_load, check_public, people, stands
from orgsim.sweep.changes import EACH, with_keys
from orgsim.sweep.space import plain, values_of

ARMS = {each.name: each for each in CONTINGENCIES}
COMPANY, WORLDS = "company", "worlds"  # parts of the layout; those of the star are called by their contingency


@dataclass
class Plan:
    """Points in the order of a sweep, and what each of them is."""

    world: World  # the company
    here: dict[str, Any]  # the company by all keys that vary at any point
    public: Sequence[str]  # channels
    name: str = ""  # what the points' names begin with
    points: list[dict[str, Any]] = field(default_factory=list)
    rows: list[tuple[str, float, str]] = field(default_factory=list)  # part, value, point
    left_out: list[str] = field(default_factory=list)  # what no company can be, in words
    uncertain: tuple[str, ...] = ()  # keys drawn

    @property
    def space(self) -> Space:
        """The points as a sweep takes them."""
        return Space(kind=LIST, list=self.points)

    @property
    def own(self) -> dict[str, float]:
        """The company's value of each contingency."""
        return {name: each.value(self.world, self.public) for name, each in ARMS.items()}

    @property
    def layout(self) -> pd.DataFrame:
        """part (company, a contingency or worlds), value (of the contingency; nan in worlds), point."""
        return pd.DataFrame(self.rows, columns=["part", "value", "point"])

    def add(self, part: str, changed: dict[str, Any], said: str) -> None:
        """A point: the company with some keys changed; what the door refuses is left out and told."""
        point = {key: plain(each) for key, each in (self.here | changed).items()}
        try:
            world = with_keys(self.world, point)
        except InputError as error:
            if part == COMPANY:
                raise
            self.left_out.append(f"{said} ({error.key} {shown(error.value)})")
            return
        if point not in self.points:
            self.points.append(point)
        value = plain(ARMS[part].value(world, self.public)) if part in ARMS else math.nan
        self.rows.append((part, value, self.name + str(self.points.index(point) + 1)))

    def move(self, name: str, value: float) -> None:
        """A point of the star; its value is what whole people make of it."""
        self.add(name, ARMS[name].keys(self.world, self.public, value), f"{name} {value:g}")


def planned(world: World, star: Star, uncertain: Space, known: Sequence[str] = ()) -> Plan:
    """The points for a company; raises InputError for a mistake in any of what was given."""
    world = by_load(world)
    check_public(world, star.public)
    arms = {name: values_along(world, each, star) for name, each in ARMS.items()}
    touched = touched_by(world, arms, star.public)
    draws = drawn(world, uncertain, touched, known)
    unknown = tuple(draws[0]) if draws else ()
    here = {key: stands(world, key) for key in (*sorted(touched), *unknown)}
    plan = Plan(world, here, star.public, uncertain=unknown)
    plan.add(COMPANY, {}, COMPANY)
    for name, values in arms.items():
        for value in values:
            plan.move(name, value)
    for draw in draws:
        plan.add(WORLDS, draw, "an uncertain world")
    return plan


def nearer(plan: Plan, wanted: Sequence[tuple[str, float]], name: str) -> Plan:
    """Further points of the star: contingency, value; called by a name of their own."""
    more = Plan(plan.world, plan.here, plan.public, name)
    for part, value in wanted:
        more.move(part, value)
    return more


def touched_by(world: World, arms: Mapping[str, Sequence[float]], public: Sequence[str]) -> set[str]:
    """The keys that moving a contingency changes; at least the company's own value of each is told by some."""
    found = {"company.load", "demand.interdependence", *(f"topics.{name}.news" for name in world.topics)}
    return found | {key for name, values in arms.items() if values for key in ARMS[name].keys(world, public, values[0])}


def values_along(world: World, contingency, star: Star) -> list[float]:
    """The values a contingency is moved to, in order, the company's own left out."""
    if contingency.name == "publicness" and not star.public:
        return []
    own = contingency.value(world, star.public)
    asked = sorted(set(getattr(star, contingency.name)))
    if contingency.name == "size":
        asked = [times * people(world, star.public) for times in asked]
    return [value for value in asked if not math.isclose(value, own, rel_tol=1e-9, abs_tol=1e-12)]


def drawn(world: World, uncertain: Space, touched: set[str], known: Sequence[str]) -> list[dict[str, Any]]:
    """Draws of what nobody has measured, each key in full; what a contingency moves or is known is not drawn."""
    if uncertain.kind == LIST:
        raise InputError("uncertain.kind", uncertain.kind, "grid, pairs, latin or sobol")
    for key in known:
        if key not in uncertain.vary:
            raise InputError("known", key, list(uncertain.vary))
    free = {
        key: values for key, values in uncertain.vary.items()
        if key not in known and not any(covers(key, each) or covers(each, key) for each in touched)
    }  # fmt: skip
    if not free:
        return []
    places = {key: expanded(world, key) for key in free}
    found = values_of(replace(uncertain, vary=free))
    return [{place: value for key, value in draw.items() for place in places[key]} for draw in found]


def expanded(world: World, key: str) -> list[str]:
    """Every key a ``*`` stands for; raises InputError for one that is no single value of the world."""
    found = [""]
    for step in key.split("."):
        names = []
        for path in found:
            node = stands(world, path[1:]) if path else world
            inside = node if isinstance(node, Mapping) else vars(node) if hasattr(node, "__dict__") else {}
            if step != EACH and step not in inside:
                raise InputError("uncertain.vary", key, "a key of the world, as in company.slip")
            names += [f"{path}.{name}" for name in (inside if step == EACH else [step])]
        found = names
    return [path[1:] for path in found]
