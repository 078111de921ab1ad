"""How far long work is, and how much longer it takes: a bar on a terminal, elsewhere a plain line every few seconds.

Both go to standard error, so that a table printed to standard output stays a table.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS_BETWEEN_LINES = 5.0

Advance = Callable[[int], None]
Show = bool | Callable[[str, int, int], None] | None


@contextmanager
def progress(what: str, total: int, show: Show = True) -> Iterator[Advance]:
    """Yields a function to call with the number of things just done.

    show: True for people; False or None for nothing; or a function called with (what, done, total).
    """
    if callable(show):
        yield _reporter(what, total, show)
    elif not show or total == 0:
        yield lambda done: None
    elif sys.stderr.isatty():
        with _bar(what, total) as advance:
            yield advance
    else:
        yield Lines(what, total).advance


def _reporter(what: str, total: int, show: Callable[[str, int, int], None]) -> Advance:
    """Passes the count on to the caller's own function."""
    count = 0

    def advance(done: int) -> None:
        nonlocal count
        count += done
        show(what, count, total)

    return advance


@contextmanager
def _bar(what: str, total: int) -> Iterator[Advance]:
    """A bar with the time left."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


class Lines:
    """Plain lines: the first at once, the last when all is done, and between them one every few seconds."""

    def __init__(self, what: str, total: int, clock: Callable[[], float] = time.monotonic):
        self.what, self.total, self.clock = what, total, clock
        self.done, self.begun = 0, clock()
        self.last = self.begun
        self.tell(f"{what}: 0 of {total}")

    def advance(self, done: int) -> None:
        """So many more are done."""
        self.done += done
        now = self.clock()
        if self.done >= self.total:
            self.tell(f"{self.what}: {self.total} of {self.total}, took {duration(now - self.begun)}")
        elif now - self.last >= SECONDS_BETWEEN_LINES:
            left = (now - self.begun) / self.done * (self.total - self.done) if self.done else float("inf")
            self.tell(f"{self.what}: {self.done} of {self.total}, about {duration(left)} left")
            self.last = now

    def tell(self, line: str) -> None:
        """Write a line where people look for it."""
        print(line, file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Seconds as people say them: 8 s, 3 min, 2 h 05 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02d} min"
