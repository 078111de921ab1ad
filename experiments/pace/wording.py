"""The finding in words; every number is taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from bearing import LEAST, MOST, MOVES, NEWS

from orgsim.views.words import listed, number

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
SOME = 2.0  # news a week and topic, up to which reorganisations cost little
DEFAULT, TWICE = 1, 2.0  # reorganisations; times the silos' limit that was expected of officer and hub
Tables = Mapping[str, pd.DataFrame]


def row(table: pd.DataFrame, **where) -> pd.Series:
    """The row with these values."""
    for column, value in where.items():
        table = table[table[column] == value]
    return table.iloc[0]


def limit(limits: pd.DataFrame, design: str, by: str = "voice") -> pd.Series:
    """A design's limit of news at the default reorganisations."""
    return row(limits[limits[MOVES] == DEFAULT], by=by, design=design)


def said(found: pd.Series) -> str:
    """A limit with its interval."""
    return f"{found['limit']:.2f} ({found['limit_low']:.2f} to {found['limit_high']:.2f})"


def times(found: pd.Series) -> str:
    """A limit over the silos', with its interval."""
    return f"{found['ratio']:.2f} times ({found['ratio_low']:.2f} to {found['ratio_high']:.2f})"


def title(limits: pd.DataFrame) -> str:
    """The finding in one sentence."""
    officer, hub, team = (limit(limits, name)["ratio"] for name in ("cco", "hub_and_spoke", "team"))
    slow = [limit(limits, name, "latency")["limit"] for name in NAMES]
    return (
        f"One right voice falls to {LEAST:g} at {number(officer, 1)} (officer), {number(hub, 1)} (hub) and "
        f"{number(team, 1)} (team) times the silos' news; latency gives way first, at {min(slow):.2f} to "
        f"{max(slow):.2f} a week"
    )


def page(tables: Tables) -> list[str]:
    """Title, the answer, what does it, what it means, limits."""
    limits = tables["limits"]
    return [title(limits), borne(limits), "## Does the expectation hold?", holds(limits), latencies(tables),
            moves(tables), "## What does it", *mechanism(tables), "## What it means", *meaning(tables),
            "## Limits", *bounds(tables)]  # fmt: skip


def borne(limits: pd.DataFrame) -> str:
    """The limits of news by voice."""
    parts = [f"{NAMES[name]} {said(limit(limits, name))}" for name in NAMES]
    return (
        "News a week and topic at which one right voice (V: the share of pairs of answers to the same question that "
        f"are the same and right) falls to {LEAST:g}, at {DEFAULT} reorganisation a topic "
        f"and year: {listed(parts)} ({int(limits['n'].max())} replications; 95 % of resampled replications). The "
        "default is .25."
    )


def holds(limits: pd.DataFrame) -> str:
    """Officer and hub at least twice the silos?"""
    officer, hub, team = (limit(limits, name) for name in ("cco", "hub_and_spoke", "team"))
    kept = all(each["ratio"] >= TWICE for each in (officer, hub))
    return (
        f"- **{'Yes' if kept else 'No'}.** The officer's limit is {times(officer)} the silos', the hub's "
        f"{times(hub)}; at least {TWICE:g} was expected of both. The team's is {times(team)}. This is where voice "
        "gives way, as the rule has it."
    )


def latencies(tables: Tables) -> str:
    """The other half of bearing: latency, and what is borne by both on the rates that were run."""
    limits, paces = tables["limits"], tables["paces"]
    parts = [f"{NAMES[name]} {said(limit(limits, name, 'latency'))}" for name in NAMES]
    more = [f"{NAMES[name]} {times(limit(limits, name, 'latency'))}" for name in list(NAMES)[1:]]
    borne = paces[paces["bears"] & (paces[MOVES] == DEFAULT)].groupby("design")[NEWS].max()
    both = [f"{NAMES[name]} {borne[name]:g}" for name in NAMES]
    return (
        f"- Latency gives way before voice does: it is {100 * (MOST - 1):.0f} % above its own at the slowest pace from "
        f"a news rate of {listed(parts)}; against the silos' rate that is {listed(more)}. A design that must "
        f"keep voice and latency bears less than its voice alone does: of the rates that were run {listed(both)}."
    )


