"""The lessons run from start to end as a class would run them, and have the parts that make an hour of teaching."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from orgsim.errors import InputError
from orgsim.lessons import change, designs, difference, differences, own_world, small_study
from orgsim.views.lessons import predicted, said

FOLDER = Path(__file__).parents[1] / "docs" / "lessons"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
PARTS = (
    "## The question (5 minutes)",
    "## Your prediction (10 minutes)",
    "## The experiment (20 minutes)",
    "## The debrief (15 minutes)",
    "## The assignment (10 minutes",
    "## What the model leaves out",
)
SECONDS = 300  # for a cell on a machine that has to compile the engine first


def called(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def notebook(path: Path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code(cell) -> ast.Module:
    """A code cell as Python, without the lines that are for the notebook alone."""
    return ast.parse("\n".join("" if line.startswith("%") else line for line in cell.source.splitlines()))


def names(cell, of: type) -> set[str]:
    """The names that a cell stores, or loads."""
    return {node.id for node in ast.walk(code(cell)) if isinstance(node, ast.Name) and isinstance(node.ctx, of)}


def run(path: Path, folder: Path):
    """The notebook after its run, in a kernel of its own that works in the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that start the kernel; what cells say is looked at
        done = notebook(path)
        where = {"metadata": {"path": str(folder)}}
        NotebookClient(done, timeout=SECONDS, kernel_name="python3", resources=where).execute()
    return done


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=called)
def test_a_notebook_runs_from_start_to_end_and_leaves_nothing_behind(path, tmp_path):
    done = run(path, tmp_path)
    outputs = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.output_type == "stream"] == []
    shown = [output.data for output in outputs if "data" in output]
    assert any("image/svg+xml" in data for data in shown), "no picture"
    assert any("text/markdown" in data for data in shown), "no sentence made of numbers"
    assert list(tmp_path.iterdir()) == []


def test_there_are_six_lessons_with_a_solution_each():
    assert [path.name[0] for path in LESSONS] == list("123456")
    assert [path.name for path in SOLUTIONS] == [path.name for path in LESSONS]


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=called)
def test_a_notebook_is_kept_without_outputs(path):
    kept = notebook(path)
    nbformat.validate(kept)
    assert (kept.nbformat, kept.nbformat_minor, kept.metadata.kernelspec.name) == (4, 5, "python3")
    cells = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)


@pytest.mark.parametrize("path", LESSONS, ids=called)
def test_a_lesson_has_its_parts_in_their_order(path):
    said = "\n".join(cell.source for cell in notebook(path).cells if cell.cell_type == "markdown")
    places = [said.find(part) for part in PARTS]
    assert -1 not in places and places == sorted(places)


@pytest.mark.parametrize("path", LESSONS, ids=called)
def test_what_the_class_predicts_comes_first_and_is_held_against_what_came_out(path):
    cells = [cell for cell in notebook(path).cells if cell.cell_type == "code"]
    predictions = names(cells[0], ast.Store)
    compared = next(cell for cell in cells if "predicted(" in cell.source)
    assert predictions and predictions <= names(compared, ast.Load)


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=called)
def test_what_a_notebook_says_is_asserted(path):
    claims = [node for cell in notebook(path).cells if cell.cell_type == "code" for node in ast.walk(code(cell))]
    assert any(isinstance(node, ast.Assert) for node in claims)


@pytest.mark.parametrize("path", SOLUTIONS, ids=called)
def test_a_solution_tells_good_answers_from_poor_ones(path):
    said = "\n".join(cell.source for cell in notebook(path).cells)
    assert "## What a good answer says" in said and "## What a poor answer says" in said


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS, FOLDER / "README.md"], ids=called)
def test_links_of_a_lesson_lead_somewhere(path):
    text = path.read_text() if path.suffix == ".md" else "\n".join(cell.source for cell in notebook(path).cells)
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


# What the notebooks stand on


