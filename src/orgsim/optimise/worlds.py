"""The worlds of a search: every setting is tried in the same ones, which are not reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from orgsim.comparison.compare import Trial, staffed
from orgsim.comparison.replication import Task
from orgsim.comparison.seeds import SEARCH
from orgsim.comparison.workers import Workers
from orgsim.config.schema import Design
from orgsim.errors import InputError
from orgsim.measures.tidy import ALL
from orgsim.optimise.goals import Goal, whole
from orgsim.optimise.kept import Kept, name_of
from orgsim.optimise.search import Outcome
from orgsim.structure.chart import Chart, Setting

UNDEFINED = "not defined in some world"


class Worlds:
    """Runs designs in as many worlds as levers are chosen in (``study.selection_replications``)."""

    def __init__(
        self,
        trial: Trial,
        goals: Sequence[Goal],
        setting: Setting,
        kept: Kept,
        staff: Workers,
        processes: int = 1,
        advance: Callable[[int], None] = lambda done: None,
    ):
        self.trial, self.goals, self.setting, self.kept = trial, goals, setting, kept
        self.staff, self.processes, self.advance = staff, processes, advance
        self.wanted = frozenset((goal.measure, ALL) for goal in goals)
        estimands = sorted({goal.estimand for goal in goals}, reverse=True)  # paths take longest
        self.plan = [(estimand, r) for estimand in estimands for r in range(trial.study.selection_replications)]

    def outcomes(self, designs: Sequence[Design]) -> list[Outcome]:
        """The outcome of each design, in order; seats that a design leaves open are by the common rule."""
        charts, errors = {}, {}
        for design in designs:
            name = name_of(design)
            if self.kept.get(design) is None and name not in charts:
                try:
                    charts[name] = staffed(self.trial.world, design, "it", self.setting, self.trial.study.budget)
                except InputError as error:
                    errors[name] = str(error)
        self.kept.put(self.means(charts))
        self.advance(len(designs))
        return [self._outcome(design, errors) for design in designs]

    def _outcome(self, design: Design, errors: Mapping[str, str]) -> Outcome:
        values = self.kept.get(design)
        if values is None:
            return Outcome(None, errors[name_of(design)])
        return Outcome(tuple(values)) if np.isfinite(values).all() else Outcome(None, UNDEFINED)

    def means(self, charts: Mapping[str, Chart]) -> dict[str, list[float]]:
        """The mean of each goal over the worlds, chart by chart."""
        found = {name: np.full((len(self.goals), len(self.plan)), np.nan) for name in charts}
        places, tasks = self.tasks(charts)
        for at, values in self.staff.each(whole, tasks):
            estimand, replication = self.plan[places[at]]
            for name, measures in values.items():
                for row, goal in enumerate(self.goals):
                    if goal.estimand == estimand:
                        found[name][row, replication] = measures[goal.measure][1]
        replications = self.trial.study.selection_replications
        return {name: values[:, :replications].mean(axis=1).tolist() for name, values in found.items()}

    def tasks(self, charts: Mapping[str, Chart]) -> tuple[list[int], list[Task]]:
        """Places in the plan and tasks: one for each world, or several where there are more processes than worlds."""
        parts = min(max(1, -(-self.processes // len(self.plan))), max(1, len(charts)))
        shares = [dict(list(charts.items())[part::parts]) for part in range(parts)] if charts else []
        places, tasks = [], []
        for place, (estimand, replication) in enumerate(self.plan):
            for share in shares:
                places.append(place)
                task = self.trial.task(share, estimand, SEARCH, replication)
                tasks.append(replace(task, wanted=self.wanted))
        return places, tasks


def reasons(errors: Sequence[Any]) -> dict[str, int]:
    """How often each error came, the most frequent first."""
    counted = {error: list(errors).count(error) for error in dict.fromkeys(errors) if error}
    return dict(sorted(counted.items(), key=lambda each: -each[1]))
