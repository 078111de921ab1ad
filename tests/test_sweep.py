"""A sweep: nothing is lost, nothing is done twice, nothing is mixed, and where it was run does not matter."""

from __future__ import annotations

import concurrent.futures
import errno
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orgsim.comparison.workers import Workers
from orgsim.config.space import Precision, Space
from orgsim.errors import InputError
from orgsim.sweep import points, runner, store
from orgsim.sweep.scenarios import RunConfiguration, run_scenarios
from orgsim.sweep.sweep import sweep
from orgsim.sweep.swept import read_sweep
from sweeps import LOADS, loads, small

TABLES = ("points", "measures", "summary", "pairs", "levers", "seats", "replications", "failed")
FLOW = ("study.path_replications=0",)


def run(out, space=None, seed=3, more=(), **how):
    return sweep(*small(*FLOW, *more), space or loads(), seed, out, **{"processes": 1, **how})


def contents(folder) -> dict[str, bytes]:
    """Every table of a sweep, byte for byte."""
    return {name: (folder / f"{name}.parquet").read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A sweep that nothing happened to."""
    folder = tmp_path_factory.mktemp("sweep") / "whole"
    return folder, run(folder)


def test_every_point_has_a_row_and_its_factors(whole):
    _, swept = whole
    assert swept.factors == ["company.load"]
    assert swept.points["company.load"].tolist() == LOADS
    assert not swept.points["failed"].any()
    assert swept.values("response_latency").shape == (3 * 2, 2)


def test_a_point_of_a_sweep_is_that_world_compared_alone(whole):
    from orgsim.comparison.compare import compare

    _, swept = whole
    world, designs, study = small(*FLOW, "company.load=.7")
    alone = compare(world, designs, study, 3).measures
    there = swept.measures[swept.measures["point"] == "2"].drop(columns="point").reset_index(drop=True)
    alone = alone[alone["subset"] == "all"].reset_index(drop=True)
    pd.testing.assert_frame_equal(there, alone)


def test_random_numbers_are_common_to_all_points(whole):
    """What does not depend on the load, how often the probes ask, is the same at every load."""
    _, swept = whole
    asked = swept.values("probes")
    assert asked.groupby(level="replication").nunique().to_numpy().max() == 1


def test_statistics_of_a_point_are_those_of_that_point_alone(whole):
    from orgsim.comparison import paired

    folder, swept = whole
    pairs = pd.read_parquet(folder / "pairs.parquet")
    for name, own in swept.measures.groupby("point"):
        alone = paired.pairs(own.drop(columns="point"), 0.95, list(swept.designs))
        there = pairs[pairs["point"] == name].drop(columns="point").reset_index(drop=True)
        pd.testing.assert_frame_equal(there, alone, check_dtype=False)


def test_one_design_alone_may_be_swept(tmp_path):
    world, designs, study = small(*FLOW)
    swept = sweep(world, {"siloed": designs["siloed"]}, study, loads([0.6, 0.7]), 3, tmp_path, processes=1)
    assert swept.designs == ("siloed",)
    assert pd.read_parquet(tmp_path / "summary.parquet")["point"].unique().tolist() == ["1", "2"]
    assert len(pd.read_parquet(tmp_path / "pairs.parquet")) == 0


# Nothing is lost


def test_nothing_is_done_twice(whole, monkeypatch):
    folder, _ = whole
    before = contents(folder)
    monkeypatch.setattr(points, "evaluated", None)  # would fail if called
    run(folder)
    assert contents(folder) == before


def test_only_what_is_missing_is_done(tmp_path, whole, monkeypatch, capsys):
    run(tmp_path, progress=True)
    assert "before" not in capsys.readouterr().err
    kept = sorted((tmp_path / "points").glob("*.parquet"))
    kept[0].unlink()
    done = []
    evaluated = points.evaluated
    monkeypatch.setattr(points, "evaluated", lambda *task: done.append(task) or evaluated(*task))
    run(tmp_path, progress=True)
    assert len(done) == 1
    assert capsys.readouterr().err.splitlines()[0] == "2 of 3 points kept from before; 1 to do"
    assert contents(tmp_path) == contents(whole[0])
    run(tmp_path, progress=True)
    assert capsys.readouterr().err == "all 3 points were there already\n"


@pytest.mark.parametrize("left", [0, 100, 3000])
def test_half_a_file_is_as_good_as_none(tmp_path, whole, left):
    run(tmp_path)
    torn = next((tmp_path / "points").glob("*.parquet"))
    torn.write_bytes(torn.read_bytes()[:left])
    run(tmp_path)
    assert contents(tmp_path) == contents(whole[0])


COMMAND = """
import sys
sys.path.insert(0, {tests!r})
from test_sweep import run, loads
run({out!r}, loads([.5, .55, .6, .65, .7, .75, .8, .85]), processes=int(sys.argv[1]))
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_killed_twice_it_ends_with_the_tables_of_an_undisturbed_run(tmp_path, processes):
    grid = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85]
    run(tmp_path / "whole", loads(grid))
    out = tmp_path / "killed"
    script = tmp_path / "sweep.py"
    body = COMMAND.format(tests=os.path.dirname(__file__), out=str(out))
    script.write_text("if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in body.strip().splitlines()))
    for least in (1, 3):
        child = subprocess.Popen([sys.executable, str(script), str(processes)], stderr=subprocess.DEVNULL)
        wait_for(lambda least=least: len(list(out.glob("points/[!.]*.parquet"))) >= least, child)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert len(list(out.glob("points/[!.]*.parquet"))) < len(grid), "killed too late to show anything"
        with pytest.raises(InputError, match="of 8 points are there: start it again"):
            read_sweep(out)
    run(out, loads(grid))
    assert contents(out) == contents(tmp_path / "whole")
    assert not list(out.glob("points/.*"))


def wait_for(true, child, seconds=60) -> None:
    """Wait until something holds, while the child lives."""
    end = time.monotonic() + seconds
    while not true():
        assert child.poll() is None and time.monotonic() < end, "ended before it could be killed"
        time.sleep(0.01)


def test_a_full_disk_ends_it_with_what_is_done_kept(tmp_path, whole, monkeypatch):
    replace_file, calls = os.replace, []

    def no_room(fresh, file):
        if str(file).endswith(".parquet"):
            calls.append(file)
            if len(calls) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
        replace_file(fresh, file)

    monkeypatch.setattr(store.os, "replace", no_room)
    with pytest.raises(InputError, match="1 of 3 points are kept: make room, and start it again"):
        run(tmp_path)
    monkeypatch.undo()
    assert len(list(tmp_path.glob("points/*"))) == 1
    run(tmp_path)
    assert contents(tmp_path) == contents(whole[0])


# One bad point


def bad() -> Space:
    """At the middle point nobody is left for the other units."""
    return Space(vary={"designs.siloed.units.marketing.seats": [2, 20, 3]})


def test_a_point_that_fails_is_recorded_and_the_rest_goes_on(tmp_path, monkeypatch, capsys):
    swept = run(tmp_path, bad())
    assert swept.failed["point"].tolist() == ["2"]
    assert "heads" in swept.failed["message"][0]
    assert swept.measures["point"].unique().tolist() == ["1", "3"]
    assert len(list(tmp_path.glob("failed/*.json"))) == 1
    monkeypatch.setattr(points, "evaluated", None)  # it is not tried again unasked
    assert run(tmp_path, bad(), progress=True).failed["point"].tolist() == ["2"]
    said = "2 of 3 points were there (1 failed before: --retry-failed tries again)"
    assert capsys.readouterr().err == said + "\n"


def test_what_failed_is_tried_again_when_asked(tmp_path, monkeypatch):
    whole = run(tmp_path / "whole")
    evaluated = points.evaluated

    def unlucky(point, before=None):
        if point.name == "2":
            raise ZeroDivisionError("once")
        return evaluated(point, before)

    monkeypatch.setattr(points, "evaluated", unlucky)
    swept = run(tmp_path / "mended")
    assert swept.failed[["point", "error", "message"]].to_numpy().tolist() == [["2", "ZeroDivisionError", "once"]]
    told = json.loads(next((tmp_path / "mended" / "failed").glob("*.json")).read_text())
    assert "unlucky" in told["trace"]
    monkeypatch.undo()
    assert len(run(tmp_path / "mended").failed) == 1
    again = run(tmp_path / "mended", retry_failed=True)
    assert again.failed.empty and not list((tmp_path / "mended" / "failed").glob("*"))
    pd.testing.assert_frame_equal(again.measures, whole.measures)


# Nothing is mixed


@pytest.mark.parametrize(
    "change, said",
    [
        ({"seed": 4}, "seed was 3, is 4"),
        ({"more": ("company.slip=.06",)}, "company.slip was 0.05, is 0.06"),
        ({"more": ("study.measured_weeks=1",)}, "study.measured_weeks was 0.5, is 1.0"),
        ({"keep": ["voice"]}, "keep"),
        ({"precision": Precision("voice")}, "precision"),
        ({"space": loads(LOADS[1:])}, "1 of its points are not asked for now"),
    ],
)
def test_another_sweep_is_refused_where_one_is(whole, change, said):
    folder, _ = whole
    before = contents(folder)
    with pytest.raises(InputError, match=said):
        run(folder, **change)
    assert contents(folder) == before


def test_another_version_is_refused(whole, monkeypatch):
    from orgsim.sweep import sweep as module

    folder, _ = whole
    monkeypatch.setattr(module, "versions", lambda: {**points.versions(), "code": "newer"})
    with pytest.raises(InputError, match="code was .*, is newer"):
        run(folder)


def test_a_worker_of_another_version_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(points, "versions", lambda: {"code": "older"})
    with pytest.raises(InputError, match="a worker's code: 'older' cannot be used"):
        run(tmp_path)


def test_a_sweep_may_grow_by_points_and_replications(tmp_path):
    grown = run(tmp_path / "grown", loads(LOADS[:2]))
    assert len(grown.points) == 2
    run(tmp_path / "grown", more=("study.replications=4",))
    run(tmp_path / "at_once", more=("study.replications=4",))
    assert contents(tmp_path / "grown") == contents(tmp_path / "at_once")


def test_fewer_replications_are_those_of_a_run_with_fewer(tmp_path, whole):
    run(tmp_path, more=("study.replications=4",))
    run(tmp_path)
    assert contents(tmp_path) == contents(whole[0])


def test_the_same_command_twice_gives_the_same_bytes_whatever_was_there(tmp_path):
    run(tmp_path / "one", more=("study.replications=4",))
    fewer = ("study.path_replications=2",)
    world, designs, study = small(*fewer)
    sweep(world, designs, study, loads(), 3, tmp_path / "one", processes=1)
    first = contents(tmp_path / "one")
    sweep(world, designs, study, loads(), 3, tmp_path / "one", processes=1)
    sweep(world, designs, study, loads(), 3, tmp_path / "fresh", processes=1)
    assert contents(tmp_path / "one") == first == contents(tmp_path / "fresh")


def test_points_of_another_version_are_not_taken(tmp_path, whole):
    run(tmp_path)
    (tmp_path / "sweep.json").unlink()
    for path in (tmp_path / "points").glob("*.parquet"):
        table = pq.read_table(path)
        more = json.loads(table.schema.metadata[store.KEY])
        more["versions"]["code"] = "older"
        wrong = table.to_pandas().assign(value=0.0)
        told = {**table.schema.metadata, store.KEY: json.dumps(more).encode()}
        pq.write_table(pa.Table.from_pandas(wrong, preserve_index=False).replace_schema_metadata(told), path)
    run(tmp_path)
    assert contents(tmp_path) == contents(whole[0])


def test_a_sweep_that_never_ran_a_point_holds_nobody_up(tmp_path):
    with pytest.raises(InputError, match="parallel.scheduler"):
        run(tmp_path, scheduler="nonsense://")
    run(tmp_path, seed=4)


def test_numbers_of_numpys_are_numbers(tmp_path):
    world, designs, study = small(*FLOW)
    asked = RunConfiguration(designs, world, study, seed=3)
    rows = [{"company.load": load, "population.customers": np.int64(300)} for load in np.linspace(0.6, 0.7, 2)]
    assert run_scenarios(rows, asked, store=tmp_path, processes=1).points["company.load"].tolist() == [0.6, 0.7]


def test_two_at_work_in_one_folder_are_kept_apart(tmp_path):
    tmp_path.mkdir(exist_ok=True)
    with store.alone_in(tmp_path), pytest.raises(InputError, match="nobody else is at work"):
        run(tmp_path)


# Where it is run does not matter


def test_two_processes_give_the_same_bytes(tmp_path, whole):
    run(tmp_path, processes=2)
    assert contents(tmp_path) == contents(whole[0])


def test_an_executor_of_somebody_elses_gives_the_same_bytes(tmp_path, whole):
    spawned = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=spawned) as executor:
        run(tmp_path, executor=executor)
    assert contents(tmp_path) == contents(whole[0])


