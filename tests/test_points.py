"""Many worlds: what is done stays done, what changed is done anew, and where it was done does not matter."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.sweep import points
from orgsim.sweep.changes import with_keys
from orgsim.sweep.points import Point, evaluate, evaluated

KEPT = (("response_latency", "all"), ("voice", "all"), ("net_advocates", "all"))


@pytest.fixture(scope="module")
def few(tiny):
    study = default_study(*[each for each in tiny if each.startswith("study")])
    world = default_world(*[each for each in tiny if not each.startswith("study")])
    designs = load_designs(["siloed", "hub_and_spoke"])
    return [
        Point(f"load-{load}", with_keys(world, {"company.load": load}), designs, study, 5, KEPT) for load in (0.6, 0.7)
    ]


@pytest.fixture(scope="module")
def done(few, tmp_path_factory):
    folder = tmp_path_factory.mktemp("points")
    return folder, evaluate(few, folder, processes=1)


def test_every_point_has_its_designs_and_measures(few, done):
    _, table = done
    assert set(table["point"]) == {point.name for point in few}
    assert set(zip(table["measure"], table["subset"])) == set(KEPT)
    assert set(table["design"]) == {"siloed", "hub_and_spoke"}


def test_nothing_is_done_twice(few, done, monkeypatch):
    folder, table = done
    monkeypatch.setattr(points, "evaluated", None)  # would fail if called
    pd.testing.assert_frame_equal(evaluate(few, folder, processes=1), table)


def test_only_what_is_missing_is_done(few, done):
    folder, table = done
    (folder / few[1].file).unlink()
    before = (folder / few[0].file).stat().st_mtime_ns
    pd.testing.assert_frame_equal(evaluate(few, folder, processes=1), table)
    assert (folder / few[0].file).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "change",
    [
        lambda point: replace(point, seed=6),
        lambda point: replace(point, measures=KEPT[:1]),
        lambda point: replace(point, estimands=("flow",)),
        lambda point: replace(point, world=with_keys(point.world, {"company.slip": 0.06})),
        lambda point: replace(point, study=replace(point.study, replications=3)),
        lambda point: replace(point, designs=dict(list(point.designs.items())[:1])),
    ],
)
def test_a_changed_point_has_another_file(few, change):
    assert change(few[0]).file != few[0].file


def test_changed_code_has_another_file(few, monkeypatch):
    before = few[0].file
    monkeypatch.setattr(points, "sources", lambda: "other")
    assert few[0].file != before


def test_what_is_said_about_code_is_no_part_of_it():
    assert points.code_alone('def f():\n    """One."""\n    return 1  # why') == points.code_alone(
        'def f():\n    """Another."""\n    return 1'
    )
    assert points.code_alone("def f():\n    return 1") != points.code_alone("def f():\n    return 2")


def test_how_many_processes_does_not_change_the_file(few):
    assert replace(few[0], study=replace(few[0].study, processes=2)).file == few[0].file


def test_two_processes_give_the_same_tables(few, done, tmp_path):
    _, table = done
    pd.testing.assert_frame_equal(evaluate(few, tmp_path, processes=2), table)


def test_a_point_that_stops_half_way_leaves_nothing(few, tmp_path, monkeypatch):
    def breaks(point):
        raise RuntimeError("power cut")

    monkeypatch.setattr(points, "evaluated", breaks)
    with pytest.raises(RuntimeError, match="power cut"):
        evaluate(few, tmp_path, processes=1)
    assert list(tmp_path.iterdir()) == []


def test_a_point_alone_is_that_point_among_others(few, done):
    _, table = done
    alone = evaluated(few[0]).assign(point=few[0].name)
    pd.testing.assert_frame_equal(alone, table[table["point"] == few[0].name].reset_index(drop=True))
