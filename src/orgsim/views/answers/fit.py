"""Which designs fit a company, in words: the answer, the misfits of what there is, where it flips, how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.figure import Figure

from orgsim.answers.answer import Answer
from orgsim.comparison.margins import LOWER, STANDARDS, better
from orgsim.fit.contingencies import CONTINGENCIES
from orgsim.fit.flips import ABOVE, BELOW
from orgsim.fit.standing import FITS, MISFITS, NOT_SURE
from orgsim.fit.star import COMPANY
from orgsim.views.answers.fit_panels import panels
from orgsim.views.answers.shares import between, chance, percent, some
from orgsim.views.words import RATIO_UNITS, decimals, listed, number, plain, quantity, size, title, words

UNITS = {each.name: each.unit for each in CONTINGENCIES}
HOLDS = ((0.9, "in nearly all"), (0.65, "in most"), (0.35, "in about half"), (0.1, "in few"), (0.0, "in hardly any"))


def lines(answer: Answer) -> list[str]:
    """The finding first; then the company, each measure, misfits, flips, how sure, and what the words mean."""
    asked = answer.asked
    said = [f"{finding(answer)}.", company(answer)]
    said += [of_measure(answer, measure) for measure in asked["measures"]]
    if asked["design"] is not None:
        said += [misfit(answer, measure) for measure in asked["measures"]]
    for measure in asked["measures"]:
        said += flipping(answer, measure)
    said += [certain(answer, measure) for measure in asked["measures"]]
    return [*said, *terms(answer)]


def figures(answer: Answer) -> dict[str, Figure]:
    """A picture for each measure, the first called ``fit``: five panels, a contingency each."""
    measures = answer.asked["measures"]
    names = ["fit", *(f"fit_{measure}" for measure in measures[1:])]
    return {name: panels(answer, measure, head(answer, measure)) for name, measure in zip(names, measures)}


# The answer


def finding(answer: Answer) -> str:
    """Which designs fit, on what."""
    asked = answer.asked
    fitting = {measure: fits(answer, measure) for measure in asked["measures"]}
    everything = [design for design in asked["designs"] if all(design in each for each in fitting.values())]
    on = listed(words(measure).title for measure in asked["measures"])
    if len(everything) == len(asked["designs"]):
        return f"Any design fits: {named(everything)} are equal within the margins on {on}"
    if everything:
        said = f"{named(everything)} {'fits' if len(everything) == 1 else 'fit'} on {on}"
    else:
        parts = [f"{named(each)} on {words(m).title}" if each else f"none is shown to on {words(m).title}"
                 for m, each in fitting.items()]  # fmt: skip
        said = f"No design is shown to fit on everything: {'; '.join(parts)}"
    lost = [words(m).title for m in asked["measures"] if now(answer, m) == MISFITS]
    return said + (f"; what you have, {plain(asked['design'])}, misfits on {listed(lost)}" if lost else "")


def head(answer: Answer, measure: str) -> str:
    """The finding on one measure, for a picture."""
    fitting, all_of = fits(answer, measure), answer.asked["designs"]
    if len(fitting) == len(all_of):
        return f"{title(measure)}: any of these designs fits your company"
    if not fitting:
        return f"{title(measure)}: no design is shown to fit your company"
    return f"{title(measure)}: {named(fitting)} {'fits' if len(fitting) == 1 else 'fit'} your company"


def company(answer: Answer) -> str:
    """Where the company stands, and what was run."""
    asked = answer.asked
    own = "; ".join(f"{name} {value_of(name, value)} ({UNITS[name]})" for name, value in asked["own"].items())
    runs = some(int(answer.table["n"].max()), "replication")
    points = f"{asked['points']} points were simulated, {len(asked['designs'])} designs and {runs} at each"
    return f"Your company: {own}. {points}."


def of_measure(answer: Answer, measure: str) -> str:
    """Where each design stands on a measure at the company."""
    own = at_home(answer, measure).sort_values("behind", kind="stable")
    parts = [standing(row) for row in own.to_dict("records")]
    n, standard = int(own["n"].min()), STANDARDS[measure]
    margin = f"{100 * standard.size:g} %" if standard.relative else size(standard.size, own["unit"].iloc[0])
    return f"{title(measure)} ({some(n, 'replication')}, margin {margin}): {'; '.join(parts)}."


def standing(row: dict) -> str:
    """A design at the company: hub and spoke fits, 37.9 h, 1.9 % slower than cco (95 % interval 1.5 to 2.2 %)."""
    what = {FITS: "fits", MISFITS: "misfits", NOT_SURE: "is not shown to fit or to misfit"}[row["verdict"]]
    places = 2 if row["unit"] == "dollars" else decimals(row["mean"], row["low"], row["high"])
    mean = quantity(row["mean"], row["unit"], places)
    if row["best"] == row["design"]:
        return f"{plain(row['design'])} {what}, {mean}, the best mean"
    return f"{plain(row['design'])} {what}, {mean}, {compared(row)}"


def gap(row: dict, lead: float, low: float, high: float) -> str:
    """How much worse a design is than another, as a share of that one's mean where it is hours or money."""
    measure, unit = row["measure"], row["unit"]
    way = 1 if better(measure) == LOWER else -1
    other = row["mean"] - way * lead
    how = words(measure).more if way > 0 else words(measure).less
    if unit in RATIO_UNITS and other > 0:
        ends = [100 * each / other for each in (lead, low, high)]
        return percents(ends, how or "worse")
    return amounts((lead, low, high), unit, how or "worse")


