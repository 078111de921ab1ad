"""One voice is the same and right; uniformly wrong is not consistent."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_up import made_up_chart, made_up_records, value
from orgsim.measures.conservation import NotConserved, check_conservation
from orgsim.measures.tidy import probes_table
from orgsim.measures.voice import voice

RIGHT = {"right": [1, 1], "same": 1}
BOTH_WRONG = {"right": [0, 0], "same": 1}
CONTRADICTING = {"right": [1, 0], "same": 0}


def test_v_counts_only_answers_that_are_the_same_and_right():
    rows = voice(made_up_records(probes=[RIGHT, RIGHT, BOTH_WRONG, CONTRADICTING]))
    assert value(rows, "voice") == 0.5
    assert value(rows, "same_and_wrong") == 0.25
    assert value(rows, "contradicting") == 0.25
    assert value(rows, "probes") == 4


def test_split_within_a_unit_and_between_units():
    probes = [RIGHT | {"unit": [0, 0]}, CONTRADICTING | {"unit": [0, 1]}, RIGHT | {"unit": [1, 0]}]
    rows = voice(made_up_records(probes=probes))
    assert value(rows, "voice", "pair=within_unit") == 1
    assert value(rows, "voice", "pair=between_units") == 0.5
    assert value(rows, "probes_between_units") == pytest.approx(2 / 3)


def test_each_channel_against_the_others():
    chart = made_up_chart(channels=("phone", "mail", "social"))
    probes = [RIGHT | {"channel": [0, 2]}, CONTRADICTING | {"channel": [2, 1]}, RIGHT | {"channel": [0, 1]}]
    rows = voice(made_up_records(probes=probes, chart=chart))
    assert value(rows, "voice", "pair=social-other") == 0.5
    assert value(rows, "voice", "pair=phone-other") == 1
    assert value(rows, "voice", "pair=mail-other") == 0.5


def test_without_probes_there_is_no_v():
    assert math.isnan(value(voice(made_up_records()), "voice"))


@given(st.lists(st.sampled_from([RIGHT, BOTH_WRONG, CONTRADICTING, {"right": [0, 0], "same": 0}]), min_size=1))
def test_the_three_outcomes_are_all_there_is(probes):
    rows = voice(made_up_records(probes=probes))
    assert sum(value(rows, name) for name in ("voice", "same_and_wrong", "contradicting")) == pytest.approx(1)


def test_two_right_answers_that_differ_are_refused():
    with pytest.raises(NotConserved, match="two right answers"):
        check_conservation(made_up_records(probes=[{"right": [1, 1], "same": 0}]))


def test_probes_are_told_in_names():
    told = probes_table(made_up_records(probes=[CONTRADICTING | {"unit": [0, 1], "topic": 1, "channel": [0, 1]}])).iloc[
        0
    ]
    assert (told.topic, told.channel_1, told.channel_2, told.unit_1, told.unit_2) == (
        "faults", "phone", "social", "sales", "service",
    )  # fmt: skip
    assert (bool(told.right_1), bool(told.right_2), bool(told.same)) == (True, False, False)
