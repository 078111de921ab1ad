"""Designs as data: each fits any company, its words mean what they say, and mistakes are told in a line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.config.check import check_design, check_world
from orgsim.config.command import configs
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_design
from orgsim.config.schema import Channel, Design, Line, Study, Topic, Unit
from orgsim.engine.tables import CUSTOMERS, FUNCTION, NEITHER
from orgsim.errors import InputError
from orgsim.measures.conservation import check_conservation
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting, draw_up
from orgsim.structure.seats import headcount, seats_by_rule
from orgsim.structure.spelled_out import spelled_out
from orgsim.sweep.changes import changed
from orgsim.views.chart import draw_chart
from orgsim.views.describe import describe
from orgsim.world.issues import issue_table
from orgsim.world.people import people

SETTING = Setting(5.0, 24.0)
DESIGNS = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))
NINE = "cco centralised dandelion holistic hub_and_spoke matrix organic siloed team".split()
BEYOND = "hr product support finance fulfilment production".split()
TWENTY = BEYOND + "marketing pr sales legal it research quality purchasing logistics risk audit tax data store".split()
DOORS = {"social": "marketing", "web": "pr", "mail": "sales", "phone": "support", "chat": "support", "shop": "store"}


def company(departments: list[str], doors: dict[str, str], people_each: int = 12):
    """The default world with other departments, a topic to each, and other channels."""
    world = default_world("population.customers=300")
    world = replace(
        world,
        company=replace(world.company, departments=dict.fromkeys(departments, people_each)),
        topics={f"about_{name}": Topic(name) for name in departments},
        channels={name: Channel(patience_hours=24.0, home=home) for name, home in doors.items()},
    )
    check_world(world)
    return world


COMPANIES = {
    "default": default_world("population.customers=300", "company.scale=0.5"),
    "small": company(["sales", "service", "production"], {"phone": "service"}),
    "large": company(TWENTY, DOORS),
}


def drawn(world, design):
    """The chart with one person to a unit, unless the design says another number."""
    return draw_up(world, design, "here", None, SETTING)


def seated(world, design):
    """The chart with seats by the common rule."""
    return draw_up(world, design, "here", seats_by_rule(world, design, "here", SETTING), SETTING)


def lines_of(chart) -> set[frozenset[str]]:
    """Who meets whom, by name."""
    return {frozenset((chart.units[line.a], chart.units[line.b])) for line in chart.lines}


# Every design, every company


def test_there_are_the_nine_designs_the_field_talks_about():
    assert DESIGNS == NINE


@pytest.mark.parametrize("name", NINE)
@pytest.mark.parametrize("of", COMPANIES)
def test_every_design_draws_up_for_every_company(name, of):
    world = COMPANIES[of]
    chart = seated(world, load_design(name))
    assert chart.seats.sum() == headcount(world) and (chart.seats[chart.owner] > 0).all()
    assert set(chart.departments) <= set(chart.units)  # nobody's department is lost in another's
    assert (chart.intake >= 0).all() and chart.may_answer[chart.intake].any(axis=1).all()
    assert len(draw_chart(chart).axes) == 1


@pytest.mark.parametrize("name", NINE)
def test_the_books_of_every_design_balance(name):
    world = COMPANIES["small"]
    few = ("warm_up_weeks=1", "measured_weeks=1", "horizon_days=2", "probes_per_day=20")
    study = default_study(*[f"study.{each}" for each in few])
    issues = issue_table(world, 1, days_of(study, "flow"))
    chart = seated(world, load_design(name))
    check_conservation(simulate(chart, people(world, 1), issues, 1, "flow", study))


@pytest.mark.parametrize("name", NINE)
def test_a_design_spelled_out_is_the_same_design(name):
    world, design = COMPANIES["large"], load_design(name)
    one, other = drawn(world, design), drawn(world, spelled_out(world, design))
    assert spelled_out(world, one.design) == one.design
    assert one.units == other.units and one.drawn() == other.drawn()


# What the words mean


def test_words_say_what_could_be_written_in_full():
    """The officer's design for the default company, unit by unit and line by line."""
    world = COMPANIES["default"]
    four = {"marketing": "social", "pr": "web", "sales": "mail", "service": "phone"}
    shape = {"answers": list(four), "head": True, "reports_to": "office", "approved_by": "superior"}
    written = replace(
        load_design("cco"),
        customer_facing=None,
        units=load_design("cco").units | {d: Unit([d], takes_in=[c], **shape) for d, c in four.items()},
        lines=[Line(["office", d]) for d in four],
    )
    one, other = drawn(world, load_design("cco")), drawn(world, written)
    assert one.units == other.units and one.drawn() == other.drawn() and one.lines == other.lines


