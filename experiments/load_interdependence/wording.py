"""The finding in words; every number is taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from limits import LOAD, NEEDS

from orgsim.answers.map import EQUAL, NOT_SURE, WINS
from orgsim.views.words import listed, number

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
LIMIT = (0.8, 0.85)  # loads at which designs break down one after the other
SLACK, HIGH = 0.7, 0.85  # load up to which there is slack; from which the officer was expected to win most worlds
Tables = Mapping[str, pd.DataFrame]


def title(tables: Tables) -> str:
    """The finding in one sentence."""
    means, first = tables["worlds"], tables["limits_of_silos"]["first_beaten"].max()
    none = means[(means[LOAD] == first) & (means[NEEDS] == 0)].set_index("design")["response_latency"]
    return (
        f"Up to load {SLACK:g} structure hardly matters; at {first:g} silos are beaten at every share of "
        f"interdependence, by most where there is none ({none['siloed']:.0f} h against {none.min():.0f})"
    )


def page(tables: Tables) -> list[str]:
    """Title, the answer part by part, what does it, what it means, limits."""
    table = tables["map"]
    answer = [part_a(table), part_b(tables), part_c(table)]
    return [title(tables), counted(table), "## Does the expectation hold?", *answer,
            "## What does it", *mechanism(tables), "## What it means", *meaning(tables),
            "## Limits", *bounds(tables)]  # fmt: skip


def counted(table: pd.DataFrame) -> str:
    """In how many worlds who wins."""
    wins = table[table["verdict"] == WINS]["leaders"].value_counts()
    equal, unsure = (int((table["verdict"] == kind).sum()) for kind in (EQUAL, NOT_SURE))
    said = [f"the {name} in {count}" for name, count in wins.items()]
    best = table.loc[table["verdict"] == EQUAL, "leaders"].map(lambda leaders: len(leaders.split(", ")))
    return (
        f"Of {len(table)} worlds one design beats every other by more than a tenth of latency in {wins.sum()} "
        f"({listed(said)}). In {equal} the best are shown equal within a tenth (all four in {(best == 4).sum()}); in "
        f"{unsure} the data do not decide. {int(table['n'].min())} replications in each world; 95 % for all leads of a "
        "world together."
    )


def world(table: pd.DataFrame, load: float, needs: float, **where) -> pd.Series:
    """The row of a world (and design, measure)."""
    own = table[(table[LOAD] == load) & (table[NEEDS] == needs)]
    for column, value in where.items():
        own = own[own[column] == value]
    return own.iloc[0]


def part_a(table: pd.DataFrame) -> str:
    """(a): equal with slack and no interdependence?"""
    here = world(table, table[LOAD].min(), table[NEEDS].min())
    holds = here["verdict"] == EQUAL and len(here["leaders"].split(", ")) == len(NAMES)
    return (
        f"- (a) **{yes(holds)}.** At load {here[LOAD]:g} without interdependence the four designs are "
        f"{'' if holds else 'not '}shown equal within the margin of {here['margin']:.1f} h (best: the "
        f"{here['best']}, {here['mean']:.1f} h)."
    )


def part_b(tables: Tables) -> str:
    """(b): silos beaten at a lower load where issues are interdependent?"""
    limits = tables["limits_of_silos"]
    none, most = limits.iloc[0], limits.iloc[-1]
    holds = most["first_beaten"] < none["first_beaten"]
    ends = [f"{row['load']:.2f}" for row in (none, most)]
    same = limits["first_beaten"].nunique() == 1
    return (
        f"- (b) **{yes(holds)}.** Without interdependence silos are first beaten beyond the margin at load "
        f"{none['first_beaten']:g}, with half of all issues interdependent at {most['first_beaten']:g}"
        f"{f', and so they are in all {len(limits)} rows' if same else ''}. Straight lines between the loads that "
        f"were run put the limits at {ends[0]} and {ends[1]}, but {scattered(tables['against_silos'])} "
    ) + in_issues(none, most)


def scattered(against: pd.DataFrame) -> str:
    """The lead over the silos at the load below the first at which they are beaten, without interdependence."""
    own = against[against[NEEDS] == 0]
    below = own[own[LOAD] == own[(own[LOAD] < own[own["beaten"]][LOAD].min())][LOAD].max()]
    row = below.loc[below["lead"].idxmax()]
    return (
        f"at {row[LOAD]:g} without interdependence worlds scatter widely and no lead is shown beyond the margin "
        f"(largest: {NAMES[row['design']]}, {row['lead']:.1f} h, {row['low']:.1f} to {row['high']:.1f}; margin "
        f"{row['margin']:.1f} h)."
    )


def in_issues(none: pd.Series, most: pd.Series) -> str:
    """The same counted in issues instead of load."""
    fewer = most["issues"] < none["issues"]
    return (
        f"Counted in issues instead of load the expectation {'would hold' if fewer else 'fails too'}: "
        f"{none['issues']:,.0f} a week against {most['issues']:,.0f}. An issue that needs several departments takes "
        "more work, and load counts work."
    )


def part_c(table: pd.DataFrame) -> str:
    """(c): does the officer win most worlds of high load?"""
    high = table[table[LOAD] >= HIGH]
    wins = high[high["verdict"] == WINS]["leaders"].value_counts()
    by = [f"the {name} wins {count} ({where(high, name)})" for name, count in wins.items()]
    return (
        f"- (c) **{yes(wins.get('officer', 0) > len(high) / 2)}.** Of the {len(high)} worlds with a load of {HIGH:g} "
        f"or more {listed(by)}; in {len(high) - wins.sum()} nobody is sure to win."
    )


def where(high: pd.DataFrame, name: str) -> str:
    """At which loads a design wins, and in how many worlds there."""
    own, of = high[(high["verdict"] == WINS) & (high["leaders"] == name)], high.groupby(LOAD).size()
    return listed([f"{count} of {of[load]} at load {load:g}" for load, count in own.groupby(LOAD).size().items()])


def yes(holds: bool) -> str:
    """Whether a part of the expectation holds."""
    return "Yes" if holds else "No"


def mechanism(tables: Tables) -> list[str]:
    """What does it, by what was measured and by the controls."""
    means, control, begun = tables["worlds"], tables["control"], tables["own_work"].set_index("design")["not_begun"]
    return [
        "- *A spiral of second attempts.* " + spiral(means),
        "- *The record does the hub's part.* " + record(control),
        "- *The order of work does the officer's part, and own work pays.* " + order(means, control, begun),
        "- *Why silos bear more load with interdependence.* " + later(control),
    ]


def spiral(means: pd.DataFrame) -> str:
    """Contacts an issue makes, and issues resolved."""
    silos, hub = (world(means, HIGH, 0.0, design=name) for name in ("siloed", "hub_and_spoke"))
    return (
        "Who has waited too long tries another channel while the first case is still worked on, so load grows as it "
        f"is not mastered. At load {HIGH:g} without interdependence an issue makes {silos['contacts']:.2f} contacts "
        f"under silos, and {silos['resolved']:.0%} of issues are truly resolved within seven days; under the hub it "
        f"makes {hub['contacts']:.2f}, and {hub['resolved']:.0%} are. Silos are not always the first to break down: "
        f"{team_slower(means)}."
    )


def team_slower(means: pd.DataFrame) -> str:
    """Worlds about the limit in which the team is slower than silos by more than a tenth or breaks down beside them."""
    wide = means.pivot(index=[LOAD, NEEDS], columns="design", values="response_latency")
    about = wide[wide.index.get_level_values(LOAD).isin(LIMIT) & (wide["team"] > wide["siloed"])]
    said = [
        f"{row['team']:.0f} h under the team against {row['siloed']:.0f} h at load {load:g} with {needs:g} of issues "
        "interdependent"
        for (load, needs), row in about.iterrows()
    ]
    return listed(said)


def record(control: pd.DataFrame) -> str:
    """The hub without its record, silos and team with one; and a record that only merges."""
    hub, silos, team = (was_and_is(control, "record", name, HIGH, 0.0) for name in ("hub_and_spoke", "siloed", "team"))
    merging = was_and_is(control, "merging", "hub_and_spoke", HIGH, 0.0)
    return (
        f"In the same worlds the hub without its record takes {hub}; silos with a record take {silos}, the team with "
        f"one {team}. Joining does most of it: a record that saves no reading and costs no notes, and only joins a "
        f"second contact to the open case, leaves the hub at {merging}."
    )


def order(means: pd.DataFrame, control: pd.DataFrame, begun: pd.Series) -> str:
    """The officer with own work first, and what own work waits."""
    top = means[LOAD].max()
    officer, silos = (world(means, top, 0.0, design=name) for name in ("cco", "siloed"))
    first = [f"{was_and_is(control, 'record', 'cco', load, 0.0)} at load {load:g}" for load in (HIGH, top)]
    return (
        f"If departments under the officer put their own work first, latency is {listed(first)}. The price: at load "
        f"{top:g} own work waits {officer['own_work_delay']:.1f} working hours under the officer until it is begun, "
        f"{silos['own_work_delay']:.2f} under silos; that is of what was begun, and {begun['cco']:.0%} was not "
        f"({begun['siloed']:.0%} under silos). The officer's word reaches the front only: " + behind_the_front(means)
    )


def behind_the_front(means: pd.DataFrame) -> str:
    """Issues that need a department which reports to the officer, and one which does not."""
    officer = world(means, HIGH, 0.0, design="cco")
    front, back = (officer[f"response_latency:needs={name}"] for name in ("marketing", "product"))
    return (
        f"at load {HIGH:g} without interdependence issues about marketing take {front:.0f} h, those about product, "
        f"which does not report to the officer, {back:.0f} h."
    )


def later(control: pd.DataFrame) -> str:
    """Silos first come, first served: does interdependence still help?"""
    none, most = (was_and_is(control, "order", "siloed", 0.8, needs) for needs in (0.0, 0.5))
    return (
        "This is conjecture: no run here switches off one thing alone. At equal load there are fewer issues, each with "
        "more steps, and only those who still wait for somebody to begin can lose patience; and in silos a department "
        "takes its own channel's cases before those handed to it. A control in which silos work first come, first "
        "served fits the second, but it also takes away that own work comes first: at load .8 they then take "
        f"{none} without interdependence, and {most} with half of all issues interdependent."
    )


def was_and_is(control: pd.DataFrame, name: str, design: str, load: float, needs: float) -> str:
    """Latency in the control instead of as declared, and the interval of the paired change."""
    row = world(control[control["control_of"] == name], load, needs, design=design, measure="response_latency")
    low, high = (number(row[end], 0, signed=True) for end in ("low", "high"))
    return f"{row['control']:.0f} h instead of {row['as_declared']:.0f} (change {low} to {high})"


def meaning(tables: Tables) -> list[str]:
    """What it means for a strategist."""
    means, control, against = tables["worlds"], tables["control"], tables["against_silos"]
    slack = against[against[LOAD] <= SLACK]
    lead = slack["lead"] / (slack["lead"] + latency_of(means, slack))  # of the silos' latency
    top = means[LOAD].max()
    return [
        f"- Up to a load of {SLACK:g} no design is more than {lead.max():.0%} faster than silos, and only the "
        f"{NAMES[slack.loc[lead.idxmin(), 'design']]} is slower (by up to {-lead.min():.0%}): do not reorganise for "
        "speed while there is slack.",
        "- Before it gets busy, keep one record that joins a customer's contacts, whatever the chart. It is what keeps "
        "second attempts from becoming a breakdown.",
        f"- At load {top:g} a record does not save silos ({ends(control, 'record', 'siloed', top)} with half of issues "
        f"interdependent). A record with one team ({ends(control, 'record', 'team', top, short=True)}) or with "
        f"customers first ({ends(control, 'order', 'cco', top, short=True)}) does better; which is best depends on "
        "interdependence.",
    ]


def ends(control: pd.DataFrame, name: str, design: str, load: float, short: bool = False) -> str:
    """Latency of a design in a control without and with half of issues interdependent."""
    own = control[control["control_of"] == name]
    none, most = (world(own, load, needs, design=design, measure="response_latency")["control"] for needs in (0.0, 0.5))
    return f"{none:.0f}, {most:.0f}" if short else f"{none:.0f} h, {most:.0f} h"


def latency_of(means: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Mean latency of each row's design in its world."""
    keys = [LOAD, NEEDS, "design"]
    return rows[keys].merge(means, on=keys, how="left")["response_latency"].set_axis(rows.index)


def bounds(tables: Tables) -> list[str]:
    """What it does not say."""
    hub = tables["worlds"][tables["worlds"]["design"] == "hub_and_spoke"]
    fewer, more = (world(hub, 0.9, needs) for needs in (0.1, 0.2))
    return [
        f"- From load {HIGH:g} on queues grow for as long as the run lasts (two weeks, then six measured): read "
        "there who holds out longest, not how many hours it takes. That people try again with probability .6, and how "
        "patient they are, is assumed.",
        "- Seats are whole people: where the rule moves one from each of several departments, latency jumps. At load "
        f".9 marketing under the hub has {fewer['seats_of_marketing']:.0f} seats and latency is "
        f"{fewer['response_latency']:.0f} h with a tenth of issues interdependent, "
        f"{more['seats_of_marketing']:.0f} seats and {more['response_latency']:.0f} h with a fifth. Read regions of "
        "the map, not single cells.",
        "- Nothing but these two quantities varies; own work is .4 of capacity throughout. Intervals hold in each "
        "world, not for all worlds at once.",
    ]
