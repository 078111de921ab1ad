"""A front in words and as a table. Settings are called by the trial they were found in."""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgsim.config.keys import at
from orgsim.config.schema import Design
from orgsim.optimise.chain import CHAIN
from orgsim.optimise.front import AS_IS, BESIDE, FOUND, Front
from orgsim.optimise.goals import Goal, losses
from orgsim.optimise.worlds import reasons
from orgsim.views.table import WIDTH, readable
from orgsim.views.words import decimals, listed, number, quantity, size, title, together, unit_in_words, words

BETTER, EQUAL, WORSE = 1, 0, -1
SAME = "the same"
WIDE = 6  # factors and goals that no longer fit one table


# Words


def lines(front: Front) -> list[str]:
    """The front in words: the finding first, then what each goal can gain, settings, the winner's curse, the terms."""
    said = [finding(front), *gains(front), settings(front), survived(front), *beside(front), flattered(front)]
    return [line for line in (*said, failed(front), terms(front)) if line]


def finding(front: Front) -> str:
    """Whether any setting beats the design as it is without losing anywhere."""
    found, name = points(front, FOUND), front.design_name
    judged = {point: [judge(front, point, goal) for goal in front.goals] for point in found["point"]}
    freely = [p for p, js in judged.items() if BETTER in js and all(j in (BETTER, EQUAL) for j in js)]
    gained = [g for i, g in enumerate(front.goals) if any(js[i] == BETTER for js in judged.values())]
    if freely:
        gained = [g for i, g in enumerate(front.goals) if any(judged[p][i] == BETTER for p in freely)]
        what = f"{len(freely)} of {len(found)} settings found are"
        on = listed((words(goal.measure).title for goal in gained), "or" if len(freely) > 1 else "and")
        where = f"on {on}, and worse on no goal"
        return f"{what if len(freely) > 1 else f'{short(front, freely[0])} is'} better than {name} as it is {where}."
    if gained:
        traded = listed(words(goal.measure).title for goal in gained)
        return f"Better {traded} than {name} as it is can be had, but no setting is sure to cost nothing elsewhere."
    if all(j == EQUAL for js in judged.values() for j in js):
        return f"Every setting found is equal to {name} as it is on every goal, within the margins."
    return f"No setting found is better than {name} as it is on any goal."


def gains(front: Front) -> list[str]:
    """For each goal the setting that does best on it, what it gains there, and what it does to the others."""
    found, said = points(front, FOUND), []
    for goal in front.goals:
        best = found.loc[(goal.sign * found[goal.measure]).idxmin()]
        others = [(g, judge(front, best["point"], g)) for g in front.goals if g != goal]
        worse = [words(g.measure).title for g, judged in others if judged == WORSE]
        unclear = [words(g.measure).title for g, judged in others if judged is None]
        clauses = [f"worse {listed(worse)}"] * bool(worse) + [f"unclear {listed(unclear)}"] * bool(unclear)
        rest = " with " + " and ".join(clauses) if clauses else " with nothing else worse"
        mean = quantity(best[goal.measure], goal.unit, places(front, goal))
        gain = difference(front, best["point"], goal)
        said.append(f"{title(goal.measure)}: at best {mean} (setting {best['trial']}), {gain};{rest}.")
    return said


def difference(front: Front, point: str, goal: Goal) -> str:
    """What a point has more or less of than the design as it is, with its interval."""
    row = pair(front, point, goal)
    if row is None or not math.isfinite(row["low"]):
        return "not compared"
    shown = [goal.sign * row[key] for key in ("difference", "low", "high")]
    digits = max(places(front, goal), decimals(*shown))
    if judge(front, point, goal) == EQUAL:
        return f"equal to as it is within {size(row['margin'], goal.unit)}"
    spread = f"{number(row['low'], digits, True)} to {number(row['high'], digits, True)}"
    verdict = {BETTER: "better", WORSE: "worse", None: "unclear"}[judge(front, point, goal)]
    return f"{quantity(row['difference'], goal.unit, digits, True)} against as it is ({spread}: {verdict})"


def settings(front: Front) -> str:
    """Where the factors lie on the front, and where they were looked for."""
    found, tried = points(front, FOUND), front.trials
    on, said = found[found["non_dominated"]], []
    for key in front.factors:
        if not pd.api.types.is_numeric_dtype(tried[key]) or on.empty or tried[key].nunique() < 2:
            continue
        now = front.front[key].iloc[0]
        here = f", {factor_number(now)} as it is" if now is not None and math.isfinite(now) else ""
        what = f"{key}, {unit}," if (unit := factor_unit(key)) else key
        said.append(f"{what} is {span(on[key])} (tried: {span(tried[key])}{here})")
    return f"On the front {'; '.join(said)}." if said else ""


