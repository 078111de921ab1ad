"""Patterns from the field are measured as the field measured them, and judged by the rule that was fixed beforehand."""

from __future__ import annotations

import importlib.util
import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orgsim.comparison.compare import staffed
from orgsim.comparison.replication import Task, runs
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_design
from orgsim.engine.attitude import AFTER_REPEAT, AFTER_TRANSFER
from orgsim.engine.tables import RESOLVED
from orgsim.measures.followed import followed
from orgsim.measures.patterns import calls, holders, hour_of_week, middle, patterns, rating, transferred
from orgsim.measures.tidy import Row, table
from orgsim.structure.chart import Setting

FOLDER = Path(__file__).parents[1] / "experiments" / "patterns"
STUDY = ("study.warm_up_weeks=1", "study.measured_weeks=2", "study.probes_per_day=0", "study.path_days=70")
WORLD = default_world()
NO_NEWS = [f"topics.{name}.news=0" for name in WORLD.topics]


@pytest.fixture(scope="module")
def experiment():
    """The experiment's program, loaded as it loads its neighbours."""
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("patterns_run", FOLDER / "run.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules["patterns_run"] = module
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("patterns_run", "picture", "wording"):
            sys.modules.pop(name, None)


def run(*overrides: str, estimand: str = "flow"):
    """The records of a design in a short study."""
    design = "siloed"
    world = default_world("population.customers=3000", "company.scale=.5", *overrides)
    shape = load_design(design)
    chart = staffed(world, shape, design, Setting(1.0, math.inf), "heads")
    ((_, records),) = runs(Task(world, {design: chart}, default_study(*STUDY), estimand, 7))
    return records


@pytest.fixture(scope="module")
def usual():
    return run()


@pytest.fixture(scope="module")
def moved():
    """A run in which attitudes move."""
    return run(estimand="path")


@pytest.fixture(scope="module")
def still():
    """Nobody gives up, slips, or is out of date."""
    patient = [f"channels.{name}.patience_hours=null" for name in ("phone", "mail", "social", "web")]
    return run(*patient, "company.slip=0", "company.reorganisations=0", *NO_NEWS)


def values(records) -> dict[str, float]:
    return {row.measure: row.value for row in patterns(records)}


# measures


def test_who_needs_a_transfer_is_who_is_handed_over(still):
    issues = followed(still)
    over = (issues.episodes["contacts"] == 1) & (issues.episodes["state"] == RESOLVED)
    assert over.sum() > 1000
    needed = transferred(still.chart, issues.issues)
    assert np.array_equal(needed[over], issues.episodes["handoffs"][over] > 0)
    assert 0 < needed.mean() < 1


def test_a_step_is_held_by_somebody_who_may_answer_it(usual):
    issues = followed(usual).issues
    held = holders(usual.chart, issues)
    for step in range(held.shape[1]):
        there = issues["steps"] > step
        assert (held[~there, step] == -1).all()
        assert usual.chart.may_answer[held[there, step], issues["topics"][there, step]].all()


def test_where_nothing_goes_wrong_everything_is_resolved_at_once(still):
    found = values(still)
    assert found["transferred_resolved"] == 1
    assert found["one_and_done"] == 1
    assert found["bounced"] == 0
    assert math.isnan(found["again_rated"])


def test_calls_are_by_phone_and_in_opening_hours(usual):
    issues = followed(usual)
    day, hour = hour_of_week(issues.issues["raised"][calls(usual.chart, issues)])
    assert len(day) > 100
    assert (day < 5).all() and (hour >= 9).all() and (hour < 17).all()


def test_monday_is_the_first_day():
    day, hour = hour_of_week(np.array([0.0, 6 * 1440.0 + 90, 10080.0 + 1440]))
    assert day.tolist() == [0, 6, 1]
    assert hour.tolist() == [0.0, 1.5, 0.0]


def test_the_rating_is_the_one_attitudes_move_by(moved):
    """In the path the engine writes down the logit it judged by; hand-overs after a customer gave up come too late."""
    records = moved
    episodes = records.episodes
    whole = everything(records)
    ended = (episodes["state"] == RESOLVED) & (records.issues["raised"] >= records.start)
    likely = rating(records.chart, whole, True)
    logit = np.log(likely / (1 - likely))
    assert ended.sum() > 1000 and (episodes["contacts"][ended] > 1).any()
    assert np.allclose(logit[ended], episodes["judged"][ended], atol=1e-5)


def everything(records):
    """Every issue of a run, followed to its end."""
    return replace(followed(records), issues=records.issues, episodes=records.episodes, horizon=math.inf)


def test_the_factors_are_those_of_transfers_and_repeats(usual):
    issues = followed(usual)
    factor = rating(usual.chart, issues, True) / rating(usual.chart, issues, False)
    plain = (issues.episodes["handoffs"] == 0) & (issues.episodes["contacts"] == 1)
    moved_twice = (issues.episodes["handoffs"] > 0) & (issues.episodes["contacts"] == 2)
    assert np.allclose(factor[plain], 1)
    assert moved_twice.any() and np.allclose(factor[moved_twice], AFTER_TRANSFER * AFTER_REPEAT)


def test_nothing_has_no_middle():
    assert math.isnan(middle(np.array([])))
    assert middle(np.array([1.0, 2.0, 9.0])) == 2


def test_a_company_without_social_has_no_pattern_there(usual):
    chart = replace(usual.chart, channels=("phone", "mail", "post", "web"))
    channels = dict(zip(chart.channels, usual.chart.world.channels.values(), strict=True))
    chart = replace(chart, world=replace(chart.world, channels=channels))
    assert math.isnan(values(replace(usual, chart=chart))["social_median"])


# the rule


@pytest.mark.parametrize(
    ("field", "against", "unit", "model", "low", "high", "said"),
    [
        (".88", 1, "ratio", 0.85, 0.84, 0.86, "reproduced"),
        (".88", 1, "ratio", 0.50, 0.49, 0.51, "right sign, another size"),
        (".88", 1, "ratio", 0.95, 0.90, 1.01, "not reproduced"),
        (".88", 1, "ratio", 1.10, 1.09, 1.11, "not reproduced"),
        ("2.1", math.nan, "hours", 1.5, 1.4, 1.6, "reproduced"),
        ("2.1", math.nan, "hours", 3.3, 3.2, 3.4, "not reproduced"),
        (".5", math.nan, "share", 0.59, 0.58, 0.60, "reproduced"),
        (".5", math.nan, "share", 0.61, 0.60, 0.62, "not reproduced"),
        (".176", math.nan, "share", 1.0, 1.0, 1.0, "not reproduced"),
        (">1", 1, "ratio", 1.2, 1.1, 1.3, "reproduced"),
        (">1", 1, "ratio", 1.2, 0.9, 1.5, "not reproduced"),
        ("-", 1, "ratio", 1.2, 1.1, 1.3, "not judged"),
    ],
)
def test_verdicts_follow_the_rule(experiment, field, against, unit, model, low, high, said):
    assert experiment.verdict(field, against, unit, model, low, high)[1] == said


def test_a_pattern_counts_by_its_worst_verdict(experiment):
    worst = sys.modules["wording"].worst
    assert worst(["reproduced", "not reproduced", "right sign, another size"]) == "not reproduced"
    assert worst(["reproduced", "right sign, another size"]) == "right sign, another size"
    assert worst(["reproduced", "needs the log"]) == "reproduced"


# what was declared


def test_every_pattern_is_declared_with_a_label_before_it_is_run(experiment, usual, moved):
    given = experiment.declared((FOLDER / "README.md").read_text())
    assert len(given) > 30
    assert {one.label for one in given} == {"built in", "calibrated", "emergent"}
    places = [(one.name, where) for one in given for where in one.where]
    assert len(places) == len(set(places))
    between = {"staff_answers_to_speed", "staff_dollars_per_answer", "staff_dollars_per_hour"}
    between |= {"wait_grows", "own_work_first", "smallest_unit"}
    assert {one.name for one in given} - between <= values(usual).keys() | values(moved).keys()


def test_without_the_log_its_rows_say_so_and_the_rest_is_made(experiment, tmp_path):
    assert "desk" not in experiment.companies(tmp_path, WORLD)
    given = [experiment.Pattern("bounced", "returns", ("default", "desk"), ".107", math.nan, "emergent")]
    rows = [(name, "flow", r, [Row("bounced", "share", "all", 0.001)]) for name in experiment.DESIGNS for r in (0, 1)]
    found = experiment.judged(given, {"default": table(rows)})
    assert found[found["where"] == "desk"]["verdict"].tolist() == ["needs the log"]
    assert found[found["where"] == "default"]["verdict"].tolist() == ["not reproduced"] * 3
    text = sys.modules["wording"].finding(given, found, "read")
    assert "Without the service desk's log" in text and "of 1 emergent" in text.lower()


def test_more_people_leave_issues_and_own_work_as_they_were(experiment, tmp_path):
    worlds = experiment.companies(tmp_path, WORLD)
    few, many = worlds["default"], worlds["more people"]
    assert experiment.issue_rate(many) == experiment.issue_rate(few)
    own = [world.company.own_work * sum(world.company.departments.values()) for world in (few, many)]
    assert own[0] == pytest.approx(own[1])
