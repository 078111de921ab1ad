"""One replication: one world made, every chart run in it, each run's books checked and what it measured kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from orgsim.config.schema import Study, World
from orgsim.measures.conservation import check_conservation
from orgsim.measures.latency import response_latency
from orgsim.measures.panel import measure
from orgsim.measures.tidy import Row
from orgsim.records import Records
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Chart
from orgsim.world.kept import issue_table, people


@dataclass(frozen=True)
class Task:
    """A replication for a worker: the charts (by whatever they are called) to run in the world of this seed."""

    world: World
    charts: Mapping[Any, Chart]
    study: Study
    estimand: str
    seed: int
    wanted: frozenset[tuple[str, str]] | None = None  # the (measure, subset) to measure; None: all


def runs(task: Task) -> Iterator[tuple[Any, Records]]:
    """The records of each chart in turn; the people, their ties and the issues are made once, the same for all.

    They are kept for later tasks, which often ask for the same. Records share them, and cannot write to them.
    """
    everybody = people(task.world, task.seed)
    issues = issue_table(task.world, task.seed, days_of(task.study, task.estimand))
    for name, chart in task.charts.items():
        records = simulate(chart, everybody, issues, task.seed, task.estimand, task.study)
        check_conservation(records)
        yield name, records


def measured(task: Task) -> list[tuple[Any, list[Row]]]:
    """What a replication measured, chart by chart."""
    return [(name, measure(records, task.wanted)) for name, records in runs(task)]


def latencies(task: Task) -> list[tuple[Any, float]]:
    """The headline latency of each chart. Mystery shoppers stay at home: they change nothing."""
    task = replace(task, study=replace(task.study, probes_per_day=0.0))
    return [(name, response_latency(records)) for name, records in runs(task)]


def rehearse(task: Task) -> None:
    """Run next to nothing here, so that the engine is compiled once, kept on disk and found there by every worker."""
    short = replace(task.study, warm_up_weeks=0.0, measured_weeks=0.01, horizon_days=0.001, path_days=1)
    name = next(iter(task.charts))
    for estimand in ("flow", "path"):
        measured(replace(task, charts={name: task.charts[name]}, study=short, estimand=estimand))
