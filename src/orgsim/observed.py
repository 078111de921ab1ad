"""Runs looked at on the way: what waits in each unit day by day, and how customers stand in the end.

They are the runs of a comparison, design by design in the same worlds; looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from orgsim.comparison import levers
from orgsim.comparison.compare import Trial
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import Task, rehearse
from orgsim.comparison.seeds import REPORTING
from orgsim.comparison.workers import cores, workers
from orgsim.config.schema import Design, Study, World
from orgsim.engine.machine import Engine
from orgsim.errors import InputError
from orgsim.measures.clustering import friends_alike
from orgsim.run import DAY, WEEK, set_up
from orgsim.structure.chart import Chart
from orgsim.world.kept import issue_table, people

HOUR = 60.0
ADVOCATE, NEUTRAL, ADVERSARY = 1, 0, -1


@dataclass(frozen=True)
class Waiting:
    """Jobs waiting (cases, approvals, meetings, own work), mean over the open hours of each day the company is open.

    table: design, replication, day, unit, jobs; days count from the end of the warm-up, the first is 0.
    """

    charts: Mapping[str, Chart]
    table: pd.DataFrame
    begin_day: float  # of the run on which day 0 is: the length of the warm-up
    confidence: float


@dataclass(frozen=True)
class Standing:
    """How customers stand in the end. By design; the customers of ``ties`` are those of the first replication.

    start, end: int8[customers], 1 advocate, 0 neutral, -1 adversary; alike: a row per replication and standing, how
    many friends of such customers are such themselves, and how many if ties were dealt out anew.
    """

    charts: Mapping[str, Chart]
    ties: object  # world.network.Network
    influencers: np.ndarray  # bool[customers]
    start: np.ndarray
    end: Mapping[str, np.ndarray]
    alike: pd.DataFrame  # design, replication, standing, share, friends, by_chance
    days: float
    confidence: float


def waiting(world: World, designs: Mapping[str, Design], study: Study, seed: int, progress: Show = False) -> Waiting:
    """What waits in each unit through ``study.measured_weeks``, in ``study.replications`` worlds. Raises InputError."""
    charts, found = looked_at(world, designs, study, seed, study.replications, queues_of, progress)
    if not len(found[0][0]):
        raise InputError(
            "study.measured_weeks", study.measured_weeks, "weeks with an hour in which the company is open"
        )
    parts = [each.assign(replication=replication) for replication, own in enumerate(found) for each in own]
    table = pd.concat(parts, ignore_index=True)[["design", "replication", "day", "unit", "jobs"]]
    return Waiting(charts, table, 7 * study.warm_up_weeks, study.confidence)


def standing(world: World, designs: Mapping[str, Design], study: Study, seed: int, progress: Show = False) -> Standing:
    """How customers stand after ``study.path_days``, in ``study.path_replications`` worlds. Raises InputError."""
    charts, found = looked_at(world, designs, study, seed, max(1, study.path_replications), standings_of, progress)
    rows = [row | {"replication": replication} for replication, own in enumerate(found) for row in own["alike"]]
    first = found[0]
    return Standing(
        charts, first["ties"], first["influencers"], first["start"], first["end"],
        pd.DataFrame(rows), study.path_days, study.confidence,
    )  # fmt: skip


def looked_at(
    world: World, designs: Mapping[str, Design], study: Study, seed: int, replications: int, look: Callable, show: Show
) -> tuple[dict[str, Chart], list]:
    """The charts, staffed and at their levers as in a comparison, and what `look` saw in each of their worlds."""
    trial = Trial(world, designs, study, seed)
    with workers(study.processes or cores()) as staff:
        if staff.many:
            rehearse(trial.task(trial.first_charts(), "flow", REPORTING, 0))
        tried = trial.try_levers(staff, show)
        charts = {name: trial.charts[name, levers.choose(trial.points[name], tried[name])] for name in designs}
        tasks = [trial.task(charts, "flow", REPORTING, replication) for replication in range(replications)]
        found: list = [None] * replications
        with progress_of("running designs", replications * len(charts), show) as advance:
            for place, seen in staff.each(look, tasks):
                found[place] = seen
                advance(len(charts))
    return charts, found


def queues_of(task: Task) -> list[pd.DataFrame]:
    """Every chart's queues in one world: day, unit, jobs."""
    study = task.study
    begin = study.warm_up_weeks * WEEK
    days = study.warm_up_weeks * 7 + study.measured_weeks * 7
    everybody, issues = people(task.world, task.seed), issue_table(task.world, task.seed, days)
    tables = []
    for name, chart in task.charts.items():
        engine = set_up(chart, everybody, issues, task.seed, study, days, talk=False)
        hours = open_hours(engine, begin, days * DAY)
        engine.advance(begin)
        jobs = np.empty((len(hours), len(chart.units)))
        for row, hour in enumerate(hours):
            engine.advance(hour)
            jobs[row] = engine["units"]["waiting"]
        table = pd.DataFrame(jobs, columns=chart.units).groupby((hours - begin) // DAY).mean()
        table = table.rename_axis("day").reset_index().melt("day", var_name="unit", value_name="jobs")
        tables.append(table.assign(design=name))
    return tables


def open_hours(engine: Engine, begin: float, until: float) -> np.ndarray:
    """The middle of every hour in which the company is at work, minutes: float[hours]."""
    middle = np.arange(begin, until, HOUR) + HOUR / 2
    around = engine.working_clocks(np.column_stack([middle - HOUR / 4, middle + HOUR / 4]).ravel()).reshape(-1, 2)
    return middle[np.diff(around).ravel() > 0]


def standings_of(task: Task) -> dict:
    """Every chart's customers at the end of one world's path, at its beginning, and how alike friends are."""
    study, world = task.study, task.world
    begin, days = study.warm_up_weeks * WEEK, study.warm_up_weeks * 7 + study.path_days
    everybody, issues = people(world, task.seed), issue_table(world, task.seed, days)
    end, alike, start = {}, [], None
    for name, chart in task.charts.items():
        engine = set_up(chart, everybody, issues, task.seed, study, days)
        engine.advance(begin)
        engine.release_attitudes()
        start = standings(engine)
        engine.advance(days * DAY)
        end[name] = standings(engine)
        for each in (ADVOCATE, ADVERSARY):
            share, friends, by_chance = friends_alike(everybody.ties, end[name] == each)
            row = {"share": share, "friends": friends, "by_chance": by_chance}
            alike.append({"design": name, "standing": each, **row})
    chosen = everybody.influencers(world.population.influencers)
    return {"ties": everybody.ties, "influencers": chosen, "start": start, "end": end, "alike": alike}


def standings(engine: Engine) -> np.ndarray:
    """int8[customers]: 1 advocate, 0 neutral, -1 adversary, now."""
    state, table = engine.state[0], engine["customers"]
    attitude = table["baseline"] + table["shift"] * np.exp(-state["decay"] * (engine.now - table["moved"]))
    return (attitude > state["advocate_above"]).astype("i1") - (attitude < state["adversary_below"]).astype("i1")
