"""Watching a run: at every look, where each customer's case is, and what has moved since the last look.

A case is with a unit while it waits or is worked on there, and with its customer otherwise: before it comes in, and
from an answer on until the customer finds it wrong.
"""

from __future__ import annotations

import numba as nb
import numpy as np
from numba import types

from orgsim.engine.agenda import WORK_ENDS, what_is
from orgsim.engine.compiled import entry, rule
from orgsim.engine.machine import Engine
from orgsim.engine.tables import EPISODE, GAVE_UP, JOB, MEETING, RESOLVED

COMES, PASSES, RIGHT, OTHERWISE, GIVES_UP = range(5)  # how a case moved; otherwise: answered, and not rightly
WITH_CUSTOMER = -1
MOVE = np.dtype([("look", "i4"), ("issue", "i4"), ("origin", "i1"), ("to", "i1"), ("how", "i1")], align=True)
PLACE = np.dtype([("issue", "i8"), ("unit", "i2")], align=True)

_jobs = types.Array(nb.from_dtype(JOB), 1, "C", readonly=True)
_episodes = types.Array(nb.from_dtype(EPISODE), 1, "C", readonly=True)
_places = nb.from_dtype(PLACE)[::1]
_moves = nb.from_dtype(MOVE)[::1]


@rule
def note(moves, number, at, issue, origin, to, how):
    """Write a move down, if there is room."""
    if number < len(moves):
        move = moves[number]
        move.look = at
        move.issue = issue
        move.origin = origin
        move.to = to
        move.how = how
        number += 1
    return number


@entry(types.int64(_jobs, types.int64[::1], _episodes, _places, _moves, types.int64, types.int64, types.int64[::1]))
def look(jobs, in_hand, episodes, places, moves, number, at, waiting):
    """Note every move since the last look: after the first `number` moves; returns how many there are then.

    in_hand: rows of the jobs somebody works on; places: where each row's case was, brought up to now; waiting
    (int64[units]): cases that wait now, by unit, counted afresh. No more moves are noted than there is room for.
    """
    working = np.zeros(len(jobs), np.bool_)
    for j in in_hand:
        working[j] = True
    waiting[:] = 0
    for j in range(len(jobs)):
        row, was = jobs[j], places[j]
        here = np.int64(WITH_CUSTOMER)
        if row.alive and row.kind < MEETING and (row.group < 0 or working[j]):
            here = np.int64(row.unit)
            if row.group < 0:
                waiting[here] += 1
        same = was.issue == row.issue
        if was.unit >= 0 and not (same and here >= 0):
            state = episodes[was.issue].state
            how = RIGHT if state == RESOLVED else GIVES_UP if state == GAVE_UP else OTHERWISE
            number = note(moves, number, at, was.issue, was.unit, WITH_CUSTOMER, how)
        if here >= 0 and not (same and was.unit == here):
            came = not same or was.unit < 0
            origin = WITH_CUSTOMER if came else was.unit
            number = note(moves, number, at, row.issue, origin, here, COMES if came else PASSES)
        was.issue = row.issue
        was.unit = here
    return number


class Watch:
    """Looks at a run from time to time and keeps what was seen."""

    def __init__(self, engine: Engine, looks: int):
        self.engine, self.at, self.number = engine, 0, 0
        units = len(engine["units"])
        self.busy = np.zeros((looks, units), "u2")
        self.cases = np.zeros((looks, units), "u2")  # customers' cases that wait
        self.other = np.zeros((looks, units), "u2")  # own work and meetings that wait
        self._places = np.zeros(0, PLACE)
        self._moves = np.zeros(1 << 16, MOVE)
        self._waiting = np.zeros(units, "i8")
        self._glance(-1)
        self.number = 0  # what is on its way already did not just come in

    def look(self) -> None:
        """Note how things are now."""
        self._glance(self.at)
        units = self.engine["units"]
        self.busy[self.at] = units["busy"]
        self.cases[self.at] = np.minimum(self._waiting, 65535)
        self.other[self.at] = np.clip(units["waiting"] - self._waiting, 0, 65535)
        self.at += 1

    @property
    def moves(self) -> np.ndarray:
        """MOVE records, in the order of looks."""
        return self._moves[: self.number]

    def _glance(self, at: int) -> None:
        engine, jobs = self.engine, self.engine["jobs"]
        if len(self._places) < len(jobs):
            more = np.zeros(len(jobs) - len(self._places), PLACE)
            more["issue"], more["unit"] = -1, WITH_CUSTOMER
            self._places = np.concatenate([self._places, more])
        if len(self._moves) - self.number < 2 * len(jobs):
            self._moves = np.concatenate([self._moves, np.zeros(len(self._moves) + 2 * len(jobs), MOVE)])
        pending = engine["events"][: int(engine.state["pending"][0])]
        in_hand = pending["who"][what_is(pending["tie"]) == WORK_ENDS]
        self.number = look(jobs, in_hand, engine["episodes"], self._places, self._moves, self.number, at, self._waiting)
