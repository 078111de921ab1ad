"""Comparing: the same worlds for every design, the same bytes however the work is shared out, nothing half-written."""

import hashlib
import io
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from orgsim.comparison import compare as room
from orgsim.comparison import store
from orgsim.comparison.compare import ESTIMANDS, Trial, compare
from orgsim.comparison.margins import EXTENDED, STANDARDS
from orgsim.comparison.progress import Lines, duration, progress
from orgsim.comparison.replication import runs
from orgsim.comparison.seeds import REPORTING
from orgsim.comparison.single import run_one
from orgsim.comparison.workers import workers
from orgsim.config.compose import compose
from orgsim.config.load import load_designs, world_of
from orgsim.config.schema import Levers
from orgsim.errors import InputError

TABLES = ("measures", "summary", "pairs", "levers", "seats")
QUICK = {"warm_up_weeks": 0.5, "measured_weeks": 1.0, "horizon_days": 3.0, "path_days": 45, "probes_per_day": 50.0}
FEW = {"replications": 2, "path_replications": 2, "selection_replications": 1}


@cache
def small():
    """A quarter of the default company with few customers, two designs, and the shortest of studies."""
    (point,) = compose("compare", ["company.scale=0.25", "population.customers=400"])
    study = replace(point.command.study, **QUICK, **FEW, levers=Levers(meeting_every=[1.0, 5.0], overdue_after=[1e9]))
    return world_of(point.command), load_designs(["siloed", "hub_and_spoke"]), study


@cache
def compared(processes: int = 1):
    """The comparison of the small world."""
    return compare(*small(), seed=7, processes=processes)


