"""One rule gives every design its seats: they sum to the budget, follow the load, and leave out who has no work."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies import company, design, desk
from orgsim.config.schema import Unit
from orgsim.errors import InputError
from orgsim.structure.chart import Setting, draw_up
from orgsim.structure.seats import (
    entitlements,
    headcount,
    payroll,
    payroll_as_is,
    seats_as_is,
    seats_by_rule,
    square_root_rule,
)
from orgsim.structure.traffic import offered_load

LOADS = st.lists(st.floats(0.0, 40.0), min_size=1, max_size=12)
WEEKLY = Setting(5.0, 1e9)
MEETINGS = {"meeting_setup": 10.0, "meeting_item": 3.0}


def three(**changes):
    return company({"a": 6, "b": 8, "c": 10}, load=0.75, own_work=0.4, minutes=MEETINGS, **changes)


def desks(**changes) -> dict[str, Unit]:
    return {name: desk(name, **changes) for name in "abc"}


def hubbed(*lines, **hub):
    return design({**desks(), "hub": Unit(**hub)}, *lines)


def by_rule(world, shape, budget="heads") -> dict[str, int]:
    return seats_by_rule(world, shape, "test", WEEKLY, budget)


# The rule


@given(LOADS, st.integers(0, 200))
def test_seats_sum_to_the_total_with_one_at_least_for_each(load, spare):
    total = len(load) + spare
    seats = square_root_rule(load, total)
    assert sum(seats) == total and min(seats) >= 1


@given(LOADS, st.integers(0, 200))
def test_more_load_never_means_fewer_seats_but_for_order_among_equals(load, spare):
    seats = square_root_rule(load, len(load) + spare)
    for i, here in enumerate(load):
        for j, there in enumerate(load):
            if here > there + 1e-6:
                assert seats[i] >= seats[j]


@given(st.lists(st.floats(1.0, 40.0), min_size=2, max_size=12), st.integers(0, 100))
def test_seats_are_within_one_of_load_plus_beta_root_load(load, spare):
    total = int(np.ceil(sum(load))) + spare
    wanted = entitlements(np.array(load), total)
    assert (np.abs(np.array(square_root_rule(load, total)) - wanted) < 1 + 1e-9).all()
    beta = (wanted - load) / np.sqrt(load)
    assert beta == pytest.approx(beta[0], abs=1e-6) and beta[0] >= -1e-9


def test_with_more_load_than_people_seats_are_in_proportion_to_load():
    assert square_root_rule([30.0, 60.0, 90.0], 18) == [3, 6, 9]


def test_small_loads_get_their_one_and_the_rest_share_what_is_left():
    assert square_root_rule([0.01, 9.0, 9.0], 21) == [1, 10, 10]


def test_ties_go_to_the_first():
    assert square_root_rule([2.0, 2.0, 2.0], 10) == [4, 3, 3]


# The rule in a design


@settings(max_examples=20, deadline=None)
@given(st.floats(0.45, 1.5), st.floats(0, 1), st.sampled_from(["heads", "payroll"]))
def test_every_design_gets_the_headcount(load, interdependence, budget):
    world = three(interdependence=interdependence, executives=1)
    world.company.load = load
    for shape in (design(desks()), hubbed(("hub", "a"), seats=2), hubbed(("hub", "a"), ("hub", "c"))):
        seats = by_rule(world, shape, budget)
        if budget == "heads":
            assert sum(seats.values()) == headcount(world) == 25
        assert min(seats.values()) >= 1


def test_the_company_as_it_is_keeps_its_people():
    shape = design({**desks(), "top": Unit(seats=2), "office": Unit(), "team": Unit(seconded=["a"])})
    expected = {"a": 6, "b": 8, "c": 10, "top": 2, "office": 1, "team": 1}
    assert seats_as_is(three(), shape) == expected


def test_even_departments_under_functional_desks_stay_even():
    world = company(dict.fromkeys("abcd", 12), load=0.75, own_work=0.4, interdependence=0.25)
    assert by_rule(world, design({name: desk(name) for name in "abcd"})) == dict.fromkeys("abcd", 12)


def test_a_hub_with_nothing_to_do_gets_nobody():
    """And the design is then the one without it."""
    seats = by_rule(three(), hubbed())
    assert seats.pop("hub") == 0
    assert seats == by_rule(three(), design(desks()))


def test_a_hub_that_meets_gets_somebody():
    assert by_rule(three(), hubbed(("hub", "a"), ("hub", "b")))["hub"] >= 1


def test_a_hub_whose_meetings_take_no_time_gets_nobody():
    world = company({"a": 6, "b": 8, "c": 10}, load=0.75, own_work=0.4)
    assert by_rule(world, hubbed(("hub", "a"), ("hub", "b")))["hub"] == 0


def test_what_only_meets_the_void_is_void_too():
    """An office that meets nobody but a hub keeps it busy; without minutes both go at once."""
    units = {**desks(), "hub": Unit(), "office": Unit()}
    assert by_rule(three(), design(units, ("hub", "office")))["office"] == 1
    world = company({"a": 6, "b": 8, "c": 10}, load=0.75, own_work=0.4)
    assert {by_rule(world, design(units, ("hub", "office")))[each] for each in ("hub", "office")} == {0}


def test_fixed_seats_stay():
    seats = by_rule(three(), design({**desks(), "top": Unit(seats=3)}))
    assert seats["top"] == 3 and sum(seats.values()) == 24


def test_seats_fixed_beyond_the_headcount_are_refused():
    with pytest.raises(InputError, match="test: heads: 24 .* at least 25 people"):
        by_rule(three(), design({**desks(), "top": Unit(seats=22)}))


def test_seats_are_a_fixed_point_of_the_loads_they_cause():
    """A team of seconded people is as much at home as its mix."""
    units = desks() | {"team": Unit(seconded=["a", "b"], takes_in=["to_a", "to_b"], answers=["a", "b"])}
    units["a"].takes_in, units["b"].takes_in = [], []
    world, shape = three(off_topic_slowdown=0.5), design(units)
    seats = by_rule(world, shape)
    load = offered_load(draw_up(world, shape, "test", seats, WEEKLY))
    assert square_root_rule(np.round(load, 9).tolist(), 24) == list(seats.values())


def test_the_same_question_gets_the_same_answer():
    assert by_rule(three(), hubbed(("hub", "a"))) == by_rule(three(), hubbed(("hub", "a")))


def test_an_unknown_budget_is_refused():
    with pytest.raises(InputError, match="did you mean heads"):
        by_rule(three(), design(desks()), "head")


# Payroll


def test_the_first_person_of_a_unit_gets_its_wage_a_head_a_managers():
    units = {"a": desk("a", head=True), "b": desk("b"), "c": desk("c", wage="executive"), "hub": Unit(wage="manager")}
    chart = draw_up(three(), design(units), "test", {"a": 3, "b": 2, "c": 2, "hub": 0}, WEEKLY)
    assert payroll(chart) == 49 + 2 * 19 + 2 * 19 + 77 + 19


def test_the_company_as_it_is_pays_a_manager_to_each_department():
    assert payroll_as_is(three(executives=2)) == 3 * 49 + 21 * 19 + 2 * 77


def test_desks_with_heads_cost_what_the_company_costs():
    world = three(executives=1)
    shape = design({"top": Unit(seats=1, wage="executive"), **desks(head=True)})
    assert by_rule(world, shape, "payroll") == by_rule(world, shape)
    assert payroll(draw_up(world, shape, "test", by_rule(world, shape), WEEKLY)) == payroll_as_is(world)


@pytest.mark.parametrize("hub", [{}, {"head": True}, {"wage": "executive"}, {"seats": 3, "wage": "executive"}])
@pytest.mark.parametrize("head", [True, False])
def test_an_equal_payroll_buys_as_many_people_as_it_can(hub, head):
    """One more would not fit."""
    world = three()
    shape = design({**desks(head=head), "hub": Unit(**hub)}, ("hub", "a"))
    chart = draw_up(world, shape, "test", by_rule(world, shape, "payroll"), WEEKLY)
    assert payroll_as_is(world) - 19 < payroll(chart) <= payroll_as_is(world)


def test_staff_without_a_wage_cannot_fill_a_payroll():
    world = three(wages={"staff": 0.0, "manager": 49.0, "executive": 77.0})
    with pytest.raises(InputError, match=r"company\.wages\.staff"):
        by_rule(world, design(desks()), "payroll")
