"""Which factors matter, in words and as dots with their intervals against what chance alone gives."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.sensitivity import BOTH, DELTA, FIRST_ORDER
from orgsim.views.answers.shares import percent, some
from orgsim.views.marks import SHADE
from orgsim.views.style import FAINT, GOOD, INK, SMALL_SIZE, Sheet, project_style, wrapped
from orgsim.views.words import listed, number, plain, words

MOST_NAMED, MOST_ROWS, ACROSS = 3, 14, 3
ROW, WIDE = 0.26, 2.5
MUCH_NOISE = 0.2  # of the variance between worlds


def lines(answer: Answer) -> list[str]:
    """The finding, then for each output what moves it, what is chance; last how to read the numbers."""
    table, noise = answer.table, answer.tables["noise"].set_index("output")
    said = [few(answer) + finding(answer) + "."]
    for output, own in table.groupby("output", sort=False):
        said += of_output(str(output), own, noise.loc[output], answer.asked["measure"])
    said.append(
        "Delta: how far knowing the factor moves the whole distribution (0 none, 1 all); first order: share of the "
        "variance it explains alone; ± half of a 95 % interval. A factor's strength is how many times the floor of "
        "chance its index is. Of factors without influence about one in 20 is said to matter, in few worlds more."
    )
    return said


def few(answer: Answer) -> str:
    """That there are few worlds for so many factors."""
    worlds, enough = answer.asked["worlds"], answer.asked["enough"]
    factors = some(answer.table["factor"].nunique(), "factor")
    return f"Few worlds ({worlds} for {factors}; {enough} are enough): a hint only. " if worlds < enough else ""


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "output": ("of", plain),
        "factor": ("factor", str),
        "matters": "above chance",
        "strength": "times the floor",
        "delta": "delta",
        "first_order": "first order",
    }


def finding(answer: Answer) -> str:
    """The factor that matters most, or that none does."""
    table = answer.table
    first = table[table["matters"]].drop_duplicates("output")
    what, outputs = words(answer.asked["measure"]).title, table["output"].unique()
    if first.empty:
        return f"No factor can be told from chance in what moves {what}"
    counts = first["factor"].value_counts()
    only = first.loc[(first["factor"] == counts.index[0]) & (first["by"] != BOTH), "by"]
    if len(outputs) == 1:
        return f"{counts.index[0]} moves {what} of {plain(outputs[0])} most" + (
            f" (by {only.iloc[0]} only)" if len(only) else "")  # fmt: skip
    parts = [f"{name} in {count}" for name, count in counts.iloc[1:MOST_NAMED].items()]
    kinds = "designs and differences" if any(" minus " in name for name in outputs) else "designs"
    others = f", {listed(parts)}" if parts else ""
    sure = f" (in {len(only)} by one index only)" if len(only) else ""
    return f"{counts.index[0]} moves {what} most in {counts.iloc[0]} of {len(outputs)} {kinds}{sure}{others}"


def of_output(output: str, own: pd.DataFrame, noise: pd.Series, measure: str) -> list[str]:
    """What moves one output, and how much of it is chance."""
    matter, rest = own[own["matters"]], own[~own["matters"]]
    parts = [f"{row['factor']} ({index(row)})" for _, row in matter.head(MOST_NAMED).iterrows()]
    more = len(matter) - len(parts)
    what = f"{words(measure).title} of {plain(output)}: "
    what += f"moved most by {listed(parts)}" if parts else "no factor is above the floor of chance"
    what += f", and {more} more matter" if more > 0 else ""
    floor = f"delta {number(own['delta_floor'].iloc[0])}, first order {number(own['first_order_floor'].iloc[0])}"
    what += f"; {len(rest)} of {len(own)} factors cannot be told from none (floor: {floor})."
    return [what[:1].upper() + what[1:], chance(noise)]


def index(row) -> str:
    """The index, or both, by which a factor matters, and how many times the floor it is."""
    told = {
        DELTA: f"delta {number(row['delta'])} ± {number(row['delta_half'])}",
        FIRST_ORDER: f"first order {number(row['first_order'])} ± {number(row['first_order_half'])}",
    }
    times = f"{number(row['strength'], 1)} times the floor"
    if row["by"] == BOTH:
        return f"{', '.join(told.values())}: {times}"
    return f"by {row['by']} only: {told[row['by']].removeprefix(row['by']).strip()}, {times}"


def chance(noise: pd.Series) -> str:
    """How much of the variance between worlds is chance."""
    runs = f"{int(noise['worlds'])} worlds of at least {int(noise['replications'])} replications"
    if not math.isfinite(noise["noise_share"]):
        return f"How much of it is chance is not known: {runs}."
    warned = ": more replications would say more" if noise["noise_share"] > MUCH_NOISE else ""
    return f"Of the variance between worlds {percent(noise['noise_share'])} is Monte Carlo error ({runs}){warned}."


def figures(answer: Answer) -> dict[str, Figure]:
    """A panel for each output, the same factors down each, the ones that matter anywhere first."""
    table = answer.table
    best = table.groupby("factor")["strength"].max()
    kept = in_order(table, best)[:MOST_ROWS]
    outputs = list(table["output"].unique())
    down = math.ceil(len(outputs) / ACROSS)
    left = 0.3 + 0.085 * max(len(name) for name in kept)
    height, most = ROW * len(kept), extent(table[table["factor"].isin(kept)])
    left_out = f" The other {len(best) - len(kept)} factors are in the table." if len(best) > len(kept) else ""
    with project_style():
        sheet = Sheet(
            left + (WIDE + 0.25) * min(len(outputs), ACROSS) + 0.1,
            (height + 0.85) * down,
            few(answer) + finding(answer),
            "First most often on top. Dots: delta with its 95 % interval; diamonds: share of variance explained "
            "alone. Filled where above what chance gives; grey band: what chance gives delta." + left_out,
        )
        for place, output in enumerate(outputs):
            bottom = sheet.height - (place // ACROSS + 1) * (height + 0.85) + 0.35
            axes = sheet.place(left + (place % ACROSS) * (WIDE + 0.25), bottom, WIDE, height)
            dots(axes, table[table["output"] == output].set_index("factor").loc[kept], most)
            head = "\n".join(wrapped(plain(output), WIDE, SMALL_SIZE, bold=True))
            axes.set_title(head, loc="left", size=SMALL_SIZE + 1, color=INK, weight="bold")
            axes.set_yticks(range(len(kept)), kept if place % ACROSS == 0 else [], size=SMALL_SIZE, color=INK)
    return {"sensitivity": sheet.figure}


def in_order(table: pd.DataFrame, best: pd.Series) -> list[str]:
    """Factors as the finding has them: those that are first most often, then by how strong they are anywhere."""
    firsts = list(table[table["matters"]].drop_duplicates("output")["factor"].value_counts().index)
    return firsts + [name for name in best.sort_values(ascending=False, kind="stable").index if name not in firsts]


def extent(table: pd.DataFrame) -> float:
    """How far the axis reaches."""
    ends = table["delta"] + table["delta_half"], table["first_order"], table["delta_floor"]
    return float(max(each.max() for each in ends))


def dots(axes: Axes, table: pd.DataFrame, most: float) -> None:
    """One row a factor."""
    axes.axvspan(0, table["delta_floor"].iloc[0], color=SHADE, zorder=0)
    for place, (_, row) in enumerate(table.iterrows()):
        above, alone = row["delta"] > row["delta_floor"], row["first_order"] > row["first_order_floor"]
        ends = max(0, row["delta"] - row["delta_half"]), max(0, row["delta"] + row["delta_half"])
        axes.plot(ends, [place - 0.14] * 2, color=GOOD if above else FAINT, lw=1.8, solid_capstyle="butt")
        axes.plot(max(0, row["delta"]), place - 0.14, "o", color=GOOD if above else FAINT, ms=5.5,
                  mfc=GOOD if above else "white")  # fmt: skip
        axes.plot(max(0, row["first_order"]), place + 0.2, "D", color=INK if alone else FAINT, ms=3.8,
                  mfc=INK if alone else "white", clip_on=False)  # fmt: skip
    axes.set_xlim(-0.02 * most, most * 1.08)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(True, axis="x")
