"""The Hydra sweeper: what Hydra's own gives, composed once, and whole sweeps where there is a space.

These tests are the contract with the parts of Hydra that are not all public: parser, loader, run_job.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from orgsim.config import compose as module
from orgsim.config.compose import Arguments, compose
from orgsim.errors import InputError

WORDS = ["-m", "company.load=.6,.9", "network=generated,complete", "demand.further_departments=[1],[.5,.5]", "seed=7"]


def composed(words, sweeper, monkeypatch):
    """What a sweeper hands to the application: configurations and the words that led to them."""
    with monkeypatch.context() as patch:
        patch.setattr(module, "SWEEPER", sweeper)
        return [(cfg, set(words)) for cfg, words in module.composed("run", Arguments.read(words))]


def test_it_gives_the_very_configurations_of_hydras_own(monkeypatch):
    ours, hydras = (composed(WORDS, sweeper, monkeypatch) for sweeper in ("orgsim", "basic"))
    assert len(ours) == len(hydras) == 8
    order = lambda found: sorted(found, key=lambda each: sorted(each[1]))  # noqa: E731
    for (cfg, words), (other, others) in zip(order(ours), order(hydras)):
        assert words == others
        assert cfg == other


def test_what_follows_m_becomes_the_space():
    words = ["-m", "company.load=.6,.9", "topics.*.news=1,2", "designs.siloed.approval.threshold=0", "seed=7"]
    (point,) = compose("sweep", [*words[:3], "designs.*.approval.threshold=0,1", "seed=7"])
    assert point.command.space.kind == "grid"
    assert point.command.space.vary == {
        "company.load": [0.6, 0.9],
        "topics.*.news": [1, 2],
        "designs.*.approval.threshold": [0, 1],
    }
    assert point.command.seed == 7


def test_words_in_quotes_lists_and_patterns_of_files_are_values():
    words = ["-m", "network='generated','none'", "designs.cco.units.office.answers=[prices,hr]"]
    (point,) = compose("sweep", words)
    assert point.command.space.vary == {
        "network": ["generated", "none"],
        "designs.cco.units.office.answers": [["prices", "hr"]],
    }
    (point,) = compose("sweep", ["-m", "network=glob(*e)"])
    assert point.command.space.vary == {"network": ["complete", "none"]}


def test_a_range_draws_points():
    (point,) = compose("sweep", ["-m", "company.load=interval(.5,.9)", "topics.*.news=tag(log,interval(.02,5))"])
    assert point.command.space.kind == "latin"
    assert point.command.space.vary == {
        "company.load": {"low": 0.5, "high": 0.9, "log": False},
        "topics.*.news": {"low": 0.02, "high": 5.0, "log": True},
    }


def test_a_range_without_a_space_is_refused():
    with pytest.raises(InputError, match="company.load"):
        compose("compare", ["-m", "company.load=interval(.5,.9)"])


APPLICATION = """
import hydra

@hydra.main(version_base="1.3", config_path=None, config_name=None)
def main(cfg):
    print("called", dict(cfg))
    return 1

main()
"""


def test_any_hydra_application_may_choose_it(tmp_path):
    script = tmp_path / "app.py"
    script.write_text(APPLICATION)
    done = subprocess.run(
        [
            sys.executable,
            str(script),
            "-m",
            "hydra/sweeper=orgsim",
            "+a=1,2",
            "+b=x,y",
            f"hydra.sweep.dir={tmp_path}/out",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    called = [line for line in done.stdout.splitlines() if line.startswith("called")]
    assert len(called) == 4 and "called {'a': 2, 'b': 'x'}" in called
