"""Configuration: every mistake is told at the door in one line that names the key, the value and what is allowed."""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields, replace
from functools import cache, reduce
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some
from omegaconf import OmegaConf

from orgsim.config.check import check_population, check_values
from orgsim.config.command import COMMANDS, GROUPS, configs
from orgsim.config.compose import compose
from orgsim.config.keys import at, documented, keys
from orgsim.config.load import load_design, load_designs, load_study, load_world, typed, world_of
from orgsim.config.schema import Design, Study, World
from orgsim.config.stamp import configuration_hash, cost_register_hash, stamp, write_stamp
from orgsim.errors import InputError

DESIGNS = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))


@cache
def shipped_files() -> dict:
    """The shipped world and study as plain data, read once."""
    files = {group: configs() / group / "default.yaml" for group in GROUPS}
    files["network"] = configs() / "network" / "generated.yaml"
    return {group: OmegaConf.to_container(OmegaConf.load(path)) for group, path in files.items()}


def shipped() -> dict:
    """The shipped world and study as plain data, to be changed at will."""
    return deepcopy(shipped_files())


@cache
def world() -> World:
    """The shipped world."""
    return load_world(shipped())


def changed(key: str, value) -> dict:
    """The shipped configuration with one key changed."""
    cfg = shipped()
    *above, last = key.split(".")
    reduce(lambda part, name: part[name], above, cfg)[last] = value
    return cfg


def told(cfg: dict, load: Callable = load_world) -> str:
    """What is said of a configuration that is refused."""
    with pytest.raises(InputError) as caught:
        load(cfg)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def told_of(*overrides: str) -> str:
    """What is said of a command line that is refused."""
    with pytest.raises(InputError) as caught:
        compose("compare", overrides)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def told_of_design(folder: Path, text: str | bytes) -> str:
    """What is said of a design file that is refused; it names the file."""
    path = folder / "mine.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        load_design(str(path))
    assert "\n" not in str(caught.value) and "mine.yaml" in str(caught.value)
    return str(caught.value)


# what is shipped


def test_the_shipped_world_and_study_load():
    study = load_study(shipped())
    assert sum(world().company.departments.values()) == 96 and world().topics["prices"].department == "sales"
    assert isinstance(study, Study) and study.levers.meeting_every == [1.0, 5.0, 20.0]


@pytest.mark.parametrize("name", DESIGNS)
def test_a_shipped_design_loads_by_name(name):
    assert load_design(name).title


def test_defaults_in_the_schema_are_those_in_the_files():
    files = {key.name: key.value for key in (*keys(world()), *keys(load_study(shipped()), "study"))}
    for key in documented(COMMANDS["compare"]):
        if key.name in files and "NAME" not in key.name:
            owner, last = key.name.rpartition(".")[::2]
            field = {each.name: each for each in fields(at(COMMANDS["compare"], owner).hint)}[last]
            assert field.default is NO_DEFAULT or field.default == files[key.name], key.name


