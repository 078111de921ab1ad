"""The finding in words; every figure is computed."""

from __future__ import annotations

import pandas as pd
from waiting import REPLICATIONS

from orgsim.views.words import listed, number, with_interval

LEADERS = {"officer": "under the officer", "executive": "without an officer"}
SHARE = 0.05  # of customers, at which waits are told
HORIZON = 168.0  # hours, what an issue never resolved counts
PER_100 = "per 100 issues"
LIMITS = (
    "Watched for 92 days only. Influencers are those with most ties and heed service as others do; a network in "
    "which others believe them more would give them more weight. With a thousandth of customers they are twenty "
    "people, and their own net advocates are known to a few per 100 only. Customers do not learn that some are "
    "served first, nor mind. Meetings are weekly and cases are never called overdue, so that two designs differ "
    "in whose case comes first only."
)


def finding(found: pd.DataFrame, talk: pd.DataFrame, levels: pd.DataFrame, waiting: pd.DataFrame) -> list[str]:
    """Title, then paragraphs."""
    return [
        title(found),
        answer(found, talk, int(found["n"].max())),
        *(f"- {part}" for part in parts(found, talk)),
        beside(found, levels, waiting),
        "**What does it.** " + mechanism(waiting),
        "**For a strategist.** " + advice(found),
        "**Limits.** " + LIMITS,
    ]


def title(found: pd.DataFrame) -> str:
    """The finding in a sentence."""
    own = of(found, "officer", "by reach")
    good, lost = pays(own), len(costs(of(found, "officer", "others")))
    who = "others lose less than the margin" if not lost else f"others pay for it in {lost}"
    broken = good["load"].nunique() == 1 and (good["usual"] < 0).all()
    where = ", all in a company that has broken down" if broken else ""
    return f"Serving influencers first pays in {len(good)} of {len(own)} worlds{where}; {who}"


def heading(found: pd.DataFrame, led: str) -> str:
    """What a picture shows."""
    own = of(found, led, "by reach")
    return f"Influencers first, {LEADERS[led]}: it pays in {len(pays(own))} of {len(own)} worlds"


def answer(found: pd.DataFrame, talk: pd.DataFrame, number_of: int) -> str:
    """Whether the expectation holds."""
    rises = pays(of(found, "officer", "by reach"))
    stay, worlds = equal(of(found, "officer", "others")), of(found, "officer", "by reach")
    held = [len(rises) == len(worlds), len(stay) == len(worlds), grows(talk).all()]
    said = f"The expectation holds in {sum(held)} of its three parts" if any(held) else "The expectation does not hold"
    return (
        f"{said} ({len(worlds)} worlds, {number_of} replications of 92 days; intervals are 95 %, for the "
        "four measures of a world together)."
    )


def parts(found: pd.DataFrame, talk: pd.DataFrame) -> list[str]:
    """Part by part."""
    reach, others = of(found, "officer", "by reach"), of(found, "officer", "others")
    paying, same = pays(reach), equal(others)
    where = "; ".join(f"{said}: gain {span(rows)}" for said, rows in groups(paying, reach)) or "nowhere"
    rest = reach.drop(paying.index)
    more, theirs = (
        listed(
            f"{hundredths(row)} at load {row.load:g}"
            for row in talk[talk["led"].eq("officer") & talk["whom"].eq(whom)].itertuples()
        )
        for whom in ("by reach", "others")
    )
    shown = listed(f"load {load:g}" for load, holds in grows(talk).items() if holds) or "no load"
    return [
        f"*Net advocates weighted by reach rise beyond {reach['margin'].iloc[0]:g} {PER_100}*: {yes(len(rest) == 0)}, "
        f"in {len(paying)} of {len(reach)} worlds ({where}). R says how much customers talk: the further tellers that "
        f"one telling makes. Where it pays, net advocates by reach are {number(paying['usual'].min(), 0)} to "
        f"{number(paying['usual'].max(), 0)} {PER_100} without it: more are lost than won. In the other {len(rest)} "
        f"the gain is {span(rest)}; it is shown to be within the margin in {len(equal(rest))} of them.",
        f"*Everybody else's stay within the margin*: {yes(len(same) == len(others))}, shown in {len(same)} of "
        f"{len(others)} worlds; beyond it they lose in {len(costs(others))}. Their change is {span(others)}; they do "
        f"lose something at {100 * others['influencers'].max():g} % influencers, at most {worst(others)}, and "
        f"{worst(of(found, 'executive', 'others'))} without an officer.",
        f"*The more talk, the more it pays*: {yes(grows(talk).all())}, shown at {shown} only. From no talk to R = "
        f"{found['talk'].max():g} the gain by reach, mean over the four shares of influencers, changes by {more}. What "
        f"talk does is to pay the others back a little: their change rises by {theirs}.",
    ]


def worst(rows: pd.DataFrame) -> str:
    """The greatest loss with its interval."""
    row = rows.loc[rows["gain"].idxmin()]
    return with_interval(row["gain"], row["low"], row["high"], "", 2)


