"""The chain of cross-training: each unit also answers for its neighbours, and the last for the first.

Departments stand in a circle, in the order of the company's file. In a chain of length k a unit with department i may
also answer the topics of departments i+1 to i+k-1. Jordan and Graves (1995) found that plants which build two products
each, linked to one closed chain, sell nearly as much as plants which build everything.
"""

from __future__ import annotations

from dataclasses import replace

from orgsim.config.schema import Design, World
from orgsim.errors import InputError
from orgsim.structure.spelled_out import spelled_out

CHAIN = "chain"


def chained(world: World, design: Design, length: int) -> Design:
    """The design with a chain of a length from 1 (no chain) to the number of departments (everybody answers all).

    What units may answer already they still may. Raises InputError for another length.
    """
    circle = list(world.company.departments)
    if not 1 <= length <= len(circle):
        raise InputError(CHAIN, length, f"a length from 1 to {len(circle)}, the number of departments")
    design, units = spelled_out(world, design), {}
    for name, unit in design.units.items():
        nexts = [circle[(circle.index(d) + step) % len(circle)] for d in unit.departments for step in range(1, length)]
        known = {*unit.departments, *unit.answers}
        units[name] = replace(unit, answers=unit.answers + [d for d in dict.fromkeys(nexts) if d not in known])
    return replace(design, units=units)
