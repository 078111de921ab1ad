"""How long a piece of work takes: drawn one by one, or for the first steps of the next issues many at a time.

A first step takes the same minutes whichever way they are drawn; many at a time is several times as fast.
"""

import math

import numpy as np

from orgsim.engine import keys
from orgsim.engine.compiled import deed, rule
from orgsim.engine.state import drawn, issue

LOGNORMAL, EXPONENTIAL, FIXED = 0, 1, 2
KEPT = 16 * keys.MANY  # so many issues' minutes are kept; what is taken up later draws its own


@rule
def law_minutes(s, a, b):
    """Minutes of a piece of work from two words: lognormal, exponential or fixed, mean ``work_mean``."""
    if s.work_law == LOGNORMAL:
        return math.exp(s.work_mu + s.work_sigma * keys.normal(a, b))
    if s.work_law == EXPONENTIAL:
        return s.work_mean * keys.exponential(a, b)
    return s.work_mean


@rule
def case_minutes(s, n, which):
    """Minutes of the work proper on issue n; ``which`` attempt, visit and step (see ``work.detail``), 0 the first."""
    if which == 0 and n >= s.drawn_from:
        return drawn(s, n % KEPT).v
    case = issue(s, n)
    a, b, _, _ = keys.words(s.seed, keys.WORK_MINUTES, case.person, case.number, which)
    return law_minutes(s, a, b)


@deed
def draw_ahead(s):
    """Draw the first minutes of the next issues, in place of those kept longest."""
    words = np.zeros(4 * keys.MANY, np.uint64)
    first = s.drawn_to
    count = min(keys.MANY, s.issues_n - first)
    for i in range(count):
        case = issue(s, first + i)
        words[i], words[keys.MANY + i] = case.person, case.number
    keys.words_of_many(s.seed, keys.WORK_MINUTES, 0, words, keys.MANY)
    for i in range(count):
        drawn(s, (first + i) % KEPT).v = law_minutes(s, words[i], words[keys.MANY + i])
    s.drawn_to = first + count
    s.drawn_from = max(s.drawn_from, s.drawn_to - KEPT)


@rule
def forget_drawn(s):
    """Minutes drawn before a change from outside no longer hold."""
    s.drawn_from = s.next_issue
    s.drawn_to = s.next_issue
