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
from typing import Any

from orgsim.config.schema import Design
from orgsim.config.stamp import digest
from orgsim.errors import InputError

FILE = "search.jsonl"


class Kept:
    """Values of designs on the goals, by the design's digest; without a folder only remembered."""

    def __init__(self, folder: str | Path | None, origin: Mapping):
        self.file = None if folder is None else Path(folder) / FILE
        self.values: dict[str, list[float]] = {}
        self.origin, self.goals = {"origin": digest(origin)}, len(origin["goals"])
        if self.file is not None and self.file.exists():
            self._read()

    def _read(self) -> None:
        """What the file has. Its last line is cut away where the power failed while it was written.

        Raises InputError for a file that is not of this search, and for a broken line that is not the last.
        """
        content = self.file.read_bytes()
        *lines, tail = content.split(b"\n")
        if not (plain(lines[0]) == self.origin if lines else json.dumps(self.origin).encode().startswith(tail)):
            said = f"a folder of its own: {self.file.name} there is of another configuration or version (or remove it)"
            raise InputError("out", str(self.file.parent), said)
        whole = len(content) - len(tail)
        for number, line in enumerate(lines[1:], 2):
            found = plain(line)
            if self._are_values(found):
                self.values.update(found)
            elif number == len(lines):
                whole -= len(line) + 1
            else:
                said = f"a folder whose {self.file.name} can be read: its line {number} is broken (without it, it can)"
                raise InputError("out", str(self.file.parent), said)
        if whole < len(content):
            os.truncate(self.file, whole)

    def _are_values(self, found: Any) -> bool:
        """Whether a line is what was written: by design a number for each goal."""
        numbers = found.values() if isinstance(found, dict) else [None]
        return all(
            isinstance(each, list) and len(each) == self.goals and all(isinstance(value, float) for value in each)
            for each in numbers
        )

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


def plain(line: bytes) -> Any:
    """What a line says; None where it says nothing."""
    try:
        return json.loads(line)
    except ValueError:
        return None
