"""Response latency cannot be gamed: what looks faster by a naive clock and serves nobody is slower by the headline.

Each trick is a design or a way of working that an honest company could be tempted by. It is shown with the clock it
cheats: that one falls, E[min(T, 7 days)] to true resolution rises.
"""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Activity, Channel, Topic, Unit
from orgsim.engine.tables import GAVE_UP
from orgsim.measures.latency import response_latency
from orgsim.validation.judge import Checks
from orgsim.validation.plain import FREE, design, desk, desk_world, one_desk, one_run, study, world

CHECKS = Checks(20, replications=8)
WEEK = 10080.0
PLAN = study(3000.0, 300.0, after=WEEK)


def clocks(records):
    """Minutes: the headline, and what naive clocks show of the issues they count."""
    rows = records.episodes[records.in_window()]
    raised = records.issues["raised"][records.in_window()]

    def mean_of(moment):
        return np.nanmean(rows[moment] - raised)

    return {
        "headline": 60 * response_latency(records),
        "answered, of the answered": mean_of("first_answer"),
        "picked up, of the picked up": mean_of("taken_up"),
        "closed, of the closed": mean_of("ended"),
        "gave up": (rows["state"] == GAVE_UP).mean(),
    }


def effect_of(trick, honest):
    """Paired differences of every clock, trick less honest; each is a (world, design)."""
    seeds = range(1, CHECKS.replications + 1)
    tricked, plain = ([clocks(one_run(*way, PLAN, seed)) for seed in seeds] for way in (trick, honest))
    return {name: np.array([a[name] - b[name] for a, b in zip(tricked, plain)]) for name in plain[0]}


def cheats(effect, clock):
    """The trick improves a naive clock and worsens the headline, both beyond doubt."""
    CHECKS.above_zero(-effect[clock])
    CHECKS.above_zero(effect["headline"])


@pytest.mark.parametrize("seconds", [1, 60], ids=["dropped at intake", "left to give up"])
def test_dropping_issues(seconds):
    """Whoever is not served at once, or soon, is gone: it shortens the wait of those who stay, and is no service."""
    gone = {"line": Channel(patience_hours=seconds / 3600, leaves_queue=True)}
    effect = effect_of((desk_world(5, 4.5, channels=gone), one_desk(5)), (desk_world(5, 4.5), one_desk(5)))
    CHECKS.above_zero(effect["gave up"])
    cheats(effect, "answered, of the answered")


def greeters(number, **channel):
    """Ten people, some of whom greet at once and answer nothing; 0: all answer."""
    register = FREE | {"triage": Activity(0.01)}
    here = desk_world(10, 8.0, cost_register=register, channels={"line": Channel(**channel)})
    if not number:
        return here, one_desk(10)
    greeting = Unit(seconded=["desk"], takes_in=["line"], seats=number, reports_to="executive", approved_by="nobody")
    return here, design({"greeters": greeting, "desk": desk("desk", 10 - number)})


def test_a_triage_desk_with_empty_replies():
    """Everybody is picked up at once by somebody who can do nothing for them."""
    cheats(effect_of(greeters(1), greeters(0)), "picked up, of the picked up")


def test_an_empty_reply_does_not_hold_those_who_wait_for_an_answer():
    """A greeting stops no clock of theirs: as one answers less, more hang up, even while they are being greeted."""
    hang_up = {"patience_hours": 2 / 60, "leaves_queue": True}
    effect = effect_of(greeters(1, **hang_up), greeters(0, **hang_up))
    CHECKS.above_zero(effect["gave up"])
    cheats(effect, "picked up, of the picked up")


@pytest.mark.parametrize("discovery", [0.0, 0.5])
def test_closing_cases_wrongly(discovery):
    """Half the care, half the time: cases close sooner, and a tenth of them wrongly, whether or not it is noticed."""
    common = {"discovery": discovery, "discovery_hours": 0.1, "raise_again": 0.6}
    hasty = desk_world(5, 4.0, work_minutes=0.5, slip=0.1, **common)
    careful = desk_world(5, 4.0, **common)
    cheats(effect_of((hasty, one_desk(5)), (careful, one_desk(5))), "closed, of the closed")


def off_topic(answers):
    """A door that hands over what it knows little of, or answers it itself and slips ten times as often."""
    here = world(
        1.0,
        departments={"door": 3, "back": 3},
        topics={"matter": Topic("back", 1.0, 0.0)},
        slip=0.02,
        off_topic_slips=10.0,
        cost_register=FREE | {"reading": Activity(0.5), "triage": Activity(0.2)},
    )
    return here, design({"door": desk("door", 3, ["line"], answers=answers), "back": desk("back", 3)})


def test_answering_what_one_should_hand_over():
    cheats(effect_of(off_topic(["*"]), off_topic([])), "answered, of the answered")


def test_the_clock_is_not_restarted_by_a_second_contact():
    """Whoever calls again after a wrong answer has waited since the first call."""
    here = desk_world(5, 2.0, slip=0.3, discovery=1.0, discovery_hours=1.0, raise_again=1.0)
    records = one_run(here, one_desk(5), PLAN, 1)
    again = records.in_window() & (records.episodes["contacts"] > 1)
    waited = records.episodes["resolved"][again] - records.issues["raised"][again]
    assert again.sum() > 1000
    assert waited.mean() > 60  # the hour in use, on average, before the second contact
