"""Results in a folder: tidy Parquet tables, and beside them what they came from. Whole or not at all.

Everything is written into a temporary folder next to the one wanted, which then takes its place in one rename. Where
the wanted folder is there already, what else is in it stays: the stamp is taken away, tables of an earlier run go, the
new ones move in, and the stamp comes last. So a folder with a stamp is whole and of one run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from orgsim.errors import InputError

STAMP = "stamp.json"
TABLES = ("measures", "summary", "pairs", "levers", "seats", "mechanisms", "episodes", "probes", "validation")
TABLES += ("points", "replications", "failed", "front", "trials", "flattery")
TABLES += ("weeks", "paths", "paybacks", "ways", "steps")

MARKS = {  # what only the folder of a command holds, the most particular first
    "validate": "validation.parquet",
    "optimise": "trials.parquet",
    "transition": "paths.parquet",
    "run": "episodes.parquet",
    "fit": "flips.csv",
    "journey": "since_start.csv",
    "sweep": "sweep.json",
    "compare": "pairs.parquet",
}
SWEEPS = ("sweep", "fit", "journey")  # these know each other's folders by what was asked, and refuse another question


def write_tables(out: str | Path, tables: Mapping[str, pd.DataFrame], write_stamp: Callable[[Path], None]) -> Path:
    """Write tables as <name>.parquet and the stamp into a folder; on failure, Ctrl-C included, leave it as it was."""
    out = Path(out)
    check_folder(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.parent / f".{out.name}.{uuid.uuid4().hex[:12]}"
    fresh.mkdir()
    try:
        for name, frame in tables.items():
            frame.to_parquet(fresh / f"{name}.parquet", index=False)
        write_stamp(fresh)
        _take_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return out


def check_folder(out: str | Path) -> None:
    """Refuse early what cannot be a folder of results: by trying, in the nearest folder that is there."""
    try:
        there = next(place for place in (Path(out), *Path(out).absolute().parents) if place.exists())
    except OSError as error:
        raise InputError("out", str(out), f"a folder ({error.strerror})") from None
    if not there.is_dir():
        raise InputError("out", str(out), f"a folder ({there.name} is a file)")
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".orgsim.", dir=there))
    except OSError:
        raise InputError("out", str(out), f"a folder that may be written to ({there.name or there} may not)") from None


def kind_of(folder: str | Path) -> str | None:
    """The command whose results a folder holds, None if nobody's."""
    return next((name for name, mark in MARKS.items() if (Path(folder) / mark).exists()), None)


def check_kind(out: str | Path, command: str) -> None:
    """Refuse a folder that holds another command's results, which would be lost or mixed."""
    there = kind_of(out)
    if there not in (None, command) and not (there in SWEEPS and command in SWEEPS):
        raise InputError("out", str(out), f"a new folder, or one of orgsim {command} (it holds an orgsim {there})")


def _take_place(fresh: Path, out: Path) -> None:
    """Put a finished folder where it is wanted."""
    if not out.exists():
        os.rename(fresh, out)
        return
    (out / STAMP).unlink(missing_ok=True)
    for name in TABLES:
        if not (fresh / f"{name}.parquet").exists():
            (out / f"{name}.parquet").unlink(missing_ok=True)
    for path in sorted(fresh.iterdir(), key=lambda path: path.name == STAMP):
        os.replace(path, out / path.name)
