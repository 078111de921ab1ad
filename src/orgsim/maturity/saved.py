"""What a journey found, read back from its folder, without running anything again."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.answers.journey import stages
from orgsim.comparison.saved import check_command
from orgsim.sweep.swept import read_configuration, unlike

TABLES = ("journey", "since_start", "alone", "upkeep", "free", "stops", "card")


def read_journey(folder: str | Path) -> Answer:
    """The tables of a journey whose folder this is, and what was asked; not its card. Raises InputError."""
    folder = Path(folder)
    check_command(folder, ("journey",))
    tables = {name: read_csv(folder, name) for name in TABLES}
    stops, measures = tables["upkeep"], list(dict.fromkeys(tables["since_start"]["measure"]))
    configuration = read_configuration(folder)
    asked = {"measures": measures, "designs": tuple(configuration["designs"])}
    asked |= {"confidence": configuration["study"]["confidence"], "stops": list(stops["name"])}
    return Answer(tables, asked | {"stages": stages(stops)})


def read_csv(folder: Path, name: str) -> pd.DataFrame:
    """A table of the journey."""
    try:
        return pd.read_csv(folder / f"{name}.csv")
    except (OSError, ValueError):
        raise unlike(folder, f"whose {name}.csv can be read") from None
