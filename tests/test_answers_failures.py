"""Scenario discovery: a planted box is found, where there is none none is confirmed, few failures are told as such."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ema_workbench", reason="the library of scenario discovery is an extra")

from scipy.stats import binom, qmc  # noqa: E402

from made_up_sweeps import made_up  # noqa: E402
from orgsim.answers.factors import factor  # noqa: E402
from orgsim.answers.failures import (  # noqa: E402
    ALWAYS,
    CONFIRMED,
    FEW,
    NEVER,
    discovered,
    failures,
    peeled,
    within,
)
from orgsim.errors import InputError  # noqa: E402
from orgsim.views.answers.failures import figures, lines  # noqa: E402

NAMES = ["company.load", "company.slip", "population.discovery"]
LOAD, SLIP = 0.6, 0.5  # the planted box: load above, slip below


def worlds(n: int) -> pd.DataFrame:
    return pd.DataFrame(qmc.Sobol(3, rng=np.random.default_rng(1)).random(n), columns=NAMES)


def planted(points) -> np.ndarray:
    return ((points["company.load"] > LOAD) & (points["company.slip"] < SLIP)).to_numpy()


def good(points):
    return np.full(len(points), 20.0)


def brittle(points):
    return np.where(planted(points), 40.0, 19.0)


@pytest.fixture(scope="module")
def found():
    return failures(made_up(worlds(128), {"good": good, "brittle": brittle}, replications=2), design="brittle")


def test_the_planted_box_is_found(found):
    row, box = found.table.iloc[0], found.tables["box"].set_index("factor")
    assert row["status"] == CONFIRMED and row["fails"] == planted(worlds(128)).sum()
    assert set(box.index) == {"company.load", "company.slip"}
    assert box.loc["company.load", "low"] == pytest.approx(LOAD, abs=0.04)
    assert box.loc["company.slip", "high"] == pytest.approx(SLIP, abs=0.04)
    assert box.isna().loc["company.load", "high"] and box.isna().loc["company.slip", "low"]
    assert row["density"] > 0.9 and row["coverage"] > 0.9
    assert row["tried_density"] > 0.6 and row["p"] < 1e-6


def test_coverage_and_density_are_those_of_the_worlds_inside(found):
    row, table = found.table.iloc[0], found.tables["worlds"]
    assert row["density"] == table.loc[table["inside"], "fails"].mean()
    assert row["coverage"] == table.loc[table["fails"], "inside"].mean()
    chosen = found.tables["trajectory"].query("chosen").iloc[0]
    assert (chosen["coverage"], chosen["density"]) == pytest.approx((row["coverage"], row["density"]))


def test_a_tree_says_the_same(found):
    assert found.table["tree_agrees"].iloc[0] > 0.9
    assert "company.load > 0.6" in found.tables["tree"]["rule"].iloc[0]


def test_words_and_picture_name_the_box(found):
    said = lines(found)
    assert said[0].startswith("brittle fails where ") and "company.load ≥ 0.6" in said[0]
    assert "good in" in said[1]
    (figure,) = figures(found).values()
    assert {axes.get_xlabel() for axes in figure.axes} > {"coverage"}


def test_what_fails_at_random_is_seldom_confirmed():
    """Four times 40 worlds of which 14 fail whatever the factors: at most 2 confirmed.

    By chance one in 20 is; three or more of four would come five times in 10,000.
    """
    random = np.random.default_rng(5)
    confirmed = 0
    for _ in range(4):
        factors = [factor(name, random.random(40)) for name in NAMES[:2]]
        row, tables = discovered(factors, random.permutation(40) < 14)
        confirmed += row["status"] == CONFIRMED
        quasi = tables["box"][["quasi_p_low", "quasi_p_high"]]
        assert not (quasi > 0.05).any(axis=None)  # every limit says more than chance, or is none
    assert binom.sf(2, 4, 0.05) < 5e-4
    assert confirmed <= 2


@pytest.mark.parametrize(("threshold", "status"), [(50.0, NEVER), (10.0, ALWAYS)])
def test_never_and_always_are_told(threshold, status):
    answer = failures(made_up(worlds(32), {"brittle": brittle}, replications=2), threshold=threshold)
    assert answer.table["status"].tolist() == [status]
    assert ("none of 32" if status == NEVER else "all of 32") in lines(answer)[0]
    assert not figures(answer) and "No picture: all worlds are alike in it." in lines(answer)


def test_few_failures_are_named_and_not_boxed():
    swept = made_up(worlds(32), {"a": lambda p: np.where(p.index < 3, 40.0, 20.0)}, replications=2)
    answer = failures(swept, threshold=30.0)
    assert answer.table["status"].tolist() == [FEW] and answer.tables["box"].empty
    first = swept.points.iloc[0]
    values = ", ".join(f"{name} {first[name]:.3g}" for name in NAMES)
    (said,) = [line for line in lines(answer) if line.startswith("It fails at ")]
    assert said.startswith(f"It fails at point world-0000 ({values}), point world-0001 (")
    assert set(figures(answer)) == {"failures"}


def test_of_fewer_worlds_than_any_box_takes_no_picture_is_drawn():
    swept = made_up(worlds(32).iloc[:9], {"a": lambda p: np.where(p.index < 1, 40.0, 20.0)}, replications=2)
    answer = failures(swept, threshold=30.0)
    assert not figures(answer)
    assert "No picture: 9 worlds would be an almost empty frame, 20 are the least." in lines(answer)


def test_what_is_said_of_the_tree_counts_worlds_and_which_p_to_believe_is_told(found):
    row, leaves, worlds = found.table.iloc[0], found.tables["tree"], found.tables["worlds"]
    (said,) = [line for line in lines(found) if "decision tree" in line]
    assert f"{leaves['worlds'].sum()} worlds lie" in said and f"and {worlds['inside'].sum()} in the box" in said
    assert f"{round(row['tree_agrees'] * 128)} of all 128 worlds lie in both or in neither" in said
    assert any("believe this p" in line for line in lines(found))


def test_a_lead_within_the_margin_is_no_failure():
    both = {"a": good, "b": lambda p: good(p) - 1.5}  # margin: 10 % of about 19 h
    assert failures(made_up(worlds(32), both, replications=2), design="a").table["status"].tolist() == [NEVER]


def test_higher_is_better_where_it_is():
    both = {"a": lambda p: np.where(planted(p), 0.5, 0.9), "b": lambda p: 0.9 + 0 * p["company.load"]}
    swept = made_up(worlds(32), both, replications=2, measure="voice", unit="share")
    assert failures(swept, "voice", design="a").table["fails"].iloc[0] == planted(worlds(32)).sum()
    assert failures(swept, "voice", design="a", threshold=0.7).table["fails"].iloc[0] == planted(worlds(32)).sum()
    assert failures(swept, "voice", design="b").table["fails"].iloc[0] == 0


def test_without_a_design_the_robust_one_is_looked_at():
    answer = failures(made_up(worlds(32), {"brittle": brittle, "good": good}, replications=4, noise=0.1))
    assert answer.table["design"].tolist() == ["good"]
    assert "the robust choice" in lines(answer)[1]


def test_categories_may_limit_a_box():
    law = np.array(["fixed", "lognormal", "exponential", "fixed"] * 20)
    factors = [factor("company.work_law", law), factor("company.load", np.linspace(0.5, 0.9, 80))]
    row, tables = discovered(factors, law == "exponential")
    assert row["status"] == CONFIRMED
    assert tables["box"][["factor", "values"]].to_numpy().tolist() == [["company.work_law", "exponential"]]


def test_worlds_in_a_box_are_those_within_its_limits():
    inputs = worlds(64)
    box = peeled(inputs, planted(inputs))[0]
    assert within(box.box_lims[-1], inputs).sum() == box.peeling_trajectory["n"].iloc[-1]


@pytest.mark.parametrize("asked", [{"design": "no such"}, {"threshold": None}, {"measure": "issues"}])
def test_a_mistake_is_refused(asked):
    measure = asked.get("measure", "response_latency")
    with pytest.raises(InputError):
        failures(made_up(worlds(32), {"brittle": brittle}, replications=2, measure=measure), **asked)
