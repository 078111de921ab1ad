"""A transition in words, as a table and as a picture: the path week by week of staying, being there, and both ways."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from orgsim.comparison import paired
from orgsim.comparison.margins import LOWER
from orgsim.transition.payback import SIDES
from orgsim.transition.plan import AT_ONCE, ONE_BY_ONE
from orgsim.transition.transition import STAY, THERE, WAYS, Transition, values_of
from orgsim.views.style import FAINT, INK, RULE, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import decimals, number, plain, title, with_interval

NAMES = {STAY: "staying", THERE: "there already", AT_ONCE: "all at once", ONE_BY_ONE: "one by one"}
HEADLINE = "response_latency"
TITLES = {"minutes_per_week": "staff time", "own_work_delay": "delay of own work"}
SCALE = {"minutes_per_week": 1 / 60, "own_work_delay": 60.0}  # to what is easier to read
SCALED = {"minutes_per_week": "hours a week", "own_work_delay": "working minutes"}
WIDE, HIGH = 4.6, 2.1


def titled(measure: str) -> str:
    """What a measure is called."""
    return TITLES.get(measure, plain(title(measure)).lower())


def unit_of(found: Transition, measure: str) -> str:
    """The unit in which a measure is told."""
    units = found.paybacks.loc[found.paybacks["measure"] == measure, "unit"]
    return SCALED.get(measure, units.iloc[0])


def row(found: Transition, way: str, what: str, measure: str = HEADLINE) -> pd.Series:
    """A row of the table of pay-backs."""
    table = found.paybacks
    return table[(table["way"] == way) & (table["what"] == what) & (table["measure"] == measure)].iloc[0]


def payback_in_words(found: pd.Series, weeks: int) -> str:
    """Day 0: nothing was lost; infinite: not within the weeks that were run. With its interval."""
    day, low, high = found[["value", "low", "high"]]
    if day == 0:
        return "loses no latency"
    if math.isfinite(day):
        last = f"{high:.0f}" if math.isfinite(high) else f"more than {7 * weeks}"
        ends = "" if low == high or math.isnan(low) else f" ({low:.0f} to {last})"
        return f"has paid back in latency after {day:.0f} days{ends}"
    return f"has not paid back in latency within {7 * weeks} days"


def weeks_after(found: Transition) -> int:
    """Weeks from the first step to the end."""
    return int(found.paths["week"].max()) + 1 - found.first_week


def headline(found: Transition) -> str:
    """The finding in a sentence: when each way has paid back in latency."""
    old, new = (plain(name) for name in found.designs)
    told = [payback_in_words(row(found, way, "payback_day"), weeks_after(found)) for way in WAYS]
    if told[0] == told[1]:
        either = told[0].replace("has not", "has") if (never := "has not" in told[0]) else told[0]
        return f"From {old} to {new}: {'neither' if never else 'either'} way to move {either}"
    shorter = told[1].replace("has paid back in latency ", "" if "has paid back" in told[0] else "has paid back ")
    return f"From {old} to {new}: moving all at once {told[0]}, one by one {shorter.replace(' in latency', '')}"


def lines(found: Transition) -> list[str]:
    """The answer first, then what moved, a table, and what it rests on."""
    told = [f"{headline(found)}.", "", *moved(found), ""]
    told += [table(found).to_string(), ""]
    told += [
        "Losses are summed over the weeks from the first step on, so an hour in each of ten weeks is ten; below 0 it "
        "is a gain.",
        "",
    ]
    told += [f"{each}." for each in ways_in_words(found)]
    n, level = int(found.paybacks["n"].max()), 100 * found.study.confidence
    told.append(
        f"Losses are against staying, week by week in the same {n} worlds; intervals: {level:g} %. Training: "
        f"{found.world.company.training_hours:g} hours of everybody who gets another seat or other rules (assumed)."
    )
    return told


def moved(found: Transition) -> list[str]:
    """What moved, of both ways together."""
    steps = found.steps[found.steps["way"] == AT_ONCE].iloc[0]
    last = found.steps[found.steps["way"] == ONE_BY_ONE].iloc[-1]
    return [
        f"On day {steps['day']:g} after the warm-up, all at once. People who change seats: {steps['people']:.0f}; who "
        f"are trained: {steps['trained']:.0f}; topics with another owner: {steps['topics']:.0f}; found under a new "
        f"entry: {steps['entries']:.0f}; channels taken in elsewhere: {steps['channels']:.0f}. One by one the last "
        f"department moves on day {last['day']:g}."
    ]


def table(found: Transition) -> pd.DataFrame:
    """A row to each measure and way: pay-back, worst week, areas; a row for being there already."""
    rows = {}
    for measure in SIDES:
        scale = SCALE.get(measure, 1.0)
        for way in (*WAYS, THERE):
            area = {"against staying": cell(row(found, way, "area", measure), scale)}
            if way != THERE:
                worst, between = (row(found, way, what, measure) for what in ("worst_week", "area_between"))
                area |= {"against there": cell(between, scale), "worst week": cell(worst, scale)}
                area |= {"paid back": payback_cell(row(found, way, "payback_day", measure), weeks_after(found))}
            rows[f"{titled(measure)}, {unit_of(found, measure)}", NAMES[way]] = area
    return pd.DataFrame.from_dict(rows, orient="index").fillna("")


def cell(each: pd.Series, scale: float) -> str:
    """A number with its interval."""
    value, low, high = (scale * each[name] for name in ("value", "low", "high"))
    places = decimals(value, low, high)
    return f"{number(value, places, signed=True)} ({number(low, places)} to {number(high, places)})"


def payback_cell(each: pd.Series, weeks: int) -> str:
    """A pay-back with its interval, in days."""
    days = [f"{value:.0f}" if math.isfinite(value) else f">{7 * weeks}" for value in each[["value", "low", "high"]]]
    return f"{days[0]} days ({days[1]} to {days[2]})"


def ways_in_words(found: Transition) -> list[str]:
    """Which way loses less, where that is sure."""
    told = []
    for each in found.ways.itertuples():
        if each.low > 0 or each.high < 0:
            less = NAMES[ONE_BY_ONE if each.difference > 0 else AT_ONCE]
            scale = SCALE.get(each.measure, 1.0)
            sizes = sorted(abs(scale * value) for value in (each.low, each.high))
            said = with_interval(abs(scale * each.difference), *sizes, "")
            told.append(
                f"{less} loses less in {titled(each.measure)}, all weeks together: {said} "
                f"{unit_of(found, each.measure).removesuffix(' a week')}".capitalize()
            )
    return told or ["Neither way is surely better than the other"]


def print_transition(found: Transition, files: dict) -> None:
    """Print it."""
    print("\n".join(lines(found)))
    print("\n" + "\n".join(f"{name}: {path}" for name, path in files.items()))


def figure(found: Transition) -> Figure:
    """Differences from staying week by week, a panel to a measure, a line to each arm."""
    looks = {arm: colour for arm, (colour, _) in look((THERE, *WAYS)).items()}
    n, level = int(found.paybacks["n"].max()), 100 * found.study.confidence
    below = (
        f"Each week's difference from staying (the line at 0) in the same {n} worlds; bands: {level:g} % intervals. "
        "Dashed: the first department moves, and the last where they move one by one."
    )
    steps = found.steps[found.steps["way"] == ONE_BY_ONE]["day"]
    height = 2 * (HIGH + 0.75) + 0.45
    with project_style():
        sheet = Sheet(2 * WIDE + 1.7, height, headline(found), below)
        names = sheet.place(0.7, height - 0.3, 2 * WIDE, 0.25)
        names.axis("off")
        for at, (arm, colour) in zip((0, 0.2, 0.4), looks.items()):
            names.text(at, 0.3, NAMES[arm], color=colour, size=SMALL_SIZE + 1, transform=names.transAxes)
        for place, measure in enumerate(SIDES):
            left, bottom = 0.7 + place % 2 * (WIDE + 0.7), 0.55 + (1 - place // 2) * (HIGH + 0.75)
            axes = sheet.place(left, bottom, WIDE, HIGH)
            panel(axes, found, measure, looks)
            for day in (steps.min(), steps.max()):
                axes.axvline(day / 7, color=FAINT, lw=0.8, ls="--")
            if place > 1:
                axes.set_xlabel("weeks after the warm-up", size=SMALL_SIZE, color=FAINT)
    return sheet.figure


def panel(axes, found: Transition, measure: str, looks: dict[str, str]) -> None:
    """One measure: the paired difference of each arm from staying, in each week."""
    values = values_of(found.weeks, measure)
    weeks = np.arange(len(values[STAY])) + 0.5
    for arm, colour in looks.items():
        apart = (values[arm] - values[STAY]) * SCALE.get(measure, 1.0)
        n, mean, variance = paired.moments(apart)
        low, high = paired.interval(n, mean, variance, found.study.confidence)
        axes.fill_between(weeks, low, high, color=colour, alpha=0.18, lw=0)
        axes.plot(weeks, mean, color=colour, lw=1.4)
    axes.axhline(0, color=INK, lw=0.8)
    worse = "up" if SIDES[measure] == LOWER else "down"
    axes.set_title(
        f"{titled(measure)}, {unit_of(found, measure)} ({worse} is worse)", size=SMALL_SIZE + 1, color=INK, loc="left"
    )
    axes.grid(axis="y", color=RULE)
    axes.set_xlim(0, len(weeks))
