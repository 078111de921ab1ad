"""Goals: measures to make small or large, and what is measured where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from orgsim.comparison.compare import ESTIMANDS
from orgsim.comparison.margins import HIGHER, LOWER, NEITHER, STANDARDS, better, margin
from orgsim.comparison.replication import Task, measured
from orgsim.errors import InputError
from orgsim.measures.cost import load
from orgsim.measures.tidy import ALL

GOALS = "search.goals"
EITHER = f"{{measure: {LOWER}}} or {{measure: {HIGHER}}}"


@dataclass(frozen=True)
class Goal:
    """A measure, which way it is better, and, once asked of a run, its estimand and unit."""

    measure: str
    way: str
    estimand: str = ""
    unit: str = ""

    @property
    def sign(self) -> float:
        """1 if less is better, -1 if more is: the measure times it is a loss."""
        return 1.0 if self.way == LOWER else -1.0

    @property
    def direction(self) -> str:
        """The way in Optuna's words."""
        return "minimize" if self.way == LOWER else "maximize"

    def margin(self, mean: float) -> float:
        """How small a difference is called none beside this mean, in the measure's unit."""
        return margin(self.measure, mean, mean)


def goals(given: Sequence[Any]) -> list[Goal]:
    """Goals as written: a measure with a better side, or {measure: lower | higher}. Raises InputError."""
    found: dict[str, Goal] = {}
    for each in given:
        measure, way = next(iter(each.items())) if isinstance(each, Mapping) and len(each) == 1 else (each, None)
        if not isinstance(measure, str) or measure not in STANDARDS:
            raise InputError(GOALS, measure, list(STANDARDS))
        if measure in found:
            raise InputError(GOALS, measure, "each measure once")
        way = better(measure) if way is None else way
        if way == NEITHER:
            raise InputError(GOALS, measure, f"a measure with a better side, or {EITHER}")
        if way not in (LOWER, HIGHER):
            raise InputError(f"{GOALS}.{measure}", way, [LOWER, HIGHER])
        found[measure] = Goal(measure, way)
    if len(found) < 2:
        raise InputError(GOALS, list(found), "two or more measures (with one there is no front)")
    return list(found.values())


def placed(wanted: Sequence[Goal], task: Task) -> list[Goal]:
    """The goals with their estimand and unit, found out by running next to nothing of the task."""
    short = replace(task.study, warm_up_weeks=0.0, measured_weeks=0.01, horizon_days=0.001, path_days=1)
    known = {}
    for estimand in ESTIMANDS:
        for measure, (unit, _) in asked(replace(task, study=short, estimand=estimand)).items():
            known.setdefault(measure, (estimand, unit))
    for goal in wanted:
        if goal.measure not in known:
            raise InputError(GOALS, goal.measure, list(known))
    return [replace(goal, estimand=known[goal.measure][0], unit=known[goal.measure][1]) for goal in wanted]


def asked(task: Task) -> dict[str, tuple[str, float]]:
    """Unit and value of every measure of the whole, of the task's first chart."""
    return next(iter(whole(task).values()))


def whole(task: Task) -> dict[Any, dict[str, tuple[str, float]]]:
    """Chart by chart every measure of the whole, not of subsets: its unit and value."""
    found = {}
    for name, rows in measured(task):
        rows = rows + (load(task.charts[name]) if task.estimand == "flow" else [])
        found[name] = {row.measure: (row.unit, row.value) for row in rows if row.subset == ALL}
    return found


def losses(values: np.ndarray, wanted: Sequence[Goal]) -> np.ndarray:
    """Values [point, goal] so that less is better on each; what is undefined is worst."""
    signed = np.asarray(values, float) * np.array([goal.sign for goal in wanted])
    return np.where(np.isfinite(signed), signed, np.inf)
