"""The random numbers: Philox as published, keys that never meet, draws that know nothing of one another.

Published vectors: lines "philox4x32 10" of the file tests/kat_vectors of Random123 1.14.0 (Salmon, Moraes, Dror and
Shaw, github.com/DEShawResearch/random123). NumPy's Philox is the other size, 4x64, and no help here.

Seeds are fixed; all statistical tests of this file together reject good random numbers with probability FALSE_ALARM.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from orgsim.engine import keys
from orgsim.engine.compiled import entry
from orgsim.engine.machine import python_of
from orgsim.engine.work import detail

VECTORS = (  # counter, key, words
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
FALSE_ALARM = 1e-3
TESTS = 8 * 2 + 192 + 3 * 3  # pairs of draws, bits of the input, laws
ERROR = FALSE_ALARM / TESTS
MISSED = 1e-3  # chance to overlook a correlation of NOTICED between two draws
NOTICED = 0.02
DRAWS = int(((stats.norm.isf(ERROR / 2) + stats.norm.isf(MISSED)) / NOTICED) ** 2) + 1
CELLS = 16  # of each side of the square in which two draws fall


@entry("void(uint64[:, ::1], uint64[:, ::1])")
def philox_of(given, found):
    """Philox of rows of four words of counter and two of key."""
    for i in range(len(given)):
        c = given[i]
        found[i, 0], found[i, 1], found[i, 2], found[i, 3] = keys.philox(c[0], c[1], c[2], c[3], c[4], c[5])


@entry("void(uint64, int64, int64[::1], int64[::1], int64, uint64[:, ::1])")
def one_by_one(seed, kind, who, number, which, found):
    """The words of many decisions, each drawn alone."""
    for i in range(len(who)):
        found[i, 0], found[i, 1], found[i, 2], found[i, 3] = keys.words(seed, kind, who[i], number[i], which)


@entry("void(uint64, int64, int64, uint64[::1], int64)")
def together(seed, kind, which, block, count):
    """The same, drawn together."""
    keys.words_of_many(seed, kind, which, block, count)


@entry("void(uint64[:, ::1], float64[:, ::1])")
def transformed(words, found):
    """Two words as a uniform, a fine uniform, an exponential and a normal number."""
    for i in range(len(words)):
        a, b = words[i, 0], words[i, 1]
        found[i, 0], found[i, 1] = keys.uniform(a), keys.fine_uniform(a, b)
        found[i, 2], found[i, 3] = keys.exponential(a, b), keys.normal(a, b)


def philox(given) -> np.ndarray:
    """uint64[n, 4] of counters and keys uint64[n, 6], compiled."""
    given = np.ascontiguousarray(given, np.uint64)
    found = np.empty((len(given), 4), np.uint64)
    philox_of(given, found)
    return found


def words(seed=1, kind=keys.SLIP, who=0, number=0, which=0) -> np.ndarray:
    """uint64[n, 4]: words of decisions; ``who`` and ``number`` may be arrays."""
    who, number = (np.ascontiguousarray(a, np.int64) for a in np.broadcast_arrays(np.atleast_1d(who), number))
    found = np.empty((len(who), 4), np.uint64)
    one_by_one(seed, kind, who, number, which, found)
    return found


def numbers(rows) -> np.ndarray:
    """float64[n, 4]: uniform, fine uniform, exponential, normal from rows of two words or more."""
    rows = np.ascontiguousarray(np.asarray(rows, np.uint64)[:, :2])
    found = np.empty((len(rows), 4))
    transformed(rows, found)
    return found


# Philox


@pytest.mark.parametrize("counter, key, published", VECTORS)
def test_philox_gives_the_published_words_compiled(counter, key, published):
    assert tuple(philox([(*counter, *key)])[0]) == published


@pytest.mark.parametrize("counter, key, published", VECTORS)
def test_philox_gives_the_published_words_in_python(counter, key, published):
    assert python_of(keys.philox)(*map(np.uint64, (*counter, *key))) == published


def test_the_published_words_come_out_of_a_decision():
    """The third vector as a decision: who, number, detail, kind are the counter, the seed's halves the key."""
    (who, number, which, kind), (low, high), published = VECTORS[2]
    assert tuple(words(high << 32 | low, kind, who, number, which)[0]) == published


