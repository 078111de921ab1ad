"""The agents Mesa sees: customers, the influencers among them, and the units of the organisation.

Each is a view of its row in the engine's tables, made on first look: what it shows is how the run stands now, and what
is written to it is what the run goes on with. ``row`` is the row: a customer's number in the table of issues, a unit's
in the chart. In the columns below ``rows`` is one row or an array of them.
"""

from __future__ import annotations

import math
import numbers

import numpy as np
from mesa import Agent

from orgsim.columns import Absent, Column, columns
from orgsim.errors import InputError
from orgsim.rows import Rows
from orgsim.structure.chart import home_shares, people_of, units_of

CATEGORIES = np.array(["adversary", "neutral", "advocate"])
PUTS_FIRST = np.array(["function", "customers", "neither", "influencers"])  # by the engine's FUNCTION, CUSTOMERS ...


class OrgAgent(Agent):
    """A row of the run. Made by the model, which keeps it: attributes of your own may be hung on it."""

    def __init__(self, model, *args, **kwargs):
        raise TypeError(f"a {type(self).__name__} comes with the world; see model.customers, model.departments")

    @classmethod
    def view(cls, model, row: int, unique_id: int) -> OrgAgent:
        """The agent of a row."""
        agent = cls.__new__(cls)
        agent.model, agent.row, agent.unique_id, agent.pos = model, row, unique_id, None
        return agent


class Customer(OrgAgent):
    """Somebody who raises issues, is moved by what they come to, and talks about it."""

    @Column
    def attitude(model, rows):
        """Feeling towards the company now, on the underlying scale (standard normal at the start).

        What is written holds at once and then drifts back to the baseline, like any other move.
        """
        table = model.engine["customers"]
        ago = model.engine.now - table["moved"][rows]
        return table["baseline"][rows] + table["shift"][rows] * np.exp(-model.engine.state["decay"][0] * ago)

    @attitude.writer
    def attitude(model, rows, value):
        table = model.engine["customers"]
        table["shift"][rows] = finite("attitude", value) - table["baseline"][rows]
        table["moved"][rows] = model.engine.now

    @Column
    def baseline(model, rows):
        """The attitude to which moves decay back. Writing it moves the attitude along, for good."""
        return model.engine["customers"]["baseline"][rows]

    @baseline.writer
    def baseline(model, rows, value):
        model.engine["customers"]["baseline"][rows] = finite("baseline", value)

    @Column
    def category(model, rows):
        """'advocate', 'neutral' or 'adversary', by the attitude now."""
        return CATEGORIES[1 + standing(model, rows)]

    @Column
    def reach(model, rows):
        """How many other customers this one knows."""
        return model.people.reach[rows]

    @Column
    def talking(model, rows):
        """Whether the customer is telling others of something that happened."""
        table, today = model.engine["customers"], math.floor(model.engine.now / 1440.0)
        return (table["talk_from"][rows] <= today) & (today < table["talk_until"][rows])

    @Column
    def issues(model, rows):
        """Issues raised so far."""
        return model.issues_by_customer()[0][rows]

    @Column
    def open_issues(model, rows):
        """Issues raised and not over for the customer: not resolved, closed wrongly or given up."""
        return model.issues_by_customer()[1][rows]

    @property
    def neighbours(self) -> Rows:
        """The customers this one knows."""
        ties = self.model.people.ties
        return Rows(self.model, ties.neighbours[ties.offsets[self.row] : ties.offsets[self.row + 1]])


class Influencer(Customer):
    """A customer among the share ``population.influencers`` with the greatest reach."""


