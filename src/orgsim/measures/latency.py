"""Response latency: how long customers wait, one clock per exogenous issue.

The clock starts at the need, is not restarted by a second contact and not stopped by an acknowledgement or triage.
The headline is the restricted mean time to true resolution E[min(T, horizon)] (Irwin 1949; Royston and Parmar 2013):
what was given up, never noticed, still open or wrongly closed counts with the whole horizon, so a wrong answer
already weighs. Nothing is censored (see ``followed``), so cumulative incidences are plain shares.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, partial
from itertools import chain

import numpy as np
from numba import types

from orgsim.engine.compiled import entry
from orgsim.engine.tables import GAVE_UP, OPEN, RESOLVED, WRONG
from orgsim.measures.followed import Followed, followed
from orgsim.measures.subset import EVERYTHING, Subset, sorted_out, where
from orgsim.measures.tidy import ALL, Row, mean, ratio, share, told

DAILY = "day="
HOUR, DAY, WEEK = 60.0, 1440.0, 10080.0
GRID_HOURS = (1, 2, 4, 8, 24, 48, 72, 168)
GAPS = {"channel_gap": "resolved", "channel_gap_first": "first_answer"}
FATES = {"resolved": RESOLVED, "closed_wrong": WRONG, "gave_up": GAVE_UP, "open": OPEN}


def latency(records, wanted: Collection[tuple[str, str]] | None = None) -> list[Row]:
    """Every measure of waiting of a run of the flow, or those wanted, of the issues raised in the measured window.

    Day by day (``day=031``, of the run) and the gap between channels only where that is wanted.
    """
    chart, issues = records.chart, followed(records)
    days = by_day(issues) if any(subset.startswith(DAILY) for _, subset in wanted or ()) else ()
    gaps = by_customer(chart, issues) if any(name in GAPS for name, _ in wanted or ()) else ()
    every = chain(waits(chart, issues), shares(chart, issues), effort(issues), incidence(issues), days, gaps)
    return told(every, wanted)


def response_latency(records) -> float:
    """The headline of a run, in hours."""
    return mean(followed(records).restricted("resolved")) / HOUR


def by_channel(chart, issues: Followed) -> Iterator[Subset]:
    """All issues, then those of each channel they were first raised on."""
    yield EVERYTHING
    yield from sorted_out({n: f"channel={name}" for n, name in enumerate(chart.channels)}, lambda: issues.channel)


def subsets(chart, issues: Followed) -> Iterator[Subset]:
    """All issues; by channel; by department needed (an issue may need several); by main topic, the first step's; by the
    unit that owns it."""
    yield from by_channel(chart, issues)
    needs = cache(lambda: departments_needed(chart, issues))
    for number, name in enumerate(chart.departments):
        yield where(f"needs={name}", lambda number=number: np.any([step == number for step in needs()], axis=0))
    main = cache(lambda: np.ascontiguousarray(issues.issues["topics"][:, 0]))
    yield from sorted_out({n: f"topic={name}" for n, name in enumerate(chart.topics)}, main)
    owners = {n: f"unit={name}" for n, name in enumerate(chart.units) if n in chart.owner}
    yield from sorted_out(owners, lambda: np.asarray(chart.owner)[main()])


def departments_needed(chart, issues: Followed) -> list[np.ndarray]:
    """The department each step of each issue needs, step by step: int[issues], -1 beyond the last."""
    home = np.asarray(chart.home, np.int16)
    return [np.where(topics >= 0, home[topics], -1) for topics in issues.issues["topics"].T]


def waits(chart, issues: Followed) -> Iterator[Row]:
    """How many issues there are, and how long they waited."""
    yield Row("issues", "issues", ALL, len(issues))
    hours = cache(lambda moment: issues.restricted(moment) / HOUR)

    def wait(subset: Subset, moment: str) -> float:
        return mean(subset.of(hours(moment)))

    for subset in subsets(chart, issues):
        yield Row("response_latency", "hours", subset.name, partial(wait, subset, "resolved"))
        yield Row("first_answer", "hours", subset.name, partial(wait, subset, "first_answer"))
    yield Row("response_latency_working", "working hours", ALL, partial(working_latency, chart, issues))


def by_day(issues: Followed) -> Iterator[Row]:
    """How many issues arose on each day of the run, and how long they waited."""
    if not len(issues):
        return
    day = cache(lambda: (issues.raised // DAY).astype(np.int64))
    hours = cache(lambda: issues.restricted("resolved") / HOUR)

    def wait(subset: Subset) -> float:
        return mean(subset.of(hours()))

    def count(subset: Subset) -> int:
        return len(subset.of(hours()))

    for subset in sorted_out({n: f"{DAILY}{n:03d}" for n in range(int(day()[0]), int(day()[-1]) + 1)}, day):
        yield Row("response_latency", "hours", subset.name, partial(wait, subset))
        yield Row("issues", "issues", subset.name, partial(count, subset))


def by_customer(chart, issues: Followed) -> Iterator[Row]:
    """How much longer the same customer waits on a channel than on the others, to true resolution or the first answer.

    A mean over the customers with issues on both in the window, each weighing the same; first by the channel the issue
    was raised on.
    """
    for measure, moment in GAPS.items():
        for number, name in enumerate(chart.channels):
            yield Row(measure, "hours", f"channel={name}", partial(channel_gap, issues, moment, number))


def channel_gap(issues: Followed, moment: str, number: int) -> float:
    """Hours: mean over customers of (mean wait on the channel - mean wait on the others)."""
    person, here = np.ascontiguousarray(issues.issues["person"]), issues.channel == number
    hours = issues.restricted(moment) / HOUR
    most = int(person.max(initial=-1)) + 1
    counts, sums = (
        [np.bincount(person[on], weights, minlength=most) for on, weights in ((here, a), (~here, b))]
        for a, b in ((None, None), (hours[here], hours[~here]))
    )
    both = (counts[0] > 0) & (counts[1] > 0)
    return mean(sums[0][both] / counts[0][both] - sums[1][both] / counts[1][both])


def shares(chart, issues: Followed) -> Iterator[Row]:
    """Shares of issues: answered within the norm of the channel, resolved at the first contact, and how they ended."""
    norms = np.array([chart.world.channels[channel].norm_hours for channel in chart.channels]) * HOUR
    fates = cache(issues.fates)

    @cache
    def holds(measure: str) -> np.ndarray:
        if measure == "answered_in_norm":
            return issues.minutes_to("first_answer") <= norms.take(issues.channel)
        if measure == "first_contact_resolution":
            return (fates() == RESOLVED) & (issues.contacts == 1)
        return fates() == FATES[measure]

    def part(subset: Subset, measure: str) -> float:
        return share(subset.of(holds(measure)))

    for subset in by_channel(chart, issues):
        for measure in ("answered_in_norm", "first_contact_resolution", *FATES):
            yield Row(measure, "share", subset.name, partial(part, subset, measure))


def effort(issues: Followed) -> Iterator[Row]:
    """What an issue was put through, counted to the end of the run."""

    def each(measure: str, per: int) -> float:
        return per * ratio(issues.effort[measure], len(issues))

    for measure in ("contacts", "handoffs"):
        yield Row(measure, "per issue", ALL, partial(each, measure, 1))
    for measure in ("bounces", "approvals", "reworks"):
        yield Row(measure, "per 100 issues", ALL, partial(each, measure, 100))


def incidence(issues: Followed) -> Iterator[Row]:
    """Cumulative incidence at hours after the raise: of the first answer, and of giving up without one; and the rest.

    Beside them that of true resolution, which competes with neither (an answer may be wrong).
    """
    times = cache(lambda: competing(issues))

    def by(hours: int, what: str) -> float:
        return share(times()[what] <= hours * HOUR)

    def open_at(hours: int) -> float:
        return 1 - by(hours, "answered") - by(hours, "gave_up")

    for hours in [hours for hours in GRID_HOURS if hours * HOUR <= issues.horizon]:
        subset = f"hours={hours:03d}"
        yield Row("cumulative_answered", "share", subset, partial(by, hours, "answered"))
        yield Row("cumulative_gave_up", "share", subset, partial(by, hours, "gave_up"))
        yield Row("cumulative_open", "share", subset, partial(open_at, hours))
        yield Row("cumulative_resolved", "share", subset, partial(by, hours, "resolved"))


def competing(issues: Followed) -> dict[str, np.ndarray]:
    """Minutes from the raise to whichever came first, an answer or giving up, inf for the other; and to resolution."""
    answered = issues.minutes_to("first_answer")
    left = np.where(issues.state == GAVE_UP, issues.minutes_to("ended"), np.inf)
    return {
        "answered": np.where(left < answered, np.inf, answered),
        "gave_up": np.where(left < answered, left, np.inf),
        "resolved": issues.minutes_to("resolved"),
    }


def working_latency(chart, issues: Followed) -> float:
    """The headline in working hours: the same waits on a clock that stands still while the company is closed."""
    company = chart.world.company
    ended = issues.raised + issues.restricted("resolved")
    return mean(working_clock(company, ended) - working_clock(company, issues.raised)) / HOUR


def working_clock(company, time: np.ndarray) -> np.ndarray:
    """Minutes the company was open from Monday 0:00 of week 1 up to wall-clock times (minutes)."""
    length = (company.close_hour - company.open_hour) * HOUR
    return open_minutes(np.ascontiguousarray(time, float), company.open_hour * HOUR, length, company.work_days)


@entry(types.float64[::1](types.Array(types.float64, 1, "C", readonly=True), *[types.float64] * 3))
def open_minutes(time, opens, length, work_days):
    """Minutes up to each time of days of a length that open at a minute of the day, on so many days a week."""
    result = np.empty(len(time))
    for n in range(len(time)):
        day = np.floor(time[n] / DAY)
        day -= day * DAY > time[n]  # a quotient just below a whole number is rounded up to it
        week = np.floor(day / 7.0)
        weekday = day - 7.0 * week
        today = min(max(time[n] - day * DAY - opens, 0.0), length) if weekday < work_days else 0.0
        result[n] = (week * work_days + min(weekday, work_days)) * length + today
    return result
