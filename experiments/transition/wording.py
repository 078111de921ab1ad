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


def finding(tables: Mapping[str, pd.DataFrame], paths: pd.DataFrame, week: int) -> list[str]:
    """Title, answer, what does it, what it means, limits. paths: of the company drawn, which moves in a week."""
    worlds, control, near = tables["worlds"], tables["control"], tables["close"]
    weeks = int(paths["week"].max()) + 1 - week
    does = ["## What does it", *mechanism(near), *given_up(paths, week)]
    return [title(worlds), *answer(worlds), *null(control), *does, *ways(worlds), *areas(near, weeks), *LIMITS]


def answer(worlds: pd.DataFrame) -> list[str]:
    """The verdict with its counts."""
    n, slower, faster = len(worlds), worlds[~worlds["hub_faster"]], worlds[worlds["hub_faster"]]
    quick, slow = worlds[worlds["vote"] == "against"], faster[faster["vote"] == "for"]
    first, third = faster["payback_day"].quantile([0.25, 0.75], interpolation="nearest")
    return [
        f"Of {n} worlds {count(worlds, 'against')} are against the claim (one way to move paid back in less than 90 "
        f"days), {count(worlds, 'for')} for it "
        f"(neither did within 365) and {count(worlds, 'between')} between. So H14 is **{verdict(worlds)}**.",
        f"In {len(slower)} of the worlds the hub is no faster than the silos, so there is nothing to pay with (median "
        f"load {number(slower['company.load'].median(), 2)}, elsewhere {number(faster['company.load'].median(), 2)}); "
        f"these count for the claim unless a way to move gained for a while. Where it is the faster design half of the "
        f"worlds pay back within {day(faster['payback_day'].median())}, a quarter within {day(first)}, three quarters "
        f"within {day(third)}, and {len(slow)} of {len(faster)} take more than a year. Training is {hours(quick)} "
        f"hours (median) where pay-back is quick, {hours(slow)} where it takes more than a year.",
    ]


def hours(table: pd.DataFrame) -> str:
    """Median hours of training."""
    return number(table[TRAINING].median(), 0)


def null(control: pd.DataFrame) -> list[str]:
    """The null control, and what is left in it."""
    faster = control[control["hub_faster"]]
    still, nothing = faster[faster["vote"] == "for"], faster["at_once_payback_day"] == 0
    said = "kills the effect" if len(still) <= 1 else "does not kill the effect"
    loads = [number(faster.loc[each, "company.load"].median(), 2) for each in (nothing, ~nothing)]
    return [
        f"Null control ({len(control)} worlds, nothing to train, no new entries): by the rule it {said}; {len(still)} "
        f"of the {len(faster)} worlds with a faster hub still take more than a year. Moved at once, nothing at all is "
        f"lost in {int(nothing.sum())} of them (median load {loads[0]}); in the others (median load {loads[1]}) the "
        f"way itself is left, what waits at the move and what is not yet heard: their worst week is "
        f"{number(faster.loc[~nothing, 'at_once_worst_week'].median(), 1)} h above staying (median), against "
        f"{number(faster.loc[nothing, 'at_once_worst_week'].median(), 1)} h.",
    ]


def mechanism(near: pd.DataFrame) -> list[str]:
    """What training and the directory do, at the loads looked at closely."""
    told = []
    for load in sorted(near["company.load"].unique()):
        own = near[near["company.load"] == load].set_index([TRAINING, "directory"])
        lengths = sorted({h for h, _ in own.index})
        parts = [
            f"{h:g} hours: {spread(own.loc[(h, True)], 'at_once')} at once, {spread(own.loc[(h, True)], 'one_by_one')} "
            f"one by one"
            for h in lengths
        ]
        which = ((0.0, False), (0.0, True), (lengths[-1], False))
        bare, entries, most = (number(own.loc[each, "at_once_worst_week"], 1, True) for each in which)
        told.append(
            f"- *Load {load:g}.* Pay-back by hours of training, with new entries in the directory: "
            f"{'; '.join(parts)}. Moved at once, its worst week stands at {bare} h against staying without either, "
            f"{entries} h with new entries alone, {most} h with {lengths[-1]:g} hours of training alone."
        )
    return told


