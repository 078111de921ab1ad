"""Differences of every two designs in words, and as a forest of intervals for each measure."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.views import findings, marks
from orgsim.views.answers.shares import plain_number, some
from orgsim.views.style import FAINT, INK, NEUTRAL, SMALL_SIZE, look, project_style
from orgsim.views.words import RATIO_UNITS, decimals, listed, plain, title, with_interval, words

SIDE = {"a better": "design_a", "a higher": "design_a", "a lower": "design_b"}
SIDE |= {"b better": "design_b", "b higher": "design_b"}
SAID = {"equal": "equal", "unclear": "not settled"}


def lines(answer: Answer) -> list[str]:
    """The finding, every difference with its interval and verdict, how sure it is, and in how many worlds it holds."""
    table, said = answer.table, [f"{finding(answer)}."]
    for measure, rows in table.groupby("measure", sort=False):
        said.append(f"{title(measure)}: {'; '.join(difference(row) for row in rows.to_dict('records'))}.")
    said.append(how_sure(answer))
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
        "verdict": ("verdict", lambda verdict: SAID.get(verdict, verdict)),
    }


def finding(answer: Answer) -> str:
    """Who is best on which measures, or how each other design stands to the one asked about."""
    many = answer.asked["points"]
    where = f"On average over {many} worlds: " if many > 1 else ""
    if answer.asked["against"] is None:
        return where + findings.lead(standings(answer), {name: plain(name) for name in answer.asked["designs"]})[:-1]
    against, table = answer.asked["against"], answer.table
    parts = [f"{plain(other)} {_stands(rows)}" for other, rows in table.groupby("design_a", sort=False)]
    said = f"against {plain(against)}, {'; '.join(parts)}"
    return where + said if where else said[:1].upper() + said[1:]


def _stands(rows: pd.DataFrame) -> str:
    """On which measures the first design of these pairs is better, worse, equal or not settled."""
    said = []
    for how, verdicts in (
        ("is better on", ("a better", "a higher")),
        ("is worse on", ("b better", "a lower", "b higher")),
        ("is equal on", ("equal",)),
        ("is not told apart on", ("unclear",)),
    ):
        on = [words(measure).title for measure in rows.loc[rows["verdict"].isin(verdicts), "measure"]]
        if on:
            said.append(f"{how} {listed(on)}")
    return listed(said)


def standings(answer: Answer) -> list[findings.Standing]:
    """How the designs stand on each measure, by these pairs."""
    found = []
    for measure, pairs in answer.table.groupby("measure", sort=False):
        means = dict(zip(pairs["design_a"], pairs["mean_a"])) | dict(zip(pairs["design_b"], pairs["mean_b"]))
        of = pd.DataFrame({"design": list(means), "mean": list(means.values()), "unit": pairs["unit"].iloc[0]})
        found.append(findings.judged(answer.asked["designs"], measure, of.assign(low=np.nan, high=np.nan, n=0), pairs))
    return found


def difference(row: dict) -> str:
    """A pair: its difference with its interval, and the verdict."""
    low, high = row["low"], row["high"]
    size = with_interval(row["difference"], low, high, row["unit"], min(3, decimals(row["difference"], low, high)))
    return f"{plain(row['design_a'])} less {plain(row['design_b'])} {size}, {verdict(row)}"


def verdict(row: dict) -> str:
    """Who is better, and whether by more than the margin."""
    if row["verdict"] in SAID:
        return SAID[row["verdict"]]
    better = "higher" if row["verdict"] in ("a higher", "a lower", "b higher") else "better"
    doubt = "" if row["beyond_margin"] else " (perhaps by less than the margin)"
    return f"{plain(row[SIDE[row['verdict']]])} {better}{doubt}"


def how_sure(answer: Answer) -> str:
    """What the intervals hold for, and of how many worlds and replications they are."""
    table = answer.table
    family, n = int(table["family"].max()), table["n"]
    runs = some(int(n.min()), "replication") if n.min() == n.max() else f"{n.min()} to {n.max()} replications"
    whole = f"all {some(family, 'interval')} of a measure hold" if family > 1 else "the interval of a measure holds"
    over = f" of the mean over {answer.asked['points']} worlds" if answer.asked["points"] > 1 else ""
    return (
        f"With {100 * answer.asked['confidence']:g} % confidence {whole} at once ({runs}{over}, paired; each measure "
        "by itself)."
    )


def in_worlds(rows: pd.DataFrame) -> str:
    """In how many worlds each verdict holds on a measure, all worlds at once."""
    parts = []
    for (a, b), pair in rows.groupby(["design_a", "design_b"], sort=False):
        found = pair["verdict_everywhere"]
        sides = [
            found.isin([each for each, side in SIDE.items() if side == of]).sum() for of in ("design_a", "design_b")
        ]
        counts = [(sides[0], f"{plain(a)} better"), (sides[1], f"{plain(b)} better")]
        counts += [((found == each).sum(), said) for each, said in SAID.items()]
        parts.append(
            f"{plain(a)} and {plain(b)}: " + ", ".join(f"{said} in {count}" for count, said in counts if count)
        )
    worlds = rows["point"].nunique()
    return f"{title(rows['measure'].iloc[0])} world by world ({worlds}, every interval at once): {'; '.join(parts)}."


def figures(answer: Answer) -> dict[str, Figure]:
    """One picture: a forest for each measure."""
    table, style = answer.table, look(answer.asked["designs"])
    couples = list(dict.fromkeys(zip(table["design_a"], table["design_b"])))
    labels = [f"{plain(a)} − {plain(b)}" for a, b in couples]
    verdicts = 0.075 * (max(len(plain(name)) for name in style) + len(marks.BETTER_UNSURE)) + 0.15
    many = answer.asked["points"] > 1
    below = (
        f"First design minus second in the same worlds; the {len(couples)} intervals of a measure hold together with "
        f"{100 * answer.asked['confidence']:g} % confidence. Shaded: counts as equal."
    )
    below += " Dot and bar: mean over all worlds; ticks: single worlds." if many else ""
    with project_style():
        sheet, panels = marks.panels(
            table["measure"].nunique(),
            0.38 * len(couples) + 0.15,
            0.078 * max(map(len, labels)) + 0.3,
            finding(answer),
            below,
            gap=verdicts,
            across=1,
        )
        for (axes, _), (measure, rows) in zip(panels, table.groupby("measure", sort=False), strict=True):
            worlds = answer.tables.get("by_point")
            worlds = worlds[worlds["measure"] == measure] if worlds is not None else None
            forest(axes, rows, worlds, style)
            axes.set_yticks(range(len(labels)), labels, size=9.5, color=INK)
    return {"differences": sheet.figure}


def forest(axes: Axes, rows: pd.DataFrame, worlds: pd.DataFrame | None, style) -> None:
    """One row a pair: difference, interval, verdict, single worlds as ticks; in per cent where a ratio makes sense."""
    ends, measure, unit = [0.0], rows["measure"].iloc[0], rows["unit"].iloc[0]
    for i, row in enumerate(rows.to_dict("records")):
        scale = _scale(row["mean_a"], row["mean_b"], unit)
        low, middle, high, margin = (scale * row[key] for key in ("low", "difference", "high", "margin"))
        winner = row[SIDE[row["verdict"]]] if row["verdict"] in SIDE else None
        colour, marker = style[winner] if winner else (NEUTRAL, "o")
        axes.fill_between([-margin, margin], i - 0.5, i + 0.5, color=marks.SHADE, lw=0, zorder=0)
        if worlds is not None:
            own = worlds[(worlds["design_a"] == row["design_a"]) & (worlds["design_b"] == row["design_b"])]
            single = (own["difference"] * _scale(own["mean_a"], own["mean_b"], unit)).dropna()
            axes.plot(single, np.full(len(single), i + 0.3), "|", color=FAINT, ms=5, mew=0.8, alpha=0.6)
            ends += [single.min(), single.max()]
        axes.plot([low, high], [i, i], color=colour, lw=2.4, solid_capstyle="butt")
        axes.plot(middle, i, marker, color=colour, ms=5)
        said = (
            (plain(winner) + (marks.BETTER if row["beyond_margin"] else marks.BETTER_UNSURE))
            if winner
            else verdict(row)
        )
        where = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
        axes.annotate(said, (1.02, i), size=SMALL_SIZE, color=INK if winner else FAINT, **where)
        ends += [low, high, -margin, margin]
    known = [end for end in ends if math.isfinite(end)]
    room = 0.06 * (max(known) - min(known) or 1)
    axes.axvline(0, color=FAINT, lw=1)
    axes.set(ylim=(len(rows) - 0.5, -0.5), xlim=(min(known) - room, max(known) + room))
    axes.locator_params(axis="x", nbins=5)
    axes.set_title(
        f"{title(measure)}, {'%' if unit in RATIO_UNITS else unit}", loc="left", size=11, color=INK, weight="bold"
    )


def _scale(mean_a, mean_b, unit: str):
    """What makes a difference per cent of the pair's mean, where a ratio makes sense."""
    return 200 / (np.abs(mean_a) + np.abs(mean_b)) if unit in RATIO_UNITS else 1.0
