"""One run: a chart, a population and a table of issues go into the engine; records come out."""

from __future__ import annotations

import math

import numpy as np

from orgsim.config.schema import Study, World
from orgsim.engine.audit import books
from orgsim.engine.machine import Engine
from orgsim.engine.tables import CHANNEL, CUSTOMER, DEPARTMENT, EPISODE, FOLLOWED, KINDS, LINE, PATH, PROBE, TOPIC, UNIT
from orgsim.engine.work_minutes import EXPONENTIAL, FIXED, LOGNORMAL
from orgsim.extensions import extended, extension_rates, extension_tables, idea_paths
from orgsim.records import Records
from orgsim.structure.chart import Chart
from orgsim.structure.chart import people as people_by_department
from orgsim.world.issues import cumulative
from orgsim.world.people import People, thresholds

DAY, WEEK = 1440.0, 10080.0
NEVER = 1e15  # minutes
LAWS = {"lognormal": LOGNORMAL, "exponential": EXPONENTIAL, "fixed": FIXED}
COHORT_DAYS, FOLLOW_DAYS, CONTROL_DAYS = 60, 30, 90


def days_of(study: Study, estimand: str) -> float:
    """Days a run of an estimand lasts, from the first minute to the last."""
    flow = study.warm_up_weeks * 7 + study.measured_weeks * 7 + study.horizon_days
    return flow if estimand == "flow" else study.warm_up_weeks * 7 + study.path_days


def simulate(chart: Chart, people: People, issues: np.ndarray, seed: int, estimand: str, study: Study) -> Records:
    """Run a design through a world.

    ``issues`` must reach at least ``days_of(study, estimand)`` days. ``flow`` freezes attitudes and measures issues
    raised between warm-up and the end of the measured weeks, each followed for the horizon; ``path`` frees attitudes
    after the warm-up and follows them for ``path_days``.
    """
    start = study.warm_up_weeks * WEEK
    until = days_of(study, estimand) * DAY
    end = until - study.horizon_days * DAY if estimand == "flow" else until
    followed = cohort(len(people.baseline), issues, start) if estimand == "path" else np.zeros(0, FOLLOWED)
    engine = set_up(chart, people, issues, seed, study, until / DAY, followed, talk=estimand == "path")
    engine.advance(start)
    if estimand == "path":
        engine.release_attitudes()
    before = accounts(engine)
    engine.advance(end)
    after = accounts(engine)
    engine.advance(until)
    return collect(engine, chart, people, seed, estimand, (start, end, until), before, after)


