"""What the lessons (docs/lessons) run: small studies, designs and companies written as text, tables along a quantity.

A lesson compares the same designs at several values of one quantity: ``found`` maps each value to the comparison made
there. What belongs to one comparison has a singular name, what belongs to ``found`` a plural one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from orgsim.comparison.compare import Comparison
from orgsim.comparison.paired import pairs
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_design, load_group
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
    return {name: as_file(text, load_own) if "\n" in text else load_design(text) for name, text in texts.items()}


def load_own(path: Path) -> Design:
    """A design from its file."""
    return load_design(str(path))


def own_world(*overrides: str, **texts: str) -> World:
    """The default world, changed, with groups of its own, each the text of a file: company=, topics=, channels=."""
    groups = {group: as_file(text, lambda path, group=group: own_group(path, group)) for group, text in texts.items()}
    return replace(default_world(*overrides), **groups)


def own_group(path: Path, group: str) -> Any:
    """A group of a world from its file, which is put where such files are looked for."""
    folder = path.parent / group
    folder.mkdir()
    path.rename(folder / path.name)
    return load_group(group, path.stem, [path.parent])


def as_file(text: str, load: Callable[[Path], Any]) -> Any:
    """What comes of a text that stands in a file for a moment."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "own.yaml")
        path.write_text(text)
        return load(path)


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


def change(before: Comparison, after: Comparison, measure: str, design: str, subset: str = "all") -> dict:
    """The same of one design in two worlds that differ in a rule: after less before, world by world (same seed)."""
    asked = "measure == @measure and subset == @subset and design == @design"
    both = {"after": after.measures.query(asked), "before": before.measures.query(asked)}
    measures = pd.concat([each.assign(design=name) for name, each in both.items()], ignore_index=True)
    return paired(measures, after.study.confidence, "after", "before")


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
