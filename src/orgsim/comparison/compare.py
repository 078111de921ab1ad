"""Designs compared: the same people, customers and issues under each, levers chosen first, differences paired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison import levers, paired
from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.precision import Sized, check_precision, sized
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import Task, latencies, measured, rehearse
from orgsim.comparison.seeds import REPORTING, SELECTION, SIZING, replication_seed
from orgsim.comparison.store import check_folder, write_tables
from orgsim.comparison.workers import Workers, cores, workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import Precision
from orgsim.config.stamp import stamp, write_stamp
from orgsim.errors import InputError
from orgsim.measures.cost import load
from orgsim.measures.tidy import Row, table
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.structure.seats import seats_by_rule
from orgsim.structure.traffic import offered_load

ESTIMANDS = ("flow", "path")


@dataclass(frozen=True)
class Comparison:
    """What a comparison found, and what it came from. ``charts`` are as reported, in the order the user gave them."""

    world: World
    designs: Mapping[str, Design]
    study: Study
    seed: int
    charts: Mapping[str, Chart]
    levers: pd.DataFrame  # every point tried, and the one chosen
    seats: pd.DataFrame  # design, unit, seats, offered_load, offered_per_seat
    measures: pd.DataFrame  # tidy: design, estimand, replication, measure, unit, subset, value
    summary: pd.DataFrame  # means of designs with intervals
    pairs: pd.DataFrame  # differences of every two designs with intervals, margins, verdicts
    sized: Sized | None = None  # how many replications were found to be enough, where that was asked

    def write(self, out: str | Path, more: Mapping[str, pd.DataFrame] | None = None) -> Path:
        """Write all tables, and more if given, into a folder, with the configuration and versions they came from."""
        tables = {name: getattr(self, name) for name in ("measures", "summary", "pairs", "levers", "seats")}
        if self.sized is not None:
            tables["replications"] = self.sized.table()
        origin = stamp(self.world, self.designs, self.study, self.seed)
        return write_tables(out, tables | dict(more or {}), lambda folder: write_stamp(folder, origin))

    def __str__(self) -> str:
        """Every measure of the whole (not of subsets), a row each, in the order of the catalogue of measures."""
        whole = self.summary[self.summary["subset"] == "all"]
        whole = whole.sort_values("measure", key=lambda names: names.map(list(STANDARDS).index), kind="stable")
        shown = whole[["design", "measure", "mean", "low", "high", "unit", "n"]]
        return shown.to_string(index=False, float_format=lambda value: f"{value:.4g}")


def compare(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    seed: int,
    out: str | Path | None = None,
    progress: Show = False,
    processes: int | None = None,
    estimands: Sequence[str] = ESTIMANDS,
    precision: Precision | None = None,
) -> Comparison:
    """Compare designs (by name) in one world; with ``out``, write the tables there.

    Flow measures are of ``study.replications`` replications, path measures of ``study.path_replications``; with
    ``precision`` as many of its measure's kind as make the paired interval narrow enough. The result is the same, byte
    for byte, with any number of processes (default: ``study.processes``, else every core).
    progress: True to show how far it is, or a function called with (what, done, total). Raises InputError.
    """
    if out is not None:
        check_folder(out)
    check_precision(precision, designs)
    trial = Trial(world, designs, study, seed)
    with workers(processes or study.processes or cores()) as staff:
        if staff.many:
            rehearse(trial.task(trial.first_charts(), "flow", SELECTION, 0))
        found = trial.try_levers(staff, progress)
        chosen = {name: levers.choose(trial.points[name], found[name]) for name in designs}
        charts = {name: trial.charts[name, place] for name, place in chosen.items()}
        enough = sized(trial, staff, charts, precision, progress) if precision and precision.measure else None
        measures = trial.report(staff, charts, trial.plan(estimands, enough), progress)
    comparison = Comparison(
        world=world,
        designs=designs,
        study=study,
        seed=seed,
        charts=charts,
        levers=levers.table(designs, trial.points, found, chosen),
        seats=seats_table(charts),
        measures=measures,
        summary=paired.summary(measures, study.confidence, list(designs)),
        pairs=paired.pairs(measures, study.confidence, list(designs)),
        sized=enough,
    )
    if out is not None:
        comparison.write(out)
    return comparison


class Trial:
    """Every design drawn up at every point of its grid, with seats by the rule there, ready to run.

    wanted: the (measure, subset) to report; None: all of them.
    """

    def __init__(
        self,
        world: World,
        designs: Mapping[str, Design],
        study: Study,
        seed: int,
        wanted: frozenset[tuple[str, str]] | None = None,
    ):
        if not designs:
            raise InputError("designs", [], "at least one design")
        self.world, self.designs, self.study, self.seed, self.wanted = world, designs, study, seed, wanted
        self.points = {name: levers.grid(design, study.levers) for name, design in designs.items()}
        self.charts = {
            (name, place): staffed(world, designs[name], name, point, study.budget)
            for name, points in self.points.items()
            for place, point in enumerate(points)
        }

    def first_charts(self) -> dict[str, Chart]:
        """Each design at its first point."""
        return {name: self.charts[name, 0] for name in self.designs}

    def task(self, charts: Mapping, estimand: str, purpose: int, replication: int) -> Task:
        """A replication of some charts."""
        seed = replication_seed(self.seed, purpose, replication)
        return Task(self.world, charts, self.study, estimand, seed, self.wanted)

    def try_levers(self, staff: Workers, show: Show) -> dict[str, np.ndarray]:
        """Latency (hours) of each design [point, replication] on the selection worlds; no columns without a choice."""
        open_points = {key: chart for key, chart in self.charts.items() if len(self.points[key[0]]) > 1}
        replications = self.study.selection_replications if open_points else 0
        found = {
            name: np.full((len(points), replications if len(points) > 1 else 0), np.nan)
            for name, points in self.points.items()
        }
        tasks = [self.task(open_points, "flow", SELECTION, r) for r in range(replications)]
        with progress_of("choosing levers", len(tasks) * len(open_points), show) as advance:
            for replication, values in staff.each(latencies, tasks):
                for (name, place), latency in values:
                    found[name][place, replication] = latency
                advance(len(values))
        return found

    def plan(self, estimands: Sequence[str], enough: Sized | None = None) -> dict[str, range]:
        """The replications of each estimand to report: as many as the study says, or as were found to be enough."""
        study = self.study
        number = {"flow": study.replications, "path": study.path_replications if study.path_days else 0}
        if enough is not None:
            number[enough.estimand] = enough.replications
        return {estimand: range(number[estimand]) for estimand in estimands}

    def report(self, staff: Workers, charts: Mapping, plan: Mapping[str, range], show: Show) -> pd.DataFrame:
        """The tidy table of the charts on fresh worlds. Paths, which take longest, start first."""
        tasks = [(estimand, r) for estimand in sorted(plan, reverse=True) for r in plan[estimand]]
        return self.run_all(staff, charts, REPORTING, tasks, show)

    def run_all(
        self, staff: Workers, charts: Mapping[str, Chart], purpose: int, plan: Sequence[tuple[str, int]], show: Show
    ) -> pd.DataFrame:
        """The tidy table of all (estimand, replication) of a plan."""
        loads = {name: self.kept(load(chart)) for name, chart in charts.items()}  # the same in every replication
        tasks = [self.task(charts, estimand, purpose, replication) for estimand, replication in plan]
        runs = []
        with progress_of("running designs", len(tasks) * len(charts), show) as advance:
            for place, values in staff.each(measured, tasks):
                estimand, replication = plan[place]
                for name, rows in values:
                    rows = self.kept(rows) + (loads[name] if estimand == "flow" else [])
                    runs.append((name, estimand, replication, rows))
                advance(len(values))
        return table(runs)

    def measured(self, charts: Mapping[str, Chart], estimand: str) -> set[tuple[str, str]]:
        """The (measure, subset) that a replication of an estimand comes to, seen on the first of the charts."""
        name, chart = next(iter(charts.items()))
        ((_, rows),) = measured(self.task({name: chart}, estimand, SIZING, 0))
        return {(row.measure, row.subset) for row in self.kept(rows + (load(chart) if estimand == "flow" else []))}

    def kept(self, rows: list[Row]) -> list[Row]:
        """The rows that are wanted."""
        return rows if self.wanted is None else [row for row in rows if (row.measure, row.subset) in self.wanted]


def staffed(world: World, design: Design, name: str, setting: Setting, budget: str) -> Chart:
    """A design drawn up at a point of the grid, with seats by the rule there."""
    return draw_up(world, design, name, seats_by_rule(world, design, name, setting, budget), setting)


def seats_table(charts: Mapping[str, Chart]) -> pd.DataFrame:
    """Seats by design and unit beside the load they were given for (people busy on average)."""
    parts = []
    for name, chart in charts.items():
        load, seats = np.asarray(offered_load(chart), float), np.asarray(chart.seats)
        per_seat = np.divide(load, seats, out=np.full(len(load), np.nan), where=seats > 0)
        columns = {"unit": list(chart.units), "seats": seats, "offered_load": load, "offered_per_seat": per_seat}
        parts.append(pd.DataFrame({"design": name, **columns}))
    return pd.concat(parts, ignore_index=True)