@pytest.mark.parametrize("place", range(5))
def test_every_part_of_a_key_counts(place):
    parts = [2**40 + 5, keys.SLIP, 7, 8, 9]
    changed = parts.copy()
    changed[place] += 1
    assert not np.array_equal(words(*parts), words(*changed))
    assert not np.array_equal(words(5), words(2**32 + 5)), "the upper half of the seed"


@pytest.mark.parametrize("count", [1, keys.ROW - 1, keys.ROW, keys.ROW + 1, keys.MANY])
def test_many_at_once_are_those_one_by_one(count):
    who, number = np.random.default_rng(count).integers(0, 2**31, (2, keys.MANY))
    for which in (0, 1, 100_000):
        block = np.zeros(4 * keys.MANY, np.uint64)
        block[: keys.MANY], block[keys.MANY : 2 * keys.MANY] = who, number
        together(2**50 + 3, keys.CONTACT, which, block, count)
        alone = words(2**50 + 3, keys.CONTACT, who, number, which)
        assert np.array_equal(block.reshape(4, keys.MANY)[:, :count].T, alone[:count])


# Keys that never meet


def test_kinds_of_decisions_are_different_numbers():
    others = ("MANY", "ROW")
    kinds = [value for name, value in vars(keys).items() if name.isupper() and name[0] != "_" and name not in others]
    assert len(set(kinds)) == len(kinds) == 33


def test_attempt_visit_and_step_have_their_own_bits():
    """Attempts are counted in a byte, visits below 2^16, steps are at most four: no two share a key of 32 bits."""
    rounds = np.unique(np.concatenate([np.arange(300), 2 ** np.arange(16), 2 ** np.arange(1, 17) - 1]))
    attempt, visit, step = (a.ravel() for a in np.meshgrid(np.arange(0, 256, 5), rounds, np.arange(4)))
    packed = attempt + 256 * visit + 2**24 * step
    for n in range(0, len(packed), 101):
        row = SimpleNamespace(attempt=attempt[n], visit=visit[n])
        assert python_of(detail)(row, step[n]) == packed[n]
    assert len(np.unique(packed)) == len(packed) and packed.max() < 2**32


def test_no_two_decisions_share_a_block():
    """Philox is one to one on counters, so that different keys give different blocks, all of them."""
    who, number = (a.ravel() for a in np.meshgrid(np.arange(150), np.arange(150)))
    blocks = [words(1, kind, who, number, which) for kind in (1, 2) for which in (0, 1, 256, 2**24)]
    assert len(np.unique(np.concatenate(blocks), axis=0)) == 8 * len(who)


# Draws that know nothing of one another

EVERYBODY = np.arange(DRAWS)
NEIGHBOURS = {  # decisions, and those beside them
    "persons": (dict(who=EVERYBODY), dict(who=EVERYBODY + 1)),
    "numbers": (dict(who=EVERYBODY), dict(who=EVERYBODY, number=1)),
    "attempts": (dict(who=EVERYBODY), dict(who=EVERYBODY, which=1)),
    "visits": (dict(who=EVERYBODY), dict(who=EVERYBODY, which=256)),
    "kinds": (dict(who=EVERYBODY), dict(who=EVERYBODY, kind=keys.DISCOVERY)),
    "seeds": (dict(who=EVERYBODY), dict(who=EVERYBODY, seed=2)),
    "words": (dict(who=EVERYBODY), dict(who=EVERYBODY)),
    "there and back": (dict(who=EVERYBODY, number=7), dict(who=7, number=EVERYBODY)),
}


def neighbours(what: str) -> list[np.ndarray]:
    """Uniform numbers of decisions and of their neighbours; of "words" the first and the second of a decision."""
    found = [words(**decision)[:, turn if what == "words" else 0] for turn, decision in enumerate(NEIGHBOURS[what])]
    return [numbers(np.column_stack([word, word]))[:, 0] for word in found]


