"""A replication makes its world once: what is kept of it is the same as made afresh, and nobody writes to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.comparison.compare import Trial
from orgsim.comparison.replication import Task, measured, runs
from orgsim.comparison.seeds import REPORTING
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.run import days_of
from orgsim.world import kept
from orgsim.world.issues import issue_table
from orgsim.world.people import people

SEED, DAYS = 7, 14.0
SMALL = ("company.scale=.25", "population.customers=300", "demand.surge.from_day=3", "demand.surge.days=4")

TIES = ("network.mean_degree=6", "network.closure=.1", "network.cap=20", "network=none", "network.kind=regular")
ISSUES = (
    "company.load=.6", "company.own_work=.1", "company.work_minutes=10", "company.open_hour=8", "company.close_hour=18",
    "company.work_days=6", "company.departments.sales=4", "demand.issues_per_week=500", "demand.interdependence=.5",
    "demand.further_departments=[1,1]", "demand.large_loss=.5", "demand.hours.12=9", "topics.prices.share=5",
    "topics.prices.department=service", "channels.phone.share=3", "demand.surge.factor=3",
)  # fmt: skip
BOTH = ("population.customers=200",)
NEITHER = ("company.slip=.1", "topics.prices.news=2", "population.eta=.1", "population.influencers=.1")


@pytest.fixture
def shelf(monkeypatch) -> kept.Shelf:
    """An empty one."""
    monkeypatch.setattr(kept, "shelf", kept.Shelf())
    return kept.shelf


def small(*changes: str):
    """A small world."""
    return default_world(*SMALL, *changes)


def replication(tiny, estimand: str, **changes) -> Task:
    """The first replication of two designs in a tiny world."""
    world, study = (default_world(*(c for c in tiny if not c.startswith("study"))),
                    default_study(*(c for c in tiny if c.startswith("study"))))  # fmt: skip
    trial = Trial(world, load_designs(["siloed", "hub_and_spoke"]), study, 1)
    return replace(trial.task(trial.first_charts(), estimand, REPORTING, 0), **changes)


def same_people(one, other) -> bool:
    """Whether attitudes and ties are the same to the last byte."""
    parts = [(p.baseline, p.reach, p.ties.offsets, p.ties.neighbours) for p in (one, other)]
    return all(a.tobytes() == b.tobytes() for a, b in zip(*parts, strict=True))


@pytest.mark.parametrize("change", [*TIES, *ISSUES, *BOTH, *NEITHER])
def test_a_world_found_again_is_the_world_as_made_afresh(shelf, change):
    for world in (small(), small(change)):
        kept.people(world, SEED), kept.issue_table(world, SEED, DAYS)
    for world in (small(), small(change)):
        assert same_people(kept.people(world, SEED), people(world, SEED))
        assert kept.issue_table(world, SEED, DAYS).tobytes() == issue_table(world, SEED, DAYS).tobytes()


@pytest.mark.parametrize("change", [*TIES, *ISSUES, *BOTH, *NEITHER])
def test_only_what_a_change_touches_is_made_again(shelf, change):
    one, other = small(), small(change)
    same_ties = kept.people(one, SEED) is kept.people(other, SEED)
    same_issues = kept.issue_table(one, SEED, DAYS) is kept.issue_table(other, SEED, DAYS)
    assert (same_ties, same_issues) == (change in ISSUES + NEITHER, change in TIES + NEITHER)


def test_another_seed_or_length_is_another_world(shelf):
    world = small()
    assert not same_people(kept.people(world, 1), kept.people(world, 2))
    assert len(kept.issue_table(world, 1, 7.0)) < len(kept.issue_table(world, 1, 14.0))
    assert kept.issue_table(world, 1, 7.0).tobytes() != kept.issue_table(world, 2, 7.0).tobytes()


def test_a_file_of_ties_is_read_once_for_all_seeds_and_again_when_it_changes(shelf, tmp_path):
    file = tmp_path / "ties.txt"
    file.write_text("1 2\n2 3\n")
    world = small("network=edge_list", f"network.path={file}")
    one, other = kept.people(world, 1), kept.people(world, 2)
    assert one.ties is other.ties and one.baseline.tobytes() != other.baseline.tobytes()
    file.write_text("1 2\n2 3\n3 4\n")
    assert kept.people(world, 1).ties.customers == 4


def test_the_shelf_holds_so_much_and_the_longest_unused_goes_first():
    shelf, made = kept.Shelf(most=30), []

    def take(name, size=10):
        def make():
            made.append(name)
            return np.zeros(size, np.uint8)

        return shelf.get(name, make, lambda array: [array])

    for name in "abcabcad":  # at d the shelf is full, and b was asked for longest ago
        take(name)
    assert made == ["a", "b", "c", "d"] and shelf.bytes == 30
    take("a"), take("c"), take("b")
    assert made == ["a", "b", "c", "d", "b"]
    assert len(take("too large", 31)) == 31 and (len(shelf), shelf.bytes) == (3, 30)


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_no_run_writes_to_what_designs_share(shelf, tiny, estimand):
    task = replication(tiny, estimand)
    made_of = [people(task.world, task.seed), issue_table(task.world, task.seed, days_of(task.study, estimand))]
    for _, records in runs(task):
        assert same_people(kept.people(task.world, task.seed), made_of[0])
        assert records.issues.tobytes() == made_of[1].tobytes()
        with pytest.raises(ValueError, match="read-only"):
            records.issues["raised"][0] = 0.0


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_a_replication_measures_the_same_whether_its_world_is_found_or_made(shelf, tiny, estimand):
    task = replication(tiny, estimand)
    made = repr(measured(task))
    assert len(shelf) == 3  # ties, people, issues
    assert repr(measured(task)) == made and len(shelf) == 3


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_what_is_wanted_is_measured_as_among_everything(tiny, estimand):
    task = replication(tiny, estimand)
    everything = measured(task)
    wanted = frozenset((row.measure, row.subset) for row in everything[0][1][::3]) | {("response_latency", "nobody")}
    of_those = [(name, [row for row in rows if (row.measure, row.subset) in wanted]) for name, rows in everything]
    assert all(len(rows) >= len(wanted) - 1 for _, rows in of_those)
    assert repr(measured(replace(task, wanted=wanted))) == repr(of_those)


def test_nothing_wanted_is_nothing_measured(tiny):
    assert [rows for _, rows in measured(replication(tiny, "flow", wanted=frozenset()))] == [[], []]