def set_up(chart, people, issues, seed, study, days, followed=None, talk=True) -> Engine:
    """An engine at time 0, its knowledge in the steady state, nobody busy.

    It reads issues and ties where they are and writes to neither, so designs may share them. Where attitudes will never
    be released, nobody talks, and how far talk carries need not be worked out (``talk=False``).
    """
    world = chart.world
    everybody = customers(people, world.population.influencers)
    given = {
        "issues": issues,
        "episodes": np.zeros(len(issues), EPISODE),
        "customers": everybody,
        "units": units(chart),
        "groups": chart.groups.copy(),
        "topics": topics(chart),
        "channels": channels(chart),
        "departments": departments(chart),
        "versions": np.zeros(chart.at_home.size, "i4"),
        "entries": np.zeros(chart.at_home.size, "i4"),
        "may_answer": chart.may_answer.astype("i4").ravel(),
        "has_view": chart.has_view.astype("i4").ravel(),
        "at_home": chart.at_home.astype("f8").ravel(),
        "common": chart.common.astype("i4").ravel(),
        "answered": np.zeros(chart.at_home.size, "i8"),
        "answered_at_home": np.zeros(chart.at_home.size, "i8"),
        "minutes": np.zeros(len(chart.units) * KINDS),
        "topic_share": cumulative([t.share for t in world.topics.values()]),
        "channel_share": cumulative([c.share for c in world.channels.values()]),
        "offsets": people.ties.offsets.astype("i8", copy=False),
        "neighbours": people.ties.neighbours.astype("i4", copy=False),
        "tellers": np.zeros(len(people.baseline), "i4"),
        "path": np.zeros(int(days // 7) + 2, PATH),
    }
    if chart.lines:
        given["lines"] = lines(chart)
    if study.probes_per_day > 0:
        given["probes"] = np.zeros(int(study.probes_per_day * days * 1.2) + 100, PROBE)
    if followed is not None and len(followed):
        given["followed"] = followed
    if extended(world):
        given |= extension_tables(chart, everybody, seed, days)
    members = int(np.count_nonzero(everybody["member"]))
    return Engine(given, rates(chart, people, seed, study, talk) | extension_rates(chart, members))


def customers(people: People, influencers: float) -> np.ndarray:
    """Customers at their starting attitudes; the given share of them with the greatest reach are influencers."""
    table = np.zeros(len(people.baseline), CUSTOMER)
    table["baseline"] = people.baseline
    table["influencer"] = people.influencers(influencers)
    return table


def units(chart: Chart) -> np.ndarray:
    """Units with nobody busy and nothing waiting."""
    table = np.zeros(len(chart.units), UNIT)
    table["queue"] = table["approval_queue"] = -1
    table["present"], table["approver"], table["discipline"] = chart.seats, chart.approver, chart.discipline
    table["record"], table["idea_path"] = chart.on_record, idea_paths(chart)
    for u in range(len(chart.units)):
        rows = np.flatnonzero(chart.groups["unit"] == u)
        table["first_group"][u], table["groups"][u] = rows[0], len(rows)
        table["has_head"][u] = chart.groups["head"][rows].any()
    return table


def topics(chart: Chart) -> np.ndarray:
    """Topics with no news yet."""
    table = np.zeros(len(chart.topics), TOPIC)
    table["owner"], table["department"] = chart.owner, chart.home
    table["news_rate"] = [t.news for t in chart.world.topics.values()]
    return table


def channels(chart: Chart) -> np.ndarray:
    """Channels with their intake, patience and norm in minutes."""
    table = np.zeros(len(chart.channels), CHANNEL)
    for row, c, intake in zip(table, chart.world.channels.values(), chart.intake):
        patience = math.inf if c.patience_hours is None else c.patience_hours * 60
        row["share"], row["patience"], row["norm"] = c.share, patience, c.norm_hours * 60
        row["intake"], row["leaves_queue"] = intake, c.leaves_queue
    return table


def departments(chart: Chart) -> np.ndarray:
    """Departments and the rate of their own work, per working minute."""
    company = chart.world.company
    table = np.zeros(len(chart.departments), DEPARTMENT)
    table["unit"] = chart.unit_of_department
    size = np.array(list(people_by_department(chart.world).values()))
    table["own_rate"] = company.own_work * size / company.work_minutes
    return table


def lines(chart: Chart) -> np.ndarray:
    """Sharing lines, their meetings spread evenly over the period."""
    company = chart.world.company
    day = (company.close_hour - company.open_hour) * 60
    table = np.zeros(len(chart.lines), LINE)
    for n, (row, line) in enumerate(zip(table, chart.lines)):
        row["a"], row["b"], row["one_way"], row["every"] = line.a, line.b, line.one_way, line.every * day
        row["clock"] = -52 * company.work_days * day - row["every"] * (1 - (n + 0.5) / len(table))
    return table


def rates(chart: Chart, people: People, seed: int, study: Study, talks: bool) -> dict[str, float]:
    """The world's numbers as the engine names them, in minutes."""
    world, company, population = chart.world, chart.world.company, chart.world.population
    talk, register = population.word_of_mouth, company.cost_register
    sigma = math.sqrt(math.log1p(company.work_cv**2))
    below, above = thresholds(world)
    contact = contact_chance(world, people) if talks else 0.0
    return {
        "seed": seed,
        "always_open": company.open_hour == 0 and company.close_hour == 24 and company.work_days == 7,
        "opens": round(company.open_hour * 60), "closes": round(company.close_hour * 60),
        "work_days": company.work_days,
        "work_law": FIXED if company.work_cv == 0 and company.work_law == "lognormal" else LAWS[company.work_law],
        "work_mean": company.work_minutes, "work_sigma": sigma,
        "work_mu": math.log(company.work_minutes) - sigma**2 / 2,
        "off_topic_slowdown": company.off_topic_slowdown, "off_topic_slips": company.off_topic_slips,
        "slip": company.slip,
        "exceptions": company.exceptions, "threshold": chart.threshold,
        "overdue_after": min(chart.overdue_after * 60, NEVER),
        "catch": company.catch, "false_return": company.false_return, "move_rate": company.reorganisations * 7 / 365,
        "poisson_meetings": company.meeting_timing == "poisson",
        "triage_minutes": register["triage"].minutes, "reading_minutes": register["reading"].minutes,
        "reading_with_record": register["reading_with_record"].minutes,
        "notes_minutes": register["notes"].minutes, "approval_minutes": register["approval"].minutes,
        "meeting_setup": register["meeting_setup"].minutes, "meeting_item": register["meeting_item"].minutes,
        "look_up_minutes": register["look_up"].minutes,
        "sharing": company.sharing,
        "discovery": population.discovery, "discovery_mean": population.discovery_hours * 60,
        "raise_again": population.raise_again, "probe_rate": study.probes_per_day / DAY,
        "eta": population.eta, "decay": math.log(2) / (population.half_life_days * DAY),
        "advocate_above": above, "adversary_below": below,
        "contact_good": contact, "contact_bad": min(1.0, contact * talk.bad_reach),
        "effect": talk.effect, "retell": talk.retell, "days_telling": talk.days,
    }  # fmt: skip


def contact_chance(world: World, people: People) -> float:
    """Daily probability that a tie carries good news, from the branching ratio.

    A teller makes days x chance x retell new tellers per tie; over the network the number of tellers grows by that
    times the adjacency's spectral radius from generation to generation, which is the branching ratio R.
    """
    talk = world.population.word_of_mouth
    radius = people.ties.spectral_radius()
    if radius <= 0 or talk.retell <= 0:
        return 0.0
    return min(1.0, talk.branching_ratio / (talk.days * talk.retell * radius))


def branching_ratio(world: World, people: People) -> float:
    """Tellers each teller makes in the long run, with the chance as it is: nobody hears a thing more than surely."""
    talk = world.population.word_of_mouth
    return contact_chance(world, people) * talk.days * talk.retell * people.ties.spectral_radius()


def cohort(customers: int, issues: np.ndarray, release: float) -> np.ndarray:
    """Whom to follow: each customer's first issue in the first 60 days after release, and those without any in 90.

    Their state at release is known before the run; it is the same under every design.
    """
    begin, end = np.searchsorted(issues["raised"], [release, release + CONTROL_DAYS * DAY])
    first = np.full(customers, np.inf)  # minutes from release to each customer's first issue
    backwards = issues[begin:end][::-1]
    first[backwards["person"]] = backwards["raised"] - release
    person, silent = np.flatnonzero(first < COHORT_DAYS * DAY), np.flatnonzero(first == np.inf)
    table = np.zeros(len(person) + len(silent), FOLLOWED)
    table["person"] = np.concatenate([person, silent])
    ends = release + np.concatenate([first[person] + FOLLOW_DAYS * DAY, np.full(len(silent), COHORT_DAYS * DAY)])
    table["day"] = np.floor(ends / DAY)
    table["issue"][: len(person)] = 1
    return table[np.lexsort((table["person"], table["day"]))]


def accounts(engine: Engine) -> dict[str, np.ndarray | float]:
    """The running sums of the engine at this moment, by unit."""
    engine.look_around()
    table = engine["units"]
    started = engine["minutes"]["v"].reshape(len(table), KINDS).copy()
    return {
        "time": engine.now, "worked": engine.working_clock(engine.now), "minutes": started,
        "busy_area": table["busy_area"].copy(),
        "own_started": table["own_started"].copy(), "own_delay": table["own_delay"].copy(),
    }  # fmt: skip


def left_by_extensions(engine: Engine) -> dict[str, float]:
    """What the extensions have counted; nothing where they are off."""
    state = engine.state[0]
    if not state["extended"]:
        return {}
    shares = np.diff(engine["topic_share"]["v"], prepend=0.0)
    left = float(shares @ engine["relief"]["v"]) if state["ideas"] > 0 else 1.0
    counts = ("community", "hostings", "ideas_had", "ideas_passed", "ideas_done")
    return {name: int(state[name]) for name in counts} | {"relief": left}


def collect(engine, chart, people, seed, estimand, window, before, after) -> Records:
    """The records of a finished run."""
    start, end, until = window
    engine.look_around()
    probes = engine["probes"][: int(engine.state["next_probe"][0])]
    followed = engine["followed"] if estimand == "path" else np.zeros(0, FOLLOWED)
    if len(followed):
        below, above = thresholds(chart.world)
        baseline = people.baseline[followed["person"]]
        followed["start"] = (baseline > above).astype("i1") - (baseline < below).astype("i1")
        followed = followed[: int(engine.state["next_followed"][0])]
    return Records(
        chart=chart, seed=seed, estimand=estimand, start=start, end=end, until=until,
        issues=engine["issues"], episodes=engine["episodes"],
        minutes=after["minutes"] - before["minutes"], working_minutes=after["worked"] - before["worked"],
        busy=after["busy_area"] - before["busy_area"], seats=engine["units"]["present"].copy(),
        own_done=after["own_started"] - before["own_started"], own_delay=after["own_delay"] - before["own_delay"],
        probes=probes[slice(*np.searchsorted(probes["time"], (start, end)))],
        path=engine["path"][: int(engine.state["next_path"][0])], cohort=followed, reach=people.reach,
        branching_ratio=branching_ratio(chart.world, people) if estimand == "path" else math.nan,
        accounts=books(engine), leads=engine["leads"][: int(engine.state["next_post"][0])],
        extended=left_by_extensions(engine),
    )  # fmt: skip
