"""The agenda: what is due, in order of time; equal times in order of what it is, then whose (never of who was put first)."""

import numpy as np

from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import event

(NEWS, MOVE, WRONG_FOUND, PATIENCE_ENDS, WORK_ENDS, OWN_WORK, MEETING, OPENING, PROBE, MIDNIGHT) = range(10)
_KIND = 1 << 58


@rule
def _before(a, time, tie):
    return a.time < time or (a.time == time and a.tie < tie)


@rule
def put(s, time, what, whose, who):
    """Put on the agenda that ``what`` happens to row ``who`` at ``time``; ``whose`` orders equal times."""
    _put(s, np.float64(time), np.int64(what) * _KIND + np.int64(whose), np.int64(who))


@deed
def _put(s, time, tie, who):
    hole = s.pending
    s.pending += 1
    while hole > 0:
        above = (hole - 1) >> 1
        parent = event(s, above)
        if not _before(parent, time, tie):
            here = event(s, hole)
            here.time = parent.time
            here.tie = parent.tie
            here.who = parent.who
            hole = above
        else:
            break
    here = event(s, hole)
    here.time = time
    here.tie = tie
    here.who = who


@deed
def take(s):
    """Remove the first entry; the caller has read it."""
    s.pending -= 1
    last = event(s, s.pending)
    time, tie, who = last.time, last.tie, last.who
    hole = 0
    size = s.pending
    while True:
        below = 2 * hole + 1
        if below >= size:
            break
        if below + 1 < size:
            left, right = event(s, below), event(s, below + 1)
            if _before(right, left.time, left.tie):
                below += 1
        child = event(s, below)
        if not _before(child, time, tie):
            break
        here = event(s, hole)
        here.time = child.time
        here.tie = child.tie
        here.who = child.who
        hole = below
    here = event(s, hole)
    here.time = time
    here.tie = tie
    here.who = who


@rule
def what_of(tie):
    """The kind of an entry."""
    return tie // _KIND


@rule
def whose_of(tie):
    """The part of an entry that orders equal times of a kind."""
    return tie % _KIND


def what_is(ties):
    """The kinds of many entries: int[...] of int[...]."""
    return ties // _KIND
