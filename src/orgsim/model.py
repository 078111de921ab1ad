"""The organisation as a Mesa model: one step is one day.

The engine runs a day's events by themselves; between steps a researcher may read and change any agent::

    from orgsim.model import OrgModel

    model = OrgModel(customers=5000, load=0.8, rng=1)
    for _ in range(60):
        if model.day == 10:
            for unit in model.departments.sort("waiting")[:3]:
                unit.seats += 2
            model.influencers.set("attitude", 2.0)
        model.step()
    print(model.datacollector.get_model_vars_dataframe())
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
from mesa import Agent, DataCollector, Model
from mesa.agent import AgentSet

from orgsim.agents import Customer, Department, Influencer, OrgAgent, standing
from orgsim.config.load import design_name, load_design, world_of
from orgsim.config.overrides import default_run, overridden
from orgsim.config.schema import Design, Study, World
from orgsim.engine.tables import OPEN
from orgsim.errors import InputError
from orgsim.measures.followed import Followed
from orgsim.records import Records
from orgsim.roster import Roster
from orgsim.rows import Rows
from orgsim.run import DAY, accounts, cohort, collect, set_up
from orgsim.structure.chart import Setting, draw_up
from orgsim.structure.seats import seats_by_rule
from orgsim.world.issues import issue_table
from orgsim.world.people import people

REPORTERS = (
    "day", "advocates", "adversaries", "nps", "open_issues", "waiting", "utilisation", "response_latency", "voice",
)  # fmt: skip


class OrgModel(Model):
    """One design in one world, a day a step, for ``days`` days; a step past the last changes nothing and ends the run.

    ``world`` is a World or None for the default one; ``design`` a Design, the name of a file in ``design/``, or a path.
    Further keywords are keys of the configuration, by their short names where these are unique (``load=.8`` is
    ``company.load``). Seats are by the common rule unless given by unit; ``meeting_every`` (working days) and
    ``overdue_after`` (hours) are the first of ``study.levers``.

    With ``path`` attitudes move from the end of the warm-up on, else they stay frozen. There is no warm-up unless
    ``warm_up_weeks`` or ``study`` asks for one. ``rng`` is the seed of the world: the same seed, the same bytes.
    ``seed`` is another name for it, under which Mesa 3.5's batch_run hands on its seeds (without it, that one would
    overwrite an ``rng`` among the parameters). Reporters join those in REPORTERS. Raises InputError.
    """

    def __init__(
        self,
        world: World | None = None,
        design: Design | str | None = None,
        *,
        customers: int | None = None,
        days: int = 365,
        path: bool = True,
        seats: Mapping[str, int] | None = None,
        meeting_every: float | None = None,
        overdue_after: float | None = None,
        study: Study | None = None,
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
        rng: Any = None,
        seed: Any = None,
        **kwargs: Any,
    ):
        rng = seed if rng is None else rng
        super().__init__(rng=rng)
        self.world_seed = whole(rng, self.rng)
        if customers is not None:
            kwargs["customers"] = customers
        self._settle(world, design, study, kwargs)
        self._draw_up(seats, meeting_every, overdue_after)
        self._begin(whole_days("days", days, 1), bool(path))
        self.datacollector = DataCollector(
            {name: name for name in REPORTERS} | dict(model_reporters or {}), agent_reporters, agenttype_reporters
        )
        self.datacollector.collect(self)

    # Setting up

    def _settle(self, world, design, study, changes) -> None:
        """The world, the study and the design that are meant."""
        default = default_run()
        self.study = replace(default.study, warm_up_weeks=0.0) if study is None else study
        self.world, self.study = overridden(world_of(default) if world is None else world, self.study, changes)
        design = default.design_name if design is None else design
        if isinstance(design, Design):
            self.design_name, self.design = design.title or "design", design
        else:
            self.design_name, self.design = design_name(design), load_design(design)
        self.warm_up = whole_days("study.warm_up_weeks, in days", self.study.warm_up_weeks * 7, 0)
        self.horizon = whole_days("study.horizon_days", self.study.horizon_days, 1)

    def _draw_up(self, seats, meeting_every, overdue_after) -> None:
        """The chart."""
        levers = self.study.levers
        setting = Setting(
            levers.meeting_every[0] if meeting_every is None else float(meeting_every),
            levers.overdue_after[0] if overdue_after is None else float(overdue_after),
        )
        if seats is None:
            seats = seats_by_rule(self.world, self.design, self.design_name, setting, self.study.budget)
        self.chart = draw_up(self.world, self.design, self.design_name, seats, setting)

    def _begin(self, days: int, path: bool) -> None:
        """The engine at the first minute, and where agents will be found."""
        self.days, self.path, self.day = days, path, 0
        self.people = people(self.world, self.world_seed)
        issues = issue_table(self.world, self.world_seed, days)
        number = len(self.people.baseline)
        followed = cohort(number, issues, self.warm_up * DAY) if path else None
        self.engine = set_up(self.chart, self.people, issues, self.world_seed, self.study, days, followed)
        self.seat_minutes = np.zeros(len(self.chart.units))
        self.roster = Roster(self, self.world.population.influencers)
        self._next_id = count(len(self.roster) + 1)
        self._counted: tuple[float, Any] = (-1.0, None)
        self._accounts: list[dict] = []
        self._close_the_day()

    # A day

    def step(self) -> None:
        """A day passes. Idle people first take what waits, in case seats were changed."""
        if self.day >= self.days:
            self.running = False
            return
        self.engine.look_around()
        before = self._accounts[-1]["worked"]
        self.engine.advance((self.day + 1) * DAY)
        self.day += 1
        self._close_the_day()
        self.seat_minutes += self.engine["units"]["present"] * (self._accounts[-1]["worked"] - before)
        self.datacollector.collect(self)

    def _close_the_day(self) -> None:
        """Attitudes are freed when the warm-up is over; the day's accounts are kept."""
        if self.path and self.day == self.warm_up:
            self.engine.release_attitudes()
        self._accounts.append(accounts(self.engine))

    # Agents

    @property
    def customers(self) -> Rows:
        """All customers, influencers among them."""
        return Rows(self, self.roster.places(Customer))

    @property
    def influencers(self) -> Rows:
        """The customers with the greatest reach."""
        return Rows(self, self.roster.places(Influencer))

    @property
    def departments(self) -> Rows:
        """All units of the chart."""
        return Rows(self, self.roster.places(Department))

    def department(self, name: str) -> Department:
        """A unit by name."""
        if name not in self.chart.units:
            raise InputError("department", name, self.chart.units)
        return self.departments[self.chart.unit(name)]

    @property
    def agents(self) -> AgentSet:
        """Customers, then units; then agents a subclass made itself, if any (and then all of them are held)."""
        ours, own = Rows(self, np.arange(len(self.roster))), super().agents
        return AgentSet([*ours, *own], self.random) if len(own) else ours

    @property
    def agents_by_type(self) -> dict[type[Agent], AgentSet]:
        """Agents by their very type: Customer leaves out the influencers."""
        ordinary = self.customers.places[~self.roster.influences]
        ours = {Customer: Rows(self, ordinary), Influencer: self.influencers, Department: self.departments}
        return {kind: rows for kind, rows in ours.items() if len(rows)} | dict(super().agents_by_type)

    @property
    def agent_types(self) -> list[type]:
        """The types there are."""
        return list(self.agents_by_type)

    def register_agent(self, agent: Agent) -> None:
        """An agent a subclass made itself gets a number after ours."""
        super().register_agent(agent)
        agent.unique_id = next(self._next_id)

    def deregister_agent(self, agent: Agent) -> None:
        """Ours stay: the world is given."""
        if isinstance(agent, OrgAgent):
            raise TypeError(f"a {type(agent).__name__} comes with the world and cannot be removed")
        super().deregister_agent(agent)

    def __getstate__(self):
        raise TypeError("a run in progress cannot be copied or pickled: make a new one with the same arguments")

    # What a reporter may ask: reading changes nothing

    @property
    def advocates(self) -> float:
        """Share of customers who are advocates."""
        return float(np.mean(standing(self, slice(None)) > 0))

    @property
    def adversaries(self) -> float:
        """Share of customers who are adversaries."""
        return float(np.mean(standing(self, slice(None)) < 0))

    @property
    def nps(self) -> float:
        """Advocates less adversaries per 100 customers."""
        return 100.0 * float(np.mean(standing(self, slice(None))))

    @property
    def raised(self) -> int:
        """Issues raised so far."""
        return int(self.engine.state["next_issue"][0])

    @property
    def open_issues(self) -> int:
        """Issues raised and not over for the customer."""
        return int((self.engine["episodes"]["state"][: self.raised] == OPEN).sum())

    @property
    def waiting(self) -> int:
        """Jobs nobody has begun, in all units."""
        return int(self.engine["units"]["waiting"].sum())

    @property
    def utilisation(self) -> float:
        """Busy minutes over people's minutes at work, of everybody so far; nan before the company has opened."""
        minutes = self.seat_minutes.sum()
        return float(self.engine["units"]["busy_area"].sum() / minutes) if minutes > 0 else float("nan")

    @property
    def response_latency(self) -> float:
        """Hours to true resolution, cut at the horizon, mean over the issues raised since the warm-up and followed for
        the whole horizon; nan until there are any."""
        raised = self.engine["issues"]["raised"]
        first, last = np.searchsorted(raised, [self.warm_up * DAY, (self.day - self.horizon) * DAY])
        if last <= first:
            return float("nan")
        measured = Followed(self.engine["issues"][first:last], self.engine["episodes"][first:last], self.horizon * DAY)
        return float(measured.restricted("resolved").mean() / 60.0)

    @property
    def voice(self) -> float:
        """Share of the mystery shoppers since the warm-up who heard the same and right on both channels."""
        asked = self.engine["probes"][: int(self.engine.state["next_probe"][0])]
        asked = asked[np.searchsorted(asked["time"], self.warm_up * DAY) :]
        right = asked["right"][:, 0] & asked["right"][:, 1]
        return float(np.mean(asked["same"] & right)) if len(asked) else float("nan")

    def issues_by_customer(self) -> tuple[np.ndarray, np.ndarray]:
        """int[customers], twice: issues raised so far, and those still open. Counted once a day."""
        if self._counted[0] != self.engine.now:
            persons = self.engine["issues"]["person"][: self.raised]
            still_open = self.engine["episodes"]["state"][: self.raised] == OPEN
            number = self.roster.customers
            counts = np.bincount(persons, minlength=number), np.bincount(persons[still_open], minlength=number)
            self._counted = (self.engine.now, counts)
        return self._counted[1]

    def records(self) -> Records:
        """The records of the run so far, for any of ``orgsim.measures``; what happens later does not change them.

        With ``path`` the window reaches from the end of the warm-up to now; without, each issue must have been followed
        for the horizon, so the window ends that long ago.
        """
        end = self.day if self.path else self.day - self.horizon
        if end < self.warm_up:
            raise InputError("records on day", self.day, f"day {self.warm_up + self.day - end} or later")
        window = (self.warm_up * DAY, end * DAY, self.day * DAY)
        found = collect(
            self.engine, self.chart, self.people, self.world_seed, "path" if self.path else "flow", window,
            self._accounts[self.warm_up], self._accounts[end],
        )  # fmt: skip
        return replace(found, **{name: as_it_is(getattr(found, name)) for name in ("episodes", "path", "cohort")})


def as_it_is(table: np.ndarray) -> np.ndarray:
    """A copy to the last byte: NumPy's own leaves what lies between the columns to chance."""
    return np.ascontiguousarray(table).view("u1").copy().view(table.dtype)


def whole(rng: Any, generator: np.random.Generator) -> int:
    """The seed of the world: the number given, or one drawn where something else was."""
    if rng is None or not hasattr(rng, "__index__"):
        return int(generator.integers(2**63))
    if not 0 <= operator.index(rng) < 2**63:
        raise InputError("rng", rng, "a whole number from 0 to 2^63 - 1")
    return operator.index(rng)


def whole_days(key: str, days: float, least: int) -> int:
    """A number of days that steps can count."""
    if abs(days - round(days)) > 1e-9 or days < least:
        raise InputError(key, days, f"a whole number of days, {least} or more: a step is a day")
    return round(days)
