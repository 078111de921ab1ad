"""Engines broken on purpose are caught, each by the check it names; the real engine passes all of these checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from mutants import MUTANTS

CHECKS = tuple(dict.fromkeys(mutant.check for mutant in MUTANTS))


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What was said of the real engine by each check, and of each mutant by its own; nothing where all is well."""
    script = os.path.join(os.path.dirname(__file__), "mutants.py")
    environment = os.environ | {"ORGSIM_UNCOMPILED": "1"}
    run = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return {line["of"]: line["says"] for line in map(json.loads, run.stdout.splitlines())}


@pytest.mark.parametrize("check", CHECKS)
def test_the_real_engine_passes(said, check):
    assert said[check] == ""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.says.replace(" ", "_"))
def test_a_mutant_is_caught(said, mutant):
    assert said[mutant.says], f"nobody noticed that {mutant.says}: {mutant.check}"
