"""The finding in words; every number is taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from breakeven import LOAD, SLIPS, SLOWDOWN, TEXTBOOK

from orgsim.views.words import listed, number

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
LATENCY, RESOLVED = "response_latency", "resolved"
Tables = Mapping[str, pd.DataFrame]


def row(table: pd.DataFrame, **where) -> pd.Series:
    """The row with these values."""
    for column, value in where.items():
        table = table[np.isclose(table[column], value)] if isinstance(value, float) else table[table[column] == value]
    return table.iloc[0]


def at(load: float, slips: float, slowdown: float) -> dict[str, float]:
    """A world's keys."""
    return {LOAD: load, SLIPS: float(slips), SLOWDOWN: slowdown}


def said(found: pd.Series) -> str:
    """A break-even with its interval."""
    ends = [end(found[each]) for each in ("slowdown", "low", "high")]
    return ends[0] if len(set(ends)) == 1 else f"{ends[0]} ({ends[1]} to {ends[2]})"


def often(slips: float) -> str:
    """How often people slip off their home topics."""
    return "no more often" if slips == 1 else "twice as often" if slips == 2 else f"{slips:g} times as often"


def end(value: float) -> str:
    """A slowdown; below 0 where the design was behind at none, above .5 where it never fell behind."""
    return "below 0" if value == -np.inf else "above .5" if value == np.inf else f"{value:.3f}"


def title(found: pd.DataFrame) -> str:
    """The finding in one sentence."""
    own = found[(found["measure"] == LATENCY) & (found["design"] == "team")]
    pays = own[own["slowdown"] > 0][LOAD].min()
    there = own[own[LOAD] == pays]
    return (
        f"One pooled team beats specialists only near overload (load {pays:g}), and there up to a slowdown between "
        f"{there['slowdown'].min():.2f} and {there['slowdown'].max():.2f} (interval to {there['high'].max():.2f}); at "
        f"load {own[LOAD].min():g} slips and news are what generalists pay, at high load slowness"
    )


def page(tables: Tables) -> list[str]:
    """Title, the answer, what does it, what it means, limits."""
    found = tables["break_evens"]
    return [title(found), overview(found), "## Does the expectation hold?", *holds(found), "## What does it",
            *mechanism(tables), "## What it means", *meaning(tables), "## Limits", *bounds(tables)]  # fmt: skip


def overview(found: pd.DataFrame) -> str:
    """Every break-even of latency in a table."""
    own = found[found["measure"] == LATENCY]
    worlds = own[[SLIPS, LOAD]].drop_duplicates().sort_values([SLIPS, LOAD]).to_numpy()
    head = ["slips off topic than at home, load", *NAMES.values()]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for slips, load in worlds:
        cells = [said(row(own, design=name, **{SLIPS: slips, LOAD: load})) for name in NAMES]
        lines.append(f"| {often(slips)}, {load:g} | {' | '.join(cells)} |")
    said_above = (
        "Slowdown off one's home topics up to which each design is faster than specialists, with its interval (95 % "
        f"band of the paired difference, {int(found['n'].min())} replications):\n"
    )
    return "\n".join([said_above, *lines])


def holds(found: pd.DataFrame) -> list[str]:
    """The team's break-even below the textbook's, at every load?"""
    lines = []
    for slips in sorted(found[SLIPS].unique()):
        team = found[(found[SLIPS] == slips) & (found["design"] == "team")].sort_values(LOAD)
        latency, resolved = (team[team["measure"] == measure] for measure in (LATENCY, RESOLVED))
        parts = listed([f"{said(each)}{again(each)} at load {each[LOAD]:g}" for _, each in latency.iterrows()])
        by_resolved = listed([f"{end(each['slowdown'])}" for _, each in resolved.iterrows()])
        lines.append(
            f"- **{judged(latency)}** where people slip {often(slips)} off their topics: the team's "
            f"break-even is {parts}; expected was below {TEXTBOOK:g} at every load. (By true resolution, the share of "
            f"issues settled rightly: {by_resolved}.)"
        )
    return lines