@pytest.mark.parametrize("name", ["siloed", "cco", "hub_and_spoke", "dandelion", "organic", "holistic", "matrix"])
def test_a_channel_is_taken_in_at_the_door_where_it_stands(name):
    world = COMPANIES["large"]
    chart = drawn(world, load_design(name))
    assert {c: chart.units[u] for c, u in zip(chart.channels, chart.intake)} == DOORS
    moved = replace(world, channels=world.channels | {"web": Channel(home="hr")})
    chart = drawn(moved, load_design(name))
    assert chart.units[chart.intake[chart.channels.index("web")]] == "hr"
    assert chart.units[: len(chart.units)].count("pr") == 1  # still there, and with no door


def test_those_with_a_door_answer_one_another_and_nobody_else_does():
    world = COMPANIES["large"]
    chart = drawn(world, load_design("siloed"))
    facing = {"marketing", "pr", "sales", "support", "store"}
    for row, unit in enumerate(chart.units):
        may = {world.topics[k].department for k, right in zip(chart.topics, chart.may_answer[row]) if right}
        assert may == (facing if unit in facing else {unit} - {"executive"})


@pytest.mark.parametrize(
    "departments, so_many, sizes", [(20, 3, [3] * 6 + [2]), (8, 4, [4, 4]), (9, 4, [3, 3, 3]), (3, 5, [3])]
)
def test_there_is_one_for_every_so_many_departments(departments, so_many, sizes):
    world = company([f"d{n}" for n in range(departments)], {"phone": "d0"})
    design = load_design("dandelion")
    design.units["hub"].one_for = so_many
    chart = drawn(world, design)
    hubs = [unit for unit in chart.units if unit.startswith("hub_")]
    met = [[d for d in chart.departments if frozenset((hub, d)) in lines_of(chart)] for hub in hubs]
    assert sorted(map(len, met), reverse=True) == sizes
    assert sum(met, []) == list(chart.departments)  # in the company's order, each with one hub
    among = {pair for pair in lines_of(chart) if pair <= set(hubs)}
    assert len(among) == len(hubs) * (len(hubs) - 1) // 2
    assert chart.record and chart.design.record_kept_by == "hub_1"


def test_one_reports_to_ones_own_copy_and_other_units_meet_every_copy():
    world = company([f"d{n}" for n in range(6)], {"phone": "d0"})
    design = Design(
        units={"board": Unit(seats=1), "division": Unit(one_for=3, reports_to="board", puts_first="customers")},
        every_department=Unit(takes_in=["own"], reports_to="division"),
        lines=[Line(["board", "division"])],
    )
    chart = drawn(world, design)
    above = {d: chart.units[chart.parent[chart.unit(d)]] for d in chart.departments}
    assert above == {f"d{n}": f"division_{1 + n // 3}" for n in range(6)}
    assert lines_of(chart) == {frozenset(("board", f"division_{n}")) for n in (1, 2)}


# A second superior


def matrix(first: str, second: str) -> Design:
    design = load_design("matrix")
    design.units["executive"].puts_first, design.units["office"].puts_first = first, second
    return design


@pytest.mark.parametrize(
    "first, second, order",
    [
        ("function", "customers", NEITHER),
        ("customers", "function", NEITHER),
        ("customers", "customers", CUSTOMERS),
        ("function", "function", FUNCTION),
    ],
)
def test_where_two_superiors_ask_for_different_things_it_is_first_come(first, second, order):
    chart = drawn(COMPANIES["default"], matrix(first, second))
    assert (chart.discipline[chart.unit_of_department] == order).all()


def test_a_second_superior_changes_nothing_but_the_order_of_work():
    world, two = COMPANIES["default"], matrix("function", "customers")
    one = replace(two, every_department=replace(two.every_department, also_reports_to=None))
    one.customer_facing = replace(two.customer_facing, also_reports_to=None)
    with_it, without = drawn(world, two), drawn(world, one)
    same = ("parent", "approver", "common", "may_answer", "intake", "owner")
    assert all(np.array_equal(getattr(with_it, name), getattr(without, name)) for name in same)
    assert (without.discipline[without.unit_of_department] == FUNCTION).all()


def test_a_second_superior_without_seats_asks_for_nothing():
    two = matrix("function", "customers")
    two.units["office"].seats, two.lines = 0, []
    chart = drawn(COMPANIES["default"], two)
    assert (chart.discipline[chart.unit_of_department] == FUNCTION).all()


def test_the_picture_shows_the_second_superior():
    chart = drawn(COMPANIES["default"], load_design("matrix"))
    said = [text.get_text() for text in draw_chart(chart).axes[0].texts]
    assert said.count("office") == 1 + len(chart.departments) and "also\nreports to" in said
    assert "8 also to the office" in describe(chart)


# Keys of units that a design does not name one by one


