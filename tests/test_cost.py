"""What a structure costs: money, minutes by kind, busy people, the delay of a department's own work."""

import math

import numpy as np
import pytest

from made_up import HOUR, made_up_chart, made_up_records, value
from orgsim.engine.tables import WORK_KINDS
from orgsim.measures import cost as room
from orgsim.measures.cost import cost, load


@pytest.fixture(autouse=True)
def plain_payroll_and_load(monkeypatch):
    """A hundred dollars an hour for everybody; the first unit needs 1 person, the second 2.4, a third none."""
    monkeypatch.setattr(room, "payroll", lambda chart: 100.0)
    monkeypatch.setattr(room, "offered_load", lambda chart: np.array([1.0, 2.4, 0.0])[: len(chart.units)])


def test_cost_per_resolved_is_the_payroll_of_the_window_over_true_resolutions():
    records = made_up_records([{"resolved": HOUR}] * 8 + [{}, {"first_answer": HOUR}], working_minutes=40 * HOUR)
    rows = cost(records)
    assert value(rows, "payroll") == 4000
    assert value(rows, "cost_per_resolved") == 500
    assert value(rows, "heads") == 5


def test_where_nothing_was_resolved_the_cost_of_a_resolution_is_undefined():
    assert math.isnan(value(cost(made_up_records([{}])), "cost_per_resolved"))


def test_minutes_are_told_by_kind_and_week():
    minutes = np.zeros((2, len(WORK_KINDS)))
    minutes[:, WORK_KINDS.index("answer")] = [600, 400]
    minutes[0, WORK_KINDS.index("meeting")] = 50
    minutes[1, WORK_KINDS.index("triage")] = 30
    minutes[1, WORK_KINDS.index("own_work")] = 500
    records = made_up_records(minutes=minutes)
    rows = cost(records)
    assert value(rows, "minutes_per_week", "kind=answer") == 1000
    assert value(rows, "minutes_per_week") == 1580
    assert value(rows, "coordination_minutes_per_week") == 80


def test_minutes_of_a_longer_window_are_still_by_week():
    minutes = np.full((2, len(WORK_KINDS)), 12.0)
    short, long = made_up_records(minutes=minutes), made_up_records(minutes=3 * minutes)
    long.end = long.start + 3 * (short.end - short.start)
    assert value(cost(long), "minutes_per_week") == value(cost(short), "minutes_per_week")


def test_utilisation_is_busy_minutes_per_seat_and_working_minute():
    records = made_up_records(busy=np.array([1.0, 1.5]) * 40 * HOUR, working_minutes=40 * HOUR)
    rows = cost(records)
    assert value(rows, "utilisation", "unit=sales") == 0.5
    assert value(rows, "utilisation", "unit=service") == 0.5
    assert value(rows, "utilisation") == 0.5


def test_a_unit_without_seats_has_no_utilisation():
    records = made_up_records(chart=made_up_chart(seats=np.array([5, 0])))
    assert [row.subset for row in cost(records) if row.measure == "utilisation"] == ["all", "unit=sales"]


def test_the_unit_with_the_most_load_per_seat_breaks_first():
    rows = load(made_up_chart())
    assert value(rows, "offered_per_seat", "unit=sales") == 0.5
    assert value(rows, "offered_per_seat", "unit=service") == pytest.approx(0.8)
    assert value(rows, "offered_per_seat") == pytest.approx(0.8)
    assert value(rows, "offered_load") == pytest.approx(3.4)


def test_a_hub_without_seats_breaks_nothing():
    chart = made_up_chart(units=("sales", "service", "hub"), seats=np.array([2, 3, 0]))
    assert value(load(chart), "offered_per_seat") == pytest.approx(0.8)


def test_own_work_waits_so_many_working_hours_on_average():
    records = made_up_records(own_done=np.array([10, 30]), own_delay=np.array([10 * HOUR, 90 * HOUR]))
    rows = cost(records)
    assert value(rows, "own_work_delay", "unit=sales") == 1
    assert value(rows, "own_work_delay", "unit=service") == 3
    assert value(rows, "own_work_delay") == 2.5


def test_without_own_work_there_is_no_delay_to_tell():
    assert math.isnan(value(cost(made_up_records()), "own_work_delay"))


def test_upkeep_is_paid_beside_wages():
    from orgsim.measures.cost import money
    from orgsim.validation.plain import WEEK, desk_world, one_desk, one_run, study

    def costs(upkeep):
        world = desk_world(2, 0.5, upkeep=upkeep)
        rows = {row.measure: row.value for row in money(one_run(world, one_desk(2), study(2 * WEEK), 1))}
        return rows["payroll"], rows["cost_per_resolved"]()

    (wages, before), (same, after) = costs(0.0), costs(1000.0)
    assert wages == same
    assert after == pytest.approx(before * (wages + 2 * 1000.0) / wages)
