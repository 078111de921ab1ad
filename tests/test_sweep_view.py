"""What a sweep says when it is done: who is ahead where by the margin, what may be asked, what a budget left open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from made_up_sweeps import grid, made_up, normal, swept_of
from orgsim.answers.map import map
from orgsim.views.sweep import ahead_counts, askable, lines, sized_line

NINE = grid(company__load=[0.6, 0.75, 0.9], demand__interdependence=[0.0, 0.25, 0.5])


def slow(points):
    return np.full(len(points), 20.0)


def test_worlds_are_counted_by_the_margin_as_on_the_map():
    """b is 4 h faster in one world, 1 h (within the margin) in the others: a strict count would give it all nine."""
    swept = made_up(NINE, {"a": slow, "b": lambda p: np.where(p.index == 4, 16.0, 19.0)}, noise=0.1)
    said = ["Response latency: ahead by the margin in 0 / 1 of 9 worlds; nobody in 8"]
    assert ahead_counts(swept) == said
    assert map(swept).table["verdict"].value_counts().to_dict() == {"equal": 8, "wins": 1}
    assert "In this order: a / b." in lines(swept)


def test_what_chance_leaves_open_is_counted_apart():
    noisy = made_up(NINE, {"a": slow, "b": lambda p: slow(p) - 3.0}, noise=20.0, replications=3)
    assert ahead_counts(noisy)[0].endswith("of 9 worlds; nobody in 0; not sure in 9")


def test_a_world_without_a_value_is_not_counted():
    values = normal({"a": [20, 20], "b": [30, 30]}, 6, seed=1, own=0.1)
    for own in values.values():
        own[1] = np.nan
    assert ahead_counts(swept_of(values)) == ["Response latency: ahead by the margin in 1 / 0 of 1 world; nobody in 0"]


@pytest.mark.parametrize(
    ("points", "missing"),
    [
        (NINE, {"sensitivity", "failures"}),
        (NINE[["company.load"]].drop_duplicates(), {"map", "sensitivity", "failures"}),
        (grid(company__load=np.linspace(0.5, 0.9, 8), company__slip=[0.1, 0.2, 0.3, 0.4]), set()),
    ],
)
def test_what_there_are_too_few_worlds_or_factors_for_is_not_among_what_to_ask(points, missing):
    swept = made_up(points, {"a": slow, "b": slow})
    everything = {"differences", "best", "robust", "map", "sensitivity", "failures", "breaks"}
    assert everything - set(askable(swept)) == missing


def test_a_spent_budget_names_the_point_and_what_it_would_take():
    points = pd.DataFrame({"point": ["1", "2"], "company.load": [0.6, 0.8]})
    row = {"measure": "response_latency", "replications": 20, "target": 1.0}
    table = pd.DataFrame(
        [
            row | {"point": "1", "half_width": 0.9, "reason": "narrow enough"},
            row | {"point": "2", "half_width": 10.6, "reason": "budget spent"},
        ]
    )
    assert sized_line(table, points, "hours") == (
        "Replications enough for response latency: 20 at 2 points; at 1 the budget was spent before the interval was "
        "narrow enough: point 2 (company.load 0.8): ±10.6 h, 1 h asked; about 2,200 replications at this spread."
    )
    unknown = table.assign(half_width=np.inf)
    assert "how many it would take cannot be told" in sized_line(unknown, points)
    assert sized_line(table.drop(columns="point").iloc[:1]) == "Replications enough for response latency: 20."


def test_the_line_of_replications_stands_in_what_a_sweep_says():
    swept = made_up(NINE, {"a": slow, "b": slow})
    row = {"measure": "response_latency", "replications": 15, "half_width": 0.1, "target": 1.0}
    sized = pd.DataFrame([row | {"point": swept.points["point"].iloc[0], "reason": "narrow enough"}])
    assert "Replications enough for response latency: 15 at 1 point." in lines(replace(swept, replications=sized))
