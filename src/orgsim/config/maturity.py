"""What ``orgsim journey`` takes: stages of maturity, where a company is, and which stage it reaches when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orgsim.config.parameter import parameter
from orgsim.config.schema import Study, World
from orgsim.config.scorecard import Scorecard

PRESET = (
    "company.sharing",
    "company.cost_register.reading.minutes",
    "company.cost_register.reading_with_record.minutes",
    "company.cost_register.notes.minutes",
    "company.cost_register.look_up.minutes",
    "company.cost_register.meeting_setup.minutes",
    "company.cost_register.meeting_item.minutes",
    "study.levers.meeting_every",
    "designs.*.lines.*.every",
    "extensions.community.members",
    "extensions.community.asks",
    "extensions.cocreation.ideas",
    "extensions.selling.profile",
)  # what a stage may set: how willing, wired, involved, how good the record; nothing that an outcome could be read off
YEAR = "year"
ASSUMED_COST = "assumed: no data here"


@dataclass
class Stage:
    """A stage of one dimension: what it sets, and what keeping it up costs for each person of the departments."""

    set: dict[str, Any] = parameter({}, "keys of the world and of lines, in full, with values", source=ASSUMED_COST)
    minutes: float = parameter(0.0, "minutes of work a week and person", 0, 2400, vary=(0, 60), source=ASSUMED_COST)
    dollars: float = parameter(
        0.0, "dollars a week and person beside wages", 0, 100_000, vary=(0, 100), source=ASSUMED_COST
    )


@dataclass
class Dimension:
    """Stages from the first to the last, each with the same keys."""

    about: str = parameter("", "text", source="chosen: words for the reader")
    stages: list[Stage] = parameter([], "stages, as in [{set: {company.sharing: .2}, minutes: 5}]", source=ASSUMED_COST)


@dataclass
class Journey(World):
    """``orgsim journey``: what each stage of maturity does under each design."""

    study: Study = field(default_factory=Study)
    designs: list[str] = parameter([], "names of files in design/, or paths, as in designs=[one,other]")
    maturity: dict[str, Dimension] = parameter(
        {}, "dimensions: the stages of each, what they set, and their upkeep",
        source="chosen: four dimensions of five stages (configs/maturity); what a stage sets and costs is assumed",
    )  # fmt: skip
    profile: dict[str, int] = parameter(
        {}, "stage by dimension now, as in {culture: 2}; not named: 1", source="chosen: at the beginning in everything"
    )
    path: list[Any] = parameter(
        [], "stages reached, as in [{year: 1, culture: 3}] (none: all dimensions, one stage a year)",
        source="chosen: all of them, one a year",
    )  # fmt: skip
    measures: list[str] = parameter(
        ["response_latency", "voice", "net_advocates", "cost_per_resolved"],
        "what to tell of (net_advocates: where study.path_replications is above 0)",
        source="chosen: the outcomes and what they cost",
    )  # fmt: skip
    scorecard: Scorecard = field(default_factory=Scorecard)
    seed: int = parameter(1, "of the replications, the same at every stage", 0, 2**32 - 1)
    out: str = parameter("results/journey", "folder; started again there, only what is missing is done")
