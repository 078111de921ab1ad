"""A transition: both ways to move beside staying and being there already, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison import levers
from orgsim.comparison.compare import Trial, seats_table
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import rehearse
from orgsim.comparison.seeds import REPORTING, SELECTION, replication_seed
from orgsim.comparison.store import check_folder, write_tables
from orgsim.comparison.workers import cores, workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import stamp, write_stamp
from orgsim.config.transition import Plan
from orgsim.errors import InputError
from orgsim.run import days_of
from orgsim.structure.chart import Chart
from orgsim.transition import payback
from orgsim.transition.follow import MEASURES, Step, follow
from orgsim.transition.payback import SIDES
from orgsim.transition.plan import AT_ONCE, ONE_BY_ONE, steps
from orgsim.transition.road import Road
from orgsim.world.kept import issue_table, people

STAY, THERE = "stay", "there"
WAYS = (AT_ONCE, ONE_BY_ONE)
ARMS = (STAY, THERE, *WAYS)


@dataclass(frozen=True)
class Transition:
    """What a transition found. ``designs`` are the old and the new one; weeks count from the end of the warm-up."""

    world: World
    designs: Mapping[str, Design]
    study: Study
    plan: Plan
    seed: int
    charts: Mapping[str, Chart]
    weeks: pd.DataFrame  # way, replication, week, measure, unit, value
    paths: pd.DataFrame  # way, week, measure, unit, mean, low, high, n
    paybacks: pd.DataFrame  # way, measure: pay-back day, areas, worst week, with intervals
    ways: pd.DataFrame  # measure: area lost at once less one by one, with interval
    steps: pd.DataFrame  # way, day, departments, and what moved (means over replications)
    levers: pd.DataFrame
    seats: pd.DataFrame

    @property
    def first_week(self) -> int:
        """The week in which the first department moves."""
        return self.plan.day // 7

    def write(self, out: str | Path) -> Path:
        """Write all tables into a folder, with the configuration and versions they came from."""
        names = ("weeks", "paths", "paybacks", "ways", "steps", "levers", "seats")
        origin = stamp(self.world, self.designs, self.study, self.seed)
        origin["configuration"] = {**origin["configuration"], "plan": vars(self.plan)}
        return write_tables(out, {name: getattr(self, name) for name in names}, lambda f: write_stamp(f, origin))


@dataclass(frozen=True)
class Task:
    """One replication: the charts of both designs, the ways to move, and the seed of the world."""

    old: Chart
    new: Chart
    ways: Mapping[str, list[Step]]
    study: Study
    directory: bool
    seed: int


def transition(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    plan: Plan,
    seed: int,
    out: str | Path | None = None,
    progress: Show = False,
    processes: int | None = None,
) -> Transition:
    """Move from the first of two designs to the second by a plan, in ``study.replications`` worlds.

    Both ways, everything at once and department by department, stand beside staying and being there already: the
    same people, customers and issues in each. Seats and levers of both designs are by the common rules.
    Raises InputError.
    """
    check(designs, study)
    if out is not None:
        check_folder(out)
    ways = steps(plan, tuple(world.company.departments), study)
    trial = Trial(world, designs, study, seed)
    with workers(processes or study.processes or cores()) as staff:
        if staff.many:
            rehearse(trial.task(trial.first_charts(), "flow", SELECTION, 0))
        found = trial.try_levers(staff, progress)
        chosen = {name: levers.choose(trial.points[name], found[name]) for name in designs}
        charts = {name: trial.charts[name, place] for name, place in chosen.items()}
        old, new = charts.values()
        Road(old, new)  # refused here rather than in a worker
        seeds = [replication_seed(seed, REPORTING, r) for r in range(study.replications)]
        tasks = [Task(old, new, ways, study, plan.directory, each) for each in seeds]
        runs: list = [None] * len(tasks)
        with progress_of("moving", len(tasks) * len(ARMS), progress) as advance:
            for place, result in staff.each(moved, tasks):
                runs[place] = result
                advance(len(ARMS))
    weeks = tidy(runs)
    result = Transition(
        world=world, designs=designs, study=study, plan=plan, seed=seed, charts=charts, weeks=weeks,
        paths=paths_table(weeks, study.confidence, seed),
        paybacks=paybacks_table(weeks, plan.day, study.confidence, seed),
        ways=ways_table(weeks, plan.day // 7, study.confidence, seed),
        steps=steps_table(runs),
        levers=levers.table(designs, trial.points, found, chosen), seats=seats_table(charts),
    )  # fmt: skip
    if out is not None:
        result.write(out)
    return result


def check(designs: Mapping[str, Design], study: Study) -> None:
    """Two designs, equal heads."""
    if len(designs) != 2:
        raise InputError("to", next(iter(designs)), "another design than from")
    if study.budget != "heads":
        raise InputError("study.budget", study.budget, ["heads"])


def moved(task: Task) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Weeks and steps of each arm in one world."""
    world = task.old.world
    everybody, issues = people(world, task.seed), issue_table(world, task.seed, days_of(task.study, "flow"))
    road, nowhere = Road(task.old, task.new), Road(task.new, task.new)

    def run(way: Road, taken: list[Step]) -> tuple[pd.DataFrame, pd.DataFrame]:
        return follow(way, taken, everybody, issues, task.seed, task.study, task.directory)

    found = {STAY: run(road, []), THERE: run(nowhere, [])}
    return found | {name: run(road, taken) for name, taken in task.ways.items()}


