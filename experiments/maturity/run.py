"""Whether each step of maturity is better: see README.md beside this file. Writes results/maturity/."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from laboratory import publish  # noqa: E402
from picture import tiles  # noqa: E402
from reading import read  # noqa: E402
from steps import joined, steps  # noqa: E402
from wording import numbers  # noqa: E402
from worlds import ALL, journeys  # noqa: E402

from orgsim.answers.answer import Answer  # noqa: E402
from orgsim.views.answers.journey import most_of_all  # noqa: E402
from orgsim.views.answers.journey_panels import alone_panels  # noqa: E402

BUSY = 0.85
SEEN = ("answered_in_community", "asked_in_community", "issues_relieved", "members", "utilisation", "issues")


def main() -> None:
    found = journeys(HERE)
    answers = found.answers
    tables = {"steps": steps(answers)}
    tables |= {name: joined(answers, name) for name in ("since_start", "alone", "free", "upkeep")}
    tables["differences"] = joined(answers, "journey")
    tables["community"] = seen(found.swept_of, answers)
    said = read(HERE, **numbers(tables))
    pictures = {
        "steps": tiles(tables["steps"], said[0]),
        "alone": alone_panels(answers[ALL, BUSY], f"Load {BUSY:g}. {most_of_all(answers[ALL, BUSY])}"),
    }
    publish(HERE, said, tables, pictures, found.swept, found.made_of)


def seen(swept: Mapping, answers: Mapping[tuple[str, float], Answer]) -> pd.DataFrame:
    """Means at every stop of what tells how it came about, in the part with all dimensions."""
    rows = []
    for (part, load), own in swept.items():
        if part != ALL:
            continue
        stops = answers[part, load].tables["upkeep"]
        table = own.measures[(own.measures["subset"] == "all") & own.measures["measure"].isin(SEEN)]
        means = table.groupby(["point", "design", "measure"], sort=False)["value"].mean().reset_index(name="mean")
        named = means.merge(stops[["point", "name"]], on="point").rename(columns={"name": "stop"})
        rows.append(named.drop(columns="point").assign(load=load))
    return pd.concat(rows, ignore_index=True)[["load", "stop", "design", "measure", "mean"]]


if __name__ == "__main__":
    main()
