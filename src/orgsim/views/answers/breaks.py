"""What breaks first, in words and as bars of offered load per seat, unit by unit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.answers.breaks import BETWEEN, LOAD, PROPORTIONAL
from orgsim.views.answers.shares import percent, plain_number
from orgsim.views.style import BAD, FAINT, INK, NEUTRAL, RULE, SMALL_SIZE, Sheet, project_style
from orgsim.views.words import listed, number, plain

MOST_UNITS, MOST_NAMED, ACROSS = 14, 3, 3
ROW, WIDE = 0.27, 2.6
ESTIMATE = (
    "Offered load is reckoned as if nobody gave up; growth in proportion is an estimate only, because own work, "
    "look-ups and meetings do not grow with demand."
)


def lines(answer: Answer) -> list[str]:
    """The finding, then each design: its unit, how far it is from full, the load at which it breaks, what runs show."""
    tables = answer.tables
    said = [finding(answer) + "."]
    for _, row in tables["designs"].iterrows():
        said.append(of_design(row, answer.table[answer.table["design"] == row["design"]]))
        said += at_load(tables["load"][tables["load"]["design"] == row["design"]], plain(row["design"]))
    said += evidence(tables["simulated"], tables["designs"])
    return [*said, ESTIMATE]


def columns(answer: Answer) -> dict:
    """Columns of the table for a terminal."""
    return {
        "point": ("point", plain),
        "design": ("design", plain),
        "units": ("full first", units),
        "seats": "seats",
        "offered_per_seat": ("of its time asked for", lambda load: percent(load) if np.isfinite(load) else "–"),
        "growth": ("demand could grow times", plain_number),
    }


def finding(answer: Answer) -> str:
    """Which unit of which design breaks first, or how often one is broken."""
    table = answer.tables["designs"]
    if table["worlds"].max() == 1:
        parts = [f"{units(row['unit'])} under {plain(row['design'])} ({filled(row)})" for _, row in table.iterrows()]
        return f"What breaks first: {listed(parts)}"
    worlds = int(table["worlds"].max())
    parts = [f"{plain(row['design'])} in {percent(row['share_broken'])}" for _, row in table.iterrows()]
    return f"Some unit has more work than people, of {worlds} worlds: under {listed(parts)}"


def of_design(row, own: pd.DataFrame) -> str:
    """A design's first unit and how far it is from full; own: the first unit in each world."""
    growth = f"demand could grow to {number(row['growth'])} times what it is before it is full"
    if row["growth"] < 1:
        growth = f"demand would have to fall to {number(row['growth'])} times what it is for it to cope"
    if row["worlds"] == 1:
        return f"{plain(row['design'])}: {units(row['unit'])} first, {filled(row)}; {growth}, in proportion."
    return (
        f"{plain(row['design'])}: {firsts(row, own)}; "
        f"the fullest unit has {filled(row)} (median over worlds); there {growth}, in proportion."
    )


def firsts(row, own: pd.DataFrame) -> str:
    """Which unit, or units together, is full first in how many worlds, the most frequent first."""
    counts = own["units"].value_counts()
    parts = [f"{units(together)} in {percent(count / len(own))}" for together, count in counts[:MOST_NAMED].items()]
    if len(counts) > MOST_NAMED:
        parts.append(f"others in {percent(counts[MOST_NAMED:].sum() / len(own))}")
    return f"first to be full: {listed(parts)} of {row['worlds']} worlds"


def filled(row) -> str:
    """Work offered per seat in words."""
    load = row["offered_per_seat"]
    return "work and no people" if np.isinf(load) else f"{percent(load)} of its people's time asked for"


def units(together: str) -> str:
    """Units that break together, the first few by name."""
    names = [plain(name) for name in together.split(", ")]
    more = len(names) - MOST_NAMED
    return listed(names if more <= 0 else [*names[:MOST_NAMED], f"{more} more alike"])


def at_load(found: pd.DataFrame, design: str) -> list[str]:
    """The company's load at which the design breaks, and whether it lies between points that were run."""
    said = []
    for method, how in ((BETWEEN, "interpolated between points"), (PROPORTIONAL, "extrapolated, an estimate only")):
        loads = found.loc[found["method"] == method, "load"].astype(float)
        if len(loads):
            span = number(loads.iloc[0]) if np.ptp(loads) < 0.005 else f"{number(loads.min())} to {number(loads.max())}"
            over = f", in {len(loads)} settings of the other factors" if len(loads) > 1 else ""
            said.append(f"{design} breaks at {LOAD} {span} ({how}{over}).")
    return said


