"""Who uses the customer record, and on which channel a wrong answer comes back."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.engine.tables import NOTES, READING
from orgsim.structure.traffic import offered_minutes
from orgsim.validation.plain import WEEK, drawn, one_run, study
from small_companies import busy_company


def company(keeper="front", without=(), **channels):
    """The busy company with a record some do not use."""
    world, shape = busy_company(**channels)
    shape.record_kept_by = keeper
    for name in without:
        shape.units[name].record = False
    return world, shape


def run(world, shape):
    return one_run(world, shape, study(WEEK / 2, after=600.0), 3)


def alike(one, other) -> bool:
    """Whether two runs are the same, bit for bit."""
    return one.episodes.tobytes() == other.episodes.tobytes() and np.array_equal(one.minutes, other.minutes)


def test_a_record_nobody_uses_is_none():
    assert alike(run(*company(without=("executive", "front", "back", "side"))), run(*company(keeper=None)))


def test_a_unit_without_it_writes_no_notes_and_reads_all_there_is_to_read():
    everybody, without = run(*company()), run(*company(without=("back",)))
    back = everybody.chart.unit("back")
    assert everybody.minutes[back, NOTES] > 0 == without.minutes[back, NOTES]
    assert without.minutes[back, READING] > 2 * everybody.minutes[back, READING]


def test_the_load_offered_knows_who_uses_it():
    charts = [drawn(*company(without=without)) for without in ((), ("back",))]
    back = charts[0].unit("back")
    before, after = (offered_minutes(chart)[back] for chart in charts)
    assert before[NOTES] > 0 == after[NOTES] and after[READING] == pytest.approx(3 * before[READING])


def test_a_wrong_answer_comes_back_elsewhere_where_customers_change_channel():
    world, shape = company()
    stays = run(world, shape)
    world.population.switch_channel = 1.0
    moves = run(world, shape)
    for records, moved in ((stays, False), (moves, True)):
        rows = records.episodes[records.in_window()]
        again = np.isfinite(rows["first_answer"]) & (rows["contacts"] == 2)
        elsewhere = rows["last_channel"][again] != records.issues["channel"][records.in_window()][again]
        # with two contacts the second is after a wrong answer, or after the first was given up and joined by another
        assert again.sum() > 50
        assert (np.mean(elsewhere) > 0.9) == moved
