"""Which design is best: by the mean over worlds and world by world, in words and as dots with their uncertainty."""

from __future__ import annotations

import math
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.best import BEHIND, BEST, EQUAL, LONGEST, NOT_SURE
from orgsim.views.answers.shares import between, caveats, chance, percent, some, too_few
from orgsim.views.style import FAINT, INK, SMALL_SIZE, Sheet, look, project_style
from orgsim.views.words import decimals, listed, number, plain, quantity, title, unit_in_words, with_interval

WIDE, APART = 3.1, 0.85


def lines(answer: Answer) -> list[str]:
    """The finding, each design, what is chance and what the worlds, what a procedure selects."""
    table, asked = answer.table, answer.asked
    said = [f"{finding(answer)}.{world_by_world(answer)}{carriers(answer)}"]
    said += [of_design(row, asked) for row in table.to_dict("records")]
    if asked["points"] > 1:
        chosen = ", though these were chosen" if asked["chosen"] else ""
        said.append(
            "More replications would narrow only what is due to chance; the interval by worlds takes them as drawn "
            f"one by one at random{chosen}."
        )
    return said + selection(answer) + caveats(answer, int(table["n"].min()))


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    rows = answer.table[["mean", "low", "high"]].itertuples(index=False)
    write = partial(number, places=max(decimals(*row) for row in rows))
    mean = ", ".join(filter(None, ("mean", unit_in_words(answer.asked["unit"]))))
    told = {"design": ("design", plain), "mean": (mean, write), "low": ("from", write), "high": ("to", write)}
    if answer.asked["points"] == 1:
        return told | {"probability": ("best with probability", chance)}
    return told | {"share_within": ("within the margin of the best in", percent), "share": ("first in", percent)}


def finding(answer: Answer) -> str:
    """Every design's mean, best first, and whether they differ by more than the margin."""
    asked, table = answer.asked, ordered(answer)
    on = title(asked["measure"]) + ("" if asked["subset"] == "all" else f" ({plain(asked['subset'])})")
    over = f", mean over {asked['points']} worlds" if asked["points"] > 1 else ", mean"
    means = [f"{plain(row['design'])} {mean_of(row, asked['unit'])}" for row in table.to_dict("records")]
    return f"{on}{over}: {listed(means)}{standing(table)}{first_elsewhere(answer)}"


def first_elsewhere(answer: Answer) -> str:
    """Who is first in most worlds, where that is not the design with the best mean."""
    if "carried" not in answer.tables:
        return ""
    other = answer.tables["carried"]["other"].iloc[0]
    share = answer.table.loc[answer.table["design"] == other, "share"].iloc[0]
    return f"; but {plain(other)} is first in {percent(share)} of worlds"


def ordered(answer: Answer) -> pd.DataFrame:
    """The table, the best mean first."""
    place = answer.table["standing"].ne(BEST)
    ahead = answer.table["mean"].sub(answer.table.loc[~place, "mean"].iloc[0]).abs()
    return answer.table.assign(place=place, ahead=ahead).sort_values(["place", "ahead"], kind="stable")


def mean_of(row: dict, unit: str) -> str:
    """A design's mean, without its interval."""
    return quantity(row["mean"], unit, decimals(row["mean"], row["low"], row["high"]))


def standing(table: pd.DataFrame) -> str:
    """How the others stand to the design with the best mean."""
    others = {kind: [plain(name) for name in table.loc[table["standing"] == kind, "design"]] for kind in (
        EQUAL, BEHIND, NOT_SURE)}  # fmt: skip
    if len(table) == 1:
        return ""
    first = plain(table["design"].iloc[0])
    if len(others[EQUAL]) == len(table) - 1:
        return ", equal within the margin"
    if len(others[BEHIND]) == len(table) - 1:
        return f"; {first} is ahead by more than the margin"
    if len(others[NOT_SURE]) == len(table) - 1:
        return "; whether they differ by more than the margin is not sure"
    kinds = ((EQUAL, f"equal to {first} within the margin"), (BEHIND, "behind by more than the margin"))
    parts = [f"{listed(others[kind])} {said}" for kind, said in kinds if others[kind]]
    parts += [f"not sure: {listed(others[NOT_SURE])}"] if others[NOT_SURE] else []
    return f"; {'; '.join(parts)}"


def world_by_world(answer: Answer) -> str:
    """In what share of worlds each is within the margin of the best, and in what share it is first."""
    if answer.asked["points"] == 1:
        return ""
    table = answer.table.sort_values(["share_within", "share"], ascending=False, kind="stable").to_dict("records")
    within = [f"{plain(row['design'])} in {percent(row['share_within'])}" for row in table]
    first = [f"{plain(row['design'])} in {percent(row['share'])}" for row in table]
    first = f"first, by however little: {listed(first)}"
    return f" World by world, within the margin of the best: {listed(within)}; {first}."


def carriers(answer: Answer) -> str:
    """Which worlds make the best mean the best, where it and the count of worlds disagree."""
    if "carried" not in answer.tables:
        return ""
    worlds, waits = answer.tables["carried"], answer.asked["unit"] in ("hours", "working hours", "minutes")
    row, count = worlds.iloc[0], len(worlds)
    one = "world" if count == 1 else f"{count} worlds"
    if row["by"] == LONGEST:
        which = f"the {one} with the longest waits" if waits else f"the {one} with the worst values"
    else:
        which = f"the {one} in which it leads most"
    return (
        f" The mean of {plain(row['design'])} is best by {which}: without {'it' if count == 1 else 'them'} "
        f"{plain(row['other'])}, first most often, would have the better one."
    )


