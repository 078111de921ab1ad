"""Who is up to date: mystery shoppers and the units' own books against the recursion backwards in time.

Meetings take no time, so nothing but the lines decides. In the worlds made up here each unit takes in a channel and may
answer everything; a shopper on its channel hears the version it holds, a shopper on two channels whether two units say
the same. The shipped designs are run as they are, in the default world, and every unit's versions are looked up.

A chance to be current is a share of time: of an indicator that remembers no longer than the time between news (whether
two units hold the same version: than the time between meetings).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import exp

import numpy as np

from orgsim.config.command import configs
from orgsim.config.load import load_design
from orgsim.config.overrides import default_run, overridden
from orgsim.config.schema import Channel, Design, Line, Topic, World
from orgsim.records import Records
from orgsim.run import set_up
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.structure.knowledge import currency
from orgsim.validation.closed_forms.people import (
    alike_on_a_star,
    both_current,
    both_current_on_a_star,
    current_by_periodic_meetings,
    current_by_poisson_meetings,
)
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import FREE, WEEK, design, desk, one_run, proof, study, world
from orgsim.validation.proof import Claim, Proof, Run
from orgsim.validation.seeds import further
from orgsim.world.issues import issue_table
from orgsim.world.people import people

NEWS = 5.0  # a week
PROBES = 4.0  # a day
ALONE, TOGETHER, DESIGNED = 0.02, 0.03, 0.01  # how narrow the chance of one unit, of two, of all units of a design
BY_CLOCK = "Cho & Garcia-Molina 2000"
BY_RECURSION = "Bastopcu, Buyukates & Ulukus 2021"
BY_RACE = "race of Poisson processes"

Measure = Callable[[Records], float]


# Worlds made up


def company(units: Sequence[str], timing: str, news: float = NEWS, topics: int = 1) -> World:
    """Units without customers; the first owns the topics, each with news of its own."""
    return world(
        issues_per_week=0.0,
        departments=dict.fromkeys(units, 1),
        topics={f"matter {k}": Topic(units[0], 1.0, news) for k in range(topics)},
        channels={f"line {unit}": Channel() for unit in units},
        meeting_timing=timing,
    )


def chart(units: Sequence[str], lines: Sequence[tuple]) -> Design:
    """Units that share along lines (a, b, days between meetings[, "one way"])."""
    along = [Line([a, b], every, bool(one_way)) for a, b, every, *one_way in lines]
    return design({unit: desk(unit, 1, [f"line {unit}"], answers=["*"]) for unit in units}, along)


def rates(units: Sequence[str], lines: Sequence[tuple]) -> dict[tuple[int, int], float]:
    """How often a week one tells the other, by their places among the units."""
    told = {}
    for a, b, every, *one_way in lines:
        for one, other in [(a, b)] if one_way else [(a, b), (b, a)]:
            told[units.index(one), units.index(other)] = 7 / every
    return told


@dataclass(frozen=True)
class Row:
    """A claim on a share of what shoppers hear, and what decides how many must ask how long."""

    claim: Claim
    measure: Measure
    asked: float  # share of the answers (of the pairs of answers) that count
    memory: float = 1 / NEWS  # weeks

    @property
    def weeks(self) -> float:
        """Asymptotic relative variance of the share: that of the indicator, and of asking only now and then."""
        odds = (1 - self.claim.exact) / self.claim.exact
        return 2 * odds * self.memory + odds / (self.asked * PROBES * 7)

    @property
    def minutes(self) -> float:
        """How long a run must be."""
        return CLAIMS.minutes_needed(self.weeks, self.claim.within) * WEEK


def current(says: str, exact: float, source: str, units: Sequence[str], of: int) -> Row:
    """The share of these units' answers that are current; `of` units are asked, two at a time."""

    def measure(records: Records) -> float:
        heard = np.isin(records.probes["unit"], [records.chart.unit(unit) for unit in units])
        return records.probes["right"][heard].mean()

    return Row(Claim(says, exact, ALONE, source, "probability"), measure, 2 * len(units) / of)


def in_pairs(says: str, exact: float, source: str, units: Sequence[str], of: int, alike: bool, memory: float) -> Row:
    """The share of pairs of answers by two of these units that are both current (or say the same)."""

    def measure(records: Records) -> float:
        by = np.isin(records.probes["unit"], [records.chart.unit(unit) for unit in units]).all(axis=1)
        heard = records.probes[by]
        return (heard["same"] if alike else heard["right"].all(axis=1)).mean()

    asked = len(units) * (len(units) - 1) / (of * (of - 1))
    return Row(Claim(says, exact, TOGETHER, source, "probability"), measure, asked, memory)