def percents(ends: Sequence[float], how: str) -> str:
    """31 % slower (95 % interval 28 to 34 %)."""
    places = min(1, decimals(*ends))
    if not math.isfinite(ends[1]):
        return f"{number(ends[0], places)} % {how} (no interval)"
    return f"{number(ends[0], places)} % {how} (interval {number(ends[1], places)} to {number(ends[2], places)} %)"


def amounts(ends: Sequence[float], unit: str, how: str) -> str:
    """.012 lower (interval .010 to .014)."""
    places = decimals(*ends)
    if not math.isfinite(ends[1]):
        return f"{quantity(ends[0], unit, places)} {how} (no interval)"
    return f"{quantity(ends[0], unit, places)} {how} (interval {number(ends[1], places)} to {number(ends[2], places)})"


# What there is


def misfit(answer: Answer, measure: str) -> str:
    """What the present design misses on a measure."""
    name, verdict = plain(answer.asked["design"]), now(answer, measure)
    rows = answer.tables["against"]
    rows = rows[rows["measure"] == measure].sort_values("gain", ascending=False, kind="stable").to_dict("records")
    gains = [row for row in rows if row["low"] > row["margin"]]
    on = words(measure).title
    if verdict == MISFITS:
        return f"You have {name}. On {on} it misfits: {'; '.join(gained(row) for row in gains)}."
    if verdict == FITS:
        return f"You have {name}. On {on} it fits: at most, {gained(rows[0])}, which is within the margin."
    return f"You have {name}. On {on} nothing is shown: {gained(rows[0])}, with the margin inside the interval."


def gained(row: dict) -> str:
    """What another design does better than the present one: 31 % faster, with its evidence."""
    way = better(row["measure"]) == LOWER
    how = (words(row["measure"]).less if way else words(row["measure"]).more) or "better"
    if row["unit"] in RATIO_UNITS and row["mean_now"] > 0:
        said = percents([100 * row[key] / row["mean_now"] for key in ("gain", "low", "high")], how)
    else:
        said = amounts([row[key] for key in ("gain", "low", "high")], row["unit"], how)
    worlds = (
        f", better in {row['worlds_better']} of {row['worlds']} uncertain worlds and by more than the margin in "
        f"{row['worlds_beyond']}"
    ) * bool(row["worlds"])
    return f"{plain(row['design'])} is {said[:-1]}, {some(row['n'], 'replication')}{worlds})"


# Where it flips


def flipping(answer: Answer, measure: str) -> list[str]:
    """A line for each contingency that flips the advice, and one for all that do not."""
    table = answer.tables["flips"]
    own = table[table["measure"] == measure]
    said, still = [], []
    for name, rows in own.groupby("contingency", sort=False):
        flipped = rows[rows["flips"]]
        if flipped.empty:
            still.append(f"{name} ({span(answer, measure, name)})")
            continue
        parts = [
            part
            for way in (BELOW, ABOVE)
            for part in turned(answer, measure, flipped[flipped["direction"] == way], name)
        ]
        here = value_of(name, answer.asked["own"][name])
        runs = some(int(rows["n"].min()), "replication")
        said.append(
            f"{title(measure)}, {name} (yours {here}; {span(answer, measure, name)}, {runs} each): {'; '.join(parts)}."
        )
    if still:
        said.append(f"{title(measure)}: no verdict is shown to flip with {listed(still)}.")
    return said


