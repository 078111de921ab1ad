"""A service desk's log: what a company's own tickets tell about its demand.

One row per event of an incident, as ServiceNow exports them: which group held it when. From the sequence of groups
follows what an incident needed and what was only its way there. A case that comes back to a group that had it before
was sent where it did not belong (*misrouting*: what happened in between is a detour and is left out). A desk that
takes in a large share of everything and hands a case on has sorted it (*triage*). Departments left after both are
those the case needed, in order (*interdependence*). The histogram of groups alone cannot tell the three apart.

What this cannot see: a misrouted case that is sent on, not back, looks like interdependence; and a group that does
its part and returns the case to be closed looks like a detour.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.config.schema import Demand, World
from orgsim.engine.tables import MAX_STEPS
from orgsim.errors import InputError
from orgsim.inputs.event_table import KEY, read_events

DESK_SHARE = 0.25  # a group that is first to hold this share of incidents is an intake desk: assumed


@dataclass(frozen=True, eq=False)
class TicketLog:
    """Incidents opened from ``start`` up to, not including, ``end``.

    ``cases`` has a row per incident: number, opened, resolved (NaT if never), reassignments, and three tuples of
    groups in order: ``held_by`` (every stay), ``path`` (detours left out), ``needed`` (triage left out too). The
    tuples are empty where the log names no group; shares of groups are of the incidents that have one.
    """

    cases: pd.DataFrame
    start: pd.Timestamp
    end: pd.Timestamp

    @property
    def incidents(self) -> int:
        """How many incidents were opened."""
        return len(self.cases)

    @property
    def days(self) -> int:
        """Length of the window in days."""
        return (self.end - self.start).days

    @property
    def per_week(self) -> float:
        """Incidents opened per week."""
        return self.incidents / self.days * 7.0

    @cached_property
    def hours(self) -> np.ndarray:
        """float[168]: incidents opened in each hour of the week from Monday 0:00, per week. Raises InputError."""
        if self.days < 7:
            raise InputError(KEY, f"{self.days} days", "a log of at least seven days, to tell the hours of a week")
        opened = self.cases["opened"].dt
        count = np.bincount(opened.day_of_week * 24 + opened.hour, minlength=168)
        weekdays = (self.start.day_of_week + np.arange(self.days)) % 7
        return count / np.repeat(np.bincount(weekdays, minlength=7), 24)

    @cached_property
    def reassignments(self) -> dict[str, float]:
        """Share of incidents reassigned 0, 1, 2, 3, 4 or more times."""
        return _shares(self.cases["reassignments"].to_numpy(), 0, 4)

    @cached_property
    def median_hours(self) -> dict[str, float]:
        """Median wall-clock hours from opened to resolved, of the resolved, by reassignments 0 to 5 or more."""
        hours = (self.cases["resolved"] - self.cases["opened"]) / pd.Timedelta(hours=1)
        median = hours.groupby(self.cases["reassignments"].clip(upper=5)).median()
        return {_label(k, 5): float(median.get(k, np.nan)) for k in range(6)}

    @cached_property
    def groups(self) -> dict[str, float]:
        """Share of incidents each group is the first to hold, most first; 0 for groups only handed to."""
        everyone = sorted({group for stays in self._stays for group in stays})
        first = pd.Series([stays[0] for stays in self._stays], dtype=object).value_counts(normalize=True)
        return dict(sorted(((g, float(first.get(g, 0.0))) for g in everyone), key=lambda item: (-item[1], item[0])))

    @property
    def desks(self) -> list[str]:
        """The groups that take cases in: first to hold at least ``DESK_SHARE`` of them."""
        return [group for group, share in self.groups.items() if share >= DESK_SHARE]

    @cached_property
    def return_share(self) -> float:
        """Share of incidents that come back to a group that had them before."""
        return float(np.mean([len(set(stays)) < len(stays) for stays in self._stays]))

    @cached_property
    def astray_share(self) -> float:
        """Of the hand-overs that were not returns, the share that led astray: to a group later left out."""
        paths = self.cases["path"][self._known]
        astray = sum(len(set(stays) - set(path)) for stays, path in zip(self._stays, paths, strict=True))
        onward = sum(len(path) - 1 for path in paths)
        return astray / max(astray + onward, 1)

    @cached_property
    def groups_visited(self) -> dict[str, float]:
        """Share of incidents held by 1, 2, 3, 4 or more different groups, whatever for."""
        return _shares(np.array([len(set(stays)) for stays in self._stays]), 1, MAX_STEPS)

    @cached_property
    def departments_needed(self) -> dict[str, float]:
        """Share of incidents that needed 1, 2, 3, 4 or more groups: neither detours nor triage."""
        return _shares(self.cases["needed"][self._known].map(len).to_numpy(), 1, MAX_STEPS)

    @cached_property
    def decomposition(self) -> dict[str, float]:
        """Every incident in one of four: held by one group; by several, but all others only in a detour; or also
        only by the desk that sorted it; or truly in need of several. Adds up to 1."""
        known = self.cases[self._known]
        visited, path, needed = (np.array([len(set(g)) for g in known[c]]) for c in ("held_by", "path", "needed"))
        return {
            "one_group": float(np.mean(visited == 1)),
            "misrouted": float(np.mean((visited > 1) & (path == 1))),
            "triaged": float(np.mean((path > 1) & (needed == 1))),
            "interdependent": float(np.mean(needed > 1)),
        }

    @property
    def interdependence(self) -> float:
        """Share of incidents that needed two or more groups."""
        return self.decomposition["interdependent"]

    @property
    def interdependence_range(self) -> tuple[float, float]:
        """The same share, and what it is if every group that ever held a case was needed."""
        return self.interdependence, 1.0 - self.decomposition["one_group"]

    @property
    def further_departments(self) -> list[float]:
        """Of those that need more than one: shares that need 1, 2, 3 or more further groups."""
        further = np.array(list(self.departments_needed.values())[1:])
        return (further / further.sum()).tolist() if further.sum() else [1.0]

    def between(self, start, end) -> TicketLog:
        """The incidents opened from day ``start`` to day ``end``, both included: to hold weeks back. InputError."""
        start, end = _day(start), _day(end) + pd.Timedelta(days=1)
        cases = self.cases[(self.cases["opened"] >= start) & (self.cases["opened"] < end)]
        if cases.empty:
            last = self.end - pd.Timedelta(days=1)
            window = f"{start:%Y-%m-%d} to {end - pd.Timedelta(days=1):%Y-%m-%d}"
            raise InputError(KEY, window, f"days between {self.start:%Y-%m-%d} and {last:%Y-%m-%d}")
        return _log(cases.drop(columns=["path", "needed"]), start, end)

    @property
    def _known(self) -> pd.Series:
        return self.cases["held_by"].map(len) > 0

    @property
    def _stays(self) -> pd.Series:
        return self.cases["held_by"][self._known]


def read_ticket_log(path, opened_between: tuple[str, str] | None = None) -> TicketLog:
    """The log in a CSV file (gzip allowed), or of the incidents opened between two days, both included.

    Columns as in ``event_table``. Without days the window is from the first opening to the last. Raises InputError.
    """
    events = read_events(path)
    columns = {
        "opened": ("opened", "first"),
        "resolved": ("resolved", "last"),
        "reassignments": ("reassignments", "max"),
    }
    cases = events.groupby("number").agg(**columns).reset_index()
    held_by = _stays_by_incident(events)
    cases["held_by"] = [held_by.get(number, ()) for number in cases["number"]]
    hand_overs = (cases["held_by"].map(len) - 1).clip(lower=0)
    cases["reassignments"] = cases["reassignments"].fillna(hand_overs).astype(np.int64)
    cases = cases.sort_values(["opened", "number"], ignore_index=True)
    start = cases["opened"].iloc[0].normalize()
    log = _log(cases, start, cases["opened"].iloc[-1].normalize() + pd.Timedelta(days=1))
    return log.between(*opened_between) if opened_between else log


def demand_profile(log: TicketLog, world: World) -> Demand:
    """The world's demand with the log's hours of the week and numbers of departments.

    The volume stays the world's own: it follows from the company's load unless ``issues_per_week`` is set.
    """
    return dataclasses.replace(
        world.demand,
        hours=[round(float(rate), 4) for rate in log.hours],
        interdependence=round(log.interdependence, 4),
        further_departments=[round(float(share), 4) for share in log.further_departments],
    )


def write_demand(log: TicketLog, path) -> None:
    """Write the log's demand profile as a file of the configuration's group ``demand``."""
    profile = demand_profile(log, World())
    parts = ", ".join(f"{name} {share:.3f}" for name, share in log.decomposition.items())
    last = log.end - pd.Timedelta(days=1)
    days = [", ".join(f"{rate:g}" for rate in profile.hours[d : d + 24]) for d in range(0, 168, 24)]
    lines = [
        f"# From a ticket log: {log.incidents} incidents opened {log.start:%Y-%m-%d} to {last:%Y-%m-%d}.",
        f"# Shares of incidents: {parts}.",
        f"# If every group that ever held a case was needed, interdependence is {log.interdependence_range[1]:.3f}.",
        f"interdependence: {profile.interdependence:g}",
        f"further_departments: [{', '.join(f'{share:g}' for share in profile.further_departments)}]",
        f"large_loss: {profile.large_loss:g}  # not in the log: assumed",
        f"issues_per_week: null  # set by the company's load; for the log's own volume write {log.per_week:.1f}",
        "hours:  # incidents by hour of week from Monday 0:00",
        "  [" + ",\n   ".join(days) + "]",
    ]
    try:
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError("write_demand", path, f"a file that can be written ({error.strerror})") from None


def without_detours(stays: tuple) -> tuple:
    """The stays that led on: on a return to a group, what happened since it last had the case is left out.

    >>> without_detours(("desk", "network", "desk", "database", "storage", "database"))
    ('desk', 'database')
    """
    path: list = []
    for group in stays:
        path = path[: path.index(group)] if group in path else path
        path.append(group)
    return tuple(path)


def without_triage(path: tuple, desks) -> tuple:
    """The groups that worked on it: a desk that hands on what it took in has only sorted it.

    >>> without_triage(("desk", "database"), ["desk"])
    ('database',)
    """
    return path[1:] if len(path) > 1 and path[0] in desks else path


def _log(cases: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> TicketLog:
    cases = cases.assign(path=cases["held_by"].map(without_detours)).reset_index(drop=True)
    log = TicketLog(cases, start, end)
    if not log._known.any():
        raise InputError(KEY, "assignment_group", "a log that names a group for some incident")
    desks = log.desks
    return TicketLog(cases.assign(needed=[without_triage(path, desks) for path in cases["path"]]), start, end)


def _stays_by_incident(events: pd.DataFrame) -> dict[str, tuple]:
    """The groups that held each incident, in order, each stay once."""
    known = events.dropna(subset=["assignment_group"])
    number, group = known["number"].to_numpy(), known["assignment_group"].to_numpy()
    moved = np.ones(len(known), bool)
    moved[1:] = (number[1:] != number[:-1]) | (group[1:] != group[:-1])
    stays: dict[str, list] = {}
    for which, where in zip(number[moved], group[moved], strict=True):
        stays.setdefault(which, []).append(where)
    return {which: tuple(where) for which, where in stays.items()}


def _day(text) -> pd.Timestamp:
    try:
        day = pd.Timestamp(text)
    except ValueError:
        day = pd.NaT
    if pd.isna(day):
        raise InputError(KEY, text, "a day like 2016-03-01")
    return day.normalize()


def _label(count: int, most: int) -> str:
    return f"{count}+" if count == most else str(count)


def _shares(counts: np.ndarray, least: int, most: int) -> dict[str, float]:
    """Shares of counts from ``least`` to ``most`` or more, by label."""
    share = np.bincount(np.clip(counts, least, most), minlength=most + 1) / max(len(counts), 1)
    return {_label(k, most): float(share[k]) for k in range(least, most + 1)}
