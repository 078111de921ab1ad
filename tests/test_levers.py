"""Levers: every design picks its point of the same grid by the same rule."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.comparison.levers import choose, grid, table
from orgsim.comparison.seeds import REPORTING, SELECTION, replication_seed
from orgsim.config.schema import Approval, Design, Levers, Line
from orgsim.errors import InputError
from orgsim.structure.chart import Setting

LEVERS = Levers(meeting_every=[1.0, 5.0, 20.0], overdue_after=[24.0, 1e9])
OPEN = Design(lines=[Line(["hub", "*"])])
NO_LINES = Design()
FIXED_LINES = Design(lines=[Line(["hub", "*"], every=5.0)])
ALL_FIXED = Design(lines=[Line(["hub", "*"], every=5.0)], approval=Approval(overdue_after=48.0))


def test_a_design_with_open_lines_chooses_from_the_whole_grid():
    assert len(grid(OPEN, LEVERS)) == 6
    assert Setting(5.0, 24.0) in grid(OPEN, LEVERS)


@pytest.mark.parametrize("design", [NO_LINES, FIXED_LINES], ids=["no lines", "periods written in the design"])
def test_a_lever_a_design_has_not_got_does_not_multiply_its_points(design):
    assert [point.overdue_after for point in grid(design, LEVERS)] == [24.0, 1e9]


def test_a_design_that_fixes_everything_has_one_point_and_need_not_choose():
    points = grid(ALL_FIXED, LEVERS)
    assert len(points) == 1
    assert choose(points, np.empty((1, 0))) == 0


def test_one_period_left_open_is_enough():
    design = Design(lines=[Line(["a", "b"], every=5.0), Line(["a", "c"])])
    assert len(grid(design, LEVERS)) == 6


def test_a_value_written_twice_is_one_point():
    assert len(grid(NO_LINES, Levers(meeting_every=[1.0], overdue_after=[24.0, 24.0]))) == 1


def test_an_empty_grid_is_refused_in_words():
    with pytest.raises(InputError, match="overdue_after"):
        grid(OPEN, Levers(meeting_every=[1.0], overdue_after=[]))


def test_the_smallest_mean_latency_is_chosen():
    points = grid(OPEN, LEVERS)
    latencies = np.full((6, 2), 30.0)
    latencies[3] = [10.0, 20.0]
    latencies[4] = [16.0, 16.0]
    assert choose(points, latencies) == 3


def test_of_equal_means_the_least_coordination_is_chosen():
    points = grid(OPEN, LEVERS)
    assert points[choose(points, np.full((6, 2), 30.0))] == Setting(20.0, 1e9)


def test_an_undefined_latency_is_the_worst():
    points = grid(NO_LINES, LEVERS)
    assert choose(points, np.array([[100.0, 100.0], [1.0, math.nan]])) == 0


@given(st.permutations(range(6)), st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=6, max_size=6))
def test_the_choice_does_not_depend_on_the_order_of_the_grid(order, means):
    points = grid(OPEN, LEVERS)
    latencies = np.array(means)[:, None]
    shuffled = [points[place] for place in order]
    assert shuffled[choose(shuffled, latencies[order])] == points[choose(points, latencies)]


def test_the_table_keeps_every_point_and_marks_the_chosen():
    designs = {"hub": OPEN, "silo": NO_LINES, "own": ALL_FIXED}
    points = {name: grid(design, LEVERS) for name, design in designs.items()}
    silo_hours = np.array([[3.0, 5.0], [1.0, 2.0]])
    latencies = {"hub": np.arange(12.0).reshape(6, 2), "silo": silo_hours, "own": np.empty((1, 0))}
    chosen = {name: choose(points[name], latencies[name]) for name in designs}
    told = table(designs, points, latencies, chosen)
    assert told.groupby("design", sort=False)["chosen"].sum().to_dict() == {"hub": 1, "silo": 1, "own": 1}
    assert told.groupby("design", sort=False)["n"].first().to_dict() == {"hub": 2, "silo": 2, "own": 0}
    silo = told[told["design"] == "silo"]
    assert silo["meeting_every"].isna().all(), "it has no meetings to set"
    assert silo[silo["chosen"]]["response_latency"].item() == 1.5


@given(st.integers(0, 2**63 - 1))
def test_no_world_is_used_both_to_choose_and_to_report(seed):
    chosen_on = {replication_seed(seed, SELECTION, r) for r in range(20)}
    reported_on = {replication_seed(seed, REPORTING, r) for r in range(20)}
    assert len(chosen_on) == len(reported_on) == 20
    assert not chosen_on & reported_on
    assert all(0 <= each < 2**63 for each in chosen_on | reported_on)


def test_the_seeds_of_replications_stay_what_they_are():
    assert [replication_seed(1, REPORTING, r) for r in (0, 1)] == [2327230056060148179, 5337214014517858566]
