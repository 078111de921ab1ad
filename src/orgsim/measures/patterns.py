"""Regularities that were observed in the field, measured in a run the way the field measured them.

A measure here is of no use to compare designs with: it exists so that somebody may hold a figure from the field against
the model (``experiments/patterns``). Shares, ratios and hours are over the issues raised in the measured window, each
followed to the end of the window and one horizon more; in the path over the followed cohorts.
"""

from __future__ import annotations

import numpy as np

from orgsim.engine.attitude import AFTER_REPEAT, AFTER_TRANSFER, LADDER
from orgsim.engine.tables import OPEN, RESOLVED, WRONG
from orgsim.measures.advocacy import net_advocates
from orgsim.measures.followed import Followed, followed
from orgsim.measures.latency import DAY, HOUR, WEEK
from orgsim.measures.tidy import ALL, Row, mean, ratio

MONDAY, FRIDAY, SATURDAY = 0, 4, 5
OFFICE = (9, 17)  # hours in which the field's logs are compared day by day
SILENT, ANSWERED, RIGHT, QUICK, LARGE_LOSS = LADDER


def patterns(records) -> list[Row]:
    """Every pattern a run of the flow, or of the path, can show; nan where there is nothing to measure."""
    if records.estimand == "path":
        return attitudes(records)
    issues = followed(records)
    found = transfers(records.chart, issues) | desk(records.chart, issues) | ladder(records.chart, issues)
    found |= social(records.chart, issues) | partners(records.chart, issues) | inside(records, issues)
    return [Row(name, unit, ALL, value) for name, (unit, value) in found.items()]


# whose hands a case goes through


def holders(chart, issues: np.ndarray) -> np.ndarray:
    """The unit that answers each step of a first contact if the directory is right: int[issues, steps], -1 beyond."""
    topics, intake = issues["topics"], np.asarray(chart.intake)[issues["channel"]]
    owner, may = np.asarray(chart.owner), np.asarray(chart.may_answer)
    held = np.full(topics.shape, -1)
    holder = intake
    for step in range(topics.shape[1]):
        there = step < issues["steps"]
        topic = np.where(there, topics[:, step], 0)
        holder = np.where(may[holder, topic], holder, owner[topic])
        held[there, step] = holder[there]
    return held


def transferred(chart, issues: np.ndarray) -> np.ndarray:
    """Whether a first contact needs anybody but the unit it reaches: bool[issues], known before anything happens."""
    held = holders(chart, issues)
    return ((held >= 0) & (held != np.asarray(chart.intake)[issues["channel"]][:, None])).any(axis=1)


