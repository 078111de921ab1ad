"""One design optimised on several goals at once: search in some worlds, report in others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison import levers
from orgsim.comparison.compare import Trial, seats_table, staffed
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.seeds import SEARCH
from orgsim.comparison.store import check_folder
from orgsim.comparison.workers import Workers, cores, workers
from orgsim.config.check import check_values
from orgsim.config.optimise import Search
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import configuration_hash
from orgsim.errors import InputError, needs
from orgsim.optimise.dominance import representatives
from orgsim.optimise.factors import Factor, factors, settled, varied
from orgsim.optimise.front import (
    AS_IS,
    BESIDE,
    FOUND,
    LIBRARIES,
    Front,
    against,
    column,
    flattery_table,
    front_table,
    now,
    trials_table,
)
from orgsim.optimise.goals import Goal, goals, losses, placed
from orgsim.optimise.kept import Kept, name_of
from orgsim.optimise.search import Outcome, Tried, search
from orgsim.optimise.worlds import Worlds
from orgsim.structure.chart import Chart, Setting
from orgsim.sweep.points import versions
from orgsim.sweep.store import LOCK, alone_in


def optimise(
    world: World,
    design_name: str,
    designs: Mapping[str, Design],
    study: Study,
    look: Search,
    seed: int,
    out: str | Path | None = None,
    progress: Show = False,
    processes: int | None = None,
) -> Front:
    """Find the settings of one design that no other beats on every goal; with ``out``, write what was found there.

    designs: by name, the one to optimise and others to stand beside it. look: what may vary, goals, how many trials.
    Only the design varies, never the world. Seats left open are by the common rule within ``study.budget``; levers not
    varied stay where the common rule puts them for the design as it is. Every setting is tried in the same
    ``study.selection_replications`` worlds; the front, the design as it is and those beside it are then run in fresh
    ones, the same as ``compare`` reports. The result is the same, byte for byte, with any number of processes.

    Started again with the same ``out`` nothing is tried twice, and more trials may be asked for. Raises InputError.

    >>> found = optimise(default_world(), "mine", {"mine": load_design("./mine.yaml")}, default_study(),
    ...     Search(vary={"approval.threshold": {"low": 0, "high": 1}}, trials=32), seed=1)  # doctest: +SKIP
    >>> found.front[found.front["non_dominated"]]  # doctest: +SKIP
    """
    for library in LIBRARIES:
        needs(library)
    check_values(look, "search")
    if design_name not in designs:
        raise InputError("design", design_name, list(designs))
    wanted, base = goals(look.goals), designs[design_name]
    vary = factors(world, base, design_name, look.vary)
    if out is not None:
        check_folder(out)
    processes = processes or study.processes or cores()
    trial = Trial(world, designs, study, seed)
    with workers(processes) as staff, ExitStack() as locked:
        wanted = placed(wanted, trial.task(trial.first_charts(), "flow", SEARCH, 0))  # compiles the engine as well
        check_reported(wanted, study)
        if out is not None:
            locked.enter_context(alone(Path(out)))
        found = trial.try_levers(staff, progress)
        chosen = {name: levers.choose(trial.points[name], found[name]) for name in designs}
        setting = trial.points[design_name][chosen[design_name]]
        desk = Desk(trial, design_name, settled(base, setting), setting, vary, wanted, look)
        kept = Kept(out, desk.origin(versions()))
        with progress_of("trying settings", look.trials + 1, progress) as advance:
            worlds = Worlds(trial, wanted, setting, kept, staff, processes, advance)
            as_is, tried = desk.search(worlds)
        charts = {name: trial.charts[name, place] for name, place in chosen.items()}
        grid = levers.table(designs, trial.points, found, chosen)
        result = desk.reported(as_is, tried, charts, staff, progress, grid)
        if out is not None:
            result.write(out)
    return result


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Nobody else works in the folder; one that was made for this goes again where nothing came of it."""
    made = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    with alone_in(out):
        try:
            yield
        finally:
            if made and [each.name for each in out.iterdir()] == [LOCK]:
                (out / LOCK).unlink()
                out.rmdir()


