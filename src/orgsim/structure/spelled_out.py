"""A design spelled out for a world: its words become names, so that it can be read unit by unit.

A design may say *own* (the channels at its own door), *customer_facing* (the departments that have a door), '*' (all
of them) and *one_for* (one such unit for every so many departments). What they stand for depends on the company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from orgsim.config.check import EVERYBODY, FACING, OWN
from orgsim.config.schema import Design, Line, Unit, World
from orgsim.errors import MISSING, InputError

SHARED_OUT = ("reports_to", "also_reports_to")  # keys that may name a unit of which there is one for so many


def spelled_out(world: World, design: Design, where: str = "") -> Design:
    """The design with every unit under ``units`` and every name in full; what is spelled out already stays as it is.

    First the units the design names, then the other departments that customers come to, then the rest, each in the
    company's order. where: what to put before a key in what is said of a mistake. Raises InputError.
    """
    doors = homes(world) if asks_for_doors(design) else {}
    names = Names(tuple(world.company.departments), tuple(world.channels), doors)
    units = {name: names.spelled(unit) for name, unit in design.units.items()}
    units |= others(names, design, units, where)
    copies = {name: copied(name, unit, names.departments) for name, unit in units.items() if unit.one_for}
    check_copies(copies, units, where)
    made = {}
    for name, unit in units.items():
        made |= {each: replace(unit, one_for=None) for each in copies[name]} if name in copies else {name: unit}
    for name, unit in made.items():
        own = {key: nearest(name, unit, key, copies, where) for key in SHARED_OUT}
        made[name] = replace(unit, **own)
    keeper = design.record_kept_by
    return replace(
        design,
        units=made,
        every_department=None,
        customer_facing=None,
        lines=[each for line in design.lines for each in spelled_lines(line, copies, names.facing, made)],
        record_kept_by=next(iter(copies[keeper])) if keeper in copies else keeper,
    )


def spelled_for(world: World, design: Design, key: str) -> Design:
    """The design, spelled out if a key below it (``units.NAME.seats``) leads to units it does not name one by one."""
    head, name, *_ = [*key.split("."), ""]
    return spelled_out(world, design) if head == "units" and name not in design.units else design


@dataclass(frozen=True)
class Names:
    """What the words of a design stand for in a world. doors: the department each channel stands at."""

    departments: tuple[str, ...]
    channels: tuple[str, ...]
    doors: dict[str, str]

    @property
    def facing(self) -> list[str]:
        """The departments that customers come to, in the company's order."""
        return [d for d in self.departments if d in self.doors.values()]

    def spelled(self, unit: Unit) -> Unit:
        """A unit with names for words; '*' among ``answers`` stays, as it stands for topics too."""
        words = {FACING: self.facing, EVERYBODY: self.departments}
        departments = in_full(unit.departments, words)
        own = [channel for channel, at in self.doors.items() if at in departments]
        return replace(
            unit,
            departments=departments,
            seconded=in_full(unit.seconded, words),
            takes_in=in_full(unit.takes_in, {OWN: own, EVERYBODY: self.channels}),
            answers=in_full(unit.answers, {FACING: self.facing}),
        )


def in_full(said: Sequence[str], words: dict[str, Sequence[str]]) -> list[str]:
    """A list with names for words, each once."""
    return list(dict.fromkeys(name for each in said for name in words.get(each, [each])))


def asks_for_doors(design: Design) -> bool:
    """Whether a design needs to know at whose door the channels stand."""
    shapes = [unit for unit in (*design.units.values(), design.every_department, design.customer_facing) if unit]
    said = {each for unit in shapes for each in (*unit.departments, *unit.seconded, *unit.answers)}
    said |= {each for line in design.lines for each in line.between}
    return design.customer_facing is not None or FACING in said or any(OWN in unit.takes_in for unit in shapes)


