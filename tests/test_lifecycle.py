"""The lifecycle: prospects ask less, go on by what they hear, and ask as customers do once they have bought."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from orgsim.config.extensions import Extensions, Lifecycle
from orgsim.engine.tables import STAGES, SUPPORT
from orgsim.extensions import stages
from orgsim.measures.extended import extensions
from orgsim.structure.traffic import offered_load
from orgsim.validation.plain import DAY, WEEK, desk_world, drawn, one_desk, one_run, study

PEOPLE, A_DAY = 5000, 300.0
QUICK_AND_RIGHT = -0.775 + 0.618 + 1.309 + 1.727  # logit of the ladder: answered, right, quick, small loss


def lifecycle(**changes) -> Extensions:
    return Extensions(lifecycle=Lifecycle(**{"prospects": 0.6, "aware": 0.3, "considers": 0.5, "buys": 0.7, **changes}))


def run(extension, seed=3, weeks=8.0, servers=10, **changes):
    company = desk_world(servers, A_DAY / DAY, customers=PEOPLE, extensions=extension, **changes)
    return one_run(company, one_desk(servers), study(weeks * WEEK, after=60.0), seed)


def conversion(records) -> dict[str, float]:
    """Share that went on, by stage."""
    return {row.subset: row.value for row in extensions(records) if row.measure == "conversion"}


def inquiries(records) -> np.ndarray:
    """int[stages]: prospects' inquiries that are over, by stage."""
    rows = records.episodes[records.in_window()]
    over = np.ascontiguousarray(rows["stage"])[np.ascontiguousarray(rows["went_on"]) > 0]
    return np.bincount(over, minlength=SUPPORT + 1)[:SUPPORT]


@pytest.mark.parametrize("weight, gain", [(0.0, 0.0), (0.5, 0.5 * QUICK_AND_RIGHT)])
def test_each_stage_converts_as_its_logit_says(weight, gain):
    """Everybody is answered quickly and right. Binomial counts: all six within the middle 99.98 %, error .0012."""
    records = run(lifecycle(weight=weight))
    for name, base, asked in zip(STAGES, (0.3, 0.5, 0.7), inquiries(records)):
        chance = 1 / (1 + math.exp(-(math.log(base / (1 - base)) + gain)))
        low, high = stats.binom.interval(0.9998, asked, chance)
        assert low <= conversion(records)[f"stage={name}"] * asked <= high
        assert asked > 300


def test_prospects_ask_less_often():
    """Of people without anything to decide (chance of going on next to none) the issues are a thinned stream."""
    nobody = lifecycle(prospects=1.0, asks=0.25, aware=1e-6, considers=1e-6, buys=1e-6, weight=0.0)
    records = run(nobody)
    there = int(
        np.count_nonzero((records.issues["raised"] >= records.start) & (records.issues["raised"] < records.end))
    )
    low, high = stats.binom.interval(0.9998, there, 0.25)
    assert low <= records.in_window().sum() <= high


def test_who_has_bought_asks_as_a_customer_and_only_with_feedback():
    with_it, direct = run(lifecycle(asks=0.2)), run(lifecycle(asks=0.2, feedback=False))
    assert np.all(with_it.in_window() >= direct.in_window())
    assert with_it.in_window().sum() > 1.02 * direct.in_window().sum()


def test_without_feedback_every_design_has_the_same_issues():
    """One has enough people, the other never gets round to anything; the issues that come are the same."""
    enough, few = (run(lifecycle(feedback=False, asks=0.5), servers=servers, work_minutes=20.0) for servers in (10, 1))
    assert np.array_equal(enough.in_window(), few.in_window())
    assert conversion(enough)["all"] > conversion(few)["all"]


def test_worse_answers_convert_less():
    good, wrong = run(lifecycle()), run(lifecycle(), slip=0.8, discovery=1.0)
    assert conversion(good)["all"] > conversion(wrong)["all"] + 0.05


def test_prospects_are_spread_evenly_over_the_three_stages():
    at = stages(lifecycle().lifecycle, 30_000, 3)
    low, high = stats.binom.interval(0.9998, 30_000, 0.2)
    for stage in range(SUPPORT):
        assert low <= np.count_nonzero(at == stage) <= high
    assert np.count_nonzero(at == SUPPORT) == 30_000 - sum(np.count_nonzero(at == stage) for stage in range(SUPPORT))


def test_without_prospects_nothing_changes():
    assert run(lifecycle(prospects=0.0)).episodes.tobytes() == run(Extensions()).episodes.tobytes()


def test_the_load_offered_is_that_of_the_start():
    company = desk_world(10, A_DAY / DAY, customers=PEOPLE, extensions=lifecycle(prospects=0.6, asks=0.5))
    plain = desk_world(10, A_DAY / DAY, customers=PEOPLE)
    loads = [float(offered_load(drawn(each, one_desk(10))).sum()) for each in (company, plain)]
    assert loads[0] == pytest.approx(loads[1] * (1 - 0.6 * 0.5))


def test_an_inquiry_decides_once():
    """Wrong answers close a matter and may open it again; the prospect goes on, or stays, at the first close."""
    records = run(lifecycle(weight=0.0), slip=0.5, discovery=0.5, raise_again=1.0)
    rows = records.episodes[records.in_window()]
    assert set(np.unique(rows["went_on"]).tolist()) <= {0, 1, 2}
    counted = inquiries(records)
    for name, base, asked in zip(STAGES, (0.3, 0.5, 0.7), counted):
        low, high = stats.binom.interval(0.9998, asked, base)
        assert low <= conversion(records)[f"stage={name}"] * asked <= high
