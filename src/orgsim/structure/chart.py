"""A design drawn up for a world: names become rows, rules become tables, and what cannot be is refused at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.config.check import EVERYBODY, FACING, OWN
from orgsim.config.schema import Design, Unit, World
from orgsim.engine.tables import CUSTOMERS, FUNCTION, GROUP, INFLUENCERS, NEITHER
from orgsim.errors import InputError
from orgsim.structure.spelled_out import spelled_out

DISCIPLINES = {"function": FUNCTION, "customers": CUSTOMERS, "neither": NEITHER, "influencers": INFLUENCERS}


@dataclass(frozen=True)
class Setting:
    """A point of the grid of levers: working days between meetings, hours after which a case is overdue."""

    meeting_every: float
    overdue_after: float


@dataclass(frozen=True)
class ChartLine:
    """A sharing line between units a and b that meets every so many working days."""

    a: int
    b: int
    every: float
    one_way: bool


@dataclass(frozen=True)
class Chart:
    """A design compiled for a world. Arrays are indexed by the rows of ``units``, ``topics`` and so on."""

    name: str
    title: str
    world: World
    design: Design  # spelled out
    setting: Setting
    units: tuple[str, ...]
    departments: tuple[str, ...]
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    seats: np.ndarray  # int[units]
    void: np.ndarray  # bool[units]: coordinating units without seats, which take no part
    groups: np.ndarray  # GROUP records, unit by unit
    owner: np.ndarray  # int[topics]: the unit that owns the topic
    home: np.ndarray  # int[topics]: the department it belongs to
    may_answer: np.ndarray  # bool[units, topics]
    at_home: np.ndarray  # float[units, topics]: share of the unit's people at home on the topic
    has_view: np.ndarray  # bool[units, topics]: whether news of the topic can reach the unit
    unit_of_department: np.ndarray  # int[departments]
    intake: np.ndarray  # int[channels]
    parent: np.ndarray  # int[units]: superior with seats, -1 for a root
    second: np.ndarray  # int[units]: second superior with seats, -1 for none
    approver: np.ndarray  # int[units]: who approves what the unit answered alone (itself: its head), -1 nobody
    common: np.ndarray  # int[units, units]: who approves what both answered, -1 nobody
    discipline: np.ndarray  # int[units]
    lines: tuple[ChartLine, ...]
    record: bool
    on_record: np.ndarray  # bool[units]: whether a unit reads and writes it
    threshold: float
    overdue_after: float  # hours

    def drawn(self) -> tuple[bytes, ...]:
        """All that is drawn but for how many people there are: alike where two charts differ in seats alone."""
        people = ("seats", "groups")
        arrays = [value for name, value in vars(self).items() if isinstance(value, np.ndarray) and name not in people]
        return (*(array.tobytes() for array in arrays), repr(self.lines).encode())

    @property
    def shapes(self) -> tuple[Unit, ...]:
        """The design's units, in the order of their rows."""
        return tuple(self.design.units.values())

    def unit(self, name: str) -> int:
        """Row of a unit."""
        return self.units.index(name)

    def coordinates(self, u: int) -> bool:
        """Whether a unit has no people of its own departments, seconds nobody and takes nothing in."""
        return coordinates(self.design, self.units[u])


def units_of(world: World, design: Design) -> dict[str, Unit]:
    """All units by name, spelled out: those the design names, then every other department."""
    return spelled_out(world, design).units


def coordinates(design: Design, name: str) -> bool:
    """Whether a unit only coordinates: nobody's department, nobody seconded, no channel."""
    unit = design.units.get(name)
    return unit is not None and not (unit.departments or unit.seconded or unit.takes_in)


def people(world: World) -> dict[str, int]:
    """People by department, at the company's scale."""
    return {d: int(round(n * world.company.scale)) for d, n in world.company.departments.items()}


def draw_up(world: World, design: Design, name: str, seats: Mapping[str, int] | None, setting: Setting) -> Chart:
    """Compile a design. ``seats`` by unit name; None gives every unit one person (for its offered load).

    Raises InputError where the design names what is not there or leaves work nobody can do.
    """
    design = spelled_out(world, design, f"{name}: ")
    units = design.units
    names = tuple(units)
    departments, topics, channels = (tuple(x) for x in (world.company.departments, world.topics, world.channels))
    check_names(name, units, design, departments, topics, channels)
    unit_of_department = owners(name, units, departments)
    number = seats_of(name, units, design, seats)
    void = number == 0
    keeper = design.record_kept_by
    recorded = keeper is not None and not void[names.index(keeper)]
    parent = superiors(name, units, void)
    second = second_superiors(units, void)
    lines = sharing_lines(design, units, void, setting)
    owner = unit_of_department[[departments.index(world.topics[k].department) for k in topics]]
    groups = people_of(world, units, departments, number)
    chart = Chart(
        name=name, title=design.title or name, world=world, design=design, setting=setting,
        units=names, departments=departments, topics=topics, channels=channels, seats=number, void=void, groups=groups,
        owner=owner, home=np.array([departments.index(world.topics[k].department) for k in topics]),
        may_answer=answerers(world, units, topics, owner),
        at_home=home_shares(world, departments, topics, groups, number),
        has_view=views(len(names), owner, lines),
        unit_of_department=unit_of_department,
        intake=np.array([doors(name, units, c) for c in channels]),
        parent=parent,
        second=second,
        approver=np.array([first_approver(u, unit, parent) for u, unit in enumerate(units.values())]),
        common=common_superiors(units, parent),
        discipline=disciplines(units, parent, second),
        lines=lines,
        record=recorded, on_record=recorded & np.array([unit.record for unit in units.values()]),
        threshold=design.approval.threshold,
        overdue_after=setting.overdue_after if design.approval.overdue_after is None else design.approval.overdue_after,
    )  # fmt: skip
    return chart


