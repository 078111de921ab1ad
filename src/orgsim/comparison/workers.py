"""Work shared out over processes: tasks in, results out as they are done.

Tasks are independent and depend on nothing but their arguments, so which process does one, and when, changes nothing.
Processes are started afresh (spawn): a copy of this one (fork) would inherit its threads' locks.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from pebble import ProcessExpired, ProcessPool

Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterator[tuple[int, Any]]]
TRIES = 2
NO_WORKERS = (
    "no worker process could start; in a script, call this under: if __name__ == '__main__': "
    "(or set study.processes to 1)"
)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(processes: int) -> Iterator[Each]:
    """Yields ``each(function, tasks)``, which yields (place of the task, result) in the order they are done.

    With one process everything happens here. Leaving early, by an error or Ctrl-C, stops every process at once.
    """
    if processes <= 1:
        yield _one_after_another
        return
    pool = ProcessPool(max_workers=processes, context=multiprocessing.get_context("spawn"))
    try:
        yield lambda function, tasks: _shared_out(pool, function, tasks)
    except BrokenProcessPool as broken:
        raise RuntimeError(NO_WORKERS) from broken
    finally:
        pool.stop()
        pool.join()


def _one_after_another(function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Each task in turn, here."""
    for place, task in enumerate(tasks):
        yield place, function(task)


def _shared_out(
    pool: ProcessPool, function: Callable[[Any], Any], tasks: Sequence[Any], tries: int = TRIES
) -> Iterator[tuple[int, Any]]:
    """Each task in some process; one whose process was killed is tried once more."""
    futures = {pool.schedule(function, args=[task]): place for place, task in enumerate(tasks)}
    killed = []
    for future in as_completed(futures):
        try:
            result = future.result()
        except ProcessExpired:
            if tries <= 1:
                raise
            killed.append(futures[future])
            continue
        yield futures[future], result
    if killed:
        for place, result in _shared_out(pool, function, [tasks[place] for place in killed], tries - 1):
            yield killed[place], result
