"""One point: a task that depends on nothing but itself, and what it comes to."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from orgsim.comparison.margins import STANDARDS
from orgsim.config.space import Precision
from orgsim.errors import InputError
from orgsim.sweep import points
from orgsim.sweep.changes import with_keys
from orgsim.sweep.points import Failure, Point, attempted, evaluated
from sweeps import small

KEPT = (("response_latency", "all"), ("voice", "all"), ("net_advocates", "all"))


@pytest.fixture(scope="module")
def point():
    return Point("one", *small(), 5, KEPT)


@pytest.fixture(scope="module")
def found(point):
    return evaluated(point)


def test_a_point_has_its_designs_measures_levers_and_seats(point, found):
    assert set(zip(found.measures["measure"], found.measures["subset"])) == set(KEPT)
    for table in (found.measures, found.levers, found.seats):
        assert set(table["design"]) == {"siloed", "hub_and_spoke"}
    assert found.replications() == {"flow": 2, "path": 2}


def test_without_a_wish_each_measure_is_kept_as_a_whole(point):
    table = evaluated(replace(point, measures=None, estimands=("flow",))).measures
    assert set(table["subset"]) == {"all"}
    assert {"response_latency", "own_work_delay", "utilisation", "gave_up"} <= set(table["measure"]) <= set(STANDARDS)


def test_a_subset_nobody_has_is_refused(point):
    with pytest.raises(InputError, match=r"keep: 'voice:channel=pigeon'"):
        evaluated(replace(point, measures=(("voice", "channel=pigeon"),), estimands=("flow",)))


@pytest.mark.parametrize(
    "change",
    [
        lambda point: replace(point, seed=6),
        lambda point: replace(point, measures=KEPT[:1]),
        lambda point: replace(point, estimands=("flow",)),
        lambda point: replace(point, world=with_keys(point.world, {"company.slip": 0.06})),
        lambda point: replace(point, study=replace(point.study, measured_weeks=1.0)),
        lambda point: replace(point, designs=dict(list(point.designs.items())[:1])),
        lambda point: replace(point, precision=Precision("voice")),
    ],
)
def test_a_changed_point_is_another_one(point, change):
    assert change(point).identity != point.identity


@pytest.mark.parametrize(
    "change", [{"processes": 2}, {"replications": 9, "path_replications": 9}], ids=["processes", "replications"]
)
def test_more_processes_or_replications_leave_it_the_same_point(point, change):
    assert replace(point, study=replace(point.study, **change)).identity == point.identity


def test_more_replications_are_added_to_those_there_are(point, found):
    more = replace(point, study=replace(point.study, replications=4, path_replications=3))
    grown, fresh = evaluated(more, found), evaluated(more)
    pd.testing.assert_frame_equal(grown.measures, fresh.measures)
    pd.testing.assert_frame_equal(grown.levers, fresh.levers)


def test_one_bad_point_says_so_and_ends_nothing(point):
    crowded = replace(point.designs["siloed"].units["executive"], seats=9999)
    design = replace(point.designs["siloed"], units={"executive": crowded})
    told = attempted((replace(point, designs={"siloed": design}), None))
    assert isinstance(told, Failure) and told.error == "InputError" and "heads" in told.message


def test_what_is_said_about_code_is_no_part_of_it():
    assert points.code_alone('def f():\n    """One."""\n    return 1  # why') == points.code_alone(
        'def f():\n    """Another."""\n    return 1'
    )
    assert points.code_alone("def f():\n    return 1") != points.code_alone("def f():\n    return 2")