def moves(tables: Tables) -> str:
    """What reorganisations do, with meetings and without."""
    moved, paces = tables["reorganised"], tables["paces"]
    few, many = paces[MOVES].min(), paces[MOVES].max()
    slow, fast = moved[NEWS].min(), moved[NEWS].max()
    met, unmet = moved[moved["control"] == ""], moved[moved["control"] == "no_meetings"]
    first = listed([f"{NAMES[name]} {change(met, 'response_latency', name, slow)}" for name in NAMES])
    last = listed([f"{NAMES[name]} {change(met, 'response_latency', name, fast)}" for name in NAMES])
    without = listed([f"{NAMES[name]} {change(unmet, 'response_latency', name, slow)}" for name in list(NAMES)[1:]])
    rare, often = (
        listed(
            [
                f"{NAMES[name]} {row(met[met[NEWS] == news], measure='bounces', design=name)['most']:.1f}"
                for name in NAMES
            ]
        )
        for news in (slow, fast)
    )
    return (
        f"- Reorganisations, from {few:g} to {many:g} a topic and year, change latency where news is rare ({slow:g} a "
        f"week) by: {first} hours; where it is frequent ({fast:g}) by: {last} hours. So silos pay, and the others "
        "hardly. But it is not meetings that spare them, as was expected: if they hardly ever met the change would "
        f"be {without} (rare news). Few cases go astray at all: with {many:g} reorganisations {rare} of 100 issues "
        f"bounce where news is rare, {often} where it is frequent. Why silos' do so more often was not looked into."
    )


def bounced(moved: pd.DataFrame, news: float) -> str:
    """Bounces of 100 issues with most reorganisations."""
    found = moved[moved[NEWS] == news]
    return listed([f"{NAMES[name]} {row(found, measure='bounces', design=name)['most']:.1f}" for name in NAMES])


def change(moved: pd.DataFrame, measure: str, design: str, news: float) -> str:
    """A change with its interval."""
    found = row(moved[moved[NEWS] == news], measure=measure, design=design)
    mean, low, high = (number(found[each], 2, signed=True) for each in ("change", "low", "high"))
    return f"{mean} ({low} to {high})"


def mechanism(tables: Tables) -> list[str]:
    """What does it, by the controls and what was measured."""
    return [
        "- *Customers teach silos.* " + taught(tables),
        "- *Meetings make the officer's and the hub's small lead, not the team's.* " + met(tables),
        "- *One unit cannot contradict itself, except by slips.* " + alone(tables),
        "- *Slips leave little room.* " + slips(tables),
    ]


def taught(tables: Tables) -> str:
    """Silos and the others where nobody finds out that an answer was wrong."""
    controls, limits = tables["controls"], tables["limits_in_controls"]
    name = "nobody_comes_back"
    slow = row(controls, control=name, design="siloed", **{NEWS: controls[NEWS].min()})
    rest = [f"{NAMES[each]} {said(row(limits, control=name, by='voice', design=each))}" for each in list(NAMES)[1:]]
    return (
        "A wrong answer that a customer finds out makes the unit look up what is right. Where no customer ever finds "
        f"out, silos have a V of {slow['voice']:.2f} at the slowest pace already and bear no news at all; the limits "
        f"of the others are {listed(rest)}. So sharing lines do bear many times the news of silos, but only where "
        "customers do not come back."
    )


