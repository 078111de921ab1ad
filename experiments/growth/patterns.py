"""The same company at several sizes, and four patterns of sharing in it whose meetings take the same set-up minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from orgsim.config.schema import Channel, Design, Line, Topic, Unit, World

PEOPLE, CUSTOMERS = 12, 2500  # of a department: as many people and customers as one of the default company has
BUDGET = 80.0  # set-up minutes of all lines and both their sides, a department and week
HUBS = 3


def company(of: World, size: int) -> World:
    """So many departments alike, each with two topics, a channel of its own (as the web is) and its customers."""
    names = departments(size)
    news = next(iter(of.topics.values())).news
    return replace(
        of,
        company=replace(of.company, departments=dict.fromkeys(names, PEOPLE)),
        topics={f"{name}_{n}": Topic(name, news=news) for name in names for n in (1, 2)},
        channels={door(name): Channel(**vars(of.channels["web"])) for name in names},
        population=replace(of.population, customers=CUSTOMERS * size),
    )


def patterns(of: World, size: int) -> dict[str, Design]:
    """Every pattern, by name."""
    names = departments(size)
    nearest = [f"hub_{1 + place * HUBS // size}" for place in range(size)]  # the hub of each department
    hubs = sorted(set(nearest))
    return {
        "hub": pattern(of, size, "Hub", [["hub", name] for name in names], ["hub"]),
        "three_hubs": pattern(of, size, "Three hubs", [list(pair) for pair in zip(nearest, names)] + pairs(hubs), hubs),
        "everyone": pattern(of, size, "Everyone with everyone", pairs(names)),
        "ring": pattern(of, size, "Ring", [list(pair) for pair in zip(names, names[1:] + names[:1])]),
    }


def idle(of: World, size: int) -> dict[str, Design]:
    """Everyone with everyone, and as many people who do nothing as a hub or three hubs have."""
    return {
        f"everyone_idle_{people}": pattern(of, size, "Everyone, some idle", pairs(departments(size)), ["idle"], people)
        for people in (1, HUBS)
    }


def pattern(
    of: World, size: int, title: str, between: Sequence[list[str]], hubs: Sequence[str] = (), seats: int | None = None
) -> Design:
    """Departments that answer whatever comes to their channel, units beside them, and lines that all meet as often.

    seats: of the units beside them (None: by the common rule). No pattern keeps a record and all decide their own
    exceptions, so that they differ in who meets whom and in nothing else.
    """
    units = {"executive": Unit(seats=of.company.executives, wage="executive")}
    units |= {hub: Unit(reports_to="executive", seats=seats) for hub in hubs}
    for name in departments(size):
        units[name] = Unit([name], takes_in=[door(name)], answers=["*"], head=True, reports_to="executive")
    every = period(of, size, between)
    return Design(title=title, units=units, lines=[Line(pair, every) for pair in between])


def period(of: World, size: int, between: Sequence[list[str]]) -> float:
    """Working days between two meetings of a line, so that the set-up minutes of all lines are the budget."""
    minutes = 2 * of.company.cost_register["meeting_setup"].minutes  # of both sides
    return of.company.work_days * len(between) * minutes / (BUDGET * size)


def pairs(names: Sequence[str]) -> list[list[str]]:
    """Every two of them."""
    return [list(pair) for pair in combinations(names, 2)]


def departments(size: int) -> list[str]:
    """Their names."""
    return [f"department_{n:02d}" for n in range(1, size + 1)]


def door(name: str) -> str:
    """The channel a department takes in."""
    return name.replace("department", "door")
