"""What a folder of points was declared to hold. Whoever comes back with another declaration is refused, not mixed in.

A sweep may grow: more points, more replications. Anything else that changes numbers needs a folder of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from orgsim.config.stamp import write_whole
from orgsim.errors import InputError

FILE = "sweep.json"
FREE = ("study.processes", "study.replications", "study.path_replications")
PARTS = {"versions": dict, "configuration": dict, "points": list}
MOST_TOLD = 3


def declare(folder: Path, configuration: Mapping[str, Any], versions: Mapping[str, Any], points: Sequence[str]) -> None:
    """Write down what a sweep is of, or refuse it where the folder holds another one.

    configuration: plain data, without the points' space; points: their identities. Raises InputError.
    """
    now = {"versions": dict(versions), "configuration": dict(flat(configuration)), "points": list(points)}
    now = json.loads(json.dumps(now))
    before = read(folder)
    if before is not None and any(folder.glob("points/[!.]*.parquet")):  # where nothing is kept nothing can be mixed
        refuse(folder, before, now)
    write_whole(folder / FILE, json.dumps(now, indent=1) + "\n")


def read(folder: Path) -> dict | None:
    """What a folder was declared to hold, None where nothing was."""
    try:
        told = json.loads((folder / FILE).read_text())
        if isinstance(told, dict) and all(isinstance(told.get(name), kind) for name, kind in PARTS.items()):
            return told
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        pass
    raise InputError("out", str(folder), f"a folder whose {FILE} can be read (or one of its own)")


def refuse(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Say what is another than it was."""
    other = [f"{key} was {was}, is {new}" for key, was, new in differences(before["versions"], now["versions"])]
    if other:
        raise InputError("out", str(folder), f"a folder made by the same versions ({told(other)}); a new one will do")
    other = [
        f"{key} was {was}, is {new}"
        for key, was, new in differences(before["configuration"], now["configuration"])
        if key not in FREE
    ]
    if other:
        raise InputError("out", str(folder), f"a folder of the same sweep ({told(other)}); a new one will do")
    if gone := set(before["points"]) - set(now["points"]):
        said = f"a folder of the same sweep ({len(gone)} of its points are not asked for now); a new one will do"
        raise InputError("out", str(folder), said)


def differences(before: Mapping, now: Mapping) -> Iterator[tuple[str, Any, Any]]:
    """(key, what it was, what it is) of all that differs."""
    for key in sorted({*before, *now}):
        if before.get(key) != now.get(key):
            yield key, before.get(key, "not there"), now.get(key, "not there")


def told(differing: Sequence[str]) -> str:
    """The first few of them."""
    more = len(differing) - MOST_TOLD
    return "; ".join(differing[:MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")


def flat(node: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of plain data by its dotted name."""
    if isinstance(node, Mapping) and node:
        for each, inner in node.items():
            yield from flat(inner, f"{name}.{each}" if name else str(each))
    elif isinstance(node, list) and any(isinstance(inner, Mapping | list) for inner in node):
        for place, inner in enumerate(node):
            yield from flat(inner, f"{name}.{place}")
    else:
        yield name, node
