"""What each stage of a journey does: every stop compared with the one before, in pairs, under each design.

Differences, intervals and verdicts are those of ``answers.differences``; here stops stand where designs stand there.
The intervals of a design and measure hold all at once within a table (Bonferroni over its rows): all steps, all stops
against the start, all dimensions alone. Designs and measures have each their own confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.differences import differences, together
from orgsim.answers.scorecard import scorecard as card_of
from orgsim.config.scorecard import Scorecard
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept

PATH, ALONE, FREE = "path", "alone", "free"  # what a point of a journey is: a stop, a dimension alone, the end for free
AFTER, BEFORE = "after", "before"
EFFECTS = {"a better": "better", "b better": "worse", "a higher": "higher", "a lower": "lower"}
KEPT = ["measure", "unit", "mean_b", "mean_a", "difference", "low", "high", "n", "margin", "verdict", "beyond_margin"]
Pairs = Sequence[tuple[str, str, str]]  # what a row is called, the point after and the point before


def journey(swept: Swept, layout: pd.DataFrame, measures: Sequence[str], scorecard: Scorecard | None = None) -> Answer:
    """What the stages did. layout: what each point of the sweep is (``maturity.journey.Itinerary``).

    Tables: ``journey``, every stop less the one before; ``since_start``, less the start; ``alone``, each dimension
    alone at the stage it ends at, less the start; ``upkeep``, what each stop costs to keep up; ``free``, the end less
    the same without its upkeep; ``stops``, the card of each stop (``answers.scorecard``), and ``card``, that over all.
    Raises InputError where a stop could not be run.
    """
    check_whole(swept, layout)
    stops, alone = layout[layout["part"] == PATH], layout[layout["part"] == ALONE]
    names, points = list(stops["name"]), list(stops["point"])
    free = layout.loc[layout["part"] == FREE, "point"].iloc[0]
    steps = list(zip(names[1:], points[1:], points))
    since = [(name, point, points[0]) for name, point in zip(names[1:], points[1:])]
    each = [(row.dimension, row.point, points[0]) for row in alone.itertuples()]
    card = card_of(on_the_way(swept, stops), scorecard)
    tables = {
        "journey": compared(swept, steps, measures).rename(columns={"name": "stop"}),
        "since_start": compared(swept, since, measures).rename(columns={"name": "stop"}),
        "alone": compared(swept, each, measures).rename(columns={"name": "dimension"}),
        "upkeep": stops.drop(columns=["part", "dimension"]).reset_index(drop=True),
        "free": compared(swept, [("upkeep", points[-1], free)], measures).drop(columns="name"),
        "stops": card.tables.get("by_point", card.tables["estimates"]),
        "card": card.table,
    }
    asked = {"measures": list(measures), "designs": swept.designs, "confidence": swept.confidence, "card": card}
    return Answer(tables, asked | {"stops": names, "stages": stages(stops)})


def check_whole(swept: Swept, layout: pd.DataFrame) -> None:
    """Every point of the journey could be run; raises InputError."""
    swept.check_done()
    failed = layout.merge(swept.failed, on="point")
    if len(failed):
        first = failed.iloc[0]
        raise InputError("path", first["name"], f"stages at which every design can be run ({first['message']})")


def stages(stops: pd.DataFrame) -> dict[str, list[int]]:
    """The stages of each dimension, stop by stop."""
    found = stops.filter(like="stage:")
    return {name.removeprefix("stage:"): [int(each) for each in found[name]] for name in found}


def compared(swept: Swept, pairs: Pairs, measures: Sequence[str]) -> pd.DataFrame:
    """A row per design, pair and measure: after less before, paired; ``effect``: better, worse, equal or unclear."""
    confidence = together(swept.confidence, len(pairs))
    parts = []
    for design in swept.designs:
        for name, after, before in pairs:
            found = differences(two(swept, design, after, before), measures, BEFORE, confidence).table[KEPT]
            parts.append(found.assign(design=design, name=name, effect=found["verdict"].replace(EFFECTS)))
    table = pd.concat(parts, ignore_index=True).drop(columns="verdict")
    table = table.rename(columns={"mean_b": "before", "mean_a": "after"})
    return table[["measure", "design", "name", *table.columns.drop(["measure", "design", "name"])]]


def two(swept: Swept, design: str, after: str, before: str) -> Swept:
    """A sweep of one point whose "designs" are two points of another under one design."""
    own = swept.measures[swept.measures["design"] == design]
    named = ((AFTER, after), (BEFORE, before))
    parts = [own[own["point"] == point].assign(point="1", design=name) for name, point in named]
    points = pd.DataFrame({"point": ["1"]})
    return replace(swept, points=points, measures=pd.concat(parts, ignore_index=True), designs=(AFTER, BEFORE))


def on_the_way(swept: Swept, stops: pd.DataFrame) -> Swept:
    """The stops alone, in their order, called by their years."""

    def at(table: pd.DataFrame) -> pd.DataFrame:
        parts = [table[table["point"] == row.point].assign(point=row.name_) for row in named.itertuples()]
        return pd.concat(parts, ignore_index=True)

    named = stops.rename(columns={"name": "name_"})
    points = pd.DataFrame({"point": list(stops["name"])})
    return replace(swept, points=points, measures=at(swept.measures), seats=at(swept.seats), levers=at(swept.levers))