def test_a_unit_drawn_like_others_can_be_changed_alone():
    world, designs = COMPANIES["default"], {"siloed": load_design("siloed")}
    made = changed(world, designs, Study(), {"designs.siloed.units.marketing.seats": 3})[1]["siloed"]
    chart = drawn(world, made)
    before = drawn(world, designs["siloed"])
    assert chart.seats[chart.unit("marketing")] == 3 and chart.units == before.units
    assert np.array_equal(chart.may_answer, before.may_answer)


def test_each_unit_means_those_drawn_alike_too():
    world, designs = COMPANIES["default"], {"dandelion": load_design("dandelion")}
    values = {"designs.dandelion.units.*.approved_by": "nobody", "designs.dandelion.lines.*.every": 2}
    made = changed(world, designs, Study(), values)[1]["dandelion"]
    assert {unit.approved_by for unit in made.units.values()} == {"nobody"} and "hub_2" in made.units
    assert {line.every for line in made.lines} == {2.0}


# Mistakes


@pytest.mark.parametrize(
    "design, said",
    [
        ({"every_department": Unit(one_for=3)}, "here: every_department.one_for: 3 cannot be used"),
        ({"units": {"a": Unit(["d"], one_for=3)}}, "here: units.a.one_for: 3 cannot be used; allowed: null"),
        ({"units": {"a": Unit(one_for=3, takes_in=["own"])}}, "here: units.a.one_for: 3"),
        ({"units": {"a": Unit(one_for=0)}}, "here: units.a.one_for: 0 cannot be used; allowed: a whole number, 1"),
        ({"units": {"a": Unit(also_reports_to="b"), "b": Unit()}}, "here: units.a.also_reports_to: 'b'"),
        ({"units": {"a": Unit(reports_to="b", also_reports_to="b"), "b": Unit()}}, "units.a.also_reports_to: 'b'"),
        ({"units": {"a": Unit()}, "lines": [Line(["a", "a"])]}, "here: lines[0].between"),
        ({"customer_facing": Unit(wage="boss"), "units": {"a": Unit()}}, "here: customer_facing.wage: 'boss'"),
        ({"units": {"own": Unit()}}, "here: units: 'own' cannot be used; allowed: other names"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_design_is_told_in_one_line(design, said):
    with pytest.raises(InputError) as told:
        check_design(Design(**design), "here")
    assert said in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"units": {"a": Unit(takes_in=["owm"])}}, "here: units.a.takes_in: 'owm' cannot be used; allowed: one of *"),
        ({"units": {"a": Unit(answers=["customerfacing"])}}, "did you mean customer_facing?"),
        ({"units": {"a": Unit(seconded=["own"])}}, "here: units.a.seconded: 'own'"),
        ({"units": {"b": Unit(one_for=2), "a": Unit(reports_to="b")}}, "here: units.a.reports_to: 'b' cannot be used"),
        ({"units": {"b": Unit(one_for=2), "b_1": Unit()}}, "here: units.b_1: 'b_1' cannot be used; allowed: another"),
        ({"units": {"a": Unit(reports_to="b", also_reports_to="c"), "b": Unit()}}, "units.a.also_reports_to: 'c'"),
        ({"units": {"d0": Unit()}}, "here: units.d0.departments: [] cannot be used; allowed: a list that has d0"),
        ({"lines": [Line(["b", "customer_facing"])]}, "here: lines[0].between: 'b'"),
        ({"record_kept_by": "hub"}, "here: record_kept_by: 'hub'"),
        ({"units": {"a": Unit(reports_to="d0", also_reports_to="a")}}, "here: units.a.also_reports_to: 'a'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_company_is_told_in_one_line(change, said):
    world = company(["d0", "d1", "d2"], {"phone": "d0"})
    design = Design(**{"every_department": Unit(takes_in=["own"]), **change})
    check_design(design, "here")
    with pytest.raises(InputError) as told:
        draw_up(world, design, "here", None, SETTING)
    assert said in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    "home, said",
    [
        (None, "channels.phone.home: is missing; allowed: a department, as this design asks for it: one of d0, d1"),
        ("d7", "channels.phone.home: 'd7' cannot be used; allowed: one of d0, d1"),
    ],
)
def test_a_world_that_does_not_say_where_a_channel_stands_is_told_so(home, said):
    world = company(["d0", "d1"], {"phone": home})
    with pytest.raises(InputError, match=said.replace("[", r"\[")):
        drawn(world, load_design("siloed"))
    plain = Design(units={"all": Unit(["d0", "d1"], takes_in=["phone"])})
    assert drawn(world, plain).units == ("all",)  # who does not ask need not know


@pytest.mark.parametrize("name", ["own", "customer_facing", "*"])
def test_the_words_are_nobodys_names(name):
    with pytest.raises(InputError, match="words that designs use"):
        company(["d0", name], {"phone": "d0"})
    with pytest.raises(InputError, match="words that designs use"):
        company(["d0"], {name: "d0"})
