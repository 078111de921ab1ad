"""Means drawn again: as sure of a design as the replications allow, however few they are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from orgsim.answers import resampling
from orgsim.answers.resampling import ENOUGH, around, least, mean_over, probability, resampled_means

RARE = 1e-6  # probability that a test of an error rate fails though the rate is as stated


@pytest.mark.parametrize("n", [3, 6])
def test_of_two_equal_designs_one_is_seldom_called_better(n, monkeypatch):
    """300 null trials: "over 99.9 %" for either of two designs in 0.2 % of them.

    Drawing replications again said so in 17.5 % of trials with three replications, in 6.5 % with six.
    """
    monkeypatch.setattr(resampling, "MOST", 4_000)
    random, trials, sure = np.random.default_rng(n), 300, 0
    for trial in range(trials):
        values = 20 + 5 * random.normal(size=(1, n, 1)) + random.normal(size=(1, n, 2)) * [1.0, 3.0]
        sure += mean_over(least(resampled_means(values, trial)[:, 0])).max() > 0.999
    assert sure <= stats.binom.isf(RARE, trials, 0.002)


@pytest.mark.parametrize("n", [3, 8, 40])
def test_of_a_pair_the_probability_is_one_less_the_p_of_the_paired_t_test(n):
    values = 20 + np.random.default_rng(n).normal(size=(1, n, 2)) + [0.0, 0.4]
    first = mean_over(least(resampled_means(values, 1)[:, 0]))
    p = stats.ttest_rel(values[0, :, 0], values[0, :, 1], alternative="less").pvalue
    assert first[0] == pytest.approx(1 - p, abs=5 * 0.5 / 100)  # five standard errors of 10,000 draws


def test_points_and_designs_keep_what_they_have_in_common():
    one = np.random.default_rng(1).normal(size=(1, 9, 1))
    drawn = resampled_means(np.concatenate([one, one + 3], axis=0).repeat(2, axis=2), seed=1)
    assert np.allclose(drawn[:, 1] - drawn[:, 0], 3) and np.allclose(drawn[..., 0], drawn[..., 1])


@pytest.mark.parametrize("n", [2, 5, 30])
def test_the_interval_of_a_mean_is_students(n):
    values = np.random.default_rng(n).normal(size=(1, n, 1))
    low, high = around(values.mean(axis=1)[0], resampled_means(values, 1)[:, 0], 0.8)
    exact = stats.ttest_1samp(values[0, :, 0], 0).confidence_interval(0.8)
    assert (high - low)[0] == pytest.approx(exact.high - exact.low, rel=0.15)  # quantiles of 10,000 draws


def test_no_probability_is_told_of_too_few_replications():
    holds = np.ones((100, 3))
    assert np.isnan(probability(holds, ENOUGH - 1)).all() and (probability(holds, ENOUGH) == 1).all()
    assert resampled_means(np.zeros((2, 1, 3)), 1).shape == (0, 2, 3)