def check_names(name, units, design, departments, topics, channels):
    """Every name a design uses must be there."""
    homes = (EVERYBODY, FACING, *departments)
    wanted = [("departments", homes), ("seconded", homes), ("takes_in", (EVERYBODY, OWN, *channels))]
    wanted.append(("answers", (EVERYBODY, FACING, *topics, *departments)))
    for u, unit in units.items():
        for key, allowed in wanted:
            for each in getattr(unit, key):
                if each not in allowed:
                    raise InputError(f"{name}: units.{u}.{key}", each, allowed)
        for key in ("reports_to", "also_reports_to"):
            above = getattr(unit, key)
            if above is not None and (above not in units or (above == u and key == "also_reports_to")):
                raise InputError(f"{name}: units.{u}.{key}", above, tuple(each for each in units if each != u))
    for i, line in enumerate(design.lines):
        if len(line.between) != 2:
            raise InputError(f"{name}: lines[{i}].between", line.between, "two units")
        for each in line.between:
            if each != EVERYBODY and each not in units:
                raise InputError(f"{name}: lines[{i}].between", each, (EVERYBODY, FACING, *units))
    if design.record_kept_by is not None and design.record_kept_by not in units:
        raise InputError(f"{name}: record_kept_by", design.record_kept_by, tuple(units))
    for what in ("listens", "hosts", "takes_ideas"):
        if len(doing := [u for u, unit in units.items() if getattr(unit, what)]) > 1:
            raise InputError(f"{name}: units.{doing[1]}.{what}", True, f"one unit ({doing[0]} does already)")


def owners(name, units, departments) -> np.ndarray:
    """The unit each department's people, topics and own work belong to."""
    rows = []
    for d in departments:
        having = [i for i, unit in enumerate(units.values()) if d in unit.departments]
        if len(having) != 1:
            said = " and ".join(list(units)[i] for i in having) or "nobody"
            allowed = "exactly one unit that lists it under departments"
            raise InputError(f"{name}: the unit that has department {d}", said, allowed)
        rows.append(having[0])
    return np.array(rows)


def doors(name, units, channel) -> int:
    """The unit that takes in a channel."""
    doors = [i for i, unit in enumerate(units.values()) if channel in unit.takes_in]
    if len(doors) != 1:
        said = " and ".join(list(units)[i] for i in doors) or "nobody"
        allowed = "exactly one unit that lists it under takes_in"
        raise InputError(f"{name}: the unit that takes in {channel}", said, allowed)
    return doors[0]


def seats_of(name, units, design, seats) -> np.ndarray:
    """People by unit; only units that merely coordinate may have none."""
    number = []
    for u, unit in units.items():
        here = (1 if unit.seats is None else unit.seats) if seats is None else seats[u]
        if here < 0 or (here == 0 and (unit.departments or unit.seconded or unit.takes_in)):
            allowed = "at least 1, since customers or a department depend on it"
            raise InputError(f"{name}: units.{u}.seats", here, allowed)
        number.append(here)
    return np.array(number, np.int64)


def superiors(name, units, void) -> np.ndarray:
    """The nearest superior with seats, -1 for none."""
    names = list(units)
    rows = []
    for u in names:
        above, seen = units[u].reports_to, {u}
        while above is not None and (above in seen or void[names.index(above)]):
            if above in seen:
                allowed = "a unit that does not report to this one"
                raise InputError(f"{name}: units.{u}.reports_to", units[u].reports_to, allowed)
            seen.add(above)
            above = units[above].reports_to
        rows.append(-1 if above is None else names.index(above))
    for u, above in enumerate(rows):
        steps = 0
        while above >= 0:
            above, steps = rows[above], steps + 1
            if steps > len(names):
                said = units[names[u]].reports_to
                raise InputError(f"{name}: units.{names[u]}.reports_to", said, "a chain that ends")
    return np.array(rows)


