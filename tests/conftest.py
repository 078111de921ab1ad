"""What all tests share: warnings are errors (pyproject.toml), and a company small enough to be quick."""

from __future__ import annotations

import pytest

TINY = (
    "company.scale=0.25",
    "population.customers=300",
    "study.warm_up_weeks=0.5",
    "study.measured_weeks=0.5",
    "study.horizon_days=2",
    "study.path_days=14",
    "study.replications=2",
    "study.path_replications=2",
    "study.selection_replications=1",
    "study.probes_per_day=20",
    "study.levers.meeting_every=[5]",
    "study.levers.overdue_after=[24]",
    "study.processes=1",
)


@pytest.fixture(scope="session")
def tiny() -> tuple[str, ...]:
    """Overrides that make a command quick; its numbers mean nothing."""
    return TINY


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder to stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