def survived(front: Front) -> str:
    """How many points are still beaten by none in fresh worlds, the design as it is among them or not."""
    found, as_is = points(front, FOUND), front.front.iloc[0]
    on, level = int(found["non_dominated"].sum()), number(100 * front.study.confidence, 0)
    sure = int((found["stays"] >= front.study.confidence).sum())
    mine = "beaten, though not on every goal"
    if as_is["non_dominated"]:
        mine = "beaten by none either"
    elif as_is["distance"] > 0:
        mine = f"beaten by {number(as_is['distance'], 2)} margins or more on every goal at once"
    return (
        f"Of {counted(len(found))} on the search's front {on} {'is' if on == 1 else 'are'} still beaten by no other in "
        f"fresh worlds ({sure} of them in at least {level} % of these worlds drawn anew); {front.design_name} as it is "
        f"is {mine}."
    )


def beside(front: Front) -> list[str]:
    """Each design beside the optimised one: how many of its settings it beats, and whether one of them beats it."""
    found, said = points(front, FOUND), []
    loss = losses(found[[goal.measure for goal in front.goals]].to_numpy(), front.goals)
    for _, row in points(front, BESIDE).iterrows():
        mine = losses(row[[goal.measure for goal in front.goals]].to_numpy(float), front.goals)
        beats = int(((mine <= loss).all(axis=1) & (mine < loss).any(axis=1)).sum())
        by = f"by {number(row['distance'], 2)} margins or more on every goal at once" if row["distance"] > 0 else ""
        lost = "is beaten by none of them" if row["non_dominated"] else " ".join(filter(None, ["is beaten by one", by]))
        said.append(f"{row['point']} beats {beats} of {counted(len(found))} found on every goal, and {lost}.")
    return said


def counted(settings: int) -> str:
    """So many settings."""
    return f"{settings} setting" + "s" * (settings != 1)


def flattered(front: Front) -> str:
    """The winner's curse: what the search promised and what fresh worlds kept."""
    said = []
    for row in front.flattery.itertuples():
        digits = min(4, max(0, 1 - math.floor(math.log10(row.margin)))) if row.margin > 0 else 2
        promised, kept = (gained(value, row.unit, digits) for value in (row.promised, row.kept))
        both = f"{promised} promised, {kept} kept"
        if promised == kept:
            both = kept + " promised and kept" * (kept != SAME)
        beyond = " (beyond the margin)" if abs(row.flattery) > row.margin else ""
        said.append(f"{words(row.measure).title} {both}{beyond}")
    against = "What the search promised and fresh worlds kept, against as it is, on average over these settings: "
    return against + "; ".join(said) + "."


def gained(value: float, unit: str, digits: int) -> str:
    """So much better or worse; more is better."""
    if not math.isfinite(value):
        return "nothing known"
    amount = abs(round(value, digits))
    return f"{quantity(amount, unit, digits)} {'better' if value > 0 else 'worse'}" if amount else SAME


def failed(front: Front) -> str:
    """Settings without values, and why."""
    counted = reasons(front.trials["error"].tolist())
    if not counted:
        return ""
    why, times = next(iter(counted.items()))
    more = f", and {len(counted) - 1} other reasons" if len(counted) > 1 else ""
    return f"{sum(counted.values())} of {len(front.trials)} settings could not be run ({times} times: {why}{more})."


def terms(front: Front) -> str:
    """Under which terms all this holds."""
    study, n = front.study, {"flow": front.study.replications, "path": front.study.path_replications}
    fresh = listed(f"{n[estimand]} fresh worlds" for estimand in dict.fromkeys(goal.estimand for goal in front.goals))
    tried = front.trials["error"].eq("").sum()
    return (
        f"{tried} settings tried in the same {study.selection_replications} worlds each, reported in {fresh}; seats "
        f"left open by the common rule at equal {study.budget}. Intervals are of paired differences and hold at "
        f"{number(100 * study.confidence, 0)} % for all points on a goal at once."
    )


# What the words are made of


def points(front: Front, kind: str) -> pd.DataFrame:
    """The rows of the front of one kind."""
    return front.front[front.front["kind"] == kind]


