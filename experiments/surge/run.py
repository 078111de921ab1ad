"""A demand shock, and recovery: see README.md beside this file. Writes results/surge/."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from excess import FACTOR, FIRST, LOAD, Shock, against, kept, results, shocks  # noqa: E402
from laboratory import declared, publish, run  # noqa: E402
from own_work import not_begun  # noqa: E402
from picture import daily, lost  # noqa: E402
from wording import finding, title  # noqa: E402

from orgsim.sweep.swept import Swept  # noqa: E402


def levels(swept: Swept) -> pd.DataFrame:
    """Means over the measured weeks of every measure, world and design."""
    rows = swept.measures[swept.measures["subset"] == "all"].merge(swept.points, on="point")
    table = rows.groupby([LOAD, FACTOR, "design", "measure"])["value"].mean().unstack("measure").reset_index()
    return table.rename(columns={LOAD: "load", FACTOR: "surge"})


def days(found: Sequence[Shock]) -> pd.DataFrame:
    """Mean excess by day, a column for each day."""
    parts = {(each.load, each.factor, each.design): each.excess.mean(axis=0) for each in found}
    table = pd.DataFrame(parts).T.rename_axis(["load", "surge", "design"])
    return table.set_axis([f"day_{FIRST + n:03d}" for n in range(table.shape[1])], axis=1).reset_index()


def own_work(swept: Swept) -> pd.DataFrame:
    """Share of departments' own work that was not begun, a row per load, surge and design."""
    rows = []
    for _, world in swept.points.iterrows():
        one = replace(swept, points=swept.points[swept.points["point"] == world["point"]])
        rows.append(not_begun(one).assign(load=world[LOAD], surge=world[FACTOR]))
    return pd.concat(rows, ignore_index=True)


def part(name: str, keep: Sequence[str]) -> Swept:
    """A control, with as many replications as are declared for it."""
    asked = dict(declared(HERE)["parts"][name])
    replications = asked.pop("replications")
    return run(HERE, asked, name, keep, replications)


def main() -> None:
    swept = run(HERE, keep=kept(10))
    switched, once, long = part("switched", kept(10)), part("once", kept(10)), part("long", kept(26))
    found = shocks(swept)
    tables = {
        "shocks": results(found),
        "differences": against(found, "siloed", 2),
        "levels": levels(swept),
        "days": days(found),
        "switched": results(shocks(switched)),
        "switched_levels": levels(switched),
        "once": results(shocks(once)),
        "once_levels": levels(once),
        "long_days": days(shocks(long)),
        "own_work": own_work(part("own_work", ["minutes_per_week:kind=own_work"])),
    }
    figures = {"excess": daily(found, title(tables)), "hours_lost": lost(tables["shocks"])}
    publish(HERE, finding(tables), tables, figures, swept)


if __name__ == "__main__":
    main()
