"""Which designs are equal, which differ: in words, and as differences against their margins."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.equivalence import BEYOND, DIFFER, EQUAL, NEITHER_SHOWN
from orgsim.comparison.paired import verdict
from orgsim.views import marks
from orgsim.views.answers.differences import forest
from orgsim.views.answers.shares import plain_number, some
from orgsim.views.style import BAD, FAINT, GOOD, INK, SMALL_SIZE, look, project_style
from orgsim.views.words import decimals, listed, plain, quantity, size, title, words

ORDER = (EQUAL, DIFFER, BEYOND, NEITHER_SHOWN)
PALE = {EQUAL: 1.0, DIFFER: 0.55, BEYOND: 1.0, NEITHER_SHOWN: 0.35}
COLOUR = {EQUAL: GOOD, DIFFER: BAD, BEYOND: BAD, NEITHER_SHOWN: FAINT}


def lines(answer: Answer) -> list[str]:
    """The finding, each measure with its pairs, the error, and in how many worlds it holds."""
    said = [f"{finding(answer)}."]
    for measure, rows in answer.table.groupby("measure", sort=False):
        said.append(f"{title(measure)}: {'; '.join(map(pair, rows.to_dict('records')))}.")
    said.append(error(answer))
    if "by_point" in answer.tables:
        said += [in_worlds(rows) for _, rows in answer.tables["by_point"].groupby("measure", sort=False)]
    return said


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "measure": ("measure", plain),
        "design_a": ("a", plain),
        "design_b": ("b", plain),
        "difference": ("a less b", plain_number),
        "margin": ("margin", plain_number),
        "shown": "shown",
    }


def finding(answer: Answer) -> str:
    """Which designs are equal on which measures."""
    found: dict[str, list[str]] = {}
    for measure in answer.asked["measures"]:
        together = equals(answer, measure)
        everyone = "all" if len(answer.asked["designs"]) > 2 else "both"
        whole = together and len(together[0]) == len(answer.asked["designs"])
        who = everyone if whole else " as well as ".join(listed(map(plain, each)) for each in together) or "none"
        found.setdefault(who, []).append(words(measure).title)
    where = f" on average over {answer.asked['points']} worlds" if answer.asked["points"] > 1 else ""
    if set(found) == {"none"}:
        return f"No two designs are shown to be equal within the margin{where} on {listed(found['none'])}"
    return f"Equal within the margin{where}: " + "; ".join(f"{who} on {listed(on)}" for who, on in found.items())


def equals(answer: Answer, measure: str) -> list[list[str]]:
    """Groups of at least two designs equal to each other on a measure."""
    table = answer.tables["groups"]
    found = (each.split(", ") for each in table.loc[table["measure"] == measure, "designs"])
    return [each for each in found if len(each) > 1]


def pair(row: dict) -> str:
    """A pair: its difference, what is shown, at which p."""
    p = {EQUAL: "p_equal", DIFFER: "p_differ", BEYOND: "p_beyond"}.get(row["shown"])
    difference = quantity(row["difference"], row["unit"], min(3, decimals(row["difference"])), signed=True)
    sure = f", p {chance(row[p])}" if p else f", p {chance(row['p_equal'])} for equality"
    return (
        f"{plain(row['design_a'])} and {plain(row['design_b'])} {row['shown']} ({difference}, margin "
        f"{size(row['margin'], row['unit'])}{sure})"
    )


def chance(p: float) -> str:
    """A p-value in two figures: .013, below .0001."""
    return "unknown" if pd.isna(p) else "below 0.0001" if p < 0.0001 else f"{p:.2g}"


def error(answer: Answer) -> str:
    """What the stated error is the probability of."""
    table, asked = answer.table, answer.asked
    n = table["n"]
    runs = some(int(n.min()), "replication") if n.min() == n.max() else f"{n.min()} to {n.max()} replications"
    return (
        f"For each measure the probability of calling any pair equal that is not is {asked['error']:g} at most, and so "
        f"is that of saying any two differ that do not ({runs}, paired; Holm's correction over "
        f"{some(_pairs(table), 'pair')})."
    )


def _pairs(table: pd.DataFrame) -> int:
    return int(table.groupby("measure").size().max())


def in_worlds(rows: pd.DataFrame) -> str:
    """In how many worlds what is shown of each pair on a measure."""
    parts = []
    for (a, b), found in rows.groupby(["design_a", "design_b"], sort=False)["shown"]:
        counts = found.value_counts()
        said = ", ".join(f"{shown} in {counts[shown]}" for shown in ORDER if shown in counts)
        parts.append(f"{plain(a)} and {plain(b)}: {said}")
    measure = title(rows["measure"].iloc[0])
    return f"{measure} world by world ({rows['point'].nunique()}, each by itself): {'; '.join(parts)}."


def figures(answer: Answer) -> dict[str, Figure]:
    """One picture: differences against their margins, or of several worlds the shares in which pairs are equal."""
    many, style = answer.asked["points"] > 1, look(answer.asked["designs"])
    table = answer.tables["by_point"] if many else answer.table
    couples = list(dict.fromkeys(zip(table["design_a"], table["design_b"])))
    labels = [f"{plain(a)}, {plain(b)}" if many else f"{plain(a)} − {plain(b)}" for a, b in couples]
    level = 100 * (1 - 2 * answer.asked["error"] / len(couples))
    sure = f"error {answer.asked['error']:g} over {some(len(couples), 'pair')}"
    below = (
        f"World by world, {sure} in each. Blue: equal within the margin; orange: differ, dark beyond the margin; "
        "grey: neither is shown."
        if many
        else f"First design minus second in the same worlds with {level:.3g} % interval: equal where it lies within "
        f"the shaded margin ({sure}; Holm's steps show some more)."
    )
    gap = 0.075 * (max(len(plain(name)) for name in style) + len(marks.BETTER_UNSURE)) + 0.15
    with project_style():
        left, height = 0.078 * max(map(len, labels)) + 0.3, 0.36 * len(couples) + 0.15
        count = table["measure"].nunique()
        sheet, panels = marks.panels(count, height, left, finding(answer), below, gap=gap, across=1)
        for (axes, _), (measure, rows) in zip(panels, table.groupby("measure", sort=False), strict=True):
            if many:
                bars(axes, rows, couples)
                axes.set_title(title(measure), loc="left", size=11, color=INK, weight="bold")
            else:
                forest(axes, rows.assign(verdict=_verdicts(rows), beyond_margin=rows["shown"] == BEYOND), None, style)
            axes.set_yticks(range(len(labels)), labels, size=9.5, color=INK)
    return {"equivalence": sheet.figure}


def _verdicts(rows: pd.DataFrame) -> list[str]:
    """What is shown of each pair as the verdict on a difference."""
    said = {EQUAL: "equal", NEITHER_SHOWN: "unclear"}
    return [
        said.get(row["shown"]) or verdict(row["measure"], row["difference"], row["difference"], 0.0)
        for row in rows.to_dict("records")
    ]


def bars(axes: Axes, rows: pd.DataFrame, couples: list[tuple[str, str]]) -> None:
    """One bar a pair: the share of worlds of each finding."""
    for i, (a, b) in enumerate(couples):
        own = rows.loc[(rows["design_a"] == a) & (rows["design_b"] == b), "shown"]
        start = 0.0
        for shown in ORDER:
            share = 100 * own.eq(shown).mean()
            axes.barh(i, share, left=start, height=0.62, color=COLOUR[shown], alpha=PALE[shown], ec="white", lw=0.6)
            start += share
        where = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
        axes.annotate(f"equal in {100 * own.eq(EQUAL).mean():.0f} %", (1.02, i), size=SMALL_SIZE, color=INK, **where)
    axes.set(ylim=(len(couples) - 0.5, -0.5), xlim=(0, 100))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:g} %")
    axes.set_xlabel("share of worlds")