def test_whoever_leaves_early_leaves_no_work_behind():
    futures = [concurrent.futures.Future() for _ in range(3)]
    futures[0].set_result("done")
    handed_out = iter(futures)
    staff = Workers(lambda function, task: next(handed_out), at_once=3)
    results = staff.each(str, [1, 2, 3])
    assert next(results) == (0, "done")
    results.close()
    assert futures[1].cancelled() and futures[2].cancelled()


def test_scenarios_give_the_same_tables(tmp_path, whole):
    world, designs, study = small(*FLOW)
    asked = RunConfiguration(designs, world, study, seed=3)
    swept = run_scenarios(pd.DataFrame({"company.load": LOADS}), asked, store=tmp_path, processes=1)
    assert contents(tmp_path) == contents(whole[0])
    assert swept.points["company.load"].tolist() == LOADS


def test_a_point_whose_process_is_killed_each_time_is_a_failure(tmp_path, monkeypatch):
    """Killed once it is tried again; killed again it is told, and the rest goes on."""
    world, designs, study = small(*FLOW, "population.customers=301")
    monkeypatch.setattr(runner, "attempted", dies_at_301)
    swept = sweep(world, designs, study, Space(vary={"population.customers": [300, 301]}), 3, tmp_path, processes=2)
    assert swept.failed["point"].tolist() == ["2"]
    assert "killed, each time" in swept.failed["message"][0]


