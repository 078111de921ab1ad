"""The offices of the second opinion: people, what waits for them, whose work comes first, and opening hours.

Written from docs/model.md for second_opinion.py; it knows nothing of the engine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

import simpy

from orgsim.config.schema import Company, Unit

DAY, WEEK = 1440.0, 10080.0  # minutes


class Hours:
    """When a company works; times are minutes since Monday 0:00 of the first week."""

    def __init__(self, company: Company):
        self.opens, self.days = company.open_hour * 60, company.work_days
        self.day = (company.close_hour - company.open_hour) * 60
        self.never_closed = self.day == DAY and self.days == 7

    def worked(self, time: float) -> float:
        """Working minutes up to a moment."""
        if self.never_closed:
            return time
        days, minute = divmod(time, DAY)
        weeks, day = divmod(days, 7)
        today = min(max(minute - self.opens, 0.0), self.day) if day < self.days else 0.0
        return (weeks * self.days + min(day, self.days)) * self.day + today

    def moment(self, worked: float) -> float:
        """The first moment by which so much has been worked."""
        if self.never_closed:
            return worked
        full = max(math.ceil(worked / self.day - 1e-12) - 1, 0)
        weeks, day = divmod(full, self.days)
        return weeks * WEEK + day * DAY + self.opens + worked - full * self.day

    def over(self, now: float, minutes: float) -> float:
        """When work begun now is over; it pauses while the company is closed."""
        return now if minutes <= 0 else max(now, self.moment(self.worked(now) + minutes))

    def opens_on(self, day: int) -> bool:
        """Whether so many days after the first Monday people come to work."""
        return day % 7 < self.days

    def open(self, now: float) -> bool:
        """Whether people are at work."""
        days, minute = divmod(now, DAY)
        return self.never_closed or (self.opens_on(days) and 0 <= minute - self.opens < self.day)


@dataclass(eq=False)
class Job:
    """Minutes somebody must spend. ``home``: the department whose people are at home on it, None if all are alike."""

    kind: str
    minutes: Callable[[bool], dict[str, float]]  # by kind, by whether the person is at home
    home: str | None
    for_head: bool
    order: tuple[float, ...]
    joined: float
    begun: simpy.Event  # its value: the minutes, whether the person is at home, and the event that it is done
    done: simpy.Event | None = None


@dataclass(eq=False)
class Person:
    """Somebody with a seat."""

    home: str | None
    head: bool
    place: int


class Room:
    """A unit: its people, what waits for them, and the minutes they spend."""

    def __init__(self, env, hours: Hours, window, name: str, shape: Unit, people: list[Person], puts_first: str):
        self.env, self.hours, self.window = env, hours, window  # the window in which minutes are counted
        self.name, self.shape, self.puts_first = name, shape, puts_first
        self.idle, self.waiting = people, []
        self.minutes: dict[str, float] = {}
        self.own_done, self.own_delay, self.busy, self.count = 0, 0.0, 0.0, 0

    def order(self, kind: str, case) -> tuple[float, ...]:
        """Who comes first: rank, then age; ties by who joined the queue first."""
        now = self.env.now
        self.count += 1
        own, meeting = kind == "own_work", kind == "meeting"
        if self.puts_first == "neither":
            return 0, now, self.count
        if self.puts_first == "function":
            return (0 if own else 2 if meeting or case.channel not in self.shape.takes_in else 1), now, self.count
        if own or meeting:
            return 2, now, self.count
        ahead = self.puts_first == "influencers" and case.issue.influencer
        return (0 if ahead else 1), case.issue.raised, self.count

    def ask(self, kind: str, minutes, home: str | None = None, case=None, for_head=False) -> Job:
        """A job joins the queue."""
        env = self.env
        job = Job(kind, minutes, home, for_head, self.order(kind, case), env.now, env.event())
        self.waiting.append(job)
        self.look_around()
        return job

    def look_around(self) -> None:
        """While somebody has time for something, the first in order is begun, by somebody at home if one is idle."""
        while self.idle and self.waiting and self.hours.open(self.env.now):
            possible, able = self.waiting, self.idle
            if not any(person.head for person in able):
                possible = [job for job in possible if not job.for_head]
                if not possible:
                    return
            job = min(possible, key=attrgetter("order"))
            if job.for_head:
                able = [person for person in able if person.head]
            person = min(able, key=lambda person: (person.home != job.home, person.head, person.place))
            self.waiting.remove(job)
            self.idle.remove(person)
            self.begin(job, person)

    def begin(self, job: Job, person: Person) -> None:
        """The person works on the job, hands on what comes of it, and only then looks for more."""
        now, hours = self.env.now, self.hours
        at_home = job.home is None or person.home == job.home
        parts = job.minutes(at_home)
        minutes = sum(parts.values())
        begun, first, last = hours.worked(now), hours.worked(self.window[0]), hours.worked(self.window[1])
        self.busy += max(0.0, min(begun + minutes, last) - max(begun, first))
        if self.window[0] <= now < self.window[1]:
            for kind, each in parts.items():
                self.minutes[kind] = self.minutes.get(kind, 0.0) + each
            if job.kind == "own_work":
                self.own_done += 1
                self.own_delay += begun - hours.worked(job.joined)
        job.done = self.env.timeout(hours.over(now, minutes) - now)
        job.done.callbacks.append(lambda _: self.env.timeout(0, person).callbacks.append(self.release))
        job.begun.succeed((minutes, at_home, job.done))

    def release(self, event: simpy.Event) -> None:
        """A person, the event's value, is free."""
        self.idle.append(event.value)
        self.look_around()
