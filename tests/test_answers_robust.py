"""The robust choice: regret of a hand-made table exactly, what chance leaves open, and its bias."""

import math

import numpy as np
import pytest

from made_up_sweeps import normal, swept_of, title_of
from orgsim.answers.robust import CRITERIA, robust
from orgsim.errors import InputError
from orgsim.views.answers.robust import figures, lines

# hours in three worlds; the best of each world: 10, 20, 30
BY_HAND = {"bold": [10.0, 20.0, 90.0], "safe": [18.0, 30.0, 30.0], "poor": [40.0, 26.0, 34.0]}


def constant(means, n=15):
    """The same value in every replication: no chance."""
    return {design: np.repeat(np.array(found)[:, None], n, axis=1) for design, found in means.items()}


def choice(answer):
    return answer.table.set_index("criterion")


def test_regret_of_three_worlds_by_hand():
    answer = robust(swept_of(constant(BY_HAND)))
    regret = answer.tables["regret"].pivot(index="point", columns="design", values="regret")
    assert regret["bold"].tolist() == [0, 0, 60]
    assert regret["safe"].tolist() == [8, 10, 0]
    assert regret["poor"].tolist() == [30, 6, 4]
    found = answer.tables["designs"].set_index("design")
    assert found["mean_regret"].to_dict() == {"bold": 20, "safe": 6, "poor": pytest.approx(40 / 3)}
    assert found["largest_regret"].to_dict() == {"bold": 60, "safe": 10, "poor": 30}
    assert found["median_regret"].to_dict() == {"bold": 0, "safe": 8, "poor": 6}
    assert found["worst"].to_dict() == {"bold": 90, "safe": 30, "poor": 40}
    assert found["worst_point"].to_dict() == {"bold": "p2", "safe": "p1", "poor": "p0"}
    assert found["worst_world"]["bold"] == "company.load=0.9"
    # nine tenths of the way through sorted regrets: 0 + .8 x 60; 8 + .8 x 2; 6 + .8 x 24
    assert found["regret_90"].to_dict() == pytest.approx({"bold": 48, "safe": 9.6, "poor": 25.2})
    # margins are a tenth of the mean with the best; 34 h against 30 h is beyond 3.2 h
    assert found["share_beyond"].to_dict() == pytest.approx({"bold": 1 / 3, "safe": 2 / 3, "poor": 1})


def test_choices_by_each_criterion():
    found = choice(robust(swept_of(constant(BY_HAND))))
    assert tuple(found.index) == CRITERIA
    assert found["chosen"].tolist() == ["safe", "safe", "safe", "safe", "bold"]
    assert set(found["decided"]) == {"yes"}
    row = found.loc["largest_regret"]
    assert (row["value"], row["runner_up"], row["runner_up_value"], row["lead"]) == (10, "poor", 30, 20)


def test_of_a_measure_of_which_more_is_better():
    answer = robust(swept_of(constant({"a": [0.9, 0.5], "b": [0.8, 0.7]}), "voice"), "voice")
    found = answer.tables["designs"].set_index("design")
    assert found["largest_regret"].to_dict() == pytest.approx({"a": 0.2, "b": 0.1})
    assert found["worst"].to_dict() == pytest.approx({"a": 0.5, "b": 0.7})
    row = choice(answer).loc["worst"]
    assert (row["chosen"], row["value"], row["lead"]) == ("b", pytest.approx(0.7), pytest.approx(0.2))


def test_a_choice_within_noise_is_undecided():
    near = normal({"a": [20, 30], "b": [20, 30]}, 15, seed=3, own=3)
    far = normal({"a": [20, 30], "b": [60, 70]}, 15, seed=3, own=3)
    undecided = choice(robust(swept_of(near)))["decided"].loc[["largest_regret", "mean_regret", "worst"]]
    assert set(undecided) == {"no"}
    assert set(choice(robust(swept_of(far)))["decided"]) == {"yes"}


