"""Keys changed in a copy: of the world, of the study, of designs, and whole groups."""

from __future__ import annotations

import pytest

from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.errors import InputError
from orgsim.sweep.changes import changed, with_keys


@pytest.fixture(scope="module")
def before():
    return default_world(), load_designs(["cco", "hub_and_spoke"]), default_study()


def test_a_key_of_each_kind(before):
    world, designs, study = changed(
        *before,
        {
            "company.load": 0.6,
            "demand.further_departments": [1],
            "designs.hub_and_spoke.lines.0.every": 3,
            "designs.*.approval.threshold": 0.5,
            "study.budget": "payroll",
        },
    )
    assert (world.company.load, world.demand.further_departments, study.budget) == (0.6, [1], "payroll")
    assert designs["hub_and_spoke"].lines[0].every == 3.0
    assert {design.approval.threshold for design in designs.values()} == {0.5}


def test_what_was_there_stays(before):
    changed(*before, {"company.load": 0.6, "designs.*.approval.threshold": 0.5})
    assert before[0].company.load == 0.75
    assert before[1]["hub_and_spoke"].approval.threshold == 1.0


def test_a_group_by_the_name_of_its_file_and_then_a_key_of_it(before):
    world, _, _ = changed(*before, {"demand.interdependence": 0.1, "demand": "flat", "network": "complete"})
    assert len(set(world.demand.hours)) == 1 and world.demand.interdependence == 0.1
    assert world.network.kind == "complete"


def test_a_star_changes_each(before):
    world = with_keys(before[0], {"topics.*.news": 3.0, "company.wages.staff": 20.0})
    assert {topic.news for topic in world.topics.values()} == {3.0}
    assert world.company.wages["staff"] == 20.0


def test_a_whole_number_is_one(before):
    assert changed(*before, {"population.customers": 500.0})[0].population.customers == 500


@pytest.mark.parametrize(
    "key, value, said",
    [
        ("company.lod", 1.0, "no such key.*mean load"),
        ("company.wages.boss", 1.0, "no such key"),
        ("topics.*.new", 1.0, "no such key.*mean news"),
        ("topics.lies.news", 1.0, "no such key"),
        ("nowhere.news", 1.0, "no such key"),
        ("designs.mine.approval.threshold", 1.0, "designs.mine.approval.threshold: no such key"),
        ("designs.cco.approval.treshold", 1.0, "mean threshold"),
        ("designs.hub_and_spoke.lines.7.every", 1.0, "places 0 to 0"),
        ("designs.cco", 1.0, "a key below it"),
        ("company", 1.0, "one of default"),
        ("network", "webb", "one of"),
        ("company.load", "much", "'much' cannot be used; allowed: a number"),
        ("population.customers", 2.5, "a whole number"),
        ("company.load", True, "cannot be used"),
        ("company.load", 0.2, "company.load"),
        ("population.customers", 10**400, "a whole number from 1"),
        ("company.wages", {"boss": {"of": 1}}, "company.wages.boss: .* a number"),
        ("designs.hub_and_spoke.units.hub.answers", [1], r"answers\[0\]: 1 cannot be used; allowed: text"),
        ("designs.hub_and_spoke.lines", [3], r"lines\[0\]: 3 cannot be used"),
        ("designs.hub_and_spoke.lines", [{"betwen": ["hub", "hr"]}], r"lines\[0\].betwen: no such key.*mean between"),
        ("study.replications", 4, "study.replications: 4 cannot be used; allowed: a key that may vary"),
        ("designs.*.approval.threshold", 2.0, "threshold"),
    ],
)
def test_a_mistake_is_told_by_its_key(before, key, value, said):
    with pytest.raises(InputError, match=said):
        changed(*before, {key: value})
