"""What stands on the scorecard: a handful of measures for each of four perspectives (Kaplan and Norton 1992).

A measure leads if it is of what people do or know now, and lags if it is of what came of that for customers and
owners. Every one is read off the tables a run already leaves; those not kept in a sweep are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pandas as pd

from orgsim.answers.cube import unit_of
from orgsim.comparison.margins import HIGHER, LOWER, NEITHER
from orgsim.config.scorecard import Targets
from orgsim.errors import InputError
from orgsim.sweep.swept import Swept

FINANCIAL, CUSTOMER, PROCESS, LEARNING = PERSPECTIVES = (
    "financial",
    "customer",
    "internal process",
    "learning and growth",
)
LEADING, LAGGING = "leading", "lagging"
MINUTES = ("minutes_per_week", "all")


@dataclass(frozen=True)
class Item:
    """A line of the scorecard: a measure, or the quotient of two (``over``), and which way it is better."""

    name: str
    title: str
    perspective: str
    when: str
    better: str
    measure: str
    subset: str = "all"
    over: tuple[str, str] | None = None

    @property
    def needs(self) -> list[tuple[str, str]]:
        """(measure, subset) it is made of."""
        return [(self.measure, self.subset), *([self.over] if self.over else [])]

    @property
    def key(self) -> str:
        """The measure as a sweep's ``keep`` has it."""
        return self.measure + (f":{self.subset}" if self.subset != "all" else "")


def _of(perspective: str, when: str, better: str, name: str, title: str, measure: str = "", **more) -> Item:
    return Item(name, title, perspective, when, better, measure or name, **more)


CARD = (
    _of(FINANCIAL, LEADING, LOWER, "coordination", "staff time on coordination", "coordination_minutes_per_week",
        over=MINUTES),
    _of(FINANCIAL, LEADING, LOWER, "offered_per_seat", "work offered per seat, fullest unit"),
    _of(FINANCIAL, LAGGING, LOWER, "cost_per_resolved", "cost per resolved issue"),
    _of(FINANCIAL, LAGGING, LOWER, "payroll", "payroll"),
    _of(CUSTOMER, LEADING, HIGHER, "answered_in_norm", "answered in the channel's norm"),
    _of(CUSTOMER, LEADING, LOWER, "first_answer", "time to the first answer"),
    _of(CUSTOMER, LEADING, HIGHER, "voice", "one right voice"),
    _of(CUSTOMER, LAGGING, LOWER, "response_latency", "response latency"),
    _of(CUSTOMER, LAGGING, HIGHER, "net_advocates", "net advocates"),
    _of(PROCESS, LEADING, LOWER, "handoffs", "hand-overs"),
    _of(PROCESS, LEADING, LOWER, "reworks", "reworks"),
    _of(PROCESS, LAGGING, HIGHER, "first_contact_resolution", "resolved at the first contact"),
    _of(PROCESS, LAGGING, LOWER, "own_work_delay", "delay of own work"),
    _of(LEARNING, LEADING, NEITHER, "meetings", "staff time in meetings", "minutes_per_week", subset="kind=meeting",
        over=MINUTES),
    _of(LEARNING, LEADING, NEITHER, "look_ups", "staff time on look-ups", "minutes_per_week",
        subset="kind=look_up", over=MINUTES),
    _of(LEARNING, LEADING, HIGHER, "right_answers", "single answers that are right", "voice", subset="answers=one"),
    _of(LEARNING, LEADING, LOWER, "bounces", "cases sent to a stale address", "bounces"),
    _of(LEARNING, LAGGING, LOWER, "same_and_wrong", "everybody wrong alike"),
)  # fmt: skip
TARGETED = tuple(each.name for each in fields(Targets))


def items(swept: Swept) -> tuple[list[Item], list[Item]]:
    """The lines of the card of which the sweep has every number, and those it has not kept. Raises InputError."""
    swept.check_done()
    known = swept.measures[swept.measures["value"].notna()]
    known = set(zip(known["measure"], known["subset"]))
    there = [each for each in CARD if known.issuperset(each.needs)]
    if not there:
        keys = ", ".join(dict.fromkeys(each.measure for each in CARD))
        raise InputError("of", str(swept.folder), f"a folder with measures of the scorecard: {keys}")
    return there, [each for each in CARD if each not in there]


def values(swept: Swept, item: Item) -> pd.DataFrame:
    """An item's values: a row per (point, replication), a column per design, as ``Swept.values``."""
    found = swept.values(item.measure, item.subset)
    if item.over is None:
        return found
    return found / swept.values(*item.over).replace(0.0, float("nan"))


def unit(swept: Swept, item: Item) -> str:
    """The unit of an item."""
    return "share" if item.over else unit_of(swept, item.measure)


def in_order(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each perspective there is, in Kaplan and Norton's order."""
    for name in PERSPECTIVES:
        rows = table[table["perspective"] == name]
        if len(rows):
            yield name, rows
