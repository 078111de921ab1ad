"""Issues as they arise: for each person a stream of their own, blind to whatever the company does.

Issue k of person i is keyed by (i, k): its time, topics, channel and size of loss. Removing a person changes nobody
else's.

Issues arise at a constant rate in *even* minutes, of which the hours of a week get their shares; so they spread evenly
over holes of some thousand each, as in a pigeonhole desk, and putting each hole in order puts all of them in order.
"""

import numba as nb
import numpy as np
from numba import types

from orgsim.engine import keys
from orgsim.engine.compiled import deed, entry, rule
from orgsim.engine.tables import ISSUE, MAX_STEPS

HOURS, WEEK = 168, 10080.0
SLOTS = 4096  # into which a hole is sorted

ARISEN = np.dtype([("even", "f8"), ("person", "i4"), ("number", "i4")])

_table = types.Array(nb.from_dtype(ISSUE), 1, "C")
_arisen = types.Array(nb.from_dtype(ARISEN), 1, "C")
_shares, _counts = types.float64[::1], types.int64[::1]


@entry(types.int64(types.uint64, types.int64, types.float64, types.float64, _arisen, _counts))
def arise(seed, people, rate, end, holes, held):
    """Put every issue before ``end`` (even minutes) in its hole; ``held`` counts them, hole by hole.

    As many people as draws are made at once take turns; who is through makes room for the next person. What finds
    its hole full is not put there, only counted. Returns the largest count.
    """
    size, last, per_minute = len(holes) // len(held), len(held) - 1, len(held) / end
    person, number, even = np.arange(keys.MANY), np.zeros(keys.MANY, np.int64), np.zeros(keys.MANY)
    words = np.empty(4 * keys.MANY, np.uint64)
    following, through = keys.MANY, 0
    while through < people:
        for i in range(keys.MANY):
            words[i], words[keys.MANY + i] = person[i], number[i]
        keys.words_of_many(seed, keys.ISSUE_TIME, 0, words, keys.MANY)
        for i in range(keys.MANY):
            even[i] += keys.exponential(words[i], words[keys.MANY + i]) / rate
        for i in range(keys.MANY):
            if person[i] >= people:
                continue
            if even[i] < end:
                hole = min(int(even[i] * per_minute), last)
                if held[hole] < size:
                    row = holes[hole * size + held[hole]]
                    row.even, row.person, row.number = even[i], person[i], number[i]
                held[hole] += 1
                number[i] += 1
            else:
                through += 1
                person[i], number[i], even[i] = following, 0, 0.0
                following += 1
    return held.max()


@rule
def slot(even, per_minute, hole):
    """Where in its hole an issue belongs, roughly."""
    return min(max(int((even * per_minute - hole) * SLOTS), 0), SLOTS - 1)


@entry(types.void(_table, _arisen, _counts, types.float64))
def put_in_order(table, holes, held, end):
    """Fill the table with whose each issue is and when in even minutes, in order of time."""
    size, per_minute = len(holes) // len(held), len(held) / end
    first = 0
    for hole in range(len(held)):
        rows = holes[hole * size : hole * size + held[hole]]
        place = np.zeros(SLOTS + 1, np.int64)
        for row in rows:
            place[slot(row.even, per_minute, hole) + 1] += 1
        for n in range(SLOTS):
            place[n + 1] += place[n]
        for row in rows:
            into = slot(row.even, per_minute, hole)
            issue = table[first + place[into]]
            issue.raised, issue.person, issue.number = row.even, row.person, row.number
            place[into] += 1
        first += len(rows)
    settle(table)


@rule
def settle(table):
    """Order a table in which hardly anything is out of place (insertion)."""
    for n in range(1, len(table)):
        raised, person, number = table[n].raised, table[n].person, table[n].number
        at = n
        while at > 0 and table[at - 1].raised > raised:
            before, here = table[at - 1], table[at]
            here.raised, here.person, here.number = before.raised, before.person, before.number
            at -= 1
        if at < n:
            here = table[at]
            here.raised, here.person, here.number = raised, person, number


@rule
def choose(cumulative, at):
    """The first row whose cumulative share exceeds ``at``."""
    row = 0
    while row < len(cumulative) - 1 and cumulative[row] <= at:
        row += 1
    return row


@rule
def further_topic(chosen, steps, topic_share, department, at):
    """A topic by share among those of departments not needed yet; -1 if there is none."""
    left = 0.0
    last = -1
    for turn in range(2):
        at *= left if turn else 1.0
        for k in range(len(topic_share)):
            free = True
            for step in range(steps):
                if department[chosen[step]] == department[k]:
                    free = False
            if free and topic_share[k] > 0.0:
                if turn:
                    last = k
                    at -= topic_share[k]
                    if at < 0.0:
                        return k
                else:
                    left += topic_share[k]
    return last


@deed
def add_steps(seed, person, number, chosen, further, topic_share, department):
    """The further departments an interdependent issue needs, in order. Returns the number of steps."""
    a, b, c, d = keys.words(seed, keys.ISSUE_STEPS, person, number, 0)
    count = choose(further, keys.uniform(a)) + 1
    draws = (keys.uniform(b), keys.uniform(c), keys.uniform(d))
    steps = 1
    for extra in range(min(count, MAX_STEPS - 1)):
        k = further_topic(chosen, steps, topic_share, department, draws[extra])
        if k < 0:
            break
        chosen[steps] = k
        steps += 1
    return steps


@rule
def time_of(clock, hours, even):
    """Wall-clock time at which the hourly weights have summed to ``even`` minutes.

    ``hours`` is their running sum to a week. ``clock`` holds week and hour of the last time asked for: it only goes on.
    """
    week = np.floor(even / WEEK)
    rest = even - week * WEEK
    low = clock[1] if week == clock[0] else 0
    while low < HOURS - 1 and hours[low + 1] <= rest:
        low += 1
    clock[0], clock[1] = week, low
    return week * WEEK + 60.0 * (low + (rest - hours[low]) / (hours[low + 1] - hours[low]))


@rule
def nature(row, word, topic_sum, channel_sum, large_loss):
    """An issue's first topic, channel and size of loss from its words."""
    for step in range(1, MAX_STEPS):
        row.topics[step] = -1
    row.topics[0] = choose(topic_sum, keys.uniform(word[0]))
    row.steps = 1
    row.channel = choose(channel_sum, keys.uniform(word[1]))
    row.large_loss = keys.uniform(word[2]) < large_loss


_signature = types.void(
    _table, types.uint64, _shares, _shares, _shares, _counts, _shares, _shares, types.float64, types.float64
)


@entry(_signature)
def describe_issues(table, seed, hours, topic_share, topic_sum, department, channel_sum, further,
                    interdependence, large_loss):  # fmt: skip
    """Issues in order of time: even minutes become the time; topics in order of steps, channel and size of loss."""
    clock = np.zeros(2, np.int64)
    words = np.zeros(4 * keys.MANY, np.uint64)
    for first in range(0, len(table), keys.MANY):
        rows = table[first : first + keys.MANY]
        for i in range(len(rows)):
            words[i], words[keys.MANY + i] = rows[i].person, rows[i].number
        keys.words_of_many(seed, keys.ISSUE_NATURE, 0, words, keys.MANY)
        for i in range(len(rows)):
            row = rows[i]
            row.raised = time_of(clock, hours, row.raised)
            nature(row, words[i :: keys.MANY], topic_sum, channel_sum, large_loss)
            if keys.uniform(words[3 * keys.MANY + i]) < interdependence:
                row.steps = add_steps(seed, row.person, row.number, row.topics, further, topic_share, department)