def comparison(hours: dict[str, list[float]]):
    """A comparison that has one measure only, latency in hours by world."""
    rows = [
        (design, "flow", world, "response_latency", "hours", "all", value)
        for design, values in hours.items()
        for world, value in enumerate(values)
    ]
    columns = ["design", "estimand", "replication", "measure", "unit", "subset", "value"]
    return SimpleNamespace(measures=pd.DataFrame(rows, columns=columns), study=SimpleNamespace(confidence=0.95))


def test_a_difference_is_of_one_less_another_world_by_world():
    found = comparison({"a": [10.0, 20.0, 30.0], "b": [13.0, 25.0, 34.0]})  # differences 3, 5, 4: t(.975, 2) = 4.3027
    each = difference(found, "response_latency", "b", "a")
    half = 4.302653 / 3**0.5
    assert (each["mean"], each["low"], each["high"]) == pytest.approx((4, 4 - half, 4 + half), abs=1e-5)
    assert (each["verdict"], each["beyond"], each["n"]) == ("higher", False, 3)
    assert difference(found, "response_latency", "a", "b")["verdict"] == "lower"


def test_a_difference_within_the_margin_is_equal_and_one_that_may_be_nothing_is_unclear():
    steady = comparison({"a": [10.0, 20.0, 30.0], "b": [10.1, 20.2, 30.1]})
    unsteady = comparison({"a": [10.0, 20.0, 30.0], "b": [20.0, 15.0, 30.0]})
    table = differences({1: steady, 2: unsteady}, "response_latency", "b", "a")
    assert list(table["at"]) == [1, 2] and list(table["verdict"]) == ["equal", "unclear"]


def test_a_change_is_of_one_design_after_less_before():
    before, after = comparison({"a": [10.0, 20.0, 30.0]}), comparison({"a": [5.0, 15.0, 25.0]})
    assert change(before, after, "response_latency", "a")["mean"] == -5


def test_a_lead_changes_by_what_the_other_design_does_not_change():
    before, after = comparison({"a": [10.0, 20.0], "b": [7.0, 18.0]}), comparison({"a": [15.0, 30.0], "b": [9.0, 23.0]})
    each = change(before, after, "response_latency", "b", against="a")  # leads -3 and -2, then -6 and -7
    assert each["mean"] == -4 and each["n"] == 2


def test_a_prediction_stands_beside_what_came_out():
    table = predicted({"who": ("hub", "silos"), "hours": (3, -24.567), "turns": (None, False)})
    assert table.splitlines()[2:] == [
        "| who | hub | silos |",
        "| hours | 3 | \u221224.6 |",
        "| turns | nothing written down | no |",
    ]


def test_a_mean_is_said_with_its_interval():
    row = {"mean": 24.57, "low": 22.57, "high": 26.57, "unit": "hours"}
    assert said(row, signed=True) == "+25 h (+23 to +27)"
    assert said({"mean": 0.853, "low": 0.8512, "high": 0.8548, "unit": "share"}) == "0.853 (0.851 to 0.855)"


def test_designs_are_read_from_a_text_or_by_name():
    text = "title: All in one\nunits:\n  all: {departments: ['*'], takes_in: ['*']}\n"
    found = designs(one=text, silos="siloed")
    assert found["one"].title == "All in one" and found["silos"].title == "Functional silos"


def test_a_mistake_in_a_text_is_told():
    with pytest.raises(InputError, match="takes_inn"):
        designs(one="title: x\nunits:\n  all: {takes_inn: ['*']}\n")


def test_a_world_takes_groups_from_texts_and_the_rest_from_the_defaults():
    world = own_world("company.load=.8", topics="leaks: {department: service, share: 1, news: 0.5}\n")
    assert list(world.topics) == ["leaks"] and world.company.load == 0.8 and list(world.channels)[0] == "phone"


def test_a_small_study_can_be_changed():
    study = small_study("study.replications=16")
    assert (study.replications, study.measured_weeks, study.path_replications, study.processes) == (16, 4, 0, 1)