def homes(world: World) -> dict[str, str]:
    """The department at whose door each channel stands. Raises InputError where a world does not say it."""
    departments = world.company.departments
    for name, channel in world.channels.items():
        if channel.home is None:
            allowed = f"a department, as this design asks for it: one of {', '.join(departments)}"
            raise InputError(f"channels.{name}.home", MISSING, allowed)
        if channel.home not in departments:
            raise InputError(f"channels.{name}.home", channel.home, departments)
    return {name: channel.home for name, channel in world.channels.items()}


def others(names: Names, design: Design, units: dict[str, Unit], where: str) -> dict[str, Unit]:
    """Units for the departments nobody has yet, those first that customers come to where these look different."""
    taken = {d for unit in units.values() for d in unit.departments}
    facing = names.facing if design.customer_facing is not None else []
    made = {}
    for shape, group in (
        (design.customer_facing, facing),
        (design.every_department, [d for d in names.departments if d not in facing]),
    ):
        for department in group if shape is not None else ():
            if department in units and department not in taken:
                raise InputError(f"{where}units.{department}.departments", [], f"a list that has {department}")
            if department not in taken:
                made[department] = names.spelled(replace(shape, departments=[department]))
    return made


Copies = dict[str, dict[str, list[str]]]  # of each unit of which there is one for so many: copies with departments


def copied(name: str, unit: Unit, departments: Sequence[str]) -> dict[str, list[str]]:
    """The copies of a unit, each with its departments: in the company's order, as even as can be, at most so many."""
    number = -(-len(departments) // unit.one_for)
    made: dict[str, list[str]] = {f"{name}_{n}": [] for n in range(1, number + 1)}
    for place, department in enumerate(departments):
        made[f"{name}_{1 + place * number // len(departments)}"].append(department)
    return made


def check_copies(copies: Copies, units: dict[str, Unit], where: str) -> None:
    """No copy is called as another unit is."""
    for name, made in copies.items():
        for each in made:
            if each in units:
                raise InputError(f"{where}units.{each}", each, f"another name: {name} has copies that are called so")


def nearest(name: str, unit: Unit, key: str, copies: Copies, where: str) -> str | None:
    """A superior; of one of which there are several, the copy for the unit's first department."""
    said = getattr(unit, key)
    if said not in copies:
        return said
    if not unit.departments:
        allowed = f"a unit of which there is one, as {name} has no department whose {said} it could be"
        raise InputError(f"{where}units.{name}.{key}", said, allowed)
    return next(copy for copy, served in copies[said].items() if unit.departments[0] in served)


def spelled_lines(line: Line, copies: Copies, facing: Sequence[str], units: dict[str, Unit]) -> list[Line]:
    """A line between many as lines between two units each; '*' with one unit, or with '*', stays.

    A unit of which there are several means each of its copies: beside departments (``*``, ``customer_facing``) with
    its own ones only, beside itself every two copies.
    """
    if len(line.between) != 2 or not set(line.between) & {FACING, *copies}:
        return [line]
    ends = [meant(each, copies, facing, units) for each in line.between]
    own_only = bool(set(line.between) & copies.keys() and set(line.between) & {EVERYBODY, FACING})
    if line.between[0] == line.between[1]:
        pairs = [list(pair) for pair in combinations(ends[0], 2)]
    else:
        pairs = [[a, b] for a in ends[0] for b in ends[1] if a != b and (not own_only or ends[0][a] & ends[1][b])]
    return [replace(line, between=pair) for pair in pairs]


def meant(said: str, copies: Copies, facing: Sequence[str], units: dict[str, Unit]) -> dict[str, set[str]]:
    """The units that an end of a line stands for, each with its departments (a copy: those it is for)."""
    if said in copies:
        return {copy: set(served) for copy, served in copies[said].items()}
    if said not in (EVERYBODY, FACING):
        return {said: set()}
    having = {name: set(unit.departments) for name, unit in units.items() if unit.departments}
    return {name: own for name, own in having.items() if said == EVERYBODY or own & set(facing)}
