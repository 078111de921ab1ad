"""Who wins where, load against interdependence: see README.md beside it. Writes results/load_interdependence/."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import limits  # noqa: E402
import wording  # noqa: E402
from laboratory import publish, run  # noqa: E402
from limits import LOAD, MEASURE, NEEDS  # noqa: E402
from own_work import not_begun  # noqa: E402
from picture import latency_by_load, map_of_winners  # noqa: E402

from orgsim.answers.map import map as map_of  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

RECORD = {  # the record taken from the hub and given to silos and team; the officer's people put own work first
    "designs.hub_and_spoke.record_kept_by": None,
    "designs.siloed.record_kept_by": "service",
    "designs.team.record_kept_by": "team",
    "designs.cco.units.office.puts_first": "function",
}
ORDER = {  # first come, first served instead of own work and the own channel first; the officer gets a record
    **{f"designs.{name}.units.executive.puts_first": "neither" for name in ("siloed", "hub_and_spoke", "team")},
    "designs.cco.record_kept_by": "office",
}
MERGING = {  # a record that saves no minutes: all it still does is join a second contact to the open case
    "company.cost_register.reading_with_record.minutes": 5.0,
    "company.cost_register.notes.minutes": 0.0,
}
CONTROLS = {"record": RECORD, "order": ORDER, "merging": MERGING}
OVERLOAD = {"kind": "list", "list": [{LOAD: 0.95, NEEDS: 0.0}]}  # again, to count the own work that was begun
LOADS, SHARES = (0.7, 0.8, 0.85, 0.95), (0.0, 0.5)


def main() -> None:
    swept = run(HERE)
    controls = {name: control(change, name) for name, change in CONTROLS.items()}
    found = map_of(called(swept), MEASURE, x=LOAD, y=NEEDS, confidence=swept.confidence)
    tables = {
        "map": found.table.rename(columns={"x": LOAD, "y": NEEDS}).drop(columns="point"),
        "against_silos": limits.against_silos(swept),
        "limits_of_silos": limits.limits(swept),
        "worlds": worlds(swept),
        "control": pd.concat([limits.switched(swept, *each) for each in controls.items()], ignore_index=True),
        "own_work": not_begun(run(HERE, OVERLOAD, "own_work", ["minutes_per_week:kind=own_work"])),
    }
    shown = [each for each in (0.0, 0.2, 0.5) if each in set(swept.points[NEEDS])]
    title = wording.title(tables)
    pictures = {
        "map": map_of_winners(tables["map"], tuple(wording.NAMES.values()), title),
        "latency": latency_by_load(swept, wording.NAMES, shown, title),
    }
    publish(HERE, wording.page(tables), tables, pictures, swept)


def called(swept: Swept) -> Swept:
    """The sweep with designs called as in the text."""
    measures = swept.measures.assign(design=swept.measures["design"].map(wording.NAMES))
    return replace(swept, measures=measures, designs=tuple(wording.NAMES[name] for name in swept.designs))


def control(changes: Mapping[str, Any], part: str) -> Swept:
    """Some of the worlds again with designs changed."""
    points = [{LOAD: load, NEEDS: needs, **changes} for load in LOADS for needs in SHARES]
    return run(HERE, {"kind": "list", "list": points}, part)


def worlds(swept: Swept) -> pd.DataFrame:
    """Means over replications of all that was kept, a row per world and design."""
    kept = swept.measures
    names = kept["measure"] + kept["subset"].map(lambda subset: "" if subset == "all" else f":{subset}")
    wide = kept.assign(name=names).pivot_table(index=["point", "design"], columns="name", values="value", sort=False)
    seats = swept.seats[swept.seats["unit"] == "marketing"].set_index(["point", "design"])["seats"]
    wide = wide.join(seats.rename("seats_of_marketing")).reset_index()
    return swept.points[["point", LOAD, NEEDS]].merge(wide, on="point").drop(columns="point")


if __name__ == "__main__":
    main()
