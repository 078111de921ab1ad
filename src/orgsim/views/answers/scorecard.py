"""The scorecard in words: which targets each design meets, by how much it leads or lags, and how it moved."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.card import LAGGING, LEADING, PERSPECTIVES
from orgsim.answers.scorecard import GIVEN, MET, NO_TARGET, NORMS, NOT_MET, UNCLEAR
from orgsim.views.answers.board import board, moves
from orgsim.views.answers.shares import FEW, some
from orgsim.views.words import decimals, listed, plain, quantity, with_interval

JUDGED = (MET, NOT_MET, UNCLEAR)


def lines(answer: Answer) -> list[str]:
    """Which targets each design meets, each design's card, the journey, where targets are from, how sure it is."""
    table, asked = answer.tables["estimates"], answer.asked
    said = [f"{finding(answer)}."]
    if has_targets(table):
        said += [of_design(design, rows) for design, rows in table.groupby("design", sort=False)]
    else:
        said += [f"{name[:1].upper()}{name[1:]}: {shown(rows)}." for name, rows in perspectives(table)]
    if "met" in answer.tables:
        said += [at_points(design, rows) for design, rows in answer.tables["met"].groupby("design", sort=False)]
    if asked["journey"]:
        ends = stages(asked)
        moved = answer.tables["journey"].groupby("design", sort=False)
        said += [on_the_way(design, rows, ends) for design, rows in moved]
    said.append(targets_from(answer))
    said.append(how_sure(answer))
    if asked["missing"]:
        kept = ", ".join(asked["missing"])
        said.append(f"Not in these tables: {kept} (a sweep keeps what keep=[...] names; advocates need paths).")
    return said


def has_targets(table: pd.DataFrame) -> bool:
    """Whether anything is judged."""
    return bool(table["verdict"].isin(JUDGED).any())


def perspectives(table: pd.DataFrame):
    """Rows of each perspective, in its order."""
    return [(name, table[table["perspective"] == name]) for name in PERSPECTIVES if name in set(table["perspective"])]


def finding(answer: Answer) -> str:
    """The answer first: how many targets each design meets."""
    table, many = answer.tables["estimates"], answer.asked["points"]
    over = f" on average over {many} worlds" if many > 1 and not answer.asked["journey"] else ""
    over = f" on average over the {many} stages" if answer.asked["journey"] else over
    if not has_targets(table):
        return f"{listed(map(plain, answer.asked['designs']))}{over}: no target was given, so nothing is judged"
    parts = []
    for design in answer.asked["designs"]:
        rows = table[table["verdict"].isin(JUDGED) & (table["design"] == design)]
        counts = rows["verdict"].value_counts()
        if rows.empty:
            continue
        said = f"{plain(design)} meets {counts.get(MET, 0)} of {some(len(rows), 'target')}"
        missed = counts.get(NOT_MET, 0)
        parts.append(said + (f" and misses {missed}" if missed else ""))
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + over


def of_design(design: str, rows: pd.DataFrame) -> str:
    """A design: what it meets, misses and leaves open, measure by measure, and leading against lagging."""
    own = rows[rows["verdict"].isin(JUDGED)]
    if own.empty:
        return f"{plain(design)} as it is gives the targets."
    parts = []
    for verdict, said in ((MET, "meets"), (NOT_MET, "misses"), (UNCLEAR, "not settled:")):
        found = own[own["verdict"] == verdict]
        if len(found):
            parts.append(f"{said} {listed(measured(row) for row in found.to_dict('records'))}")
    shares = []
    for when in (LEADING, LAGGING):
        of = own[own["when"] == when]
        if len(of):
            shares.append(f"{(of['verdict'] == MET).sum()} of {len(of)} that are {when}")
    return f"{plain(design)} {'; '.join(parts)}. It meets {listed(shares)}."


def measured(row: dict) -> str:
    """A measure with its mean, interval and target: response latency 21.3 h (20.8 to 21.9; target 24.0 h)."""
    places = min(4, decimals(row["mean"], row["low"], row["high"]))
    mean = with_interval(row["mean"], row["low"], row["high"], row["unit"], places)
    aim = f"target {quantity(row['target'], row['unit'], places)}"
    return f"{row['title']} {mean[:-1]}; {aim})" if mean.endswith(")") else f"{row['title']} {mean} ({aim})"


