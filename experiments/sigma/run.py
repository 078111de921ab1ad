"""Specialists against generalists: see README.md beside this file. Writes results/sigma/."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import wording  # noqa: E402
from breakeven import LOAD, SLIPS, SLOWDOWN, WORLD, behind, break_evens  # noqa: E402
from laboratory import publish, run  # noqa: E402
from picture import drawn  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402

CONTROLS = {"no_news": {"topics.*.news": 0.0}, "patient_callers": {"channels.phone.patience_hours": None}}
LOADS, SLOWDOWNS = (0.65, 0.75, 0.85), (0.0, 0.3)


def main() -> None:
    swept = run(HERE)
    controls = {name: control(change, name) for name, change in CONTROLS.items()}
    found = behind(swept)
    switched = pd.concat([behind(each).assign(control=name) for name, each in controls.items()], ignore_index=True)
    tables = {
        "break_evens": break_evens(found),
        "behind_specialists": found,
        "worlds": worlds(swept),
        "controls": switched,
    }
    title = wording.title(tables["break_evens"]).split(";")[0]
    publish(HERE, wording.page(tables), tables, {"break_even": drawn(found, wording.NAMES, title)}, swept)


def control(change: Mapping[str, float | None], part: str) -> Swept:
    """Some of the worlds again with something switched off; off topic people slip no more often than at home."""
    points = [{LOAD: load, SLIPS: 1, SLOWDOWN: slowdown, **change} for load in LOADS for slowdown in SLOWDOWNS]
    return run(HERE, {"kind": "list", "list": points}, part)


def worlds(swept: Swept) -> pd.DataFrame:
    """Means over replications of all that was kept, a row per world and design."""
    kept = swept.measures
    names = kept["measure"] + kept["subset"].map(lambda subset: "" if subset == "all" else f":{subset}")
    wide = kept.assign(name=names).pivot_table(index=["point", "design"], columns="name", values="value", sort=False)
    return swept.points[["point", *WORLD]].merge(wide.reset_index(), on="point").drop(columns="point")


if __name__ == "__main__":
    main()