def judged(latency: pd.DataFrame) -> str:
    """Yes or no by the rule (the first crossing), and whether interval and last crossing bear it out."""
    if not (latency["slowdown"] < TEXTBOOK).all():
        return "No,"
    doubts = ["not shown (the interval reaches beyond)"] * bool((latency["high"] >= TEXTBOOK).any())
    last = latency["last"].where(np.isfinite(latency["last"]), -np.inf)
    doubts += ["by the last crossing it fails"] * bool((last > TEXTBOOK).any())
    return f"By the rule yes; {listed(doubts)}," if doubts else "Yes,"


def again(found: pd.Series) -> str:
    """Where a jagged line crosses more than once."""
    more = np.isfinite(found["last"]) and found["last"] - found["slowdown"] > 1e-9
    return f", again and for the last time at {found['last']:.3f}" if more and np.isfinite(found["slowdown"]) else ""


def mechanism(tables: Tables) -> list[str]:
    """What does it, by what was measured and by the controls."""
    behind, loads = tables["behind_specialists"], sorted(tables["behind_specialists"][LOAD].unique())
    return [
        "- *What generalists pay: slips and slowness.* " + slips_or_slowness(behind, loads),
        "- *What they pay: news.* " + news(tables, loads[0]),
        "- *What they gain: hand-overs.* " + handed_over(tables, loads[0]),
        "- *Not the telephone.* " + telephone(tables, loads[0]),
        "- *Where load is high* " + high(tables, loads[-1]),
    ]


def gap(table: pd.DataFrame, design: str, **world) -> str:
    """Hours behind specialists with the interval."""
    found = row(table, design=design, measure=LATENCY, **world)
    return f"{number(found['behind'], 1, signed=True)} h ({number(found['low'], 1)} to {number(found['high'], 1)})"


def slips_or_slowness(behind: pd.DataFrame, loads: list[float]) -> str:
    """What slowness and what slips add behind specialists, at every load, in a table."""
    head = ["load", *NAMES.values()]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for load in loads:
        cells = [" and ".join(number(each, 1, signed=True) for each in added(behind, name, load)) for name in NAMES]
        lines.append(f"| {load:g} | {' | '.join(cells)} |")
    return "\n".join(
        [
            "Hours added to what a design is behind specialists by a slowdown of .5, and by slipping twice as often "
            f"off topic. {slowly(behind, loads)}\n",
            *lines,
        ]
    )


def added(behind: pd.DataFrame, design: str, load: float) -> tuple[float, float]:
    """Hours behind that slowness adds, and that slips add."""
    none, slow, slips = (
        row(behind, design=design, measure=LATENCY, **at(load, *each))["behind"]
        for each in ((1, 0.0), (1, 0.5), (2, 0.0))
    )
    return slow - none, slips - none


def slowly(behind: pd.DataFrame, loads: list[float]) -> str:
    """At which loads, and under which designs, slowness adds more than slips."""
    said = []
    for load in loads:
        more = [NAMES[name] for name in NAMES if np.greater(*added(behind, name, load))]
        said.append(f"at load {load:g} under {'every design' if len(more) == len(NAMES) else listed(more)}")
    return f"Slowness adds more {listed(said)}."


def telephone(tables: Tables, load: float) -> str:
    """The team's latency by channel, against specialists; and with patient callers."""
    means = tables["worlds"]
    team, specialists = (row(means, design=name, **at(load, 1, 0.0)) for name in ("team", "specialists"))
    parts = [
        f"{channel} {number(team[name] - specialists[name], 1, signed=True)} h"
        for channel in ("phone", "mail", "social", "web")
        for name in [f"{LATENCY}:channel={channel}"]
    ]
    patient = tables["controls"][tables["controls"]["control"] == "patient_callers"]
    return (
        "One might think that in one queue callers, who hang up, wait behind everything that was written. At load "
        f"{load:g} without slowdown or more slips the team is behind specialists by {listed(parts)}; if callers were "
        f"endlessly patient it would be behind by {gap(patient, 'team', **at(load, 1, 0.0))} instead of "
        f"{gap(tables['behind_specialists'], 'team', **at(load, 1, 0.0))}."
    )


