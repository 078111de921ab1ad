"""Which designs are equal within the margin: the error as stated, groups, and what is not shown."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.weightstats import ttost_paired

from made_up_sweeps import normal, swept_of, title_of, together
from orgsim.answers.equivalence import BEYOND, DIFFER, EQUAL, NEITHER_SHOWN, equivalence
from orgsim.views.answers.equivalence import figures, lines

RARE = 1e-6  # probability that a test of an error rate fails though the rate is as stated
VOICE = ["voice"]


def shown(answer):
    return {(row["design_a"], row["design_b"]): row["shown"] for _, row in answer.table.iterrows()}


def groups(answer):
    return answer.tables["groups"]["designs"].tolist()


def test_p_is_that_of_the_two_one_sided_tests():
    values = normal({"a": [0.85], "b": [0.86]}, 12, seed=1, own=0.02, common=0.1)
    found = equivalence(swept_of(values, "voice"), VOICE).table.iloc[0]
    a, b = values["a"][0], values["b"][0]
    assert found["p_equal"] == pytest.approx(ttost_paired(a, b, -0.02, 0.02)[0])
    assert found["p_differ"] == pytest.approx(stats.ttest_rel(a, b).pvalue)
    assert found["n"] == 12


def test_p_is_after_holm():
    values = normal({"a": [0.85], "b": [0.86], "c": [0.855]}, 12, seed=1, own=0.02, common=0.1)
    table = equivalence(swept_of(values, "voice"), VOICE).table
    raw = np.array(
        [ttost_paired(values[a][0], values[b][0], -0.02, 0.02)[0] for a, b in zip(table["design_a"], table["design_b"])]
    )
    order = np.argsort(raw)
    stepped = np.minimum(1, np.maximum.accumulate(raw[order] * [3, 2, 1]))
    assert table["p_equal"].to_numpy()[order] == pytest.approx(stepped)


def test_designs_a_margin_apart_are_called_equal_as_seldom_as_stated():
    """1,500 families of three designs, each pair the margin or more apart: any called equal in 5 % at most."""
    families = 1500
    means = {"a": [0.80] * families, "b": [0.82] * families, "c": [0.84] * families}
    values = normal(means, 8, seed=2, own={"a": 0.002, "b": 0.004, "c": 0.008}, common=0.05)
    table = equivalence(swept_of(values, "voice"), VOICE).tables["by_point"]
    wrong = table["shown"].eq(EQUAL).groupby(table["point"]).any().sum()
    assert wrong <= stats.binom.isf(RARE, families, 0.05)
    assert wrong >= stats.binom.ppf(RARE, families, 0.02)  # two pairs at the margin: some 5 %, so the test has power


def test_what_is_shown():
    means = {"a": [0.800], "near": [0.805], "apart": [0.900]}
    found = shown(equivalence(swept_of(normal(means, 12, seed=3, own=0.001), "voice"), VOICE))
    assert found == {("a", "near"): EQUAL, ("a", "apart"): BEYOND, ("near", "apart"): BEYOND}


def test_a_difference_may_be_sure_and_its_size_not():
    spread = 0.01 * stats.norm.ppf((np.arange(10) + 0.5) / 10)
    found = shown(equivalence(swept_of({"a": 0.8 + 0.019 + spread, "b": np.full(10, 0.8)}, "voice"), VOICE))
    assert found == {("a", "b"): DIFFER}


def test_with_much_noise_neither_is_shown():
    found = equivalence(swept_of(normal({"a": [0.8], "b": [0.8]}, 5, seed=3, own=0.2), "voice"), VOICE)
    assert shown(found) == {("a", "b"): NEITHER_SHOWN}
    assert lines(found)[0] == "No two designs are shown to be equal within the margin on one right voice."


def test_groups_overlap_where_equality_is_no_chain():
    means = {"low": [0.80], "middle": [0.815], "high": [0.83]}
    found = equivalence(swept_of(normal(means, 12, seed=3, own=0.0005), "voice"), VOICE)
    assert groups(found) == ["low, middle", "middle, high"]


def test_a_copy_is_equal_whatever_the_margin():
    zero = swept_of({"a": np.zeros(5), "copy": np.zeros(5)})
    assert shown(equivalence(zero, ["response_latency"])) == {("a", "copy"): EQUAL}


def test_what_is_undefined_for_one_design_only_is_not_shown():
    values = normal({"a": [0.8], "b": [0.8]}, 8, seed=5, own=0.001)
    values["b"][0, 3] = np.nan
    assert shown(equivalence(swept_of(values, "voice"), VOICE)) == {("a", "b"): NEITHER_SHOWN}


def test_over_all_points_replications_are_the_unit():
    values = normal({"a": [0.80, 0.85], "b": [0.81, 0.84]}, 9, seed=6, own=0.01)
    found = equivalence(swept_of(values, "voice"), VOICE).table.iloc[0]
    exact = ttost_paired(values["a"].mean(axis=0), values["b"].mean(axis=0), -0.02, 0.02)[0]
    assert (found["p_equal"], found["n"]) == pytest.approx((exact, 9))


# Words and picture


def test_the_words_name_the_equals_and_the_error():
    latency = normal({"a": [20], "b": [20.1], "c": [40]}, 12, seed=1, own=0.1)
    voice = normal({"a": [0.8], "b": [0.8], "c": [0.8]}, 12, seed=2, own=0.001)
    answer = equivalence(together(swept_of(latency), swept_of(voice, "voice")), error=0.01)
    said = lines(answer)
    assert said[0] == "Equal within the margin: a and b on response latency; all on one right voice."
    assert "a and c differ beyond the margin" in said[1]
    assert "is 0.01 at most" in said[3] and "12 replications" in said[3] and "3 pairs" in said[3]
    assert title_of(figures(answer)["equivalence"]) == said[0].rstrip(".")


def test_over_many_worlds_the_words_count_them():
    answer = equivalence(
        swept_of(normal({"a": [0.8] * 3, "b": [0.8, 0.8, 0.9]}, 12, seed=2, own=0.001), "voice"), VOICE
    )
    assert lines(answer)[-1].endswith("a and b: equal in 2, differ beyond the margin in 1.")
    assert figures(answer)


def test_the_interval_drawn_is_that_of_the_tests():
    values = normal({"a": [0.85], "b": [0.86], "c": [0.9]}, 12, seed=1, own=0.02)
    found = equivalence(swept_of(values, "voice"), VOICE).table.iloc[0]
    interval = stats.ttest_rel(values["a"][0], values["b"][0]).confidence_interval(1 - 2 * 0.05 / 3)
    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high))
