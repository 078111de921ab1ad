"""Points worked on until all are there: what is done is not done again, what fails is told and the rest goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from orgsim.comparison.compare import Trial
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.replication import rehearse
from orgsim.comparison.seeds import SELECTION
from orgsim.comparison.workers import Workers, cores, workers
from orgsim.errors import InputError
from orgsim.sweep.points import Failure, Found, Point, attempted, sources, versions
from orgsim.sweep.store import NoRoom, Store, alone_in

Results = dict[str, Found | Failure]


def work_through(
    points: Sequence[Point],
    store: Store,
    staff: AbstractContextManager[Workers] | None = None,
    what: str = "points",
    progress: Show = False,
    retry_failed: bool = False,
) -> Results:
    """Every point's result by its identity; each is kept in the store as soon as it is done.

    staff: whoever works (default: every core of this machine). A point that failed before is tried again only with
    ``retry_failed``. Raises InputError where the disk is full, or a worker is of another version.
    """
    found, missing = looked_up(points, store, retry_failed)
    if progress is True:
        tell(found, len(missing), what)
    if not missing:
        return found
    with staff or workers(min(cores(), len(missing))) as crew:
        rehearse_first(missing[0][0])
        with lost_with(store), progress_of(what, len(missing), progress) as advance:
            for place, result in crew.each(attempted, missing, given_up):
                point = missing[place][0]
                found[point.identity] = cut(point, result) if isinstance(result, Found) else result
                keep(store, missing[place][0], result, len(points))
                advance(1)
    return found


def tell(found: Results, missing: int, what: str) -> None:
    """Says how many points an earlier run has left, and how many are to be done; nothing where it left none."""
    if not found:
        return
    everything, failed = len(found) + missing, sum(isinstance(each, Failure) for each in found.values())
    kept = len(found) - failed
    if missing:
        said = f"{kept} of {everything} {what} kept from before; {missing} to do"
    else:
        said = (
            f"all {everything} {what} were there already" if not failed else f"{kept} of {everything} {what} were there"
        )
    again = f" ({failed} failed before: --retry-failed tries again)" if failed else ""
    print(said + again, file=sys.stderr, flush=True)


@contextmanager
def lost_with(store: Store) -> Iterator[None]:
    """Says in a line that whoever works is gone; what is done is kept."""
    try:
        yield
    except (CancelledError, BrokenExecutor) as error:
        said = f"workers that stay ({type(error).__name__}); the points that are done are kept: start it again"
        raise InputError("out", str(store.folder), said) from None


def looked_up(points: Sequence[Point], store: Store, retry_failed: bool) -> tuple[Results, list]:
    """What is there already, and what is to be done: (point, what an earlier run with fewer replications found)."""
    found: Results = {}
    missing = {}
    for point in points:
        there = store.read(point)
        if there is not None and there.versions != versions():
            there = None
        if there is not None and enough(point, there):
            found[point.identity] = cut(point, there)
        elif (failure := store.failure(point)) and not retry_failed:
            found[point.identity] = failure
        else:
            missing[point.identity] = (point, there)
    return found, list(missing.values())


def enough(point: Point, there: Found) -> bool:
    """Whether a point has the replications asked for."""
    has = there.replications()
    return all(has.get(estimand, 0) >= number for estimand, number in asked(point, there).items())


def asked(point: Point, there: Found) -> dict[str, int]:
    """Replications of each estimand; how many suffice for a precision was found out then."""
    found = {there.sized.estimand: there.sized.replications} if there.sized else {}
    return point.replications() | found


def cut(point: Point, there: Found) -> Found:
    """Without the replications, of an earlier run with more, that are not asked for."""
    number = asked(point, there)
    wanted = there.measures["replication"] < there.measures["estimand"].map(number).fillna(0)
    return there if wanted.all() else replace(there, measures=there.measures[wanted].reset_index(drop=True))


def keep(store: Store, point: Point, result: Found | Failure, of: int) -> None:
    """Put a result where it belongs."""
    if isinstance(result, Failure):
        store.fail(point, result)
        return
    if result.versions != versions():
        other = next(name for name, version in versions().items() if result.versions.get(name) != version)
        said = f"workers with the {other} of this process ({versions()[other]})"
        raise InputError(f"a worker's {other}", result.versions.get(other), said)
    try:
        store.write(point, result)
    except NoRoom as error:
        kept = len(list(store.done.glob("*.parquet")))
        said = f"a disk with room ({error.strerror}); {kept} of {of} points are kept: make room, and start it again"
        raise InputError("out", str(store.folder), said) from None


def given_up(error: BaseException) -> Failure:
    """A point whose process was killed, each time."""
    return Failure(type(error).__name__, "its process was killed, each time it was tried (out of memory, perhaps)")


def rehearse_first(point: Point) -> None:
    """Have the engine compiled here, once, and kept on disk for all workers; what fails will tell its reason later."""
    try:
        trial = Trial(point.world, point.designs, replace(point.study, probes_per_day=0.0), point.seed)
        rehearse(trial.task(trial.first_charts(), "flow", SELECTION, 0))
    except Exception:  # whatever it is, the point itself will tell it, and the others go on
        return


def evaluate(
    points: Sequence[Point],
    folder: str | Path,
    what: str = "worlds",
    progress: Show = False,
    processes: int | None = None,
) -> pd.DataFrame:
    """All points' tables one below the other with the point's name; what this code has left there is not done again.

    Raises RuntimeError for the first point that failed.
    """
    store = Store(Path(folder) / sources()[:12])
    with alone_in(store.folder):
        staff = workers(processes) if processes else None
        found = work_through(points, store, staff, what, progress, retry_failed=True)
    return pd.concat([table_of(point, found[point.identity]) for point in points], ignore_index=True)


def table_of(point: Point, result: Found | Failure) -> pd.DataFrame:
    """A point's tidy table with its name."""
    if isinstance(result, Failure):
        raise RuntimeError(f"{point.name}: {result.error}: {result.message}\n{result.trace}")
    return result.measures.assign(point=point.name)