def dies_at_301(task):
    """As ``attempted``, but for one world in which the process is killed."""
    if task[0].world.population.customers == 301:
        os.kill(os.getpid(), signal.SIGKILL)
    return points.attempted(task)


# How many replications


@pytest.mark.parametrize("there", ["{}", "[]", "3", '{"versions": 3, "configuration": {}, "points": []}'])
def test_a_declaration_that_is_none_is_told_in_a_line(there, tmp_path):
    (tmp_path / "sweep.json").write_text(there)
    with pytest.raises(InputError, match="a folder whose sweep.json can be read"):
        run(tmp_path)


def test_a_file_in_the_place_of_a_folder_is_told_in_a_line(tmp_path):
    (tmp_path / "points").write_text("mine")
    with pytest.raises(InputError, match="points in it is a file"):
        run(tmp_path)
    assert (tmp_path / "points").read_text() == "mine"


def test_a_point_with_fewer_replications_is_not_missing_those_of_others():
    from orgsim.comparison import paired
    from orgsim.sweep.collected import by_point

    value = {"design": "one", "estimand": "flow", "measure": "voice", "unit": "share", "subset": "all", "value": 0.5}
    rows = [{"point": name, "replication": r, **value} for name, n in (("1", 5), ("2", 3)) for r in range(n)]
    table = by_point(lambda whole: paired.summary(whole, 0.95), pd.DataFrame(rows))
    assert table[["point", "n", "undefined"]].to_numpy().tolist() == [["1", 5, 0], ["2", 3, 0]]


def test_it_replicates_until_the_interval_is_narrow_enough_or_the_budget_is_spent(tmp_path):
    wide = Precision("response_latency", half_width=1000.0, least=15, most=40)
    swept = run(tmp_path / "wide", loads([0.7]), precision=wide)
    assert swept.replications[["replications", "reason"]].to_numpy().tolist() == [[15, "narrow enough"]]
    tight = replace(wide, half_width=1e-6)
    swept = run(tmp_path / "tight", loads([0.7]), precision=tight)
    assert swept.replications[["replications", "reason"]].to_numpy().tolist() == [[40, "budget spent"]]
    assert swept.values("response_latency").shape[0] == 40


def test_the_verdict_is_of_fresh_worlds(tmp_path, whole):
    """The first replications reported are those of a sweep without a precision, not those that set the number."""
    precision = Precision("voice", half_width=1.0)
    values = run(tmp_path, loads(LOADS), precision=precision).values("voice")
    pd.testing.assert_frame_equal(values[values.index.get_level_values("replication") < 2], whole[1].values("voice"))
