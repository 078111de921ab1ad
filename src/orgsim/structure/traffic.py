"""Offered load: how many people each unit needs to be busy on average, if everything asked of it is done.

The traffic equations of an open queueing network (Jackson 1957): what comes in from outside, plus what others pass on
and what comes back. They know no waiting. So nobody gives up here, no case is overdue, no outdated directory entry
bounces one, no record merges two contacts: the result is the load before any of that, and tells an overloaded unit
from a busy one where a run, with customers who give up, cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgsim.config.schema import World
from orgsim.engine.tables import (
    ANSWER,
    APPROVAL,
    HOSTING,
    IDEA,
    KINDS,
    LEAD,
    LOOK_UP,
    MEETING,
    NOTES,
    OWN,
    READING,
    REWORK,
    TRIAGE,
)
from orgsim.extensions import doing, extended, idea_paths, sells
from orgsim.structure.approval import Rounds, rounds
from orgsim.structure.chart import Chart, people
from orgsim.structure.knowledge import currency, expected_items
from orgsim.structure.routes import Routes, routes
from orgsim.world.demand import issue_rate, working_minutes

MOST_CONTACTS = 50  # as in the engine: nobody raises an issue more often


def offered_load(chart: Chart) -> np.ndarray:
    """People busy on average in each unit, with everything: float[units], offered minutes per working minute."""
    return offered_minutes(chart).sum(axis=1)


def offered_minutes(chart: Chart) -> np.ndarray:
    """Staff minutes per working minute by unit and kind of work: float[units, WORK_KINDS]."""
    courses = routes(chart)
    a_week = minutes_of_cases(chart, courses) + minutes_of_meetings(chart, courses) + minutes_of_own_work(chart)
    if extended(chart.world):
        a_week += minutes_of_extensions(chart, courses)
    return a_week / working_minutes(chart.world)


def what_breaks_first(chart: Chart) -> list[tuple[str, float]]:
    """Units with their offered load per seat, the one with the least capacity per offered minute first.

    Above 1 a unit cannot do what is asked of it. Units without seats and load are left out.
    """
    load = offered_load(chart)
    ratio = np.divide(load, chart.seats, out=np.full(len(load), np.inf), where=chart.seats > 0)
    units = [u for u in range(len(load)) if load[u] > 0 or chart.seats[u] > 0]
    return [(chart.units[u], float(ratio[u])) for u in sorted(units, key=lambda u: (-ratio[u], u))]


def minutes_of_meetings(chart: Chart, courses: Routes) -> np.ndarray:
    """Minutes a week of sharing lines: set-up and unknown items at every meeting, on both sides."""
    register, minutes = chart.world.company.cost_register, np.zeros((len(chart.units), KINDS))
    for line, items in zip(chart.lines, expected_items(chart, courses)):
        if not (chart.void[line.a] or chart.void[line.b]):
            each = register["meeting_setup"].minutes + register["meeting_item"].minutes * items
            minutes[[line.a, line.b], MEETING] += each * chart.world.company.work_days / line.every
    return minutes


def minutes_of_own_work(chart: Chart) -> np.ndarray:
    """Minutes a week of the departments' own work, done by the units that have their people."""
    company, minutes = chart.world.company, np.zeros((len(chart.units), KINDS))
    size = np.array(list(people(chart.world).values()), float)
    np.add.at(minutes[:, OWN], chart.unit_of_department, company.own_work * size * working_minutes(chart.world))
    return minutes


def issues_that_come(world: World) -> float:
    """Issues a week, less those of prospects, who ask less often."""
    lifecycle = world.extensions.lifecycle
    return issue_rate(world) * (1.0 - lifecycle.prospects * (1.0 - lifecycle.asks))


def minutes_of_extensions(chart: Chart, courses: Routes) -> np.ndarray:
    """Minutes a week of leads, of looking after a community and of ideas, were every issue resolved."""
    on, company, minutes = chart.world.extensions, chart.world.company, np.zeros((len(chart.units), KINDS))
    listener, host, taker = (doing(chart, what) for what in ("listens", "hosts", "takes_ideas"))
    if on.selling.posts and listener >= 0:
        home = chart.departments.index(on.selling.department)
        seller = listener if sells(chart, listener) else int(chart.unit_of_department[home])
        people = chart.groups[chart.groups["unit"] == seller]
        away = 1.0 - people["seats"][people["department"] == home].sum() / max(people["seats"].sum(), 1)
        saved = on.selling.profile * chart.on_record[seller]
        answering = company.work_minutes * (1.0 + company.off_topic_slowdown * away) * (1.0 - saved)
        read = company.cost_register["reading_with_record" if chart.on_record[[listener, seller]].all() else "reading"]
        minutes[listener, LEAD] += on.selling.posts * on.selling.listening_minutes
        minutes[seller, LEAD] += on.selling.posts * answering
        minutes[seller, READING] += on.selling.posts * read.minutes * (seller != listener)
    if on.community.members and host >= 0:
        minutes[host, HOSTING] += on.community.hosting_minutes
    if on.cocreation.ideas and taker >= 0:
        final = courses.unit[np.arange(len(courses.share)), courses.steps - 1]
        told = float(courses.share @ idea_paths(chart)[final])
        minutes[taker, IDEA] += issues_that_come(chart.world) * on.cocreation.ideas * told * on.cocreation.minutes
    return minutes


