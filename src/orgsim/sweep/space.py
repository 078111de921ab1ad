"""The points of a space: what each key is at each point, in a fixed order."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from scipy.stats import qmc

from orgsim.config.keys import at, bare
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import DRAWN, GRID, LIST, MOST_POINTS, PAIRS, SOBOL, Space, check_space
from orgsim.errors import InputError
from orgsim.sweep.changes import DESIGNS, STUDY
from orgsim.sweep.ranges import Range

DIGITS = 12  # a point is its values as people write them: .3, not .30000000000000004


def values_of(space: Space) -> list[dict[str, Any]]:
    """Every point's values by key; raises InputError for a space that has none, or two points that are the same."""
    check_space(space)
    if space.kind == LIST:
        points = [dict(point) for point in space.list]
    elif space.kind == GRID:
        number = int(np.prod([float(len(values)) for values in space.vary.values()]))
        if number > MOST_POINTS:
            raise InputError("space.vary", f"{number:,} points", f"at most {MOST_POINTS:,}")
        points = [dict(zip(space.vary, values)) for values in product(*space.vary.values())]
    elif space.kind == PAIRS:
        points = [dict(zip(space.vary, values)) for values in zip(*space.vary.values())]
    else:
        points = drawn(space)
    points = [{key: plain(value) for key, value in point.items()} for point in points]
    if space.kind in DRAWN:  # by chance alike, where few values are drawn from
        return points
    seen: dict[str, int] = {}
    for place, point in enumerate(points):
        if (first := seen.setdefault(repr(point), place)) != place:
            raise InputError("space", f"point {place + 1}", f"points that differ (it is the same as point {first + 1})")
    return points


def drawn(space: Space) -> list[dict[str, Any]]:
    """Points spread evenly: a Latin hypercube (McKay and others 1979) or a scrambled Sobol sequence (Owen 1998).

    The first points of a Sobol sequence stay the same where more are drawn; those of a Latin hypercube do not.
    """
    kind = qmc.Sobol if space.kind == SOBOL else qmc.LatinHypercube
    shares = kind(len(space.vary), rng=np.random.default_rng(space.seed)).random(space.points)
    return [{key: value_at(key, each, share) for (key, each), share in zip(space.vary.items(), row)} for row in shares]


def value_at(key: str, values: Any, share: float) -> Any:
    """What a key is so far along its range (or list), share from 0 to 1; a whole number where the key is one."""
    if isinstance(values, list):
        return values[min(int(share * len(values)), len(values) - 1)]
    low, high, log = values["low"], values["high"], values.get("log", False)
    if hint_of(key) is int:
        return min(int(Range(key, key, low, high + 1, log).at(share)), int(high))
    return Range(key, key, low, high, log).at(share)


def hint_of(key: str) -> Any:
    """The type of a key of the world, the study or a design; None for one that is nowhere."""
    head, _, rest = key.partition(".")
    if head == DESIGNS:
        return bare(at(Design, rest.partition(".")[2]).hint)
    return bare(at(Study, rest).hint if head == STUDY else at(World, key).hint)


def plain(value: Any) -> Any:
    """A number with the digits that count, Python's own."""
    value = value.item() if isinstance(value, np.generic) else value
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
