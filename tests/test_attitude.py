"""The ladder's numbers, and that the proofs about attitude and talk would find out a wrong formula.

The proofs themselves (orgsim.validation.attitude and .talk) are run with all others.
"""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from orgsim.engine import attitude as engine
from orgsim.validation import attitude, talk
from orgsim.validation.closed_forms import people
from orgsim.validation.closed_forms.people import PUBLISHED, RUNGS, loyal, shot_noise
from orgsim.validation.judge import Checks

CHECKS = Checks(3)


def replicated(proof):
    """What a proof's runs say: float[replications, claims]."""
    run = proof.prepare(1.0)
    return np.array([run(seed) for seed in range(1, CHECKS.replications + 1)])


def test_the_engine_s_ladder_is_the_one_fitted_to_the_table():
    ladder = (people.SILENT, people.ANSWERED, people.RIGHT, people.QUICK, people.LARGE_LOSS)
    assert engine.LADDER == ladder
    assert (engine.AFTER_TRANSFER, engine.AFTER_REPEAT) == (people.AFTER_TRANSFER, people.AFTER_CONTACT)


def test_the_fit_is_nowhere_further_from_the_table_than_stated():
    off = {
        (answer, large): loyal(*RUNGS[answer], people.LARGE_LOSS * large) - PUBLISHED[answer][large]
        for answer in PUBLISHED
        for large in (0, 1)
    }
    worst = max(off, key=lambda cell: abs(off[cell]))
    assert worst == ("satisfied", 1) and off[worst] == pytest.approx(-0.076, abs=5e-4)


def test_the_variance_of_equal_jumps_is_rejected():
    """Campbell's variance has the mean square of the jumps; the square of their mean is too little."""
    proof = attitude.moves_as_shot_noise()
    mean, variance = (claim.exact for claim in proof.claims)
    decay = log(2) / 5.0
    _, too_little = shot_noise(0.3, [mean * decay / 0.3], [1], decay)
    assert too_little < variance
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(replicated(proof)[:, 1], too_little, 0.05)


def test_talk_that_is_not_passed_on_is_rejected():
    seen = replicated(talk.multiplied(0.3))
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(seen[:, 1], 1.0, 0.05)


def test_bass_is_rejected_on_a_circle():
    (proof,) = (each for each in talk.PROOFS if each.name == "bass_on_a_circle")
    with pytest.raises(AssertionError, match="disagrees"):
        CHECKS.hold(replicated(proof)[:, 0], talk.AT_PEAK, 0.02)


def test_everybody_knows_as_many():
    degree = np.diff(talk.everybody_knows(4, talk.SPREAD).ties.offsets)
    assert degree.max() == 4 and (degree < 4).sum() <= 8  # at the ties that two circles share
    assert np.all(np.diff(talk.everybody_knows(2, talk.SPREAD).ties.offsets) == 2)
