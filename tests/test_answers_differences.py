"""Differences of many designs: intervals that hold all at once, the replication as the unit."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from made_up_sweeps import normal, swept_of, title_of, together
from orgsim.answers.differences import differences
from orgsim.errors import InputError
from orgsim.views.answers.differences import figures, lines

RARE = 1e-6  # probability that a test of an error rate fails though the rate is as stated


def row(table, a, b, **also):
    own = table[(table["design_a"] == a) & (table["design_b"] == b)]
    for key, value in also.items():
        own = own[own[key] == value]
    ((_, found),) = own.iterrows()
    return found


def test_intervals_are_those_of_the_paired_t_test_at_bonferronis_level():
    values = normal({"a": [20], "b": [21], "c": [25]}, 9, seed=1, common=2)
    table = differences(swept_of(values), ["response_latency"], confidence=0.9).table
    assert len(table) == 3 and set(table["family"]) == {3}
    for a, b in (("a", "b"), ("a", "c"), ("b", "c")):
        found, exact = row(table, a, b), stats.ttest_rel(values[a][0], values[b][0])
        interval = exact.confidence_interval(1 - 0.1 / 3)
        assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high))
        assert found["p"] == pytest.approx(exact.pvalue)


def test_of_two_designs_nothing_is_corrected():
    values = normal({"a": [20], "b": [21]}, 9, seed=1)
    found = differences(swept_of(values), ["response_latency"]).table.iloc[0]
    interval = stats.ttest_rel(values["a"][0], values["b"][0]).confidence_interval(0.95)
    assert (found["low"], found["high"]) == pytest.approx((interval.low, interval.high))
    assert found["p_holm"] == found["p"]


def test_holms_p_is_the_p_value_times_the_hypotheses_left():
    values = normal({"a": [20], "b": [20.6], "c": [22]}, 12, seed=3)
    table = differences(swept_of(values), ["response_latency"]).table.sort_values("p")
    stepped = np.maximum.accumulate(table["p"] * [3, 2, 1]).clip(upper=1)
    assert table["p_holm"].to_numpy() == pytest.approx(stepped.to_numpy())


def test_where_nothing_differs_a_false_alarm_is_as_rare_as_stated():
    """1,500 families of six intervals at 95 %: at most 5 % of families exclude 0 anywhere, variances unequal."""
    families, n = 1500, 6
    spread = {"a": 0.2, "b": 1.0, "c": 1.0, "d": 3.0}
    values = normal(dict.fromkeys(spread, [0.0] * families), n, seed=11, common=1.0, own=spread)
    table = differences(swept_of(values, "net_advocates"), ["net_advocates"]).tables["by_point"]
    excludes = (table["low"] > 0) | (table["high"] < 0)
    alarms = excludes.groupby(table["point"]).any().sum()
    most = stats.binom.isf(RARE, families, 0.05)
    assert alarms <= most
    assert (table["p"] < 0.05).groupby(table["point"]).any().sum() > most  # without correction the test would fail


def test_intervals_for_all_points_at_once_are_at_the_level_of_pairs_times_points():
    values = normal({"a": [20, 21, 22, 23], "b": [21, 21, 21, 21], "c": [25, 24, 23, 22]}, 9, seed=4, common=2)
    table = differences(swept_of(values), ["response_latency"]).tables["by_point"]
    found = row(table, "a", "c", point="p2")
    interval = stats.ttest_rel(values["a"][2], values["c"][2]).confidence_interval(1 - 0.05 / 12)
    assert (found["low_everywhere"], found["high_everywhere"]) == pytest.approx((interval.low, interval.high))


def test_over_all_points_replications_are_the_unit():
    values = normal({"a": [20, 30, 40], "b": [21, 30, 44]}, 8, seed=5)
    found = differences(swept_of(values), ["response_latency"]).table.iloc[0]
    interval = stats.ttest_rel(values["a"].mean(axis=0), values["b"].mean(axis=0)).confidence_interval(0.95)
    assert (found["low"], found["high"], found["n"]) == pytest.approx((interval.low, interval.high, 8))
    assert found["points"] == 3


def test_luck_that_all_points_share_is_not_averaged_away():
    noise = np.random.default_rng(6).normal(size=(2, 10))
    one = differences(swept_of({"a": noise[:1], "b": noise[1:]}), ["response_latency"]).table.iloc[0]
    many = {"a": np.repeat(noise[:1], 50, axis=0), "b": np.repeat(noise[1:], 50, axis=0)}
    over = differences(swept_of(many), ["response_latency"]).table.iloc[0]
    assert (over["low"], over["high"]) == pytest.approx((one["low"], one["high"]))


def test_against_one_design_each_other_is_compared_with_it_alone():
    values = normal({"a": [20], "b": [21], "c": [25]}, 9, seed=1)
    table = differences(swept_of(values), ["response_latency"], against="b").table
    assert list(zip(table["design_a"], table["design_b"])) == [("a", "b"), ("c", "b")]
    assert set(table["family"]) == {2}


def test_a_world_where_the_measure_is_never_defined_is_left_out_of_the_mean():
    values = normal({"a": [20, 30, 40], "b": [21, 30, 44]}, 8, seed=5)
    holes = {design: np.where(np.arange(3)[:, None] == 1, np.nan, found) for design, found in values.items()}
    found = differences(swept_of(holes), ["response_latency"]).table.iloc[0]
    kept = [0, 2]
    exact = values["a"][kept].mean() - values["b"][kept].mean()
    assert (found["difference"], found["points"], found["n"]) == pytest.approx((exact, 2, 8))


def test_what_is_undefined_for_one_design_only_is_unclear():
    values = normal({"a": [20], "b": [40]}, 8, seed=5)
    values["b"][0, 3] = np.nan
    found = differences(swept_of(values), ["response_latency"]).table.iloc[0]
    assert found["verdict"] == "unclear" and np.isnan(found["low"]) and np.isnan(found["p"])


def test_replications_that_only_other_points_have_are_not_undefined():
    """Eight replications of three points, of which the second has but five."""
    values = normal({"a": [20, 30, 40], "b": [21, 30, 44]}, 8, seed=5)
    for design in "ab":
        values[design][2, 1] = np.nan  # undefined in both: the replication is there
    swept = swept_of(values)
    kept = swept.measures[(swept.measures["point"] != "p1") | (swept.measures["replication"] < 5)]
    answer = differences(replace(swept, measures=kept), ["response_latency"])
    by_point = answer.tables["by_point"].set_index("point")
    assert by_point["n"].tolist() == [8, 5, 7] and by_point["undefined"].tolist() == [0, 0, 1]
    assert (answer.table["n"].iloc[0], answer.table["undefined"].iloc[0]) == (4, 1)
    shared = [0, 2, 3, 4]
    exact = values["a"][:, shared].mean() - values["b"][:, shared].mean()
    assert answer.table["difference"].iloc[0] == pytest.approx(exact)


def test_a_copy_of_a_design_differs_by_exactly_nothing():
    values = normal({"a": [20]}, 8, seed=5)
    found = differences(swept_of(values | {"copy": values["a"]}), ["response_latency"]).table.iloc[0]
    assert (found["difference"], found["low"], found["high"], found["verdict"], found["p"]) == (0, 0, 0, "equal", 1)


@pytest.mark.parametrize(
    ("designs", "how", "key"),
    [
        (["a", "b"], {"measures": ["voice"]}, "measures"),
        (["a", "b"], {"against": "z"}, "against"),
        (["a"], {}, "of"),
    ],
)
def test_a_mistake_is_told(designs, how, key):
    with pytest.raises(InputError) as told:
        differences(swept_of(normal({design: [20] for design in designs}, 3, seed=1)), **how)
    assert told.value.key == key


# Words and picture


def test_the_words_name_the_winner_its_interval_and_what_it_holds_for():
    values = normal({"slow": [30], "fast": [20], "middle": [24]}, 12, seed=2, own=0.1)
    answer = differences(swept_of(values), ["response_latency", "voice"])
    said = lines(answer)
    assert said[0].startswith("fast resolves fastest")
    assert "slow less fast 10.0" in said[1] and "fast better" in said[1]
    assert "95 % confidence all 3 intervals" in said[2] and "12 replications" in said[2]
    assert title_of(figures(answer)["differences"]).startswith("fast resolves fastest")


def test_over_many_worlds_the_words_count_them():
    latency = normal({"a": [20, 30, 40], "b": [30, 30, 20]}, 12, seed=2, own=0.1)
    voice = normal({"a": [0.8] * 3, "b": [0.9] * 3}, 12, seed=3, own=0.001)
    answer = differences(together(swept_of(latency), swept_of(voice, "voice")))
    said = lines(answer)
    assert said[0].startswith("On average over 3 worlds")
    assert "a better in 1, b better in 1, equal in 1" in said[-2]
    assert "b better in 3" in said[-1]
    assert set(figures(answer)) == {"differences"}


def test_against_one_design_the_words_say_how_each_stands_to_it():
    values = normal({"a": [20], "b": [30], "c": [30.1]}, 12, seed=2, own=0.1)
    answer = differences(swept_of(values), ["response_latency"], against="b")
    assert lines(answer)[0] == "Against b, a is better on response latency; c is equal on response latency."
    assert figures(answer)


def test_a_measure_without_any_value_is_left_out_like_one_not_kept():
    latency = normal({"a": [20], "b": [30]}, 5, seed=2)
    nowhere = {design: np.full((1, 5), np.nan) for design in "ab"}
    answer = differences(together(swept_of(latency), swept_of(nowhere, "net_advocates")))
    assert answer.asked["measures"] == ["response_latency"]
