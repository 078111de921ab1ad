"""Uncertain worlds: points spread over ranges, and keys changed in a copy."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.defaults import default_world
from orgsim.errors import InputError
from orgsim.sweep.changes import with_keys
from orgsim.sweep.ranges import Range, sobol

LOAD, NEWS = Range("load", "company.load", 0.5, 0.9), Range("news", "topics.*.news", 0.02, 5.0, log=True)


@pytest.fixture(scope="module")
def world():
    return default_world()


def test_every_slice_of_a_range_has_its_share_of_points():
    points = sobol((LOAD, NEWS), 64, seed=1)
    for each, values in ((LOAD, [p["load"] for p in points]), (NEWS, np.log([p["news"] for p in points]))):
        low, high = np.log((each.low, each.high)) if each.log else (each.low, each.high)
        assert np.histogram(values, 16, (low, high))[0].tolist() == [4] * 16


def test_the_same_seed_gives_the_same_points():
    assert sobol((LOAD, NEWS), 8, seed=3) == sobol((LOAD, NEWS), 8, seed=3) != sobol((LOAD, NEWS), 8, seed=4)


def test_a_number_that_is_no_power_of_2_is_refused():
    with pytest.raises(InputError, match="power of 2"):
        sobol((LOAD,), 100, seed=1)


def test_a_star_changes_each_and_the_old_world_stays(world):
    changed = with_keys(world, {"topics.*.news": 3.0, "company.load": 0.6, "company.wages.staff": 20.0})
    assert {topic.news for topic in changed.topics.values()} == {3.0}
    assert (changed.company.load, changed.company.wages["staff"]) == (0.6, 20.0)
    assert (world.company.load, {topic.news for topic in world.topics.values()}) == (0.75, {0.25})


@pytest.mark.parametrize(
    "key", ["company.lod", "company.wages.boss", "topics.*.new", "nowhere.news", "topics.lies.news"]
)
def test_an_unknown_key_is_refused(world, key):
    with pytest.raises(InputError, match=key.split(".")[-1] if "lies" not in key else "lies"):
        with_keys(world, {key: 1.0})


def test_what_cannot_be_simulated_is_refused(world):
    with pytest.raises(InputError, match="company.load"):
        with_keys(world, {"company.load": 0.2})