# ranges, words, missing values


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("company.load", 3, "company.load: 3.0 cannot be used; allowed: a number from 0 to 2, share of staff minutes"),
        ("company.load", "high", "company.load: 'high'"),
        ("company.load", float("nan"), "company.load: nan"),
        ("company.load", float("inf"), "company.load: inf"),
        ("company.load", "???", "company.load: is missing"),
        ("company.load", None, "company.load: null"),
        ("company.load", 0.4, "more than company.own_work (0.4)"),
        ("company.departments", {}, "at least one department"),
        ("company.departments", ["hr"], "company.departments: ['hr'] cannot be used; allowed: names with values"),
        ("company.departments.hr", 2.5, "company.departments.hr: 2.5 cannot be used; allowed: a whole number"),
        ("company.departments.hr", 0, "company.departments.hr: 0 cannot be used; allowed: a whole number, 1 or more"),
        ("company.work_law", "lognorm", "one of lognormal, exponential, fixed; did you mean lognormal?"),
        ("company.open_hour", 17, "company.close_hour: 17.0 cannot be used; allowed: an hour after company.open_hour"),
        ("company.wages", {"staff": 19}, "company.wages.manager: is missing; allowed: a value for each of staff"),
        ("company.cost_register.triage.minutes", -1, "company.cost_register.triage.minutes: -1.0"),
        ("company.cost_register.triag", {"minutes": 1}, "company.cost_register.triag: no such key"),
        ("topics.prices.department", "salez", "topics.prices.department: 'salez'"),
        ("topics.prices.share", -1, "topics.prices.share: -1.0"),
        ("topics.prices.newz", 1, "topics.prices.newz: no such key; allowed: department, share, news; did you mean"),
        ("topics", {}, "topics, shares in all"),
        ("channels", {"web": {"share": 0}}, "channels, shares in all"),
        (
            "network.kind",
            "ever",
            "network.kind: 'ever' cannot be used; allowed: one of generated",
        ),
        ("demand.hours", [1.0] * 167, "demand.hours: '167 weights'"),
        ("demand.hours", [0.0] * 168, "demand.hours, shares in all"),
        ("demand.hours", {"monday": 1}, "demand.hours: {'monday': 1} cannot be used; allowed: a list"),
        ("demand.further_departments", [1, 1, 1, 1], "one to 3 weights"),
        ("population.adversaries", 0.6, "population.adversaries: 0.6 cannot be used; allowed: at most 1 together"),
        ("population.word_of_mouth.branching_ratio", -0.1, "population.word_of_mouth.branching_ratio: -0.1"),
        ("population.word_of_mouth.branch_ratio", 1, "did you mean population.word_of_mouth.branching_ratio?"),
        ("network.kind", "edge_list", "network.path: null"),
        ("study.replications", 1, "study.replications: 1 cannot be used; allowed: a whole number from 2 to 100,000"),
        ("study.path_replications", 1, "study.path_replications: 1"),
        ("study.levers.meeting_every", [], "study.levers.meeting_every: []"),
        ("study.levers.meeting_every", [0], "study.levers.meeting_every[0]: 0.0"),
        ("study.budget", "salary", "study.budget: 'salary' cannot be used; allowed: one of heads, payroll"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(key, value, said):
    assert said in told(changed(key, value), load_study if key.startswith("study.") else load_world)


def test_a_group_left_out_is_told():
    cfg = shipped()
    del cfg["channels"]
    assert "channels: is missing" in told(cfg)


def test_every_number_of_the_schema_is_held_to_its_range():
    held = [key for key in keys(world()) if key.metadata.get("low") is not None and key.value is not None]
    assert len(held) > 200
    for key in held:
        for wrong in (key.metadata["low"] - 1, float("nan"), float("inf")):
            part = deepcopy(world())
            put(part, key.name, wrong)
            with pytest.raises(InputError) as caught:
                check_values(part)
            assert caught.value.key == key.name


def put(part, name: str, value) -> None:
    """Set a key of a loaded configuration."""
    *above, last = re.findall(r"[^.\[\]]+", name)
    for step in above:
        part = part[step] if isinstance(part, dict) else getattr(part, step)
    if isinstance(part, list):
        part[int(last)] = value
    elif isinstance(part, dict):
        part[last] = value
    else:
        setattr(part, last, value)


@given(share=some.floats(0, 1), other=some.floats(0, 1))
def test_starting_shares_never_exceed_one(share, other):
    people = replace(world().population, advocates=share, adversaries=other)
    if share + other > 1:
        with pytest.raises(InputError, match="adversaries"):
            check_population(people)
    else:
        check_population(people)


# the command line's language


def test_overrides_reach_nested_keys():
    (point,) = compose("compare", ["topics.prices.news=.5", "population.word_of_mouth.branching_ratio=.2", "seed=7"])
    assert point.command.topics["prices"].news == 0.5 and point.command.seed == 7
    assert point.command.population.word_of_mouth.branching_ratio == 0.2


def test_a_new_topic_and_a_new_department_can_be_added():
    overrides = ["+topics={leases: {department: legal}}", "+company.departments.legal=3"]
    (point,) = compose("compare", overrides)
    assert point.command.topics["leases"].news == 0.25 and point.command.company.departments["legal"] == 3


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("company.lod=1", "did you mean company.load?"),
        ("+company.lod=1", "did you mean company.load?"),
        ("load=1", "did you mean company.load?"),
        ("+extra=1", "extra: no such key"),
        ("topics.price.news=1", "did you mean topics.prices?"),
        ("company.load=high", "company.load: 'high' cannot be used; allowed: a number from 0 to 2"),
        ("company.load=.6,.7", "put -m first"),
        ("company.load==1", "KEY=VALUE"),
        ("company.load=[", "KEY=VALUE"),
        ("company.load=${nowhere}", "company.load: \"Interpolation key 'nowhere' not found\""),
        ("company.departments=[a]", "company.departments: '[a]'"),
        ("~company.load", "company.load: is missing"),
        ("network=generate", "allowed: one of complete, edge_list, generated, none, regular; did you mean"),
        ("designs=one", "designs: 'one' cannot be used; allowed: a list"),
        ("design=one", "did you mean designs?"),
        ("seed=1.5", "seed: 1.5 cannot be used; allowed: a whole number"),
        ("out=", "out: ''"),
        ("hydra/launcher=joblib", "hydra/launcher: 'joblib'"),
        ("+topics.leases={department: hr}", "+topics={leases: {...}} adds one"),
        ("--verbose", "flag: '--verbose'"),
        ("--config-dir=nowhere", "--config-dir: 'nowhere'"),
    ],
)
def test_a_wrong_override_is_told_in_one_line(override, said):
    assert said in told_of(override)


