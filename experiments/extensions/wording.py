"""The numbers of reading.md, all taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from differences import told
from levels import where

from orgsim.views.words import listed, plain, words

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub", "team": "team", "near": "near"}
ON = ("selling", "community", "cocreation", "lifecycle", "switch_channel")
Tables = Mapping[str, pd.DataFrame]


def numbers(tables: Tables) -> dict[str, object]:
    """Every number by its name on the page."""
    changes, comparisons = tables["changes"], int((tables["pairs"]["on"] != "off").sum())
    reverse = int((changes["change"] == "reversed").sum())
    moved = len(changes) - reverse
    return {
        "title": title(changes[changes["change"] == "reversed"], moved, comparisons),
        "holds": "No" if reverse else "Yes", "reversed": reverse, "changed": moved, "comparisons": comparisons,
        "table": table(tables["ranking"]), "changes": listing(changes),
    } | mechanisms(tables)  # fmt: skip


def title(reverse: pd.DataFrame, moved: int, comparisons: int) -> str:
    """The finding in a sentence."""
    rest = f"{moved} of {comparisons} comparisons of designs move in or out of the margin"
    if reverse.empty:
        return f"No extension reverses a clear order of designs; {rest}"
    by = listed([words(measure).title for measure in reverse["measure"].unique()])
    on = listed([plain(each) for each in reverse["on"].unique()])
    return f"Only {on} reverses an order of designs, by {by} alone; {rest}"


def table(ranking: pd.DataFrame) -> str:
    """The ranking, a row an extension, a column a measure."""
    measures = list(ranking["measure"].unique())
    heads = ["on", *(words(measure).title for measure in measures)]
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for on, own in ranking.groupby("on", sort=False):
        cells = own.set_index("measure")["ranking"].loc[measures]
        rows.append(f"| {plain(on)} | " + " | ".join(named(cell) for cell in cells) + " |")
    return "\n".join(rows)


def named(ranking: str) -> str:
    """A ranking with designs called as they are on the page."""
    return " ".join(NAMES.get(word, word) for word in ranking.split())


def listing(changes: pd.DataFrame) -> str:
    """Every comparison that changed."""
    lines = []
    for row in changes.itertuples():
        was = {"difference": row.difference_off, "low": row.low_off, "high": row.high_off}
        places = 3 if row.measure == "voice" else 2
        lines.append(
            f"- {plain(row.on)}, {words(row.measure).title}, {NAMES[row.design_a]} less {NAMES[row.design_b]}: "
            f"{told(was, places)} before ({head(row.ahead_off)}), {told(row._asdict(), places)} with it "
            f"({head(row.ahead_on)}; margin {row.margin:.2g})"
        )
    return "\n".join(lines) or "- none"


def head(ahead: str) -> str:
    """Who is ahead, in words."""
    return "near" if ahead == "near" else f"{NAMES[ahead]} ahead"


def mechanisms(tables: Tables) -> dict[str, str]:
    """What each extension comes to under each design."""
    effects, means, seats = tables["effects"], tables["means"], tables["seats"]

    def moved(on: str, measure: str, subset: str = "all", places: int = 2) -> str:
        own = where(effects, on=on, measure=measure, subset=subset)
        return ", ".join(f"{NAMES[row.design]} {told(row._asdict(), places)}" for row in own.itertuples())

    def level(on: str, measure: str, places: int = 2) -> str:
        own = where(means, on=on, measure=measure, subset="all")
        return ", ".join(f"{NAMES[row.design]} {row.mean:,.{places}f}" for row in own.itertuples())

    own = {"selling_own": ("selling", "own_work_delay", "unit=sales"),
           "ideas_cost": ("cocreation", "cost_per_resolved"),
           "lifecycle_cost": ("lifecycle", "cost_per_resolved")}  # fmt: skip
    return {
        **{f"{on}_latency": moved(on, "response_latency") for on in ON},
        **{name: moved(*which) for name, which in own.items()},
        "community_wrong": moved("community", "closed_wrong", places=3),
        "leads_won": level("selling", "leads_won"), "lead_answer": level("selling", "lead_answer", 1),
        "asked": level("community", "asked_in_community", 3),
        "answered": level("community", "answered_in_community", 3),
        "members": level("community", "members", 0), "ideas_passed": level("cocreation", "ideas_passed"),
        "relieved": level("cocreation", "issues_relieved", 3), "conversion": level("lifecycle", "conversion", 3),
        "lifecycle_issues": level("lifecycle", "issues", 0),
        "selling_seats": restaffed(seats, "selling"), "ideas_seats": restaffed(seats, "cocreation"),
    }  # fmt: skip


def restaffed(seats: pd.DataFrame, on: str) -> str:
    """Units that have more or fewer people by the rule with an extension on."""
    told = []
    for design, own in seats[seats["on"].isin(("off", on))].groupby("design", sort=False):
        both = own.pivot(index="unit", columns="on", values="seats").astype(int)
        moved = both[both[on] != both["off"]].sort_values(on, ascending=False)
        people = [f"{unit} {row[on]} (was {row['off']})" for unit, row in moved.iterrows()]
        told.append(f"{NAMES[design]}: {', '.join(people) or 'as before'}")
    return "; ".join(told)
