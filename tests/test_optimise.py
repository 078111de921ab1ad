"""Optimisation of a design: the planted optimum is found, the world stays out of it, and chance is told apart."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from orgsim.comparison.compare import Trial, compare
from orgsim.comparison.seeds import REPORTING, SEARCH, SELECTION, replication_seed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_design, load_designs
from orgsim.config.optimise import SAMPLERS, Search
from orgsim.errors import InputError
from orgsim.optimise import worlds
from orgsim.optimise.dominance import non_dominated
from orgsim.optimise.factors import Factor, factors, standing, varied
from orgsim.optimise.front import FOUND, TABLES, flattery_table
from orgsim.optimise.goals import Goal, goals, losses
from orgsim.optimise.kept import FILE
from orgsim.optimise.optimise import optimise
from orgsim.optimise.search import Outcome, search
from orgsim.structure.chart import units_of
from orgsim.structure.seats import headcount
from orgsim.sweep.store import LOCK, alone_in

HUB = "hub_and_spoke"
VARY = {"units.hub.seats": {"low": 1, "high": 3}, "approval.threshold": [0, 0.5, 1], "lines.*.every": [1, 5]}
PAIR = [Goal("response_latency", "lower", "flow", "hours"), Goal("voice", "higher", "flow", "share")]


@pytest.fixture(scope="module")
def small(tiny):
    world = default_world(*[each for each in tiny if not each.startswith("study")])
    return world, load_designs([HUB, "siloed"]), default_study(*[each for each in tiny if each.startswith("study")])


@pytest.fixture(scope="module")
def look():
    wanted = ["response_latency", "voice", {"utilisation": "lower"}]
    return Search(vary=VARY, goals=wanted, trials=8, batch=4, reported=3)


@pytest.fixture(scope="module")
def done(small, look, tmp_path_factory):
    world, designs, study = small
    folder = tmp_path_factory.mktemp("front")
    return folder, optimise(world, HUB, designs, study, look, seed=3, out=folder, processes=1)


def same(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), obj=name)


# The search


def planted(settings):
    """Two goals that pull x to 2 and to 4; y only harms, above .9 there is no company."""
    found = []
    for each in settings:
        x, y = each["x"], each["y"]
        values = ((x - 2) ** 2 + y, -((x - 4) ** 2) - y)
        found.append(Outcome(None, "no such company") if y > 0.9 else Outcome(values))
    return found


def hunt(sampler="tpe", seed=1, trials=96, evaluate=planted):
    space = [Factor("x", low=-10, high=10), Factor("y", low=0, high=1)]
    return search(space, PAIR, Search(trials=trials, batch=8, sampler=sampler), seed, evaluate)


def test_both_samplers_find_a_planted_front_and_chance_does_not():
    share = {}
    for sampler in SAMPLERS:
        tried = hunt(sampler, trials=160)
        late = [each.setting for each in tried[-64:]]
        share[sampler] = np.mean([1.5 <= each["x"] <= 4.5 and each["y"] <= 0.5 for each in late])
    # By chance 3 of 20 in x and half in y: .075 of 64; more than 14 of 64 come by chance once in 10,000.
    assert min(share.values()) > 14 / 64, share


def test_the_front_found_lies_along_the_planted_one():
    tried = [each for each in hunt(trials=160) if each.outcome.values is not None]
    loss = losses(np.array([each.outcome.values for each in tried]), PAIR)
    best = [tried[place].setting for place in np.flatnonzero(non_dominated(loss))]
    assert all(1 < each["x"] < 5 for each in best)
    assert min(each["x"] for each in best) < 2.5 and max(each["x"] for each in best) > 3.5


def test_the_same_seed_tries_the_same_settings():
    assert hunt(seed=5, trials=24) == hunt(seed=5, trials=24)
    assert hunt(seed=5, trials=24) != hunt(seed=6, trials=24)


def test_fewer_trials_are_the_first_of_more():
    assert hunt(trials=40)[:20] == hunt(trials=20)


def test_what_makes_no_company_is_counted_and_not_searched_on():
    tried = hunt(trials=160)
    failed = [each for each in tried if each.outcome.values is None]
    assert failed and all(each.setting["y"] > 0.9 and each.outcome.error for each in failed)
    assert len(tried) == 160


def test_nothing_but_failures_is_told_in_one_line():
    with pytest.raises(InputError, match="none of 16 settings could; the first: too few people"):
        hunt(trials=16, evaluate=lambda settings: [Outcome(None, "too few people")] * len(settings))


def test_batches_are_of_a_fixed_size():
    sizes = []
    hunt(trials=20, evaluate=lambda settings: sizes.append(len(settings)) or planted(settings))
    assert sizes == [8, 8, 4]


# What may vary


@pytest.mark.parametrize("key", ["company.load", "demand.interdependence", "population.customers", "topics.*.news",
                                 "study.replications", "channels.phone.share", "network.mean_degree"])  # fmt: skip
def test_a_design_cannot_choose_its_world(small, key):
    world, designs, _ = small
    with pytest.raises(InputError, match="the same under every design"):
        factors(world, designs[HUB], HUB, {key: [1, 2]})


def test_a_lever_of_the_study_is_pointed_to_its_key_in_the_design(small):
    world, designs, _ = small
    with pytest.raises(InputError, match=r"did you mean lines\.\*\.every"):
        factors(world, designs[HUB], HUB, {"study.levers.meeting_every": [1, 5]})


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ({}, "at least one key"),
        ({"approvall.threshold": [0, 1]}, "did you mean approval"),
        ({"approval.treshold": [0, 1]}, "did you mean threshold"),
        ({"units.hob.seats": [1, 2]}, "did you mean hub"),
        ({"units.hub.seats": {"low": 1, "high": 2.5}}, "whole number"),
        ({"units.hub.seats": ["many"]}, "whole number"),
        ({"approval.threshold": {"low": 0, "high": 2}}, "from 0 to 1"),
        ({"approval.threshold": {"low": 0, "hihg": 1}}, "did you mean high"),
        ({"approval.threshold": {"low": 1, "high": 0}}, "more than low"),
        ({"approval.threshold": {"low": 0, "high": 1, "log": True}}, "more than 0"),
        ({"approval.threshold": {"low": 0, "high": 1, "step": 0.3}}, "a step that leads"),
        ({"approval.threshold": []}, "at least one value"),
        ({"approval.threshold": 0.5}, "a list of values"),
        ({"approval.threshold": [0, 1], f"designs.{HUB}.approval.threshold": [0, 1]}, "each key once"),
        ({"designs.siloed.approval.threshold": [0, 1]}, "the design that is optimised"),
        ({"title": ["a", "b"]}, "a key of the design"),
        ({"chain": {"low": 1, "high": 9}}, "a length from 1 to 8"),
    ],
)
def test_what_cannot_vary_is_told_in_one_line(small, vary, said):
    world, designs, _ = small
    with pytest.raises(InputError, match=said) as error:
        factors(world, designs[HUB], HUB, vary)
    assert "\n" not in str(error.value)


def test_a_key_that_leads_nowhere_in_the_design_is_refused(small):
    world, designs, _ = small
    assert not designs["siloed"].lines
    with pytest.raises(InputError, match="a key that is there in the design"):
        factors(world, designs["siloed"], "siloed", {"lines.*.every": [1, 5]})


def test_keys_may_be_written_in_full_with_dots_or_one_below_the_other(small):
    world, designs, _ = small
    ways = [
        {"approval.threshold": [0, 1]},
        {f"designs.{HUB}.approval.threshold": [0, 1]},
        {"approval": {"threshold": [0, 1]}},
    ]
    assert len({tuple(factors(world, designs[HUB], HUB, vary)) for vary in ways}) == 1


def test_seats_are_whole_numbers_and_thresholds_any(small):
    world, designs, _ = small
    vary = {"units.hub.seats": {"low": 1, "high": 3}, "approval.threshold": {"low": 0, "high": 1}}
    seats, threshold = factors(world, designs[HUB], HUB, vary)
    assert seats.whole and not threshold.whole


def test_a_value_is_set_wherever_its_key_leads(small):
    world, designs, _ = small
    made = varied(world, designs[HUB], {"units.*.answers": ["pr"], "lines.*.every": 3})
    assert standing(made, "units.*.answers") == [["pr"]] * len(units_of(world, designs[HUB]))
    assert standing(made, "lines.*.every") == [3.0]
    assert standing(designs[HUB], "lines.*.every") == [None]


# Goals


def test_goals_go_the_way_their_measure_is_better():
    assert [goal.way for goal in goals(["response_latency", "voice", {"utilisation": "higher"}])] == [
        "lower", "higher", "higher",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["voice"], "two or more"),
        (["voice", "voice"], "each measure once"),
        (["voice", "utilisation"], "a measure with a better side"),
        (["voice", {"utilisation": "up"}], "lower, higher"),
        (["voice", "latency"], "one of"),
    ],
)
def test_what_is_no_goal_is_told(given, said):
    with pytest.raises(InputError, match=said):
        goals(given)


@pytest.mark.parametrize("library", ["optuna", "moocore"])
def test_a_library_that_is_missing_is_told_in_one_line(small, look, monkeypatch, library):
    world, designs, study = small
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(InputError, match=library):
        optimise(world, HUB, designs, study, look, seed=1, processes=1)


def test_a_goal_of_paths_needs_paths(small, look):
    world, designs, study = small
    wanted = replace(look, goals=["voice", "net_advocates"])
    with pytest.raises(InputError, match="net_advocates is a goal"):
        optimise(world, HUB, designs, replace(study, path_replications=0), wanted, seed=1, processes=1)


def test_goals_may_be_of_both_estimands(small, look):
    world, designs, study = small
    wanted = replace(look, goals=["voice", "net_advocates"], trials=2, batch=2)
    found = optimise(world, HUB, designs, replace(study, path_days=95), wanted, seed=1, processes=1)
    assert [goal.estimand for goal in found.goals] == ["flow", "path"]
    assert np.isfinite(found.front[["voice", "net_advocates"]].to_numpy()).all()


# The front


def test_one_process_or_two_give_the_same_front(small, look, done):
    world, designs, study = small
    same(optimise(world, HUB, designs, study, look, seed=3, processes=2), done[1])


def test_another_seed_gives_another_front(small, look, done):
    world, designs, study = small
    other = optimise(world, HUB, designs, study, look, seed=4, processes=1)
    assert not other.trials.equals(done[1].trials)


def test_the_design_as_it_is_and_those_beside_it_are_what_compare_reports(small, done):
    world, designs, study = small
    found = done[1]
    compared = compare(world, designs, study, seed=3, processes=1, estimands=("flow",))
    own = found.measures[found.measures["design"].isin(designs)].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, compared.measures)
    assert found.front["point"].tolist()[:2] == [HUB, "siloed"]


def test_no_world_of_the_search_is_reported_or_chooses_levers():
    purposes = (SELECTION, REPORTING, SEARCH)
    assert len({replication_seed(1, purpose, r) for purpose in purposes for r in range(50)}) == 150


def test_heads_stay_equal_and_seats_that_vary_are_as_asked(small, done):
    world, found = small[0], done[1]
    seats = found.seats.pivot(index="design", columns="unit", values="seats")
    assert set(seats.sum(axis=1)) == {headcount(world)}
    mine = found.front[found.front["kind"] == FOUND].set_index("point")
    assert len(mine) and seats.loc[mine.index, "hub"].tolist() == mine["units.hub.seats"].tolist()


def test_every_trial_has_values_and_the_front_is_of_them(done):
    found = done[1]
    assert len(found.trials) == 8 and (found.trials["error"] == "").all()
    mine = found.front[found.front["kind"] == FOUND]
    rows = found.trials.set_index("trial").loc[mine["trial"].tolist()]
    assert rows["non_dominated"].all()
    np.testing.assert_array_equal(rows["voice"], mine["voice_search"])


def test_a_point_is_a_design_file_that_can_be_used_again(small, done):
    folder, found = done
    point = found.front["point"].iloc[-1]
    assert load_design(str(folder / "settings" / f"{point}.yaml")) == found.designs[point]


def test_tables_come_back_from_the_folder(done):
    folder, found = done
    for name in TABLES:
        assert len(pd.read_parquet(folder / f"{name}.parquet")) == len(getattr(found, name))
    assert (folder / "stamp.json").is_file()


def test_started_again_only_what_is_missing_is_tried(small, look, done, tmp_path, monkeypatch):
    world, designs, study = small
    lines = (done[0] / FILE).read_bytes().splitlines(keepends=True)
    (tmp_path / FILE).write_bytes(b"".join(lines[:3]) + lines[3][:20])  # killed while it wrote
    tried, means = [], worlds.Worlds.means
    monkeypatch.setattr(worlds.Worlds, "means", lambda self, charts: tried.extend(charts) or means(self, charts))
    same(optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1), done[1])
    assert 0 < len(tried) < 8
    assert (tmp_path / FILE).read_bytes() == b"".join(lines)
    tried.clear()
    same(optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1), done[1])
    assert tried == []


def test_a_broken_last_line_is_tried_again(small, look, done, tmp_path):
    world, designs, study = small
    whole = (done[0] / FILE).read_bytes()
    lines = whole.splitlines(keepends=True)
    for last in (lines[-1][:30] + b"\n", b"\0" * 40 + b"\n", b"\0" * 40, b'{"half": [1.0'):
        (tmp_path / FILE).write_bytes(b"".join(lines[:-1]) + last)
        same(optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1), done[1])
        assert (tmp_path / FILE).read_bytes() == whole


@pytest.mark.parametrize("broken", [b"{", b"\xff", b"[]", b'{"a": 3}', b'{"a": [1.0]}', b'{"a": ["x", "y", "z"]}'])
def test_a_broken_line_in_the_middle_is_named(broken, small, look, done, tmp_path):
    world, designs, study = small
    lines = (done[0] / FILE).read_bytes().splitlines(keepends=True)
    content = lines[0] + lines[1] + broken + b"\n" + lines[2]
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputError, match=f"{FILE} can be read: its line 3 is broken") as told:
        optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1)
    assert "\n" not in str(told.value) and (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize("content", [b"my notes\n", b"my notes", b"{\n{\n", b"3\n"])
def test_a_file_of_somebody_elses_is_refused_and_left_alone(content, small, look, tmp_path):
    world, designs, study = small
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputError, match="of another configuration or version"):
        optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1)
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_another_run_is_at_work_in_is_refused(small, look, tmp_path):
    world, designs, study = small
    with alone_in(tmp_path), pytest.raises(InputError, match="at work in"):
        optimise(world, HUB, designs, study, look, seed=3, out=tmp_path, processes=1)
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize("step", ["try_levers", "report"])
def test_interrupted_it_leaves_what_was_tried_and_nothing_else(step, small, look, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    world, designs, study = small
    monkeypatch.setattr(Trial, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        optimise(world, HUB, designs, study, look, seed=3, out=tmp_path / "out", processes=1)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert left - {"out", f"out/{LOCK}"} == (set() if step == "try_levers" else {f"out/{FILE}"})
    assert (step == "try_levers") == (left == set())


def test_settings_of_an_earlier_search_go_and_files_of_the_user_stay(small, look, done, tmp_path):
    world, designs, study = small
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "mine.yaml").write_text("mine")
    done[1].write(tmp_path)
    first = {f"{name}.yaml" for name in done[1].front["point"] if name not in designs}
    assert {path.name for path in settings.iterdir()} == first | {"mine.yaml"}
    fewer = replace(done[1], front=done[1].front.iloc[:-1])
    fewer.write(tmp_path)
    gone = f"{done[1].front['point'].iloc[-1]}.yaml"
    assert {path.name for path in settings.iterdir()} == first - {gone} | {"mine.yaml"}


def test_a_folder_of_another_configuration_is_refused(small, look, done):
    world, designs, study = small
    other = replace(world, company=replace(world.company, load=0.7))
    with pytest.raises(InputError, match="another configuration or version"):
        optimise(other, HUB, designs, study, look, seed=3, out=done[0], processes=1)


def test_a_setting_that_fits_no_company_is_told_as_failed(small, look):
    world, designs, study = small
    wanted = replace(look, vary={"units.hub.seats": [1, 1000]}, trials=12)
    found = optimise(world, HUB, designs, study, wanted, seed=1, processes=1)
    large = found.trials["units.hub.seats"] == 1000
    assert large.any() and (found.trials.loc[large, "error"] != "").all()
    assert found.trials.loc[~large, "error"].eq("").all() and not found.trials.loc[large, "non_dominated"].any()


def test_the_winners_curse_is_what_was_promised_and_not_kept():
    front = pd.DataFrame(
        {
            "point": ["base", "a", "b"], "kind": ["as it is", FOUND, FOUND],
            "response_latency": [12.0, 11.0, 11.0], "response_latency_search": [10.0, 6.0, 8.0],
            "voice": [0.8, 0.8, 0.9], "voice_search": [0.7, 0.8, 0.9],
        }
    )  # fmt: skip
    table = flattery_table(front, PAIR).set_index("measure")
    assert table.loc["response_latency", ["promised", "kept", "flattery"]].tolist() == [3.0, 1.0, 2.0]
    np.testing.assert_allclose(table.loc["voice", ["promised", "kept", "flattery"]].astype(float), [0.15, 0.05, 0.1])
