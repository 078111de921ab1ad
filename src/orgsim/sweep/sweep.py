"""A sweep: designs compared at every point of a space, with common random numbers; stopped, it goes on where it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from orgsim.comparison.margins import STANDARDS
from orgsim.comparison.precision import check_precision
from orgsim.comparison.progress import Show
from orgsim.comparison.workers import Workers, cores, handing_to, scheduled, workers
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import Precision, Space
from orgsim.config.stamp import resolved
from orgsim.errors import InputError
from orgsim.measures.tidy import ALL
from orgsim.structure.chart import Setting, draw_up
from orgsim.sweep.changes import changed
from orgsim.sweep.collected import collect
from orgsim.sweep.declared import declare
from orgsim.sweep.points import Point, check_measured, versions
from orgsim.sweep.runner import work_through
from orgsim.sweep.space import values_of
from orgsim.sweep.store import Store, alone_in
from orgsim.sweep.swept import Swept, read_sweep


def sweep(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    space: Space,
    seed: int = 1,
    out: str | Path | None = None,
    *,
    precision: Precision | None = None,
    keep: Sequence[str] = (),
    progress: Show = False,
    processes: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    retry_failed: bool = False,
    folders: Iterable[Path] = (),
) -> Swept:
    """Compare the designs at every point of the space; replication r has the same seed at each.

    A point's seats and levers are by the common rule there. Points go to every core of this machine, to ``processes``
    processes, to a Dask ``scheduler`` by its address, or to any ``executor`` of concurrent.futures' kind; the result is
    the same, byte for byte. With ``out``, each point is kept there as soon as it is done, and the same call goes on
    from what is there. Raises InputError, before anything runs, for any mistake in any point.
    """
    points, values = points_of(world, designs, study, space, seed, precision, keep, folders)
    with nullcontext(out) if out is not None else tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        with alone_in(store.folder):
            configuration = declaration(world, designs, study, space, seed, precision, keep)
            what_counts = {key: value for key, value in configuration.items() if key != "space"}
            declare(store.folder, what_counts, versions(), [point.identity for point in points])
            store.tidy_up()
            staff = staff_of(processes or study.processes, scheduler, executor, len(points))
            found = work_through(points, store, staff, "points", progress, retry_failed)
            collect(store.folder, points, values, found, world, designs, study, seed, configuration)
        return read_sweep(store.folder)


def points_of(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    space: Space,
    seed: int,
    precision: Precision | None = None,
    keep: Sequence[str] = (),
    folders: Iterable[Path] = (),
) -> tuple[list[Point], list[dict[str, Any]]]:
    """Every point of a space, each design drawn up there once to see that it fits; and the values of its keys."""
    check_precision(precision, designs)
    values = values_of(space)
    measures = kept(keep)
    points = []
    for place, point in enumerate(values, 1):
        there = changed(world, designs, study, point, tuple(folders))
        points.append(Point(str(place), *there, seed, measures, precision=precision))
    check_drawn(points)
    check_measured(points[0])
    return points, values


def check_drawn(points: Sequence[Point]) -> None:
    """Every design can be drawn up at every point; whether its people suffice is seen where its seats are counted."""
    for point in points:
        levers = point.study.levers
        for name, design in point.designs.items():
            try:
                draw_up(point.world, design, name, None, Setting(levers.meeting_every[0], levers.overdue_after[0]))
            except InputError as error:
                key = f"point {point.name}: {error.key}"
                raise InputError(key, error.value, error.allowed, error.nearest) from None


def kept(keep: Sequence[str]) -> tuple[tuple[str, str], ...] | None:
    """What to keep, as in ``voice`` (the whole) or ``first_answer:channel=phone``; none: each measure as a whole."""
    pairs = []
    for each in keep:
        measure, _, subset = each.partition(":")
        if measure not in STANDARDS:
            raise InputError("keep", each, list(STANDARDS))
        pairs.append((measure, subset or ALL))
    return tuple(dict.fromkeys(pairs)) or None


def declaration(world, designs, study, space, seed, precision, keep) -> dict[str, Any]:
    """Everything a sweep was asked, as plain data."""
    asked = {"precision": asdict(precision) if precision else None, "keep": sorted(keep)}
    return {**resolved(world, designs, study, seed), **asked, "space": asdict(space)}


def staff_of(
    processes: int | None, scheduler: str | None, executor: Executor | None, points: int
) -> AbstractContextManager[Workers]:
    """Whoever works on the points."""
    if scheduler is not None:
        return scheduled(scheduler)
    if executor is not None:
        return nullcontext(handing_to(executor))
    return workers(min(processes or cores(), points))
