"""Verdicts over worlds: the rule, and the boundary where a claim holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from orgsim.comparison.hypothesis import (
    AGAINST,
    CONDITIONAL,
    CONFIRMED,
    FOR,
    NEITHER,
    REFUTED,
    beyond,
    boundaries,
    describe,
    verdict,
)


def votes(favour, neither, against):
    return np.repeat([FOR, NEITHER, AGAINST], [favour, neither, against])


@pytest.mark.parametrize(
    "counts, word",
    [
        ((80, 15, 5), CONFIRMED),
        ((80, 14, 6), CONDITIONAL),  # too many against
        ((79, 21, 0), CONDITIONAL),
        ((51, 49, 0), CONDITIONAL),
        ((50, 50, 0), REFUTED),
        ((50, 0, 50), REFUTED),
        ((0, 100, 0), REFUTED),
        ((100, 0, 0), CONFIRMED),
    ],
)
def test_the_rule(counts, word):
    assert verdict(votes(*counts)).word == word


def test_the_share_has_an_exact_interval():
    found = verdict(votes(0, 64, 0))
    assert found.low == 0 and found.high == pytest.approx(1 - 0.025 ** (1 / 64))


def test_an_effect_on_the_margin_is_not_beyond_it():
    assert beyond(np.array([0.2, 0.1, 0.0, -0.1, -0.2]), 0.1).tolist() == [FOR, NEITHER, NEITHER, NEITHER, AGAINST]


def test_the_boundary_is_found_where_it_is():
    rng = np.random.default_rng(1)
    worlds = pd.DataFrame({"noise": rng.random(200), "cause": rng.random(200)})
    found = boundaries(worlds, np.where(worlds["cause"] > 0.6, FOR, NEITHER))
    assert found[0].parameter == "cause" and found[0].purity == pytest.approx(1)
    below = worlds["cause"][worlds["cause"] < found[0].value].max()
    above = worlds["cause"][worlds["cause"] > found[0].value].min()
    assert below <= 0.6 <= above
    assert (found[0].share_below, found[0].share_above) == (0, 1)
    assert describe(found) == found[:1]


def test_no_boundary_where_all_agree():
    worlds = pd.DataFrame({"cause": np.arange(20.0)})
    assert boundaries(worlds, votes(20, 0, 0)) == []


def test_a_boundary_leaves_a_tenth_on_either_side():
    worlds = pd.DataFrame({"cause": np.arange(100.0)})
    (found,) = boundaries(worlds, np.where(worlds["cause"] >= 98, FOR, NEITHER))
    assert found.value == 89.5 and found.share_above == 0.2


def test_equal_values_stay_together():
    worlds = pd.DataFrame({"cause": np.repeat([0.0, 1.0], 10)})
    (found,) = boundaries(worlds, votes(10, 10, 0))
    assert found.value == 0.5 and found.purity == pytest.approx(1)
