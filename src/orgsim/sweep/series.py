"""A folder of comparisons, one after the other, read as a sweep: each comparison is a point, in the order of names.

``orgsim compare -m`` leaves such a folder: 1_..., 2_..., and so on. So may anybody who puts comparisons side by side.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from orgsim.config.stamp import STAMP
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept, read_sweep

SERIES = "series"  # the kind of space of such a sweep
TABLES = ("measures", "seats", "levers")


def read(folder: str | Path) -> Swept:
    """A sweep, a comparison or run, or the comparisons in the folders right below one. Raises InputError."""
    folder = Path(folder)
    below = comparisons(folder)
    return read_series(folder, below) if below else read_sweep(folder)


def comparisons(folder: Path) -> list[Path]:
    """Finished comparisons and runs right below a folder that is none itself, 2_... before 10_...."""
    if not folder.is_dir() or (folder / STAMP).is_file() or (folder / "points").is_dir():
        return []
    below = [each for each in folder.iterdir() if (each / STAMP).is_file() and (each / "measures.parquet").is_file()]
    return sorted(below, key=lambda each: [(not part.isdigit(), int(part or 0) if part.isdigit() else 0, part)
                                           for part in re.split(r"(\d+)", each.name) if part])  # fmt: skip


def read_series(folder: Path, below: list[Path]) -> Swept:
    """The comparisons as points named by their folders; their designs must be the same."""
    found = {each.name: read_sweep(each) for each in below}
    first = next(iter(found.values()))
    for name, own in found.items():
        if own.designs != first.designs or len(own.points) > 1:
            expected = f"a folder of comparisons of the same designs ({', '.join(first.designs)}; {name} is another)"
            raise InputError("of", str(folder), expected)
    table = {
        each: pd.concat([getattr(own, each).assign(point=name) for name, own in found.items()], ignore_index=True)
        for each in TABLES
    }
    configuration = {**first.configuration, "space": {"kind": SERIES}}
    if any(own.configuration.get("channels") != first.configuration.get("channels") for own in found.values()):
        del configuration["channels"]  # no norms that hold for all of them
    points = pd.DataFrame({"point": list(found), "comparison": list(found)})
    return replace(first, points=points, configuration=configuration, folder=folder, **table)
