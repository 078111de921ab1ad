"""What a sweep found, in a few lines: at how many of its points each design is ahead by the margin."""

from __future__ import annotations

import math

import pandas as pd

from orgsim.answers.cube import unit_of
from orgsim.answers.factors import said
from orgsim.answers.failures import LEAST as LEAST_OF_EITHER_KIND
from orgsim.answers.map import NOT_SURE, WINS, Leads
from orgsim.answers.measured import HEADLINE
from orgsim.answers.sensitivity import LEAST_WORLDS
from orgsim.config.questions import QUESTIONS
from orgsim.sweep.swept import BESIDE, Swept
from orgsim.views.answer import of
from orgsim.views.answers.shares import some
from orgsim.views.words import decimals, number, plain, quantity, size, title

MOST_NAMED = 3  # points whose budget was spent, each by name


def print_sweep(swept: Swept) -> None:
    """Print who is ahead where, what failed, and what may be asked next."""
    print("\n".join(lines(swept)))


def lines(swept: Swept) -> list[str]:
    """The answer first, then where it is and how to ask more."""
    told = [f"{of(swept)}.", ""]
    counts = ahead_counts(swept)
    if counts:
        told += [f"In this order: {' / '.join(map(plain, swept.designs))}.", *counts, ""]
    if swept.replications is not None and len(swept.replications):
        measure = swept.replications["measure"].iloc[0]
        told += [sized_line(swept.replications, swept.points, unit_of(swept, measure)), ""]
    if len(swept.failed):
        first = swept.failed.iloc[0]
        told += [
            f"{len(swept.failed)} of {len(swept.points)} points failed; point {first['point']}: {first['message']}",
            f"the others are whole; --retry-failed tries these again (why each failed: {swept.folder}/failed)",
            "",
        ]
    told.append(f"tables: {swept.folder}")
    if counts:
        asked = ", ".join(f"orgsim {name}" for name in askable(swept))
        told.append(f"ask on: {asked}, each with of={swept.folder}")
    return told


def askable(swept: Swept) -> list[str]:
    """The questions this sweep has points and factors enough for."""
    points, factors = len(swept.points) - len(swept.failed), len(swept.factors)
    lacking = {
        "map": factors < 2,
        "sensitivity": points < LEAST_WORLDS,
        "failures": points < 2 * LEAST_OF_EITHER_KIND,
    }
    return [name for name in QUESTIONS if not lacking.get(name)]


def ahead_counts(swept: Swept) -> list[str]:
    """At how many points each design is ahead of every other by the margin, and at how many nobody is or may be; by
    headline measure, as in the map. Nothing with one design alone."""
    if len(swept.designs) < 2:
        return []
    told = []
    for measure in [name for name in HEADLINE if (swept.measures["measure"] == name).any()]:
        values = swept.values(measure)
        values = values[values.notna().any(axis=1).groupby(level="point").transform("any")]
        if len(values):
            found = pd.DataFrame(Leads(values, measure, swept.designs, swept.confidence).verdicts())
            wins = found.loc[found["verdict"] == WINS, "leaders"].value_counts()
            unsure = int((found["verdict"] == NOT_SURE).sum())
            each = " / ".join(str(wins.get(name, 0)) for name in swept.designs)
            rest = f"nobody in {len(found) - int(wins.sum()) - unsure}" + (f"; not sure in {unsure}" if unsure else "")
            told.append(f"{title(measure)}: ahead by the margin in {each} of {some(len(found), 'world')}; {rest}")
    return told


def sized_line(table: pd.DataFrame, points: pd.DataFrame | None = None, unit: str = "") -> str:
    """How many replications were enough, and where the budget was spent: how wide it is, and what it would take.

    points: the sweep's, to say what varies there; unit: of the measure, where it is known.
    """
    spent = table[table["reason"] == "budget spent"].sort_values("half_width", ascending=False, kind="stable")
    low, high = table["replications"].min(), table["replications"].max()
    said = f"{low}" if low == high else f"{low} to {high}"
    said += f" at {some(len(table), 'point')}" if "point" in table else ""
    if len(spent):
        at = f"at {len(spent)} " if "point" in table else ""
        said += f"; {at}the budget was spent before the interval was narrow enough: "
        said += "; ".join(spent_at(row, points, unit) for row in spent.head(MOST_NAMED).to_dict("records"))
        said += f"; and {len(spent) - MOST_NAMED} more, less wide" if len(spent) > MOST_NAMED else ""
    return f"Replications enough for {plain(table['measure'].iloc[0])}: {said}."


def spent_at(row: dict, points: pd.DataFrame | None, unit: str) -> str:
    """A point whose budget was spent: what varies there, how wide its interval is, and how many it would take."""
    half, target = row["half_width"], row["target"]
    where = ""
    if points is not None and "point" in row:
        world = points.set_index("point").loc[row["point"]].drop(list(BESIDE), errors="ignore")
        values = ", ".join(f"{name} {said(value)}" for name, value in world.items()) if len(world) <= MOST_NAMED else ""
        where = f"point {plain(row['point'])}" + (f" ({values}): " if values else ": ")
    if not (math.isfinite(half) and target > 0):
        return f"{where}how many it would take cannot be told"
    wanted = f"±{quantity(half, unit, decimals(half))}, {size(target, unit)} asked"
    more = row["replications"] * (half / target) ** 2  # a half-width falls with the root of their number
    return f"{where}{wanted}; about {number(float(f'{more:.2g}'), 0)} replications at this spread"
