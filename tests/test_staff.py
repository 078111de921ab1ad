"""Who takes what up: everybody at opening, people at home first, and shoppers meet the same people as customers do."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.config.schema import Channel, Topic
from orgsim.engine.tables import RESOLVED
from orgsim.validation.plain import design, desk, desk_world, one_desk, one_run, study, world

DAY = 1440.0
ERRORS = 5.0  # standard errors a share may be off: one false alarm in two million


def share_close(found: float, exact: float, number: int) -> bool:
    """Whether a share of a number of independent cases is what it should be."""
    return abs(found - exact) < ERRORS * np.sqrt(exact * (1 - exact) / number)


def test_thousands_may_start_at_the_same_opening():
    """More people than the agenda has rows at first; the books are checked in the run."""
    people = 6000
    here = desk_world(people, people / 960, open_hour=9.0, close_hour=17.0, work_days=7)
    records = one_run(here, one_desk(people), study(DAY, after=DAY), 1)
    assert np.isfinite(records.episodes["started"][records.in_window()]).all()


def two_homes(arrivals: float, **changes):
    """A counter of people from two departments, each with its topic."""
    names = ("north", "south")
    here = world(
        arrivals,
        departments=dict.fromkeys(names, 10),
        topics={name: Topic(name, news=0.0) for name in names},
        channels={"line": Channel(), "mail": Channel()},
        **changes,
    )
    return here, design({"counter": desk("north", 20, here.channels, departments=list(names))})


@pytest.mark.parametrize("arrivals", [2.0, 15.0], ids=["idle", "busy"])
def test_shoppers_are_answered_as_rightly_as_customers_in_a_mixed_unit(arrivals):
    plan = study(20000.0 / arrivals * 2, 500.0, probes_per_day=3000.0 * arrivals)
    records = one_run(*two_homes(arrivals, slip=0.05, off_topic_slips=4.0), plan, 1)
    episodes = records.episodes[records.in_window()]
    right, number = np.mean(episodes["state"] == RESOLVED), min(len(episodes), 2 * len(records.probes))
    assert number > 10000 and 0.85 < right < 0.96
    assert share_close(records.probes["right"].mean(), right, number / 2)


def test_at_opening_people_take_what_they_are_at_home_on():
    """All are idle and fewer issues wait than people of either home: nobody need work off topic, so nobody slips."""
    how = dict(open_hour=9.0, close_hour=17.0, work_days=7, slip=0.5, off_topic_slips=2.0, off_topic_slowdown=9.0)
    records = one_run(*two_homes(4.0 / 960, **how), study(200 * DAY, after=DAY), 1)
    raised = records.issues["raised"][records.in_window()] % DAY
    night = (raised < 9 * 60) | (raised > 17 * 60)
    right = records.episodes["resolved"][records.in_window()][night]
    assert share_close(np.isfinite(right).mean(), 0.5, night.sum()) and night.sum() > 500


def test_giving_up_and_finding_an_answer_wrong_are_decided_apart():
    """Many who tried the other channel let the wrong answer be: one draw for both had none do so."""
    channels = {"line": Channel(patience_hours=1 / 60), "mail": Channel()}
    here = desk_world(1, 0.5, slip=1.0, discovery=1.0, discovery_hours=0.0, raise_again=0.5, channels=channels)
    records = one_run(here, design({"desk": desk("desk", 1, ["line", "mail"])}), study(40000.0), 1)
    rows = records.in_window()
    episodes = records.episodes[rows]
    tried = (records.issues["channel"][rows] == 0) & (episodes["last_channel"] == 1)
    assert tried.sum() > 500 and np.mean(episodes["contacts"][tried] == 2) > 0.1