def met(tables: Tables) -> str:
    """The designs with lines, if these met once in four years."""
    limits = tables["limits_in_controls"]
    parts = [
        f"{NAMES[each]} {said(row(limits, control='no_meetings', by='voice', design=each))} instead of "
        f"{limit(tables['limits'], each)['limit']:.2f}"
        for each in list(NAMES)[1:]
    ]
    return f"If they hardly ever met (every 1,000 working days), their limits would be {listed(parts)}."


def alone(tables: Tables) -> str:
    """Contradictions under the team and the silos."""
    paces = tables["paces"]
    slow, fast = paces[NEWS].min(), paces[NEWS].max()
    found = {
        (name, news): row(paces, design=name, **{NEWS: news, MOVES: DEFAULT})["contradicting"]
        for name in ("siloed", "team")
        for news in (slow, fast)
    }
    return (
        f"Two channels contradict each other in {found['siloed', slow]:.2f} of questions under silos at {slow:g} news "
        f"a week and in {found['siloed', fast]:.2f} at {fast:g}; under the team in {found['team', slow]:.2f} and "
        f"{found['team', fast]:.2f}. There one unit answers on every channel, with what it knows, right or stale."
    )


def slips(tables: Tables) -> str:
    """V at the slowest pace."""
    paces = tables["paces"]
    slow = [
        f"{NAMES[n]} {row(paces, design=n, **{NEWS: paces[NEWS].min(), MOVES: DEFAULT})['voice']:.3f}" for n in NAMES
    ]
    return (
        f"With hardly any news V is {listed(slow)}: nearly all that is missing to 1 are people's slips, as hardly "
        f"anything is stale. Only the difference to {LEAST:g} is left for news to use up, so limits depend on how "
        "often people slip (assumed)."
    )


def meaning(tables: Tables) -> list[str]:
    """What it means for a strategist."""
    team, silos = (limit(tables["limits"], name)["limit"] for name in ("team", "siloed"))
    return [
        f"- Up to about one piece of news a topic and week ({silos:.1f}) structure is not what keeps the voice right: "
        "hearing that an answer was wrong, and looking it up, is. Make it easy for customers to come back.",
        f"- If the voice must bear more (up to {team:.1f}), let one unit answer on every channel; meetings between "
        f"units that each answer buy less. It is bought with time: {slower(tables['paces'])}",
        f"- Up to {SOME:g} news a week moving topics between departments once a month costs silos "
        f"{dearer(tables['reorganised'])} % of latency at most, and others less: it is no reason to choose a design.",
    ]


def slower(paces: pd.DataFrame) -> str:
    """How much slower the team is than silos, with hardly any news and with some."""
    here = paces[paces[MOVES] == DEFAULT].pivot(index=NEWS, columns="design", values="latency")
    rest, some = here.iloc[0], here.loc[0.7]
    return (
        f"with hardly any news the team takes {rest['team']:.1f} h, silos {rest['siloed']:.1f} h and the officer "
        f"{rest['cco']:.1f} h (team {rest['team'] - rest['siloed']:.1f} h slower than silos); at {some.name:g} news a "
        f"week the team is {some['team'] - some['siloed']:.1f} h slower than silos."
    )


def dearer(moved: pd.DataFrame) -> str:
    """What most reorganisations cost silos in latency, per cent, up to some news."""
    own = moved[(moved["control"] == "") & (moved["measure"] == "response_latency") & (moved["design"] == "siloed")]
    own = own[own[NEWS] <= SOME]
    return number(100 * (own["change"] / own["fewest"]).max(), 0)


def bounds(tables: Tables) -> list[str]:
    """What it does not say."""
    return [
        "- The load is .75: people have time to look things up. Customers find out half of all wrong answers, after a "
        "day on average (assumed); the control shows that this decides.",
        "- Mystery shoppers ask about all topics alike, half of which only their own department answers. News is "
        "equally frequent on every topic, and independent.",
        "- Intervals are of chance alone, 20 replications; each limit is a straight line between two rates of news "
        "about 2.4 times apart.",
    ]
