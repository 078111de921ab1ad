"""How probable each design is the best, in words and as dots with both kinds of uncertainty."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.views.answers.shares import between, caveats, chance, percent, some
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import decimals, listed, plain, with_interval, words

SURE = 0.95  # probability from which a design is called best


def lines(answer: Answer) -> list[str]:
    """The finding, each design, what is chance and what the worlds, what a procedure selects."""
    table, asked = answer.table, answer.asked
    said = [f"{finding(answer)}.", *(of_design(row, asked) for row in table.to_dict("records"))]
    if asked["points"] > 1:
        chosen = ", though these were chosen" if asked["chosen"] else ""
        said.append(
            "More replications would narrow only what is due to chance; the interval by worlds takes them as drawn "
            f"one by one at random{chosen}."
        )
    return said + selection(answer) + caveats(answer, int(table["n"].min()))


def finding(answer: Answer) -> str:
    """Who is best, how probably, and in how many worlds."""
    table, asked = answer.table, answer.asked
    on = words(asked["measure"]).title + ("" if asked["subset"] == "all" else f" ({plain(asked['subset'])})")
    order = table.sort_values("probability", ascending=False, kind="stable").to_dict("records")
    first = order[0]
    average = f" on average over {asked['points']} worlds" if asked["points"] > 1 else ""
    if not math.isfinite(first["probability"]):
        return f"Which design is best on {on} cannot be told from {some(int(first['n']), 'replication')}"
    if first["probability"] >= SURE:
        said = f"{plain(first['design'])} is best on {on}{average} with probability {chance(first['probability'])}"
    else:
        parts = [f"{plain(row['design'])} {chance(row['probability'])}" for row in order if row["probability"] >= 0.01]
        said = f"No design is shown to be best on {on}{average}: {listed(parts)}"
    if asked["points"] == 1:
        near = [plain(row["design"]) for row in order if row["probability_within"] >= SURE and row is not first]
        return said + (f"; {listed(near)} within the margin of the best" if near else "")
    most = table.loc[table["share"].idxmax()]
    if first["probability"] >= SURE and most["design"] != first["design"]:
        own = table.loc[table["design"] == first["design"], "share"].iloc[0]
        return f"{said}, but in only {percent(own)} of them; {plain(most['design'])} in {percent(most['share'])}"
    return f"{said}; {plain(most['design'])} is best in {percent(most['share'])} of worlds"


def of_design(row: dict, asked: dict) -> str:
    """A design: mean, probability to be best, and share of worlds with both intervals."""
    places = decimals(row["mean"], row["low"], row["high"])
    mean = with_interval(row["mean"], row["low"], row["high"], asked["unit"], places)
    over = f" over {asked['points']} worlds" if asked["points"] > 1 else ""
    said = (
        f"{plain(row['design'])}: mean {mean}{over}, {some(int(row['n']), 'replication')}; best with probability "
        f"{chance(row['probability'])}, best or within the margin of the best with {chance(row['probability_within'])}"
    )
    if asked["points"] > 1:
        said += (
            f"; best in {percent(row['share'])} of {asked['points']} worlds (by chance "
            f"{between(row['low_chance'], row['high_chance'])}, by worlds "
            f"{between(row['low_worlds'], row['high_worlds'])}), within the margin of the best in "
            f"{percent(row['share_within'])}; expected {percent(row['expected'])}"
        )
    return said + "."


def selection(answer: Answer) -> list[str]:
    """What the selection procedure picks, over all points and world by world."""
    table, error = answer.tables["selection"], answer.asked["error"]
    row = table.iloc[0]
    if isinstance(row["selected"], str):
        said = [
            f"Taking replications one by one, a selection procedure (KN) picks {plain(row['selected'])} after "
            f"{row['replications']} of {row['n']}; where one design is better than all others by the margin, it misses "
            f"it with probability {error:g} at most."
        ]
    else:
        left = listed(plain(name) for name in row["remaining"].split(", "))
        said = [
            f"A selection procedure (KN, error {error:g}) has not decided between {left} after "
            f"{some(int(row['n']), 'replication')}; {_more(row)}."
        ]
    if len(table) > 1:
        counts = table["selected"].iloc[1:].value_counts(dropna=False)
        parts = [f"{plain(name) if isinstance(name, str) else 'none yet'} in {count}" for name, count in counts.items()]
        said.append(f"World by world it picks {listed(parts)} of {len(table) - 1}.")
    return said


def _more(row: pd.Series) -> str:
    """How many more replications it would take."""
    if math.isnan(row["expected"]):
        return "how many it would take cannot be told"
    if math.isinf(row["expected"]):
        return "at these means even 10,000 would not do"
    return f"at these means it would take about {row['expected']:,.0f}, {row['expected'] - row['n']:,.0f} more"


def figures(answer: Answer) -> dict[str, Figure]:
    """One picture: a row per design; of several worlds the share of them, else the probability."""
    table, asked = answer.table, answer.asked
    style, many = look(asked["designs"]), asked["points"] > 1
    left, height = 0.4 + 0.09 * max(len(plain(name)) for name in style), 0.52 * len(style) + 0.1
    runs = some(int(table["n"].min()), "replication")
    below = f"Probability to be best, by resampling {runs}."
    if many:
        below = f"Share of {asked['points']} worlds in which each has the best mean. Thick: by chance ({runs}); "
        below += "thin: by which worlds were looked at."
    below += " Hollow: best or within the margin of the best."
    with project_style():
        sheet = Sheet(left + 6.7, height + 0.75, finding(answer), below)
        axes = sheet.place(left, 0.6, 5.4, height)
        for i, row in enumerate(table.to_dict("records")):
            colour, marker = style[row["design"]]
            value, within = (
                (row["share"], row["share_within"]) if many else (row["probability"], row["probability_within"])
            )
            axes.plot(100 * within, i, marker, mfc="white", mec=colour, mew=1.4, ms=8, zorder=2)
            if many:
                axes.plot([100 * row["low_worlds"], 100 * row["high_worlds"]], [i, i], color=colour, lw=1.2)
                axes.plot(
                    [100 * row["low_chance"], 100 * row["high_chance"]],
                    [i, i],
                    color=colour,
                    lw=5,
                    solid_capstyle="butt",
                )
            axes.plot(100 * value, i, marker, color=colour, ms=7, zorder=3)
            said = percent(value) if many else chance(value)
            how = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
            axes.annotate(said, (1.03, i), size=SMALL_SIZE + 0.5, color=INK, **how)
        axes.set(xlim=(-2, 102), ylim=(len(style) - 0.5, -0.5))
        axes.set_yticks(range(len(style)), [plain(name) for name in style], size=10.5, color=INK)
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g} %")
        axes.set_xlabel("share of worlds" if many else "probability", color=FAINT)
        axes.grid(True, axis="x")
    return {"best": sheet.figure}
