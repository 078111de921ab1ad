"""What the lessons (docs/lessons) run: small studies, designs and companies written as text, tables along a quantity.

A lesson compares the same designs at several values of one quantity: ``found`` maps each value to the comparison made
there. What belongs to one comparison has a singular name, what belongs to ``found`` a plural one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from yaml import safe_load

from orgsim.comparison.compare import Comparison
from orgsim.comparison.paired import pairs
from orgsim.config.check import check_world
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import design_of, load_design, typed
from orgsim.config.schema import Design, Study, World

SMALL = (
    "study.replications=8",
    "study.measured_weeks=4",
    "study.path_replications=0",
    "study.processes=1",
    "study.levers={meeting_every: [5], overdue_after: [1.0e+9]}",
)


def small_study(*overrides: str) -> Study:
    """A study for a class: eight worlds of four measured weeks, in one process.

    Who meets does so weekly where the design does not say how often, and no case is ever overdue.
    """
    return default_study(*SMALL, *overrides)


def designs(**texts: str) -> dict[str, Design]:
    """Designs by name: each is the text of a design file, or the name of one that comes with orgsim."""
    return {
        name: design_of(safe_load(text), name) if "\n" in text else load_design(text) for name, text in texts.items()
    }


def own_world(*overrides: str, **texts: str) -> World:
    """The default world, changed, with groups of its own, each the text of a file: company=, topics=, channels=."""
    groups = {group: getattr(typed(World, {group: safe_load(text)}), group) for group, text in texts.items()}
    world = replace(default_world(*overrides), **groups)
    check_world(world)
    return world


def level(comparison: Comparison, measure: str, design: str, subset: str = "all") -> dict:
    """Mean and interval of a measure under one design: mean, low, high, n (worlds), unit."""
    own = comparison.summary.query("measure == @measure and subset == @subset and design == @design").iloc[0]
    return {name: own[name] for name in ("mean", "low", "high", "n", "unit")}


def difference(comparison: Comparison, measure: str, of: str, against: str, subset: str = "all") -> dict:
    """Paired difference of one design less another: mean, low, high (its interval), n (worlds), unit, margin, verdict.

    verdict: *equal* (all of the interval within the margin), *higher* or *lower* (0 is not in it), else *unclear*;
    beyond: whether all of it lies beyond the margin.
    """
    asked = comparison.measures.query("measure == @measure and subset == @subset and design in [@of, @against]")
    return paired(asked, comparison.study.confidence, of, against)


def change(
    before: Comparison, after: Comparison, measure: str, design: str, subset: str = "all", against: str | None = None
) -> dict:
    """The same of one design in two worlds that differ in a rule: after less before, world by world (same seed).

    With ``against`` it is the design's lead over that other design that changes.
    """
    found = []
    for name, each in (("after", after), ("before", before)):
        of = each.measures.query("measure == @measure and subset == @subset").set_index("replication")
        own = of[of["design"] == design]
        if against is not None:
            own = own.assign(value=own["value"] - of["value"][of["design"] == against])
        found.append(own.assign(design=name).reset_index())
    return paired(pd.concat(found, ignore_index=True), after.study.confidence, "after", "before")


def paired(measures: pd.DataFrame, confidence: float, of: str, against: str) -> dict:
    """The only pair of a tidy table of one measure."""
    pair = pairs(measures, confidence, [of, against]).iloc[0]
    way = "higher" if pair["low"] > 0 else "lower" if pair["high"] < 0 else "unclear"
    kept = {name: pair[name] for name in ("low", "high", "n", "unit", "margin")}
    verdict = "equal" if pair["verdict"] == "equal" else way
    return {"mean": pair["difference"], **kept, "verdict": verdict, "beyond": bool(pair["beyond_margin"])}


def levels(found: Mapping, measure: str, design: str, subset: str = "all") -> pd.DataFrame:
    """``level`` at each value of a quantity, a row each, the value in the column ``at``."""
    return pd.DataFrame([{"at": at} | level(each, measure, design, subset) for at, each in found.items()])


def differences(found: Mapping, measure: str, of: str, against: str, subset: str = "all") -> pd.DataFrame:
    """``difference`` at each value of a quantity, a row each, the value in the column ``at``."""
    return pd.DataFrame([{"at": at} | difference(each, measure, of, against, subset) for at, each in found.items()])


def over_designs(comparison: Comparison, measure: str, names: Mapping, subset: str = "all") -> pd.DataFrame:
    """``level`` of several designs of one comparison that differ in a quantity; names: value -> design."""
    return pd.DataFrame([{"at": at} | level(comparison, measure, name, subset) for at, name in names.items()])