def turned(answer: Answer, measure: str, rows: pd.DataFrame, name: str) -> Iterator[str]:
    """What becomes of each design in one direction, with the evidence at the first value where it is shown."""
    arm = answer.table[(answer.table["measure"] == measure) & (answer.table["part"] == name)]
    for row in rows.itertuples():
        there = arm[(arm["value"] == row.first) & (arm["design"] == row.design)].iloc[0].to_dict()
        was = {FITS: "which fits here", MISFITS: "which misfits here", NOT_SURE: "not sure here"}[row.verdict]
        where = f"{row.direction} somewhere from {value_of(name, row.last)} to {value_of(name, row.first)}"
        back = f"; again {row.verdict} at {value_of(name, row.back)}" if math.isfinite(row.back) else ""
        shown = f"{compared(there)} at {value_of(name, row.first)}{back}"
        yield f"{plain(row.design)}, {was}, {row.becomes} {where} ({shown})"


def compared(row: dict) -> str:
    """A design beside the best of the others: 12 % slower (interval 11 to 13 %) than cco."""
    if row["best"] == row["design"]:
        return "there the best mean"
    return f"{gap(row, row['behind'], row['low'], row['high'])} than {plain(row['best'])}"


def span(answer: Answer, measure: str, name: str) -> str:
    """From where to where a contingency was moved, in how many points."""
    arm = answer.table[(answer.table["measure"] == measure) & (answer.table["part"] == name)]
    low, high = arm["value"].min(), arm["value"].max()
    return f"{arm['value'].nunique()} points from {value_of(name, low)} to {value_of(name, high)}"


# How sure it is


def certain(answer: Answer, measure: str) -> str:
    """Chance, and what nobody has measured, apart."""
    table = answer.tables["certainty"]
    rows = table[table["measure"] == measure].set_index("design")
    fitting = fits(answer, measure)
    own = rows.loc[fitting] if fitting else rows
    said = f"How sure, {words(measure).title}. "
    known = own["probability_within"].dropna()
    if len(known):
        each = listed(f"{plain(name)} {chance(value)}" for name, value in known.items())
        said += f"By chance alone, probability of being within the margin of the best here: {each}. "
    else:
        said += "Chance: too few replications to tell a probability. "
    worlds = int(rows["worlds"].max())
    if not worlds:
        return said + "What nobody has measured was not varied."
    what = listed(plain(key.rpartition(".")[2]) for key in answer.asked["uncertain"])
    counts = "; ".join(
        f"{plain(name)} in {int(row['within'])} ({percent(row['share_within'])}, "
        f"interval {between(row['low_worlds'], row['high_worlds'])})" for name, row in rows.iterrows()
    )  # fmt: skip
    said += f"Of {some(worlds, 'world')} in which {what} vary, within the margin of the best: {counts}."
    if fitting:
        parts = [f"for {plain(name)} {held(rows.loc[name, 'share_within'])}" for name in fitting]
        said += f" So the advice holds {listed(parts)} of these worlds."
    return said


def held(share: float) -> str:
    """A share of worlds in plain words."""
    return next(said for least, said in HOLDS if share >= least)


def terms(answer: Answer) -> list[str]:
    """What the words mean, and what is missing."""
    asked = answer.asked
    level = f"{100 * asked['confidence']:g} %"
    said = [
        "A design fits where no other one's lead over it reaches beyond the margin, interval and all; it misfits where "
        f"some lead lies wholly beyond. Intervals are of {level}, for all designs of a measure and point at once. A "
        "flip lies between the last simulated value with the old verdict and the first with the new one; one "
        "contingency moves at a time. These are verdicts of the model, with seats and levers of every design by the "
        "same rule: no forecast."
    ]
    if asked["left_out"]:
        said.append(f"Left out, as no such company can be: {listed(asked['left_out'])}.")
    if asked["failed"]:
        said.append(f"{some(asked['failed'], 'point')} could not be run (table failed) and are missing.")
    return said


# What the words are made of


def at_home(answer: Answer, measure: str) -> pd.DataFrame:
    """A measure's rows at the company."""
    table = answer.table
    return table[(table["measure"] == measure) & (table["part"] == COMPANY)]


def fits(answer: Answer, measure: str) -> list[str]:
    """The designs shown to fit, best first."""
    own = at_home(answer, measure)
    return own[own["verdict"] == FITS].sort_values("behind", kind="stable")["design"].tolist()


def now(answer: Answer, measure: str) -> str | None:
    """The verdict on what there is."""
    own = at_home(answer, measure)
    found = own.loc[own["design"] == answer.asked["design"], "verdict"]
    return found.iloc[0] if len(found) else None


def named(designs: Sequence[str]) -> str:
    """Designs in a row."""
    return listed(plain(each) for each in designs)


def value_of(name: str, value: float) -> str:
    """A contingency's value: whole people, three figures of anything else."""
    return number(value, 0) if name == "size" else f"{value:.3g}"
