"""What a sweep found, read back: the points with their factors, and the tidy tables of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml

from orgsim.config.stamp import CONFIG, STAMP
from orgsim.errors import InputError
from orgsim.sweep import declared

MEASURES = ["point", "design", "estimand", "replication", "measure", "unit", "subset", "value"]
BESIDE = ("point", "identity", "failed")  # columns of the table of points that are no factors
ONE = "1"  # what the only point of a comparison is called


@dataclass(frozen=True)
class Swept:
    """A sweep's tables. A point is a world with all designs run in it; ``point`` is the same name in every table.

    Random numbers are common: replication r has the same seed at every point, so the same people, needs and draws.
    """

    points: pd.DataFrame  # point, and a column per factor (its key: company.load), in the order of the sweep
    measures: pd.DataFrame  # tidy: point, design, estimand, replication, measure, unit, subset, value
    seats: pd.DataFrame  # point, design, unit, seats, offered_load, offered_per_seat
    levers: pd.DataFrame  # point, design, meeting_every, overdue_after, response_latency, n, chosen
    designs: tuple[str, ...]  # in the order given
    confidence: float = 0.95
    failed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["point", "error", "message"]))
    replications: pd.DataFrame | None = None  # where a precision was asked: point, measure, replications, reason, ...
    configuration: dict = field(default_factory=dict)  # everything that was asked, as plain data
    folder: Path | None = None

    @property
    def factors(self) -> list[str]:
        """The keys that vary."""
        return [name for name in self.points.columns if name not in BESIDE]

    def values(self, measure: str, subset: str = "all") -> pd.DataFrame:
        """Values of a measure: a row per (point, replication), a column per design, points in the sweep's order.

        Raises InputError for a measure or subset the sweep has not kept.
        """
        known = self.measures["measure"].unique().tolist()
        if measure not in known:
            raise InputError("measure", measure, sorted(known))
        own = self.measures[self.measures["measure"] == measure]
        if subset not in set(own["subset"]):
            raise InputError("subset", subset, sorted(own["subset"].unique().tolist()))
        wide = own[own["subset"] == subset].pivot(index=["point", "replication"], columns="design", values="value")
        order = self.points["point"][self.points["point"].isin(wide.index.unique(0))]
        return wide.reindex(order, level="point")[list(self.designs)]


def read_sweep(folder: str | Path) -> Swept:
    """A finished sweep from its folder; a comparison's folder is a sweep of one point. Raises InputError."""
    folder = Path(folder)
    if not (folder / STAMP).is_file():
        raise InputError("of", str(folder), unfinished(folder))
    table = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    configuration = yaml.safe_load((folder / CONFIG).read_text())
    if not {"measures", "seats", "levers"} <= set(table):
        raise InputError("of", str(folder), "a folder of `orgsim sweep` or `orgsim compare`")
    if "points" not in table:
        for name in ("measures", "seats", "levers"):
            table[name].insert(0, "point", ONE)
        table["points"] = pd.DataFrame({"point": [ONE]})
    return Swept(
        points=table["points"],
        measures=table["measures"],
        seats=table["seats"],
        levers=table["levers"],
        designs=tuple(configuration["designs"]),
        confidence=configuration["study"]["confidence"],
        failed=table.get("failed", pd.DataFrame(columns=["point", "error", "message"])),
        replications=table.get("replications"),
        configuration=configuration,
        folder=folder,
    )


def unfinished(folder: Path) -> str:
    """What a folder without a stamp lacks."""
    told = declared.read(folder) if folder.is_dir() else None
    if told is None:
        return "a folder of `orgsim sweep` or `orgsim compare`, as in of=results/sweep"
    done = len(list((folder / "points").glob("[!.]*.parquet")))
    return f"a finished sweep ({done} of {len(told['points'])} points are there: start it again)"
