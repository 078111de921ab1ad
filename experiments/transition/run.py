"""When a move from silos to a hub pays back: see README.md beside this file. Writes results/transition/."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import wording  # noqa: E402
from laboratory import base_of, declared, designs_of, publish  # noqa: E402

from orgsim.config.load import typed  # noqa: E402
from orgsim.config.space import Space  # noqa: E402
from orgsim.config.stamp import digest  # noqa: E402
from orgsim.config.transition import Plan  # noqa: E402
from orgsim.sweep.changes import changed  # noqa: E402
from orgsim.sweep.space import values_of  # noqa: E402
from orgsim.transition.transition import transition  # noqa: E402
from orgsim.views.transition import figure  # noqa: E402

TRAINING, REPLICATIONS = "company.training_hours", "study.replications"
SHOWN_HOURS = 40.0  # of training, in the company that is drawn
TABLES = ("paybacks", "ways", "steps")


def point(values: Mapping[str, Any], directory: bool = True) -> dict[str, pd.DataFrame]:
    """The tables of a transition in one world, from the shelf if they are there."""
    shelf = HERE / ".sweep" / digest({"values": dict(values), "directory": directory})[:16]
    if not (shelf / "done").exists():
        found = made(values, directory)
        shelf.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            getattr(found, name).to_parquet(shelf / f"{name}.parquet")
        (shelf / "done").touch()
    return {name: pd.read_parquet(shelf / f"{name}.parquet") for name in TABLES}


def made(values: Mapping[str, Any], directory: bool = True):
    """The transition in one world, in this process: with few replications others take longer to start than to run."""
    asked = declared(HERE)
    world, study = base_of(asked)
    study = replace(study, replications=values.get(REPLICATIONS, study.replications))
    varied = {key: value for key, value in values.items() if key != REPLICATIONS}
    world, designs, study = changed(world, designs_of(HERE, asked["designs"]), study, varied)
    return transition(world, designs, study, Plan(directory=directory), asked["seed"], processes=1)


def worlds() -> list[dict[str, Any]]:
    """The values of each world drawn."""
    return values_of(typed(Space, declared(HERE)["space"], "space."))


def without(values: Mapping[str, Any]) -> dict[str, Any]:
    """A world of the null control: nothing to learn."""
    return {**values, TRAINING: 0.0}


def close() -> list[tuple[dict[str, Any], bool]]:
    """The companies looked at closely."""
    asked = declared(HERE)["close"]
    replications = {REPLICATIONS: asked["replications"]}
    found = product(asked["load"], asked["training_hours"], asked["directory"])
    return [({"company.load": load, TRAINING: hours, **replications}, entries) for load, hours, entries in found]


def latency(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """What a world says of latency: pay-back and areas by way, intervals of both, and which way loses less."""
    rows = tables["paybacks"][tables["paybacks"]["measure"] == "response_latency"]
    found = {}
    for each in rows.itertuples():
        key = f"{each.way}_{each.what}"
        found |= {key: each.value, f"{key}_low": each.low, f"{key}_high": each.high}
    ways = tables["ways"].set_index("measure").loc["response_latency"]
    return found | {"more_at_once": ways["difference"], "more_low": ways["low"], "more_high": ways["high"]}


def told(points: Sequence[tuple[Mapping[str, Any], bool]]) -> pd.DataFrame:
    """A row for each world: its values, and what it says."""
    rows = []
    for place, (values, directory) in enumerate(points):
        print(f"world {place + 1} of {len(points)}", file=sys.stderr, flush=True)
        own = {key: value for key, value in values.items() if key != REPLICATIONS}
        rows.append({**own, "directory": directory, **latency(point(values, directory))})
    table = pd.DataFrame(rows)
    days = table[["at_once_payback_day", "one_by_one_payback_day"]].min(axis=1)
    table["payback_day"] = days
    table["hub_faster"] = table["there_area"] < 0
    table["vote"] = ["for" if day > 365 else "against" if day < 90 else "between" for day in days]
    return table


def main() -> None:
    drawn = worlds()
    tables = {
        "close": told(close()),
        "worlds": told([(values, True) for values in drawn]),
        "control": told([(without(values), False) for values in drawn[: declared(HERE)["control"]]]),
    }
    shown = made({TRAINING: SHOWN_HOURS, REPLICATIONS: declared(HERE)["close"]["replications"]})
    sweep = SimpleNamespace(
        points=tables["worlds"], designs=declared(HERE)["designs"],
        measures=pd.DataFrame({"estimand": "flow", "replication": range(base_of(declared(HERE))[1].replications)}),
        configuration={"space": declared(HERE)["space"]},
    )  # fmt: skip
    publish(
        HERE,
        wording.finding(tables, shown.paths, shown.first_week),
        {name: kept(table) for name, table in tables.items()},
        {"path": figure(shown)},
        sweep,
    )


def kept(table: pd.DataFrame) -> pd.DataFrame:
    """A small table: days that never came are told as such."""
    return table.map(lambda value: "never" if isinstance(value, float) and math.isinf(value) else value)


if __name__ == "__main__":
    main()
