"""From one chart to another: both drawn over one list of units, who goes where, and what holds on the way.

Departments move. When one does, its people go to where they will sit, its topics and its own work go with them, and
its unit lives by the new design's rules. So on the way some units live by the old design and some by the new one; the
tables of such a stage follow from the units' rules as those of any design do (``structure.chart``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

import numpy as np

from orgsim.config.schema import Design, Unit
from orgsim.engine.tables import GROUP
from orgsim.errors import InputError
from orgsim.structure.chart import (
    Chart,
    ChartLine,
    answerers,
    common_superiors,
    disciplines,
    first_approver,
    home_shares,
    second_superiors,
    superiors,
    units_of,
    views,
)

FIRST, LAST = -2, -1  # beside departments: who moves with the first of them, and who with the last


@dataclass(frozen=True)
class Flow:
    """So many people of one group go to another (or stay), when a department moves (or FIRST, or LAST)."""

    origin: int
    goal: int
    people: int
    department: int


class Road:
    """The way between two charts of one world. Units of the same name are the same unit; the old design's come first.

    Raises InputError where the two have not as many people: nobody is hired or dismissed on the way.
    """

    def __init__(self, old: Chart, new: Chart):
        if old.seats.sum() != new.seats.sum():
            said = f"designs of as many people ({old.name} has {old.seats.sum()}): set study.budget=heads"
            raise InputError(f"{new.name}: seats", int(new.seats.sum()), said)
        self.old, self.new, self.world = old, new, old.world
        self.before, self.after = units_of(old.world, old.design), units_of(new.world, new.design)
        self.units = tuple(dict.fromkeys((*old.units, *new.units)))
        self.groups, self.seats_before, self.seats_after = union(self.units, old, new)
        new_desks = [u for u, name in enumerate(self.units) if name not in self.before and not self._has_departments(u)]
        self.flows = flows(self.groups, self.seats_before, self.seats_after, new_desks)
        self.old_lines, self.new_lines = (
            tuple(self._line(chart, line) for line in chart.lines) for chart in (old, new)
        )
        self.homes = {u: self._homes(u) for u in self.units}
        self.changed = frozenset(u for u in self.units if self._changes(u))

    @property
    def everybody(self) -> frozenset[int]:
        """Every department."""
        return frozenset(range(len(self.old.departments)))

    def row(self, chart: Chart, u: int) -> int:
        """The row here of a chart's unit (-1 for none)."""
        return self.units.index(chart.units[u]) if u >= 0 else -1

    def flow_moves(self, flow: Flow) -> bool:
        """Whether those people get another seat, or the same one under other rules."""
        return flow.origin != flow.goal or self.units[self.groups["unit"][flow.goal]] in self.changed

    def leaves_unit(self, flow: Flow) -> bool:
        """Whether those people go to another unit."""
        return self.groups["unit"][flow.origin] != self.groups["unit"][flow.goal]

    def has_moved(self, name: str, moved: Collection[int]) -> bool:
        """Whether a unit lives by the new design once these departments have moved."""
        return name not in self.before or self.homes[name] <= frozenset(moved)

    def seats(self, moved: Collection[int]) -> np.ndarray:
        """People of each group once these departments have moved: int[groups]."""
        seats = self.seats_before.astype(np.int64)
        for flow in self.due(moved):
            seats[flow.origin] -= flow.people
            seats[flow.goal] += flow.people
        return seats

    def due(self, moved: Collection[int]) -> list[Flow]:
        """The flows that have happened once these departments have moved."""
        now = {*moved, *((FIRST,) if moved else ()), *((LAST,) if frozenset(moved) >= self.everybody else ())}
        return [flow for flow in self.flows if flow.department in now]

    def stage(self, moved: Collection[int]) -> Chart:
        """What holds once these departments have moved."""
        world, done = self.world, frozenset(moved) >= self.everybody
        groups = self.groups.copy()
        groups["seats"] = self.seats(moved)
        seats = np.bincount(groups["unit"], weights=groups["seats"], minlength=len(self.units)).astype(np.int64)
        units = {u: self._rules(u, moved) for u in self.units}
        void, whole = seats == 0, self.new if done else self.old
        parent, second = superiors(f"{self.old.name} to {self.new.name}", units, void), second_superiors(units, void)
        unit_of_department = self._with_people(
            self.old.unit_of_department, self.new.unit_of_department, np.isin(np.arange(len(void)), [*moved]), seats
        )
        owner, lines = unit_of_department[self.old.home], self._lines(moved, seats)
        return replace(
            whole,
            name=f"{self.old.name} to {self.new.name}", design=Design(whole.design.title, "", None, units),
            units=self.units, seats=seats, void=void, groups=groups, owner=owner,
            may_answer=answerers(world, units, whole.topics, owner) & ~void[:, None],
            at_home=home_shares(world, whole.departments, whole.topics, groups, seats),
            has_view=views(len(units), owner, lines),
            unit_of_department=unit_of_department,
            intake=self._with_people(self.old.intake, self.new.intake, self._doors_moved(moved), seats),
            parent=parent, second=second,
            approver=np.array([first_approver(u, unit, parent) for u, unit in enumerate(units.values())]),
            common=common_superiors(units, parent), discipline=disciplines(units, parent, second), lines=lines,
            on_record=self._on_record(units, moved, void),
        )  # fmt: skip

    def _on_record(self, units: dict[str, Unit], moved: Collection[int], void: np.ndarray) -> np.ndarray:
        """Whether each unit uses the record of the design it lives by, once that one's keeper is there: bool[units]."""
        found = []
        for name, unit in units.items():
            chart = self.new if name in self.after and self.has_moved(name, moved) else self.old
            keeper = chart.design.record_kept_by
            found.append(chart.record and unit.record and not void[self.units.index(keeper)])
        return np.array(found, bool)

    def _rules(self, name: str, moved: Collection[int]) -> Unit:
        """The rules a unit lives by."""
        return self.after[name] if name in self.after and self.has_moved(name, moved) else self.before[name]

    def _homes(self, name: str) -> frozenset[int]:
        """The departments whose moving moves a unit: its people's in the old design, all of them where it has none."""
        shape = self.before.get(name) or self.after[name]
        homes = {*shape.departments, *shape.seconded} or self.old.departments
        return frozenset(self.old.departments.index(d) for d in homes)

    def _has_departments(self, u: int) -> bool:
        return any(shape and (shape.departments or shape.seconded) for shape in self._shapes(self.units[u]))

    def _shapes(self, name: str) -> tuple[Unit | None, Unit | None]:
        return self.before.get(name), self.after.get(name)

    def _changes(self, name: str) -> bool:
        """Whether a unit lives by other rules in the new design, its own or the company's."""
        old, new = (shape and {**asdict(shape), "seats": None} for shape in self._shapes(name))
        u = self.units.index(name)
        meetings = [{line for line in lines if u in (line.a, line.b)} for lines in (self.old_lines, self.new_lines)]
        ruled = [(each.record, each.threshold, each.overdue_after) for each in (self.old, self.new)]
        asked = [self._asked_for(chart, name) for chart in (self.old, self.new)]
        return old != new or meetings[0] != meetings[1] or ruled[0] != ruled[1] or asked[0] != asked[1]

    def _asked_for(self, chart: Chart, name: str) -> int | None:
        """What a unit is asked to do first."""
        return int(chart.discipline[chart.unit(name)]) if name in chart.units else None

    def _with_people(self, old, new, moved: np.ndarray, seats: np.ndarray) -> np.ndarray:
        """Each thing's unit: the new one once it has moved, but never one without people where the other has some."""
        found = np.empty(len(old), np.int64)
        for n in range(len(old)):
            either = [self.row(self.old, int(old[n])), self.row(self.new, int(new[n]))]
            first, second = either[::-1] if moved[n] else either
            found[n] = first if seats[first] or not seats[second] else second
        return found

    def _doors_moved(self, moved: Collection[int]) -> np.ndarray:
        """Whether each channel's old unit has moved, or its new one's departments have: bool[channels]."""
        index = self.old.departments.index
        found = []
        for old, new in zip(self.old.intake, self.new.intake):
            shape = self.after[self.new.units[new]]
            homes = {index(d) for d in (*shape.departments, *shape.seconded)}
            found.append(self.has_moved(self.old.units[old], moved) or bool(homes) and homes <= frozenset(moved))
        return np.array(found)

    def _line(self, chart: Chart, line: ChartLine) -> ChartLine:
        return replace(line, a=self.row(chart, line.a), b=self.row(chart, line.b))

    def _lines(self, moved: Collection[int], seats: np.ndarray) -> tuple[ChartLine, ...]:
        """The lines that hold: an old one until one of its departments moves, a new one once all of its have.

        Units without departments hold nothing up. A line in both designs goes on throughout.
        """
        done = frozenset(moved) >= self.everybody

        def ends(line: ChartLine) -> list[bool]:
            return [self.has_moved(self.units[u], moved) for u in (line.a, line.b) if self._has_departments(u)] or [
                done
            ]

        kept = [line for line in self.old_lines if line in self.new_lines or not any(ends(line))]
        begun = [line for line in self.new_lines if line not in self.old_lines and all(ends(line))]
        return tuple(line for line in (*kept, *begun) if seats[line.a] and seats[line.b])


