"""Does a leading measure lead: see README.md beside this file. Writes results/scorecard/."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import worlds  # noqa: E402
from laboratory import declared, publish  # noqa: E402
from leading import correlations, factors  # noqa: E402
from picture import drawn  # noqa: E402
from wording import page, title  # noqa: E402

from orgsim.sweep.space import values_of  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

READING = HERE / "reading.md"


def main() -> None:
    values = worlds.values(HERE)
    table = correlations(values, declared(HERE)["designs"])
    number = {name: values.index.unique(name).size for name in ("world", "replication")}
    keys = factors(values, pd.DataFrame(values_of(worlds.space())))
    lines = page(table, keys, number["world"], number["replication"])
    lines += READING.read_text().split("\n\n") if READING.is_file() else []
    means = values.groupby(level=["window", "world", "design"]).mean().reset_index()
    tables = {"correlations": table, "factors": keys, "worlds": means}
    publish(HERE, lines, tables, {"leading": drawn(table, title(table))}, as_swept(values))


def as_swept(values: pd.DataFrame) -> Swept:
    """What the page is said to come from."""
    points = pd.DataFrame(values_of(worlds.space()))
    runs = values.loc["late"].reset_index().assign(estimand="flow")
    nothing = pd.DataFrame()
    configuration = {"space": asdict(worlds.space()), "windows": declared(HERE)["windows"]}
    designs = tuple(declared(HERE)["designs"])
    return Swept(points, runs, nothing, nothing, designs, configuration=configuration)


if __name__ == "__main__":
    main()
