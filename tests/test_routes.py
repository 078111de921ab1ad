"""Cases go where the chart says: the holder answers what it may, else the owner does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companies import company, design, desk, drawn
from orgsim.config.schema import Unit
from orgsim.structure.routes import needed, routes
from orgsim.world.demand import mean_steps, step_probabilities


def abc(**changes):
    return company({"a": 1, "b": 1, "c": 1}, arrivals=1.0, **changes)


def all_desks(**changes) -> dict[str, Unit]:
    return {name: desk(name, **changes) for name in "abc"}


def test_every_contact_takes_exactly_one_course():
    courses = routes(drawn(abc(interdependence=0.3), design(all_desks())))
    assert courses.share.sum() == pytest.approx(1)
    assert courses.answers(3).sum() == pytest.approx(mean_steps(abc(interdependence=0.3)))


def test_what_comes_to_the_wrong_desk_is_handed_over():
    """Three desks, three topics, evenly: two in three contacts come in at another's."""
    courses = routes(drawn(abc(), design(all_desks())))
    assert courses.handoffs(3).sum() == pytest.approx(2 / 3)
    assert courses.answers(3) == pytest.approx(np.eye(3) / 3)


def test_a_unit_that_may_answer_keeps_the_case():
    courses = routes(drawn(abc(interdependence=1.0), design(all_desks(answers=["*"]))))
    assert courses.handoffs(3).sum() == 0
    assert (courses.unit[:, 0] == courses.intake).all()


def test_a_holder_keeps_what_it_may_answer_and_hands_over_the_rest():
    units = all_desks() | {"a": desk("a", takes_in=["to_a", "to_b", "to_c"], answers=["b"])}
    courses = routes(drawn(abc(), design({**units, "b": desk("b", takes_in=[]), "c": desk("c", takes_in=[])})))
    assert courses.answers(3) == pytest.approx(np.array([[1 / 3, 1 / 3, 0], [0, 0, 0], [0, 0, 1 / 3]]))
    assert courses.handoffs(3)[0] == pytest.approx([0, 0, 1 / 3])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.05, 1.0), min_size=2, max_size=5), st.data())
def test_further_departments_are_drawn_by_share_among_those_left(weights, data):
    """Every order once, no department twice, probabilities as drawing without replacement."""
    share = np.array(weights) / sum(weights)
    department = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(share), max_size=len(share))))
    most = len(set(department.tolist()))
    steps = np.array([1 / most] * most + [0.0] * (4 - most))
    orders, often = needed(share, department, steps)
    assert often.sum() == pytest.approx(1)
    assert len({tuple(order) for order in orders}) == len(orders)
    for order, chance in zip(orders, often):
        chosen = [int(k) for k in order if k >= 0]
        assert len({int(department[k]) for k in chosen}) == len(chosen)
        expected, left = steps[len(chosen) - 1], np.ones(len(share), bool)
        for k in chosen:
            expected *= share[k] / share[left].sum()
            left &= department != department[k]
        assert chance == pytest.approx(expected)


def test_an_issue_cannot_need_more_departments_than_there_are():
    world = company({"a": 1, "b": 1}, arrivals=1.0, interdependence=0.5, further_departments=[0.5, 0.3, 0.2])
    assert step_probabilities(world) == pytest.approx([0.5, 0.5, 0, 0])


# Who approves


def under(**above) -> dict[str, Unit]:
    """Desks under a and b under a boss, c under another, both under the top."""
    heads = {"top": Unit(seats=1), "left": Unit(reports_to="top"), "right": Unit(reports_to="top")}
    places = {"a": "left", "b": "left", "c": "right"}
    return heads | {name: desk(name, approved_by="superior", reports_to=at, **above) for name, at in places.items()}


def test_one_unit_asks_its_superior_and_several_their_lowest_common_one():
    chart = drawn(abc(interdependence=1.0), design(under()))
    courses = routes(chart)
    for units, approver in zip(courses.unit, courses.approver):
        names = {chart.units[u] for u in units if u >= 0}
        assert chart.units[approver] == ("left" if names <= {"a", "b"} else "right" if names == {"c"} else "top")


def test_a_unit_with_a_head_asks_nobody_else():
    chart = drawn(abc(), design({name: desk(name, head=True, approved_by="head") for name in "abc"}))
    courses = routes(chart)
    assert (courses.approver == courses.unit[:, 0]).all()


def test_who_needs_no_approval_asks_nobody():
    courses = routes(drawn(abc(), design(all_desks())))
    assert (courses.approver == -1).all()
