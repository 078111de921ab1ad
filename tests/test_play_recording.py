"""Recordings: what the page shows is the run itself, the one a comparison makes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from orgsim.comparison.replication import Task, measured
from orgsim.observed import standings
from orgsim.play import facts
from orgsim.play.recording import record, trailing
from orgsim.play.watching import COMES, GIVES_UP, OTHERWISE, PASSES, RIGHT, WITH_CUSTOMER
from orgsim.play.worlds import runs, together, world_of_run
from orgsim.run import DAY
from orgsim.world.people import thresholds
from playing import quick, stage

DESIGNS = "siloed,cco,hub_and_spoke"


@pytest.fixture(scope="module")
def played():
    """Three designs of a busy fortnight, recorded."""
    scene = quick().scene({"designs": DESIGNS, "load": "0.9"})
    now = quick().build(scene)
    everybody, issues, seed = world_of_run(now, scene.seed)
    found = {name: record(chart, everybody, issues, seed, now.study) for name, chart in now.charts.items()}
    return now, everybody, issues, seed, found


def test_every_measure_is_the_one_a_comparison_reports(played):
    now, _, _, seed, found = played
    study = replace(now.study, path_days=17)  # as long as the recording: path measures are of its end
    for estimand in ("flow", "path"):
        for name, rows in measured(Task(now.world, now.charts, study, estimand, seed)):
            ours = {(row.measure, row.subset): row.value for row in found[name].measured[estimand]}
            theirs = {(row.measure, row.subset): row.value for row in rows}
            assert ours.keys() == theirs.keys()
            assert [key for key in ours if not np.array_equal(ours[key], theirs[key], equal_nan=True)] == []


def test_a_whole_play_has_the_headline_of_a_comparison():
    """Twelve weeks: the cohort is followed to its end, so that net advocates are those of a path of a year."""
    here = stage("population.customers=2000")
    now = here.build(here.first)
    everybody, issues, seed = world_of_run(now, 1)
    recorded = record(now.charts["siloed"], everybody, issues, seed, now.study)
    task = Task(now.world, {"siloed": now.charts["siloed"]}, replace(now.study, path_days=95), "path", seed)
    ((_, rows),) = measured(task)
    net = {row.value for row in rows if (row.measure, row.subset) == ("net_advocates", "all")}
    assert {
        row.value for row in recorded.measured["path"] if (row.measure, row.subset) == ("net_advocates", "all")
    } == net


def test_nobody_is_busier_than_there_are_people(played):
    for recorded in played[-1].values():
        assert (recorded.busy <= recorded.chart.seats).all()


def test_looks_are_close_while_people_are_at_work_and_end_with_the_weeks(played):
    now, *_, found = played
    times = found["siloed"].times
    assert times[-1] == now.study.measured_weeks * 7 * DAY
    at_work = np.mod(np.floor((times - 1) / DAY), 7) < 5
    at_work &= (np.mod(times, DAY) > 9 * 60) & (np.mod(times, DAY) <= 17 * 60)
    gaps = np.diff(times, prepend=0.0)
    assert set(gaps[at_work]) == {5.0} and gaps[~at_work].max() == 60.0


def test_every_case_moves_from_where_it_was(played):
    """A customer may have several cases of one issue, so cases are counted by issue and place."""
    _, _, issues, _, found = played
    for recorded in found.values():
        there: Counter = Counter()
        for _, issue, origin, to, how in recorded.moves.tolist():
            assert (origin == WITH_CUSTOMER) == (how == COMES)
            assert (to == WITH_CUSTOMER) == (how in (RIGHT, OTHERWISE, GIVES_UP))
            assert (how == PASSES) == (origin >= 0 and to >= 0)
            if issues["raised"][issue] > 7 * DAY:  # after the recording began
                there[issue, origin] -= 1
                there[issue, to] += 1
                assert origin == WITH_CUSTOMER or there[issue, origin] >= 0


def test_cases_with_a_unit_wait_there_or_are_in_somebodys_hands(played):
    """By the moves so many more are there than when the recording began; how many were then is one number, the same
    at every look, and at no look do more wait, or fewer than those nobody can have in hand."""
    for recorded in played[-1].values():
        more = np.zeros((len(recorded.times), recorded.busy.shape[1]), int)
        for end, sign in (("to", 1), ("origin", -1)):
            known = recorded.moves[recorded.moves[end] >= 0]
            np.add.at(more, (known["look"], known[end]), sign)
        in_hand_less_began = more.cumsum(axis=0) - recorded.cases
        assert ((in_hand_less_began - recorded.busy).max(axis=0) <= in_hand_less_began.min(axis=0)).all()


def test_cases_come_in_where_their_channel_is_taken_in(played):
    now, _, issues, _, found = played
    for recorded in found.values():
        came = recorded.moves[recorded.moves["how"] == COMES]
        doors = set(recorded.chart.intake.tolist())
        first = [to in doors for to in came["to"]]
        assert np.mean(first) > 0.85  # within five minutes some have been passed on already
        assert (recorded.persons == issues["person"][recorded.moves["issue"]]).all()


def test_who_leaves_with_a_right_answer_is_resolved(played):
    now, everybody, issues, seed, found = played
    resolved = {name: np.unique(of.moves["issue"][of.moves["how"] == RIGHT]) for name, of in found.items()}
    flow = dict(measured(Task(now.world, now.charts, now.study, "flow", seed)))
    for name, rows in flow.items():
        share = next(row.value for row in rows if (row.measure, row.subset) == ("resolved", "all"))
        raised = np.count_nonzero((issues["raised"] >= 7 * DAY) & (issues["raised"] < 21 * DAY))
        assert abs(len(resolved[name]) / raised - share) < 0.15


def test_feelings_begin_and_change_as_recorded(played):
    _, everybody, *_, found = played
    for recorded in found.values():
        now = recorded.start.copy()
        for change in recorded.felt:
            assert now[change["person"]] != change["standing"]
            now[change["person"]] = change["standing"]
        assert recorded.daily["nps"][0] == 100 * recorded.start.mean()
        assert abs(recorded.daily["nps"][-1] - 100 * now.mean()) < 1e-9
        below, above = thresholds(recorded.chart.world)
        begun = (everybody.baseline > above).astype(int) - (everybody.baseline < below).astype(int)
        assert (recorded.start == begun).all()


def test_the_same_seed_gives_the_same_bytes(played):
    now, everybody, issues, seed, found = played
    again = record(now.charts["cco"], everybody, issues, seed, now.study)
    assert facts.recording(again) == facts.recording(found["cco"])


def test_watching_changes_nothing(played):
    now, everybody, issues, seed, found = played
    few = [rows for name, _, _, rows in runs(now, 1, 1) if name == "siloed"]
    shown = {row.measure: row.value for rows in few for row in rows}
    kept = {row.measure: row.value for rows in found["siloed"].measured.values() for row in rows if row.subset == "all"}
    assert shown == pytest.approx({name: kept[name] for name in shown}, rel=0, abs=0, nan_ok=True)
    assert "response_latency" in shown


def test_more_worlds_are_paired_with_intervals(played):
    now = played[0]
    found = together(now, list(runs(now, 1, 3)))
    latency = found.pairs[found.pairs["measure"] == "response_latency"]
    assert set(latency["n"]) == {3} and (latency["low"] < latency["high"]).all()


def test_standings_are_those_of_the_model():
    from orgsim.model import OrgModel

    model = OrgModel(customers=500, days=20, rng=1)
    for _ in range(20):
        model.step()
    assert 100 * standings(model.engine).mean() == model.nps


def test_a_day_tells_of_the_seven_days_before_it():
    found = trailing(np.array([0.5, 3.2, 9.9]), np.array([1.0, 3.0, 8.0]), 14)
    nothing = float("nan")
    expected = [nothing, 1, 1, 1, 2, 2, 2, 2, 3, 3, 5.5, 8, 8, 8, 8]
    assert np.array_equal(found, expected, equal_nan=True)
