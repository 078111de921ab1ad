"""What each extension does to the ranking: see README.md beside this file. Writes results/extensions/."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from differences import difference, mean  # noqa: E402
from laboratory import declared, publish, run  # noqa: E402
from parts import part  # noqa: E402
from picture import drawn  # noqa: E402
from wording import numbers  # noqa: E402

from orgsim.comparison.margins import HIGHER, better  # noqa: E402
from orgsim.sweep.swept import Swept  # noqa: E402

OFF, SWITCH = "off", "population.switch_channel"
RANKED = ("response_latency", "voice", "cost_per_resolved", "own_work_delay")


@dataclass(frozen=True)
class World:
    """A point of a sweep by the extension that is on there."""

    name: str
    swept: Swept
    point: str

    def values(self, measure: str, subset: str = "all") -> pd.DataFrame:
        """Values by replication, a column a design."""
        return self.swept.values(measure, subset).loc[self.point]

    def kept(self) -> list[tuple[str, str]]:
        """Every measure and subset there is."""
        own = self.swept.measures[self.swept.measures["point"] == self.point]
        return list(own[["measure", "subset"]].drop_duplicates().itertuples(index=False, name=None))


def main() -> None:
    swept = run(HERE)
    names = [OFF if not often else "switch_channel" for often in swept.points[SWITCH]]
    worlds = [World(name, swept, point) for name, point in zip(names, swept.points["point"])]
    for name in declared(HERE)["parts"]:
        own = part(HERE, name)
        worlds.insert(-1, World(name, own, own.points["point"].iloc[0]))
    pairs = pd.concat([paired_designs(world) for world in worlds], ignore_index=True)
    tables = {
        "ranking": ranking(worlds, pairs),
        "changes": changes(pairs),
        "pairs": pairs,
        "effects": pd.concat([effect(world, worlds[0]) for world in worlds[1:]], ignore_index=True),
        "means": pd.concat([means(world) for world in worlds], ignore_index=True),
        "seats": pd.concat([staff(world) for world in worlds], ignore_index=True),
    }
    said = read(numbers(tables))
    publish(HERE, said, tables, {"extensions": drawn(tables["means"], said[0])}, swept)


def means(world: World) -> pd.DataFrame:
    """Every design's mean of everything kept."""
    rows = []
    for measure, subset in world.kept():
        values = world.values(measure, subset)
        for design in world.swept.designs:
            told = mean(values[design], world.swept.confidence)
            rows.append({"on": world.name, "design": design, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


def staff(world: World) -> pd.DataFrame:
    """Seats and offered load of every unit."""
    own = world.swept.seats[world.swept.seats["point"] == world.point].drop(columns="point")
    return own.assign(on=world.name)


def read(told: dict) -> list[str]:
    """Title and paragraphs of reading.md with the numbers filled in; lines of a table or list stay lines."""
    page = (HERE / "reading.md").read_text().strip().removeprefix("# ")
    return [part.format(**told) for part in page.split("\n\n")]


def paired_designs(world: World) -> pd.DataFrame:
    """Every two designs on what ranks them; the six intervals of a measure hold at once (Bonferroni)."""
    rows, both = [], list(combinations(world.swept.designs, 2))
    for measure in RANKED:
        values = world.values(measure)
        for a, b in both:
            told = difference(values[a], values[b], measure, 1 - (1 - world.swept.confidence) / len(both))
            of = {"on": world.name, "measure": measure, "design_a": a, "design_b": b}
            rows.append({**of, **told, "ahead": ahead(a, b, measure, told)})
    return pd.DataFrame(rows)


def ahead(a: str, b: str, measure: str, told: dict) -> str:
    """Which of two designs is ahead by more than the margin; neither where they are near."""
    if not told["beyond_margin"]:
        return "near"
    return a if (told["difference"] > 0) == (better(measure) == HIGHER) else b


def ranking(worlds: list[World], pairs: pd.DataFrame) -> pd.DataFrame:
    """Designs from best to worst by their mean: > between neighbours that are apart, ~ between those that are near."""
    rows = []
    for world in worlds:
        for measure in RANKED:
            order = world.values(measure).mean().sort_values(ascending=better(measure) != HIGHER)
            own = pairs[(pairs["on"] == world.name) & (pairs["measure"] == measure)]
            apart = {frozenset((p.design_a, p.design_b)) for p in own.itertuples() if p.ahead != "near"}
            said = order.index[0]
            for before, after in zip(order.index, order.index[1:]):
                said += f" {'>' if frozenset((before, after)) in apart else '~'} {after}"
            rows.append({"on": world.name, "measure": measure, "ranking": said, **order.to_dict()})
    return pd.DataFrame(rows)


def changes(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs of designs that are apart in one world and not, or the other way round, with an extension on."""
    key = ["measure", "design_a", "design_b"]
    off = pairs[pairs["on"] == OFF].set_index(key)
    rows = []
    for row in pairs[pairs["on"] != OFF].itertuples():
        was = off.loc[(row.measure, row.design_a, row.design_b)]
        if was["ahead"] != row.ahead:
            what = "reversed" if "near" not in (was["ahead"], row.ahead) else "apart"
            what = "nearer" if row.ahead == "near" else what
            rows.append({"on": row.on, **{name: getattr(row, name) for name in key}, "change": what,
                         "ahead_off": was["ahead"], "ahead_on": row.ahead,
                         "difference_off": was["difference"], "low_off": was["low"], "high_off": was["high"],
                         "difference": row.difference, "low": row.low, "high": row.high,
                         "margin": row.margin})  # fmt: skip
    columns = ["on", "measure", "design_a", "design_b", "change"]
    return pd.DataFrame(rows, columns=None if rows else columns)


def effect(world: World, off: World) -> pd.DataFrame:
    """What an extension does to each design: with it less without it, in the same worlds."""
    there = set(off.kept())
    rows = []
    for measure, subset in world.kept():
        if (measure, subset) in there:
            for design in world.swept.designs:
                a, b = (each.values(measure, subset)[design] for each in (world, off))
                told = difference(a, b, measure, world.swept.confidence)
                rows.append({"on": world.name, "design": design, "measure": measure, "subset": subset, **told})
    return pd.DataFrame(rows)


if __name__ == "__main__":
    main()
