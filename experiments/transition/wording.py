"""The finding in words, every number from the tables."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from orgsim.views.words import number

CONFIRMED, MOST_AGAINST, REFUTED = 0.8, 0.05, 0.5
TRAINING = "company.training_hours"


def verdict(table: pd.DataFrame) -> str:
    """Confirmed, refuted or conditional, by the rule."""
    share = table["vote"].value_counts(normalize=True)
    for_it, against = share.get("for", 0.0), share.get("against", 0.0)
    if for_it >= CONFIRMED and against <= MOST_AGAINST:
        return "confirmed"
    return "refuted" if against >= REFUTED else "conditional"


def count(table: pd.DataFrame, vote: str) -> int:
    """Worlds with a vote."""
    return int((table["vote"] == vote).sum())


def day(value: float) -> str:
    """A pay-back."""
    return f"{value:.0f} days" if math.isfinite(value) else "more than a year"


def title(worlds: pd.DataFrame) -> str:
    """The finding."""
    faster = worlds[worlds["hub_faster"]]
    return (
        f"Where a hub is faster than silos, becoming one pays back in {day(faster['payback_day'].median())} (median): "
        f"that change takes years is {verdict(worlds)}"
    )


def finding(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Title, answer, what does it, what it means, limits."""
    worlds, control, near = tables["worlds"], tables["control"], tables["close"]
    return [title(worlds), *answer(worlds), *null(control), "## What does it", *mechanism(near), *ways(worlds), *LIMITS]


def answer(worlds: pd.DataFrame) -> list[str]:
    """The verdict with its counts."""
    n, slower = len(worlds), worlds[~worlds["hub_faster"]]
    quick, slow = worlds[worlds["vote"] == "against"], worlds[(worlds["vote"] == "for") & worlds["hub_faster"]]
    return [
        f"Of {n} worlds {count(worlds, 'against')} are against the claim (one way to move paid back in less than 90 "
        f"days), {count(worlds, 'for')} for it "
        f"(neither did within 365) and {count(worlds, 'between')} between. So H14 is **{verdict(worlds)}**.",
        f"In {len(slower)} of the worlds the hub is no faster than the silos, so there is nothing to pay with; where "
        f"it is the faster design, {len(slow)} worlds take "
        f"more than a year. Training is {hours(quick)} hours (median) where pay-back is quick, {hours(slow)} where it "
        f"takes more than a year.",
    ]


def hours(table: pd.DataFrame) -> str:
    """Median hours of training."""
    return number(table[TRAINING].median(), 0)


def null(control: pd.DataFrame) -> list[str]:
    """The null control."""
    still = control[(control["vote"] == "for") & control["hub_faster"]]
    at_once = control[control["hub_faster"]]["at_once_payback_day"]
    said = "kills the effect" if len(still) <= 1 else "does not kill the effect"
    return [
        f"Null control ({len(control)} worlds, nothing to train, no new entries): it {said}; {len(still)} of the "
        f"{int(control['hub_faster'].sum())} worlds with a faster hub "
        f"still take more than a year. Moved at once, nothing at all is lost in {int((at_once == 0).sum())} of them, "
        f"and the median pay-back is {day(at_once.median())}.",
    ]


def mechanism(near: pd.DataFrame) -> list[str]:
    """What training and the directory do, at the loads looked at closely."""
    told = []
    for load in sorted(near["company.load"].unique()):
        own = near[near["company.load"] == load].set_index([TRAINING, "directory"])
        parts = [
            f"{h:g} hours: {day(own.loc[(h, True), 'at_once_payback_day'])} at once "
            f"({day(own.loc[(h, True), 'at_once_payback_day_low'])} to "
            f"{day(own.loc[(h, True), 'at_once_payback_day_high'])}), "
            f"{day(own.loc[(h, True), 'one_by_one_payback_day'])} one by one"
            for h in sorted({h for h, _ in own.index})
        ]
        bare, entries = (own.loc[(0.0, new), "at_once_worst_week"] for new in (False, True))
        most = own.loc[(max(h for h, _ in own.index), False), "at_once_worst_week"]
        told.append(
            f"- *Load {load:g}.* Pay-back by hours of training, with new entries in the directory: "
            f"{'; '.join(parts)}. In its worst week the company that moves at once loses "
            f"{number(bare, 1, True)} h without either, {number(entries, 1, True)} h by the directory alone, "
            f"{number(most, 1, True)} h by the longest training alone."
        )
    return told


def ways(worlds: pd.DataFrame) -> list[str]:
    """All at once against one by one."""
    once, each = int((worlds["more_high"] < 0).sum()), int((worlds["more_low"] > 0).sum())
    return [
        "## All at once, or one by one?",
        f"All at once loses less latency over the whole time in {once} of {len(worlds)} worlds, one by one in {each}; "
        f"in the others that is not sure (95 % of means drawn again). "
        f"The worst week at once is {number(worlds['at_once_worst_week'].median(), 1)} h above staying (median), one "
        f"by one {number(worlds['one_by_one_worst_week'].median(), 1)} h.",
    ]


LIMITS = [
    "## Limits",
    "- Nobody resists, leaves, or is new to the job here; what makes change hard beside learning and not finding one "
    "another is not in the model. Losses are those of waiting and work alone.",
    "- Training waits behind all other work, so it takes people's slack first. Its hours are assumed, and decide "
    "most. Everybody whose unit lives by other rules is trained, not only who changes seats.",
    "- Silos and hub have nearly the same seats, topics and channels in this company: between designs that differ "
    "more, more moves.",
    "- Pay-back needs a gain: it is quick where the hub's advantage is large, whatever the move costs. Intervals are "
    "of chance alone.",
]
