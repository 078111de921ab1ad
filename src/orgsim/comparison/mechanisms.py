"""Which mechanism does it: each is switched off under every design at once, and what is left of a difference is seen.

Seats and levers stay as they were reported, worlds are the same, so that only the mechanism is missing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from orgsim.comparison.compare import Comparison
from orgsim.comparison.paired import pairs
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import Task, measured
from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.comparison.workers import cores, workers
from orgsim.config.schema import Design, World
from orgsim.measures.tidy import table
from orgsim.structure.chart import Chart, draw_up

ADVOCACY_DAYS = 92  # as long as the cohort is followed

Switch = Callable[[World, Design], None]


def whose_work_comes_first(world: World, design: Design) -> None:
    """Every unit serves first come, first served."""
    for unit in [*design.units.values(), design.every_department, design.customer_facing]:
        if unit is not None:
            unit.puts_first = "neither"


def shared_record(world: World, design: Design) -> None:
    """Nobody keeps a record."""
    design.record_kept_by = None


def approvals(world: World, design: Design) -> None:
    """No exceptions, nothing overdue."""
    world.company.exceptions = 0.0
    design.approval.overdue_after = 1e12


def sharing_lines(world: World, design: Design) -> None:
    """Nobody meets."""
    design.lines = []


def news(world: World, design: Design) -> None:
    """Right answers never change."""
    for topic in world.topics.values():
        topic.news = 0.0


def reorganisation(world: World, design: Design) -> None:
    """Topics never move."""
    world.company.reorganisations = 0.0


def wage_classes(world: World, design: Design) -> None:
    """Everybody earns what staff earn."""
    world.company.wages = dict.fromkeys(world.company.wages, world.company.wages["staff"])


SWITCHES: dict[str, Switch] = {
    switch.__name__.replace("_", " "): switch
    for switch in (
        whose_work_comes_first,
        approvals,
        shared_record,
        sharing_lines,
        news,
        reorganisation,
        wage_classes,
    )  # fmt: skip
}


def without(chart: Chart, switch: Switch) -> Chart:
    """The chart, with the same people in the same seats, in a world where the mechanism is switched off."""
    world, design = copy.deepcopy((chart.world, chart.design))
    switch(world, design)
    seats = {name: int(n) for name, n in zip(chart.units, chart.seats)}
    return draw_up(world, design, chart.name, seats, chart.setting)


def mechanisms(
    comparison: Comparison, replications: int | None = None, progress: Show = False, processes: int | None = None
) -> pd.DataFrame:
    """What each mechanism does to the differences between designs.

    Returns a row for each mechanism, pair and measure: ``difference_with``, ``difference_without`` (a - b, of the same
    worlds), how much of it the mechanism makes, ``made``, with its paired interval ``low``, ``high``, n replications
    (default: ``study.mechanism_replications``), and the margin below which the difference counts as none.
    """
    replications = comparison.study.mechanism_replications if replications is None else replications
    study = replace(comparison.study, replications=replications, path_days=ADVOCACY_DAYS)
    plan = [(name, e, r) for name in (None, *SWITCHES) for e in ("flow", "path") for r in range(replications)]
    charts = {None: dict(comparison.charts)}
    for name, switch in SWITCHES.items():
        charts[name] = {design: without(chart, switch) for design, chart in comparison.charts.items()}
    seeds = [replication_seed(comparison.seed, REPORTING, r) for r in range(replications)]
    worlds = {name: next(iter(drawn.values())).world for name, drawn in charts.items()}
    tasks = [Task(worlds[name], charts[name], study, e, seeds[r]) for name, e, r in plan]
    found: dict[str | None, list] = {name: [] for name in charts}
    with (
        workers(processes or comparison.study.processes or cores()) as staff,
        progress_of("switching mechanisms off", len(tasks) * len(comparison.charts), progress) as advance,
    ):
        for place, values in staff.each(measured, tasks):
            name, estimand, replication = plan[place]
            found[name] += [(design, estimand, replication, headline(rows)) for design, rows in values]
            advance(len(values))
    return effects({name: table(runs) for name, runs in found.items()}, comparison)


def headline(rows: list) -> list:
    """The measures whose differences are explained."""
    wanted = ("response_latency", "voice", "net_advocates", "cost_per_resolved", "own_work_delay")
    return [row for row in rows if row.measure in wanted and row.subset == "all"]


def effects(tables: dict[str | None, pd.DataFrame], comparison: Comparison) -> pd.DataFrame:
    """Differences with and without each mechanism, and the paired interval of what it makes."""
    names, level = list(comparison.designs), comparison.study.confidence
    keys = ["design_a", "design_b", "estimand", "measure", "unit"]
    whole = pairs(tables[None], level, names).set_index(keys)[["difference", "margin"]]
    parts = []
    for name, frame in tables.items():
        if name is None:
            continue
        key = ["design", "estimand", "replication", "measure", "unit", "subset"]
        made = tables[None].set_index(key)["value"] - frame.set_index(key)["value"]
        lost = pairs(made.reset_index(), level, names).set_index(keys)
        less = pairs(frame, level, names).set_index(keys)["difference"]
        part = whole.rename(columns={"difference": "difference_with"})
        part = part.assign(difference_without=less, made=lost["difference"])
        part = part.join(lost[["low", "high", "n"]]).reset_index()
        part.insert(0, "mechanism", name)
        parts.append(part)
    result = pd.concat(parts, ignore_index=True)
    result[result.select_dtypes("float").columns] = result.select_dtypes("float").replace(-0.0, 0.0)
    return result.sort_values(["design_a", "design_b", "measure", "mechanism"], ignore_index=True, kind="stable")


__all__ = ["SWITCHES", "mechanisms", "without"]
