"""Advocacy conversion: whom an issue made better or worse disposed, of the same people under every design."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import arange, array

from made_up import WEEK, made_up_records, value
from orgsim.engine.tables import FOLLOWED
from orgsim.measures.advocacy import MONTH, advocacy, net_advocates, net_advocates_by_reach
from orgsim.measures.conservation import NotConserved, check_conservation

ROLES = ("adversary", "neutral", "advocate")
IN_COHORT, IN_CONTROL = 1, 0


def person(n, start, end, group=IN_COHORT):
    return (n, 0, group, start, end)


def rows_of(cohort=(), path=(), **changes):
    return advocacy(made_up_records(cohort=cohort, path=path, estimand="path", **changes))


def test_promoted_minus_demoted_per_hundred_issues():
    cohort = [person(0, 0, 1), person(1, -1, 1), person(2, 1, 0), person(3, 1, 1), person(4, 0, 0)]
    rows = rows_of(cohort)
    assert value(rows, "net_advocates") == 20
    assert value(rows, "promoted") == 40
    assert value(rows, "demoted") == 20


def test_reach_weighs_each_customer_by_how_many_they_tell():
    rows = rows_of([person(0, 0, 1), person(1, 0, -1)], reach=array([1, 3]))
    assert value(rows, "net_advocates_by_reach") == -50
    assert value(rows, "net_advocates") == 0


def test_the_control_cohort_stands_beside_and_is_taken_off():
    cohort = [person(0, 0, 1), person(1, 0, 0), person(2, 0, -1, group=IN_CONTROL)]
    rows = rows_of(cohort)
    assert value(rows, "net_advocates") == 50
    assert value(rows, "net_advocates", "control") == -100
    assert value(rows, "net_advocates_less_control") == 150


states = st.integers(-1, 1)
people = st.lists(st.tuples(states, states), min_size=1)


@given(people)
def test_the_table_of_nine_sums_to_one_and_agrees_with_net_advocates(people):
    cohort = [person(n, *each) for n, each in enumerate(people)]
    rows = rows_of(cohort)
    table = {(a, b): value(rows, f"from_{a}_to_{b}") for a in ROLES for b in ROLES}
    assert sum(table.values()) == pytest.approx(1)
    gained = sum(share for (a, b), share in table.items() if ROLES.index(b) > ROLES.index(a))
    lost = sum(share for (a, b), share in table.items() if ROLES.index(b) < ROLES.index(a))
    assert value(rows, "net_advocates") == pytest.approx(100 * (gained - lost))


@given(people)
def test_going_back_undoes_what_was_gained(people):
    there = array([person(n, a, b) for n, (a, b) in enumerate(people)], FOLLOWED)
    back = array([person(n, b, a) for n, (a, b) in enumerate(people)], FOLLOWED)
    reach = 1 + arange(len(people)) % 7
    assert net_advocates(there) == -net_advocates(back)
    assert net_advocates_by_reach(there, reach) == -net_advocates_by_reach(back, reach)


def test_a_cohort_of_nobody_has_no_advocacy():
    rows = rows_of()
    assert math.isnan(value(rows, "net_advocates"))
    assert math.isnan(value(rows, "nps_area"))


def week(n, advocates, adversaries):
    return (n * WEEK, advocates, 100 - advocates - adversaries, adversaries, 0.0, 0.0)


def test_the_path_is_told_week_by_week_and_at_its_end():
    rows = rows_of(path=[week(0, 48, 16), week(1, 50, 15)])
    assert value(rows, "nps", "week=000") == 32
    assert value(rows, "nps", "week=end") == value(rows, "nps", "week=001") == pytest.approx(35)
    assert value(rows, "advocates", "week=end") == 0.5
    assert value(rows, "adversaries", "week=end") == 0.15


def test_the_area_of_a_straight_path_is_half_its_gain_times_its_length():
    path = [week(n, 40 + n, 10) for n in range(11)]
    assert value(rows_of(path=path), "nps_area") == pytest.approx(10 * 10 * WEEK / MONTH / 2)


def test_a_path_that_stays_has_no_area_wherever_it_lies():
    assert value(rows_of(path=[week(n, 70, 3) for n in range(5)]), "nps_area") == 0


def test_customers_do_not_appear_or_vanish_on_the_path():
    path = [week(0, 48, 16), (WEEK, 48, 37, 16, 0.0, 0.0)]
    with pytest.raises(NotConserved, match="as many"):
        check_conservation(made_up_records(path=path))


def test_nobody_is_in_two_cohorts():
    with pytest.raises(NotConserved, match="twice"):
        check_conservation(made_up_records(cohort=[person(0, 0, 0), person(0, 0, 0, group=IN_CONTROL)]))
