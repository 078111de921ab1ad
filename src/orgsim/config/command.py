"""What each subcommand takes, mostly beside the world: the schemas Hydra holds every file and override against."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import List, Optional

from orgsim.config.fit import Fit
from orgsim.config.maturity import Journey
from orgsim.config.optimise import Optimise
from orgsim.config.parameter import parameter
from orgsim.config.picture import Picture, Report
from orgsim.config.play import Play
from orgsim.config.questions import QUESTIONS, Question
from orgsim.config.schema import Study, World
from orgsim.config.space import Precision, Sweeping
from orgsim.config.transition import Transition


@dataclass
class Run(World):
    """``orgsim run``: one design alone."""

    study: Study = field(default_factory=Study)
    design_name: str = parameter("???", "name of a file in design/, or a path; on the command line: design")
    estimand: str = parameter("flow", "flow | path")
    seed: int = parameter(1, "", 0, 2**32 - 1)
    out: str = parameter("results/run", "folder")


@dataclass
class Compare(World):
    """``orgsim compare``: several designs in one world, their differences paired."""

    study: Study = field(default_factory=Study)
    designs: List[str] = parameter([], "names of files in design/, or paths, as in designs=[one,other]")
    precision: Precision = field(default_factory=Precision)
    seed: int = parameter(1, "", 0, 2**32 - 1)
    out: str = parameter("results/compare", "folder")


@dataclass
class Sweep(Sweeping, World):
    """``orgsim sweep``: the designs compared at every point of a space."""

    study: Study = field(default_factory=Study)
    designs: List[str] = parameter([], "names of files in design/, or paths, as in designs=[one,other]")
    seed: int = parameter(1, "of the replications, the same at every point", 0, 2**32 - 1)
    out: str = parameter("results/sweep", "folder; started again there, only what is missing is done")


@dataclass
class Validate:
    """``orgsim validate``: the engine held against the textbooks."""

    form: str = parameter("quick", "quick | full")
    only: List[str] = parameter([], "names of proofs (none: all of them)")
    seed: int = parameter(1, "", 0, 2**32 - 1)
    processes: Optional[int] = parameter(None, "processes (null: every core)", 1)
    out: Optional[str] = parameter(None, "folder the table goes to (null: it is only printed)")


COMMANDS = {"run": Run, "compare": Compare, "sweep": Sweep, "optimise": Optimise, "fit": Fit, "validate": Validate}
COMMANDS |= {"transition": Transition, "journey": Journey, "play": Play, "picture": Picture, "report": Report}
COMMANDS |= QUESTIONS
Command = Run | Compare | Sweep | Optimise | Fit | Transition | Journey | Play | Picture | Report | Validate | Question
GROUPS = tuple(each.name for each in dataclasses.fields(World)) + ("study",)


def configs() -> Path:
    """The folder of configuration files: the copy packed into the wheel, else the repository's."""
    packed = Path(__file__).parents[1] / "configs"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "configs"


@cache
def register() -> None:
    """Make the schemas known to Hydra's ConfigStore, once."""
    from hydra.core.config_store import ConfigStore

    for name, schema in COMMANDS.items():
        ConfigStore.instance().store(name=f"{name}_schema", node=schema, provider="orgsim")
    for name in QUESTIONS:  # most are nothing but their schema
        if (configs() / f"{name}.yaml").is_file():
            continue
        logs = [{"override hydra/job_logging": "none"}, {"override hydra/hydra_logging": "none"}]
        quiet = {"run": {"dir": "."}, "output_subdir": None, "job": {"name": "orgsim", "chdir": False}}
        node = {"defaults": [f"{name}_schema", "_self_", *logs], "hydra": quiet}
        ConfigStore.instance().store(name=name, node=node, provider="orgsim")
