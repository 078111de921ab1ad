"""The rule of the experiment: whether a step is better, worse, mixed, equal or not shown, over its measures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from orgsim.answers.answer import Answer

BETTER, WORSE, MIXED, EQUAL, OPEN = VERDICTS = ("better", "worse", "mixed", "equal", "not shown")
EFFECTS = (BETTER, WORSE)


def steps(answers: Mapping[tuple[str, float], Answer]) -> pd.DataFrame:
    """A row per part, load, design and step: its verdict, and on which measures it is beyond the margin."""
    rows = []
    for (part, load), answer in answers.items():
        for (design, stop), own in answer.table.groupby(["design", "stop"], sort=False):
            beyond = {way: list(own.loc[own["beyond_margin"] & (own["effect"] == way), "measure"]) for way in EFFECTS}
            said = verdict(beyond, bool((own["effect"] == EQUAL).all()))
            told = {f"{way}_on": " ".join(measures) for way, measures in beyond.items()}
            rows.append({"part": part, "load": load, "design": design, "stop": stop, "verdict": said, **told})
    return pd.DataFrame(rows)


def verdict(beyond: Mapping[str, list[str]], equal: bool) -> str:
    """The rule of the declaration."""
    if beyond[BETTER] and beyond[WORSE]:
        return MIXED
    if beyond[BETTER] or beyond[WORSE]:
        return BETTER if beyond[BETTER] else WORSE
    return EQUAL if equal else OPEN


def claim(found: pd.DataFrame) -> str:
    """Confirmed, refuted or conditional, over the steps of a part."""
    better = (found["verdict"] == BETTER).mean()
    if better == 1:
        return "confirmed"
    return "refuted" if better < 0.5 or (found["verdict"] == WORSE).any() else "conditional"


def joined(answers: Mapping[tuple[str, float], Answer], table: str) -> pd.DataFrame:
    """A table of every part and load, one below the other."""
    parts = [answer.tables[table].assign(part=part, load=load) for (part, load), answer in answers.items()]
    found = pd.concat(parts, ignore_index=True)
    return found[["part", "load", *found.columns.drop(["part", "load"])]]
