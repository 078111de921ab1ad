"""Paired differences: intervals over replications, and what may be said of them."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from orgsim.answers.cube import margins
from orgsim.comparison.margins import HIGHER, LOWER, NEITHER, STANDARDS, margin
from orgsim.comparison.paired import pairs, summary, verdict
from orgsim.measures.tidy import COLUMNS, Row, table

UNDEFINED = float("nan")
SWAPPED = {"a better": "b better", "b better": "a better", "a higher": "a lower", "a lower": "a higher"}


def measured(values: dict[str, list[float]], measure="response_latency", unit="hours", estimand="flow") -> pd.DataFrame:
    """The tidy table of one measure: a list of values, one a replication, for each design."""
    runs = [
        (design, estimand, replication, [Row(measure, unit, "all", each)])
        for design, found in values.items()
        for replication, each in enumerate(found)
    ]
    return table(runs)


def pair(values: dict[str, list[float]], measure="response_latency", confidence=0.95) -> pd.Series:
    """The one row of the table of pairs of two designs."""
    ((_, row),) = pairs(measured(values, measure), confidence, list(values)).iterrows()
    return row


samples = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8)
two_samples = st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=8)


def test_the_interval_is_students_over_replications():
    values = [3.0, 4.5, 2.5, 5.0]
    row = summary(measured({"silo": values}), 0.95).iloc[0]
    low, high = stats.t.interval(0.95, 3, np.mean(values), stats.sem(values))
    assert (row["mean"], row["n"]) == (3.75, 4)
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_the_paired_interval_is_that_of_the_paired_t_test():
    a, b = [10.0, 12.0, 9.0, 14.0, 11.0], [9.0, 11.5, 9.5, 12.0, 9.0]
    row = pair({"a": a, "b": b})
    exact = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((exact.low, exact.high))
    assert row["difference"] == pytest.approx(np.mean(a) - np.mean(b))
    assert row["n"] == 5


def test_a_copy_of_a_design_differs_by_exactly_nothing():
    values = [10.123, 12.456, 9.789]
    row = pair({"design": values, "copy": list(values)})
    assert (row["difference"], row["low"], row["high"], row["verdict"]) == (0, 0, 0, "equal")
    assert math.isinf(row["variance_ratio"])


def test_a_copy_is_equal_even_where_everything_is_zero_and_so_is_the_margin():
    row = pair({"design": [0.0, 0.0], "copy": [0.0, 0.0]})
    assert (row["margin"], row["verdict"]) == (0, "equal")


@settings(max_examples=40, deadline=None)
@given(two_samples, st.sampled_from(["response_latency", "voice", "approvals"]))
def test_seen_from_the_other_side_the_sign_turns_and_the_verdict_with_it(samples, measure):
    a, b = (list(each) for each in zip(*samples, strict=True))
    there, back = pair({"a": a, "b": b}, measure), pair({"b": b, "a": a}, measure)
    assert there["difference"] == -back["difference"]
    assert (there["low"], there["high"]) == (-back["high"], -back["low"])
    assert there["margin"] == back["margin"]
    assert SWAPPED.get(there["verdict"], there["verdict"]) == back["verdict"]
    assert there["beyond_margin"] == back["beyond_margin"]


@settings(max_examples=40, deadline=None)
@given(samples)
def test_the_interval_holds_the_mean_and_widens_with_confidence(values):
    narrow, wide = (summary(measured({"a": values}), confidence).iloc[0] for confidence in (0.8, 0.99))
    assert wide["low"] <= narrow["low"] <= narrow["mean"] <= narrow["high"] <= wide["high"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.5, 0.5, "equal"),
        (0.2, 0.9, "equal"),
        (-1, 1, "equal"),
        (0.2, 3, "b better"),
        (-3, -0.2, "a better"),
        (-3, 3, "unclear"),
        (-0.5, 1.5, "unclear"),
        (0, 1.5, "unclear"),
        (UNDEFINED, 1, "unclear"),
    ],
)
def test_verdicts_on_a_wait_with_margin_one(low, high, said):
    assert verdict("response_latency", low, high, 1.0) == said


def test_more_of_one_voice_is_better_and_more_approvals_are_just_more():
    assert verdict("voice", 0.05, 0.07, 0.02) == "a better"
    assert verdict("approvals", 5, 7, 0.5) == "a higher"
    assert verdict("approvals", -7, -5, 0.5) == "a lower"


def test_better_beyond_the_margin_is_told_from_better():
    beyond = pair({"a": [10.0, 10.1, 10.2], "b": [20.0, 20.1, 20.3]})
    within = pair({"a": [10.0, 10.1, 10.2], "b": [11.0, 11.4, 11.5]})
    assert (beyond["verdict"], beyond["beyond_margin"]) == ("a better", True)
    assert (within["verdict"], within["beyond_margin"]) == ("a better", False)


def test_the_margins_are_those_fixed_before_any_result():
    means = {"a": [40.0, 42.0], "b": [20.0, 18.0]}
    assert pair(means)["margin"] == pytest.approx(0.10 * 30)
    assert pair(means, "cost_per_resolved")["margin"] == pytest.approx(0.02 * 30)
    assert pair(means, "voice")["margin"] == 0.02
    assert pair(means, "net_advocates")["margin"] == 0.5
    ways = [STANDARDS[m].better for m in ("response_latency", "voice", "net_advocates", "cost_per_resolved")]
    assert ways == [LOWER, HIGHER, HIGHER, LOWER]
    assert STANDARDS["minutes_per_week"].better == NEITHER


def test_own_work_that_hardly_waits_is_not_late_by_seconds():
    seconds = {"a": [0.018, 0.019, 0.0185], "b": [0.0235, 0.0245, 0.0241]}  # working hours; a tenth would be 8 seconds
    assert (pair(seconds, "own_work_delay")["margin"], pair(seconds, "own_work_delay")["verdict"]) == (0.1, "equal")
    hours = {"a": [8.0, 8.1, 8.2], "b": [12.0, 12.1, 12.2]}
    assert pair(hours, "own_work_delay")["margin"] == pytest.approx(1.01)
    assert pair(hours, "own_work_delay")["verdict"] == "a better"


@pytest.mark.parametrize("measure", STANDARDS)
def test_a_table_of_margins_has_the_same_as_margins_one_by_one(measure):
    ones, others = np.array([0.0, 0.02, 3.0, 40.0]), np.array([0.0, 0.03, 4.0, 50.0])
    assert list(margins(measure, ones, others)) == [margin(measure, *each) for each in zip(ones, others)]


def test_pairing_is_worth_what_the_worlds_have_in_common():
    # b = a + e: var(a) + var(b) over var(e) = 2 var(a) / var(e) + 1 for e independent of a
    a, e = np.array([1.0, -1.0, 1.0, -1.0]), np.array([0.1, 0.1, -0.1, -0.1])
    assert pair({"a": list(a), "b": list(a + e)})["variance_ratio"] == pytest.approx(2 * 1 / 0.01 + 1)


def test_a_replication_undefined_in_its_world_does_not_count():
    row = pair({"a": [1.0, UNDEFINED, 3.0, 4.0], "b": [1.0, UNDEFINED, 2.0, 2.0]})
    assert (row["n"], row["undefined"]) == (3, 1)
    assert row["difference"] == 1


def test_undefined_for_one_design_only_is_no_ground_for_a_verdict():
    row = pair({"a": [1.0, 1.0, 1.0], "b": [9.0, UNDEFINED, 9.0]})
    assert row["verdict"] == "unclear"
    assert math.isnan(row["low"]) and math.isnan(row["high"])
    assert (row["n"], row["undefined"]) == (2, 1)


def test_the_summary_tells_how_many_replications_were_undefined():
    row = summary(measured({"a": [1.0, UNDEFINED, 3.0]}), 0.95).iloc[0]
    assert (row["mean"], row["n"], row["undefined"]) == (2, 2, 1)


def test_what_is_never_defined_has_neither_mean_nor_interval():
    row = summary(measured({"a": [UNDEFINED, UNDEFINED]}), 0.95).iloc[0]
    assert row["n"] == 0
    assert all(math.isnan(row[name]) for name in ("mean", "low", "high"))


def test_one_replication_has_a_mean_and_no_interval():
    row = pair({"a": [1.0], "b": [2.0]})
    assert row["difference"] == -1
    assert row["verdict"] == "unclear"


def test_every_two_designs_are_compared_in_the_order_given():
    names = ["silo", "hub", "cco"]
    found = pairs(measured({name: [1.0, 2.0] for name in names}), 0.95, names)
    compared = list(zip(found["design_a"], found["design_b"], strict=True))
    assert compared == [("silo", "hub"), ("silo", "cco"), ("hub", "cco")]


def test_what_only_one_design_has_is_in_the_summary_and_in_no_pair():
    both, own = Row("utilisation", "share", "all", 0.5), Row("utilisation", "share", "unit=hub", 0.1)
    found = table([("hub", "flow", r, [both, own]) for r in (0, 1)] + [("silo", "flow", r, [both]) for r in (0, 1)])
    assert set(summary(found, 0.95)["subset"]) == {"all", "unit=hub"}
    assert set(pairs(found, 0.95)["subset"]) == {"all"}


def test_estimands_are_not_mixed_and_have_their_own_numbers_of_replications():
    flow, path = measured({"a": [1.0] * 5, "b": [1.0] * 5}), measured({"a": [2.0] * 3, "b": [2.0] * 3}, estimand="path")
    found = pd.concat([flow, path])
    assert summary(found, 0.95).groupby("estimand")["n"].first().to_dict() == {"flow": 5, "path": 3}
    assert summary(found, 0.95)["undefined"].sum() == 0
    assert len(pairs(found, 0.95)) == 2


def test_a_single_design_has_an_empty_table_of_pairs_with_its_columns():
    found = pairs(measured({"a": [1.0, 2.0]}), 0.95)
    assert len(found) == 0
    assert {"design_a", "design_b", "difference", "verdict", "variance_ratio"} <= set(found.columns)


def test_the_tidy_table_is_in_the_order_of_its_content_whichever_run_ended_first():
    runs = [(d, "flow", r, [Row("voice", "share", "all", r / 10)]) for d in ("b", "a") for r in (1, 0)]
    pd.testing.assert_frame_equal(table(runs), table(runs[::-1]))
    assert list(table(runs).columns) == list(COLUMNS)
