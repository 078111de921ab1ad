"""The map of who wins where: planted borders are found, chance is not called a winner, what is equal is called so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from made_up_sweeps import grid, made_up
from orgsim.answers.map import map
from orgsim.errors import InputError
from orgsim.views.answers.map import beside, figures, lines

LOADS, SHARES = [0.55, 0.65, 0.75, 0.85], [0.0, 0.2, 0.4]
POINTS = grid(company__load=LOADS, demand__interdependence=SHARES)
CROSSING = 0.72  # of the load, above which the pooled design is faster


def early(points):
    return 20.0 + 0 * points["company.load"]


def late(points):
    return 20.0 - 100.0 * (points["company.load"] - CROSSING)


@pytest.fixture(scope="module")
def crossed():
    return map(made_up(POINTS, {"split": early, "pooled": late}, noise=0.2, luck=5.0))


def verdicts(answer, load):
    return set(answer.table.loc[answer.table["x"] == load, ["verdict", "leaders"]].itertuples(index=False, name=None))


def test_the_winner_is_found_on_either_side(crossed):
    assert verdicts(crossed, 0.55) == verdicts(crossed, 0.65) == {("wins", "split")}
    assert verdicts(crossed, 0.85) == verdicts(crossed, 0.75) == {("wins", "pooled")}


def test_the_border_runs_where_it_was_planted(crossed):
    border = crossed.tables["border"]
    assert np.allclose(border["x"], CROSSING, atol=0.005)
    assert border["y"].min() == SHARES[0] and border["y"].max() == SHARES[-1]


def test_no_border_runs_where_the_best_are_equal():
    """b is .5 h behind at low loads and as much ahead above .7: within the margin of 2 h. At .85 of the last row it
    is 8 h ahead: only there does it win, and the line through the other cells is none."""
    points = POINTS.sort_values(["company.load", "demand.interdependence"], ignore_index=True)
    step = np.where(points["company.load"] < 0.7, 0.5, -0.5)
    apart = np.where((points["company.load"] < 0.6) & (points["demand.interdependence"] > 0.3), 8.0, step)
    found = map(made_up(points, {"a": early, "b": lambda p: 20.0 + apart}, noise=0.05))
    assert found.table["verdict"].value_counts().to_dict() == {"equal": 11, "wins": 1}
    assert found.tables["border"].empty
    assert any("No border runs through the map" in line for line in lines(found))


def test_a_border_is_cut_where_it_enters_cells_without_a_winner():
    """b wins right of .7 in the lower row and is within the margin of a elsewhere: half of the line stays."""
    points = grid(company__load=[0.6, 0.7, 0.8], demand__interdependence=[0.0, 0.2, 0.4])
    ahead = np.where(points["company.load"] < 0.65, 8.0, -8.0)
    near = np.where(points["company.load"] < 0.65, 0.5, -0.5)
    lead = np.where(points["demand.interdependence"] < 0.1, ahead, near)
    border = map(made_up(points, {"a": early, "b": lambda p: 20.0 + lead}, noise=0.02)).tables["border"]
    assert border["y"].min() == 0.0 and border["y"].max() == pytest.approx(0.1, abs=0.01)
    assert np.allclose(border["x"], 0.65, atol=0.01)


def test_many_other_factors_are_listed_with_commas():
    said = beside({"others": ["a", "b", "c", "d", "e", "f"]})
    assert said == ["At every place of the map other factors vary too: a, b, c, d and 2 more."]


def test_a_lead_within_the_margin_is_equal():
    near = map(made_up(POINTS, {"a": early, "b": lambda p: early(p) + 0.5}, noise=0.05))  # margin: 10 % of 20 h
    assert set(near.table["verdict"]) == {"equal"}
    assert set(near.table["leaders"]) == {"a, b"}
    assert set(near.table["ahead"]) == {""}


def test_two_that_are_equal_share_the_lead_over_a_third():
    found = map(made_up(POINTS, {"a": early, "b": early, "slow": lambda p: early(p) + 20}, noise=0.05))
    assert set(found.table["leaders"]) == {"a, b"}


def test_a_lead_that_chance_can_make_is_not_sure():
    noisy = map(made_up(POINTS, {"a": early, "b": lambda p: early(p) + 4.0}, noise=30.0, replications=4))
    assert (noisy.table["verdict"] == "not sure").mean() > 0.5
    assert "not sure" in lines(noisy)[0]


def test_nobody_is_called_a_winner_too_often_where_all_are_the_same():
    """400 worlds without a difference, a margin of nothing to speak of: a false winner in at most 5 % of them.

    The bound is the 99.99 % point of a binomial with probability .05: one false alarm in 10,000.
    """
    points = grid(company__load=np.linspace(0.5, 0.9, 20), company__slip=np.linspace(0.01, 0.2, 20))
    same = dict.fromkeys(("a", "b", "c"), lambda p: 1e4 + 0 * p["company.load"])
    noise = 1e6  # against which the margin of 10 % of the mean is small
    table = map(made_up(points, same, noise=noise, replications=6)).table
    assert (table["verdict"] == "wins").sum() <= binom.ppf(0.9999, 400, 0.05)


def test_higher_is_better_where_it_is():
    high = {"low": lambda p: 0.5 + 0 * p["company.load"], "high": lambda p: 0.9 + 0 * p["company.load"]}
    found = map(made_up(POINTS, high, noise=0.01, measure="voice", unit="share"), measure="voice")
    assert set(found.table["leaders"]) == {"high"}


def test_other_worlds_of_many_factors_have_areas_and_a_border():
    random = np.random.default_rng(3)
    points = pd.DataFrame(random.uniform([0.5, 0.0, 0.0], [0.9, 0.5, 1.0], (96, 3)))
    points.columns = ["company.load", "demand.interdependence", "population.discovery"]
    found = map(made_up(points, {"split": early, "pooled": late}, noise=0.2))
    wide = found.tables["regions"].pivot(index=["y", "x"], columns="ahead", values="probability").reset_index("x")
    for design, there in (("pooled", wide["x"] > 0.82), ("split", wide["x"] < 0.62)):
        assert wide.loc[there, design].min() > 0.5 and wide.loc[there, design].median() > 0.8
    assert (wide.loc[(wide["x"] - CROSSING).abs() < 0.005, ["pooled", "split"]].max(axis=1) < 0.8).all()
    assert np.allclose(wide.drop(columns="x").sum(axis=1), 1.0)
    assert "population.discovery" in " ".join(lines(found))
    assert set(figures(found)) == {"map"}


def test_the_default_world_is_marked_if_it_is_on_the_map(crossed):
    assert crossed.tables["base"].to_numpy().tolist() == [[0.75, 0.25]]
    away = map(made_up(grid(company__load=[0.8, 0.9], company__slip=[0.1, 0.2]), {"a": early, "b": late}))
    assert away.tables["base"].empty


def test_values_spaced_in_proportion_have_their_border_in_proportion():
    points = grid(population__half_life_days=[1.0, 10.0, 100.0], company__load=[0.6, 0.8])
    steep = {"a": early, "b": lambda p: 20 + 10 * (np.log10(p["population.half_life_days"]) - 0.5)}
    border = map(made_up(points, steep)).tables["border"]
    assert np.allclose(border["x"], 10**0.5)


def test_categories_may_be_a_side():
    points = grid(company__work_law=["lognormal", "exponential"], company__load=[0.6, 0.8])
    found = map(made_up(points, {"split": early, "pooled": late}))
    assert set(found.table["x"]) == {"lognormal", "exponential"}
    assert found.tables["base"]["x"].tolist() == [0.0]
    assert set(figures(found)) == {"map"}


def test_a_design_undefined_in_some_runs_is_never_sure():
    swept = made_up(POINTS, {"split": early, "pooled": late}, noise=0.2)
    swept.measures.loc[(swept.measures["design"] == "split") & (swept.measures["replication"] == 0), "value"] = np.nan
    assert set(map(swept).table["verdict"]) == {"not sure"}


def test_words_and_picture_tell_the_finding(crossed):
    said = lines(crossed)
    assert said[0] == "Response latency: of 12 worlds split wins in 6 and pooled wins in 6."
    assert "8 replications in each world" in said[1]
    assert said[2].startswith("Border: on one side of a line from company.load 0.7")
    assert "split has the best mean, on the other another design" in said[2]
    assert "only a lead beyond the margin is a win" in said[2]
    assert said[3] == (
        "The company as it is (company.load 0.75, demand.interdependence 0.25) is no point of the map; at the nearest, "
        "company.load 0.75, demand.interdependence 0.2, pooled wins."
    )
    figure = figures(crossed)["map"]
    written = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"split", "pooled", "as it is"} <= written


@pytest.mark.parametrize(
    "asked", [{"x": "company.lode"}, {"x": "company.load", "y": "company.load"}, {"measure": "voice"}]
)
def test_a_mistake_is_refused(asked):
    with pytest.raises(InputError):
        map(made_up(POINTS, {"split": early, "pooled": late}), **asked)


def test_a_map_needs_two_factors_two_designs_and_a_better_side():
    both = {"split": early, "pooled": late}
    with pytest.raises(InputError):
        map(made_up(POINTS[["company.load"]].drop_duplicates(), both))
    with pytest.raises(InputError):
        map(made_up(POINTS, {"split": early}))
    with pytest.raises(InputError):
        map(made_up(POINTS, both, measure="issues"), measure="issues")