def of_design(row: dict, asked: dict) -> str:
    """A design: mean, probability to be best, and share of worlds with both intervals."""
    places = decimals(row["mean"], row["low"], row["high"])
    mean = with_interval(row["mean"], row["low"], row["high"], asked["unit"], places)
    over = f" over {asked['points']} worlds" if asked["points"] > 1 else ""
    said = f"{plain(row['design'])}: mean {mean}{over}, {some(int(row['n']), 'replication')}; "
    if math.isfinite(row["probability"]):
        said += (
            f"the best mean with probability {chance(row['probability'])}, best or within the margin of the best with "
            f"{chance(row['probability_within'])}"
        )
    else:
        said += too_few(int(row["n"]))
    if asked["points"] > 1:
        said += (
            f"; first in {percent(row['share'])} of {asked['points']} worlds (by chance "
            f"{between(row['low_chance'], row['high_chance'])}, by worlds "
            f"{between(row['low_worlds'], row['high_worlds'])})"
        )
        said += f"; expected {percent(row['expected'])}" if math.isfinite(row["expected"]) else ""
    return said + "."


def selection(answer: Answer) -> list[str]:
    """What the selection procedure picks, over all points and world by world."""
    table, error = answer.tables["selection"], answer.asked["error"]
    row = table.iloc[0]
    if isinstance(row["selected"], str):
        said = [
            f"Taking replications one by one, a selection procedure (KN) picks {plain(row['selected'])} after "
            f"{row['replications']} of {row['n']}; where one design is better than all others by the margin, it misses "
            f"it with probability {percent(error)} at most."
        ]
    else:
        left = listed(plain(name) for name in row["remaining"].split(", "))
        said = [
            f"A selection procedure (KN, error {percent(error)}) has not decided between {left} after "
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
    """One picture: a row per design, its mean with its interval; of several worlds beside it the share of them."""
    table, asked = answer.table, answer.asked
    style, many = look(asked["designs"]), asked["points"] > 1
    left, height = 0.4 + 0.09 * max(len(plain(name)) for name in style), 0.52 * len(style) + 0.1
    below = f"Bars: {percent(asked['confidence'])} by chance ({some(int(table['n'].min()), 'replication')})."
    if many:
        below += " Shares of worlds: filled: first, by however little; ring: within the margin of the best; thin line: "
        below += "by which worlds were looked at."
    with project_style():
        sheet = Sheet(left + (2 * (WIDE + APART) + 0.3 if many else 6.7), height + 0.95, finding(answer), below)
        axes = sheet.place(left, 0.6, WIDE if many else 5.4, height)
        means(axes, table, style, asked)
        axes.set_yticks(range(len(style)), [plain(name) for name in style], size=10.5, color=INK)
        if many:
            axes = sheet.place(left + WIDE + APART, 0.6, WIDE, height)
            shares(axes, table, style)
            axes.set_yticks([])
    return {"best": sheet.figure}


def means(axes: Axes, table: pd.DataFrame, style, asked) -> None:
    """The mean of each design with its interval by chance."""
    for i, row in enumerate(table.to_dict("records")):
        colour, marker = style[row["design"]]
        axes.plot([row["low"], row["high"]], [i, i], color=colour, lw=4, alpha=0.5, solid_capstyle="butt")
        axes.plot(row["mean"], i, marker, color=colour, ms=7, zorder=3)
        beside(axes, i, mean_of(row, asked["unit"]))
    over = f"mean over {asked['points']} worlds" if asked["points"] > 1 else "mean"
    dress(axes, len(style), ", ".join(filter(None, (over, unit_in_words(asked["unit"])))))
    axes.margins(x=0.06)


def shares(axes: Axes, table: pd.DataFrame, style) -> None:
    """The share of worlds in which each design is first, and within the margin of the best."""
    for i, row in enumerate(table.to_dict("records")):
        colour, marker = style[row["design"]]
        for ends, width in (("worlds", 1.2), ("chance", 4)):
            x = [100 * row[f"low_{ends}"], 100 * row[f"high_{ends}"]]
            axes.plot(x, [i, i], color=colour, lw=width, alpha=1 if width < 2 else 0.5, solid_capstyle="butt")
        axes.plot(100 * row["share"], i, marker, color=colour, ms=6, zorder=3, clip_on=False)
        axes.plot(100 * row["share_within"], i, "o", mfc="none", mec=colour, mew=1.5, ms=13, zorder=4, clip_on=False)
        beside(axes, i, f"{percent(row['share'])}, {percent(row['share_within'])}")
    axes.set_xlim(-4, 104)
    axes.xaxis.set_major_formatter(lambda x, _: f"{number(x, 0)} %")
    dress(axes, len(style), "share of worlds: first, within the margin")


def beside(axes: Axes, place: int, said: str) -> None:
    """A number right of a row."""
    how = {"xycoords": ("axes fraction", "data"), "annotation_clip": False, "va": "center"}
    axes.annotate(said, (1.04, place), size=SMALL_SIZE + 0.5, color=INK, **how)


def dress(axes: Axes, rows: int, label: str) -> None:
    """What both panels have."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xlabel(label, color=FAINT, size=SMALL_SIZE + 0.5)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(True, axis="x")
