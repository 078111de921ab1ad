"""What ``orgsim optimise`` takes: what of a design may vary, and what a good design is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World

SAMPLERS = ("tpe", "nsga2")


@dataclass
class Search:
    """What may vary, the goals, and how long to look."""

    vary: dict[str, Any] = parameter(
        {},
        "keys of the design, with [values] or {low, high, log, step}",
        source="chosen: nothing varies where it is not said",
    )
    goals: list[Any] = parameter(
        ["response_latency", "voice", "cost_per_resolved", "own_work_delay"],
        "measures, two or more; {measure: lower} where neither side is better",
        source="chosen: what customers get, what it costs, and what the departments' own work pays",
    )
    trials: int = parameter(
        96, "settings tried", 2, 1_000_000, vary=(48, 1000), source="chosen: some dozens for each key that varies"
    )
    batch: int = parameter(
        8, "settings tried at a time (nsga2: a generation)", 2, 10_000, vary=(4, 50),
        source="chosen: fixed, so that the number of processes changes nothing",
    )  # fmt: skip
    reported: int = parameter(
        12, "settings of the front run again in fresh worlds, at most", 1, 1000, vary=(4, 50),
        source="chosen: as many as a picture can show",
    )  # fmt: skip
    sampler: str = parameter(
        "tpe", "tpe | nsga2",
        source="chosen: tree-structured Parzen estimators need fewer settings than a genetic algorithm",
    )  # fmt: skip


@dataclass
class Optimise(World):
    """``orgsim optimise``: one design, several goals, the settings that no other beats on all of them."""

    study: Study = field(default_factory=Study)
    design_name: str = parameter("???", "name of a file in design/, or a path; on the command line: design")
    search: Search = field(default_factory=Search)
    beside: list[str] = parameter([], "designs shown for comparison: names of files in design/, or paths")
    seed: int = parameter(1, "", 0, 2**32 - 1)
    out: str = parameter("results/optimise", "folder; started again there, what was tried is not tried again")