def handed_over(tables: Tables, load: float) -> str:
    """Hand-overs an issue."""
    found = {
        name: row(tables["worlds"], design=name, **at(load, 1, 0.0))["handoffs"] for name in ("specialists", *NAMES)
    }
    parts = [f"{NAMES.get(name, name)} {each:.2f}" for name, each in found.items()]
    return f"Hand-overs an issue, at the same load: {listed(parts)}. Each is another queue and another reading."


def news(tables: Tables, load: float) -> str:
    """Differences where right answers never change."""
    still = tables["controls"][tables["controls"]["control"] == "no_news"]
    parts = [
        f"{NAMES[name]} {gap(still, name, **at(load, 1, 0.0))} instead of "
        f"{gap(tables['behind_specialists'], name, **at(load, 1, 0.0))}"
        for name in NAMES
    ]
    return f"Specialists always know what is new. Without news, in the same worlds: {listed(parts)}."


def high(tables: Tables, load: float) -> str:
    """What tells designs apart at high load."""
    means = tables["worlds"]
    parts = [
        f"{NAMES.get(name, name)} {found[LATENCY]:.0f} h with {found['contacts']:.2f} contacts an issue"
        for name in ("specialists", *NAMES)
        for found in [row(means, design=name, **at(load, 1, 0.0))]
    ]
    return (
        f"(load {load:g}, no slowdown, no more slips) latency is {listed(parts)}. Hub and officer stay ahead there "
        "for other reasons than pooling: the record and the order of work (see load_interdependence)."
    )


def meaning(tables: Tables) -> list[str]:
    """What it means for a strategist."""
    found, behind = tables["break_evens"], tables["behind_specialists"]
    slack, some, *_ = sorted(found[LOAD].unique())
    own = found[(found["measure"] == LATENCY) & (found[LOAD] == slack) & (found["design"] == "siloed")]
    once, twice = (row(own, **{SLIPS: slips}) for slips in (1.0, 2.0))
    return [
        f"- With slack (load {slack:g}) ask how often people off their topics are wrong; at load {some:g} and above "
        f"ask also how slow they are. At load {slack:g} departments that answer each other's topics beat specialists "
        f"up to a slowdown of {once['slowdown']:.2f} if they slip no more often, and "
        f"{'at no slowdown at all, not even 0,' if twice['slowdown'] == -np.inf else said(twice)} if they slip twice "
        "as often.",
        "- Let who answers a topic hear its news: without news every generalist design gains on specialists.",
        f"- Do not put everybody in one team to be quick while there is slack. {near_overload(behind)}",
    ]


def near_overload(behind: pd.DataFrame) -> str:
    """Whether a record and putting customers first help more than one team, at the highest load."""
    load = behind[LOAD].max()
    gaps, slow = (
        listed([f"{NAMES[name]} {gap(behind, name, **at(load, 1, each))}" for name in ("team", "cco", "hub_and_spoke")])
        for each in (0.0, 0.3)
    )
    return (
        f"Near overload (load {load:g}) one team helps, and with neither slowdown nor more slips about as much as "
        f"putting customers first: against specialists {gaps}. With a slowdown of .3 it does not: {slow}. The hub, "
        "with its record, leads either way."
    )


def bounds(tables: Tables) -> list[str]:
    """What it does not say."""
    return [
        "- Designs differ in more than pooling: the hub has a record, the officer another order of work. Only silos "
        "and team against specialists come near a comparison of pooling alone, and the team also meets.",
        "- Seats are whole people, and how often people meet and when a case is overdue are chosen at each point, so "
        "lines are not smooth; a break-even is where they first cross zero.",
        "- At load .85 queues grow for as long as the run lasts: differences there say who breaks down first.",
    ]
