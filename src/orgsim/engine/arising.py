"""Issues as they arise: for each person a stream of their own, blind to whatever the company does.

Issue k of person i is keyed by (i, k): its time, topics, channel and size of loss. Removing a person changes nobody else's.
"""

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


@entry("int64(uint64, int64, float64, float64, float64[::1], int64[::1])")
def count_issues(seed, people, rate, until, hours, buckets):
    """How many issues arise before ``until``, and how many in each of the equal spans of time ``buckets``."""
    total = 0
    spans = len(buckets) - 1
    for person in range(people):
        even, number = 0.0, 0
        while True:
            even += gap(seed, person, number, rate)
            time = time_of(hours, even)
            if time >= until:
                break
            buckets[int(time / until * spans) + 1] += 1
            total += 1
            number += 1
    return total


@entry(types.void(types.uint64, types.int64, types.float64, types.float64, types.float64[::1], types.int64[::1],
                  types.float64[::1], types.int32[::1], types.int32[::1]))  # fmt: skip
def place_issues(seed, people, rate, until, hours, starts, times, persons, numbers):
    """Put each issue into its span of time, in order of time within the span."""
    spans = len(starts) - 1
    used = np.zeros(spans, np.int32)
    for person in range(people):
        even, number = 0.0, 0
        while True:
            even += gap(seed, person, number, rate)
            time = time_of(hours, even)
            if time >= until:
                break
            span = int(time / until * spans)
            at = starts[span] + used[span]
            used[span] += 1
            while at > starts[span] and times[at - 1] > time:
                times[at], persons[at], numbers[at] = times[at - 1], persons[at - 1], numbers[at - 1]
                at -= 1
            times[at], persons[at], numbers[at] = time, person, number
            number += 1


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


_nature = types.void(
    types.uint64, types.float64[::1], types.int32[::1], types.int32[::1], types.float64[::1], types.float64[::1],
    types.int64[::1], types.float64[::1], types.float64[::1], types.float64, types.float64, types.int16[:, ::1],
    types.int8[:, ::1],
)  # fmt: skip


@entry(_nature)
def describe_issues(seed, times, persons, numbers, topic_share, topic_sum, department, channel_sum, further, interdependence,
                    large_loss, topics, others):  # fmt: skip
    """Topics (in order of steps), number of steps, channel and size of loss of each issue."""
    for n in range(len(times)):
        a, b, c, d = keys.words(seed, keys.ISSUE_NATURE, persons[n], numbers[n], 0)
        chosen = topics[n]
        chosen[:] = -1
        chosen[0] = choose(topic_sum, keys.uniform(a))
        steps = 1
        if keys.uniform(d) < interdependence:
            steps = add_steps(seed, persons[n], numbers[n], chosen, further, topic_share, department)
        others[n, 0] = steps
        others[n, 1] = choose(channel_sum, keys.uniform(b))
        others[n, 2] = keys.uniform(c) < large_loss


__all__ = ["ISSUE", "count_issues", "describe_issues", "place_issues"]
