"""How a network grows (Holme and Kim, Physical Review E 65, 026107, 2002), and how it is cut back: compiled rules.

While it grows, each person's ties lie in a stretch of one common book; who outgrows a stretch moves to one twice as
long at the book's end. Draws are keyed by newcomer, tie and attempt, so a smaller population is the larger one before
the last came.
"""

from __future__ import annotations

import math

import numpy as np

from orgsim.engine.compiled import entry, rule
from orgsim.engine.keys import NETWORK, fine_uniform, uniform, words

TRIES = 100  # draws before a newcomer does without a tie: everybody with room is known already


@entry("Tuple((int64[::1], int32[::1]))(uint64, int64, float64, float64, int64)")
def grown(seed, people, ties_each, closure, cap):
    """Offsets and neighbours of a network of ``people`` who arrive one by one.

    A newcomer makes ``ties_each`` ties on average (a fraction of a tie is drawn). The first goes to somebody in
    proportion to the ties they have; each further one, with probability ``closure``, to somebody whom that first
    acquaintance knows, and else again in proportion to ties. Nobody takes more than ``cap``.
    """
    most = math.ceil(ties_each)
    stretch = 2 * most + 1
    book = np.empty(people * (stretch + 8 * most), np.int32)  # stretches of a person add up to under 4 x degree
    written = people * stretch
    first = np.arange(people) * stretch
    length = np.full(people, stretch)
    degree = np.zeros(people, np.int64)
    ends = np.empty(2 * most * people, np.int32)  # both ends of every tie: a draw from it is in proportion to ties
    listed = 0
    full = 0
    for newcomer in range(people):
        wanted = min(ties_wanted(seed, newcomer, ties_each), newcomer)
        introducer = -1
        for tie in range(wanted):
            found = -1
            if introducer >= 0 and uniform(words(seed, NETWORK, newcomer, tie, 0)[0]) < closure:
                found = friend_of_friend(seed, newcomer, tie, introducer, book, first, degree, cap)
            if found < 0:
                found = somebody_popular(seed, newcomer, tie, ends, listed, book, first, degree, cap)
                introducer = found if found >= 0 else introducer
            if found < 0:
                continue
            written = write_down(newcomer, found, book, first, length, degree, written)
            written = write_down(found, newcomer, book, first, length, degree, written)
            ends[listed], ends[listed + 1] = newcomer, found
            listed += 2
            full += cap * ((degree[newcomer] == cap) + (degree[found] == cap))
            if 2 * full > listed:  # or else newcomers would mostly draw people without room
                listed = strike_off_the_full(ends, listed, degree, cap)
                full = 0
    return packed(book, first, degree)


@rule
def ties_wanted(seed, newcomer, ties_each):
    """How many ties a newcomer wants: the mean, its fraction drawn."""
    whole = math.floor(ties_each)
    return whole + int(uniform(words(seed, NETWORK, newcomer, 0, 0)[1]) < ties_each - whole)


@rule
def place(high, low, places):
    """A place below ``places``, evenly drawn."""
    return min(int(fine_uniform(high, low) * places), places - 1)


@rule
def can_befriend(newcomer, other, book, first, degree, cap):
    """Whether two people are not yet tied and the other has room; the newcomer's ties are few, so all are looked at."""
    if other == newcomer or degree[other] >= cap or degree[newcomer] >= cap:
        return False
    for i in range(first[newcomer], first[newcomer] + degree[newcomer]):
        if book[i] == other:
            return False
    return True


@rule
def friend_of_friend(seed, newcomer, tie, introducer, book, first, degree, cap):
    """Somebody the introducer knows and the newcomer does not, or -1."""
    for attempt in range(TRIES):
        word = words(seed, NETWORK, newcomer, tie, 2 * attempt)
        other = book[first[introducer] + place(word[2], word[3], degree[introducer])]
        if can_befriend(newcomer, other, book, first, degree, cap):
            return int(other)
    return -1


@rule
def somebody_popular(seed, newcomer, tie, ends, listed, book, first, degree, cap):
    """Somebody in proportion to their ties (evenly while there are none), or -1 if nobody with room turns up."""
    for attempt in range(TRIES):
        word = words(seed, NETWORK, newcomer, tie, 2 * attempt + 1)
        other = int(ends[place(word[2], word[3], listed)]) if listed else place(word[2], word[3], newcomer)
        if can_befriend(newcomer, other, book, first, degree, cap):
            return other
    return -1


@rule
def write_down(one, other, book, first, length, degree, written):
    """Note that ``one`` knows ``other``; returns how far the book is written."""
    if degree[one] == length[one]:
        for i in range(degree[one]):
            book[written + i] = book[first[one] + i]
        first[one] = written
        length[one] *= 2
        written += length[one]
    book[first[one] + degree[one]] = other
    degree[one] += 1
    return written


@rule
def strike_off_the_full(ends, listed, degree, cap):
    """Take the ends of those without room off the list; returns how many remain."""
    kept = 0
    for i in range(listed):
        if degree[ends[i]] < cap:
            ends[kept] = ends[i]
            kept += 1
    return kept


@rule
def packed(book, first, degree):
    """Offsets and neighbours. Each person in turn is entered with those they know, so rows come out in order."""
    people = len(degree)
    offsets = np.zeros(people + 1, np.int64)
    for person in range(people):
        offsets[person + 1] = offsets[person] + degree[person]
    entered = offsets[:-1].copy()
    neighbours = np.empty(offsets[people], np.int32)
    for person in range(people):
        for i in range(first[person], first[person] + degree[person]):
            other = book[i]
            neighbours[entered[other]] = person
            entered[other] += 1
    return offsets, neighbours


@entry("uint64[::1](int32[::1], int32[::1])")
def tie_ranks(one, other):
    """An order of ties that depends on the two people only: uint64[ties]."""
    ranks = np.empty(len(one), np.uint64)
    for i in range(len(one)):
        word = words(0, NETWORK, one[i], other[i], 0)
        ranks[i] = word[0] * np.uint64(4294967296) + word[1]
    return ranks


@entry("boolean[::1](int32[::1], int32[::1], int64[::1], int64, int64)")
def ties_with_room(one, other, order, people, cap):
    """bool[ties]: which ties stay when, taken in order, each is kept if both ends have fewer than ``cap``."""
    degree = np.zeros(people, np.int64)
    kept = np.zeros(len(one), np.bool_)
    for i in order:
        if degree[one[i]] < cap and degree[other[i]] < cap:
            kept[i] = True
            degree[one[i]] += 1
            degree[other[i]] += 1
    return kept
