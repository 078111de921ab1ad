"""What was tried is kept, batch by batch, in a file of lines: a search killed at any moment loses the batch in hand.

The sampler proposes the same settings again from the same seed, so a search that is started again takes from the file
what is there and goes on as if nothing had happened, to the same end. Other goals, worlds or versions give other
values: a file of theirs is refused, never mixed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from orgsim.config.schema import Design
from orgsim.config.stamp import digest
from orgsim.errors import InputError

FILE = "search.jsonl"


class Kept:
    """Values of designs on the goals, by the design's digest; without a folder only remembered."""

    def __init__(self, folder: str | Path | None, origin: Mapping):
        self.file = None if folder is None else Path(folder) / FILE
        self.values: dict[str, list[float]] = {}
        self.origin = {"origin": digest(origin)}
        if self.file is not None and self.file.exists():
            self._read()

    def _read(self) -> None:
        """What the file has; a line cut off by a power failure was never finished, and is cut away."""
        whole = self.file.read_bytes()
        lines = whole[: whole.rfind(b"\n") + 1].splitlines()
        if lines and json.loads(lines[0]) != self.origin:
            said = f"a folder of its own: {self.file.name} there is of another configuration or version (or remove it)"
            raise InputError("out", str(self.file.parent), said)
        for line in lines[1:]:
            self.values.update(json.loads(line))
        if len(whole) > whole.rfind(b"\n") + 1:
            os.truncate(self.file, whole.rfind(b"\n") + 1)

    def get(self, design: Design) -> list[float] | None:
        """The values of a design, None if it was not tried."""
        return self.values.get(name_of(design))

    def put(self, found: Mapping[str, list[float]]) -> None:
        """Keep values by the design's digest, on the disk before anything else happens."""
        self.values.update(found)
        if self.file is None or not found:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = not self.file.exists() or not self.file.stat().st_size
        with self.file.open("a", encoding="utf-8") as file:
            for line in [self.origin] * new + [dict(found)]:
                file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def name_of(design: Design) -> str:
    """What tells a design from another."""
    return digest(asdict(design))[:24]
