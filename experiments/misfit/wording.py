"""What came out, in words; every number is computed."""

from __future__ import annotations

import pandas as pd
from advice import MEASURES, NEAREST, RIVAL, SUMS

from orgsim.views.words import listed, number, plain, words

ENOUGH = 20  # companies at which advice has to fit
HEAD = "response_latency"  # the measure that decides


def page(companies: pd.DataFrame, shares: pd.DataFrame, designs: pd.DataFrame) -> list[str]:
    """The finding."""
    return [
        title(shares),
        "## Does the expectation hold?",
        *[f"- {answer(shares, measure)}" for measure in MEASURES],
        "## What does it",
        *[f"- {why(companies, designs, measure)}" for measure in MEASURES],
        "## What it means",
        f"- Read a star as a sum. What each contingency does alone, added up, told which design to take on latency at "
        f"{count(shares, HEAD, SUMS)} companies; the one star point that looks most like a company at "
        f"{count(shares, HEAD, NEAREST)}, a difference that so few companies do not show; on cost "
        f"{count(shares, MEASURES[-1], SUMS)} and {count(shares, MEASURES[-1], NEAREST)}.",
        unproven(shares),
        "- What is asked is a design within the margin of the best, not the best; at many companies two or more are.",
        "## Limits",
        f"- {int(shares['companies'].iloc[0])} companies and four designs, all with the default's own work, slips, "
        "discovery and so on. What becomes of advice where these differ was not asked here: that is what the uncertain "
        "worlds of `orgsim fit` are for.",
        "- Sums advise within the ranges of the star only.",
    ]


def title(shares: pd.DataFrame) -> str:
    """The finding in a sentence."""
    return (
        f"Advice read off one company's star fits {count(shares, HEAD, SUMS)} others on latency; "
        f"one design for all, chosen afterwards, {count(shares, HEAD, RIVAL)}"
    )


def holds(shares: pd.DataFrame, measure: str) -> bool:
    """The declared rule."""
    fits = {way: int(row(shares, measure, way)["fits"]) for way in (SUMS, RIVAL)}
    return fits[SUMS] >= ENOUGH and fits[SUMS] > fits[RIVAL]


def unproven(shares: pd.DataFrame) -> str:
    """Whether these companies show that advice is better than one design for all."""
    own = row(shares, HEAD, SUMS)
    shown = "show" if own["p"] < 0.05 else "do not show"
    met = [words(each).title for each in MEASURES if holds(shares, each)]
    unmet = [words(each).title for each in MEASURES if not holds(shares, each)]
    on = f"met on {listed(met)}" * bool(met) + " and " * bool(met and unmet) + f"not on {listed(unmet)}" * bool(unmet)
    return (
        f"- The declared rule is {on}. But {own['companies']} companies {shown} that advice fits more often than one "
        f"good design for all on latency (p = {number(own['p'], 2)})."
    )


def answer(shares: pd.DataFrame, measure: str) -> str:
    """Whether advice holds on a measure, with its figures."""
    sums, rival, near = (row(shares, measure, way) for way in (SUMS, RIVAL, NEAREST))
    verdict = "**Yes.**" if holds(shares, measure) else "**No.**"
    aside = "" if measure == HEAD else " (reported, does not decide)"
    return (
        f"{verdict} {words(measure).title.capitalize()}{aside}: the design advised is within the margin of the best at "
        f"{share(sums)}; always {plain(rival['design'])}, the design that fits at most of them, known only afterwards: "
        f"at {share(rival)}. The advice fits where that does not at {sums['where_rival_does_not']}, the other "
        f"way round at {sums['not_where_rival_does']} (McNemar's test, exact: p = {number(sums['p'], 2)}). By 95 % "
        f"intervals the design advised is shown to fit at {sums['shown_to_fit']}, not to at {sums['misfits']}, neither "
        f"at {sums['not sure']}. By the nearest star point: {share(near)}."
    )


def why(companies: pd.DataFrame, designs: pd.DataFrame, measure: str) -> str:
    """Which designs fit how often, what was advised, and where advice and the single design miss."""
    own = companies[companies["measure"] == measure]
    rates = listed(f"{plain(r.design)} {r.companies}" for r in designs[designs["measure"] == measure].itertuples())
    advised = own[own["way"] == SUMS]["design"].value_counts()
    taken = listed(f"{plain(name)} at {n}" for name, n in advised.items())
    return (
        f"*{words(measure).title.capitalize()}.* Companies at which each design is within the margin: {rates}. Advised "
        f"is {taken}. {missed(own, SUMS, 'The advice')} {missed(own, RIVAL, 'The single design')}"
    )


def missed(own: pd.DataFrame, way: str, who: str) -> str:
    """The companies at which a way of advising misses."""
    rows = own[(own["way"] == way) & ~own["fits"]].to_dict("records")
    if not rows:
        return f"{who} misses at none."
    each = [
        f"load {number(r['load'], 2)}, {number(r['size'], 0)} people, {number(r['volatility'], 2)} pieces of news "
        f"({plain(r['design'])} is {number(r['behind_margins'], 1)} margins behind {plain(r['best'])}, "
        f"{number(r['low_margins'], 1)} to {number(r['high_margins'], 1)})"
        for r in rows
    ]
    return f"{who} misses at {listed(each)}."


def row(shares: pd.DataFrame, measure: str, way: str) -> pd.Series:
    """The shares of a measure and way of advising."""
    return shares[(shares["measure"] == measure) & (shares["way"] == way)].iloc[0]


def count(shares: pd.DataFrame, measure: str, way: str) -> str:
    """21 of 24."""
    own = row(shares, measure, way)
    return f"{own['fits']} of {own['companies']}"


def share(own: pd.Series) -> str:
    """21 of 24 companies (88 %, 69 to 96 %)."""
    ends = f"{number(100 * own['low'], 0)} to {number(100 * own['high'], 0)} %"
    return f"{own['fits']} of {own['companies']} companies ({number(100 * own['share'], 0)} %, {ends})"