def spread(row: pd.Series, way: str) -> str:
    """A pay-back with its interval."""
    low, high = (row[f"{way}_payback_day_{end}"] for end in ("low", "high"))
    told = f"{low:.0f} to {high:.0f}" if math.isfinite(high) else f"{low:.0f} or more"
    return day(row[f"{way}_payback_day"]) + (f" ({told})" if math.isfinite(low) else "")


def given_up(paths: pd.DataFrame, week: int) -> list[str]:
    """How training makes customers wait: callers find everybody in a session and give up."""
    own = paths[(paths["measure"] == "gave_up") & (paths["week"] == week)].set_index("way")
    shares = [
        "{} % ({} to {})".format(*(number(100 * own.loc[way, each], 1) for each in ("mean", "low", "high")))
        for way in ("stay", "at_once")
    ]
    return [
        f"In the company drawn, of the issues raised in the first week of the move {shares[0]} are given up where "
        f"everybody stays and {shares[1]} where all move at once: whoever has begun a session of an hour finishes it, "
        f"and who does not wait for that gives up. What is given up counts as seven days.",
    ]


def ways(worlds: pd.DataFrame) -> list[str]:
    """All at once against one by one."""
    once, each = worlds[worlds["more_high"] < 0], worlds[worlds["more_low"] > 0]
    return [
        "## All at once, or one by one?",
        f"All at once loses less latency over the whole time in {len(once)} of {len(worlds)} worlds, one by one in "
        f"{len(each)} ({int((~each['hub_faster']).sum())} of these with a hub that is the slower design); in the "
        f"others that is not sure (95 % of means drawn again). Moving one by one comes later to what is gained, and to "
        f"what is lost. Its dip is little smaller: the worst week at once is "
        f"{number(worlds['at_once_worst_week'].median(), 1)} h above staying (median), one "
        f"by one {number(worlds['one_by_one_worst_week'].median(), 1)} h.",
    ]


def areas(near: pd.DataFrame, weeks: int) -> list[str]:
    """The area between moving and being there already over so many weeks, in the companies looked at closely."""
    told = []
    for each in near[near["directory"] & (near[TRAINING] > 0)].to_dict("records"):
        both = []
        for way in ("at_once", "one_by_one"):
            area = (number(each[f"{way}_area_between{end}"], 0, True) for end in ("", "_low", "_high"))
            both.append("{} ({} to {})".format(*area))
        told.append(f"load {each['company.load']:g}, {each[TRAINING]:g} hours: {both[0]} at once, {both[1]} one by one")
    gains = near.groupby("company.load")["there_area"].mean() / -weeks
    gained = ", ".join(f"{number(gain, 1)} h at load {load:g}" for load, gain in gains.items())
    return [
        f"Against being there already, hours of latency summed over the {weeks} weeks from the move on: "
        f"{'; '.join(told)}. (Being there already gains {gained} an issue against staying.)"
    ]


LIMITS = [
    "## Limits",
    "- Nobody resists, leaves, or is new to the job here; what makes change hard beside learning and not finding one "
    "another is not in the model. Losses are those of waiting and work alone.",
    "- Training waits behind all other work, so it takes people's slack first. Its hours are assumed, and decide "
    "most. Everybody whose unit lives by other rules is trained, not only who changes seats.",
    "- Silos and hub have nearly the same seats, topics and channels in this company: one person changes seats, and "
    "only that department's topics are found under a new entry. Between designs that differ more, more moves.",
    "- In the busiest worlds gains and areas are of days an issue, not hours: one of the designs is congested, and a "
    "company that moves takes its backlog along.",
    "- Pay-back needs a gain: it is quick where the hub's advantage is large, whatever the move costs. Intervals are "
    "of chance alone.",
]