def test_of_few_replications_it_is_unknown_whether_a_choice_is_decided():
    answer = robust(swept_of(normal({"a": [20, 30], "b": [60, 70]}, 6, seed=3)))
    assert set(answer.table["decided"]) == {"unknown"} and answer.table["probability"].isna().all()
    said = lines(answer)
    assert said[0].endswith("by all five criteria; too few replications for a probability (6; 15 are enough).")
    assert "(whether this is decided is unknown)" in said[1]


def test_designs_with_the_same_value_are_chosen_together():
    found = choice(robust(swept_of(constant({"a": [20, 30], "b": [20.5, 30.5], "c": [40, 50]}))))
    assert found.loc["share_beyond", "chosen"] == "a, b"
    assert found.loc["mean_regret", "chosen"] == "a"


def test_regret_is_too_large_where_nothing_differs_and_by_halves_it_is_not():
    """Three equal designs in 400 worlds: the best of three noisy means is .846 standard errors ahead of the mean."""
    n, worlds = 8, 400
    values = normal(dict.fromkeys("abc", [50.0] * worlds), n, seed=9)
    found = robust(swept_of(values)).tables["designs"]
    assert found["mean_regret"].mean() == pytest.approx(0.8463 / math.sqrt(n), abs=5 * 0.75 / math.sqrt(n * worlds))
    # a mean over worlds of differences measured on half of the replications: sd at most sqrt(2/(n/2)/worlds)
    assert found["mean_regret_halves"].abs().max() < 5 * math.sqrt(2 / (n / 2) / worlds)


def test_the_true_regret_lies_between_the_two():
    """a is better than b by one standard error of the difference in 600 worlds: b's true mean regret is that."""
    n, worlds = 8, 600
    true = math.sqrt(2 / n)
    values = normal({"a": [50.0] * worlds, "b": [50.0 + true] * worlds}, n, seed=10)
    row = robust(swept_of(values)).tables["designs"].set_index("design").loc["b"]
    assert row["mean_regret_halves"] < true < row["mean_regret"]


def test_resampling_is_seeded():
    values = normal({"a": [20, 21], "b": [20, 20]}, 15, seed=2)
    first, again, other = (robust(swept_of(values), seed=seed) for seed in (1, 1, 2))
    for name, table in first.tables.items():
        assert table.equals(again.tables[name])
    assert not first.table.equals(other.table)


def test_intervals_of_regret_narrow_with_replications():
    means = {"a": [20.0, 30, 40], "b": [25.0, 25, 25]}
    few, many = (robust(swept_of(normal(means, n, seed=4))).tables["designs"].iloc[1] for n in (5, 80))
    widths = [row["mean_regret_high"] - row["mean_regret_low"] for row in (few, many)]
    assert 2 < widths[0] / widths[1] < 8  # sixteen times the replications: about four


def test_a_measure_without_a_better_side_is_refused():
    with pytest.raises(InputError) as told:
        robust(swept_of(constant({"a": [20], "b": [21]}), "heads"), "heads")
    assert told.value.key == "measure"


# Words and pictures


def test_the_words_say_that_the_choice_depends_on_the_criterion():
    answer = robust(swept_of(constant(BY_HAND)))
    said = lines(answer)
    assert said[0] == (
        "The robust choice on response latency over 3 worlds depends on the criterion: safe by largest regret, mean "
        "regret, the 90th percentile of regret and the worst outcome; bold by the share of worlds beyond the margin."
    )
    assert "at most 60.0 h where company.load=0.9" in said[6]
    assert title_of(figures(answer)["robust"]) == said[0].rstrip(".")


def test_the_words_say_where_all_criteria_agree():
    answer = robust(swept_of(constant({"a": [20, 30], "b": [40, 50]})))
    assert lines(answer)[0] == "a is the robust choice on response latency over 2 worlds by all five criteria."


def test_of_one_world_the_words_ask_for_more():
    answer = robust(swept_of(constant({"a": [20], "near": [21], "b": [40]})))
    assert lines(answer)[0] == (
        "In this one world a leaves nothing to regret on response latency; near within the margin of it."
    )
    assert title_of(figures(answer)["robust"]).startswith("In this one world a")