def minutes_of_cases(chart: Chart, courses: Routes) -> np.ndarray:
    """Minutes a week of customers' cases, first contacts and those raised again."""
    world, register = chart.world, chart.world.company.cost_register
    steps = Steps.of(chart, courses)
    review = rounds(steps.slip, courses.steps - 1, world.company.catch, world.company.false_return)
    climbs = climbing(chart, courses)
    again = world.population.discovery * world.population.raise_again
    first, later = wrong(steps, review, climbs)
    contacts = issues_that_come(world) * courses.share
    attempts = contacts * (1.0 + first * again / np.maximum(1.0 - later * again, 1.0 / MOST_CONTACTS))
    outdated = steps.stale + climbs[:, None] * (steps.stale_approved - steps.stale)
    handed = courses.sender >= 0
    shared = chart.on_record[courses.unit] & chart.on_record[courses.sender]
    reading = np.where(shared, register["reading_with_record"].minutes, register["reading"].minutes)
    final = courses.unit[np.arange(len(contacts)), courses.steps - 1]

    minutes = np.zeros((len(chart.units), KINDS))
    book(minutes[:, TRIAGE], courses.intake, attempts * handed[:, 0] * register["triage"].minutes)
    book(minutes[:, READING], courses.unit, attempts[:, None] * handed * reading)
    book(minutes[:, ANSWER], courses.unit, attempts[:, None] * steps.minutes)
    book(minutes[:, NOTES], final, attempts * chart.on_record[final] * register["notes"].minutes)
    book(minutes[:, APPROVAL], courses.approver, attempts * climbs * review.approvals * register["approval"].minutes)
    book(minutes[:, REWORK], courses.unit, (attempts * climbs)[:, None] * review.redone * steps.minutes)
    book(minutes[:, LOOK_UP], courses.unit, (contacts * again)[:, None] * outdated * register["look_up"].minutes)
    return minutes


@dataclass(frozen=True)
class Steps:
    """What each step of each course takes and how it may fail: float[routes, steps], 0 beyond the last.

    Whoever of a unit takes a step is at home with the share of its people who are. The engine prefers an idle person
    at home, so in mixed units with time on their hands this is somewhat too much.
    """

    minutes: np.ndarray  # of the work itself
    slip: np.ndarray  # probability
    stale: np.ndarray  # P(answered with an outdated version)
    stale_approved: np.ndarray  # the same of what passed an approver

    @classmethod
    def of(cls, chart: Chart, courses: Routes) -> Steps:
        """The steps of all courses through a chart."""
        company = chart.world.company
        current = currency(chart, courses)
        here = courses.kind >= 0
        away = 1.0 - per_step(chart.at_home, courses, courses.unit)
        known = per_step(current, courses, courses.unit)
        slip = away * min(1.0, company.slip * company.off_topic_slips) + (1.0 - away) * company.slip
        return cls(
            minutes=here * company.work_minutes * (1.0 + company.off_topic_slowdown * away),
            slip=here * slip,
            stale=here * (1.0 - known),
            stale_approved=here * (1.0 - approved_version(chart, courses, current, known)),
        )


def approved_version(chart: Chart, courses: Routes, current: np.ndarray, known: np.ndarray) -> np.ndarray:
    """P(a step's version is current after approval): float[routes, steps].

    Where the approver knows of the topic at all, the newer version wins if there is a record, else the approver's.
    (The chance that either is current is taken as the larger of the two chances, a lower bound.)
    """
    approver = np.broadcast_to(courses.approver[:, None], courses.kind.shape)
    view = per_step(chart.has_view.astype(float), courses, approver) > 0
    theirs = per_step(current, courses, approver)
    shared = chart.on_record[approver] & chart.on_record[courses.unit]
    decided = np.where(shared, np.maximum(theirs, known), theirs)
    return np.where(view & (approver >= 0), decided, known)


def per_step(table: np.ndarray, courses: Routes, unit: np.ndarray) -> np.ndarray:
    """A table float[units, topics] looked up for who does each step: float[routes, steps]."""
    return (table @ courses.mix.T)[unit, courses.kind]


def climbing(chart: Chart, courses: Routes) -> np.ndarray:
    """P(an attempt is an exception that climbs): float[routes]; severity is uniform."""
    return np.where(courses.approver >= 0, chart.world.company.exceptions * (1.0 - chart.threshold), 0.0)


def wrong(steps: Steps, review: Rounds, climbs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """P(the answer is wrong) at the first attempt, and at later ones: float[routes] each.

    Once it was raised again the units have looked up what was outdated, so only slips are left to go wrong.
    """
    unslipped = np.prod(1.0 - steps.slip, axis=1) * (1.0 - climbs)
    approved = review.free_of_slips * climbs
    fresh = np.prod(1.0 - steps.stale, axis=1)
    fresh_approved = np.prod(1.0 - steps.stale_approved, axis=1)
    return 1.0 - unslipped * fresh - approved * fresh_approved, 1.0 - unslipped - approved


def book(ledger: np.ndarray, unit: np.ndarray, minutes: np.ndarray) -> None:
    """Add minutes to the units that spend them; unit -1 is nobody."""
    spent = unit >= 0
    np.add.at(ledger, unit[spent], minutes[spent])
