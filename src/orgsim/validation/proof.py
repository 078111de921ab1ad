"""A proof: a configuration of the real engine whose answer a textbook knows, and what is claimed of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Run = Callable[[int], Sequence[float]]


@dataclass(frozen=True)
class Claim:
    """One number a run must reproduce. ``within``: how narrow its interval must be in the quick form."""

    says: str  # "M/M/10 at load .9: mean wait"
    exact: float
    within: float  # half-width allowed, relative to ``exact`` (absolute where that is 0)
    source: str  # "Erlang 1917"
    unit: str = "minutes"


@dataclass(frozen=True)
class Proof:
    """A configuration, run many times over; each run gives one number for each claim.

    ``prepare(sharper)`` returns the function from a seed to those numbers; runs must be long enough to know each claim
    ``within / sharper`` (see ``judge``): 1 in the quick form, more in the full one.
    """

    name: str
    claims: tuple[Claim, ...]
    prepare: Callable[[float], Run]
