"""A demand shock: so many times as many issues for some days, the same people's issues, only sooner."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orgsim.config.defaults import default_world
from orgsim.world.issues import hastened, issue_table, slowed

DAY = 1440.0
CALM = ("population.customers=2000", "demand.issues_per_week=2000")


def table(*words, days=56):
    return issue_table(default_world(*CALM, *words), 5, days)


@pytest.fixture(scope="module")
def calm():
    return table()


@pytest.fixture(scope="module")
def doubled():
    return table("demand.surge.factor=2", "demand.surge.from_day=28", "demand.surge.days=7")


def in_days(issues, first, last):
    return issues[(issues["raised"] >= first * DAY) & (issues["raised"] < last * DAY)]


def alike(one, other) -> bool:
    """Whether two tables hold the same, bit for bit."""
    return all(np.array_equal(one[name], other[name]) for name in one.dtype.names)


def test_a_factor_of_one_is_no_surge_at_all(calm):
    assert alike(table("demand.surge.factor=1", "demand.surge.days=20"), calm)


def test_nothing_changes_before_it(calm, doubled):
    assert alike(in_days(calm, 0, 28), in_days(doubled, 0, 28))


def test_twice_as_many_come_while_it_lasts_and_as_many_as_ever_after(doubled):
    """Poisson counts with exact means; both outside the middle 99.98 % with probability .0004 at most."""
    for (first, last), mean in (((28, 35), 4000), ((35, 56), 6000)):
        low, high = stats.poisson.interval(0.9998, mean)
        assert low <= len(in_days(doubled, first, last)) <= high


def test_a_persons_issues_are_the_same_ones_only_sooner(calm, doubled):
    def by_issue(issues):
        return {(issue["person"], issue["number"]): issue for issue in issues}

    usual, hasty = by_issue(calm), by_issue(doubled)
    assert usual.keys() < hasty.keys()
    for key, issue in usual.items():
        assert issue["topics"].tolist() == hasty[key]["topics"].tolist() and issue["channel"] == hasty[key]["channel"]
        assert hasty[key]["raised"] <= issue["raised"]


def test_issues_stay_in_order_of_time(doubled):
    assert (np.diff(doubled["raised"]) >= 0).all()


@given(st.floats(0, 1e5), st.floats(0.1, 10), st.floats(0, 5e4), st.floats(1, 5e4))
def test_the_two_clocks_are_inverse(even, factor, begins, length):
    ends = begins + length
    assert slowed(hastened(even, factor, begins, ends), factor, begins, ends) == pytest.approx(even, rel=1e-9, abs=1e-6)


def test_days_are_told_where_they_are_wanted_and_add_up():
    from orgsim.comparison.compare import Trial
    from orgsim.comparison.replication import measured
    from orgsim.comparison.seeds import REPORTING
    from orgsim.config.defaults import default_study
    from orgsim.config.load import load_designs

    world = default_world(*CALM, "company.scale=.5")
    study = default_study("study.warm_up_weeks=1", "study.measured_weeks=1", "study.horizon_days=3")
    days = [f"day={day:03d}" for day in range(7, 14)]
    wanted = {(measure, day) for measure in ("issues", "response_latency") for day in (*days, "all")}
    trial = Trial(world, load_designs(["siloed", "cco"]), study, 1, frozenset(wanted))
    rows = {
        (row.measure, row.subset): row.value
        for row in measured(trial.task(trial.first_charts(), "flow", REPORTING, 0))[0][1]
    }
    assert rows.keys() == wanted
    assert sum(rows["issues", day] for day in days) == rows["issues", "all"]
    total = sum(rows["issues", day] * rows["response_latency", day] for day in days)
    assert total / rows["issues", "all"] == pytest.approx(rows["response_latency", "all"])
