"""The engine's door: tables in, time forward, tables out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from orgsim.engine import agenda, loop
from orgsim.engine.calendar import CALENDAR, working_clock
from orgsim.engine.state import STATE, TABLES, register
from orgsim.engine.work_minutes import KEPT

PAST = 52 * 10080.0  # minutes of news, moves and meetings before time 0: knowledge starts in its steady state


class Engine:
    """A run in progress.

    ``given`` holds the tables the run starts from (records of ``engine.tables`` and flat arrays by name; see
    ``engine.state.TABLES``), ``rates`` the world's numbers by name. Tables are NumPy arrays: ``engine["jobs"]``.
    """

    def __init__(self, given: dict[str, np.ndarray], rates: dict[str, float]):
        self.state = np.zeros(1, STATE)
        self.tables: dict[str, np.ndarray] = {}
        for name, dtype in TABLES.items():
            table = given.get(name)
            self._lay(name, np.zeros(1 if table is None else 0, dtype) if table is None else table.view(dtype))
            if table is None:
                self.state[f"{name}_n"] = 0
        for name, value in rates.items():
            self.state[name] = value
        self._address = register(self.state)
        self._lay("drawn", np.zeros(KEPT, TABLES["drawn"]))
        self.tables["units"]["last"] = -1
        self._grow("jobs", 1024)
        self._grow("events", 4096)
        self.state["now"] = -PAST
        loop.learn_the_past(self._address)
        self.advance(0.0)
        loop.open_for_business(self._address)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.tables[name]

    @property
    def now(self) -> float:
        """Minutes of wall clock since Monday 0:00 of week 1."""
        return float(self.state["now"][0])

    def advance(self, until: float) -> None:
        """Let the world run until a time in minutes."""
        self._until_it_fits(loop.advance, until)

    def release_attitudes(self) -> None:
        """From now on issues and talk move attitudes."""
        loop.release_attitudes(self._address)

    def look_around(self) -> None:
        """Bring integrals up to now and let idle people take what waits: after a change from outside."""
        self._until_it_fits(loop.look_around)

    def working_clock(self, time: float) -> float:
        """Open minutes up to a wall-clock time."""
        return float(self.working_clocks([time])[0])

    def working_clocks(self, times) -> np.ndarray:
        """Open minutes up to each of some wall-clock times."""
        calendar = SimpleNamespace(**{name: self.state[name][0].item() for name in CALENDAR})
        return np.array([python_of(working_clock)(calendar, time) for time in times], float)

    def remaining(self) -> np.ndarray:
        """Working minutes still to do on the jobs in service, by unit: float[units]."""
        pending = self.tables["events"][: int(self.state["pending"][0])]
        ending = pending[agenda.what_is(pending["tie"]) == agenda.WORK_ENDS]
        minutes = self.working_clocks(ending["time"].tolist()) - self.working_clock(self.now)
        unit = self.tables["jobs"]["unit"][ending["who"]]
        return np.bincount(unit, weights=minutes, minlength=len(self.tables["units"]))

    def _until_it_fits(self, act, *arguments) -> None:
        while (full := act(self._address, *arguments)) != loop.DONE:
            name = "events" if full == loop.AGENDA_FULL else "jobs"
            self._grow(name, len(self.tables[name]))

    def _lay(self, name: str, table: np.ndarray) -> None:
        table = np.ascontiguousarray(table)
        self.tables[name] = table
        self.state[f"{name}_at"] = register(table)
        self.state[f"{name}_n"] = len(table)

    def _grow(self, name: str, more: int) -> None:
        """Lengthen a table; new job rows join the list of unused ones."""
        old = self.tables[name]
        size = int(self.state[f"{name}_n"][0])
        table = np.zeros(size + more, old.dtype)
        table[:size] = old[:size]
        self._lay(name, table)
        if name == "jobs":
            table["child"][size:] = np.arange(size + 1, size + more + 1)
            if self.state["free_jobs"][0] > 0:
                last = self._last_unused(size)
                table["child"][last] = size
            else:
                self.state["free_job"] = size
            self.state["free_jobs"] += more

    def _last_unused(self, size: int) -> int:
        row = int(self.state["free_job"][0])
        child = self.tables["jobs"]["child"]
        for _ in range(int(self.state["free_jobs"][0]) - 1):
            row = int(child[row])
        return row


def python_of(rule):
    """The plain Python function behind a rule."""
    return getattr(rule, "py_func", rule)
