"""Who gets how many people: one rule for every design, from its own offered load, within one budget."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from orgsim.config.schema import Design, Unit, World
from orgsim.errors import InputError
from orgsim.structure.chart import Chart, Setting, coordinates, draw_up, largest_remainder, people, units_of
from orgsim.structure.spelled_out import spelled_out
from orgsim.structure.traffic import offered_load

BUDGETS = ("heads", "payroll")
MOST_ROUNDS = 20  # loads move seats move loads: two or three rounds settle it


def headcount(world: World) -> int:
    """Everybody: the departments' people at the company's scale, and the executives."""
    return sum(people(world).values()) + world.company.executives


def seats_as_is(world: World, design: Design) -> dict[str, int]:
    """Seats by unit as the company is: each unit its departments' people; units without departments, and whoever else
    has seats fixed in the design, those; else one."""
    size = people(world)
    return {
        name: unit.seats if unit.seats is not None else sum(size[d] for d in unit.departments) or 1
        for name, unit in units_of(world, design).items()
    }


def seats_by_rule(world: World, design: Design, name: str, setting: Setting, budget: str = "heads") -> dict[str, int]:
    """Seats by unit: load + beta sqrt(load), rounded to whole people within the budget; the same rule for any design.

    Beta is what makes them sum to the budget (square-root staffing: Halfin and Whitt 1981). ``heads``: the company's
    headcount. ``payroll``: as many people as the payroll of the company as it is can pay in this design. Seats fixed
    in the design stay. A unit that merely coordinates and has nothing to do gets nobody and is void. Loads depend on
    seats in return (who is void, how mixed units are mixed), so the rule is applied until nothing changes; where it
    would go round in circles, the first of the circle is taken. Raises InputError.
    """
    if budget not in BUDGETS:
        raise InputError("study.budget", budget, BUDGETS)
    design = spelled_out(world, design, f"{name}: ")
    units = design.units
    seats = seats_as_is(world, design)
    tried: list[dict[str, int]] = []
    before: tuple[bytes, ...] = ()
    while seats not in tried and len(tried) < MOST_ROUNDS:
        tried.append(seats)
        chart = draw_up(world, design, name, seats, setting)
        if (drawn := chart.drawn()) != before:  # else other seats change nothing about the load
            before, offered = drawn, offered_load(chart)
        load = dict(zip(units, np.round(offered, 9).tolist()))  # what is equal but for rounding must tie
        seats = within_budget(world, design, name, units, load, budget)
    return seats


def within_budget(
    world: World, design: Design, name: str, units: Mapping[str, Unit], load: Mapping[str, float], budget: str
) -> dict[str, int]:
    """Seats by the rule for given loads (by unit), as many as the budget has."""
    fixed = {unit: shape.seats for unit, shape in units.items() if shape.seats is not None}
    void = [u for u in units if u not in fixed and coordinates(design, u) and load[u] <= 0]
    free = [u for u in units if u not in fixed and u not in void]
    total = headcount(world)
    if budget == "payroll":
        total = heads_for(world, units, {**dict.fromkeys(units, 1), **dict.fromkeys(void, 0), **fixed})
    left = total - sum(fixed.values())
    if left and not free:
        said = f"seats in the design that add up to it ({sum(fixed.values())} do), or a unit whose seats are left open"
        raise InputError(f"{name}: {budget}", total, said)
    if left < len(free):
        needed = f"at least {total - left + len(free)} people: the seats it fixes and one for each other unit"
        raise InputError(f"{name}: {budget}", total, needed)
    shares = square_root_rule([load[u] for u in free], left)
    return {u: fixed.get(u, dict(zip(free, shares)).get(u, 0)) for u in units}


def square_root_rule(load: list[float], total: int) -> list[int]:
    """Whole seats close to load + beta sqrt(load) that sum to ``total``, at least one each.

    If there is more load than people, seats are in proportion to load: beta would be negative and starve the small.
    Largest remainders are rounded up, ties go to the first. Units entitled to less than one get one, and the rule is
    applied to the rest.
    """
    if not load:
        return []
    seats = dict.fromkeys(range(len(load)), 1)
    rest = list(seats)
    while rest:
        left = total - (len(load) - len(rest))
        entitled = entitlements(np.array([load[i] for i in rest], float), left)
        small = {i for i, seat in zip(rest, entitled) if seat < 1.0 - 1e-9}
        if not small:
            seats.update(zip(rest, largest_remainder(entitled, left)))
            break
        rest = [i for i in rest if i not in small]
    return list(seats.values())


def entitlements(load: np.ndarray, total: float) -> np.ndarray:
    """load + beta sqrt(load), summing to ``total``: float[units]. Even shares where nobody has any load."""
    if load.sum() <= 0:
        return np.full(len(load), total / len(load))
    if load.sum() > total:
        return load * total / load.sum()
    return load + (total - load.sum()) / np.sqrt(load).sum() * np.sqrt(load)


# Payroll


def payroll(chart: Chart) -> float:
    """Dollars an hour that everybody of a chart is paid: the first person of a unit its wage (a head: a manager's), all
    others as staff."""
    units = units_of(chart.world, chart.design)
    return pay(chart.world, units, dict(zip(chart.units, chart.seats.tolist())))


def payroll_as_is(world: World) -> float:
    """Dollars an hour of the company as it is: a manager heads each department, executives, all others staff."""
    departments = [size for size in people(world).values() if size > 0]
    managers = len(departments) * wage(world, "manager")
    others = (sum(departments) - len(departments)) * wage(world, "staff")
    return managers + others + world.company.executives * wage(world, "executive")


def pay(world: World, units: Mapping[str, Unit], seats: Mapping[str, int]) -> float:
    """Dollars an hour of so many seats by unit."""
    firsts = sum(wage(world, "manager" if shape.head else shape.wage) for u, shape in units.items() if seats[u] > 0)
    return firsts + sum(n - 1 for n in seats.values() if n > 0) * wage(world, "staff")


def heads_for(world: World, units: Mapping[str, Unit], least: Mapping[str, int]) -> int:
    """The most people the payroll as it is can pay. least: the seats of the smallest company of this design.

    All beyond the smallest company are staff, whichever unit they join.
    """
    each = wage(world, "staff")
    if each <= 0:
        raise InputError("company.wages.staff", each, "above 0 where study.budget is payroll")
    spare = payroll_as_is(world) - pay(world, units, least)
    return sum(least.values()) + math.floor(spare / each + 1e-9)


def wage(world: World, of: str) -> float:
    """Dollars an hour of a wage class."""
    return world.company.wages[of]
