"""A folder of points, each kept as soon as it is done: whole or not at all, whenever the power goes.

``points/<identity>.parquet`` holds a point's tidy table; its levers, seats and versions stand in the file's metadata. A
point is written under another name, forced onto the disk and then renamed; a file that cannot be read is as good as
none. ``failed/<identity>.json`` says why a point came to nothing.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orgsim.comparison.precision import Sized
from orgsim.comparison.store import check_folder
from orgsim.config.stamp import keep_name, write_whole
from orgsim.errors import InputError
from orgsim.sweep.points import Failure, Found, Point

KEY = b"orgsim"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LOCK = ".lock"


class NoRoom(OSError):
    """The disk is full."""


class Store:
    """The points of a sweep in a folder."""

    def __init__(self, folder: str | Path):
        check_folder(folder)
        self.folder = Path(folder)
        self.done, self.failed = self.folder / "points", self.folder / "failed"
        for each in (self.done, self.failed):
            try:
                each.mkdir(parents=True, exist_ok=True)
            except FileExistsError:
                raise InputError("out", str(folder), f"a folder ({each.name} in it is a file)") from None

    def read(self, point: Point) -> Found | None:
        """What is there of a point; None where nothing is, or nothing that can be read."""
        try:
            table = pq.read_table(self.done / f"{point.identity}.parquet")
            more = json.loads(table.schema.metadata[KEY])
            sized = Sized(**more["sized"]) if more["sized"] else None
            return Found(table.to_pandas(), frame(more["levers"]), frame(more["seats"]), more["versions"], sized)
        except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
            return None

    def write(self, point: Point, found: Found) -> None:
        """Keep a point. Raises NoRoom where the disk is full, and leaves nothing half-written."""
        more = {"levers": columns(found.levers), "seats": columns(found.seats), "versions": dict(found.versions)}
        more["sized"] = asdict(found.sized) if found.sized else None
        table = pa.Table.from_pandas(found.measures, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), KEY: json.dumps(more).encode()})
        file = self.done / f"{point.identity}.parquet"
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with open(fresh, "wb") as handle:
                pq.write_table(table, handle)
                handle.flush()
                os.fsync(handle.fileno())
            os.replace(fresh, file)
            keep_name(file)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            if error.errno in NO_ROOM:
                raise NoRoom(error.errno, os.strerror(error.errno)) from None
            raise
        (self.failed / f"{point.identity}.json").unlink(missing_ok=True)

    def fail(self, point: Point, failure: Failure) -> None:
        """Keep why a point came to nothing."""
        write_whole(
            self.failed / f"{point.identity}.json", json.dumps({"point": point.name, **asdict(failure)}, indent=2)
        )

    def failure(self, point: Point) -> Failure | None:
        """Why a point came to nothing, if it did."""
        try:
            told = json.loads((self.failed / f"{point.identity}.json").read_text())
            return Failure(told["error"], told["message"], told["trace"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def tidy_up(self) -> None:
        """Take away what a run that was killed in the middle of writing has left."""
        for stray in self.done.glob(".*.parquet.*"):
            stray.unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else works in the folder; the lock goes with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # no such thing here: two runs would do the same points twice, and lose nothing
        yield
        return
    with open(folder / LOCK, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError("out", str(folder), "a folder nobody else is at work in") from None
        except OSError as error:
            said = f"a folder on a disk whose files can be locked ({error.strerror})"
            raise InputError("out", str(folder), said) from None
        yield


def columns(table: pd.DataFrame) -> dict[str, list]:
    """A small table as plain data."""
    return {name: table[name].tolist() for name in table.columns}


def frame(plain: dict[str, list]) -> pd.DataFrame:
    """The table of plain data."""
    return pd.DataFrame(plain)
