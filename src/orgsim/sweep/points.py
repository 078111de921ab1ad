"""Many worlds: the same designs compared in each, point by point, every finished point kept.

A point is a world with the designs to compare in it. Seats and levers are by the common rule at every point, what is
reported is of fresh seeds, and a point depends on nothing but itself, so points may be worked on anywhere and in any
order. Each lands in a file of its own, named by what it came from: stopped at any moment, the next run does only what
is missing, and a changed configuration or engine finds no file of its own.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd

from orgsim.comparison import levers
from orgsim.comparison.compare import ESTIMANDS, Trial
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import rehearse
from orgsim.comparison.seeds import SELECTION
from orgsim.comparison.workers import Workers, cores, workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import configuration_hash, digest

ROOMS = ("engine", "structure", "world", "measures", "run")
ROOMS += ("comparison.levers", "comparison.seeds", "comparison.compare")


@cache
def sources() -> str:
    """Digest of the code that makes numbers out of a configuration; what is said in docstrings and comments aside."""
    wanted = tuple(f"orgsim.{room}" for room in ROOMS)
    files = {name: module.__file__ for name, module in sys.modules.items() if name.startswith(wanted) and module}
    return digest({name: code_alone(Path(file).read_text()) for name, file in files.items()})


def code_alone(source: str) -> str:
    """Python source without comments and docstrings, in a form of its own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.dump(tree)


@dataclass(frozen=True)
class Point:
    """Designs (by name) to compare in a world. ``measures``: the (measure, subset) to keep."""

    name: str
    world: World
    designs: Mapping[str, Design]
    study: Study
    seed: int
    measures: tuple[tuple[str, str], ...]
    estimands: tuple[str, ...] = ESTIMANDS

    @property
    def file(self) -> str:
        """A name that changes with everything the numbers depend on."""
        origin = [configuration_hash(self.world, self.designs, self.study), sources()]
        asked = [self.seed, sorted(self.measures), sorted(self.estimands)]
        return f"{self.name}-{digest([*origin, *asked])[:16]}.parquet"


def evaluated(point: Point) -> pd.DataFrame:
    """The tidy table of a point: design, estimand, replication, measure, unit, subset, value."""
    trial = Trial(point.world, point.designs, point.study, point.seed)
    alone = Workers(None)
    found = trial.try_levers(alone, False)
    charts = {name: trial.charts[name, levers.choose(trial.points[name], found[name])] for name in point.designs}
    measures = trial.report(alone, charts, point.estimands, False)
    kept = pd.MultiIndex.from_frame(measures[["measure", "subset"]]).isin(point.measures)
    return measures[kept].reset_index(drop=True)


def evaluate(
    points: Sequence[Point],
    folder: str | Path,
    what: str = "worlds",
    progress: Show = False,
    processes: int | None = None,
) -> pd.DataFrame:
    """All points' tables one below the other, with the point's name; what the folder has is not done again."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [(point, str(folder / point.file)) for point in points if not (folder / point.file).exists()]
    with workers(min(processes or cores(), max(len(missing), 1))) as staff:
        if staff.many:
            point = missing[0][0]
            trial = Trial(point.world, point.designs, replace(point.study, probes_per_day=0.0), point.seed)
            rehearse(trial.task(trial.first_charts(), "flow", SELECTION, 0))
        with progress_of(what, len(missing), progress) as advance:
            for _ in staff.each(_evaluate_into, missing):
                advance(1)
    tables = [pd.read_parquet(folder / point.file).assign(point=point.name) for point in points]
    return pd.concat(tables, ignore_index=True)


def _evaluate_into(task: tuple[Point, str]) -> None:
    """Evaluate a point and put its table where it belongs, whole or not at all."""
    point, file = task
    fresh = f"{file}.{os.getpid()}"
    evaluated(point).to_parquet(fresh, index=False)
    os.replace(fresh, file)
