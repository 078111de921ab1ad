"""The offered load is what the textbook says of each network of queues, and conserved where nobody coordinates."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies import WEEK, company, design, desk, drawn
from orgsim.config.load import load_design
from orgsim.config.schema import Approval, Unit
from orgsim.engine.tables import ANSWER, APPROVAL, LOOK_UP, MEETING, NOTES, OWN, READING, REWORK, TRIAGE
from orgsim.structure.knowledge import currency
from orgsim.structure.traffic import offered_load, offered_minutes, what_breaks_first


def counter(**changes):
    """One desk, one topic, one channel: .8 issues a minute of one minute each."""
    return company({"a": 1}, arrivals=0.8, **changes)


def one_desk(**changes):
    return design({"a": desk("a", **changes)})


def two_desks(**changes):
    return design({"a": desk("a", **changes), "b": desk("b", **changes)})


def test_one_desk_is_as_busy_as_arrivals_times_minutes():
    assert offered_load(drawn(counter(), one_desk())) == pytest.approx([0.8])
    assert offered_load(drawn(counter(work_minutes=20.0), one_desk())) == pytest.approx([16])


def test_in_a_tandem_every_issue_is_work_for_both():
    """All contacts come in at a; half are about a and go on to b, half about b and come back to a."""
    world = company({"a": 1, "b": 1}, arrivals=0.4, interdependence=1.0, minutes={"triage": 0.1, "reading": 0.2})
    takes_all = {"a": desk("a", takes_in=["to_a", "to_b"]), "b": desk("b", takes_in=[])}
    found = offered_minutes(drawn(world, design(takes_all)))
    assert found[:, ANSWER] == pytest.approx([0.4, 0.4])
    assert found[:, TRIAGE] == pytest.approx([0.2 * 0.1, 0])
    assert found[:, READING] == pytest.approx([0.2 * 0.2, 0.4 * 0.2])


def test_triage_is_for_what_the_intake_may_not_answer():
    world = company({"a": 1, "b": 1}, arrivals=1.0, minutes={"triage": 0.5, "reading": 0.25})
    assert offered_minutes(drawn(world, two_desks()))[:, TRIAGE] == pytest.approx([0.125, 0.125])
    assert offered_minutes(drawn(world, two_desks(answers=["*"])))[:, [TRIAGE, READING]].sum() == 0


def test_a_record_shortens_reading_and_costs_notes():
    minutes = {"reading": 0.5, "reading_with_record": 0.1, "notes": 0.15}
    world = company({"a": 1, "b": 1}, arrivals=1.0, minutes=minutes)
    units = {"a": desk("a"), "b": desk("b")}
    without = offered_minutes(drawn(world, design(units))).sum(axis=0)
    with_it = offered_minutes(drawn(world, design(units, record_kept_by="a"))).sum(axis=0)
    assert without[[READING, NOTES]] == pytest.approx([0.25, 0])
    assert with_it[[READING, NOTES]] == pytest.approx([0.05, 0.15])


def test_people_away_from_their_topic_take_longer():
    """Two desks that answer everything: half of each one's work is the other's topic."""
    world = company({"a": 1, "b": 1}, arrivals=1.0, off_topic_slowdown=0.3)
    assert offered_load(drawn(world, two_desks(answers=["*"]))).sum() == pytest.approx(1.15)
    assert offered_load(drawn(world, two_desks())).sum() == pytest.approx(1)


# What comes back


@given(st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1))
def test_wrong_answers_come_back_as_in_a_queue_with_feedback(slip, discovery, raise_again):
    world = counter(slip=slip, discovery=discovery, raise_again=raise_again)
    assert offered_load(drawn(world, one_desk())) == pytest.approx([0.8 / (1 - slip * discovery * raise_again)])


def test_outdated_answers_come_back_once_and_are_looked_up():
    """a answers b's topic too and hears of its news only from customers."""
    again = {"discovery": 0.5, "raise_again": 0.6, "discovery_hours": 0.0}
    world = company({"a": 1, "b": 1}, arrivals=10 / WEEK, news=0.25, minutes={"look_up": 2.0}, **again)
    units = {"a": desk("a", takes_in=["to_a", "to_b"], answers=["b"]), "b": desk("b", takes_in=[])}
    chart = drawn(world, design(units))
    stale = 0.25 / (0.25 + 5 * 0.3)
    assert currency(chart)[0, 1] == pytest.approx(1 - stale)
    found = offered_minutes(chart)[0] * WEEK
    assert found[ANSWER] == pytest.approx(10 + 5 * stale * 0.3)
    assert found[LOOK_UP] == pytest.approx(5 * stale * 0.3 * 2)


def test_exceptions_are_approved_and_reworked_until_they_pass():
    p, q, a = 0.3, 0.8, 0.1
    world = counter(slip=p, catch=q, false_return=a, exceptions=0.25, minutes={"approval": 0.5})
    units = {"top": Unit(seats=1), "a": desk("a", reports_to="top", approved_by="superior")}
    passes = (1 - p) * (1 - a) + p * (1 - q)
    found = offered_minutes(drawn(world, design(units)))
    assert found[0, APPROVAL] == pytest.approx(0.8 * 0.25 * 0.5 / passes)
    assert found[1, [ANSWER, REWORK]] == pytest.approx([0.8, 0.8 * 0.25 * (1 / passes - 1)])