def beside(found: pd.DataFrame, levels: pd.DataFrame, waiting: pd.DataFrame) -> str:
    """The same question without an officer, and why it was asked."""
    reach, others = of(found, "executive", "by reach"), of(found, "executive", "others")
    busy = levels[levels["load"] == levels["load"].max()].set_index("design")
    own, other = busy.loc["customers_first"], busy.loc["executive_customers_first"]
    left = waiting[(waiting["load"] == waiting["load"].max()) & (waiting["influencers"] == SHARE)]
    left = left.groupby("design")["own_not_begun"].first()
    where = "; ".join(f"{said}: gain {span(rows)}" for said, rows in groups(pays(reach), reach)) or "nowhere"
    return (
        f"At load {found['load'].max():g} the company under the officer has broken down: "
        f"{own['response_latency']:.0f} h to resolution, {own['gave_up']:.0%} of issues are given up. So the same was "
        "asked of a company without an officer, where the executive says who comes first, which bears that load "
        f"({other['response_latency']:.0f} h, {other['gave_up']:.0%} given up) at the cost of departments' own work: "
        f"it waits {other['own_work_delay']:.1f} working hours until it is begun (officer: "
        f"{own['own_work_delay']:.1f}), of what was begun; {left['executive_customers_first']:.0%} was not (officer: "
        f"{left['customers_first']:.0%}). There it pays in {len(pays(reach))} of {len(reach)} worlds ({where}), and "
        f"others lose beyond the margin in {len(costs(others))}."
    )


def mechanism(waiting: pd.DataFrame) -> str:
    """How much of the wait the order of work touches, and how much reach influencers have."""
    few = []
    for load, own in waiting.groupby("load"):
        mid = own[own["influencers"] == SHARE].set_index(["design", "whom"])
        usual, first = (mid.loc[(f"executive_{who}_first", "influencers")] for who in ("customers", "influencers"))
        few.append(
            f"at load {load:g} from {usual['latency']:.1f} to {first['latency']:.1f} h, of which "
            f"{HORIZON * usual['never']:.1f} and {HORIZON * first['never']:.1f} h are issues that are never resolved "
            f"(each counts {HORIZON:.0f} h): {first['gave_up']:.1%} are still given up, "
            f"{first['gave_up_closed'] / first['gave_up']:.0%} of these raised while the company was closed, and "
            f"{first['wrong']:.1%} end with a wrong answer"
        )
    reach = waiting[waiting["whom"] == "influencers"].groupby("influencers")["reach"].first()
    shares = listed(f"{value:.0%} at {100 * share:g} %" for share, value in reach.items())
    return (
        f"Being first shortens influencers' wait by little. With {100 * SHARE:g} % of customers influencers, and no "
        f"officer, it falls {'; '.join(few)}. Most of the wait is not a place in the queue. And what influencers gain "
        f"counts in the total by their share of all ties only: {shares}. (Waits are means of {REPLICATIONS} "
        "replications of the flow: `waits.csv`.)"
    )


def advice(found: pd.DataFrame) -> str:
    """What it means."""
    usual = of(found, "officer", "by reach")
    one = usual[(usual["influencers"] == 0.01) & (usual["load"] == usual["load"].min())]
    return (
        "Putting influencers first is neither a danger nor a great help: with one customer in a hundred an influencer, "
        f"at load {one['load'].iloc[0]:g}, it moves net advocates by reach by {span(one)}, where "
        f"{one['usual'].min():.0f} to {one['usual'].max():.0f} {PER_100} are usual. What keeps influencers waiting "
        "keeps everybody waiting; mending that may be worth more than the order in which they do, which was not run."
    )


def of(found: pd.DataFrame, led: str, whom: str) -> pd.DataFrame:
    """The rows of a leader and of whom it is counted for."""
    return found[(found["led"] == led) & (found["whom"] == whom)]


def pays(rows: pd.DataFrame) -> pd.DataFrame:
    """Worlds in which the gain is beyond the margin."""
    return rows[rows["low"] > rows["margin"]]


def costs(rows: pd.DataFrame) -> pd.DataFrame:
    """Worlds in which the loss is."""
    return rows[rows["high"] < -rows["margin"]]


def equal(rows: pd.DataFrame) -> pd.DataFrame:
    """Worlds in which the difference is within the margin."""
    return rows[rows["verdict"] == "equal"]


def hundredths(row) -> str:
    """A difference with its interval."""
    return with_interval(row.difference, row.low, row.high, "", 2)


def grows(talk: pd.DataFrame) -> pd.Series:
    """Whether the gain by reach is more with talk, load by load."""
    own = talk[(talk["led"] == "officer") & (talk["whom"] == "by reach")]
    return own.set_index("load")["low"] > 0


def groups(rows: pd.DataFrame, of_all: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Worlds by load and share of influencers, in words, and how many there are of that kind."""
    every = of_all.groupby(["load", "influencers"]).size()
    return [
        (
            f"load {load:g}, {100 * share:g} % influencers, {len(own)} of {every[load, share]} worlds (R "
            f"{listed(f'{talk:g}' for talk in own['talk'])})",
            own,
        )
        for (load, share), own in rows.groupby(["load", "influencers"])
    ]


def span(rows: pd.DataFrame) -> str:
    """From the least to the greatest gain."""
    low, high = number(rows["gain"].min(), 2, signed=True), number(rows["gain"].max(), 2, signed=True)
    return low if low == high else f"{low} to {high}"


def yes(holds: bool) -> str:
    """In a word."""
    return "yes" if holds else "no"
