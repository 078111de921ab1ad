"""What is run for the hypotheses: groups of designs, each in the same worlds, which a null control changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import worlds

from orgsim.config.defaults import default_study
from orgsim.config.load import load_design
from orgsim.config.schema import Design, World
from orgsim.sweep.points import Point

HERE = Path(__file__).parent
SHIPPED = ("siloed", "cco", "hub_and_spoke", "team")
FIRST = ("customers_first", "influencers_first")
OWNERS = ("siloed", "social_pr", "social_sales", "social_service")  # of social; in the first it is marketing
NEVER = 1e9  # hours
SEED = 1000

FLOW = (("response_latency", "all"), ("voice", "all"), ("cost_per_resolved", "all"), ("own_work_delay", "all"))
NEEDS = tuple(("response_latency", f"needs={d}") for d in worlds.BACK) + (("issues", "all"),)
PATH = (
    ("net_advocates", "all"), ("net_advocates_by_reach", "all"), ("mean_attitude", "week=end"),
    ("net_advocates", "influencers"), ("net_advocates", "others"),
)  # fmt: skip
STUDY = (
    "study.measured_weeks=4", "study.path_days=92", "study.probes_per_day=400",
    "study.replications=3", "study.path_replications=2", "study.selection_replications=1",
)  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Designs compared in every world; ``changes`` to each world's values, or a function that changes it as a whole."""

    designs: tuple[str, ...]
    estimands: tuple[str, ...] = ("flow",)
    changes: Mapping[str, float] = field(default_factory=dict)
    remade: Callable[[World], World] | None = None
    study: tuple[str, ...] = ()
    measures: tuple[tuple[str, str], ...] = FLOW
    control: bool = False  # a null control, for which fewer worlds do


BOTH, PATHS = FLOW + PATH, PATH
NO_CHANGE = {"news": 0.0, "reorganisations": 0.0}
NO_APPROVALS = ("study.levers.overdue_after=[1e9]",)

GROUPS = {
    "shipped": Group(SHIPPED, ("flow", "path"), measures=BOTH),
    "owners": Group(OWNERS),
    "payroll": Group(("siloed", "cco"), study=("study.budget=payroll",)),
    "specialists": Group(("specialists",)),
    "approved": Group(("hub_approved",)),
    "aligned": Group(("aligned_front", "aligned_all"), measures=FLOW + NEEDS),
    "first": Group(FIRST, ("flow", "path"), measures=BOTH),
    "no_talk": Group(SHIPPED, ("path",), {"branching_ratio": 0.0}, measures=PATHS),
    "unrecorded": Group(("hub_unrecorded",), control=True),
    # null controls
    "still": Group(SHIPPED, changes=NO_CHANGE, control=True),
    "exchanged": Group(("exchanged",), remade=worlds.exchanged, control=True),
    "no_own_work": Group(
        ("siloed", "cco"), remade=worlds.no_own_work, study=("study.budget=payroll",), control=True
    ),
    "no_approvals": Group(("cco", "hub_and_spoke"), changes={"exceptions": 0.0}, study=NO_APPROVALS, control=True),
    "no_own_work_no_news": Group(
        ("siloed", "cco"), changes=NO_CHANGE, remade=worlds.no_own_work, study=("study.budget=payroll",), control=True
    ),
    "no_approvals_no_record": Group(
        ("cco", "hub_unrecorded"), changes={"exceptions": 0.0}, study=NO_APPROVALS, control=True
    ),
    "unapproved": Group(("hub_approved",), changes={"exceptions": 0.0}, study=NO_APPROVALS, control=True),
    "one_department": Group(("one_silo", "one_team"), remade=worlds.one_department, control=True),
    "front_only": Group(("aligned_front", "aligned_all"), remade=worlds.front_only, control=True),
    "unmoved": Group(
        SHIPPED, ("path",), {"population.word_of_mouth.effect": 0.0}, measures=PATHS, control=True
    ),
    "equal_reach": Group(FIRST, ("flow", "path"), remade=worlds.equal_reach, measures=BOTH, control=True),
}  # fmt: skip


def designs(names: tuple[str, ...]) -> dict[str, Design]:
    """Designs by name: those that come with orgsim, and those in the folder beside this file."""
    own = {name: HERE / "designs" / f"{name}.yaml" for name in names}
    return {name: load_design(str(own[name]) if own[name].exists() else name) for name in names}


def points(group: str, drawn: list[dict[str, float]]) -> list[Point]:
    """A group's points, one for each world; the same world has the same seed in every group."""
    what = GROUPS[group]
    compared, study = designs(what.designs), default_study(*STUDY, *what.study)
    made = []
    for number, values in enumerate(drawn):
        here = worlds.world(values, **what.changes)
        here = what.remade(here) if what.remade else here
        seed = SEED + number
        made.append(Point(f"{group}-{number:03d}", here, compared, study, seed, what.measures, what.estimands))
    return made
