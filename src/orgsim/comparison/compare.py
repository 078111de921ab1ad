"""Designs compared: the same people, customers and issues under each, levers chosen first, differences paired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison import levers, paired
from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import Task, latencies, measured, rehearse
from orgsim.comparison.seeds import REPORTING, SELECTION, replication_seed
from orgsim.comparison.store import check_folder, write_tables
from orgsim.comparison.workers import Workers, cores, workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import stamp, write_stamp
from orgsim.errors import InputError
from orgsim.measures.cost import load
from orgsim.measures.tidy import table
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

    def write(self, out: str | Path, more: Mapping[str, pd.DataFrame] | None = None) -> Path:
        """Write all tables, and more if given, into a folder, with the configuration and versions they came from."""
        tables = {name: getattr(self, name) for name in ("measures", "summary", "pairs", "levers", "seats")}
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
) -> Comparison:
    """Compare designs (by name) in one world; with ``out``, write the tables there.

    Flow measures are of ``study.replications`` replications, path measures of ``study.path_replications``. The result
    is the same, byte for byte, with any number of processes (default: ``study.processes``, else every core).
    progress: True to show how far it is, or a function called with (what, done, total). Raises InputError.
    """
    if out is not None:
        check_folder(out)
    trial = Trial(world, designs, study, seed)
    with workers(processes or study.processes or cores()) as staff:
        if staff.many:
            rehearse(trial.task(trial.first_charts(), "flow", SELECTION, 0))
        found = trial.try_levers(staff, progress)
        chosen = {name: levers.choose(trial.points[name], found[name]) for name in designs}
        charts = {name: trial.charts[name, place] for name, place in chosen.items()}
        measures = trial.report(staff, charts, estimands, progress)
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
    )
    if out is not None:
        comparison.write(out)
    return comparison


class Trial:
    """Every design drawn up at every point of its grid, with seats by the rule there, ready to run."""

    def __init__(self, world: World, designs: Mapping[str, Design], study: Study, seed: int):
        if not designs:
            raise InputError("designs", [], "at least one design")
        self.world, self.designs, self.study, self.seed = world, designs, study, seed
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
        return Task(self.world, charts, self.study, estimand, seed)

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

    def report(self, staff: Workers, charts: Mapping[str, Chart], estimands: Sequence[str], show: Show) -> pd.DataFrame:
        """The tidy table of the charts on fresh worlds. Paths, which take longest, start first."""
        plan = [(e, r) for e in sorted(estimands, reverse=True) for r in range(self.replications(e))]
        loads = {name: load(chart) for name, chart in charts.items()}  # of the chart, the same in every replication
        tasks = [self.task(charts, estimand, REPORTING, replication) for estimand, replication in plan]
        runs = []
        with progress_of("running designs", len(tasks) * len(charts), show) as advance:
            for place, values in staff.each(measured, tasks):
                estimand, replication = plan[place]
                for name, rows in values:
                    runs.append((name, estimand, replication, rows + (loads[name] if estimand == "flow" else [])))
                advance(len(values))
        return table(runs)

    def replications(self, estimand: str) -> int:
        """How many replications of an estimand are reported."""
        if estimand == "flow":
            return self.study.replications
        return self.study.path_replications if self.study.path_days else 0


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
