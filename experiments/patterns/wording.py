"""What may be said of a pattern, and the finding in words."""

from __future__ import annotations

import math

import pandas as pd

BUILT_IN, CALIBRATED, EMERGENT = "built in", "calibrated", "emergent"
REPRODUCED, OTHER_SIZE, NOT = "reproduced", "right sign, another size", "not reproduced"
UNJUDGED, NO_LOG = "not judged", "needs the log"
NONE = "-"
WORST_FIRST = (NOT, OTHER_SIZE, REPRODUCED)
CALLED = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub"}


def worst(verdicts) -> str:
    """The verdict by which a pattern counts."""
    return next((each for each in WORST_FIRST if each in set(verdicts)), UNJUDGED)


def counted(found: pd.DataFrame) -> pd.Series:
    """The verdict of every emergent pattern the field has a figure for, by its name, in order."""
    held = found[(found["label"] == EMERGENT) & found["verdict"].isin(WORST_FIRST)]
    return held.groupby("pattern", sort=False)["verdict"].agg(worst)


def number(value: float, unit: str) -> str:
    """A figure to three digits, shares as percentages."""
    if not math.isfinite(value):
        return "none"
    if unit == "share":
        return f"{100 * value:.3g} %"
    digits = f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return digits + {"hours": " h", "dollars": " dollars"}.get(unit, "")


def figure(field: str, unit: str) -> str:
    """The field's figure as it is written."""
    try:
        return number(float(field), unit)
    except ValueError:
        return {NONE: "none known", ">1": "more than 1", ">0": "more than 0"}.get(field, field)


def finding(given, found: pd.DataFrame, reading: str) -> str:
    """finding.md: the answer, the tables, and what was made of them by hand."""
    verdicts = counted(found)
    n = verdicts.value_counts().reindex(WORST_FIRST, fill_value=0)
    partly = sum(REPRODUCED in set(of(found, name)["verdict"]) for name in verdicts.index) - n[REPRODUCED]
    lines = [
        "# What came out",
        "",
        f"Of {len(verdicts)} emergent patterns with a figure from the field, **{n[REPRODUCED]} are reproduced** under "
        f"every design, {n[OTHER_SIZE]} have the right sign but another size, and **{n[NOT]} are not reproduced**. "
        f"Of the others, {partly} are reproduced under some design. They are not independent: several are of one log.",
        "",
    ]
    if NO_LOG in set(found["verdict"]):
        lines += ["Without the service desk's log: what needs it is missing, and the counts are of the rest.", ""]
    lines += [reading.strip(), "", "![How far each pattern is from the field](patterns.svg)", ""]
    lines += ["## Emergent patterns", "", *rows(given, found, EMERGENT), ""]
    lines += ["## Built in or calibrated: no evidence", "", *rows(given, found, CALIBRATED), ""]
    lines += rows(given, found, BUILT_IN)
    lines += [
        "",
        "Means over worlds, lowest to highest of the designs. 95 % intervals of each design: patterns.csv.",
        "",
    ]
    return "\n".join(lines)


def of(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one pattern."""
    return found[found["pattern"] == name]


def rows(given, found: pd.DataFrame, label: str) -> list[str]:
    """A Markdown table of the patterns with a label."""
    lines = [f"| {label}: what it says | company | field | model | verdict |", "|---|---|---|---|---|"]
    for one in given:
        for where in one.where:
            here = found[(found["pattern"] == one.name) & (found["where"] == where)]
            if one.label == label:
                unit = here["unit"].iloc[0]
                lines.append(f"| {one.says} | {where} | {figure(one.field, unit)} | {span(here)} | {told(here)} |")
    return lines


def span(here: pd.DataFrame) -> str:
    """The means of the designs, lowest to highest."""
    if here["model"].isna().all():
        return ""
    unit = here["unit"].iloc[0]
    low, high = (number(each, unit) for each in (here["model"].min(), here["model"].max()))
    return low if low == high else f"{low} to {high}"


def told(here: pd.DataFrame) -> str:
    """The verdict, and for which designs it is better."""
    if not here["verdict"].isin(WORST_FIRST).any():
        return here["verdict"].iloc[0]
    by = worst(here["verdict"])
    better = here[here["verdict"] != by]
    said = [f"{CALLED[design]}: {word}" for design, word in zip(better["design"], better["verdict"], strict=True)]
    return f"**{by}**" + (f" ({'; '.join(said)})" if said else "")