def test_approval_keeps_wrong_answers_from_coming_back():
    p, q, again = 0.3, 0.8, 0.5
    world = counter(slip=p, catch=q, exceptions=1.0, discovery=again, raise_again=1.0)
    error = p * (1 - q) / (1 - p * q)
    found = offered_minutes(drawn(world, one_desk(head=True, approved_by="head")))[0]
    assert found[ANSWER] == pytest.approx(0.8 / (1 - error * again))


def test_only_severe_exceptions_climb():
    world = counter(exceptions=0.4, minutes={"approval": 1.0})
    loads = [
        offered_minutes(drawn(world, design({"a": desk("a", head=True, approved_by="head")}, approval=Approval(t))))
        for t in (0.0, 0.75, 1.0)
    ]
    assert [load[0, APPROVAL] for load in loads] == pytest.approx([0.32, 0.08, 0])


def test_an_approver_who_is_behind_makes_answers_outdated_unless_there_is_a_record():
    """a owns its topic and is never outdated; its superior hears of news once a period, here after a long time."""
    world = counter(exceptions=1.0, discovery=1.0, raise_again=0.5)
    for topic in world.topics.values():
        topic.news = 1.0
    units = {"top": Unit(seats=1), "a": desk("a", reports_to="top", approved_by="superior")}
    behind = 1 - (1 - exp(-2.0)) / 2.0
    without = offered_minutes(drawn(world, design(units, ("top", "a")), every=14))
    with_it = offered_minutes(drawn(world, design(units, ("top", "a"), record_kept_by="top"), every=14))
    assert without[1, ANSWER] == pytest.approx(0.8 * (1 + behind * 0.5))
    assert with_it[1, ANSWER] == pytest.approx(0.8)


# Meetings and own work


def test_a_meeting_takes_its_minutes_on_both_sides():
    world = company({"a": 1, "b": 1}, arrivals=1.0, news=0.25, minutes={"meeting_setup": 10, "meeting_item": 3})
    chart = drawn(world, design({"a": desk("a"), "b": desk("b")}, ("a", "b")), every=14)
    minutes = (10 + 3 * 2 * (1 - exp(-0.5))) / 2
    assert offered_minutes(chart)[:, MEETING] * WEEK == pytest.approx([minutes, minutes])


def test_own_work_is_done_where_the_people_are():
    world = company({"a": 4, "b": 6}, arrivals=0.0, own_work=0.5)
    both = {"ab": Unit(departments=["a", "b"], takes_in=["to_a", "to_b"])}
    assert offered_minutes(drawn(world, two_desks()))[:, OWN] == pytest.approx([2, 3])
    assert offered_minutes(drawn(world, design(both)))[:, OWN] == pytest.approx([5])


@settings(max_examples=25, deadline=None)
@given(st.floats(0.4, 1.2), st.floats(0, 0.4), st.floats(0, 1), st.integers(0, 3))
def test_without_coordination_every_design_has_the_load_of_the_company(load, own_work, interdependence, shape):
    """Direct work and own work are the same in sum, whoever does them."""
    world = company({"a": 3, "b": 5, "c": 4}, load=load, own_work=own_work, interdependence=interdependence)
    desks = {name: desk(name) for name in "abc"}
    shapes = [
        design(desks),
        design({name: desk(name, answers=["*"]) for name in "abc"}),
        design({"abc": Unit(departments=["a", "b", "c"], takes_in=["to_a", "to_b", "to_c"])}),
        design({**desks, "hub": Unit()}, ("hub", "a"), ("hub", "b"), ("hub", "c"), record_kept_by="hub"),
    ]
    assert offered_load(drawn(world, shapes[shape])).sum() == pytest.approx(load * 12)


@given(st.floats(0.1, 2.0), st.floats(0.1, 2.0))
def test_more_issues_never_mean_less_work(fewer, more):
    fewer, more = sorted((fewer, more))
    changes = {"interdependence": 0.4, "slip": 0.1, "discovery": 0.5, "exceptions": 0.1}
    minutes = {"triage": 0.1, "reading": 0.2, "approval": 0.3}
    shape = two_desks(head=True, approved_by="head")
    loads = [
        offered_load(drawn(company({"a": 1, "b": 1}, arrivals=x, minutes=minutes, **changes), shape))
        for x in (fewer, more)
    ]
    assert (loads[0] <= loads[1] + 1e-12).all()


def test_a_hub_without_lines_has_nothing_to_do():
    chart = drawn(counter(), design({"a": desk("a"), "hub": Unit()}))
    assert offered_load(chart) == pytest.approx([0.8, 0])


# What breaks first


def test_the_unit_with_the_least_capacity_per_offered_minute_breaks_first():
    world = company({"a": 1, "b": 1}, arrivals=1.0)
    units = {"a": desk("a"), "b": desk("b"), "hub": Unit()}
    chart = drawn(world, design(units), seats={"a": 2, "b": 1, "hub": 0})
    assert what_breaks_first(chart) == [("b", pytest.approx(0.5)), ("a", pytest.approx(0.25))]


@pytest.mark.parametrize("name", ["siloed", "cco", "hub_and_spoke"])
def test_designs_as_shipped_ask_finite_work_of_everybody_who_has_seats(name):
    world = company(dict.fromkeys(("marketing", "pr", "sales", "service", "product"), 12), load=0.75, own_work=0.4)
    del world.channels["to_product"]
    for channel, department in zip(world.channels.values(), world.company.departments):
        channel.home = department
    found = offered_minutes(drawn(world, load_design(name), every=1.0))
    assert np.isfinite(found).all() and (found >= 0).all()
    assert found[:, [ANSWER, OWN]].sum() == pytest.approx(45)
