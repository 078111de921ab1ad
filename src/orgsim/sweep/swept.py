"""What a sweep found, read back: the points with their factors, and the tidy tables of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa
import yaml

from orgsim.config.stamp import CONFIG, STAMP
from orgsim.errors import InputError
from orgsim.sweep import declared

MEASURES = ["point", "design", "estimand", "replication", "measure", "unit", "subset", "value"]
SEATS = ["point", "design", "unit", "seats", "offered_load", "offered_per_seat"]
TABLES = {
    "points": ["point"],
    "measures": MEASURES,
    "seats": SEATS,
    "levers": ["point", "design"],
    "failed": ["point", "error", "message"],
    "replications": ["measure", "replications", "reason"],
}  # tables a sweep may have, with the columns they cannot do without
OF_ANY = ("measures", "seats", "levers")  # tables that are there of a comparison, too
NUMBERS = {"measures": ["replication", "value"], "seats": SEATS[3:]}  # columns of numbers
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

        Raises InputError for a measure or subset the sweep has not kept, or where no point is done.
        """
        self.check_done()
        known = self.measures["measure"].unique().tolist()
        if measure not in known:
            raise InputError("measure", measure, sorted(known))
        own = self.measures[self.measures["measure"] == measure]
        if subset not in set(own["subset"]):
            raise InputError("subset", subset, sorted(own["subset"].unique().tolist()))
        wide = own[own["subset"] == subset].pivot(index=["point", "replication"], columns="design", values="value")
        order = self.points["point"][self.points["point"].isin(wide.index.unique(0))]
        return wide.reindex(order, level="point")[list(self.designs)]

    def check_done(self) -> None:
        """Raises InputError where every point failed: nothing can be asked of such a sweep."""
        if len(self.points) and len(self.failed) >= len(self.points):
            where = f"{self.folder}/failed has why, and --retry-failed tries them again"
            every = f"all {len(self.points)} points" if len(self.points) > 1 else "the only point"
            raise InputError("of", str(self.folder), f"a sweep with a point that is done: {every} failed ({where})")


def read_sweep(folder: str | Path) -> Swept:
    """A finished sweep from its folder; a comparison's folder is a sweep of one point. Raises InputError.

    Files in it that are no sweep's are not looked at.
    """
    folder = Path(folder)
    if not (folder / STAMP).is_file():
        raise InputError("of", str(folder), unfinished(folder))
    configuration = read_configuration(folder)
    table = {name: read_table(folder, name) for name in TABLES if (folder / f"{name}.parquet").is_file()}
    if not {*OF_ANY} <= set(table):
        raise InputError("of", str(folder), "a folder of `orgsim sweep` or `orgsim compare`")
    if "points" not in table and "point" not in table["measures"]:
        for name in OF_ANY:
            table[name].insert(0, "point", ONE)
        table["points"] = pd.DataFrame({"point": [ONE]})
    for name, own in table.items():
        if own.empty:  # of a sweep whose every point failed it has no columns either
            table[name] = own.reindex(columns=[*dict.fromkeys([*own.columns, *TABLES[name]])])
    check_tables(folder, table, configuration)
    return Swept(
        points=table["points"],
        measures=table["measures"],
        seats=table["seats"],
        levers=table["levers"],
        designs=tuple(configuration["designs"]),
        confidence=configuration["study"]["confidence"],
        failed=table.get("failed", pd.DataFrame(columns=TABLES["failed"])),
        replications=table.get("replications"),
        configuration=configuration,
        folder=folder,
    )


def read_configuration(folder: Path) -> dict:
    """Everything that was asked, as plain data. Raises InputError where the file is not what was written."""
    try:
        plain = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        raise unlike(folder, f"whose {CONFIG} can be read") from None
    plain = plain if isinstance(plain, dict) else {}
    designs, study = plain.get("designs"), plain.get("study")
    if not isinstance(designs, dict) or not designs:
        raise unlike(folder, f"whose {CONFIG} has designs")
    if not isinstance(study, dict) or not isinstance(study.get("confidence"), float):
        raise unlike(folder, f"whose {CONFIG} has a study with its confidence")
    return plain


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A table of a sweep. Raises InputError where it cannot be read."""
    try:
        return pd.read_parquet(folder / f"{name}.parquet")
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException):
        raise unlike(folder, f"whose {name}.parquet can be read") from None


def check_tables(folder: Path, table: dict[str, pd.DataFrame], configuration: dict) -> None:
    """The tables have their columns, and are of one sweep; raises InputError for the first thing that is wrong."""
    if "points" not in table:
        raise unlike(folder, "with a points.parquet")
    for name, own in table.items():
        file = f"{name}.parquet"
        missing = [column for column in TABLES[name] if column not in own]
        if missing:
            raise unlike(folder, f"whose {file} has the column {missing[0]}")
        words = [column for column in NUMBERS.get(name, ()) if not pd.api.types.is_numeric_dtype(own[column])]
        if words and len(own):
            raise unlike(folder, f"whose {file} has numbers in the column {words[0]}")
        if "point" in own and not set(own["point"]) <= set(table["points"]["point"]):
            raise unlike(folder, f"whose {file} is of the points in points.parquet")
        if name in NUMBERS and len(own) and not set(configuration["designs"]) <= set(own["design"]):
            raise unlike(folder, f"whose {file} is of the designs in {CONFIG}")


def unlike(folder: Path, expected: str) -> InputError:
    """What is to be said of a folder whose files are not as they were written."""
    return InputError("of", str(folder), f"a folder {expected} (the command that made the folder writes it anew)")


def unfinished(folder: Path) -> str:
    """What a folder without a stamp lacks."""
    try:
        told = declared.read(folder) if folder.is_dir() else None
    except InputError as error:
        return error.allowed
    if told is None:
        return "a folder of `orgsim sweep` or `orgsim compare`, as in of=results/sweep"
    done = len(list((folder / "points").glob("[!.]*.parquet")))
    return f"a finished sweep ({done} of {len(told['points'])} points are there: start it again)"
