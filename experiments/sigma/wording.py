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
    return (
        f"One pooled team beats specialists only near overload (load {pays:g}), and there up to a slowdown of about "
        f"{own[own[LOAD] == pays]['slowdown'].mean():.2f}; with slack, slips and news are what generalists pay"
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
        kept = bool((latency["slowdown"] < TEXTBOOK).all())
        parts = listed([f"{said(each)}{again(each)} at load {each[LOAD]:g}" for _, each in latency.iterrows()])
        sure = "" if (latency["high"] < TEXTBOOK).all() else " The interval reaches beyond, so this is not sure."
        by_resolved = listed([f"{end(each['slowdown'])}" for _, each in resolved.iterrows()])
        lines.append(
            f"- **{'Yes' if kept else 'No'}**, where people slip {often(slips)} off their topics: the team's "
            f"break-even is {parts}; expected was below {TEXTBOOK:g} at every load.{sure} (By true resolution: "
            f"{by_resolved}.)"
        )
    return lines


def again(found: pd.Series) -> str:
    """Where a jagged line crosses more than once."""
    more = np.isfinite(found["last"]) and found["last"] - found["slowdown"] > 1e-9
    return f", again and for the last time at {found['last']:.3f}" if more and np.isfinite(found["slowdown"]) else ""


def mechanism(tables: Tables) -> list[str]:
    """What does it, by what was measured and by the controls."""
    behind, loads = tables["behind_specialists"], sorted(tables["behind_specialists"][LOAD].unique())
    return [
        "- *What generalists pay: slips.* " + slips_or_slowness(behind, loads[0]),
        "- *What they pay: news.* " + news(tables, loads[0]),
        "- *What they gain: hand-overs.* " + handed_over(tables, loads[0]),
        "- *Not the telephone.* " + telephone(tables, loads[0]),
        "- *Where load is high* " + high(tables, loads[-1]),
    ]


def gap(table: pd.DataFrame, design: str, **world) -> str:
    """Hours behind specialists with the interval."""
    found = row(table, design=design, measure=LATENCY, **world)
    return f"{number(found['behind'], 1, signed=True)} h ({number(found['low'], 1)} to {number(found['high'], 1)})"


def slips_or_slowness(behind: pd.DataFrame, load: float) -> str:
    """Behind specialists with neither, with slowness, with slips."""
    parts = []
    for name in NAMES:
        none, slow, slips = (
            row(behind, design=name, measure=LATENCY, **at(load, *each))["behind"]
            for each in ((1, 0.0), (1, 0.5), (2, 0.0))
        )
        parts.append(f"{NAMES[name]} {slow - none:+.1f} and {slips - none:+.1f}")
    return (
        f"At load {load:g} a slowdown of .5 adds to latency, in hours, and slipping twice as often off topic adds: "
        f"{listed(parts)}."
    )


def telephone(tables: Tables, load: float) -> str:
    """The team's latency by channel, against specialists; and with patient callers."""
    means = tables["worlds"]
    team, specialists = (row(means, design=name, **at(load, 1, 0.0)) for name in ("team", "specialists"))
    parts = [
        f"{channel} {team[f'{LATENCY}:channel={channel}'] - specialists[f'{LATENCY}:channel={channel}']:+.1f} h"
        for channel in ("phone", "mail", "social", "web")
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
    found = tables["break_evens"]
    slack = found[(found["measure"] == LATENCY) & (found[LOAD] == found[LOAD].min()) & (found["design"] == "siloed")]
    silos = row(slack, **{SLIPS: 1.0})
    return [
        f"- Before you pool, ask not how slow people are off their topics but how often they are wrong. At load "
        f"{silos[LOAD]:g} departments that answer each other's topics beat specialists up to a slowdown of "
        f"{silos['slowdown']:.2f} if they slip no more often, and at no slowdown if they slip twice as often.",
        "- Let who answers a topic hear its news: without news every generalist design gains on specialists.",
        "- Do not pool to be quick while there is slack. Near overload pooling helps, a record and putting customers "
        "first help more.",
    ]


def bounds(tables: Tables) -> list[str]:
    """What it does not say."""
    return [
        "- Designs differ in more than pooling: the hub has a record, the officer another order of work. Only silos "
        "and team against specialists come near a comparison of pooling alone, and the team also meets.",
        "- Seats are whole people and levers are chosen at each point, so lines are not smooth; a break-even is where "
        "they first cross zero.",
        "- At load .85 queues grow for as long as the run lasts: differences there say who breaks down first.",
    ]
