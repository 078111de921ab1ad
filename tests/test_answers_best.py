"""Which design is best: probabilities against exact ones, chance apart from the worlds, and ranking and selection."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sim_tools.ovs.indifference_zone import KN

from made_up import made_up_records
from made_up_sweeps import normal, swept_of, title_of
from orgsim.answers.best import best
from orgsim.answers.measured import OF_THE_PATH, in_order
from orgsim.answers.selection import CEILING, select
from orgsim.comparison.margins import STANDARDS
from orgsim.errors import InputError
from orgsim.measures.advocacy import advocacy
from orgsim.views.answers.best import figures, lines

RARE = 1e-6  # probability that a test of an error rate fails though the rate is as stated


def by_design(table, column):
    return table.set_index("design")[column].to_dict()


def test_of_two_designs_the_probability_is_the_normal_one():
    """Differences with normal quantiles and a mean of one standard error: P = Phi(1) = .841."""
    n = 60
    spread = stats.norm.ppf((np.arange(n) + 0.5) / n)
    difference = spread - spread.mean() + spread.std(ddof=1) / math.sqrt(n)
    luck = np.random.default_rng(1).normal(size=n)
    found = by_design(best(swept_of({"a": 20 + luck, "b": 20 + luck + difference})).table, "probability")
    error = 5 * math.sqrt(0.16 * 0.84 / 10_000)  # of 10,000 resamples, five standard errors
    assert found["a"] == pytest.approx(stats.norm.cdf(1), abs=error)
    assert found["a"] + found["b"] == pytest.approx(1)


def test_of_three_designs_the_probability_is_that_of_the_normal_distribution_of_their_means():
    values = normal({"a": [20], "b": [20.15], "c": [20.2]}, 200, seed=3, common=5)
    found = by_design(best(swept_of(values)).table, "probability")
    rows = np.array([values[design][0] for design in "abc"])
    for one, others in (("a", [1, 2]), ("b", [0, 2]), ("c", [0, 1])):
        ahead = rows["abc".index(one)] - rows[others]  # negative: faster
        exact = stats.multivariate_normal.cdf([0, 0], ahead.mean(axis=1), np.cov(ahead) / 200)
        assert found[one] == pytest.approx(exact, abs=0.025)  # five standard errors of resampling at most


def test_of_a_measure_of_which_more_is_better_the_highest_is_best():
    found = by_design(best(swept_of(normal({"a": [0.8], "b": [0.9]}, 15, 1, own=0.01), "voice"), "voice").table, "mean")
    answer = best(swept_of(normal({"a": [0.8], "b": [0.9]}, 15, 1, own=0.01), "voice"), "voice")
    assert by_design(answer.table, "probability") == {"a": 0, "b": 1}
    assert found["b"] > found["a"] and answer.tables["selection"]["selected"].iloc[0] == "b"


def test_a_design_and_its_copy_share_the_first_place():
    values = normal({"a": [20], "c": [30]}, 15, seed=2)
    answer = best(swept_of({"a": values["a"], "copy": values["a"], "c": values["c"]}))
    assert by_design(answer.table, "probability") == {"a": 0.5, "copy": 0.5, "c": 0}
    assert answer.tables["selection"]["selected"].iloc[0] == "a"  # the first stands for both


def test_what_is_within_the_margin_of_the_best_is_told_apart_from_the_best():
    values = normal({"a": [20], "near": [21], "far": [30]}, 15, seed=2, own=0.1)
    table = best(swept_of(values)).table
    assert by_design(table, "probability") == {"a": 1, "near": 0, "far": 0}
    assert by_design(table, "probability_within") == {"a": 1, "near": 1, "far": 0}
    assert by_design(table, "standing") == {"a": "best", "near": "equal", "far": "behind"}


def test_shares_of_worlds_and_their_interval_by_worlds():
    fast, slow = np.full((4, 15), 10.0), np.full((4, 15), 20.0)
    fast[3] = 30
    table = best(swept_of({"a": fast, "b": slow})).table
    assert by_design(table, "share") == {"a": 0.75, "b": 0.25}
    assert by_design(table, "expected") == {"a": 0.75, "b": 0.25}
    wilson = stats.binomtest(3, 4).proportion_ci(0.95, method="wilson")
    row = table.set_index("design").loc["a"]
    assert (row["low_worlds"], row["high_worlds"]) == pytest.approx((wilson.low, wilson.high))
    assert (row["low_chance"], row["high_chance"]) == (0.75, 0.75)  # replications do not vary: no chance


def test_replications_settle_chance_and_not_the_worlds():
    """Sixty worlds, each design ahead by .8 in half of them: 1.3 standard errors at 5 replications, 8 at 200."""
    means = {"a": np.zeros(60), "b": np.tile([-0.8, 0.8], 30)}
    few, many = (best(swept_of(normal(means, n, seed=4))).table.iloc[0] for n in (5, 200))
    assert few["high_chance"] - few["low_chance"] > 0.05
    assert (many["share"], many["low_chance"], many["high_chance"]) == (0.5, 0.5, 0.5)
    worlds = [row["high_worlds"] - row["low_worlds"] for row in (few, many)]
    assert worlds[0] == pytest.approx(worlds[1], rel=0.1)


def test_points_share_their_luck_when_resampled():
    """Fifty points that are copies of one: the share of worlds is as uncertain as that world, all or nothing."""
    noise = np.random.default_rng(6).normal(size=(2, 15))
    noise -= noise.mean(axis=1, keepdims=True)
    noise[1] += 0.05
    copies = {"a": np.repeat(noise[:1], 50, axis=0), "b": np.repeat(noise[1:], 50, axis=0)}
    one, many = best(swept_of({"a": noise[0], "b": noise[1]})).table, best(swept_of(copies)).table
    assert by_design(many, "probability")["a"] == pytest.approx(by_design(one, "probability")["a"], abs=0.03)
    assert many["high_chance"].iloc[0] - many["low_chance"].iloc[0] > 0.5


def test_the_same_seed_gives_the_same_table():
    values = normal({"a": [20, 21], "b": [20, 20]}, 15, seed=2)
    first, again, other = (best(swept_of(values), seed=seed).table for seed in (1, 1, 2))
    assert first.equals(again) and not first.equals(other)


def test_a_world_where_a_design_has_no_value_is_left_out_and_named():
    values = normal({"a": [20, 30, 40], "b": [21, 29, 44]}, 8, seed=5)
    values["b"][1, 3] = np.nan
    answer = best(swept_of(values))
    assert answer.asked["left_out"] == ("p1",) and set(answer.table["points"]) == {2}
    assert any("Left out" in line and "p1" in line for line in lines(answer))


def test_a_measure_without_a_better_side_is_refused():
    with pytest.raises(InputError) as told:
        best(swept_of(normal({"a": [20], "b": [21]}, 3, seed=1), "heads"), "heads")
    assert told.value.key == "measure"


@pytest.mark.parametrize(
    ("kind", "chosen"), [("grid", True), ("list", True), ("pairs", True), ("latin", False), ("sobol", False)]
)
def test_whether_points_were_chosen_is_what_the_sweep_says(kind, chosen):
    values = normal({"a": [20] * 4, "b": [21] * 4}, 3, seed=1)
    answer = best(replace(swept_of(values), configuration={"space": {"kind": kind}}))
    assert any("though these were chosen" in line for line in lines(answer)) == chosen


def test_of_a_sweep_that_does_not_say_it_a_full_grid_was_chosen():
    values = normal({"a": [20] * 4, "b": [21] * 4}, 3, seed=1)
    grid = {"company.load": [0.5, 0.5, 0.9, 0.9], "company.slip": [0.1, 0.2, 0.1, 0.2]}
    scattered = {"company.load": [0.5, 0.6, 0.8, 0.9], "company.slip": [0.1, 0.2, 0.15, 0.12]}
    assert best(swept_of(values, factors=grid)).asked["chosen"]
    assert not best(swept_of(values, factors=scattered)).asked["chosen"]


# Ranking and selection


class RightPairs(KN):
    """Procedure KN on all designs at once, each pair with its own variance (sim-tools' look-up takes another's)."""

    def _calc_variance_of_differences(self):
        self.of_pair = (self._init_obs[:, None] - self._init_obs).var(axis=-1, ddof=1)

    def _limit_to_distance_from_sample_means(self, design_i, design_l):
        squared = self._h_squared * self.of_pair[design_i, design_l] / self._delta**2
        return max(0, self._delta / (2 * self._r) * (squared - self._r))


class Table:
    """Replications handed to sim-tools one by one."""

    def __init__(self, rows):
        self.rows, self.asked = rows, [0] * rows.shape[1]

    def register_observer(self, observer):
        self.observer = observer

    def simulate(self, design):
        self.observer.feedback(self, design, self.rows[self.asked[design], design])
        self.asked[design] += 1


@pytest.mark.parametrize("seed", range(20))
def test_pair_by_pair_the_procedure_is_kn_itself(seed):
    random = np.random.default_rng(seed)
    means = 0.85 + 0.02 * random.normal(size=4)
    rows = means + 0.1 * random.normal(size=(20_000, 1)) + [0.02, 0.08, 0.04, 0.05] * random.normal(size=(20_000, 4))
    table = Table(rows)
    (winner,) = RightPairs(table, 4, 0.02, alpha=0.05, n_0=10, obj="max").solve()
    found = select(rows, tuple("abcd"), "voice", 0.05)
    assert (found.selected, found.replications) == ("abcd"[winner], sorted(table.asked)[-2])


def test_the_best_by_a_margin_is_missed_as_seldom_as_stated():
    """300 tables in which one of three designs is better by exactly the margin: missed in 5 % at most."""
    missed, random = 0, np.random.default_rng(12)
    for _ in range(300):
        rows = [0.85, 0.85, 0.87] + 0.2 * random.normal(size=(600, 1)) + 0.04 * random.normal(size=(600, 3))
        found = select(rows, ("a", "b", "c"), "voice", 0.05)
        assert found.selected is not None
        missed += found.selected != "c"
    assert missed <= stats.binom.isf(RARE, 300, 0.05)


def test_when_the_data_run_out_it_says_how_many_it_would_take():
    values = normal({"a": [0.85], "b": [0.86], "c": [0.5]}, 12, seed=1, own=0.05)
    rows = np.stack([values[design][0] for design in "abc"], axis=1)
    found = select(rows, ("a", "b", "c"), "voice", 0.05)
    assert found.selected is None and found.remaining == ("a", "b") and found.replications == 12
    assert 12 < found.expected < CEILING
    more = np.vstack([rows, np.tile(rows.mean(axis=0), (int(found.expected) - 12, 1))])
    enough, short = (select(each, ("a", "b", "c"), "voice", 0.05) for each in (more, more[:-1]))
    assert enough.replications == found.expected and enough.selected and short.selected is None


# Words and pictures


def test_the_words_say_who_is_best_and_who_is_near():
    values = normal({"a": [20], "near": [21], "far": [30]}, 15, seed=2, own=0.5)
    answer = best(swept_of(values))
    said = lines(answer)
    assert said[0] == (
        "Response latency, mean: a 19.9 h, near 21.1 h and far 30.2 h; near equal to a within the margin; far behind "
        "by more than the margin."
    )
    assert "the best mean with probability over 99.9 %" in said[1]
    assert any("picks a after 10 of 15" in line for line in said)
    assert title_of(figures(answer)["best"]) == said[0].rstrip(".")


def test_the_words_admit_what_is_not_shown():
    answer = best(swept_of(normal({"a": [20], "b": [20]}, 4, seed=7, own=8)))
    said = lines(answer)
    assert said[0].endswith("whether they differ by more than the margin is not sure.")
    assert any("has not decided between a and b" in line for line in said)
    assert any("too few replications for a probability (4; 15 are enough)" in line for line in said)
    assert answer.table["probability"].isna().all()


def test_over_many_worlds_the_words_tell_chance_from_worlds():
    means = {"a": [10, 10, 90, 10], "b": [20, 20, 20, 20]}
    answer = best(swept_of(normal(means, 15, seed=1, own=0.1)))
    said = lines(answer)
    assert said[0] == (
        "Response latency, mean over 4 worlds: b 19.99 h and a 29.99 h; b is ahead by more than the margin; but a is "
        "first in 75 % of worlds. World by world, within the margin of the best: a in 75 % and b in 25 %; first, by "
        "however little: a in 75 % and b in 25 %. The mean of b is best by the world with the longest waits: without "
        "it a, first most often, would have the better one."
    )
    assert "by chance 75 to 75 %, by worlds 30 to 95 %" in said[1]
    assert any("World by world it picks a in 3 and b in 1 of 4" in line for line in said)
    assert said[0].startswith(title_of(figures(answer)["best"]) + ". World by world")


def test_the_worlds_that_carry_a_mean_are_those_without_which_it_is_no_longer_best():
    """b leads by 70 and 20 h in the two slowest worlds and lies 10 h behind in six: without the slowest it is worse."""
    means = {"a": [10.0] * 6 + [90.0, 50.0], "b": [20.0] * 6 + [20.0, 30.0]}
    answer = best(swept_of({design: np.repeat(np.array([own]).T, 3, axis=1) for design, own in means.items()}))
    worlds = answer.tables["carried"]
    assert worlds[["point", "design", "other", "lead"]].to_numpy().tolist() == [["p6", "b", "a", 70.0]]
    agree = best(swept_of(normal({"a": [10, 10], "b": [20, 20]}, 3, seed=1)))
    assert "carried" not in agree.tables and "is best by" not in lines(agree)[0]


def test_a_mean_that_many_small_worlds_make_is_put_down_to_its_largest_leads():
    """The slowest worlds are level: not they, but the one where b leads most, makes its mean the best."""
    means = {"a": [99.0, 99.0, 99.0, 10.0, 10.0, 60.0], "b": [99.0, 99.0, 99.0, 11.0, 11.0, 20.0]}
    answer = best(swept_of({design: np.repeat(np.array([own]).T, 3, axis=1) for design, own in means.items()}))
    assert answer.tables["carried"][["point", "by"]].to_numpy().tolist() == [["p5", "largest leads"]]
    assert "by the world in which it leads most" in lines(answer)[0]


def test_of_one_replication_nothing_is_said_to_be_best():
    answer = best(swept_of({"a": [[20.0]], "b": [[30.0]]}))
    assert lines(answer)[0].endswith("whether they differ by more than the margin is not sure.")
    assert figures(answer)


def test_a_measure_that_was_not_measured_is_told_with_what_would_measure_it():
    swept = swept_of(normal({"a": [0.8], "b": [0.9]}, 3, seed=1), "voice")
    with pytest.raises(InputError) as told:
        best(swept, "net_advocates")
    again = "sweep again with study.path_replications=12"
    assert f"net_advocates was not measured in this sweep: {again}" in str(told.value)
    with pytest.raises(InputError, match="sweep again with keep=.handoffs.; measured are voice"):
        best(swept, "handoffs")


def test_the_headline_measures_are_named_first_of_those_allowed():
    assert in_order(["zeal", "bounces", "voice", "response_latency"]) == [
        "response_latency",
        "voice",
        "bounces",
        "zeal",
    ]


def test_the_measures_said_to_be_of_the_path_are_those_it_has():
    rows = advocacy(made_up_records(path=[(0.0, 48, 36, 16, 0.0, 0.0)], estimand="path"))
    assert {row.measure for row in rows} & set(STANDARDS) == OF_THE_PATH