def tidy(runs: list[dict]) -> pd.DataFrame:
    """A row for each number of each week, replication and arm."""
    parts = [
        weeks.melt("week", list(MEASURES), "measure").assign(way=arm, replication=r)
        for r, arms in enumerate(runs)
        for arm, (weeks, _) in arms.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    table["unit"] = table["measure"].map(MEASURES)
    return table[["way", "replication", "week", "measure", "unit", "value"]]


def values_of(weeks: pd.DataFrame, measure: str) -> dict[str, np.ndarray]:
    """A measure by arm: float[weeks, replications]."""
    own = weeks[weeks["measure"] == measure]
    return {
        arm: own[own["way"] == arm].pivot(index="week", columns="replication", values="value").to_numpy()
        for arm in ARMS
    }


def paths_table(weeks: pd.DataFrame, confidence: float, seed: int) -> pd.DataFrame:
    """Mean and interval of every measure in every week of every arm."""
    parts = []
    for measure, unit in MEASURES.items():
        for arm, values in values_of(weeks, measure).items():
            mean, low, high = payback.paths(values, confidence, seed)
            columns = {"mean": mean, "low": low, "high": high, "n": values.shape[1]}
            parts.append(
                pd.DataFrame({"way": arm, "week": range(len(mean)), "measure": measure, "unit": unit, **columns})
            )
    return pd.concat(parts, ignore_index=True)


def paybacks_table(weeks: pd.DataFrame, day: int, confidence: float, seed: int) -> pd.DataFrame:
    """Pay-back, areas and worst week of each measure: of both ways, whose first step is on ``day``, and (areas alone)
    of being there already."""
    rows = []
    first, late = divmod(day, 7)

    def paid(lost: np.ndarray) -> np.ndarray:
        return payback.day_of_payback(lost, late)

    for measure in SIDES:
        values = values_of(weeks, measure)
        for arm in (*WAYS, THERE):
            lost = payback.losses(measure, values[arm], values[STAY])
            lost = lost[first:] if arm == THERE else since(lost, first)
            short = payback.losses(measure, values[arm], values[THERE])[first:]
            found = {
                "payback_day": payback.with_interval(lost, paid, confidence, seed),
                "area": payback.with_interval(lost, total, confidence, seed),
                "area_between": payback.with_interval(short, total, confidence, seed),
                "worst_week": payback.with_interval(lost, worst, confidence, seed),
            }
            for name, each in found.items():
                rows.append((arm, measure, MEASURES[measure], name, each.value, each.low, each.high, lost.shape[1]))
    return pd.DataFrame(rows, columns=["way", "measure", "unit", "what", "value", "low", "high", "n"])


def ways_table(weeks: pd.DataFrame, first: int, confidence: float, seed: int) -> pd.DataFrame:
    """How much more is lost by moving at once than department by department (area, in the measure's unit x weeks)."""
    rows = []
    for measure in SIDES:
        values = values_of(weeks, measure)
        more = since(payback.losses(measure, values[AT_ONCE], values[ONE_BY_ONE]), first)
        each = payback.with_interval(more, total, confidence, seed)
        rows.append((measure, MEASURES[measure], each.value, each.low, each.high, more.shape[1]))
    return pd.DataFrame(rows, columns=["measure", "unit", "difference", "low", "high", "n"])


def since(lost: np.ndarray, first: int) -> np.ndarray:
    """Losses from the first step on; its week also bears what those lose who came just before and still wait then."""
    lost = lost.copy()
    lost[first] += lost[:first].sum(axis=0)
    return lost[first:]


def total(lost: np.ndarray) -> np.ndarray:
    """The area: the sum over weeks."""
    return lost.sum(axis=-1)


def worst(lost: np.ndarray) -> np.ndarray:
    """The loss in the worst week."""
    return lost.max(axis=-1)


def steps_table(runs: list[dict]) -> pd.DataFrame:
    """The steps of both ways: people who changed seats, people trained, topics and entries, and what waited then."""
    parts = [arms[way][1].assign(way=way, place=range(len(arms[way][1]))) for arms in runs for way in WAYS]
    table = pd.concat(parts, ignore_index=True)
    grouped = table.groupby(["way", "place", "day", "departments"], sort=False).mean().reset_index()
    return grouped.drop(columns="place")
