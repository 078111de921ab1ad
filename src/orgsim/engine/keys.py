"""Random numbers keyed by what they decide: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC11).

A draw is a function of the seed and of a key (kind of decision, and whose), never of how many draws came before.
The counter's words are (who, number, detail, kind), the key's words are the halves of the 64-bit seed.
"""

import math

import numpy as np

from orgsim.engine.compiled import deed, rule

# Kinds of decisions; the fourth word of the counter.
(
    ISSUE_TIME,
    ISSUE_NATURE,
    ISSUE_STEPS,
    WORK_MINUTES,
    SLIP,
    DISCOVERY,
    RAISE_AGAIN,
    NEW_CHANNEL,
    PATIENCE,
    EXCEPTION,
    DECISION,
    NEWS,
    MOVE,
    FORMER,
    OWN_TIME,
    OWN_MINUTES,
    MEETING_TIME,
    CONTACT,
    PROBE_TIME,
    PROBE_ANSWER,
    ATTITUDE,
    NETWORK,
    POST,
    LEAD_MINUTES,
    ASKING,
    HELPING,
    LEAVING,
    HAVING_AN_IDEA,
    SPARING,
    GOING_ON,
    MEMBERSHIP,
    STAGE,
    SHARING,
) = range(1, 34)

MANY = 64  # decisions drawn at once, at most
ROW = 16  # of which so many fill a processor's row

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_UNIT = 2.0**-32


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Ten rounds of Philox 4x32 on the counter ``c`` with the key ``k``: four words of 32 bits as uint64."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@deed
def _words(seed, kind, who, number, detail):
    low = np.uint64(seed)
    return philox(
        np.uint64(who) & _LOW,
        np.uint64(number) & _LOW,
        np.uint64(detail) & _LOW,
        np.uint64(kind),
        low & _LOW,
        low >> _HALF,
    )


@rule
def words(seed, kind, who, number, detail):
    """Four 32-bit words for a decision."""
    return _words(np.uint64(seed), np.int64(kind), np.int64(who), np.int64(number), np.int64(detail))


@rule
def words_of_many(seed, kind, detail, block, count):
    """Four words for each of ``count`` decisions: those drawn one by one, several times as fast.

    ``block`` (uint64[4 * MANY]) comes with MANY ``who`` and then MANY ``number``, and leaves with MANY first words,
    MANY second ones, and so on.
    """
    low = np.uint64(seed) & _LOW
    high = np.uint64(seed) >> _HALF
    for i in range((count + ROW - 1) // ROW * ROW):
        who, number = block[i] & _LOW, block[MANY + i] & _LOW
        block[i], block[MANY + i], block[2 * MANY + i], block[3 * MANY + i] = philox(
            who, number, np.uint64(detail), np.uint64(kind), low, high
        )


@rule
def uniform(word):
    """A word as a number strictly between 0 and 1 (resolution 2^-32)."""
    return (np.float64(word) + 0.5) * _UNIT


@rule
def fine_uniform(high, low):
    """Two words as a number strictly between 0 and 1 (resolution 2^-52)."""
    return (np.float64(high) * 1048576.0 + np.float64(low >> np.uint64(12)) + 0.5) * 2.0**-52


@rule
def exponential(word_high, word_low):
    """A standard exponential."""
    return -math.log(fine_uniform(word_high, word_low))


@rule
def normal(word_a, word_b):
    """A standard normal (Box and Muller 1958)."""
    return math.sqrt(-2.0 * math.log(uniform(word_a))) * math.cos(2.0 * math.pi * uniform(word_b))
