"""A run recorded for the page: who was busy, what waited, how cases moved, how customers felt, and what it came to.

The run is the one ``orgsim compare`` makes in a world of the same seed, watched through its measured weeks: attitudes
are free from the end of the warm-up on, which moves nothing in the company (asserted by a test), so that one run
gives all three outcomes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orgsim.config.schema import Study
from orgsim.engine.machine import Engine
from orgsim.measures.conservation import check_conservation
from orgsim.measures.followed import followed
from orgsim.measures.panel import measure
from orgsim.measures.tidy import Row
from orgsim.observed import standings
from orgsim.play.watching import Watch
from orgsim.records import Records
from orgsim.run import DAY, WEEK, accounts, cohort, collect, days_of, set_up
from orgsim.structure.chart import Chart
from orgsim.world.people import People

OPEN_EVERY, CLOSED_EVERY = 5.0, 60.0  # minutes between two looks, while the company is open and while it is not
FEEL_EVERY = 180.0  # minutes between two looks at attitudes
TRAILING = 7  # days over which a measure of a day is taken
FELT = np.dtype([("look", "i4"), ("person", "i4"), ("standing", "i1")], align=True)


@dataclass(frozen=True)
class Recording:
    """One design in one world. Looks are numbered; `times` are their minutes since the end of the warm-up."""

    chart: Chart
    times: np.ndarray  # float[looks]
    busy: np.ndarray  # int[looks, units]
    cases: np.ndarray  # int[looks, units]: customers' cases that wait
    other: np.ndarray  # int[looks, units]: own work and meetings that wait
    moves: np.ndarray  # MOVE records: how cases moved
    persons: np.ndarray  # int[moves]: whose case it was
    felt: np.ndarray  # FELT records: who became an advocate, a neutral, an adversary
    start: np.ndarray  # int[customers]: 1 advocate, 0 neutral, -1 adversary when the recording begins
    daily: dict[str, np.ndarray]  # float[days + 1] by measure: the seven days before that midnight
    measured: dict[str, list[Row]]  # every measure of the run, by estimand


def record(chart: Chart, people: People, issues: np.ndarray, seed: int, study: Study) -> Recording:
    """Run a design through a world and watch. ``issues`` must reach as far as the flow of the study does."""
    seen: dict = {}

    def watching(engine: Engine, begin: float, end: float) -> None:
        seen["times"] = looks(engine, begin, end)
        seen["watch"], seen["start"], seen["felt"] = watched(engine, seen["times"])

    flow, measured = run(chart, people, issues, seed, study, watching)
    watch, start, felt, times = seen["watch"], seen["start"], seen["felt"], seen["times"] - flow.start
    return Recording(
        chart=chart, times=times, busy=watch.busy, cases=watch.cases, other=watch.other,
        moves=watch.moves, persons=issues["person"][watch.moves["issue"]], felt=felt, start=start,
        daily=day_by_day(flow) | attitudes_day_by_day(times, felt, start), measured=measured,
    )  # fmt: skip


def run(
    chart: Chart, people: People, issues: np.ndarray, seed: int, study: Study, watching: Callable | None = None
) -> tuple[Records, dict[str, list[Row]]]:
    """The records of the flow, and every measure of flow and path, of one run; `watching` it through its weeks."""
    begin, until = study.warm_up_weeks * WEEK, days_of(study, "flow") * DAY
    end = begin + study.measured_weeks * WEEK
    engine = set_up(chart, people, issues, seed, study, until / DAY, cohort(len(people.baseline), issues, begin))
    engine.advance(begin)
    engine.release_attitudes()
    before = accounts(engine)
    if watching is not None:
        watching(engine, begin, end)
    engine.advance(end)
    after = accounts(engine)
    engine.advance(until)
    flow = collect(engine, chart, people, seed, "flow", (begin, end, until), before, after)
    path = collect(engine, chart, people, seed, "path", (begin, until, until), before, accounts(engine))
    for records in (flow, path):
        check_conservation(records)
    return flow, {records.estimand: measure(records) for records in (flow, path)}


def looks(engine: Engine, begin: float, end: float) -> np.ndarray:
    """When to look: often while people are at work, now and then while they are not. float[looks], minutes."""
    often = np.arange(begin, end + OPEN_EVERY / 2, OPEN_EVERY)
    at_work = np.diff(engine.working_clocks(often)) > 0
    ends = often[1:]
    return ends[at_work | (np.mod(ends - begin, CLOSED_EVERY) == 0)]


def watched(engine: Engine, times: np.ndarray) -> tuple[Watch, np.ndarray, np.ndarray]:
    """The run up to the last of the times, watched; standings at the start and how they changed (FELT records)."""
    watch = Watch(engine, len(times))
    start = before = standings(engine)
    changes, due = [], engine.now
    for at, time in enumerate(times):
        engine.advance(time)
        watch.look()
        if time >= due:
            due += FEEL_EVERY
            now = standings(engine)
            who = np.flatnonzero(now != before)
            found = np.zeros(len(who), FELT)
            found["look"], found["person"], found["standing"] = at, who, now[who]
            changes.append(found)
            before = now
    return watch, start, np.concatenate([np.zeros(0, FELT), *changes])


def day_by_day(records: Records) -> dict[str, np.ndarray]:
    """Latency by the day an issue was raised, and voice by that of the mystery shopper: float[days + 1] each."""
    days = round((records.end - records.start) / DAY)
    kept = followed(records)
    hours = kept.restricted("resolved") / 60.0
    shoppers = records.probes
    right = (shoppers["same"] != 0) & (shoppers["right"] != 0).all(axis=1)
    return {
        "response_latency": trailing((kept.raised - records.start) / DAY, hours, days),
        "voice": trailing((shoppers["time"] - records.start) / DAY, right, days),
    }


def trailing(day: np.ndarray, value: np.ndarray, days: int) -> np.ndarray:
    """The mean of what fell into the seven days before each midnight, nan where nothing did: float[days + 1]."""
    number = np.concatenate([[0.0], np.cumsum(np.bincount(day.astype(int), minlength=days)[:days])])
    total = np.concatenate([[0.0], np.cumsum(np.bincount(day.astype(int), weights=value, minlength=days)[:days])])
    first = np.maximum(np.arange(days + 1) - TRAILING, 0)
    number, total = number - number[first], total - total[first]
    return np.divide(total, number, out=np.full(days + 1, np.nan), where=number > 0)


def attitudes_day_by_day(times: np.ndarray, felt: np.ndarray, start: np.ndarray) -> dict[str, np.ndarray]:
    """Advocates less adversaries per 100 customers at each midnight, from the changes: float[days + 1]."""
    days = round(times[-1] / DAY)
    now, net, done = start.astype(int), np.empty(days + 1), 0
    ends = np.searchsorted(times[felt["look"]], np.arange(days + 1) * DAY, side="right")
    for day, end in enumerate(ends):
        now[felt["person"][done:end]] = felt["standing"][done:end]
        net[day], done = 100.0 * now.mean(), end
    return {"nps": net}