def evidence(runs: pd.DataFrame, designs: pd.DataFrame) -> list[str]:
    """What the runs show beside the reckoning."""
    said = []
    for measure, words in (("gave_up", "given up"), ("open", "still open at the end")):
        own = runs[(runs["measure"] == measure) & (runs["subset"] == "all")]
        if len(own):
            means = own.groupby("design", sort=False)["mean"].agg(["mean", "min", "max"]).reindex(designs["design"])
            parts = [
                f"{percent(row['mean'])} under {plain(name)}"
                + (f" ({percent(row['min'])} to {percent(row['max'])} by world)" if row["min"] < row["max"] else "")
                for name, row in means.iterrows()
            ]
            said.append(f"In the runs the share of issues {words} is {listed(parts)}.")
    known = designs[designs["busiest_too"].notna()]
    if len(known):
        parts = [f"{percent(row['busiest_too'])} under {plain(row['design'])}" for _, row in known.iterrows()]
        said.append(
            f"The unit that breaks first is also the busiest of the runs in {listed(parts)} of worlds; customers "
            "who give up and turn to another unit, which the reckoning does not know, can make that one busier."
        )
    return said


def figures(answer: Answer) -> dict[str, Figure]:
    """A panel of bars for each design."""
    table = answer.tables["units"]
    finite = table["offered_per_seat"].replace(np.inf, np.nan)
    most = max(1.15, 1.05 * float(np.nanmax(table["high"].where(np.isfinite(table["high"]), finite))))
    designs = list(answer.asked["designs"])
    rows = [designs[place : place + ACROSS] for place in range(0, len(designs), ACROSS)]
    tall = [ROW * max(min(MOST_UNITS, (table["design"] == name).sum()) for name in row) for row in rows]
    many = answer.tables["designs"]["worlds"].max() > 1
    names = 0.35 + 0.085 * max(len(plain(unit)) for unit in table["unit"])
    with project_style():
        sheet = Sheet(
            0.2 + (names + WIDE) * len(rows[0]) + 0.35,
            sum(tall) + 0.85 * len(rows) + 0.15,
            finding(answer),
            "Offered load per seat by unit; right of the line there is more work than people. Orange: breaks first"
            + (" most often; bars: median over worlds, whiskers: the middle 90 % of them." if many else ".")
            + (" Diamonds: busy share in the runs." if len(utilised(answer)) else ""),
        )
        top = sheet.height
        for row, height in zip(rows, tall):
            top -= 0.4 + height
            for place, name in enumerate(row):
                axes = sheet.place(0.1 + names + place * (names + WIDE), top, WIDE - 0.1, height)
                bars(axes, table[table["design"] == name].head(MOST_UNITS), utilised(answer), most, many)
                axes.set_title(plain(name), loc="left", size=11, color=INK, weight="bold")
            top -= 0.45
    return {"breaks": sheet.figure}


def utilised(answer: Answer) -> pd.Series:
    """Simulated utilisation by (design, unit): the median over worlds."""
    runs = answer.tables["simulated"]
    own = runs[(runs["measure"] == "utilisation") & runs["subset"].str.startswith("unit=")]
    return own.assign(unit=own["subset"].str.removeprefix("unit=")).groupby(["design", "unit"])["mean"].median()


def bars(axes: Axes, table: pd.DataFrame, busy: pd.Series, most: float, many: bool) -> None:
    """Units from the fullest down."""
    first = table["share_first"].max()
    for place, (_, row) in enumerate(table.iterrows()):
        load = min(row["offered_per_seat"], most)
        axes.barh(place, load, 0.68, color=BAD if row["share_first"] == first else NEUTRAL)
        if many:
            axes.plot([row["low"], min(row["high"], most)], [place, place], color=INK, lw=1.2)
        at = (row["design"], row["unit"])
        if at in busy.index:
            axes.plot(busy[at], place, "D", color=INK, mfc="white", ms=4.5, zorder=5)
        said = "no people" if np.isinf(row["offered_per_seat"]) else number(row["offered_per_seat"])
        end = max(load, min(row["high"], most) if many else 0, busy.get(at, 0))
        axes.annotate(said, (end, place), (4, 0), textcoords="offset points", va="center", size=SMALL_SIZE - 0.5,
                      color=FAINT)  # fmt: skip
    axes.axvline(1.0, color=INK, lw=1.2, zorder=4)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlim(0, most * 1.12)
    axes.set_xticks([0, 0.5, 1.0])
    axes.spines["bottom"].set_color(RULE)
    axes.set_yticks(range(len(table)), [plain(unit) for unit in table["unit"]], size=SMALL_SIZE, color=INK)
