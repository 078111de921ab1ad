"""Issues as they arise: for each person a stream of their own, blind to whatever the company does.

Issue k of person i is keyed by (i, k): its time, topics, channel and size of loss. Removing a person changes nobody else's.
"""

import numba as nb
import numpy as np
from numba import types

from orgsim.engine import keys
from orgsim.engine.compiled import deed, entry, rule
from orgsim.engine.tables import ISSUE, MAX_STEPS

HOURS, WEEK = 168, 10080.0


@deed
def time_of(hours, even):
    """Wall-clock time at which the hourly weights have summed to ``even`` minutes; ``hours`` is their running sum to a week."""
    week = np.floor(even / WEEK)
    rest = even - week * WEEK
    low, high = 0, HOURS
    while high - low > 1:
        middle = (low + high) >> 1
        if hours[middle] <= rest:
            low = middle
        else:
            high = middle
    return week * WEEK + 60.0 * (low + (rest - hours[low]) / (hours[high] - hours[low]))


@rule
def gap(seed, person, number, rate):
    """Even minutes from one issue of a person to the next."""
    a, b, _, _ = keys.words(seed, keys.ISSUE_TIME, person, number, 0)
    return keys.exponential(a, b) / rate


@entry("int64(uint64, int64, float64, float64, float64[::1], float64[::1], int32[::1], int32[::1])")
def arise(seed, people, rate, until, hours, times, persons, numbers):
    """Time, person and number of every issue before ``until``, person by person, as far as there is room. Returns how many there are."""
    total = 0
    for person in range(people):
        even, number = 0.0, 0
        while True:
            even += gap(seed, person, number, rate)
            time = time_of(hours, even)
            if not time < until:  # never, if nobody raises anything
                break
            if total < len(times):
                times[total], persons[total], numbers[total] = time, person, number
            total += 1
            number += 1
    return total


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


_table = types.Array(nb.from_dtype(ISSUE), 1, "C")
_shares = types.float64[::1]
_signature = types.void(
    _table, types.uint64, _shares, types.int32[::1], types.int32[::1],
    _shares, _shares, types.int64[::1], _shares, _shares, types.float64, types.float64,
)  # fmt: skip


@entry(_signature)
def describe_issues(table, seed, times, persons, numbers, topic_share, topic_sum, department, channel_sum, further,
                    interdependence, large_loss):  # fmt: skip
    """Fill the table: whose and when each issue is, its topics in order of steps, channel and size of loss."""
    for n in range(len(table)):
        person, number = persons[n], numbers[n]
        a, b, c, d = keys.words(seed, keys.ISSUE_NATURE, person, number, 0)
        row = table[n]
        row.raised, row.person, row.number = times[n], person, number
        for step in range(1, MAX_STEPS):
            row.topics[step] = -1
        row.topics[0] = choose(topic_sum, keys.uniform(a))
        row.steps = 1
        if keys.uniform(d) < interdependence:
            row.steps = add_steps(seed, person, number, row.topics, further, topic_share, department)
        row.channel = choose(channel_sum, keys.uniform(b))
        row.large_loss = keys.uniform(c) < large_loss
