"""The command line: help at once, work in one line, mistakes in one line, nothing left lying about."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import yaml

from orgsim import __version__
from orgsim.cli import main
from orgsim.config.command import configs
from orgsim.config.load import load_study, load_world

DESIGNS = sorted(path.stem for path in (configs() / "design").glob("*.yaml"))
ONE, OTHER = DESIGNS[0], DESIGNS[-1]
TABLES = {"measures", "summary", "pairs", "levers", "seats"}


def orgsim(*words: str, cwd: Path) -> subprocess.Popen:
    """The command in a process, and a folder, of its own; it can be interrupted even where these tests cannot."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-W", "error", "-m", "orgsim", *words]
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(command, cwd=cwd, start_new_session=True, **pipes)
    finally:
        signal.signal(signal.SIGINT, before)


def refused(capsys, *words: str) -> str:
    """The one line said of a mistake."""
    assert main(list(words)) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("orgsim: ") and said.err.count("\n") == 1
    return said.err


# help


def test_help_comes_at_once_and_shows_commands_to_type(tmp_path):
    start = time.perf_counter()
    process = orgsim("--help", cwd=tmp_path)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0 and err == "" and time.perf_counter() - start < 1
    assert "orgsim compare designs=[" in out and f"Designs: {', '.join(DESIGNS)}" in out


@pytest.mark.parametrize("words", [["compare", "--help"], ["run", "-h"], ["help", "run"]])
def test_help_of_a_command_lists_files_and_keys_with_units_and_ranges(words, capsys):
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "a number from 0 to 2, share of staff minutes" in said and "topics.NAME.news" in said
    assert "demand      default, flat" in said and max(map(len, said.splitlines())) <= 140


def test_no_command_shows_the_help_and_version_the_version(capsys):
    assert main([]) == 0 and "Start here" in capsys.readouterr().out
    assert main(["--version"]) == 0 and capsys.readouterr().out == f"orgsim {__version__}\n"


def test_help_imports_nothing_heavy():
    code = "import sys, orgsim.cli; orgsim.cli.main(['compare', '--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "numba", "pandas", "hydra", "omegaconf", "mesa"} & set(done.stderr.split())


# mistakes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["comprae"], "'comprae' cannot be used; allowed: one of compare, run, sweep,"),
        (["compare", "company.lod=.8"], "did you mean company.load?"),
        (["compare", "company.load=3"], "company.load: 3.0"),
        (["compare", "-m", "company.load=.6,3"], "company.load: 3.0"),
        (["compare", f"designs=[{ONE},nobody]"], "designs: 'nobody' cannot be used; allowed: one of"),
        (["compare", f"designs=[{ONE}]"], "two or more"),
        (["run", f"design={ONE}x"], f"did you mean {ONE}?"),
        (["run", "estimand=flows"], "did you mean flow?"),
        (["run", "design=./nowhere.yaml"], "design: './nowhere.yaml'"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_writes_nothing(words, said, folder, capsys):
    assert said in refused(capsys, *words)
    assert not list(folder.iterdir())


def test_a_design_that_does_not_fit_the_world_is_told_before_anything_runs(folder, capsys):
    text = (configs() / "design" / f"{ONE}.yaml").read_text().replace("takes_in: [own]", "takes_in: [fax]")
    (folder / "mine.yaml").write_text(text)
    assert "takes_in: 'fax' cannot be used" in refused(capsys, "compare", f"designs=[{OTHER},./mine.yaml]")
    assert [path.name for path in folder.iterdir()] == ["mine.yaml"]


def test_a_file_in_the_place_of_the_folder_is_told_before_anything_runs(folder, capsys):
    (folder / "taken").write_text("")
    assert "out: 'taken" in refused(capsys, "compare", "out=taken/results")


# work


def test_compare_writes_tables_stamp_and_report_and_prints_the_answer(tiny, tmp_path):
    process = orgsim("compare", f"designs=[{ONE},{OTHER}]", "out=out", "seed=5", *tiny, cwd=tmp_path)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert ONE in out and OTHER in out and "report.html" in out and "running designs" in err
    assert [path.name for path in tmp_path.iterdir()] == ["out"]  # nothing of Hydra's
    assert TABLES <= {path.stem for path in (tmp_path / "out").glob("*.parquet")}
    assert (tmp_path / "out" / "report.html").is_file()
    assert set(pd.read_parquet(tmp_path / "out" / "measures.parquet")["design"]) == {ONE, OTHER}
    assert json.loads((tmp_path / "out" / "stamp.json").read_text())["seed"] == 5
    used = yaml.safe_load((tmp_path / "out" / "config.yaml").read_text())
    assert load_world(used).population.customers == 300 and load_study(used).replications == 2


def test_run_writes_the_tables_of_one_design_found_in_a_folder_of_ones_own(tiny, folder, capsys):
    own = folder / "mine" / "design"
    own.mkdir(parents=True)
    (own / "twin.yaml").write_bytes((configs() / "design" / f"{ONE}.yaml").read_bytes())
    assert main(["run", "design=twin", "--config-dir", "mine", "out=out", *tiny]) == 0
    assert "response_latency" in capsys.readouterr().out
    assert set(pd.read_parquet(folder / "out" / "measures.parquet")["design"]) == {"twin"}
    assert (folder / "out" / "stamp.json").is_file() and (folder / "out" / "episodes.parquet").is_file()


def test_a_multirun_gives_each_point_a_folder_of_its_own(tiny, folder, capsys):
    assert main(["run", "-m", f"design={ONE},{OTHER}", "out=many", *tiny]) == 0
    assert sorted(path.name for path in (folder / "many").iterdir()) == [f"1_design={ONE}", f"2_design={OTHER}"]
    assert f"design={OTHER} (2 of 2)" in capsys.readouterr().out
    assert [path.name for path in folder.iterdir()] == ["many"]


def test_the_same_command_gives_the_same_bytes(tiny, folder):
    for out in ("one", "two"):
        assert main(["run", f"design={ONE}", f"out={out}", *tiny]) == 0
    for name in ("measures.parquet", "config.yaml"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_interrupting_ends_with_one_line_and_leaves_nothing(tiny, tmp_path):
    process = orgsim("compare", "out=out/deep", *tiny, "study.replications=10000", cwd=tmp_path)
    for line in process.stderr:
        if line.startswith("running designs"):
            break
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and err.splitlines()[-1].startswith("orgsim: interrupted")
    assert "Traceback" not in err and not list(tmp_path.iterdir())


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    for words in (["--help"], ["compare", "--help"]):
        process = orgsim(*words, cwd=tmp_path)
        process.stdout.close()
        with process.stderr:
            assert process.stderr.read() == ""
        assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("word", ["company=null", "company=3", "network=true", "demand=1.5"])
def test_a_group_that_is_given_no_file_is_told_in_a_line(word, capsys):
    assert main(["compare", word]) == 2
    assert capsys.readouterr().err.startswith(f"orgsim: {word.partition('=')[0]}: ")


@pytest.mark.parametrize(("mark", "command"), [("paths.parquet", "compare"), ("sweep.json", "transition")])
def test_a_folder_of_another_command_is_refused_and_left_as_it_is(mark, command, tmp_path, capsys):
    (tmp_path / mark).write_text("")
    ways = {"transition": ["from=siloed", "to=cco"], "compare": []}
    assert main([command, *ways[command], f"out={tmp_path}"]) == 2
    assert "a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == [mark]