@pytest.mark.parametrize("what", NEIGHBOURS)
def test_neighbours_are_uncorrelated(what):
    """A correlation of .02 would be overlooked once in a thousand times."""
    a, b = neighbours(what)
    assert abs(np.corrcoef(a, b)[0, 1]) * np.sqrt(DRAWS) < stats.norm.isf(ERROR / 2)


@pytest.mark.parametrize("what", NEIGHBOURS)
def test_neighbours_are_jointly_uniform(what):
    """Chi-squared over the cells of a square, hundreds of pairs expected in each."""
    a, b = neighbours(what)
    counted, _, _ = np.histogram2d(a, b, bins=CELLS, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counted.ravel()).pvalue > ERROR


def test_the_judge_of_neighbours_is_not_blind():
    """Draws that agree in one case of thirty are told."""
    a, b = neighbours("persons")
    b = np.where(np.arange(DRAWS) % 30 == 0, a, b)
    counted, _, _ = np.histogram2d(a, b, bins=CELLS, range=[[0, 1], [0, 1]])
    assert stats.chisquare(counted.ravel()).pvalue < ERROR
    assert abs(np.corrcoef(a, b)[0, 1]) * np.sqrt(DRAWS) > stats.norm.isf(ERROR / 2)


def test_one_bit_of_a_key_changes_half_of_all_bits():
    """For each of 192 bits of counter and key: of 128 bits 64 on average, a coin each (over so many random keys)."""
    n = 2000
    given = np.random.default_rng(1).integers(0, 2**32, (n, 6), dtype=np.uint64)
    before = philox(given)
    for bit in range(192):
        other = given.copy()
        other[:, bit // 32] ^= np.uint64(1 << bit % 32)
        flipped = int(np.unpackbits((before ^ philox(other)).view(np.uint8)).sum())
        assert stats.binomtest(flipped, 128 * n).pvalue > ERROR, f"bit {bit}: {flipped / n} of 128"


# From words to numbers

MOST = 2**32 - 1


def test_no_number_is_impossible_or_endless():
    """At the ends of the words: never 0 or 1, never infinite; an exponential up to 36.7, a normal up to 6.8."""
    ends = numbers([(0, 0), (0, MOST), (MOST, 0), (MOST, MOST)])
    assert np.isfinite(ends).all()
    assert (ends[:, :2] > 0).all() and (ends[:, :2] < 1).all()
    assert (ends[:, 2] > 0).all() and ends[:, 2].max() == pytest.approx(53 * np.log(2))
    assert ends[0, 3] == pytest.approx(np.sqrt(2 * 33 * np.log(2)))


def test_numbers_are_what_the_formulas_say():
    rows = words(who=np.arange(1000))[:, :2]
    a, b = rows.T.astype(float)
    fine = (a * 2**32 + b + 0.5) / 2**64
    found = numbers(rows)
    assert found[:, 0] == pytest.approx((a + 0.5) / 2**32, rel=1e-15)
    assert found[:, 1] == pytest.approx(fine, abs=2.0**-52)
    assert found[:, 2] == pytest.approx(-np.log(fine), rel=1e-6)
    angle, radius = 2 * np.pi * (b + 0.5) / 2**32, np.sqrt(-2 * np.log((a + 0.5) / 2**32))
    assert found[:, 3] == pytest.approx(radius * np.cos(angle), abs=1e-12)


LAWS = {"uniform": (0, stats.uniform), "exponential": (2, stats.expon), "normal": (3, stats.norm)}


@pytest.mark.parametrize("law", LAWS)
def test_numbers_follow_their_law(law):
    """Distribution (Kolmogorov and Smirnov), mean and mean square."""
    column, exact = LAWS[law]
    found = numbers(words(who=EVERYBODY))[:, column]
    assert stats.kstest(found, exact.cdf).pvalue > ERROR
    for power in (1, 2):
        mean, square = (exact.moment(k * power) for k in (1, 2))
        z = ((found**power).mean() - mean) / np.sqrt((square - mean**2) / DRAWS)
        assert abs(z) < stats.norm.isf(ERROR / 2), f"mean of the power {power}"