@dataclass(frozen=True)
class Desk:
    """Where one optimisation is worked on: the design as it is, with levers settled, what varies and what is wanted."""

    trial: Trial
    name: str
    base: Design
    setting: Setting
    factors: Sequence[Factor]
    goals: Sequence[Goal]
    look: Search

    def origin(self, made_by: Mapping) -> dict:
        """Everything the values in the search's worlds depend on, but the setting tried."""
        trial = self.trial
        configuration = configuration_hash(trial.world, {self.name: trial.designs[self.name]}, trial.study)
        goals = [goal.measure for goal in self.goals]
        return {"configuration": configuration, "versions": dict(made_by), "seed": trial.seed, "goals": goals}

    def design(self, values: Mapping) -> Design:
        """The design at a setting of its factors."""
        return varied(self.trial.world, self.base, values)

    def search(self, worlds: Worlds) -> tuple[Outcome, list[Tried]]:
        """The design as it is in the worlds of the search, and every setting tried there."""
        (as_is,) = worlds.outcomes([self.base])

        def evaluate(settings: Sequence[Mapping]) -> list[Outcome]:
            return worlds.outcomes([self.design(values) for values in settings])

        return as_is, search(self.factors, self.goals, self.look, self.trial.seed, evaluate)

    def selected(self, tried: Sequence[Tried], trials: pd.DataFrame) -> dict[str, Tried]:
        """The points of the search's front to run again, by name: each design once, and not too many."""
        best = [each for each, front in zip(tried, trials["non_dominated"]) if front]
        best = list({name_of(self.design(each.setting)): each for each in reversed(best)}.values())[::-1]
        loss = losses(np.array([each.outcome.values for each in best]), self.goals)
        chosen = [best[place] for place in representatives(loss, self.look.reported)]
        return {free(f"{self.name}_{each.trial}", self.trial.designs): each for each in chosen}

    def reported(
        self,
        as_is: Outcome,
        tried: Sequence[Tried],
        charts: Mapping[str, Chart],
        staff: Workers,
        show: Show,
        grid: pd.DataFrame,
    ) -> Front:
        """The front, the design as it is and those beside it in fresh worlds."""
        trial = self.trial
        trials = trials_table(tried, self.factors, self.goals)
        found = self.selected(tried, trials)
        order = [self.name, *(name for name in charts if name != self.name)]
        shapes = {name: trial.designs[name] for name in order}
        shapes |= {name: self.design(each.setting) for name, each in found.items()}
        drawn = {name: charts[name] for name in order}
        drawn |= {name: staffed(trial.world, shapes[name], name, self.setting, trial.study.budget) for name in found}
        estimands = tuple(dict.fromkeys(goal.estimand for goal in self.goals))
        measures = trial.report(staff, drawn, trial.plan(estimands), show)
        points = self.points(as_is, found, order, charts)
        front = front_table(points, measures, self.goals, trial.study, trial.seed)
        return Front(
            world=trial.world,
            design_name=self.name,
            designs=shapes,
            study=trial.study,
            look=self.look,
            seed=trial.seed,
            goals=tuple(self.goals),
            factors=tuple(factor.key for factor in self.factors),
            trials=trials,
            front=front,
            pairs=against(measures, list(drawn), self.goals, trial.study.confidence),
            flattery=flattery_table(front, self.goals),
            measures=measures,
            levers=grid,
            seats=seats_table(drawn),
        )

    def points(
        self, as_is: Outcome, found: Mapping[str, Tried], order: Sequence[str], charts: Mapping[str, Chart]
    ) -> pd.DataFrame:
        """Every point with its kind, trial (missing for designs), factors, and what the search said of it."""
        kinds = [AS_IS, *(BESIDE for _ in order[1:]), *(FOUND for _ in found)]
        numbers = [pd.NA] * len(order) + [each.trial for each in found.values()]
        table = pd.DataFrame({"point": [*order, *found], "kind": kinds, "trial": pd.array(numbers, dtype="Int64")})
        for factor in self.factors:
            here = now(self.base, charts[self.name], factor)
            values = [here, *(None for _ in order[1:]), *(each.setting[factor.key] for each in found.values())]
            table[factor.key] = column(values)
        missing = (np.nan,) * len(self.goals)
        searched = [as_is.values or missing, *(missing for _ in order[1:]), *(e.outcome.values for e in found.values())]
        names = [f"{goal.measure}_search" for goal in self.goals]
        return pd.concat([table, pd.DataFrame(np.array(searched, float), columns=names)], axis=1)


def check_reported(wanted: Sequence[Goal], study: Study) -> None:
    """Every goal has worlds it can be reported in."""
    paths = [goal.measure for goal in wanted if goal.estimand == "path"]
    if paths and not (study.path_days and study.path_replications):
        said = f"2 or more (and study.path_days above 0), as {paths[0]} is a goal"
        raise InputError("study.path_replications", study.path_replications, said)


def free(name: str, taken: Mapping[str, Design]) -> str:
    """A name that no design has."""
    while name in taken:
        name += "_again"
    return name
