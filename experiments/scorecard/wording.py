"""The finding in words, every number from the table."""

from __future__ import annotations

import pandas as pd
from leading import LINKS, OVER, WITHIN

from orgsim.views.words import listed, number

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team"}
CALLED = {
    "voice:answers=one": "the share of right answers",
    "bounces": "bounces",
    "first_contact_resolution": "first-contact resolution",
    "response_latency": "response latency",
    "cost_per_resolved": "cost per resolved issue",
}
MADE = (
    ("voice:answers=one", "early"),
    ("bounces", "early"),
    ("first_contact_resolution", "late"),
    ("response_latency", "late"),
    ("cost_per_resolved", "late"),
)


def holds(table: pd.DataFrame, way: str, column: str = "holds") -> list[str]:
    """The links that hold for every design."""
    own = table[table["way"] == way]
    return [link.name for link in LINKS if own.loc[own["link"] == link.name, column].all()]


def title(table: pd.DataFrame) -> str:
    """The finding in a sentence."""
    over, within, adds = holds(table, OVER), holds(table, WITHIN), holds(table, WITHIN, "adds")
    verb = "tells" if len(over) == 1 else "tell"
    first = f"From company to company {said_of(over)} of four leading measures {verb} the lagging one"
    then = f"within one company's history {said_of(within)}"
    more = f"and {said_of(adds)} surely more than the lagging measure's own past" if within else ""
    return ", ".join(filter(None, (first, then, more)))


def said_of(names: list[str]) -> str:
    """How many, in words."""
    return {0: "none", 1: "one", 2: "two", 3: "three", len(LINKS): "all"}[len(names)]


def page(table: pd.DataFrame, keys: pd.DataFrame, worlds: int, replications: int) -> list[str]:
    """The finding."""
    over, within = holds(table, OVER), holds(table, WITHIN)
    lines = [
        title(table),
        f"{worlds} uncertain worlds, {table['design'].nunique()} designs, {replications} replications in each. Rank "
        "correlations of a leading measure in weeks 1 to 4 with a lagging one in weeks 5 to 12; in brackets the lowest "
        "and highest end of the four designs' intervals, which hold together with 95 %.",
        "## Does the expectation hold?",
        f"- Over worlds, all four links were expected to hold: **{'yes' if len(over) == len(LINKS) else 'no'}**. "
        + "; ".join(told(table, link, OVER) for link in LINKS) + ".",
        f"- Within a world, none was: **{'yes' if not within else 'no'}**. "
        + "; ".join(told(table, link, WITHIN) for link in LINKS) + ".",
        "## Does it tell more than the lagging measure's own past?",
        *(past(table, way) for way in (OVER, WITHIN)),
        "## What does it",
        *(made_by(keys, *what) for what in MADE),
        "## For a strategist",
        meaning(table),
    ]  # fmt: skip
    return lines


def meaning(table: pd.DataFrame) -> str:
    """What to make of a leading measure."""
    own = table[table["way"] == WITHIN]
    named = listed(each for each in holds(table, WITHIN))
    leads, own_past = (own[column].abs().max() ** 2 for column in ("correlation", "past"))
    return (
        f"Watch what you want to know. Within a company's own history a leading measure explains at most {leads:.0%} "
        f"of the variance of ranks of what it is to lead ({named or 'no link'} at all surely), and the lagging "
        f"measure's own last month {own_past:.0%} at most: as an alarm both are weak. That better companies are better "
        "on both says what they have in common, not what to wait for."
    )


def made_by(keys: pd.DataFrame, measure: str, window: str) -> str:
    """The two keys that go most with a measure over worlds."""
    own = keys[(keys["measure"] == measure) & (keys["window"] == window)]
    order = own.groupby("key")["correlation"].agg(lambda found: found.abs().mean()).sort_values(ascending=False)
    parts = [f"{key} {span(own.loc[own['key'] == key, 'correlation'])}" for key in order.index[:2]]
    weeks = {"early": "weeks 1 to 4", "late": "weeks 5 to 12"}[window]
    name = CALLED[measure]
    return f"- What goes with {name} ({weeks}) over worlds: {listed(parts)} (rank correlations)."


def told(table: pd.DataFrame, link, way: str) -> str:
    """A link: range of the correlations over designs, and the verdict."""
    own = table[(table["way"] == way) & (table["link"] == link.name)]
    said = (
        "holds" if own["holds"].all() else "refuted for " + listed(NAMES[each] for each in own["design"][~own["holds"]])
    )
    return (
        f"*{link.name}* ({CALLED[link.leading]} and {CALLED[link.lagging]}) {span(own['correlation'])} "
        f"({number(own['low'].min(), 2, True)} to {number(own['high'].max(), 2, True)}): {said}"
    )


def past(table: pd.DataFrame, way: str) -> str:
    """What is left of each link once the lagging measure's own past is known, beside how much that tells."""
    parts = []
    for link in LINKS:
        own = table[(table["way"] == way) & (table["link"] == link.name)]
        if own["adds"].all():
            said = "adds"
        else:
            said = "adds nothing sure for " + listed(NAMES[each] for each in own["design"][~own["adds"]])
        parts.append(
            f"*{link.name}* {span(own['beyond'])} ({number(own['beyond_low'].min(), 2, True)} to "
            f"{number(own['beyond_high'].max(), 2, True)}; own past alone {span(own['past'])}): {said}"
        )
    return f"- {way[:1].upper()}{way[1:]}, partial correlations: " + "; ".join(parts) + "."


def span(values: pd.Series) -> str:
    """The lowest and highest of the designs."""
    low, high = (number(each, 2, True) for each in (values.min(), values.max()))
    return low if low == high else f"{low} to {high}"
