"""A second opinion: the queues, lines and decision rights of docs/model.md as processes of SimPy.

Like a second accountant who gets the same vouchers and never sees the first one's books: this file reads a World and
a Design as a user writes them and knows nothing of the engine. SimPy rather than Ciw, because half of our rules are
no property of a queueing node: a customer whose patience runs on while the case changes hands, two cases of one issue
and a record that joins them, an answer that travels back from a superior to whoever gave it, people of one unit who
are not alike. In SimPy each of them is a few lines of a process told from the point of view of a case or a customer;
Ciw has networks, priorities, reneging and shifts ready-made, but the rest would be its classes rewritten.

Covered: topics, further departments, intake, triage, a directory that is up to date, reading, home topics, slowdown,
laws of work, the four orders of work, own work, heads and superiors who approve and return, overdue cases, slips,
discovery, giving up, other channels, double work, the record with its notes, the minutes of periodic meetings at which
there is nothing to tell, hours of work and of demand.

Where docs/model.md can be read in two ways, the reading here is the engine's, so on these points the two are not
independent: meetings share the last class of an order with others; whoever finishes work is not yet idle for what
follows from it; own work has no home and goes to the first person idle, in the order of the unit's departments; each
new contact restarts the one patience of its issue; answers after giving up are not heard; a joined call that is given
up leaves the case it joined; after a contradiction the customer believes neither answer.

Not covered: news and outdated answers, reorganisations, what is told at meetings, Poisson and one-way meetings,
attitudes, word of mouth, probes; who sits in a unit of several departments whose seats differ from its people; heads
of such units; seconded people. Influencers are a share of the issues here, not those with the greatest reach.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field

import simpy

from orgsim.config.schema import Design, Unit, World
from second_office import DAY, WEEK, Hours, Job, Person, Room

OPEN, RESOLVED, WRONG, GAVE_UP = "open", "resolved", "wrong", "gave up"
MOST_CONTACTS = 50


@dataclass(eq=False)
class Issue:
    """What a customer needs, and what became of it."""

    raised: float
    topics: list[str]
    influencer: bool
    state: str = OPEN
    started: float = math.nan
    first_answer: float = math.nan
    resolved: float = math.nan
    contacts: int = 0
    handoffs: int = 0
    approvals: int = 0
    reworks: int = 0
    minutes: float = 0.0
    cases: list[Case] = field(default_factory=list)  # open ones
    heard: set[object] = field(default_factory=set)  # answers the customer holds; a right one is None
    calm: simpy.Event | None = None  # ends the patience that is running


@dataclass(eq=False)
class Case:
    """One contact's way through the company."""

    issue: Issue
    channel: str
    job: Job | None = None
    withdrawn: bool = False
    begun: bool = False


