"""An answer in its folder: whole, of this question alone, and nobody's files but its own are touched."""

from __future__ import annotations

import importlib
import tempfile

import numpy as np
import pandas as pd
import pytest

from made_up_sweeps import normal, swept_of
from orgsim.answers.best import best
from orgsim.answers.differences import differences
from orgsim.answers.equivalence import equivalence
from orgsim.answers.robust import robust
from orgsim.errors import InputError
from orgsim.views.answer import WRITTEN, give, shown, written_out
from orgsim.views.answers.shares import percent

ONE = swept_of(normal({"a": [20], "b": [21]}, 4, seed=1))
MANY = swept_of(normal({"a": [20, 22], "b": [21, 21]}, 4, seed=1))
QUESTIONS = {"best": best, "differences": differences, "equivalence": equivalence, "robust": robust}


def ask(question, swept, out):
    """A question to a made-up sweep, its answer written."""
    give(question, QUESTIONS[question](swept), swept, out)


def files(out):
    """What is there, the note of it aside."""
    return {path.name for path in out.iterdir()} - {WRITTEN}


def test_what_an_earlier_answer_to_the_question_has_left_goes(tmp_path):
    ask("best", MANY, tmp_path)
    assert "by_point.csv" in files(tmp_path)
    ask("best", ONE, tmp_path)
    assert files(tmp_path) == {"answer.md", "best.csv", "selection.csv", "best.svg", "best.png"}


def test_files_of_the_user_stay(tmp_path):
    (tmp_path / "notes.md").write_text("mine")
    (tmp_path / "by_point.csv").write_text("mine")
    ask("best", ONE, tmp_path)
    ask("best", ONE, tmp_path)
    assert (tmp_path / "notes.md").read_text() == (tmp_path / "by_point.csv").read_text() == "mine"


def test_a_file_the_user_has_put_in_an_answers_place_stays(tmp_path):
    ask("best", MANY, tmp_path)
    (tmp_path / "by_point.csv").write_text("mine")
    ask("best", ONE, tmp_path)
    assert (tmp_path / "by_point.csv").read_text() == "mine"


def test_files_of_another_question_in_the_folder_stay(tmp_path):
    ask("best", MANY, tmp_path)
    ask("differences", MANY, tmp_path)
    both = (tmp_path / "by_point.csv").read_text()
    assert "design_a" in both  # the later one's
    ask("best", ONE, tmp_path)
    assert (tmp_path / "by_point.csv").read_text() == both and "differences.csv" in files(tmp_path)
    ask("differences", ONE, tmp_path)
    assert "by_point.csv" not in files(tmp_path) and {"best.csv", "differences.csv"} < files(tmp_path)


@pytest.mark.parametrize("note", ["", "[]", '{"best": 3}', '{"best": {"../outside.csv": null, "gone.csv": null}}'])
def test_with_a_broken_note_nothing_goes(note, tmp_path):
    out = tmp_path / "out"
    ask("best", MANY, out)
    (tmp_path / "outside.csv").write_text("mine")
    (out / WRITTEN).write_text(note)
    ask("best", ONE, out)
    assert (tmp_path / "outside.csv").exists() and "by_point.csv" in files(out)


@pytest.mark.parametrize("below", ["", "best"])
def test_a_file_where_the_answer_should_go_is_told(below, tmp_path):
    (tmp_path / "answers").write_text("mine")
    with pytest.raises(InputError, match="answers is a file"):
        ask("best", ONE, tmp_path / "answers" / below)
    assert (tmp_path / "answers").read_text() == "mine"


def test_a_folder_that_may_not_be_written_to_is_told(tmp_path, monkeypatch, capsys):
    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    with pytest.raises(InputError, match="may be written to"):
        ask("best", ONE, tmp_path)
    assert not files(tmp_path) and not capsys.readouterr().out


def test_a_table_is_shown_with_a_few_columns_in_plain_words_and_numbers_as_people_write_them():
    table = pd.DataFrame({"design": ["hub_and_spoke"], "share": [0.8333], "mean": [12345.6], "rest": [2.776e-17]})
    said = shown(table, {"design": "design", "share": ("first in", percent), "mean": "mean"})
    head, row, more = said.splitlines()
    assert head.split() == ["design", "first", "in", "mean"]
    assert row.split() == ["hub", "and", "spoke", "83", "%", "12,346"] and more == "(1 more columns in the csv)"


def test_of_a_table_without_titles_the_first_six_columns_are_shown():
    table = pd.DataFrame({f"some_{n}": [n + 0.5] for n in range(9)})
    head, _, more = shown(table).splitlines()
    assert head.split() == " ".join(f"some {n}" for n in range(6)).split() and more == "(3 more columns in the csv)"


def test_numbers_of_a_column_have_the_figures_of_its_largest():
    column = pd.Series([2.776e-17, -1.5, 20.25, np.nan, np.inf])
    assert written_out(column) == ["0.0", "−1.5", "20.2", "–", "∞"]
    assert written_out(pd.Series([3.0, 1200.0])) == ["3", "1,200"]
    assert written_out(pd.Series([True, False])) == ["yes", "no"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_titles_columns_it_has(question):
    said = importlib.import_module(f"orgsim.views.answers.{question}")
    answer = QUESTIONS[question](MANY)
    assert set(said.columns(answer)) <= set(answer.table.columns) and len(said.columns(answer)) <= 6
