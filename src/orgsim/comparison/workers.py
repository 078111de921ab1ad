"""Work shared out over processes: tasks in, results out as they are done.

Tasks are independent and depend on nothing but their arguments, so which process does one, and when, changes nothing.
Processes of this machine are started afresh (spawn): a copy of this one (fork) would inherit its threads' locks. Past
one machine anything with the ``submit`` of ``concurrent.futures`` will do; Dask's comes with an address.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pebble import ProcessExpired, ProcessPool

from orgsim.errors import InputError

TRIES = 2
AT_ONCE = 4  # tasks handed out for each process: enough to keep it busy, few enough to hold in memory
SECONDS_TO_ANSWER = 10
NO_WORKERS = (
    "no worker process could start; in a script, call this under: if __name__ == '__main__': "
    "(or set study.processes to 1)"
)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class Workers:
    """Whoever does the work: ``submit`` hands a task out and gives a future; None: it is done here."""

    submit: Callable[[Callable, Any], Future] | None
    at_once: int = 1

    @property
    def many(self) -> bool:
        """Whether work is done in other processes."""
        return self.submit is not None

    def each(
        self,
        function: Callable[[Any], Any],
        tasks: Sequence[Any],
        given_up: Callable[[BaseException], Any] | None = None,
    ) -> Iterator[tuple[int, Any]]:
        """Yields (place of the task, result) as they are done; a task whose process was killed is tried once more.

        given_up: makes a result of the error where a task's process was killed each time (default: it is raised).
        """
        if self.submit is None:
            yield from ((place, function(task)) for place, task in enumerate(tasks))
            return
        under_way: dict[Future, tuple[int, int]] = {}
        try:
            yield from self._share_out(function, tasks, given_up, under_way)
        finally:  # whoever leaves early leaves no work behind
            for future in under_way:
                future.cancel()

    def _share_out(self, function, tasks, given_up, under_way: dict[Future, tuple[int, int]]) -> Iterator:
        """The same; under_way holds the futures handed out, with the place of the task and the tries it has."""
        todo = [(place, TRIES) for place in range(len(tasks) - 1, -1, -1)]
        while todo or under_way:
            while todo and len(under_way) < self.at_once:
                place, tries = todo.pop()
                under_way[self.submit(function, tasks[place])] = place, tries
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                place, tries = under_way.pop(future)
                try:
                    result = future.result()
                except Exception as error:
                    if not killed(error):
                        raise
                    if tries > 1:
                        todo.append((place, tries - 1))
                        continue
                    if given_up is None:
                        raise
                    result = given_up(error)
                yield place, result


def killed(error: BaseException) -> bool:
    """Whether an error says that the process died rather than that the task failed."""
    return isinstance(error, ProcessExpired) or type(error).__name__ == "KilledWorker"  # Dask is not imported for this


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
        yield Workers(lambda function, task: pool.schedule(function, args=[task]), AT_ONCE * processes)
    except BrokenProcessPool as broken:
        raise RuntimeError(NO_WORKERS) from broken
    finally:
        pool.stop()
        pool.join()


@contextmanager
def scheduled(address: str) -> Iterator[Workers]:
    """The workers of a Dask scheduler, by its address (``tcp://host:8786``).

    A task whose worker is lost goes to another one; leaving early takes what is under way back.
    """
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ImportError:
        raise InputError("parallel.scheduler", address, "nothing without Dask: pip install 'orgsim[cluster]'") from None
    try:
        socket.create_connection(get_address_host_port(address), SECONDS_TO_ANSWER).close()  # Dask's own wait is long
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except Exception as error:  # whatever answers there may be anything
        said = f"the address of a Dask scheduler that answers, as in tcp://host:8786 ({type(error).__name__})"
        raise InputError("parallel.scheduler", address, said) from None
    with client, client.get_executor(pure=False) as executor:
        try:
            yield handing_to(executor)  # many at once: workers may join at any time
        finally:
            executor.shutdown(wait=False)


def handing_to(executor: Executor, at_once: int = 1000) -> Workers:
    """Work given to an executor of ``concurrent.futures``' kind."""
    return Workers(executor.submit, at_once)