def union(units: tuple[str, ...], old: Chart, new: Chart) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Groups of both charts, unit by unit, those of the old one first; their people before and after: int[groups]."""
    counted = []
    for chart in (old, new):
        here: dict[tuple, int] = {}
        for row in chart.groups:
            key = (units.index(chart.units[row["unit"]]), int(row["department"]), int(row["head"]))
            here[key] = here.get(key, 0) + int(row["seats"])
        counted.append(here)
    keys = sorted(dict.fromkeys((*counted[0], *counted[1])), key=lambda key: key[0])  # stable: the old ones first
    groups = np.zeros(len(keys), GROUP)
    for row, (unit, department, head) in zip(groups, keys):
        row["unit"], row["department"], row["head"] = unit, department, head
    before, after = (np.array([here.get(key, 0) for key in keys]) for here in counted)
    groups["seats"] = before
    return groups, before, after


def flows(groups: np.ndarray, before: np.ndarray, after: np.ndarray, new_desks: Collection[int]) -> list[Flow]:
    """Who goes where, as few as can be: who can stay stays, then people stay with their department, then with their
    unit, and whoever is left goes where somebody is wanted.

    They go when their department moves. A new unit that only coordinates has its people from the first step on; who
    coordinates in the old design does so to the last.
    """
    left, wanted = before.copy(), after.copy()
    found = []
    for alike in (("unit", "department", "head"), ("unit", "department"), ("department",), ("unit",), ()):
        for origin, goal in pairs(groups, alike, left, wanted):
            people = int(min(left[origin], wanted[goal]))
            if people:
                left[origin] -= people
                wanted[goal] -= people
                whose = int(groups["department"][origin])
                whose = FIRST if whose >= 0 and groups["unit"][goal] in new_desks else whose if whose >= 0 else LAST
                found.append(Flow(origin, goal, people, whose))
    return found


def pairs(groups, alike: tuple[str, ...], left, wanted) -> list[tuple[int, int]]:
    """Groups with people left to place and groups with places, alike in so much."""
    return [
        (int(a), int(b))
        for a in np.flatnonzero(left)
        for b in np.flatnonzero(wanted)
        if all(groups[name][a] == groups[name][b] for name in alike)
    ]
