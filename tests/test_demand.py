"""The issue rate fills the company to its load before any coordination."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import WEEK, company
from orgsim.errors import InputError
from orgsim.world.demand import channel_shares, issue_rate, mean_steps, step_probabilities, topic_shares


@given(st.floats(0.3, 0.9), st.floats(0.0, 0.3), st.floats(0.0, 1.0), st.floats(0.1, 5.0))
def test_issues_and_own_work_fill_the_company_to_its_load(load, own_work, interdependence, scale):
    world = company(
        {"a": 5, "b": 7, "c": 9},
        load=load,
        own_work=own_work,
        interdependence=interdependence,
        scale=scale,
        work_minutes=20.0,
    )
    people = sum(round(n * scale) for n in (5, 7, 9))
    direct = issue_rate(world) * mean_steps(world) * 20 / WEEK
    assert direct + own_work * people == pytest.approx(load * people)


def test_a_rate_that_is_written_down_is_taken():
    assert issue_rate(company({"a": 1}, arrivals=2.0)) == 2.0 * WEEK


def test_the_default_company_has_about_three_thousand_issues_a_week():
    departments = dict.fromkeys("abcdefgh", 12)
    office = {"open_hour": 9.0, "close_hour": 17.0, "work_days": 5}
    world = company(departments, load=0.75, own_work=0.4, work_minutes=20.0, interdependence=0.25, **office)
    assert mean_steps(world) == pytest.approx(1.3125)
    assert issue_rate(world) == pytest.approx(0.35 * 96 * 2400 / (20 * 1.3125))


def test_steps_and_shares_sum_to_one():
    world = company({"a": 1, "b": 1, "c": 1}, interdependence=0.4)
    assert step_probabilities(world) == pytest.approx([0.6, 0.3, 0.1, 0])
    assert topic_shares(world).sum() == pytest.approx(1) and channel_shares(world).sum() == pytest.approx(1)


def test_own_work_beyond_the_load_is_refused():
    with pytest.raises(InputError, match=r"company\.load"):
        issue_rate(company({"a": 1}, load=0.3, own_work=0.4))


@pytest.mark.parametrize("weights", [[], [0.0], [1.0, 1.0, 1.0, 1.0]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(InputError, match="further_departments"):
        step_probabilities(company({"a": 1}, interdependence=0.5, further_departments=weights))
