"""A sweep read back from its folder: what is not as it was written is told in one line that names the file."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from made_up_sweeps import grid, made_up
from orgsim.cli import main
from orgsim.config.questions import QUESTIONS
from orgsim.config.stamp import resolved
from orgsim.errors import InputError
from orgsim.sweep.collected import collect
from orgsim.sweep.points import Failure, Point
from orgsim.sweep.swept import SEATS, read_sweep
from sweeps import small


def written(folder, points=None):
    """A sweep's folder of two designs, made up, and its name."""
    seats = pd.DataFrame([("world-0000", design, "sales", 3, 2.0, 2 / 3) for design in "ab"], columns=SEATS)
    points = grid(company__load=[0.6, 0.8]) if points is None else points
    swept = made_up(points, {"a": lambda p: 20 + 0 * p.index, "b": lambda p: 30 + 0 * p.index}, noise=1, seats=seats)
    for name in ("points", "measures", "seats", "levers"):
        getattr(swept, name).to_parquet(folder / f"{name}.parquet")
    configuration = {"designs": {"a": {}, "b": {}}, "study": {"confidence": 0.9}, "space": {"kind": "grid"}}
    (folder / "config.yaml").write_text(yaml.safe_dump(configuration))
    (folder / "stamp.json").write_text("{}")
    return folder


def refused(folder) -> str:
    """What is said of a folder that cannot be read."""
    with pytest.raises(InputError) as told:
        read_sweep(folder)
    assert told.value.key == "of" and told.value.value == str(folder) and "\n" not in str(told.value)
    return str(told.value)


def rewritten(folder, name, change):
    """One of a folder's tables changed."""
    table = change(pd.read_parquet(folder / f"{name}.parquet"))
    table.to_parquet(folder / f"{name}.parquet")


def test_a_folder_as_it_was_written_is_read(tmp_path):
    swept = read_sweep(written(tmp_path))
    assert swept.designs == ("a", "b") and swept.confidence == 0.9 and swept.factors == ["company.load"]
    assert len(swept.values("response_latency")) == 2 * 8


def test_files_that_are_no_sweeps_are_not_looked_at(tmp_path):
    written(tmp_path)
    (tmp_path / "mine.parquet").write_bytes(b"no table at all")
    pd.DataFrame({"x": [1]}).to_parquet(tmp_path / "theirs.parquet")
    assert len(read_sweep(tmp_path).points) == 2


@pytest.mark.parametrize("name", ["points", "measures", "seats", "levers"])
@pytest.mark.parametrize("damage", ["empty", "cut", "flipped"])
def test_a_damaged_table_is_named(name, damage, tmp_path):
    file = written(tmp_path) / f"{name}.parquet"
    whole = file.read_bytes()
    file.write_bytes(
        {"empty": b"", "cut": whole[: len(whole) // 2], "flipped": whole[:-60] + b"\xff" * 52 + whole[-8:]}[damage]
    )
    assert f"{name}.parquet can be read" in refused(tmp_path)


@pytest.mark.parametrize(
    ("name", "column"), [("points", "point"), ("measures", "value"), ("seats", "offered_load"), ("levers", "design")]
)
def test_a_table_without_a_column_is_named_with_it(name, column, tmp_path):
    if name == "levers":
        written(tmp_path)
        pd.DataFrame({"point": ["world-0000"]}).to_parquet(tmp_path / "levers.parquet")
    else:
        rewritten(written(tmp_path), name, lambda table: table.drop(columns=column))
    said = refused(tmp_path)
    assert f"{name}.parquet has the column {column}" in said


def test_a_table_of_something_else_is_named(tmp_path):
    rewritten(written(tmp_path), "measures", lambda table: table.assign(value="fast"))
    assert "measures.parquet has numbers in the column value" in refused(tmp_path)
    rewritten(written(tmp_path), "seats", lambda table: table.assign(point="elsewhere"))
    assert "seats.parquet is of the points in points.parquet" in refused(tmp_path)
    rewritten(written(tmp_path), "measures", lambda table: table.assign(design="c"))
    assert "measures.parquet is of the designs in config.yaml" in refused(tmp_path)
    (written(tmp_path) / "points.parquet").unlink()
    assert "with a points.parquet" in refused(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"designs: [", "can be read"),
        (b"\xff\xfe\x00", "can be read"),
        (b"", "has designs"),
        (b"- a\n- b\n", "has designs"),
        (b"study: {confidence: 0.95}\n", "has designs"),
        (b"designs: {}\nstudy: {confidence: 0.95}\n", "has designs"),
        (b"designs: {a: {}, b: {}}\n", "has a study with its confidence"),
        (b"designs: {a: {}, b: {}}\nstudy: {confidence: high}\n", "has a study with its confidence"),
    ],
)
def test_a_configuration_that_is_not_what_was_written_is_named(content, said, tmp_path):
    (written(tmp_path) / "config.yaml").write_bytes(content)
    assert f"config.yaml {said}" in refused(tmp_path)


def test_a_configuration_that_is_missing_is_named(tmp_path):
    (written(tmp_path) / "config.yaml").unlink()
    assert "config.yaml can be read" in refused(tmp_path)


@pytest.mark.parametrize("content", ["", "[1]", "{}", json.dumps({"points": 3})])
def test_a_broken_declaration_of_a_sweep_without_a_stamp_is_told(content, tmp_path):
    (written(tmp_path) / "stamp.json").unlink()
    (tmp_path / "sweep.json").write_text(content)
    assert "sweep.json" in refused(tmp_path)


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_tells_of_a_damaged_folder_in_one_line(question, tmp_path, capsys):
    (written(tmp_path) / "measures.parquet").write_bytes(b"PAR1")
    assert main([question, f"of={tmp_path}"]) == 2
    out, err = capsys.readouterr()
    assert "measures.parquet" in err and err.count("\n") == 1 and not out


@pytest.fixture(scope="module")
def nothing_done(tmp_path_factory):
    """A sweep whose every point failed, as the sweep writes it."""
    world, designs, study = small()
    out = tmp_path_factory.mktemp("failed") / "sweep"
    points = [Point(name, world, designs, study, seed=place) for place, name in enumerate("12")]
    found = {point.identity: Failure("InputError", "no such company", "") for point in points}
    values = [{"company.load": 0.6}, {"company.load": 0.7}]
    configuration = resolved(world, designs, study, 1) | {"space": {"kind": "grid"}}
    collect(out, points, values, found, world, designs, study, 1, configuration)
    return out


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_says_that_all_points_failed(question, nothing_done, capsys):
    capsys.readouterr()
    assert main([question, f"of={nothing_done}"]) == 2
    out, err = capsys.readouterr()
    assert "all 2 points failed" in err and f"{nothing_done}/failed" in err and "--retry-failed" in err
    assert err.count("\n") == 1 and not out


def test_points_that_failed_beside_one_that_is_done_hinder_no_question(tmp_path, capsys):
    points = grid(company__load=[0.6, 0.8])
    written(tmp_path, points)
    rewritten(tmp_path, "measures", lambda table: table[table["point"] == "world-0000"])
    failed = pd.DataFrame([("world-0001", "InputError", "no such company")], columns=["point", "error", "message"])
    failed.to_parquet(tmp_path / "failed.parquet")
    swept = read_sweep(tmp_path)
    assert np.isfinite(swept.values("response_latency").to_numpy()).all()
    for question in ("best", "differences", "breaks"):
        assert main([question, f"of={tmp_path}"]) == 0