class Laboratory:
    """A company of a given design in a given world, from the first minute to ``until``."""

    def __init__(self, world: World, design: Design, seed: int, start: float, end: float, until: float):
        self.world, self.design, self.luck = world, design, random.Random(seed)
        self.start, self.end, self.until = start, end, until
        self.env, self.issues = simpy.Environment(), []
        self.hours = Hours(world.company)
        self.rooms = {name: self.furnish(name, shape) for name, shape in design.units.items()}
        self.owner = {d: name for name, shape in design.units.items() for d in shape.departments}
        self.intake = {c: name for name, shape in design.units.items() for c in shape.takes_in}
        self.answerable = {name: self.topics_of(shape) for name, shape in design.units.items()}

    def furnish(self, name: str, shape: Unit) -> Room:
        """A unit with its people: of its departments in proportion, the first its head if it has one."""
        seats = shape.seats or 0
        sizes = self.world.company.departments
        homes = [d for d in shape.departments for _ in range(sizes[d])] if len(shape.departments) > 1 else []
        homes = homes or [shape.departments[0] if shape.departments else None] * seats
        people = [Person(home, shape.head and n == 0, n) for n, home in enumerate(homes)]
        superior = self.design.units[shape.reports_to] if shape.reports_to else shape
        return Room(self.env, self.hours, (self.start, self.end), name, shape, people, superior.puts_first)

    def topics_of(self, shape: Unit) -> set[str]:
        """What a unit may answer."""
        named = {*shape.departments, *shape.seconded, *shape.answers}
        return {name for name, t in self.world.topics.items() if named & {"*", name, t.department}}

    def run(self) -> Laboratory:
        """Let it all happen."""
        self.env.process(self.customers())
        for name, size in self.world.company.departments.items():
            if self.world.company.own_work > 0:
                self.env.process(self.own_work(name, size))
        if not self.hours.never_closed:
            self.env.process(self.openings())
        for place, line in enumerate(self.design.lines):
            self.env.process(self.meetings(place, line))
        self.env.run(until=self.until)
        return self

    # Time

    def openings(self) -> Generator:
        """Every morning people look at what came in over night."""
        for days in range(int(self.until // DAY) + 1):
            if self.hours.opens_on(days):
                yield self.env.timeout(days * DAY + self.hours.opens - self.env.now)
                for room in self.rooms.values():
                    room.look_around()

    # Chance

    def happens(self, probability: float) -> bool:
        return self.luck.random() < probability

    def work_minutes(self) -> float:
        """Minutes of an answer or a piece of own work, at home."""
        company = self.world.company
        if company.work_law == "fixed":
            return company.work_minutes
        if company.work_law == "exponential":
            return self.luck.expovariate(1 / company.work_minutes)
        spread = math.log1p(company.work_cv**2)
        return company.work_minutes * self.luck.lognormvariate(-spread / 2, math.sqrt(spread))

    def activity(self, name: str) -> float:
        return self.world.company.cost_register[name].minutes

    def takes(self, kind: str, activity: str | None = None) -> Callable[[bool], dict[str, float]]:
        """The minutes of an activity, whoever does it."""
        return lambda at_home: {kind: self.activity(activity or kind)}

    def pick(self, weights: dict[str, float]) -> str:
        return self.luck.choices(list(weights), list(weights.values()))[0]

    # What arises

    def customers(self) -> Generator:
        """Issues arise as a Poisson process in even time, thinned to the weights of the hours."""
        hours, demand = self.world.demand.hours, self.world.demand
        shares = {name: c.share for name, c in self.world.channels.items()}
        rate = demand.issues_per_week * max(hours) / sum(hours) * 168 / WEEK
        while True:
            yield self.env.timeout(self.luck.expovariate(rate))
            if self.happens(hours[int(self.env.now % WEEK // 60)] / max(hours)):
                issue = Issue(self.env.now, self.needs(), self.happens(self.world.population.influencers))
                self.issues.append(issue)
                self.contact(issue, self.pick(shares))

    def needs(self) -> list[str]:
        """A topic, and a topic of each further department, by share."""
        topics, demand, found = self.world.topics, self.world.demand, []
        further = 0
        if self.happens(demand.interdependence):
            further = 1 + self.luck.choices(range(len(demand.further_departments)), demand.further_departments)[0]
        for _ in range(1 + further):
            seen = {topics[name].department for name in found}
            left = {name: t.share for name, t in topics.items() if t.department not in seen and t.share > 0}
            if left:
                found.append(self.pick(left))
        return found

    def own_work(self, department: str, size: int) -> Generator:
        """A department's own work arises in working hours and is done in its unit."""
        company, worked = self.world.company, 0.0
        rate = company.own_work * size / company.work_minutes
        while True:
            worked += self.luck.expovariate(rate)
            yield self.env.timeout(self.hours.moment(worked) - self.env.now)
            self.rooms[self.owner[department]].ask("own_work", lambda at_home: {"own_work": self.work_minutes()})

    def meetings(self, place: int, line) -> Generator:
        """Both sides are called every so many working days, unless the last meeting is still to be held."""
        every = line.every * self.hours.day
        held, worked = [], every * (place + 0.5) / len(self.design.lines)
        while True:
            yield self.env.timeout(self.hours.moment(worked) - self.env.now)
            if all(job.done and job.done.processed for job in held):
                minutes = self.takes("meeting", "meeting_setup")
                held = [self.rooms[name].ask("meeting", minutes) for name in line.between]
            worked += every

    # Customers

    def contact(self, issue: Issue, channel: str) -> None:
        """The customer turns to the company; with a record the contact joins an open case."""
        issue.contacts += 1
        self.calm(issue)
        joined = bool(self.design.record_kept_by and issue.cases)
        if joined:
            case = issue.cases[0]
        else:
            case = Case(issue, channel)
            issue.cases.append(case)
            self.env.process(self.course(case))
        patience = self.world.channels[channel].patience_hours
        if patience is not None and not case.begun:
            self.env.process(self.wait(case, channel, self.luck.expovariate(1 / (patience * 60)), joined))

    def calm(self, issue: Issue) -> None:
        """Patience no longer runs; there is one for an issue, that of the latest contact."""
        if issue.calm is not None and not issue.calm.triggered:
            issue.calm.succeed()
        issue.calm = None

    def wait(self, case: Case, channel: str, patience: float, joined: bool) -> Generator:
        """Patience runs until somebody who may answer begins."""
        issue = case.issue
        calm = issue.calm = self.env.event()
        yield calm | self.env.timeout(patience)
        if calm.triggered:
            return
        issue.calm = None
        if self.world.channels[channel].leaves_queue and not joined:
            self.withdraw(case)
        others = {name: c.share for name, c in self.world.channels.items() if name != channel and c.share > 0}
        if others and issue.contacts < MOST_CONTACTS and self.happens(self.world.population.raise_again):
            self.contact(issue, self.pick(others))
        else:
            issue.state = GAVE_UP

    def withdraw(self, case: Case) -> None:
        case.withdrawn = True
        case.issue.cases.remove(case)
        for room in self.rooms.values():
            if case.job in room.waiting:
                room.waiting.remove(case.job)

    def learn(self, issue: Issue, channel: str, answer: object) -> Generator:
        """An answer reaches the customer; a wrong one is found out in use, or when another contradicts it."""
        if issue.state == GAVE_UP:
            return
        if math.isnan(issue.first_answer):
            issue.first_answer = self.env.now
        contradicts = bool(issue.heard)
        issue.heard.add(answer)
        if answer is None:
            if math.isnan(issue.resolved):
                issue.resolved = self.env.now
            issue.state = RESOLVED
            return
        if None in issue.heard:
            return
        if not contradicts:
            if not self.happens(self.world.population.discovery):
                issue.state = WRONG
                return
            hours = self.world.population.discovery_hours
            yield self.env.timeout(self.luck.expovariate(1 / (hours * 60)) if hours > 0 else 0.0)
        issue.heard.clear()  # what is known to be wrong contradicts nothing
        if None not in issue.heard and self.happens(self.world.population.raise_again):
            self.contact(issue, channel)
        elif None not in issue.heard:
            issue.state = WRONG

    # Cases

    def work(self, case: Case, room: Room, kind: str, minutes, home=None, for_head=False, answers=False) -> Generator:
        """One job of a case, from joining a queue to its end; whether whoever did it was at home."""
        case.job = job = room.ask(kind, minutes, home, case, for_head)
        minutes, at_home, done = yield job.begun
        case.issue.minutes += minutes
        if answers:
            self.begin(case)
        yield done
        return at_home

    def begin(self, case: Case) -> None:
        """Somebody who may answer begins: the customer waits in peace."""
        issue, case.begun = case.issue, True
        if math.isnan(issue.started):
            issue.started = self.env.now
        self.calm(issue)

    def course(self, case: Case) -> Generator:
        """A contact's way: triage where it came in, an answer to each step, approval, the customer."""
        issue, holder = case.issue, self.rooms[self.intake[case.channel]]
        by, slips = [], []
        for step, topic in enumerate(issue.topics):
            handed = topic not in self.answerable[holder.name]
            if handed and step == 0:
                yield from self.work(case, holder, "triage", self.takes("triage"))
                if case.withdrawn:
                    return
            if handed:
                holder = self.rooms[self.owner[self.world.topics[topic].department]]
                issue.handoffs += 1
            by.append(holder)
            slips.append((yield from self.answer(case, holder, topic, handed, last=step == len(issue.topics) - 1)))
        yield from self.approve(case, by, slips)
        if case in issue.cases:
            issue.cases.remove(case)
        wrong = any(slips)
        yield from self.learn(issue, case.channel, object() if wrong else None)

    def answer(self, case: Case, room: Room, topic: str, handed=False, last=False, again=False) -> Generator:
        """One step is answered; whether it slipped."""
        company, record = self.world.company, self.design.record_kept_by
        home = self.world.topics[topic].department
        kind = "rework" if again else "answer"
        extra = {"reading": self.activity("reading_with_record" if record else "reading")} if handed else {}
        if record and last:
            extra["notes"] = self.activity("notes")

        def minutes(at_home: bool) -> dict[str, float]:
            return {kind: self.work_minutes() * (1 if at_home else 1 + company.off_topic_slowdown), **extra}

        at_home = yield from self.work(case, room, kind, minutes, home, answers=True)
        return self.happens(company.slip if at_home else min(1.0, company.slip * company.off_topic_slips))

    def approve(self, case: Case, by: list[Room], slips: list[bool]) -> Generator:
        """Exceptions severe enough and overdue cases climb until the approver lets them pass."""
        company, rule = self.world.company, self.design.approval
        severe = self.happens(company.exceptions) and self.luck.random() >= rule.threshold
        overdue = rule.overdue_after is not None and self.env.now - case.issue.raised > rule.overdue_after * 60
        approver, for_head = self.superior(by)
        if approver is None or not (severe or overdue):
            return
        while True:
            yield from self.work(case, approver, "approval", self.takes("approval"), for_head=for_head)
            case.issue.approvals += 1
            if not self.happens(company.catch if any(slips) else company.false_return):
                return
            step = slips.index(True) if any(slips) else len(slips) - 1
            case.issue.reworks += 1
            slips[step] = yield from self.answer(case, by[step], case.issue.topics[step], again=True)

    def superior(self, by: list[Room]) -> tuple[Room | None, bool]:
        """Who approves what these units answered, and whether only its head may."""
        names = {room.name for room in by}
        if len(names) == 1:
            room = by[0]
            if room.shape.approved_by == "head" and room.shape.head:
                return room, True
            above = room.shape.reports_to if room.shape.approved_by == "superior" else None
        else:
            chains = [list(self.chain(name)) for name in names]
            above = next((name for name in chains[0] if all(name in chain for chain in chains)), None)
        return (self.rooms[above], self.rooms[above].shape.head) if above else (None, False)

    def chain(self, name: str | None) -> Iterator[str]:
        """A unit and everybody above it."""
        while name:
            yield name
            name = self.design.units[name].reports_to
