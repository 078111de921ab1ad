"""The hypotheses' votes, on outcomes made up so that the vote is known."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orgsim.comparison.hypothesis import AGAINST, FOR, NEITHER

HERE = Path(__file__).parents[1] / "experiments" / "hypotheses"


@pytest.fixture(scope="module")
def claims():
    sys.path.insert(0, str(HERE))
    try:
        import claims

        yield claims
    finally:
        sys.path.remove(str(HERE))


def outcomes(claims, groups, worlds):
    """Outcomes by group and design: a value of each measure, the same in every replication."""
    tables = {}
    for group, designs in groups.items():
        rows = [
            (design, measure, "all", world, value)
            for design, measures in designs.items()
            for measure, values in measures.items()
            for world, value in enumerate(values)
        ]
        tables[group] = pd.DataFrame(rows, columns=["design", "measure", "subset", "world", "value"])
    return claims.Outcomes(tables, worlds)


def test_talk_that_doubles_every_difference_multiplies_by_two(claims):
    without = np.array([[0.1, 0.3], [0.2, 0.1], [0.4, 0.5]])
    assert claims.multiplied(5.0 + 2.0 * without, without) == pytest.approx([2.0, 2.0])


def test_order_is_that_of_designs_which_differ_by_the_margin(claims):
    ranked = np.array([10.0, 12.0, 14.0])
    assert claims.order_kept(ranked, ranked + 1) == 1
    assert claims.order_kept(ranked, ranked[::-1]) == -1
    assert claims.order_kept(ranked, np.array([12.0, 10.0, 14.0])) == pytest.approx(1 / 3)
    assert claims.order_kept(np.array([10.0, 10.2]), np.array([10.2, 10.0])) == 1  # neither differ


def test_one_design_with_sharing_no_better_than_the_silos_is_enough_not_to_be_for_h1(claims):
    voice = {"siloed": [0.8, 0.8, 0.8], "cco": [0.9, 0.9, 0.9], "team": [0.9, 0.9, 0.9]}
    voice["hub_and_spoke"] = [0.9, 0.81, 0.7]
    found = outcomes(claims, {"shipped": {d: {"voice": v} for d, v in voice.items()}}, [{}] * 3)
    assert claims.silos_differ("shipped")(found).votes.tolist() == [FOR, NEITHER, AGAINST]


def test_the_officer_must_be_a_tenth_faster(claims):
    latency = {"siloed": [100.0] * 4, "cco": [89.0, 91.0, 109.0, 111.0]}
    found = outcomes(claims, {"payroll": {d: {"response_latency": v} for d, v in latency.items()}}, [{}] * 4)
    assert claims.officer_is_fast("payroll")(found).votes.tolist() == [FOR, NEITHER, NEITHER, AGAINST]


def test_the_officer_is_efficient_only_if_neither_cost_nor_own_work_suffers(claims):
    measures = {
        "siloed": {"cost_per_resolved": [100.0] * 4, "own_work_delay": [1.0] * 4},
        "cco": {"cost_per_resolved": [101.0, 103.0, 90.0, 90.0], "own_work_delay": [1.0, 1.0, 1.2, 0.5]},
    }
    assert claims.officer_is_efficient(outcomes(claims, {"payroll": measures}, [{}] * 4)).votes.tolist() == [
        FOR,
        AGAINST,
        AGAINST,
        FOR,
    ]


def test_the_team_must_win_below_the_break_even_and_only_there(claims):
    latency = {"siloed": [100.0] * 4, "team": [80.0, 99.0, 80.0, 99.0]}
    drawn = [{"load": 0.8, "slowdown": slowdown} for slowdown in (0.0, 0.0, 0.5, 0.5)]
    found = outcomes(claims, {"shipped": {d: {"response_latency": v} for d, v in latency.items()}}, drawn)
    assert claims.team_below_break_even(found).votes.tolist() == [FOR, AGAINST, AGAINST, FOR]


def test_every_hypothesis_is_declared_with_its_control(claims):
    declared = (HERE / "README.md").read_text()
    for each in claims.HYPOTHESES:
        assert f"| {each.name} | {each.claim.split(' the ')[0][:12]}" in declared or f"| {each.name} |" in declared
        assert each.control