def shown(rows: pd.DataFrame) -> str:
    """Measures of a perspective without targets."""
    said = []
    for _, own in rows.groupby("measure", sort=False):
        parts = []
        for row in own.to_dict("records"):
            places = min(4, decimals(row["mean"], row["low"], row["high"]))
            mean = with_interval(row["mean"], row["low"], row["high"], row["unit"], places)
            parts.append(f"{plain(row['design'])} {mean}")
        said.append(f"{own['title'].iloc[0]} ({own['when'].iloc[0]}) {', '.join(parts)}")
    return "; ".join(said)


def at_points(design: str, rows: pd.DataFrame) -> str:
    """At how many points a design meets each target."""
    parts = [f"{row['title']} {row[MET]} (missed at {row[NOT_MET]})" for row in rows.to_dict("records")]
    return f"{plain(design)} meets at so many of {rows['points'].max()} points, each by itself: {'; '.join(parts)}."


def stages(asked) -> str:
    """From where to where a journey goes: company.load from 0.6 to 0.9."""
    factor = f"{plain(asked['factors'][0])} " if len(asked["factors"]) == 1 else ""
    return f"{factor}from {asked['stages'][0]} to {asked['stages'][-1]}"


def on_the_way(design: str, rows: pd.DataFrame, ends: str) -> str:
    """What a design became better and worse at from the first stage to the last."""
    parts = []
    for verdict in ("better", "worse", "higher", "lower", "unclear", "equal"):
        found = rows[rows["verdict"] == verdict]
        if verdict in ("unclear", "equal"):
            said = [row["title"] for row in found.to_dict("records")]
            words = {"unclear": "not settled", "equal": "unchanged within the margin"}[verdict]
        else:
            said, words = [moved(row) for row in found.to_dict("records")], verdict
        if said:
            parts.append(f"{words}: {listed(said)}")
    return f"{plain(design)}, {ends}: {'; '.join(parts)}."


def moved(row: dict) -> str:
    """A measure's change: response latency from 51.2 to 44.3 h."""
    places = min(4, decimals(row["change"], row["low"], row["high"]))
    before, after = (quantity(row[name], row["unit"], places) for name in ("mean_first", "mean_last"))
    return f"{row['title']} from {before} to {after}"


def targets_from(answer: Answer) -> str:
    """Where the targets come from."""
    table = answer.tables["estimates"].drop_duplicates("measure")
    said = []
    for source, rows in table[table["source"] != NO_TARGET].groupby("source", sort=False):
        names = listed(rows["title"])
        if source == GIVEN:
            said.append(f"given by the user ({names})")
        elif source == NORMS:
            hours = quantity(rows["target"].iloc[0], "hours", 1)
            said.append(f"the channels' norms averaged by their shares, {hours} ({names})")
        else:
            said.append(f"no worse than {plain(source)} as it is, paired ({names})")
    none = listed(table.loc[table["source"] == NO_TARGET, "title"])
    text = f"Targets: {'; '.join(said)}." if said else "No targets."
    return text if none == "none" or not said else f"{text} Without a target: {none}."


def how_sure(answer: Answer) -> str:
    """What the intervals are of."""
    n, level = answer.tables["estimates"]["n"], f"{100 * answer.asked['confidence']:g} %"
    runs = some(int(n.min()), "replication") if n.min() == n.max() else f"{n.min()} to {n.max()} replications"
    few = " With so few replications little can be settled." if n.max() < FEW else ""
    return (
        f"A target is met or missed where the whole {level} interval ({runs}) lies on one side of it; each by itself, "
        f"so of twenty verdicts about one may be due to chance.{few}"
    )


def figures(answer: Answer) -> dict[str, Figure]:
    """The card, and of a journey each measure's way."""
    found = {"scorecard": board(answer, finding(answer))}
    if answer.asked["journey"]:
        found["journey"] = moves(answer, journey_title(answer))
    return found


def journey_title(answer: Answer) -> str:
    """How many measures each design improved on the way."""
    parts = []
    for design, rows in answer.tables["journey"].groupby("design", sort=False):
        counts = rows["verdict"].value_counts()
        parts.append(f"{plain(design)} {counts.get('better', 0)} better and {counts.get('worse', 0)} worse")
    return f"From the first stage to the last of {answer.asked['points']}: {listed(parts)}"
