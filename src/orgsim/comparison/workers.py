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
from dataclasses import dataclass
from typing import Any

from pebble import ProcessExpired, ProcessPool

TRIES = 2
NO_WORKERS = (
    "no worker process could start; in a script, call this under: if __name__ == '__main__': "
    "(or set study.processes to 1)"
)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def workers(processes: int) -> Iterator[Workers]:
    """Processes that share out work; with one, everything is done here.

    Leaving early, by an error or Ctrl-C, stops every process at once.
    """
    if processes <= 1:
        yield Workers(None)
        return
    pool = ProcessPool(max_workers=processes, context=multiprocessing.get_context("spawn"))
    try:
        yield Workers(pool)
    except BrokenProcessPool as broken:
        raise RuntimeError(NO_WORKERS) from broken
    finally:
        pool.stop()
        pool.join()


@dataclass(frozen=True)
class Workers:
    """Whoever does the work: a pool of processes, or (None) this process."""

    pool: ProcessPool | None

    @property
    def many(self) -> bool:
        """Whether work is done in other processes."""
        return self.pool is not None

    def each(
        self, function: Callable[[Any], Any], tasks: Sequence[Any], tries: int = TRIES
    ) -> Iterator[tuple[int, Any]]:
        """Yields (place of the task, result) as they are done; a task whose process was killed is tried once more."""
        if self.pool is None:
            yield from ((place, function(task)) for place, task in enumerate(tasks))
            return
        futures = {self.pool.schedule(function, args=[task]): place for place, task in enumerate(tasks)}
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
            for place, result in self.each(function, [tasks[place] for place in killed], tries - 1):
                yield killed[place], result
