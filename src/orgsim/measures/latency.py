"""Response latency: how long customers wait, one clock per exogenous issue.

The clock starts at the need, is not restarted by a second contact and not stopped by an acknowledgement or triage.
The headline is the restricted mean time to true resolution E[min(T, horizon)] (Irwin 1949; Royston and Parmar 2013):
what was given up, never noticed, still open or wrongly closed counts with the whole horizon, so a wrong answer
already weighs. Nothing is censored (see ``followed``), so cumulative incidences are plain shares.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orgsim.engine.tables import GAVE_UP, OPEN, RESOLVED, WRONG
from orgsim.measures.followed import Followed, followed
from orgsim.measures.tidy import ALL, Row, mean

HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0
GRID_HOURS = (1, 2, 4, 8, 24, 48, 72, 168)
FATES = {"resolved": RESOLVED, "closed_wrong": WRONG, "gave_up": GAVE_UP, "open": OPEN}


def latency(records) -> list[Row]:
    """Every measure of waiting of a run of the flow. Denominator: issues raised in the measured window."""
    issues = followed(records)
    rows = [Row("issues", "issues", ALL, len(issues))]
    resolved, answered = issues.restricted("resolved") / HOUR, issues.restricted("first_answer") / HOUR
    for name, mask in subsets(records.chart, issues):
        rows.append(Row("response_latency", "hours", name, mean(resolved[mask])))
        rows.append(Row("first_answer", "hours", name, mean(answered[mask])))
    rows.append(Row("response_latency_working", "working hours", ALL, working_latency(records, issues)))
    return rows + shares(records.chart, issues) + effort(issues) + incidence(issues)


def response_latency(records) -> float:
    """The headline of a run, in hours."""
    return mean(followed(records).restricted("resolved")) / HOUR


def by_channel(chart, issues: Followed) -> Iterator[tuple[str, np.ndarray]]:
    """All issues, then those of each channel they were first raised on: (subset, mask)."""
    yield ALL, np.ones(len(issues), bool)
    for number, name in enumerate(chart.channels):
        yield f"channel={name}", issues.issues["channel"] == number


def subsets(chart, issues: Followed) -> Iterator[tuple[str, np.ndarray]]:
    """All issues; by channel; by department needed (an issue may need several); by main topic, the first step's; by the
    unit that owns it."""
    yield from by_channel(chart, issues)
    topics = issues.issues["topics"]
    needed = np.where(topics >= 0, np.asarray(chart.home)[topics], -1)
    for number, name in enumerate(chart.departments):
        yield f"needs={name}", (needed == number).any(axis=1)
    main = issues.issues["topics"][:, 0]
    for number, name in enumerate(chart.topics):
        yield f"topic={name}", main == number
    owner = np.asarray(chart.owner)[main]
    for number, name in enumerate(chart.units):
        if number in chart.owner:
            yield f"unit={name}", owner == number


def shares(chart, issues: Followed) -> list[Row]:
    """Shares of issues: answered within the norm of the channel, resolved at the first contact, and how they ended."""
    norms = np.array([chart.world.channels[channel].norm_hours for channel in chart.channels]) * HOUR
    fates = issues.fates()
    whether = {
        "answered_in_norm": issues.minutes_to("first_answer") <= norms[issues.issues["channel"]],
        "first_contact_resolution": (fates == RESOLVED) & (issues.episodes["contacts"] == 1),
        **{fate: fates == code for fate, code in FATES.items()},
    }
    return [
        Row(measure, "share", name, mean(holds[mask]))
        for name, mask in by_channel(chart, issues)
        for measure, holds in whether.items()
    ]


def effort(issues: Followed) -> list[Row]:
    """What an issue was put through, counted to the end of the run."""
    episodes = issues.episodes
    return [
        Row("contacts", "per issue", ALL, mean(episodes["contacts"])),
        Row("handoffs", "per issue", ALL, mean(episodes["handoffs"])),
        Row("bounces", "per 100 issues", ALL, 100 * mean(episodes["bounces"])),
        Row("approvals", "per 100 issues", ALL, 100 * mean(episodes["approvals"])),
        Row("reworks", "per 100 issues", ALL, 100 * mean(episodes["reworks"])),
    ]


def incidence(issues: Followed) -> list[Row]:
    """Cumulative incidence at hours after the raise: of the first answer, and of giving up without one; and the rest.

    Beside them that of true resolution, which competes with neither (an answer may be wrong).
    """
    answered, resolved = issues.minutes_to("first_answer"), issues.minutes_to("resolved")
    left = np.where(issues.episodes["state"] == GAVE_UP, issues.minutes_to("ended"), np.inf)
    gave_up = np.where(left < answered, left, np.inf)
    answered = np.where(left < answered, np.inf, answered)
    rows = []
    for hours in [hours for hours in GRID_HOURS if hours * HOUR <= issues.horizon]:
        by = {name: mean(time <= hours * HOUR) for name, time in (("answered", answered), ("gave_up", gave_up))}
        by |= {"open": 1 - by["answered"] - by["gave_up"], "resolved": mean(resolved <= hours * HOUR)}
        rows += [Row(f"cumulative_{name}", "share", f"hours={hours:03d}", value) for name, value in by.items()]
    return rows


def working_latency(records, issues: Followed) -> float:
    """The headline in working hours: the same waits on a clock that stands still while the company is closed."""
    company = records.chart.world.company
    raised = issues.issues["raised"]
    ended = raised + issues.restricted("resolved")
    return mean(working_clock(company, ended) - working_clock(company, raised)) / HOUR


def working_clock(company, time: np.ndarray) -> np.ndarray:
    """Minutes the company was open from Monday 0:00 of week 1 up to wall-clock times (minutes)."""
    opens, length = company.open_hour * HOUR, (company.close_hour - company.open_hour) * HOUR
    week, rest = np.floor_divide(time, WEEK), np.mod(time, WEEK)
    day, inside = np.floor_divide(rest, DAY), np.mod(rest, DAY) - opens
    today = np.where(day < company.work_days, np.clip(inside, 0, length), 0)
    return (week * company.work_days + np.minimum(day, company.work_days)) * length + today
