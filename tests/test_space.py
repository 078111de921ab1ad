"""The points of a space."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.config.space import Space
from orgsim.errors import InputError
from orgsim.sweep.space import values_of

LOAD, NEWS = {"low": 0.5, "high": 0.9}, {"low": 0.02, "high": 5, "log": True}


def test_a_grid_is_every_combination_the_last_key_fastest():
    space = Space(vary={"company.load": [0.6, 0.9], "demand.interdependence": [0, 0.5]})
    assert [tuple(point.values()) for point in values_of(space)] == [(0.6, 0), (0.6, 0.5), (0.9, 0), (0.9, 0.5)]


def test_pairs_are_first_with_first():
    space = Space(kind="pairs", vary={"company.load": [0.6, 0.9], "company.own_work": [0.1, 0.4]})
    assert values_of(space) == [
        {"company.load": 0.6, "company.own_work": 0.1},
        {"company.load": 0.9, "company.own_work": 0.4},
    ]


def test_a_list_is_its_points():
    points = [{"company.load": 0.6}, {"company.load": 0.9}]
    assert values_of(Space(kind="list", list=points)) == points


@pytest.mark.parametrize("kind", ["latin", "sobol"])
def test_drawn_points_fill_every_slice_of_every_range_alike(kind):
    points = values_of(Space(kind=kind, points=64, vary={"company.load": LOAD, "topics.*.news": NEWS}))
    load = np.array([point["company.load"] for point in points])
    news = np.log([point["topics.*.news"] for point in points])
    assert np.histogram(load, 16, (0.5, 0.9))[0].tolist() == [4] * 16
    assert np.histogram(news, 16, (np.log(0.02), np.log(5)))[0].tolist() == [4] * 16


def test_drawn_points_take_lists_and_whole_numbers_alike():
    vary = {"network.kind": ["generated", "complete"], "population.customers": {"low": 1, "high": 4}}
    points = values_of(Space(kind="sobol", points=64, vary=vary))
    assert {point["network.kind"] for point in points} == {"generated", "complete"}
    counts = np.bincount([point["population.customers"] for point in points])
    assert counts.tolist() == [0, 16, 16, 16, 16]


def test_a_range_is_of_whole_numbers_where_its_key_is_one():
    vary = {
        "designs.hub.approval.threshold": {"low": 0, "high": 1},
        "designs.hub.units.hub.seats": {"low": 1.0, "high": 3.0},
        "study.path_days": {"low": 10, "high": 40},
    }
    points = values_of(Space(kind="sobol", points=16, vary=vary))
    assert len({point["designs.hub.approval.threshold"] for point in points}) == 16
    assert {point["designs.hub.units.hub.seats"] for point in points} == {1, 2, 3}
    assert all(isinstance(point["study.path_days"], int) for point in points)


def test_more_of_a_sobol_sequence_begins_with_the_fewer():
    few, many = (values_of(Space(kind="sobol", points=n, vary={"company.load": LOAD})) for n in (16, 64))
    assert many[:16] == few


def test_the_seed_draws_other_points():
    one, two = (values_of(Space(kind="latin", points=8, seed=n, vary={"company.load": LOAD})) for n in (1, 2))
    assert one != two


@given(st.integers(1, 200).map(lambda n: n / 10))
def test_a_value_is_what_people_write(value):
    (point,) = values_of(Space(vary={"company.work_minutes": [value * 3 / 3]}))
    assert len(repr(point["company.work_minutes"])) <= len("19.9")


@pytest.mark.parametrize(
    "space, said",
    [
        (Space(), "space.vary: {} cannot be used"),
        (Space(vary={"company.load": []}), "space.vary.company.load: .* a list of values"),
        (Space(vary={"company.load": LOAD}), "a range needs space.kind=latin or sobol"),
        (Space(kind="latin", vary={"company.load": {"low": 0.9, "high": 0.5}}), "high: 0.5 .* more than low"),
        (Space(kind="latin", vary={"company.load": {"lo": 0.9, "high": 0.5}}), "lo: no such key; .* mean low"),
        (Space(kind="latin", vary={"company.load": {"low": "a", "high": 0.5}}), "low: 'a' .* a number"),
        (Space(kind="sobol", vary={"topics.*.news": {"low": 0, "high": 1, "log": True}}), "more than 0 where log"),
        (Space(kind="sobol", points=100, vary={"company.load": LOAD}), "power of 2"),
        (Space(kind="pairs", vary={"company.load": [1, 2], "company.slip": [0]}), "as many values of each key"),
        (Space(kind="list"), "space.list"),
        (Space(kind="lattice", vary={"company.load": [0.6]}), "space.kind: 'lattice' cannot be used; .* mean latin"),
        (Space(vary={1: [2]}), "space.vary: 1 cannot be used; allowed: keys in full"),
        (Space(kind="list", list=[{1: 2, "company.load": 0.6}]), "keys in full"),
        (Space(kind="latin", vary={"company.load": {"low": 0, "high": 10**400}}), "high: 1000.* a number"),
        (Space(kind="latin", vary={"company.load": {"low": 0, "high": float("inf")}}), "high: inf .* a number"),
        (
            Space(kind="latin", vary={"company.load": {"low": 1, "high": 2, "log": "yes"}}),
            "log: 'yes' .* true or",
        ),
        (Space(kind="list", list=[{"company.load": 0.6}, {"company.slip": 0.6}]), "the keys of the first"),
        (Space(vary={"company.load": [0.6, 0.6]}), "point 2: .*same as point 1|point 2"),
        (Space(vary={"company.load": list(range(2000)), "company.slip": list(range(2000))}), "4,000,000 points"),
    ],
)
def test_a_space_without_points_is_told_in_one_line(space, said):
    with pytest.raises(InputError, match=said):
        values_of(space)
