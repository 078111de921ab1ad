"""What ``orgsim transition`` takes: from which design to which, and by which plan."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World


@dataclass
class Plan:
    """When which department moves. Both ways are run: everything at once, and department by department."""

    day: int = parameter(
        28, "days after the warm-up", 0, 100000, vary=(14, 60),
        source="chosen: four weeks as they were, to compare with; a Monday",
    )  # fmt: skip
    every_days: int = parameter(
        14, "days from one department to the next", 1, 1000, vary=(7, 91), source="chosen: one in two weeks"
    )
    after: list[int] = parameter(
        [], "days after plan.day on which each moves, as in [0, 7, 7, 30] (none: every_days apart)", vary="any dates",
        source="chosen: none",
    )  # fmt: skip
    order: list[str] = parameter(
        [], "each department once; none: the company's order", vary="any order", source="chosen: none"
    )
    directory: bool = parameter(
        True, "whether topics that move, or whose people do, are found under a new entry",
        source="chosen: who handles what is news to everybody else, as in company.reorganisations",
    )  # fmt: skip


@dataclass
class Transition(World):
    """``orgsim transition``: from one design to another, beside staying and being there already."""

    study: Study = field(default_factory=Study)
    from_design: str = parameter("???", "name of a file in design/, or a path; on the command line: from")
    to_design: str = parameter("???", "name of a file in design/, or a path; on the command line: to")
    plan: Plan = field(default_factory=Plan)
    seed: int = parameter(1, "", 0, 2**32 - 1)
    out: str = parameter("results/transition", "folder the tables and the picture go to")