def pair(front: Front, point: str, goal: Goal) -> pd.Series | None:
    """The difference of a point to the design as it is on a goal."""
    rows = front.pairs[(front.pairs["design_a"] == point) & (front.pairs["measure"] == goal.measure)]
    return None if rows.empty else rows.iloc[0]


def judge(front: Front, point: str, goal: Goal) -> int | None:
    """BETTER, EQUAL or WORSE than the design as it is on a goal; None where it is unclear."""
    row = pair(front, point, goal)
    if row is None or row["verdict"] == "unclear":
        return None
    if row["verdict"] == "equal":
        return EQUAL
    return BETTER if goal.sign * row["difference"] < 0 else WORSE


def places(front: Front, goal: Goal) -> int:
    """Decimals of a goal's means."""
    return max(decimals(row[goal.measure], row[f"{goal.measure}_low"], row[f"{goal.measure}_high"])
               for _, row in front.front.iterrows())  # fmt: skip


def short(front: Front, point: str) -> str:
    """A point in words: a design by its name, a setting by its trial and factors."""
    row = front.front.set_index("point").loc[point]
    if row["kind"] != FOUND:
        return point
    said = ", ".join(f"{key} {factor_number(row[key])}" for key in front.factors)
    return f"Setting {row['trial']} ({said})"


def factor_number(value) -> str:
    """A factor's value in three figures; what is no number as it stands."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return "–"
    return f"{value:.3g}" if isinstance(value, int | float | np.number) else str(value)


def factor_unit(key: str) -> str:
    """What a factor's values are: working days, people, severity between 0 (all climb) and 1 (none)."""
    return "departments" if key == CHAIN else at(Design, key).metadata.get("unit", "").partition(" (null")[0]


def span(values: pd.Series) -> str:
    """From the smallest to the largest."""
    low, high = factor_number(values.min()), factor_number(values.max())
    return low if low == high else f"{low} to {high}"


# On a terminal


def print_front(front: Front, files: Mapping[str, Path | str] | None = None, out: TextIO | None = None) -> None:
    """Print the words and the table of points to a stream (standard output if none), then where the files are."""
    out = out or sys.stdout
    width = min(WIDTH, max(60, Console(file=out).width)) if out.isatty() else WIDTH
    console = Console(file=out, width=width, highlight=False, emoji=False)
    first, *rest = lines(front)
    with console.capture() as captured:
        console.print(Text(f"\n{textwrap.fill(together(first), width)}", style="bold"))
        for line in rest:
            console.print(Text(textwrap.fill(together(line), width, initial_indent="- ", subsequent_indent="  ")))
        console.print()
        for each in tables(front):
            console.print(each)
            console.print()
        for what, path in (files or {}).items():
            console.print(Text(f"{what}: {path}"), soft_wrap=True)
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    out.write(readable(text, getattr(out, "encoding", None)))


def tables(front: Front) -> list[Table]:
    """A row for each point with its factors, its means in fresh worlds and how it stands; in two where that is wide."""
    if len(front.factors) + len(front.goals) < WIDE:
        return [table(front, True, True)]
    return [table(front, True, False), table(front, False, True)]


def table(front: Front, with_factors: bool, with_goals: bool) -> Table:
    """A row for each point; what is beaten in fresh worlds is faint, with the margins it is behind on every goal."""
    made = Table(box=box.SIMPLE, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    made.add_column("point", overflow="fold")
    keys, wanted = front.factors if with_factors else (), front.goals if with_goals else ()
    for key in keys:
        unit = factor_unit(key).partition(" between")[0]
        made.add_column(", ".join(filter(None, (key, unit))), justify="right", overflow="fold")
    for goal in wanted:
        unit = unit_in_words(goal.unit).partition(",")[0]
        made.add_column(f"{words(goal.measure).short or words(goal.measure).title}, {unit}", justify="right")
    if with_goals:
        made.add_column("beaten by none", justify="right")
    for _, row in front.front.iterrows():
        cells = [factor_number(row[key]) for key in keys]
        cells += [number(row[goal.measure], places(front, goal)) for goal in wanted]
        if with_goals:
            behind = "" if row["non_dominated"] else f", {number(row['distance'], 2)} behind"
            cells.append(f"{number(100 * row['stays'], 0)} %{behind}")
        made.add_row(named(row), *cells, style="" if row["non_dominated"] else "dim")
    return made


def named(row: pd.Series) -> str:
    """A point as a row of a table is called."""
    return f"setting {row['trial']}" if row["kind"] == FOUND else row["point"] + " as it is" * (row["kind"] == AS_IS)