def hour_of_week(minutes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Day of the week (0 Monday) and hour of the day of moments in minutes."""
    return (minutes % WEEK // DAY).astype(int), minutes % DAY / HOUR


def phones(chart) -> np.ndarray:
    """Channels on which giving up means hanging up: bool[channels]."""
    return np.array([chart.world.channels[channel].leaves_queue for channel in chart.channels])


def calls(chart, issues: Followed) -> np.ndarray:
    """Raised by phone while the company is open: bool[issues].

    Hanging up before anybody has taken the call happens alike to those that need a transfer and those that do not.
    """
    company = chart.world.company
    day, hour = hour_of_week(issues.issues["raised"])
    is_open = (day < company.work_days) & (hour >= company.open_hour) & (hour < company.close_hour)
    return phones(chart)[issues.issues["channel"]] & is_open


def first_contact_resolved(issues: Followed) -> np.ndarray:
    """Truly resolved, and nobody had to ask twice."""
    return (issues.fates() == RESOLVED) & (issues.episodes["contacts"] == 1)


def transfers(chart, issues: Followed) -> dict[str, tuple[str, float]]:
    """What being handed over, and having to come back, go with: rates of those who were over those who were not."""
    moved, once = transferred(chart, issues.issues), first_contact_resolved(issues)
    contacts = issues.episodes["contacts"].astype(float)
    on_call, one_step = calls(chart, issues), issues.issues["steps"] == 1
    written = ~phones(chart)[issues.issues["channel"]]
    rated = on_call & (issues.episodes["state"] != OPEN)
    liked, bare = rating(chart, issues, True), rating(chart, issues, False)
    got = (issues.episodes["state"] != OPEN) & np.isfinite(issues.minutes_to("first_answer"))

    def with_to_without(values, mask):
        return ratio(mean(values[mask & moved]), mean(values[mask & ~moved]))

    def second_to_first(values):
        return ratio(mean(values[got & (contacts == 2)]), mean(values[got & (contacts == 1)]))

    return {
        "transferred": ("share", mean(moved[on_call])),
        "transferred_rated": ("ratio", with_to_without(liked, rated)),
        "transferred_rated_bare": ("ratio", with_to_without(bare, rated)),
        "transferred_resolved": ("ratio", with_to_without(once, on_call)),
        "transferred_resolved_one_department": ("ratio", with_to_without(once, on_call & one_step)),
        "transferred_resolved_written": ("ratio", with_to_without(once, written)),
        "one_and_done": ("share", ratio(once[on_call].sum(), contacts[on_call].sum())),
        "again_rated": ("ratio", second_to_first(liked)),
        "again_rated_bare": ("ratio", second_to_first(bare)),
    }


# what customers make of it


def rungs(chart, issues: Followed) -> dict[str, np.ndarray]:
    """Which rungs of the ladder each issue reached: answered, right as far as the customer knows, quick."""
    norms = np.array([chart.world.channels[channel].norm_hours for channel in chart.channels]) * HOUR
    waited = issues.minutes_to("first_answer")
    answered = np.isfinite(waited)
    return {
        "answered": answered,
        "right": answered & (issues.episodes["perceived_right"] > 0),
        "quick": answered & (waited <= norms[issues.issues["channel"]]),
    }


def rating(chart, issues: Followed, factors: bool) -> np.ndarray:
    """Chance that the customer stays loyal, by the ladder; with or without the factors for transfers and repeats.

    As the engine judges it, but for hand-overs after the customer gave up, which count here too.
    """
    reached = rungs(chart, issues)
    logit = SILENT + LARGE_LOSS * issues.issues["large_loss"] + ANSWERED * reached["answered"]
    logit = logit + RIGHT * reached["right"] + QUICK * reached["quick"]
    likely = 1 / (1 + np.exp(-logit))
    if factors:
        likely = likely * np.where(issues.episodes["handoffs"] > 0, AFTER_TRANSFER, 1.0)
        likely = likely * AFTER_REPEAT ** np.maximum(issues.episodes["contacts"].astype(float) - 1, 0)
    return likely


def ladder(chart, issues: Followed) -> dict[str, tuple[str, float]]:
    """What an answer and its speed are worth, what of each there is, and the stories that come of it."""
    reached = rungs(chart, issues)
    right = mean(reached["right"][reached["answered"] & ~reached["quick"]])
    over = issues.episodes["state"] != OPEN
    likely = rating(chart, issues, True)[over]
    move = np.log(likely / (1 - likely))
    talk = chart.world.population.word_of_mouth
    good, bad = move[move > 0], -move[move < 0]
    return {
        "answer_to_speed": ("ratio", (ANSWERED + RIGHT * right) / QUICK),
        "answered": ("share", mean(reached["answered"])),
        "by_answers": ("logit", ANSWERED * mean(reached["answered"]) + RIGHT * mean(reached["right"])),
        "by_speed": ("logit", QUICK * mean(reached["quick"])),
        "bad_reach": ("ratio", talk.bad_reach),
        "good_to_bad_told": ("ratio", ratio(len(good), len(bad) * talk.bad_reach)),
        "good_to_bad_moved": ("ratio", ratio(mean(good), mean(bad))),
    }


# the service desk's log


def desk(chart, issues: Followed) -> dict[str, tuple[str, float]]:
    """What a service desk's log shows: hand-overs, and hours until the company has closed the case."""
    episodes = issues.episodes
    moves, bounced = episodes["handoffs"], episodes["bounces"] > 0
    closed = np.isin(episodes["state"], (RESOLVED, WRONG)) & np.isfinite(issues.minutes_to("ended"))
    hours = np.where(closed, issues.minutes_to("ended"), np.nan) / HOUR
    day, hour = hour_of_week(issues.issues["raised"])
    office = (hour >= OFFICE[0]) & (hour < OFFICE[1])

    def typical(mask):
        return middle(hours[mask & closed])

    mid_week = typical(office & (day > MONDAY) & (day < FRIDAY))
    return {
        "never_reassigned": ("share", mean(moves == 0)),
        "reassigned_four_times": ("share", mean(moves >= 4)),
        "bounced": ("share", mean(bounced)),
        "hours_one_to_none": ("ratio", ratio(typical(moves == 1), typical(moves == 0))),
        "hours_three_to_one": ("ratio", ratio(typical(moves == 3), typical(moves == 1))),
        "hours_not_reassigned": ("hours", typical(moves == 0)),
        "hours_tail": ("times", ratio(middle(hours[closed], 0.9), middle(hours[closed]))),
        "hours_returned": ("ratio", ratio(typical((moves == 2) & bounced), typical((moves == 2) & ~bounced))),
        "hours_monday": ("ratio", ratio(typical(office & (day == MONDAY)), mid_week)),
        "hours_friday": ("ratio", ratio(typical(office & (day == FRIDAY)), mid_week)),
        "arises_in_hours": ("share", mean((day < SATURDAY) & (hour >= 8) & (hour < 18))),
    }


def middle(values: np.ndarray, at: float = 0.5) -> float:
    """A quantile, nan of nothing."""
    return float(np.quantile(values, at)) if len(values) else float("nan")


# answers on social


def social(chart, issues: Followed) -> dict[str, tuple[str, float]]:
    """First answers on the channel called social, of those that get one; and closing there against the web."""
    channel = issues.issues["channel"]
    on = {name: channel == number for number, name in enumerate(chart.channels)}
    posts, pages = (on.get(name, np.zeros(len(issues), bool)) for name in ("social", "web"))
    minutes = issues.minutes_to("first_answer")
    hours = minutes[posts & np.isfinite(minutes)] / HOUR
    ended = np.isfinite(issues.minutes_to("ended")) & np.isin(issues.episodes["state"], (RESOLVED, WRONG))
    closing = [middle(issues.minutes_to("ended")[ended & mask]) for mask in (posts, pages)]
    return {
        "social_answered": ("share", mean(np.isfinite(minutes[posts]))),
        "social_in_one_hour": ("share", mean(hours <= 1)),
        "social_in_six_hours": ("share", mean(hours <= 6)),
        "social_mean": ("hours", mean(hours)),
        "social_median": ("hours", middle(hours)),
        "social_tail": ("times", ratio(middle(hours, 0.9), middle(hours))),
        "social_to_web": ("ratio", ratio(*closing)),
    }


# who works with whom, and what it does inside


def partners(chart, issues: Followed) -> dict[str, tuple[str, float]]:
    """With how many other departments' units a department's unit works, and how much stays within a unit."""
    held = holders(chart, issues.issues)
    before, after = held[:, :-1][held[:, 1:] >= 0], held[:, 1:][held[:, 1:] >= 0]
    number = len(chart.units)
    works = np.zeros((number, number), bool)
    works[before, after] = True
    works[np.asarray(chart.intake)[issues.issues["channel"]], held[:, 0]] = True
    for line in chart.lines:
        works[line.a, line.b] = True
    works |= works.T
    np.fill_diagonal(works, False)
    own = np.unique(chart.unit_of_department)
    return {
        "units_worked_with": ("units", float(np.median(works[np.ix_(own, own)].sum(axis=1)))),
        "steps_within_unit": ("ratio", mean(before == after) * len(own)),
    }


def inside(records, issues: Followed) -> dict[str, tuple[str, float]]:
    """Waiting: of a department's own work (working hours), and of the answered for their first answer (hours)."""
    minutes = issues.minutes_to("first_answer")
    return {
        "own_work_delay": ("hours", ratio(records.own_delay.sum() / HOUR, records.own_done.sum())),
        "answer_hours": ("hours", mean(minutes[np.isfinite(minutes)]) / HOUR),
    }


# attitudes along the path


def attitudes(records) -> list[Row]:
    """Net promoter score at release and a year on, adversaries by contacts, and what mere talk does."""
    weekly, cohort = records.path, records.cohort[records.cohort["issue"] == 1]
    people = (weekly["advocates"] + weekly["neutrals"] + weekly["adversaries"]).astype(float)
    nps = 100 * (weekly["advocates"] - weekly["adversaries"]) / people
    later = np.flatnonzero(records.issues["raised"] >= records.start)
    contacts = np.zeros(len(records.reach), int)
    first = later[np.unique(records.issues["person"][later], return_index=True)[1]]
    contacts[records.issues["person"][first]] = records.episodes["contacts"][first]
    hostile, asked = cohort["end"] < 0, contacts[cohort["person"]]
    control = records.cohort[records.cohort["issue"] == 0]
    found = {
        "nps_start": ("points", float(nps[0]) if len(nps) else float("nan")),
        "nps_year": ("points", float(nps[-1]) if len(nps) else float("nan")),
        "adversaries_again": ("ratio", ratio(mean(hostile[asked >= 2]), mean(hostile[asked == 1]))),
        "hearsay": ("per 100", net_advocates(control)),
    }
    return [Row(name, unit, ALL, value) for name, (unit, value) in found.items()]
