"""Presets: what a profile of stages sets in a world, and what keeping it up costs.

Upkeep in minutes is work like any other: it comes on top of the departments' own work, so it waits in their queues and
takes their time, and the customers' issues stay the same. Upkeep in dollars is paid beside wages. Both add up over
dimensions and are for each person of the departments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.config.maturity import PRESET, YEAR, Dimension, Stage
from orgsim.config.schema import Design, Study, World
from orgsim.errors import MISSING, InputError
from orgsim.sweep.changes import changed
from orgsim.world.demand import issue_rate, staff, working_minutes

Maturity = Mapping[str, Dimension]
Profile = Mapping[str, int]
LEAST_STAGES, MOST_STAGES = 2, 9


@dataclass(frozen=True)
class Upkeep:
    """What a profile costs to keep up: minutes of work and dollars, a week and person of the departments."""

    minutes: float
    dollars: float
    people: float

    @property
    def minutes_a_week(self) -> float:
        """Minutes of work a week of everybody."""
        return self.minutes * self.people

    @property
    def dollars_a_week(self) -> float:
        """Dollars a week for everybody."""
        return self.dollars * self.people


def upkeep(world: World, maturity: Maturity, profile: Profile) -> Upkeep:
    """What a profile costs to keep up in a world."""
    stages = [maturity[name].stages[stage - 1] for name, stage in profile.items()]
    people = sum(staff(world).values())
    return Upkeep(sum(each.minutes for each in stages), sum(each.dollars for each in stages), people)


def settings(world: World, maturity: Maturity, profile: Profile, free: bool = False) -> dict[str, Any]:
    """Every key a profile sets, in full, as a point of a sweep has it. free: without its upkeep.

    The same keys for every profile; those of upkeep are the world's own where a profile costs nothing.
    """
    stages = [maturity[name].stages[stage - 1] for name, stage in profile.items()]
    found = {key: value for stage in stages for key, value in stage.set.items()}
    cost = Upkeep(0.0, 0.0, 0.0) if free else upkeep(world, maturity, profile)
    return found | work_of(world, cost.minutes) | {"company.upkeep": world.company.upkeep + cost.dollars_a_week}


def work_of(world: World, minutes: float) -> dict[str, Any]:
    """The keys that give each person so many more minutes of own work a week, and leave the issues what they were."""
    company, demand = world.company, world.demand
    if minutes == 0:
        issues, share = demand.issues_per_week, 0.0
    else:
        issues, share = issue_rate(world), minutes / working_minutes(world)
    keys = {"company.own_work": company.own_work + share, "company.load": company.load + share}
    return keys | {"demand.issues_per_week": issues}


# The door


def check(world: World, designs: Mapping[str, Design], study: Study, maturity: Maturity) -> None:
    """Stages that can be had: world and line parameters alone, no two dimensions the same ones; raises InputError."""
    if not maturity:
        said = "dimensions with stages, as in {culture: {stages: [{set: {company.sharing: .2}}]}}"
        raise InputError("maturity", MISSING, said)
    count, owner = len(next(iter(maturity.values())).stages), {}
    for name, dimension in maturity.items():
        stages = dimension.stages
        if name == YEAR:
            raise InputError(f"maturity.{name}", "a dimension", f"another name: {YEAR} is when a stage is reached")
        if not LEAST_STAGES <= len(stages) <= MOST_STAGES or len(stages) != count:
            allowed = f"{LEAST_STAGES} to {MOST_STAGES} stages, as many in each dimension (the first has {count})"
            raise InputError(f"maturity.{name}", f"{len(stages)} stages", allowed)
        for place, stage in enumerate(stages):
            check_stage(f"maturity.{name}.stages[{place}]", stage, stages[0])
            check_values_of(f"maturity.{name}.stages[{place}]", world, designs, study, stage)
        for key in stages[0].set:
            if key in owner:
                raise InputError(f"maturity.{name}.stages[0].set", key, f"a key that {owner[key]} does not set as well")
            owner[key] = name


def check_stage(where: str, stage: Stage, first: Stage) -> None:
    """A stage sets only what a preset may, and the same keys as the first of its dimension."""
    for key in stage.set:
        if key not in PRESET:
            raise InputError(f"{where}.set", key, PRESET)
    if set(stage.set) != set(first.set) or not stage.set:
        allowed = f"the keys of the first stage ({', '.join(first.set) or 'at least one'})"
        raise InputError(f"{where}.set", list(stage.set), allowed)


def check_values_of(where: str, world: World, designs: Mapping[str, Design], study: Study, stage: Stage) -> None:
    """The values of a stage are allowed where they go."""
    try:
        changed(world, designs, study, stage.set)
    except InputError as error:
        raise InputError(f"{where}.set.{error.key}", error.value, error.allowed, error.nearest) from None


def check_profile(where: str, maturity: Maturity, profile: Mapping[str, float]) -> None:
    """Stages there are, of dimensions there are."""
    for name, stage in profile.items():
        if name not in maturity:
            raise InputError(where, name, list(maturity))
        count = len(maturity[name].stages)
        if isinstance(stage, bool) or stage != int(stage) or not 1 <= stage <= count:
            raise InputError(f"{where}.{name}", stage, f"a stage from 1 to {count}")
