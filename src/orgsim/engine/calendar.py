"""The working calendar: people work from opening to closing on the first days of each week, and pause between.

The working clock counts open minutes since Monday 0:00 of week 1; it stands still while the company is closed.
"""

import math

from orgsim.engine.compiled import rule

WEEK, DAY = 10080.0, 1440.0
CALENDAR = ("always_open", "opens", "closes", "work_days")  # what of the state says when people work


@rule
def working_clock(s, time):
    """Open minutes up to a wall-clock time."""
    if s.always_open:
        return time
    length = s.closes - s.opens
    week = math.floor(time / WEEK)
    rest = time - week * WEEK
    day = math.floor(rest / DAY)
    if day >= s.work_days:
        return (week + 1.0) * s.work_days * length
    inside = rest - day * DAY - s.opens
    return (week * s.work_days + day) * length + min(max(inside, 0.0), length)


@rule
def wall_clock(s, worked):
    """The first wall-clock time at which the working clock shows ``worked``."""
    if s.always_open:
        return worked
    length = s.closes - s.opens
    days = math.ceil(worked / length) - 1.0
    week = math.floor(days / s.work_days)
    return week * WEEK + (days - week * s.work_days) * DAY + s.opens + (worked - days * length)


@rule
def is_open(s, time):
    """Whether people are at work."""
    if s.always_open:
        return True
    rest = time - math.floor(time / WEEK) * WEEK
    day = math.floor(rest / DAY)
    inside = rest - day * DAY
    return day < s.work_days and s.opens <= inside < s.closes


@rule
def work_ends(s, minutes):
    """When work of so many minutes ends if it starts now: never before now, not even if it takes none at an opening."""
    return max(s.now, wall_clock(s, s.worked + minutes))


@rule
def next_opening(s, time):
    """The first opening strictly after a time."""
    day = math.floor(time / DAY)
    while day * DAY + s.opens <= time:
        day += 1.0
    while day - math.floor(day / 7.0) * 7.0 >= s.work_days:
        day += 1.0
    return day * DAY + s.opens
