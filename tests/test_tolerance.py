"""The judge is judged: it lets right engines pass and finds wrong ones."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.validation.judge import FALSE_ALARM, REPLICATIONS, Checks

CHECKS = Checks(10)


def draws(mean, spread, seed=1, n=REPLICATIONS):
    return np.random.default_rng(seed).normal(mean, spread, n)


def test_a_right_engine_passes():
    assert CHECKS.hold(draws(4.0, 0.1), exact=4.0, within=0.03).agrees


def test_a_wrong_engine_fails():
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(draws(4.3, 0.1), exact=4.0, within=0.03)


def test_a_noisy_engine_fails_even_if_right():
    with pytest.raises(AssertionError, match="too noisy"):
        CHECKS.hold(draws(4.0, 1.0), exact=4.0, within=0.03)


def test_a_missing_number_fails():
    with pytest.raises(AssertionError, match="no number"):
        CHECKS.hold([4.0, np.nan, 4.0], exact=4.0, within=1.0)


@pytest.mark.parametrize(
    "values, word",
    [
        (draws(4.0, 0.1), "agrees"),
        (draws(4.3, 0.1), "disagrees"),
        (draws(4.0, 1.0), "too noisy"),
        (np.full(80, 4.0 + 1e-12), "agrees"),  # always the same, but for rounding
        (np.full(80, 4.001), "disagrees"),
        (np.full(80, np.nan), "disagrees"),
    ],
)
def test_a_verdict_is_one_of_three_words(values, word):
    assert CHECKS.verdict(values, exact=4.0, within=0.03).word == word


def test_checks_share_the_file_s_error():
    assert Checks(20).error * 20 == FALSE_ALARM


def test_the_error_is_the_one_stated():
    """Among 4,000 right engines at error 5 % about 200 fail: between 141 and 259 with all but 2e-5."""
    loose = Checks(number=FALSE_ALARM / 0.05)
    engines = np.random.default_rng(2).normal(1, 1, (4_000, 10))
    failures = sum(not loose.verdict(engine, 1.0, 1.0).agrees for engine in engines)
    assert 141 <= failures <= 259


def test_runs_are_long_enough_to_be_sharp():
    """A process of relative variance 100 a minute, run as long as asked, is sharp in every one of 500 trials."""
    minutes = CHECKS.minutes_needed(100.0, within=0.05)
    generator = np.random.default_rng(3)
    trials = generator.normal(1.0, np.sqrt(100.0 / minutes), (500, REPLICATIONS))
    sharp = [CHECKS.verdict(trial, 1.0, 0.05).sharp for trial in trials]
    assert np.mean(sharp) > 0.99


def test_an_error_of_twice_the_half_width_is_found():
    minutes = CHECKS.minutes_needed(100.0, within=0.05)
    generator = np.random.default_rng(4)
    trials = generator.normal(1.1, np.sqrt(100.0 / minutes), (500, REPLICATIONS))
    assert not any(CHECKS.verdict(trial, 1.0, 0.05).agrees for trial in trials)


def test_a_file_makes_no_more_checks_than_it_states():
    checks = Checks(1)
    checks.hold(draws(4.0, 0.1), exact=4.0, within=0.03)
    with pytest.raises(AssertionError, match="more checks"):
        checks.hold(draws(4.0, 0.1), exact=4.0, within=0.03)
