"""One point: designs compared in one world, all replications of it. The task a worker is given."""

from __future__ import annotations

import ast
import platform
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from orgsim.comparison import levers
from orgsim.comparison.compare import ESTIMANDS, Trial, seats_table
from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.precision import Sized, estimand_of, sized
from orgsim.comparison.workers import Workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import Precision
from orgsim.config.stamp import configuration_hash, digest, installed
from orgsim.errors import InputError
from orgsim.measures.tidy import ALL, COLUMNS

ROOMS = ("engine", "structure", "world", "measures", "run", "records", "sweep.points")
ROOMS += tuple(
    f"comparison.{room}" for room in ("compare", "levers", "margins", "paired", "precision", "replication", "seeds")
)
NUMERIC = ("numpy", "scipy", "numba")  # libraries whose version may move a last digit


@cache
def sources() -> str:
    """Digest of the code that makes numbers out of a configuration; what is said in docstrings and comments aside."""
    package = Path(__file__).parents[1]
    rooms = [package / room.replace(".", "/") for room in ROOMS]
    files = [file for room in rooms for file in (room.rglob("*.py") if room.is_dir() else [room.with_suffix(".py")])]
    return digest({str(file.relative_to(package)): code_alone(file.read_text()) for file in files})


def code_alone(source: str) -> str:
    """Python source without comments and docstrings, in a form of its own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.dump(tree)


def versions() -> dict[str, str | None]:
    """What made the numbers: where any of it differs, a last digit may."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"code": sources()[:16], "python": python, **{name: installed(name) for name in NUMERIC}}


@dataclass(frozen=True)
class Point:
    """Designs (by name) to compare in a world.

    measures: the (measure, subset) to keep; None: each measure as a whole. precision: how many replications are enough
    where the study does not say it. name: for whoever reads the tables; the point's ``identity`` is its own.
    """

    name: str
    world: World
    designs: Mapping[str, Design]
    study: Study
    seed: int
    measures: tuple[tuple[str, str], ...] | None = None
    estimands: tuple[str, ...] = ESTIMANDS
    precision: Precision | None = None

    @property
    def wanted(self) -> frozenset[tuple[str, str]]:
        """The (measure, subset) to keep; the one a precision is asked of is always among them."""
        sized = {(self.precision.measure, ALL)} if self.precision and self.precision.measure else set()
        return frozenset(self.measures or ((measure, ALL) for measure in STANDARDS)) | sized

    @cached_property
    def identity(self) -> str:
        """Changes with everything the numbers depend on, but for the code and how many replications there are."""
        study = replace(self.study, replications=2, path_replications=2)
        kept = None if self.measures is None else sorted(self.measures)
        asked = [self.seed, kept, sorted(self.estimands), vars(self.precision) if self.precision else None]
        return digest([configuration_hash(self.world, self.designs, study), *asked])[:16]

    def replications(self) -> dict[str, int]:
        """Replications of each estimand the study asks for; those of which none are left out."""
        study = self.study
        number = {"flow": study.replications, "path": study.path_replications if study.path_days else 0}
        return {estimand: number[estimand] for estimand in self.estimands if number[estimand]}


@dataclass(frozen=True)
class Found:
    """What a point came to, and which versions made it."""

    measures: pd.DataFrame
    levers: pd.DataFrame
    seats: pd.DataFrame
    versions: Mapping[str, str | None]
    sized: Sized | None = None

    def replications(self) -> dict[str, int]:
        """Replications there are of each estimand."""
        return self.measures.groupby("estimand")["replication"].nunique().to_dict()


@dataclass(frozen=True)
class Failure:
    """Why a point came to nothing."""

    error: str  # the exception's name
    message: str
    trace: str = ""


def evaluated(point: Point, before: Found | None = None) -> Found:
    """Seats and levers of every design by the common rule at this point, then its measures on fresh worlds.

    before: what an earlier run with fewer replications found; its replications and levers are taken as they are.
    """
    trial, alone = Trial(point.world, point.designs, point.study, point.seed, point.wanted), Workers(None)
    tried = tried_levers(trial, alone) if before is None else before.levers
    chosen = {name: int(own["chosen"].to_numpy().argmax()) for name, own in tried.groupby("design", sort=False)}
    charts = {name: trial.charts[name, place] for name, place in chosen.items()}
    enough = before.sized if before else None
    if enough is None and point.precision and point.precision.measure:
        enough = sized(trial, alone, charts, point.precision, False)
    plan = trial.plan(point.estimands, enough)
    if before is None:
        measures = trial.report(alone, charts, plan, False)
    else:
        there = before.replications()
        more = {each: range(there.get(each, 0), numbers.stop) for each, numbers in plan.items()}
        measures = pd.concat([before.measures, trial.report(alone, charts, more, False)])
        measures = measures.sort_values(list(COLUMNS[:-1]), ignore_index=True, kind="stable")
    check_kept(point, measures)
    return Found(measures, tried, seats_table(charts), versions(), enough)


def tried_levers(trial: Trial, staff: Workers) -> pd.DataFrame:
    """Every design's points of the grid of levers, and which was chosen."""
    found = trial.try_levers(staff, False)
    chosen = {name: levers.choose(trial.points[name], found[name]) for name in trial.designs}
    return levers.table(trial.designs, trial.points, found, chosen)


def check_measured(point: Point) -> None:
    """All that is to be kept is measured: tried in one replication, where it is told before the others are run."""
    if not (point.measures or (point.precision and point.precision.measure)):
        return
    try:
        everything = Trial(point.world, point.designs, point.study, point.seed)
    except InputError:  # told as this point's failure; the rest goes on
        return
    charts = everything.first_charts()
    if point.precision and point.precision.measure:
        estimand_of(everything, charts, point.precision.measure)
    if not point.measures:
        return
    trial = Trial(point.world, point.designs, point.study, point.seed, point.wanted)
    there = {each for estimand in point.replications() for each in trial.measured(charts, estimand)}
    missing = [each for each in point.measures if each not in there]
    if missing:
        known = {each for estimand in point.replications() for each in everything.measured(charts, estimand)}
        measure, subset = missing[0]
        subsets = [f"{measure}:{own}" for name, own in sorted(known) if name == measure]
        paths = "" if "path" in point.replications() else "; those of the path need study.path_replications"
        names = ", ".join(subsets) or ", ".join(sorted({name for name, _ in known})) + paths
        raise InputError("keep", f"{measure}:{subset}" if subset != ALL else measure, names)


def check_kept(point: Point, measures: pd.DataFrame) -> None:
    """What was asked to be kept is there."""
    there = set(zip(measures["measure"], measures["subset"]))
    for measure, subset in point.measures or ():
        if (measure, subset) not in there:
            known = sorted({each for name, each in there if name == measure})
            raise InputError("keep", f"{measure}:{subset}", known or "a measure and subset that orgsim compare shows")


def attempted(task: tuple[Point, Found | None]) -> Found | Failure:
    """A point evaluated, or why it could not be: one bad point does not end a sweep."""
    try:
        return evaluated(*task)
    except InputError as error:
        return Failure("InputError", str(error))
    except Exception as error:
        return Failure(type(error).__name__, str(error), traceback.format_exc())
