"""What a sweep takes: which keys vary and how the points are laid, and how many replications are enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional

from orgsim.config.parameter import parameter
from orgsim.errors import UNKNOWN, InputError, closest

GRID, LIST, PAIRS, LATIN, SOBOL = KINDS = ("grid", "list", "pairs", "latin", "sobol")
DRAWN = (LATIN, SOBOL)
RANGE = ("low", "high", "log")
MOST_POINTS = 1_000_000
LARGEST = 1e15  # whole numbers beyond it are no longer told apart


@dataclass
class Space:
    """The points of a sweep."""

    kind: str = parameter(
        GRID, "grid | list | pairs | latin | sobol",
        source="chosen: every combination of the values, as with Hydra's -m; ranges need latin or sobol",
    )  # fmt: skip
    vary: Dict[str, Any] = parameter({}, "keys in full, with [values] or {low, high, log}")
    list: List[Any] = parameter([], "points one by one, as in [{company.load: .6, demand.interdependence: 0}]")
    points: int = parameter(64, "points drawn (latin; sobol: a power of 2)", 1, MOST_POINTS)
    seed: int = parameter(1, "of the drawing", 0, 2**32 - 1)


@dataclass
class Precision:
    """Replications until an interval is narrow enough, rather than a fixed number."""

    measure: Optional[str] = parameter(None, "measure asked about (null: as many replications as the study says)")
    half_width: Optional[float] = parameter(
        None, "paired half-width narrow enough, in its unit (null: half the margin)", 0
    )
    least: int = parameter(15, "replications at least", 15, 100000)
    most: int = parameter(200, "replications at most: the budget", 15, 100000)


@dataclass
class Parallel:
    """Where a sweep's points are worked on."""

    scheduler: Optional[str] = parameter(None, "address of a Dask scheduler (null: processes of this machine)")


def check_space(space: Space) -> None:
    """A space that has points; raises InputError for the first thing that is wrong."""
    if space.kind not in KINDS:
        raise InputError("space.kind", space.kind, KINDS)
    if space.kind == LIST:
        if not space.list:
            raise InputError("space.list", [], "at least one point, as in [{company.load: .6}]")
        for place, point in enumerate(space.list):
            if not isinstance(point, Mapping) or not point:
                raise InputError(f"space.list[{place}]", point, "keys with values, as in {company.load: .6}")
            if any(not isinstance(key, str) for key in point):
                raise InputError(f"space.list[{place}]", point, "keys in full, as in {company.load: .6}")
            if set(point) != set(space.list[0]):
                raise InputError(f"space.list[{place}]", sorted(point), f"the keys of the first: {list(space.list[0])}")
        return
    if not space.vary:
        raise InputError("space.vary", {}, "at least one key, as in {company.load: [.6, .75, .9]}")
    drawn = space.kind in DRAWN
    for key, values in space.vary.items():
        if not isinstance(key, str):
            raise InputError("space.vary", key, "keys in full, as in {company.load: [.6, .75, .9]}")
        check_values_of(f"space.vary.{key}", values, drawn)
    if space.kind == PAIRS and len({len(values) for values in space.vary.values()}) > 1:
        lengths = {key: len(values) for key, values in space.vary.items()}
        raise InputError("space.vary", lengths, "as many values of each key, where kind is pairs")
    if space.kind == SOBOL and space.points & (space.points - 1):
        raise InputError("space.points", space.points, "a power of 2, as a Sobol sequence is balanced only there")


def check_values_of(name: str, values: Any, drawn: bool) -> None:
    """Values to take one by one, or, where points are drawn, a range."""
    if isinstance(values, list) and values:
        return
    if not isinstance(values, Mapping):
        raise InputError(name, values, "a list of values, as in [.6, .75, .9]" + ", or {low, high}" * drawn)
    if not drawn:
        raise InputError(
            name, dict(values), "a list of values, as in [.6, .9] (a range needs space.kind=latin or sobol)"
        )
    for each in values:
        if each not in RANGE:
            raise InputError(f"{name}.{each}", UNKNOWN, ", ".join(RANGE), closest(str(each), RANGE))
    low, high, log = values.get("low"), values.get("high"), values.get("log", False)
    for part, value in (("low", low), ("high", high)):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
            raise InputError(f"{name}.{part}", value, "a number")
    if not isinstance(log, bool):
        raise InputError(f"{name}.log", log, "true or false")
    if not low < high:
        raise InputError(f"{name}.high", high, f"more than low ({low:g})")
    if log and low <= 0:
        raise InputError(f"{name}.low", low, "more than 0 where log is true")


@dataclass
class Sweeping:
    """What ``orgsim sweep`` takes beside a world, a study and designs."""

    space: Space = field(default_factory=Space)
    precision: Precision = field(default_factory=Precision)
    keep: List[str] = parameter([], "measures kept, as in [voice, 'nps:week=26'] (none: each as a whole)")
    parallel: Parallel = field(default_factory=Parallel)
    retry_failed: bool = parameter(False, "whether points that failed are tried again; also --retry-failed")