def test_a_multirun_gives_points_with_labels_of_their_own(folder):
    points = compose("compare", ["company.load=.6,.7", "seed=3", "-m"])  # flags may stand anywhere
    assert [point.label for point in points] == ["company.load=0.6", "company.load=0.7"]
    assert [point.command.company.load for point in points] == [0.6, 0.7]
    assert not list(folder.iterdir())  # nothing of Hydra's is left lying about


def test_a_mistake_in_the_last_point_is_told_before_the_first_starts():
    assert "company.load: 3.0" in told_of("-m", "company.load=.6,3")


def test_a_folder_of_ones_own_adds_files(folder):
    files = {"company/ours.yaml": "defaults: [default]\nload: 0.6", "design/now.yaml": "every_department: {head: true}"}
    for name, text in files.items():
        (folder / "mine" / name).parent.mkdir(parents=True)
        (folder / "mine" / name).write_text(text)
    (point,) = compose("compare", ["--config-dir", "mine", "company=ours"])
    assert point.command.company.load == 0.6 and len(point.command.company.departments) == 8
    assert list(load_designs(["now", DESIGNS[0]], point.folders)) == ["now", DESIGNS[0]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lod: 1", "company/ours.yaml: company.lod: no such key"),
        ("departments: [a]", "company/ours.yaml: company.departments: ['a']"),
        ("load: {a: 1}", "company.load"),
        ("load: 1\n  x: [", "ours.yaml, line 2"),
        ("load: 1\nload: 2", "duplicate key"),
        ("", "company.departments: {} cannot be used; allowed: at least one department"),
    ],
)
def test_a_mistake_in_a_file_of_ones_own_names_the_file(folder, text, said):
    (folder / "mine/company").mkdir(parents=True)
    (folder / "mine/company/ours.yaml").write_text(text)
    assert said in told_of("--config-dir", "mine", "company=ours")


def test_a_file_of_ones_own_may_not_hide_behind_one_of_orgsims(folder):
    (folder / "mine/company").mkdir(parents=True)
    (folder / "mine/company/default.yaml").write_text("load: 0.6")
    assert "company/default.yaml" in told_of("--config-dir", "mine")


def test_composing_leaves_the_process_as_it_was(monkeypatch):
    monkeypatch.delenv("HYDRA_FULL_ERROR", raising=False)
    before = list(sys.argv)
    compose("run", ["design=other"])
    assert sys.argv == before and "HYDRA_FULL_ERROR" not in os.environ


# designs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty file"),
        ("- a\n- b\n", "keys with values: title"),
        ("just words", "just words"),
        ("units: {hub: {head: true}", "YAML"),
        ("units: {hub: {head: true}}\nunits: {}", "duplicate key"),
        (b"\xff\xfe units", "UTF-8"),
        ("unit: {hub: {head: true}}", "unit: no such key"),
        ("unit: {hub: {head: true}}", "did you mean units?"),
        ("units: {hub: {reports: x}}", "did you mean units.hub.reports_to?"),
        ("units: {hub: {head: perhaps}}", "units.hub.head: 'perhaps' cannot be used; allowed: true or false"),
        ("units: {hub: {takes_in: phone}}", "units.hub.takes_in: 'phone' cannot be used; allowed: a list"),
        ("units: {hub: {seats: 1.5}}", "units.hub.seats: 1.5"),
        ("units: {hub: {seats: -1}}", "units.hub.seats: -1"),
        ("units: {hub: {puts_first: customer}}", "did you mean customers?"),
        ("units: {hub: {wage: manger}}", "units.hub.wage: 'manger'"),
        ("units: {hub: }", "units.hub: null"),
        ("units: [hub]", "units: ['hub']"),
        ("every_department: {head: true}\nlines: {a: b}", "lines: {'a': 'b'}"),
        ("every_department: {head: true}\nlines: [hub]", "lines[0]: 'hub'"),
        ("every_department: {head: true}\nlines: [{between: [a, b], evry: 3}]", "lines[0].evry: no such key"),
        ("every_department: {head: true}\nlines: [{between: [a, b], every: often}]", "lines[0].every: 'often'"),
        ("every_department: {head: true}\nlines: [{between: [a]}]", "lines[0].between: ['a']"),
        ("every_department: {head: true}\napproval: {threshold: 2}", "approval.threshold: 2.0"),
        ("approval: {threshold: 1}", "units: is missing"),
        ("every_department: {reports_to: '${x}'}", "every_department.reports_to"),
    ],
)
def test_a_wrong_design_is_told_in_one_line(tmp_path, text, said):
    assert said in told_of_design(tmp_path, text)


