"""Bass on networks: what is known exactly, and in which order networks adopt."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.validation.closed_forms.adoption import bass, by_days_in_a_crowd, by_days_on_a_tree, in_pairs, on_a_circle
from orgsim.validation.closed_forms.people import bass_peak

P, Q = 0.03, 0.38
PEAK, AT_PEAK = bass_peak(P, Q)


def by_small_steps(p, q, ties, time, steps=20_000):
    """The tree's recursion with so many nights that they hardly matter."""
    return by_days_on_a_tree(p * time / steps, q * time / steps, ties, steps)


def test_bass_peaks_where_he_says():
    assert bass(P, Q, PEAK) == pytest.approx(AT_PEAK) and AT_PEAK == pytest.approx(0.4605, abs=5e-5)


@pytest.mark.parametrize("time", [1.0, PEAK, 15.0])
def test_a_tree_of_one_tie_is_couples_of_two_a_circle_of_endlessly_many_bass(time):
    assert by_small_steps(P, Q, 1, time) == pytest.approx(in_pairs(P, Q, time), rel=2e-3)
    assert by_small_steps(P, Q, 2, time) == pytest.approx(on_a_circle(P, Q, time), rel=2e-3)
    assert by_small_steps(P, Q, 10_000, time) == pytest.approx(bass(P, Q, time), rel=2e-3)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.01, 0.2), st.floats(0.25, 1.0), st.floats(0.5, 20.0))
def test_more_ties_of_less_weight_are_faster_and_couples_and_bass_the_bounds(p, q, time):
    shares = [in_pairs(p, q, time), on_a_circle(p, q, time)]
    shares += [by_small_steps(p, q, ties, time, 2_000) for ties in (4, 20)]
    assert all(slower <= faster + 2e-3 for slower, faster in zip(shares, [*shares[1:], bass(p, q, time)]))
    assert shares[0] > -np.expm1(-p * time), "talk helps"


def test_a_crowd_of_two_is_a_couple():
    mean, variance = by_days_in_a_crowd(P / 100, Q / 100, 2, 600)
    assert mean == pytest.approx(by_days_on_a_tree(P / 100, Q / 100, 1, 600))
    assert 0 < variance < mean * (1 - mean)


def test_a_large_crowd_nears_bass_from_below_as_one_over_its_size():
    p, q, nights = P * PEAK / 1000, Q * PEAK / 1000, 1000
    short = [AT_PEAK - by_days_in_a_crowd(p, q, people, nights)[0] for people in (50, 100, 200)]
    assert short[0] > short[1] > short[2] > 0
    assert short[0] / short[1] == pytest.approx(2, rel=0.1) and short[1] / short[2] == pytest.approx(2, rel=0.1)


def test_without_imitation_everybody_is_alone():
    assert by_days_on_a_tree(0.01, 0.0, 4, 100) == pytest.approx(1 - exp(-1))
    assert by_days_in_a_crowd(0.01, 0.0, 30, 100)[0] == pytest.approx(1 - exp(-1))
