"""Sensitivities: the known ones of a known function, nothing where nothing is, and no silent zeros."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("SALib", reason="the library of sensitivities is an extra")

from scipy.stats import qmc  # noqa: E402

from made_up_sweeps import grid, made_up  # noqa: E402
from orgsim.answers.sensitivity import indices, noise, ranked, sensitivity  # noqa: E402
from orgsim.errors import InputError  # noqa: E402
from orgsim.views.answers.sensitivity import figures, index, lines  # noqa: E402

NAMES = ["company.load", "company.slip", "population.discovery", "company.catch"]
FEW = 3  # bootstrap resamples, where intervals are not looked at
ISHIGAMI = {"company.load": 0.3139, "company.slip": 0.4424, "population.discovery": 0.0, "company.catch": 0.0}


def worlds(n: int, names=tuple(NAMES)) -> pd.DataFrame:
    """Points spread evenly over -pi to pi."""
    shares = qmc.Sobol(len(names), rng=np.random.default_rng(1)).random(n)
    return pd.DataFrame((2 * shares - 1) * np.pi, columns=list(names))


def ishigami(points) -> np.ndarray:
    """Ishigami and Homma 1990, a = 7, b = .1; the fourth column moves nothing."""
    a, b, c, _ = points[NAMES].to_numpy().T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


@pytest.fixture(scope="module")
def found():
    points = worlds(512)
    return indices(points, ishigami(points), seed=1, resamples=FEW).set_index("factor")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("orgsim.answers.sensitivity.RESAMPLES", FEW)


def test_first_order_shares_are_those_known(found):
    """Within three standard errors of a correlation ratio S, 2 sqrt(S (1 - S) / n): .044 at most with 512 worlds."""
    away = found["first_order"] - pd.Series(ISHIGAMI).reindex(found.index)
    assert away.abs().max() < 3 * 0.044


def test_what_moves_it_matters(found):
    assert found.loc[["company.slip", "company.load"], "matters"].all()
    assert found.index[0] == "company.slip"


def test_what_moves_nothing_seldom_matters():
    """Of 20 columns of chance at most 10 are above a floor.

    For more, six of them must be the largest of 59 for one of two indices: 2 (20 ... 15) / (59 ... 54) = .002.
    """
    random = np.random.default_rng(4)
    points = pd.DataFrame(random.random((96, 21)), columns=["moves", *(f"idle_{i}" for i in range(20))])
    table = indices(points, points["moves"].to_numpy(), resamples=FEW).set_index("factor")
    assert table.loc["moves", "matters"]
    assert table["matters"].drop("moves").sum() <= 10


def test_everything_is_the_same_with_the_same_seed_and_nothing_else_is_moved():
    points = worlds(64)
    np.random.seed(5)
    before = np.random.random()
    np.random.seed(5)
    shown = warnings.formatwarning
    one, other = (indices(points, ishigami(points), seed=0, resamples=FEW) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    assert np.random.random() == before
    assert warnings.formatwarning is shown


def test_the_difference_of_two_designs_is_moved_by_what_moves_one_of_them():
    both = {"a": lambda p: 10 * p["company.load"], "b": lambda p: 10 * p["company.load"] + 5 * p["company.slip"]}
    swept = made_up(worlds(64), both, replications=3, noise=0.1, luck=3.0)
    answer = sensitivity(swept, designs=["b", "a"])
    assert answer.table["output"].unique().tolist() == ["b minus a"]
    assert answer.table.loc[answer.table["matters"], "factor"].tolist()[0] == "company.slip"
    assert not answer.table.set_index("factor").loc["company.load", "matters"]
    assert lines(answer)[0] == "company.slip moves response latency of b minus a most."
    assert set(figures(answer)) == {"sensitivity"}


def test_worlds_with_more_replications_than_others_do_not_differ_by_their_luck():
    """What only replications of some worlds have would stand for the factor that decides how many there are."""
    swept = made_up(worlds(32), {"a": ishigami}, replications=6, noise=0.1, luck=50.0)
    some = swept.measures["point"].isin(swept.points.loc[swept.points["company.load"] > 0, "point"])
    unequal = replace(swept, measures=swept.measures[some | (swept.measures["replication"] < 2)])
    equal = replace(swept, measures=swept.measures[swept.measures["replication"] < 2])
    for name, table in sensitivity(unequal).tables.items():
        pd.testing.assert_frame_equal(table, sensitivity(equal).tables[name])


def test_without_designs_each_and_every_two_are_explained(monkeypatch):
    monkeypatch.setattr("orgsim.answers.sensitivity.SHUFFLED", 2)
    both = {"a": lambda p: p["company.load"], "b": lambda p: p["company.slip"]}
    answer = sensitivity(made_up(worlds(32), both, replications=2, noise=0.1))
    assert answer.table["output"].unique().tolist() == ["a", "b", "a minus b"]


def test_one_missing_number_is_refused_and_named():
    swept = made_up(worlds(32), {"a": ishigami}, replications=1)
    swept.measures.loc[7, "value"] = np.nan
    with pytest.raises(InputError, match="response_latency of a in world-0007"):
        sensitivity(swept)


def test_an_outcome_that_never_varies_is_refused_and_named():
    swept = made_up(worlds(32), {"a": ishigami, "b": ishigami}, replications=2)
    with pytest.raises(InputError, match="response_latency of a minus b"):
        sensitivity(swept, designs=["a", "b"])


@pytest.mark.parametrize("designs", [["c"], ["a", "a"], ["a", "b", "a"]])
def test_other_designs_are_refused(designs):
    swept = made_up(worlds(32), {"a": ishigami, "b": ishigami}, replications=2)
    with pytest.raises(InputError, match="designs"):
        sensitivity(swept, designs=designs)


def test_too_few_worlds_are_refused():
    swept = replace(made_up(worlds(32).iloc[:31], {"a": ishigami}, replications=2), folder=Path("results/sweep"))
    with pytest.raises(InputError) as told:
        sensitivity(swept)
    assert str(told.value) == (
        "of: results/sweep has 31 worlds; sensitivity needs 32 (e.g. orgsim sweep space=uncertain)"
    )


def test_of_few_worlds_for_its_factors_the_answer_is_a_hint(monkeypatch):
    monkeypatch.setattr("orgsim.answers.sensitivity.SHUFFLED", 2)
    few, enough = (sensitivity(made_up(worlds(n), {"a": ishigami}, replications=1)) for n in (32, 64))
    assert lines(few)[0].startswith("Few worlds (32 for 4 factors; 64 are enough): a hint only. ")
    assert lines(enough)[0].startswith("company.")


def test_factors_are_ranked_by_the_index_above_its_floor_and_by_how_much(monkeypatch):
    """One factor has the larger delta, the other a first order further above its floor, whose delta is below its own.

    So the second is stronger; and what is printed is the index by which each matters.
    """
    delta, first_order = {"loud": 0.51, "plain": 0.08, "none": 0.1}, {"loud": -0.16, "plain": 0.6, "none": 0.0}

    def told(inputs, output, seed, resamples):
        shuffled = np.full(2, 0.2)  # the floor of every index
        columns = {"delta": delta, "first_order": first_order, "by_classes": delta, "pawn": delta}
        found = {name: np.r_[list(own.values()), shuffled] for name, own in columns.items()}
        return found | {f"{name}_half": np.full(5, 0.05) for name in ("delta", "first_order", "by_classes")}

    monkeypatch.setattr("orgsim.answers.sensitivity.SHUFFLED", 2)
    monkeypatch.setattr("orgsim.answers.sensitivity.analysed", told)
    table = indices(pd.DataFrame({name: np.arange(40.0) for name in delta}), np.arange(40.0))
    assert table["factor"].tolist() == ["plain", "loud", "none"]
    assert table["by"].tolist() == ["first order", "delta", ""]
    assert table["strength"].tolist() == pytest.approx([3.0, 2.55, 0.5])
    plain, loud, _ = table.to_dict("records")
    assert index(plain) == "by first order only: 0.60 ± 0.05, 3.0 times the floor"
    assert index(loud) == "by delta only: 0.51 ± 0.05, 2.5 times the floor"


def test_equal_values_get_ranks_in_random_order():
    """On a grid their own order is that of another factor, which would then seem to matter."""
    points = grid(a=range(8), b=range(8))
    ranks = ranked(points["a"].to_numpy(float), np.random.default_rng(1))
    within = [np.corrcoef(ranks[points["a"] == a], points["b"][points["a"] == a])[0, 1] for a in range(8)]
    assert sorted(ranks) == list(range(1, 65))
    assert abs(np.mean(within)) < 0.6
    assert np.corrcoef(ranks, points["a"])[0, 1] > 0.95


def test_categories_count_by_their_number():
    points = grid(company__work_law=["fixed", "lognormal", "exponential"], company__load=np.linspace(0.5, 0.9, 24))
    wait = {"fixed": 1.0, "lognormal": 5.0, "exponential": 9.0}
    swept = made_up(points, {"a": lambda p: p["company.work_law"].map(wait)}, replications=2, noise=0.5)
    table = sensitivity(swept).table
    assert table["factor"].iloc[0] == "company.work_law" and table["matters"].tolist() == [True, False]


def test_the_share_of_chance_is_the_one_put_in():
    """Between worlds 4, chance 1 over 4 replications, and luck common to all worlds, which counts as neither.

    400 worlds: the estimate's standard error is 4 % of .25 / 4.25; five of them are allowed.
    """
    random = np.random.default_rng(2)
    runs = 2.0 * random.normal(size=(400, 1)) + 9.0 * random.normal(size=4) + random.normal(size=(400, 4))
    share = noise(runs)["noise_share"]
    assert share == pytest.approx(0.25 / 4.25, rel=0.35)
    assert noise(runs)["noise_variance"] == pytest.approx(0.25, rel=0.2)
    assert np.isnan(noise(runs[:, :1])["noise_share"])
