"""Shares and probabilities in words: 42 %, over 99.9 %, 3 of 8 worlds."""

from __future__ import annotations

import math

from orgsim.answers.answer import Answer
from orgsim.answers.resampling import ENOUGH
from orgsim.views.words import decimals, number, plain

FEW = 10  # replications below which chance is hardly known


def percent(share: float) -> str:
    """A share in per cent."""
    if not math.isfinite(share):
        return "an unknown share"
    return f"{number(100 * share, 1 if 0 < min(share, 1 - share) < 0.01 else 0)} %"


def chance(probability: float) -> str:
    """A probability by draws in per cent: never 0 or 100 %, which no number of draws shows."""
    if not math.isfinite(probability):
        return "unknown"
    if probability > 0.999:
        return "over 99.9 %"
    return "under 0.1 %" if probability < 0.001 else percent(probability)


def between(low: float, high: float) -> str:
    """An interval of a share: 41 to 43 %."""
    return f"{number(100 * low, 0)} to {number(100 * high, 0)} %"


def cell(share: float) -> str:
    """A share in a table."""
    return percent(share) if math.isfinite(share) else "–"


def plain_number(value: float) -> str:
    """A number in three figures, where values of a column are of different measures."""
    return number(value, decimals(value))


def some(count: int, what: str) -> str:
    """A count with its noun: 1 world, 3 worlds."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def caveats(answer: Answer, n: int) -> list[str]:
    """What a reader must know of the worlds left out, and of few replications."""
    said, left_out = [], answer.asked.get("left_out", ())
    if left_out:
        named = ", ".join(map(plain, left_out[:5])) + (" ..." if len(left_out) > 5 else "")
        said.append(f"Left out, as the measure is not defined there for every design: {named}.")
    if n < ENOUGH:
        said.append(f"{too_few(n)[:1].upper()}{too_few(n)[1:]}; intervals by chance are rough.")
    return said


def too_few(n: int) -> str:
    """That a probability cannot be told of so many replications."""
    return f"too few replications for a probability ({n}; {ENOUGH} are enough)"
