"""Waiting jobs in order of rank, then key, then whose they are: a pairing heap (Fredman et al. 1986) of the jobs.

A queue is the row of its first job, -1 if empty. A job that leaves while it waits stays in place, not alive, until it
surfaces. Who comes after the last that joined stands behind it, so that first come, first served needs no sorting.
"""

import numpy as np

from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import job


@rule
def goes_before(a, b):
    """Whether job a is served before job b."""
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.key != b.key:
        return a.key < b.key
    if a.issue != b.issue:
        return a.issue < b.issue
    return a.attempt < b.attempt


@rule
def meld(s, a, b):
    """One queue of two."""
    if a < 0:
        return b
    if b < 0:
        return a
    first, second = job(s, a), job(s, b)
    if goes_before(second, first):
        first.sibling = second.child
        second.child = a
        return b
    second.sibling = first.child
    first.child = b
    return a


@rule
def join(s, queue, j):
    """The queue with one more job."""
    row = job(s, j)
    row.child = -1
    row.sibling = -1
    return meld(s, np.int64(queue), np.int64(j))


@rule
def stand_behind(s, last, j):
    """Put a job behind the last that joined its queue; whether it belongs there."""
    if last < 0 or not goes_before(job(s, last), job(s, j)):
        return False
    row, before = job(s, j), job(s, last)
    row.child = -1
    row.sibling = before.child
    before.child = j
    return True


@deed
def without_first(s, queue):
    """The queue without its first job: pair the others from the left, then meld the pairs from the right."""
    rest = np.int64(job(s, queue).child)
    pairs = np.int64(-1)
    while rest >= 0:
        second = np.int64(job(s, rest).sibling)
        if second < 0:
            job(s, rest).sibling = pairs
            pairs = rest
            break
        following = np.int64(job(s, second).sibling)
        job(s, rest).sibling = -1
        job(s, second).sibling = -1
        winner = meld(s, rest, second)
        job(s, winner).sibling = pairs
        pairs = winner
        rest = following
    queue = np.int64(-1)
    while pairs >= 0:
        following = np.int64(job(s, pairs).sibling)
        job(s, pairs).sibling = -1
        queue = meld(s, queue, pairs)
        pairs = following
    return queue