def second_superiors(units, void) -> np.ndarray:
    """The nearest second superior with seats, -1 for none."""
    names, rows = list(units), []
    for u in names:
        above, seen = units[u].also_reports_to, {u}
        while above is not None and above not in seen and void[names.index(above)]:
            seen.add(above)
            above = units[above].reports_to
        rows.append(-1 if above is None or above in seen else names.index(above))
    return np.array(rows)


def sharing_lines(design, units, void, setting) -> tuple[ChartLine, ...]:
    """The lines between units that have seats; '*' stands for every unit that has a department."""
    names = list(units)
    everybody = [u for u in names if units[u].departments]
    lines = {}
    for line in design.lines:
        ends = [everybody if each == EVERYBODY else [each] for each in line.between]
        for a in ends[0]:
            for b in ends[1]:
                pair = (names.index(a), names.index(b))
                if a == b or void[pair[0]] or void[pair[1]] or (not line.one_way and pair[::-1] in lines):
                    continue
                every = setting.meeting_every if line.every is None else line.every
                lines[pair] = ChartLine(*pair, every, line.one_way)
    return tuple(lines.values())


def people_of(world, units, departments, number) -> np.ndarray:
    """Groups of people by unit and department, a head apart; a mixed unit in proportion to its departments' people."""
    size = people(world)
    groups = []
    for u, unit in enumerate(units.values()):
        homes = [*unit.departments, *unit.seconded]
        rest = int(number[u])
        if unit.head and rest > 0:
            groups.append((u, departments.index(homes[0]) if homes else -1, 1, 0, 1))
            rest -= 1
        if not homes:
            groups.append((u, -1, rest, 0, 0))
            continue
        for d, share in zip(homes, largest_remainder([size[d] for d in homes], rest)):
            groups.append((u, departments.index(d), share, 0, 0))
    return np.array(groups, GROUP)


def largest_remainder(weights, total: int) -> list[int]:
    """Whole numbers in proportion to weights that sum to ``total``; ties go to the first."""
    exact = np.asarray(weights, float) * total / sum(weights)
    whole = np.floor(exact + 1e-9).astype(int)
    for i in sorted(range(len(whole)), key=lambda i: (-(exact[i] - whole[i]), i))[: total - int(whole.sum())]:
        whole[i] += 1
    return [int(n) for n in whole]


def answerers(world, units, topics, owner) -> np.ndarray:
    """Who may answer what: the owner, and whoever the design allows."""
    allowed = np.zeros((len(units), len(topics)), bool)
    for u, unit in enumerate(units.values()):
        for k, topic in enumerate(topics):
            allowed[u, k] = any(each in (EVERYBODY, topic, world.topics[topic].department) for each in unit.answers)
    allowed[owner, np.arange(len(topics))] = True
    return allowed


def home_shares(world, departments, topics, groups, number) -> np.ndarray:
    """Share of each unit's people at home on each topic."""
    shares = np.zeros((len(number), len(topics)))
    for row in groups:
        for k, topic in enumerate(topics):
            if departments.index(world.topics[topic].department) == row["department"] and number[row["unit"]]:
                shares[row["unit"], k] += row["seats"] / number[row["unit"]]
    return shares


def views(units: int, owner, lines) -> np.ndarray:
    """Whether news of a topic can reach a unit along sharing lines."""
    reach = np.eye(units, dtype=bool)
    for line in lines:
        reach[line.a, line.b] = True
        reach[line.b, line.a] |= not line.one_way
    for _ in range(units):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    return reach[owner].T.copy()


def first_approver(u: int, unit: Unit, parent) -> int:
    """Who approves what a unit answered alone: its head, its superior, or nobody."""
    if unit.approved_by == "nobody":
        return -1
    return u if unit.head and unit.approved_by == "head" else int(parent[u])


def common_superiors(units, parent) -> np.ndarray:
    """Who approves what two units answered together: the lowest unit above both, which may be one of them."""
    number = len(units)
    chains = []
    for u in range(number):
        chain = [u]
        while parent[chain[-1]] >= 0:
            chain.append(int(parent[chain[-1]]))
        chains.append(chain)
    table = np.full((number, number), -1)
    for u in range(number):
        for v in range(number):
            table[u, v] = next((x for x in chains[u] if x in chains[v]), -1)
    return table


def disciplines(units, parent, second) -> np.ndarray:
    """A unit's order of work is what its superior puts first; without a superior, its own function.

    Where two superiors put different things first it does neither: first come, first served.
    """
    shapes, rows = list(units.values()), []
    for superiors_of in zip(parent, second):
        asked = {DISCIPLINES[shapes[p].puts_first] for p in superiors_of if p >= 0}
        rows.append(FUNCTION if not asked else asked.pop() if len(asked) == 1 else NEITHER)
    return np.array(rows)
