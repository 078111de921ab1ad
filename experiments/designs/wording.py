"""The finding in words: every number comes from the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
from claims import CLAIMS, LATENCY, V

from orgsim.comparison.hypothesis import CONDITIONAL, CONFIRMED, REFUTED
from orgsim.views.words import plain

SAID = {CONFIRMED: "reproduced", REFUTED: "not reproduced", CONDITIONAL: "only where"}
KILLED = 0.05
CALLED = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub"}


def called(design: str) -> str:
    """A design as the page calls it."""
    return CALLED.get(design, plain(design))


def title(table: pd.DataFrame, h7: str) -> str:
    """The finding in one sentence: the claims of the table, and H7, which is tried by size."""
    verdicts = [*table["verdict"], SAID[h7]]
    count = {word: verdicts.count(word) for word in SAID.values()}
    return (
        f"Of {len(verdicts)} claims made for or against nine designs the model reproduces {count['reproduced']}, "
        f"{count['only where']} only under conditions, and {count['not reproduced']} not"
    )


def page(tables: dict[str, pd.DataFrame], h7: str, h7_still: str) -> list[str]:
    """Title and paragraphs."""
    claims = tables["claims"]
    worlds = int(claims["worlds"].max())
    lines = [title(claims, h7)]
    lines.append(
        f"{worlds} worlds ({worlds // 2} points of eight assumed ranges, each at two loads; shares of assumed worlds "
        "are not odds for one company), 2 replications; nine designs with "
        "the same people. *Not reproduced*: true by more than the margin in at most half of the worlds, not that the "
        "opposite holds. *Against*: beyond the margin the other way. V is one right voice: the share of pairs of "
        "answers to the same question that are the same and right."
    )
    lines.append("\n".join(rows(claims)))
    lines.append("## The hypotheses")
    lines.append(h15(claims))
    lines.append(h7_line(tables["growth"], tables["growth_still"], h7, h7_still))
    lines.append(h8(claims, tables["one_department"]))
    lines.append("## Null controls")
    lines.append(controls(claims))
    lines.append("## The designs side by side")
    lines.append("\n".join(levels(tables["levels"])))
    lines.append("## What it means")
    lines.append(meaning(tables["levels"], tables["claims"]))
    lines.append("## Limits")
    lines.append(
        "The worlds vary eight quantities and the load; patience, channels and the size of the company are the "
        "default's, so that a claim about large companies is tried by H7 alone. Two replications "
        "tell the worlds' median well and a single world's vote near the margin badly. A matrix here shares "
        "approvals with nobody: the executive's line decides. What looks authentic, who is trusted and what a "
        "culture bears are not in the model."
    )
    return lines


def rows(claims: pd.DataFrame) -> list[str]:
    """A line a claim."""
    lines = [
        "| design | claim | model | for it | against | median (5 to 95 % of worlds) | where, or measure |",
        "|---|---|---|--:|--:|---|---|",
    ]
    for _, row in claims.iterrows():
        name = f"{row['claim']} ({row['hypothesis']})" if row["hypothesis"] else row["claim"]
        where = boundary(row) if row["verdict"] == SAID[CONDITIONAL] else row["measure"]
        middle, low, high = (sized(row[f"effect_{end}"]) for end in (50, 5, 95))
        effect = f"{middle} ({low} to {high}); margin {row['margin']:g}"
        lines.append(
            f"| {called(row['design'])} | {name} | {row['verdict']} | {row['share_for']:.0%} | "
            f"{row['share_against']:.0%} | {effect} | {where} |"
        )
    return lines


def sized(effect: float) -> str:
    """An effect with its sign, three figures of it or all before the point."""
    return f"{effect:+,.0f}" if abs(effect) >= 100 else f"{effect:+.3g}"


def boundary(row: pd.Series) -> str:
    """Where a claim holds."""
    if not isinstance(row["boundary"], str):
        return f"no quantity tells; {row['measure']}"
    side = (
        f"{row['share_below']:.0%} of worlds with {plain(row['boundary'])} below {row['value']:.2g}, "
        f"{row['share_above']:.0%} above"
    )
    return f"{side}; {row['measure']}"


def h15(claims: pd.DataFrame) -> str:
    """H15 and its four parts."""
    parts = claims[claims["hypothesis"] == "H15"]
    done = int((parts["verdict"] == SAID[CONFIRMED]).sum())
    word = "confirmed" if done == len(parts) else "not confirmed"
    said = "; ".join(
        f"{called(row['design'])} {row['claim']}: {row['verdict']}, {row['share_for']:.0%} of {row['worlds']}"
        for _, row in parts.iterrows()
    )
    other = claims[(claims["design"] == "holistic") & claims["claim"].str.startswith("one consistent")].iloc[0]
    return (
        f"**H15 is {word}**: {done} of {len(parts)} parts are reproduced ({said}). Read of the design called "
        f"holistic, the third part is {other['verdict']} ({other['share_for']:.0%} of worlds)."
    )


def h7_line(growth: pd.DataFrame, still: pd.DataFrame, word: str, word_still: str) -> str:
    """H7 at every size."""

    def told(table: pd.DataFrame, measure: str, digits: int) -> str:
        own = table[table["measure"] == measure]
        return ", ".join(
            f"{row['difference']:+.{digits}f} ({row['low']:+.{digits}f} to {row['high']:+.{digits}f}) at "
            f"{row['departments']:.0f}"
            for _, row in own.iterrows()
        )

    return (
        f"**H7 is {word}**: latency of the dandelion less the hub's, in hours, is {told(growth, LATENCY, 1)} "
        f"departments ({int(growth['n'].max())} replications, intervals of all sizes together); of V "
        f"{told(growth, V, 3)}. "
        f"Control, without news: {told(still, LATENCY, 1)} ({word_still} by the same rule)."
    )


def h8(claims: pd.DataFrame, alone: pd.DataFrame) -> str:
    """H8 and its control."""
    row = claims[claims["hypothesis"] == "H8"].iloc[0]
    below = row["worlds_below"] / row["worlds"]
    never = 1 - (below * row["faster_below"] + (1 - below) * row["faster_above"])
    return (
        f"**H8 is {word_of(row['verdict'])}**: in {row['share_for']:.0%} of {row['worlds']} worlds 'a tenth faster "
        f"than silos' is as true as 'below the break-even'. The team is a tenth faster in {row['faster_below']:.0%} "
        f"of the {row['worlds_below']:.0f} worlds "
        f"below the break-even and in {row['faster_above']:.0%} of the others. "
        "It is nearly empty: 'never a tenth faster' would agree in "
        f"{never:.0%}. Control, one department: the team is "
        f"a tenth faster in {(alone['faster'] > alone['margin']).mean():.0%} of {len(alone)} worlds (median "
        f"{np.median(alone['faster']):+.3f})."
    )


def word_of(said: str) -> str:
    """A verdict of the model as one of a hypothesis."""
    return {value: key for key, value in SAID.items()}[said]


def controls(claims: pd.DataFrame) -> str:
    """What is left where there is nothing to share, nobody is worse off topic, and nothing climbs."""
    voice = claims[claims["of_voice"]]
    left = voice[voice["control_share_for"] > KILLED]
    there = "; ".join(
        f"{called(row['design'])}, {row['claim']}: {row['control_share_for']:.0%}" for _, row in left.iterrows()
    )
    rest = claims[~claims["of_voice"] & (claims["control_share_for"] > 0.5)]
    others = "; ".join(
        f"{called(row['design'])}, {row['claim']} ({row['control_share_for']:.0%})" for _, row in rest.iterrows()
    )
    held = voice[voice["share_for"] > KILLED]
    gone = (
        f"is gone in the {len(held)} claims about V that hold anywhere ({len(voice) - len(held)} hold nowhere, so "
        "nothing could go)"
        if left.empty
        else f"is gone in {len(voice) - len(left)} of {len(voice)} claims about V, and still there in: {there}"
    )
    return (
        f"With nothing to share ({int(claims['control_worlds'].max())} worlds) the effect {gone}. Of the other "
        f"claims, which need no news, more than half of these worlds still say: {others or 'none'}."
    )


def levels(table: pd.DataFrame) -> list[str]:
    """Medians over worlds."""
    lines = [
        "Medians of the worlds at a load; own work: of what was begun.\n",
        "| design | load | latency, h | V | coordination, min a week | meetings, min a week | cost of a resolved "
        "issue, $ | own work waits, h |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for _, row in table.iterrows():
        lines.append(
            f"| {called(row['design'])} | {row['load']:g} | {row['latency']:.1f} | {row['voice']:.3f} | "
            f"{row['coordination']:,.0f} | {row['meetings']:,.0f} | {row['cost']:.1f} | {row['own_work_delay']:.2f} "
            "|"
        )
    return lines


def meaning(table: pd.DataFrame, claims: pd.DataFrame) -> str:
    """What to take from it: who is quick, who speaks with one voice, and by how much."""
    low, high = (table[table["load"] == load].set_index("design") for load in sorted(table["load"].unique()))
    everybody = ["centralised", "holistic", "organic"]
    by_topic = ["siloed", "cco", "hub_and_spoke", "dandelion", "team"]
    voice = claims[claims["of_voice"] & (claims["share_for"] > KILLED)]

    def ends(part: pd.DataFrame, names: list[str], column: str, digits: int) -> str:
        own = part.loc[names, column]
        return f"{own.min():.{digits}f} to {own.max():.{digits}f}"

    quick = high["latency"].sort_values().index[:2]
    return (
        "- Who may answer whose topics decides more than who meets whom. Where anybody answers anything (centralised, "
        f"holistic, organic) V is {ends(low, everybody, 'voice', 2)} at load {low['load'].iloc[0]:g}, where "
        f"the other designs have {ends(low, by_topic, 'voice', 2)}, and latency "
        f"{ends(low, everybody, 'latency', 0)} against {ends(low, by_topic, 'latency', 0)} h. With nothing to share, "
        "and nobody worse off topic, "
        f"{(voice['control_share_for'] <= KILLED).sum()} of the {len(voice)} claims about V that hold anywhere are "
        "gone; the control does not tell news from slips, nor does it explain latency.\n"
        f"- Under load it is another order: at {high['load'].iloc[0]:g} {called(quick[0])} and "
        f"{called(quick[1])} are quickest ({high.loc[quick[0], 'latency']:.0f} and "
        f"{high.loc[quick[1], 'latency']:.0f} h; silos {high.loc['siloed', 'latency']:.0f}, team "
        f"{high.loc['team', 'latency']:.0f}). Few reputations survive both loads; choose by how full you are."
    )


ORDER = {claim.design: place for place, claim in reversed(list(enumerate(CLAIMS)))}
