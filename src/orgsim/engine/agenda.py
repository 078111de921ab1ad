"""The agenda: what is due, by time; equal times in order of what it is, then whose, never of who was put first.

A heap. The first entry's place stays vacant while that entry happens, and the first that it puts goes there.
"""

import numpy as np

from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import event

(NEWS, MOVE, WRONG_FOUND, PATIENCE_ENDS, WORK_ENDS, OWN_WORK, MEETING, OPENING, PROBE, MIDNIGHT) = range(10)
(POST, ASKED, COMMUNITY_DAY) = range(10, 13)
_KIND = 1 << 58


@rule
def _before(a, time, tie):
    return a.time < time or (a.time == time and a.tie < tie)


@rule
def _right_first(left, right):
    """1 if the right entry comes first, else 0. Which is anybody's guess, so this is worked out without a branch."""
    return np.int64((right.time < left.time) | ((right.time == left.time) & (right.tie < left.tie)))


@rule
def put(s, time, what, whose, who):
    """Put on the agenda that ``what`` happens to row ``who`` at ``time``; ``whose`` orders equal times."""
    _put(s, np.float64(time), np.int64(what) * _KIND + np.int64(whose), np.int64(who))


@deed
def _put(s, time, tie, who):
    if s.vacant:
        s.vacant = 0
        _sink(s, time, tie, who)
    else:
        s.pending += 1
        _rise(s, s.pending - 1, time, tie, who)


@rule
def _rise(s, hole, time, tie, who):
    """An entry goes up from a hole to where it belongs."""
    while hole > 0:
        above = (hole - 1) >> 1
        parent = event(s, above)
        if _before(parent, time, tie):
            break
        _write(s, hole, parent.time, parent.tie, parent.who)
        hole = above
    _write(s, hole, time, tie, who)


@rule
def _sink(s, time, tie, who):
    """The first place is vacant: an entry goes down from it to where it belongs."""
    hole, below = 0, 1
    size = s.pending
    while below < size:
        if below + 1 < size:
            below += _right_first(event(s, below), event(s, below + 1))
        child = event(s, below)
        if not _before(child, time, tie):
            break
        _write(s, hole, child.time, child.tie, child.who)
        hole = below
        below = 2 * hole + 1
    _write(s, hole, time, tie, who)


@rule
def _write(s, row, time, tie, who):
    here = event(s, row)
    here.time = time
    here.tie = tie
    here.who = who


@rule
def take(s):
    """Remove the first entry; the caller has read it. Its place stays vacant for the first entry that is put next."""
    s.vacant = 1


@deed
def close_up(s):
    """Fill a vacant first place with the last entry."""
    s.vacant = 0
    s.pending -= 1
    last = event(s, s.pending)
    if s.pending > 0:
        _sink(s, last.time, last.tie, last.who)


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