def shopped(name: str, world: World, design: Design, rows: Sequence[Row]) -> Proof:
    """What shoppers hear, long enough for the row that needs longest."""
    minutes = max(row.minutes for row in rows)
    measure = lambda records: [row.measure(records) for row in rows]  # noqa: E731
    return proof(name, [row.claim for row in rows], world, design, measure, minutes, probes_per_day=PROBES)


STAR = ("owner", "east", "south", "west")
SPOKES = STAR[1:]
FREQUENT, SELDOM = 1.0, 3.0  # days


def star_by_the_clock(every: float) -> Proof:
    """Everybody meets the owner, every so many days."""
    exact = current_by_periodic_meetings(NEWS, every / 7)
    kind = f"star, the owner met every {every:g} days, news {NEWS:g} a week"
    rows = [
        current(f"{kind}: a spoke is current", exact, BY_CLOCK, SPOKES, 4),
        current(f"{kind}: the owner is current", 1.0, "definition", STAR[:1], 4),
    ]
    lines = [("owner", unit, every) for unit in SPOKES]
    return shopped(f"star_by_the_clock_{every:g}", company(STAR, "periodic"), chart(STAR, lines), rows)


def star_at_random(every: float) -> Proof:
    """Everybody meets the owner now and then: who is current, which two are, and which two say the same."""
    m = 7 / every
    kind = f"star, the owner met at random every {every:g} days, news {NEWS:g} a week"
    both, alike = both_current_on_a_star(NEWS, m), alike_on_a_star(NEWS, m)
    rows = [
        current(f"{kind}: a spoke is current", m / (m + NEWS), BY_RACE, SPOKES, 4),
        in_pairs(f"{kind}: two spokes are both current", both, BY_RACE, SPOKES, 4, False, 1 / NEWS),
        in_pairs(f"{kind}: two spokes say the same, right or wrong", alike, BY_RACE, SPOKES, 4, True, 1 / m),
    ]
    lines = [("owner", unit, every) for unit in SPOKES]
    return shopped(f"star_at_random_{every:g}", company(STAR, "poisson"), chart(STAR, lines), rows)


def relay_by_the_clock() -> Proof:
    """A hub halfway between its own meetings with the owner meets a spoke, which so is half a period later at least."""
    units = ("owner", "hub", "spoke")
    near = current_by_periodic_meetings(NEWS, 1 / 7)
    kind = f"relay by the clock, a meeting a day on each line, news {NEWS:g} a week"
    rows = [
        current(f"{kind}: the hub is current", near, BY_CLOCK, units[1:2], 3),
        current(f"{kind}: the spoke, half a day on, is current", exp(-NEWS / 14) * near, BY_CLOCK, units[2:], 3),
    ]
    lines = [("owner", "hub", 1.0), ("hub", "spoke", 1.0)]
    return shopped("relay_by_the_clock", company(units, "periodic"), chart(units, lines), rows)


FOUR = ("owner", "a", "b", "c")
GRAPHS = {
    "mesh": [("owner", "a", 2.0), ("owner", "b", 5.0), ("a", "b", 1.0), ("a", "c", 4.0), ("b", "c", 2.0)],
    "chain": [("owner", "a", 1.0), ("a", "b", 1.0), ("b", "c", 1.0)],
    "one_way": [("owner", "a", 2.0), ("b", "a", 1.0, "one way"), ("owner", "b", 4.0), ("a", "c", 1.0)],
}


def graph_at_random(name: str, pairs: bool) -> Proof:
    """Any lines, meetings at random: each unit, and perhaps each pair of units."""
    lines = GRAPHS[name]
    told = rates(FOUR, lines)
    alone = current_by_poisson_meetings(NEWS, told, 0)
    kind = f"{name.replace('_', ' ')}, meetings at random, news {NEWS:g} a week"
    rows = [current(f"{kind}: {FOUR[u]} is current", alone[u], BY_RECURSION, FOUR[u : u + 1], 4) for u in alone]
    for u, v in combinations(alone, 2) if pairs else ():
        both = both_current(NEWS, told, 0, u, v)
        says = f"{kind}: {FOUR[u]} and {FOUR[v]} are both current"
        rows.append(in_pairs(says, both, BY_RECURSION, (FOUR[u], FOUR[v]), 4, False, 1 / NEWS))
    return shopped(f"{name}_at_random", company(FOUR, "poisson"), chart(FOUR, lines), rows)