class Department(OrgAgent):
    """A unit of the chart: a department, a team of several, a hub, an office."""

    @Column
    def name(model, rows):
        """The unit's name in the design."""
        return np.array(model.chart.units)[rows]

    @Column
    def seats(model, rows):
        """People of the unit. New people take what waits when the next step begins; who has to go finishes first."""
        return seats_now(model)[rows]

    @seats.writer
    def seats(model, rows, value):
        for row, number in np.broadcast(rows, value):
            reseat(model, int(row), number)

    @Column
    def busy(model, rows):
        """People with work in hand."""
        return model.engine["units"]["busy"][rows]

    @Column
    def waiting(model, rows):
        """Jobs in the unit's queue: cases, approvals, meetings and own work that nobody has begun."""
        return model.engine["units"]["waiting"][rows]

    @Column
    def utilisation(model, rows):
        """Busy minutes over people's minutes at work, so far; nan before the company has opened."""
        return per(model.engine["units"]["busy_area"][rows], model.seat_minutes[rows])

    @Column
    def own_work_delay(model, rows):
        """Working hours the unit's own work waited, mean over what was begun so far; nan if none was."""
        units = model.engine["units"]
        return per(units["own_delay"][rows] / 60.0, units["own_started"][rows])

    @Column
    def up_to_date(model, rows):
        """Share of the topics the unit may answer of which it holds the newest version; nan if it answers nothing."""
        newest = versions_held(model) == model.engine["topics"]["version"]
        may = model.chart.may_answer
        return per((newest & may).sum(axis=1)[rows], may.sum(axis=1)[rows])

    @Column
    def coordinates(model, rows):
        """Whether the unit only coordinates: it has nobody's department, nobody seconded and no channel."""
        return np.array([model.chart.coordinates(u) for u in range(len(model.chart.units))])[rows]

    @Column
    def head(model, rows):
        """Whether one of its people is its head, who approves."""
        return model.engine["units"]["has_head"][rows] != 0

    @Column
    def puts_first(model, rows):
        """What its superior asks it to do first: 'function', 'customers' or 'neither'."""
        return PUTS_FIRST[model.engine["units"]["discipline"][rows]]

    @property
    def versions(self) -> dict[str, int]:
        """The version of each topic the unit holds: how many of its news it has heard of."""
        return dict(zip(self.model.chart.topics, versions_held(self.model)[self.row].tolist()))

    @property
    def superior(self) -> Department | None:
        """The unit it reports to, past those without seats."""
        above = int(self.model.chart.parent[self.row])
        return None if above < 0 else self.model.departments[above]

    @property
    def takes_in(self) -> tuple[str, ...]:
        """Channels whose contacts arrive here."""
        return tuple(c for c, u in zip(self.model.chart.channels, self.model.chart.intake) if u == self.row)


for _kind, _other in ((Customer, Department), (Department, Customer)):
    for _name in columns(_other):
        setattr(_kind, _name, Absent(_name))


def standing(model, rows):
    """1 where the attitude now is an advocate's, -1 an adversary's, else 0."""
    state, x = model.engine.state, Customer.attitude.read(model, rows)
    return 1 * (x > state["advocate_above"][0]) - (x < state["adversary_below"][0])


def finite(name: str, value):
    """A number, or an array of numbers, that is not infinite or undefined."""
    if not np.isfinite(np.asarray(value, float)).all():
        raise InputError(name, value, "a finite number")
    return value


def per(amount, of):
    """A quotient, nan where there is nothing to divide by."""
    return np.where(of > 0, amount / np.where(of > 0, of, 1), np.nan)


def versions_held(model) -> np.ndarray:
    """int[units, topics]: the version of each topic each unit holds; the owner's is the newest."""
    topics = model.engine["topics"]
    held = model.engine["versions"]["v"].reshape(len(model.chart.units), -1)
    owns = topics["owner"] == np.arange(len(model.chart.units))[:, None]
    return np.where(owns, topics["version"], held)


def seats_now(model) -> np.ndarray:
    """int[units]: people by unit, as last written."""
    groups = model.engine["groups"]
    return np.bincount(groups["unit"], weights=groups["seats"], minlength=len(model.chart.units)).astype(int)


def reseat(model, unit: int, seats: int) -> None:
    """Give a unit another number of people; its groups by department keep their proportion, its head stays.

    Whoever is busy in a group that shrinks finishes the work in hand and takes no more.
    """
    chart, engine, key = model.chart, model.engine, f"{model.chart.units[unit]}.seats"
    if chart.void[unit]:
        raise AttributeError(f"{key} cannot be set: nobody is there; give the unit seats when the model is made")
    if not isinstance(seats, numbers.Real) or not float(seats).is_integer() or seats < 1:
        raise InputError(key, seats, "a whole number of people, 1 or more")
    number = seats_now(model)
    number[unit] = int(seats)
    units = units_of(chart.world, chart.design)
    engine["groups"]["seats"] = people_of(chart.world, units, chart.departments, number)["seats"]
    shares = home_shares(chart.world, chart.departments, chart.topics, engine["groups"], number)
    engine["at_home"]["v"] = shares.ravel()
