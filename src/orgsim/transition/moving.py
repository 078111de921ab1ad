"""A company on the road: between two moments of the engine's time a department moves, and everything follows from it.

At a step people of the department go to their new seats, whoever is in the middle of something after finishing it;
they carry what they know. Topics and own work go with their department. Topics that have another owner now, and those
of a department that somebody left for another unit, are found under a new entry of the directory, which only those who
moved and those they left know. Doors, lines, superiors, the record and order of work change for the units concerned;
which cases climb, when everybody has moved. What waits stays where people are left to do it, else it is handed over.
Whoever works elsewhere or under other rules than before is trained.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from orgsim.engine.machine import Engine
from orgsim.engine.tables import LINE, MEETING
from orgsim.extensions import extension_rates
from orgsim.run import NEVER, lines, units
from orgsim.structure.chart import Chart
from orgsim.transition.deeds import (
    ENDED,
    begin_line,
    call_to_course,
    carry_knowledge,
    hand_over,
    put_in_order,
)
from orgsim.transition.road import Flow, Road

SETTLING = 10.0  # minutes between looks at who has finished what they had in hand
SESSION = 60.0  # minutes
MOST_SESSIONS = 40  # of one course; who needs more takes several
PEOPLES = ("listener", "listener_sells", "host", "idea_taker")  # what the extensions ask a unit to do


class Moving:
    """An engine that starts in a road's old design and is moved along it, department by department.

    training_hours: of each person who moves; directory: whether what moves is found under a new entry.
    """

    def __init__(self, engine: Engine, road: Road, training_hours: float = 0.0, directory: bool = True):
        self.engine, self.road, self.training_hours, self.directory = engine, road, training_hours, directory
        self.moved: frozenset[int] = frozenset()
        self.chart = road.stage(self.moved)
        self.finishing: list[list[int]] = []  # [origin, goal, people] who still have something in hand
        self.running = {line: n for n, line in enumerate(road.old_lines)}  # rows of the lines that hold
        self.sessions = 0
        self.session_minutes = SESSION
        self.people_seen = (self.people, self.people)  # least and most
        self._heads(self.chart)

    @property
    def people(self) -> int:
        """Everybody: in their seats, or about to leave the old one."""
        return int(self.engine["groups"]["seats"].sum()) + sum(people for _, _, people in self.finishing)

    def advance(self, until: float) -> None:
        """Let the world run until a time in minutes; who has finished takes the new seat."""
        while self.finishing and self.engine.now + SETTLING < until:
            self.engine.advance(self.engine.now + SETTLING)
            self._seat()
            self._hand_over()
            self._look_around()
        self.engine.advance(until)

    def step(self, departments: Sequence[int]) -> dict[str, int]:
        """These departments move now; what that was, counted."""
        before, done = self.chart, set(map(id, self.road.due(self.moved)))
        self.moved |= frozenset(departments)
        moving = [flow for flow in self.road.due(self.moved) if id(flow) not in done]
        self.chart = self.road.stage(self.moved)
        people = sum(flow.people for flow in moving if flow.origin != flow.goal)
        trained = sum(flow.people for flow in moving if self.road.flow_moves(flow)) if self.training_hours > 0 else 0
        counts = {"people": people, "trained": trained, "topics": 0, "entries": 0, "channels": 0, "waiting": 0}
        if not people and not trained and alike(before, self.chart):
            return counts
        counts["waiting"] = int(self.engine["units"]["waiting"].sum())
        counts["channels"] = int((before.intake != self.chart.intake).sum())
        counts["topics"] = int((before.owner != self.chart.owner).sum())
        counts["entries"] = self._topics(before.owner, moving)
        self._carry(moving)
        self._leave(moving)
        self._tables(before)
        self._lines()
        self._hand_over()
        for u in range(len(self.chart.units)):
            put_in_order(self._address, u)
        self._train(moving)
        self._seat()
        self._look_around()
        return counts

    # What a step does, in this order

    def _topics(self, before: np.ndarray, moving: Sequence[Flow]) -> int:
        """Topics change hands. Those, and those of whoever leaves for another unit, are found under a new entry."""
        topics, groups, number = self.engine["topics"], self.road.groups, len(before)
        gone = {int(groups["department"][f.origin]) for f in moving if self.road.leaves_unit(f)}
        entered = 0
        for k, (old, new) in enumerate(zip(before.tolist(), self.chart.owner.tolist())):
            if old != new:
                self.engine["versions"]["v"][old * number + k] = topics["version"][k]
            if self.directory and (old != new or self.chart.home[k] in gone):
                topics["entry"][k] += 1
                entered += 1
            if old != new:
                self.engine["entries"]["v"][old * number + k] = topics["entry"][k]
        topics["owner"] = self.chart.owner
        return entered

    def _carry(self, moving: Sequence[Flow]) -> None:
        """What is known where people come from, their own move among it, is known where they go."""
        unit = self.road.groups["unit"]
        gone = [flow for flow in moving if self.road.leaves_unit(flow)]
        for a, b in dict.fromkeys((int(unit[flow.origin]), int(unit[flow.goal])) for flow in gone):
            carry_knowledge(self._address, a, b)

    def _leave(self, moving: Sequence[Flow]) -> None:
        """People give up their seats; they take the new ones when they have nothing in hand."""
        groups = self.engine["groups"]
        for flow in moving:
            if flow.origin != flow.goal:
                groups["seats"][flow.origin] -= flow.people
                self.finishing.append([flow.origin, flow.goal, flow.people])

    def _tables(self, before: Chart) -> None:
        """Rules of the stage become the engine's."""
        engine, chart = self.engine, self.chart
        for name in ("may_answer", "has_view", "at_home", "common"):
            engine[name]["v"] = getattr(chart, name).ravel()
        other = np.repeat((before.at_home != chart.at_home).any(axis=1), len(chart.topics))
        for name in ("answered", "answered_at_home"):
            engine[name]["v"][other] = 0
        engine["channels"]["intake"] = chart.intake
        engine["departments"]["unit"] = chart.unit_of_department
        rows = units(chart)
        for name in ("approver", "discipline", "record", "idea_path"):
            engine["units"][name] = rows[name]
        for name, value in extension_rates(chart, 0).items():
            if name in PEOPLES:
                engine.state[name] = value
        engine.state["threshold"], engine.state["overdue_after"] = chart.threshold, min(chart.overdue_after * 60, NEVER)
        self._heads(chart)

    def _heads(self, chart: Chart) -> None:
        """Which units have a head: a group for one may be there before its person is."""
        heads = chart.groups[(chart.groups["head"] == 1) & (chart.groups["seats"] > 0)]["unit"]
        self.engine["units"]["has_head"] = np.isin(np.arange(len(chart.units)), heads)

    def _lines(self) -> None:
        """Lines that no longer hold end; new ones meet when they would have met had they always been there."""
        table = self.engine["lines"]
        for line in [line for line in self.running if line not in self.chart.lines]:
            table["pending"][self.running.pop(line)] += ENDED
        begun = [line for line in self.chart.lines if line not in self.running]
        if not begun:
            return
        road = self.road
        drawn = dict(zip(road.old_lines, lines(road.old))) | dict(zip(road.new_lines, lines(road.new)))
        rows = np.array([drawn[line] for line in begun], LINE)
        rows["a"], rows["b"] = [line.a for line in begun], [line.b for line in begun]
        first = self._add_lines(rows)
        worked = self.engine.working_clock(self.engine.now)
        for n, line in enumerate(begun, first):
            row = self.engine["lines"][n]
            row["number"] = math.floor((worked - row["clock"]) / row["every"])
            row["clock"] += row["number"] * row["every"]
            self._make_room(0)
            begin_line(self._address, n)
            self.running[line] = n

    def _hand_over(self) -> None:
        """What waits where nobody is left is handed over, and so is what those still finishing there leave behind."""
        self._make_room(0)
        for u in np.flatnonzero(self.chart.seats == 0).tolist():
            if self.road.seats_before[self.road.groups["unit"] == u].any():
                hand_over(self._address, u)

    def _train(self, moving: Sequence[Flow]) -> None:
        """Everybody who moves takes courses, session by session, when nothing else is to be done."""
        if self.training_hours <= 0:
            return
        sessions = math.ceil(self.training_hours * 60 / SESSION)
        self.session_minutes = self.training_hours * 60 / sessions
        each = [min(MOST_SESSIONS, sessions - first) for first in range(0, sessions, MOST_SESSIONS)]
        unit = self.road.groups["unit"]
        places = [int(unit[f.goal]) for f in moving if self.road.flow_moves(f) for _ in range(f.people)]
        courses = [(u, length) for u in places for length in each]
        rows = np.zeros(len(courses), LINE)
        rows["a"] = rows["b"] = [u for u, _ in courses]
        rows["pending"], rows["one_way"], rows["every"] = [length for _, length in courses], 1, NEVER
        first = self._add_lines(rows)
        self.sessions += sum(length for _, length in courses)
        self._make_room(sum(length for _, length in courses))
        for n, (u, length) in enumerate(courses, first):
            call_to_course(self._address, n, u, length, self.session_minutes)

    def _seat(self) -> None:
        """Who has nothing in hand any more takes the new seat."""
        groups = self.engine["groups"]
        held = np.maximum(groups["busy"] - groups["seats"], 0).astype(np.int64)
        for journey in self.finishing:
            origin, goal, people = journey
            stay = min(people, int(held[origin]))
            held[origin] -= stay
            groups["seats"][goal] += people - stay
            journey[2] = stay
        self.finishing = [journey for journey in self.finishing if journey[2]]

    def _look_around(self) -> None:
        """Idle people take what waits; who is finishing something is still there."""
        self.engine.look_around()
        groups, number = self.engine["groups"], len(self.road.units)
        there = np.bincount(groups["unit"], weights=np.maximum(groups["seats"], groups["busy"]), minlength=number)
        self.engine["units"]["present"] = there
        self.people_seen = min(self.people_seen[0], self.people), max(self.people_seen[1], self.people)

    # Sessions

    def waiting_sessions(self) -> np.ndarray:
        """Rows of the sessions nobody has begun: a course is a line of a unit with itself."""
        jobs, table = self.engine["jobs"], self.engine["lines"]
        rows = np.flatnonzero((jobs["alive"] == 1) & (jobs["kind"] == MEETING) & (jobs["group"] == -1))
        line = jobs["issue"][rows]
        return rows[table["a"][line] == table["b"][line]]

    def training_minutes(self) -> float:
        """Minutes of training begun so far."""
        if not self.sessions:
            return 0.0
        return (self.sessions - len(self.waiting_sessions())) * self.session_minutes

    # The engine's tables

    @property
    def _address(self) -> int:
        return self.engine._address

    def _add_lines(self, rows: np.ndarray) -> int:
        """Lengthen the table of lines; the first new row."""
        first = int(self.engine.state["lines_n"][0])
        self.engine._lay("lines", np.concatenate([self.engine["lines"][:first], rows]))
        return first

    def _make_room(self, jobs: int) -> None:
        """Room for so many jobs more, and for whatever everybody may begin at once."""
        state, need = self.engine.state, 64 + 2 * self.people + 2 * int(self.engine.state["lines_n"][0])
        while state["free_jobs"][0] < jobs + need:
            self.engine._grow("jobs", len(self.engine["jobs"]))
        while state["pending"][0] + need > state["events_n"][0]:
            self.engine._grow("events", len(self.engine["events"]))


def alike(one: Chart, other: Chart) -> bool:
    """Whether the same holds in two stages."""
    ruled = [(chart.threshold, chart.overdue_after, chart.lines) for chart in (one, other)]
    arrays = [name for name, value in vars(one).items() if isinstance(value, np.ndarray)]
    return ruled[0] == ruled[1] and all(np.array_equal(getattr(one, n), getattr(other, n)) for n in arrays)
