"""Which points no other beats, how sure that is, and how far behind the others are."""

from __future__ import annotations

import numpy as np

from orgsim.optimise.dominance import behind, non_dominated, representatives, stays
from orgsim.optimise.goals import Goal

PAIR = [Goal("response_latency", "lower", "flow", "hours"), Goal("voice", "higher", "flow", "share")]


def test_a_point_is_beaten_by_one_as_good_everywhere_and_better_somewhere():
    loss = np.array([[1, 3], [2, 2], [3, 1], [2, 3], [1, 3], [np.inf, 0.5]])
    assert non_dominated(loss).tolist() == [True, True, True, False, True, True]


def test_how_far_behind_is_in_margins_on_every_goal_at_once():
    loss = np.array([[0.0, 0.0], [2.0, 3.0], [5.0, 0.0], [np.inf, np.inf]])
    assert behind(loss, np.array([1.0, 2.0]))[:3].tolist() == [0.0, 1.5, 0.0]


def test_of_a_crowded_front_the_ends_and_the_bulge_stay():
    loss = np.array([[0.0, 10.0], [0.1, 9.9], [1.0, 1.0], [9.9, 0.1], [10.0, 0.0], [9.95, 0.05]])
    assert set(representatives(loss, 3)) & {2} and len(representatives(loss, 3)) == 3
    assert len(representatives(loss, 10)) == 6


def test_a_clear_point_always_stays_and_twins_of_chance_half_of_the_time():
    # Two twins differ by noise of mean 0 on one goal, so either wins in half of the worlds drawn anew.
    noise = np.array([1.0, -1.0] * 10)
    values = {
        "response_latency": np.vstack([np.full(20, 1.0), 10 + noise, 10 - noise]),
        "voice": np.vstack([np.full(20, 0.9), np.full(20, 0.5), np.full(20, 0.5)]),
    }
    alone = {name: rows[1:] for name, rows in values.items()}
    assert stays(values, PAIR, seed=1).tolist() == [1.0, 0.0, 0.0]
    # 1,000 draws, ties (both stay) in C(20,10)/2^20 = .176 of them: (1 + .176)/2 = .588; 5 errors are .08
    assert np.abs(stays(alone, PAIR, seed=1) - 0.588).max() < 0.08