def bytes_of(folder):
    """A digest of every file of a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_every_design_is_measured_in_every_replication():
    found = compared().measures
    runs_of = found.groupby(["design", "estimand"])["replication"].unique()
    assert {key: sorted(each) for key, each in runs_of.items()} == {
        (design, estimand): [0, 1] for design in ("siloed", "hub_and_spoke") for estimand in ESTIMANDS
    }


def test_the_headline_measures_are_there():
    summary = compared().summary
    whole = summary[summary["subset"] == "all"].set_index(["design", "measure"])
    for design in ("siloed", "hub_and_spoke"):
        for measure in ("response_latency", "voice", "net_advocates", "cost_per_resolved"):
            row = whole.loc[(design, measure)]
            assert row["low"] <= row["mean"] <= row["high"]
            assert row["n"] == 2, "replications are counted, never customers"


def test_the_designs_met_the_same_issues_and_customers():
    pairs = compared().pairs
    same = pairs[pairs["measure"].isin(["issues", "cohort", "probes", "heads"]) & (pairs["subset"] != "control")]
    assert len(same) == 4
    assert (same["difference"] == 0).all()


def test_every_measure_has_a_margin_and_a_direction_and_none_is_left_over():
    assert set(compared().measures["measure"]) == set(STANDARDS) - set(EXTENDED)


def test_a_number_stands_in_one_row_only():
    keys = ["design", "estimand", "replication", "measure", "unit", "subset"]
    assert not compared().measures.duplicated(keys).any()


def test_two_processes_give_the_bytes_of_one(tmp_path):
    for processes in (1, 2):
        compared(processes).write(tmp_path / str(processes))
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")


def test_a_copy_of_a_design_under_another_name_differs_by_exactly_nothing():
    world, designs, study = small()
    study = replace(study, path_replications=0, levers=Levers([5.0], [1e9]))
    hub = designs["hub_and_spoke"]
    found = compare(world, {"hub": hub, "copy": hub}, study, seed=3, processes=1)
    assert (found.pairs["difference"].dropna() == 0).all()
    assert set(found.pairs.loc[found.pairs["low"].notna(), "verdict"]) == {"equal"}
    assert found.pairs["undefined"].max() < 2 or found.pairs["difference"].isna().any()


def test_another_seed_is_another_world():
    world, designs, study = small()
    trial, other = Trial(world, designs, study, 7), Trial(world, designs, study, 8)
    assert trial.task({}, "flow", REPORTING, 0).seed != other.task({}, "flow", REPORTING, 0).seed


def test_issues_are_the_same_bytes_for_every_chart_and_estimand_starts_with_the_same():
    trial = Trial(*small(), seed=7)
    flow = [records for _, records in runs(trial.task(trial.first_charts(), "flow", REPORTING, 0))]
    ((_, path),) = runs(trial.task({"one": flow[0].chart}, "path", REPORTING, 0))
    assert flow[0].issues.tobytes() == flow[1].issues.tobytes()
    shared = min(len(flow[0].issues), len(path.issues))
    assert flow[0].issues[:shared].tobytes() == path.issues[:shared].tobytes()


def test_levers_are_chosen_for_whoever_has_them():
    levers = compared().levers
    assert levers.groupby("design")["chosen"].sum().to_dict() == {"siloed": 1, "hub_and_spoke": 1}
    assert levers.groupby("design").size().to_dict() == {"siloed": 1, "hub_and_spoke": 2}
    hub = levers[levers["design"] == "hub_and_spoke"]
    assert hub.loc[hub["chosen"], "response_latency"].item() == hub["response_latency"].min()
    chart = compared().charts["hub_and_spoke"]
    assert {line.every for line in chart.lines} == {hub.loc[hub["chosen"], "meeting_every"].item()}


def test_seats_are_those_of_the_charts_and_as_many_for_every_design():
    found = compared()
    by_design = found.seats.groupby("design")["seats"].sum()
    assert by_design.nunique() == 1
    for name, chart in found.charts.items():
        assert found.seats.loc[found.seats["design"] == name, "seats"].tolist() == chart.seats.tolist()


def test_without_path_replications_only_the_flow_is_told():
    world, designs, study = small()
    study = replace(study, path_replications=0, levers=Levers([5.0], [1e9]))
    assert set(compare(world, designs, study, seed=1, processes=1).summary["estimand"]) == {"flow"}


def test_no_design_is_a_mistake():
    world, _, study = small()
    with pytest.raises(InputError, match="designs"):
        compare(world, {}, study, seed=1)


def test_the_tables_on_disk_are_the_tables_in_hand(tmp_path):
    found = compared()
    out = found.write(tmp_path / "results" / "mine")
    written = {path.name for path in out.iterdir()}
    assert written == {f"{name}.parquet" for name in TABLES} | {"config.yaml", "stamp.json"}
    for name in TABLES:
        pd.testing.assert_frame_equal(pd.read_parquet(out / f"{name}.parquet"), getattr(found, name), check_dtype=False)


def test_what_else_is_in_the_folder_stays_and_what_is_out_of_date_goes(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "episodes.parquet").write_text("of an earlier run")
    compared().write(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "episodes.parquet").exists()


class Fails:
    """A table that cannot be written."""

    def __init__(self, error):
        self.error = error

    def to_parquet(self, path, **how):
        path.write_bytes(b"half")
        raise self.error


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["a failure", "Ctrl-C"])
@pytest.mark.parametrize("there_before", [False, True])
def test_a_failure_leaves_everything_as_it_was(tmp_path, error, there_before):
    out = tmp_path / "out"
    if there_before:
        compared().write(out)
    before = bytes_of(out) if there_before else None
    with pytest.raises(type(error)):
        store.write_tables(out, {"measures": compared().measures, "pairs": Fails(error)}, lambda folder: None)
    assert [path.name for path in tmp_path.iterdir()] == (["out"] if there_before else [])
    assert not there_before or bytes_of(out) == before


def test_a_file_in_the_place_of_the_folder_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="out"):
        compare(*small(), seed=1, out=tmp_path / "out")
    with pytest.raises(InputError, match="is a file"):
        compare(*small(), seed=1, out=tmp_path / "out" / "deeper")


def test_one_design_alone_is_measured_the_same_way_and_keeps_its_episodes(tmp_path):
    world, designs, study = small()
    found = run_one(world, "siloed", designs["siloed"], study, 7, tmp_path / "one", processes=1)
    told = compared().measures
    told = told[(told["design"] == "siloed") & (told["estimand"] == "flow")].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.measures, told)
    episodes, probes = (pd.read_parquet(tmp_path / "one" / f"{name}.parquet") for name in ("episodes", "probes"))
    assert set(episodes["state"]) <= {"open", "resolved", "wrong", "gave_up"}
    assert np.isclose(probes["same"].mean(), 1 - value_of(found, "contradicting"))
    assert len(pd.read_parquet(tmp_path / "one" / "pairs.parquet")) == 0
    assert "response_latency" in str(found)


def value_of(found, measure):
    """The value of a measure in the first replication."""
    rows = found.measures.query("measure == @measure and subset == 'all' and replication == 0")
    return rows["value"].item()


def test_an_estimand_nobody_knows_is_a_mistake():
    world, designs, study = small()
    with pytest.raises(InputError, match="flow"):
        run_one(world, "siloed", designs["siloed"], study, 7, estimand="flows")


def test_progress_counts_runs_and_reaches_its_total():
    world, designs, study = small()
    told = []
    study = replace(study, path_replications=0)
    compare(world, designs, study, seed=7, processes=1, progress=lambda *count: told.append(count))
    assert told[-1] == ("running designs", 4, 4)
    assert ("choosing levers", 2, 2) in told


def test_off_a_terminal_progress_is_a_plain_line_every_few_seconds(monkeypatch):
    screen, now = io.StringIO(), [0.0]
    monkeypatch.setattr(sys, "stderr", screen)
    lines = Lines("running designs", 10, clock=lambda: now[0])
    for _ in range(10):
        now[0] += 2.0
        lines.advance(1)
    assert screen.getvalue().splitlines() == [
        "running designs: 0 of 10",
        "running designs: 3 of 10, about 14 s left",
        "running designs: 6 of 10, about 8 s left",
        "running designs: 9 of 10, about 2 s left",
        "running designs: 10 of 10, took 20 s",
    ]


def test_nobody_is_told_of_progress_they_did_not_ask_for(capsys):
    with progress("work", 3, False) as advance:
        advance(3)
    assert capsys.readouterr() == ("", "")


def test_time_left_is_said_as_people_say_it():
    assert [duration(s) for s in (7.6, 200, 2 * 3600 + 300)] == ["8 s", "3 min", "2 h 05 min"]


def test_workers_hand_back_results_by_the_place_of_their_task():
    with workers(1) as staff:
        assert sorted(staff.each(abs, [-3, 2, -1])) == [(0, 3), (1, 2), (2, 1)]


def test_an_error_in_the_work_is_the_callers_and_leaves_no_process(monkeypatch):
    world, designs, study = small()
    monkeypatch.setattr(room, "measured", int)  # int(task) is a TypeError, in this process and in others
    with pytest.raises(TypeError):
        compare(world, designs, replace(study, levers=Levers([5.0], [1e9])), seed=1, processes=1)
