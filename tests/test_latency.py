"""Response latency is a restricted mean: every issue counts, for as long as its customer was without a right answer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up import DAY, HOUR, NEVER, WEEK, made_up_records, value
from orgsim.config.schema import Company
from orgsim.engine.tables import GAVE_UP, WRONG
from orgsim.measures.conservation import NotConserved, check_conservation
from orgsim.measures.latency import latency, working_clock
from orgsim.measures.tidy import episodes_table

HORIZON_HOURS = 168


def test_restricted_mean_of_an_mm1_queue_is_the_closed_form():
    # The sojourn is exponential with rate mu - lambda: E[min(T, tau)] = (1 - exp(-(mu - lambda) tau)) / (mu - lambda).
    rate, n = 1 / (60 * HOUR), 4000
    sojourns = -np.log(1 - (np.arange(n) + 0.5) / n) / rate
    rows = latency(made_up_records([{"resolved": sojourn} for sojourn in sojourns]))
    exact = (1 - math.exp(-rate * 7 * DAY)) / rate / HOUR
    assert value(rows, "response_latency") == pytest.approx(exact, rel=1e-5)
    assert value(rows, "cumulative_resolved", "hours=024") == pytest.approx(1 - math.exp(-rate * DAY), abs=1e-3)


@pytest.mark.parametrize(
    "issue",
    [
        {},
        {"first_answer": 5.0},
        {"ended": 2.0, "state": GAVE_UP},
        {"first_answer": 5.0, "ended": 5.0, "state": WRONG},
        {"resolved": 8 * DAY},
    ],
    ids=["never answered", "answer not right", "gave up", "closed wrong", "resolved too late"],
)
def test_what_is_not_truly_resolved_within_the_horizon_counts_with_the_whole_horizon(issue):
    assert value(latency(made_up_records([issue])), "response_latency") == HORIZON_HOURS


def test_a_wrong_first_answer_stops_the_clock_of_the_first_answer_only():
    rows = latency(made_up_records([{"first_answer": 2 * HOUR, "resolved": 50 * HOUR}]))
    assert value(rows, "first_answer") == 2
    assert value(rows, "response_latency") == 50


def test_only_issues_raised_in_the_window_count_its_end_excluded():
    raised = [WEEK - 1, WEEK, 2 * WEEK - 1, 2 * WEEK]
    rows = latency(made_up_records([{"raised": time, "resolved": HOUR * (1 + n)} for n, time in enumerate(raised)]))
    assert value(rows, "issues") == 2
    assert value(rows, "response_latency") == 2.5


def test_fates_are_those_one_horizon_after_the_raise():
    issues = [
        {"resolved": HOUR},
        {"resolved": 7.5 * DAY},
        {"ended": HOUR, "state": GAVE_UP},
        {"ended": 7.5 * DAY, "state": GAVE_UP},
        {"first_answer": HOUR, "ended": HOUR, "state": WRONG},
    ]
    rows = latency(made_up_records(issues))
    assert [value(rows, fate) for fate in ("resolved", "closed_wrong", "gave_up", "open")] == [0.2, 0.2, 0.2, 0.4]


def test_by_channel_topic_and_owning_unit():
    issues = [{"resolved": HOUR, "topic": 0, "channel": 1}, {"resolved": 3 * HOUR, "topic": 1, "channel": 1}]
    rows = latency(made_up_records(issues))
    found = {row.subset: row.value for row in rows if row.measure == "response_latency"}
    assert found["channel=social"] == 2
    assert found["topic=prices"] == found["unit=sales"] == 1
    assert found["topic=faults"] == found["unit=service"] == 3
    assert math.isnan(found["channel=phone"]), "an empty subset is told, not dropped"


def test_an_issue_counts_with_every_department_it_needs():
    records = made_up_records([{"resolved": HOUR, "topic": 0}, {"resolved": 3 * HOUR, "topic": 1}])
    records.issues["topics"][1, :2] = [1, 0]
    found = {row.subset: row.value for row in latency(records) if row.measure == "response_latency"}
    assert (found["needs=sales"], found["needs=service"]) == (2, 3)


def test_the_norm_is_the_channels():
    issues = [{"first_answer": 2 * HOUR, "channel": 0}, {"first_answer": 2 * HOUR, "channel": 1}]
    rows = latency(made_up_records(issues))
    assert value(rows, "answered_in_norm", "channel=phone") == 0
    assert value(rows, "answered_in_norm", "channel=social") == 1
    assert value(rows, "answered_in_norm") == 0.5


def test_first_contact_resolution_needs_one_contact_and_a_right_answer():
    issues = [{"resolved": HOUR}, {"resolved": HOUR, "contacts": 2}, {"first_answer": HOUR}, {"resolved": 8 * DAY}]
    assert value(latency(made_up_records(issues)), "first_contact_resolution") == 0.25


def test_effort_is_counted_per_issue_or_per_hundred():
    issues = [{"contacts": 3, "handoffs": 1, "bounces": 1, "approvals": 2, "reworks": 1}, {}]
    rows = latency(made_up_records(issues))
    found = [value(rows, measure) for measure in ("contacts", "handoffs", "bounces", "approvals", "reworks")]
    assert found == [2, 0.5, 50, 100, 50]


def test_giving_up_after_an_answer_is_not_giving_up_unanswered():
    issues = [
        {"first_answer": HOUR, "ended": 3 * HOUR, "state": GAVE_UP},
        {"ended": 3 * HOUR, "state": GAVE_UP},
    ]
    rows = latency(made_up_records(issues))
    assert value(rows, "cumulative_answered", "hours=004") == 0.5
    assert value(rows, "cumulative_gave_up", "hours=004") == 0.5
    assert value(rows, "cumulative_gave_up", "hours=002") == 0
    assert value(rows, "cumulative_open", "hours=004") == 0


def test_friday_four_to_monday_ten_is_two_working_hours():
    company = Company(open_hour=9, close_hour=17, work_days=5)
    friday, monday = 4 * DAY + 16 * HOUR, WEEK + 10 * HOUR
    assert np.diff(working_clock(company, np.array([friday, monday]))) == 2 * HOUR


def test_a_company_that_never_closes_works_on_the_wall_clock():
    company = Company(open_hour=0, close_hour=24, work_days=7)
    time = np.array([0.0, 1.5, DAY, 6 * DAY + 3, WEEK, 3 * WEEK + 7])
    assert np.array_equal(working_clock(company, time), time)


@given(st.lists(st.floats(0, 30 * DAY), min_size=2))
def test_the_working_clock_never_runs_back_nor_faster_than_the_wall_clock(times):
    times = np.sort(np.array(times))
    clock = working_clock(Company(), times)
    assert np.all(np.diff(clock) >= -1e-9)
    assert np.all(np.diff(clock) <= np.diff(times) + 1e-9)


def test_latency_in_working_hours():
    rows = latency(made_up_records([{"raised": WEEK + 4 * DAY + 16 * HOUR, "resolved": 2 * DAY + 18 * HOUR}]))
    assert value(rows, "response_latency_working") == 2
    assert value(rows, "response_latency") == 66


moments = st.one_of(st.just(NEVER), st.floats(0, 14 * DAY))


@given(st.lists(st.fixed_dictionaries({"first_answer": moments, "resolved": moments, "ended": moments}), min_size=1))
def test_shares_are_shares_and_incidences_sum_to_one(issues):
    for issue in issues:
        if np.isfinite(issue["ended"]):
            issue["state"] = GAVE_UP if np.isnan(issue["resolved"]) else 1
    rows = latency(made_up_records(issues))
    assert 0 <= value(rows, "response_latency") <= HORIZON_HOURS
    assert sum(value(rows, fate) for fate in ("resolved", "closed_wrong", "gave_up", "open")) == pytest.approx(1)
    for hours in ("001", "024", "168"):
        parts = [value(rows, f"cumulative_{name}", f"hours={hours}") for name in ("answered", "gave_up", "open")]
        assert sum(parts) == pytest.approx(1)
        assert all(-1e-12 <= part <= 1 for part in parts)


def test_a_run_without_issues_measures_nothing_and_says_so():
    rows = latency(made_up_records([]))
    assert value(rows, "issues") == 0
    assert math.isnan(value(rows, "response_latency"))


def test_episodes_are_told_in_names():
    table = episodes_table(made_up_records([{"resolved": HOUR, "topic": 1, "answered_by": 1, "first_unit": -1}]))
    told = table.iloc[0]
    assert (told.channel, told.topic_1, told.topic_2, told.state) == ("phone", "faults", "", "resolved")
    assert (told.answered_by, told.first_unit) == ("service", "")


def test_the_books_of_a_sound_run_balance():
    check_conservation(made_up_records([{"resolved": HOUR}, {}, {"ended": 3.0, "state": GAVE_UP}]))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda r: r.episodes["state"].__setitem__(0, 9), "issues raised ="),
        (lambda r: r.episodes["resolved"].__setitem__(0, NEVER), "right answer"),
        (lambda r: r.episodes["first_answer"].__setitem__(0, WEEK - 1), "before first_answer|after the raise"),
        (lambda r: r.busy.__setitem__(0, 1e6), "busy minutes"),
        (lambda r: r.chart.seats.__setitem__(0, 7), "seats of groups"),
        (lambda r: r.episodes["contacts"].__setitem__(0, 0), "brought to the company"),
        (lambda r: r.issues["raised"].__setitem__(0, 2.5 * WEEK), "in the order"),
    ],
)
def test_a_run_that_loses_something_is_refused(spoil, complaint):
    records = made_up_records([{"resolved": HOUR}, {}])
    spoil(records)
    with pytest.raises(NotConserved, match=complaint):
        check_conservation(records)


def test_the_gap_of_a_channel_is_of_the_same_customers():
    """Customer 0 waits 3 h on channel 0 and 1 h on channel 1, customer 1 2 h and 4 h; customer 2 has one issue."""
    from orgsim.engine.tables import EPISODE, ISSUE
    from orgsim.measures.followed import Followed
    from orgsim.measures.latency import channel_gap

    issues, episodes = np.zeros(5, ISSUE), np.zeros(5, EPISODE)
    issues["person"], issues["channel"] = [0, 0, 1, 1, 2], [0, 1, 0, 1, 0]
    episodes["resolved"] = episodes["first_answer"] = episodes["ended"] = np.array([3, 1, 2, 4, 9]) * 60.0
    assert channel_gap(Followed(issues, episodes, 1e4), "resolved", 0) == pytest.approx(((3 - 1) + (2 - 4)) / 2)
    assert channel_gap(Followed(issues, episodes, 120.0), "resolved", 0) == pytest.approx(((2 - 1) + (2 - 2)) / 2)
    assert np.isnan(channel_gap(Followed(issues[4:], episodes[4:], 1e4), "resolved", 0))