def steady_from_the_start() -> Proof:
    """Without any warm-up the first week is as any other: slow news, a meeting every four weeks, the next in two."""
    units, news, weeks, topics, within = ("owner", "a"), 0.25, 4.0, 40, 0.04
    exact = exp(-news * weeks / 2) * current_by_periodic_meetings(news, 1.0)
    says = f"first week of a run, news {news:g} a week, last meeting {weeks / 2:g} weeks ago: current"
    draws = CLAIMS.draws_needed((1 - exact) / exact, within)  # topics are independent, a week of one as good as a draw
    here, shape = company(units, "periodic", news, topics), chart(units, [("owner", "a", 7 * weeks)])
    plan = study(WEEK, probes_per_day=PROBES * topics)

    def first_week(seed: int) -> float:
        probes = one_run(here, shape, plan, seed).probes
        return probes["right"][probes["unit"] == list(shape.units).index("a")].mean()

    def prepare(sharper: float) -> Run:
        companies = int(np.ceil(draws * sharper**2 / topics))
        return lambda seed: [np.mean([first_week(each) for each in further(seed, companies)])]

    return Proof("steady_from_the_start", (Claim(says, exact, within, BY_CLOCK, "probability"),), prepare)


# The shipped designs

EVERY = 5.0  # working days between meetings
MEMORY = 4.0  # weeks: news in the default world comes a quarter a week


@cache
def undisturbed() -> World:
    """The default world, meetings at random at any hour and without minutes; nobody asks, nobody works on their own."""
    changes = {
        "meeting_timing": "poisson", "cost_register": {name: {"minutes": 0.0} for name in FREE},
        "open_hour": 0.0, "close_hour": 24.0, "work_days": 7, "own_work": 0.0,
        "issues_per_week": 0.0, "discovery": 0.0, "customers": 1, "network.kind": "none",
    }  # fmt: skip
    run = default_run()
    return overridden(run, run.study, changes)[0]


def shipped(name: str) -> Proof:
    """A design that comes with orgsim, one person in every unit: how many units are current on how many topics.

    Topics are independent. Units are as good as one that varies as much as they do on average, or better.
    """
    design = load_design(name)
    phi = currency(drawn_up(name, design))
    exact, spread = float(phi.mean()), float(np.sqrt(phi * (1 - phi)).mean())
    relative_variance = (spread / exact) ** 2 / phi.shape[1] * (2 * MEMORY + 1)  # times weeks, looked up once a week
    weeks = max(10.0, CLAIMS.minutes_needed(relative_variance, DESIGNED))
    says = f"{design.title}, default world, lines met at random every {EVERY:g} days: units current on topics"

    def prepare(sharper: float) -> Run:
        here = drawn_up(name, design)
        return lambda seed: [share_current(here, seed, int(np.ceil(weeks * sharper**2)))]

    return Proof(f"knowledge_of_{name}", (Claim(says, exact, DESIGNED, BY_RECURSION, "share"),), prepare)


def drawn_up(name: str, design: Design) -> Chart:
    """The design in the undisturbed world, meetings as often as said."""
    return draw_up(undisturbed(), design, name, None, Setting(EVERY, 1e9))


def share_current(chart: Chart, seed: int, weeks: int) -> float:
    """Share of units and topics that are current, looked up once a week."""
    world, plan = chart.world, study(weeks * WEEK)
    engine = set_up(chart, people(world, seed), issue_table(world, seed, 0.0), seed, plan, 0.0)
    newest, held = engine["topics"]["version"], engine["versions"]["v"].reshape(len(chart.units), -1)
    owns = np.arange(len(chart.units))[:, None] == chart.owner
    found = 0.0
    for week in range(weeks):
        engine.advance(week * WEEK)
        found += (owns | (held == newest)).mean()
    return found / weeks


PROOFS: tuple[Proof, ...] = (
    star_by_the_clock(FREQUENT),
    star_by_the_clock(SELDOM),
    relay_by_the_clock(),
    star_at_random(FREQUENT),
    star_at_random(SELDOM),
    graph_at_random("mesh", pairs=True),
    graph_at_random("chain", pairs=False),
    graph_at_random("one_way", pairs=False),
    steady_from_the_start(),
    *(shipped(path.stem) for path in sorted((configs() / "design").glob("*.yaml"))),
)