def test_a_design_that_is_not_there_is_told_with_the_nearest():
    with pytest.raises(InputError, match=f"did you mean {DESIGNS[0]}"):
        load_design(DESIGNS[0] + "x")
    with pytest.raises(InputError, match="a YAML file that is there"):
        load_design("./nowhere.yaml")


def test_designs_are_named_once_and_at_least_two(tmp_path):
    copy = tmp_path / f"{DESIGNS[0]}.yaml"
    copy.write_bytes((configs() / "design" / copy.name).read_bytes())
    for names in ([DESIGNS[0]], [DESIGNS[0], DESIGNS[0]], [DESIGNS[0], str(copy)]):
        with pytest.raises(InputError, match="designs"):
            load_designs(names)
    copy.rename(tmp_path / "twin.yaml")
    one, twin = load_designs([DESIGNS[0], str(tmp_path / "twin.yaml")]).values()
    assert one == twin


@given(some.dictionaries(some.text(max_size=8), some.none() | some.integers() | some.text(max_size=5), max_size=3))
def test_no_design_file_raises_anything_but_an_input_error(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("design") / "any.yaml"
    path.write_text(yaml.safe_dump(raw))
    try:
        load_design(str(path))
    except InputError as error:
        assert "\n" not in str(error)


# the error itself


def test_an_input_error_comes_back_whole_from_another_process():
    for error in (
        InputError("company.load", 3.0, "a number"),
        InputError("network", "generate", ["generated", "none"]),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert str(again) == str(error) and again.nearest == error.nearest


def test_an_input_error_stays_one_line_whatever_was_written():
    assert "\n" not in str(InputError("a", "b\nc" * 1000, "something\nelse"))
    assert len(str(InputError("a", "x" * 10_000, "less"))) < 200


# the stamp


def test_a_stamp_holds_everything_and_loads_again(tmp_path):
    study, designs = load_study(shipped()), load_designs(DESIGNS)
    made = stamp(world(), designs, study, 5, "2026-01-01")
    assert made["seed"] == 5 and made["libraries"]["numpy"] and len(made["cost_register_sha256"]) == 64
    write_stamp(tmp_path, made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml", "stamp.json"]
    again = yaml.safe_load((tmp_path / "config.yaml").read_text())
    assert load_world(again) == world() and load_study(again) == study
    assert {name: typed(Design, raw) for name, raw in again["designs"].items()} == designs


def test_the_register_hash_is_of_costs_alone():
    company = world().company
    before = cost_register_hash(company)
    assert cost_register_hash(replace(company, load=0.5)) == before
    assert cost_register_hash(replace(company, wages=company.wages | {"staff": 20.0})) != before


def test_the_configuration_hash_changes_with_the_numbers_and_not_with_the_processes():
    study, designs = load_study(shipped()), load_designs(DESIGNS)
    before = configuration_hash(world(), designs, study)
    assert configuration_hash(world(), designs, replace(study, processes=3)) == before
    assert configuration_hash(world(), designs, replace(study, replications=3)) != before
    busier = replace(world(), company=replace(world().company, load=0.8))
    assert configuration_hash(busier, designs, study) != before


def test_the_hash_of_a_network_is_of_the_file_wherever_it_stands(tmp_path):
    hashes = []
    for name, text in {"a.txt": "1 2\n", "b.txt": "1 2\n", "c.txt": "1 3\n"}.items():
        (tmp_path / name).write_text(text)
        network = replace(world().network, kind="edge_list", path=str(tmp_path / name))
        hashes.append(configuration_hash(replace(world(), network=network), {}, Study()))
    assert hashes[0] == hashes[1] != hashes[2]


def test_the_world_of_a_command_is_a_world_alone():
    (point,) = compose("run")
    assert type(world_of(point.command)) is World and world_of(point.command) == world()


def test_a_users_folder_runs_no_code(tmp_path):
    company = tmp_path / "company"
    company.mkdir()
    calls = "hydra: {callbacks: {y: {_target_: os.makedirs, name: " + str(tmp_path / "made") + "}}}\n"
    (company / "evil.yaml").write_text("# @package _global_\n" + calls)
    with pytest.raises(InputError, match="without @package"):
        compose("run", ["--config-dir", str(tmp_path), "company=evil"])
    assert not (tmp_path / "made").exists()


def test_hours_come_to_whole_minutes():
    assert "whole minutes" in told_of("company.open_hour=8.3333")
    assert compose("run", ["company.open_hour=8.3"])[0].command.company.open_hour * 60 == pytest.approx(498)
