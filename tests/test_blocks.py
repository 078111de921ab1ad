"""Every block on every page runs: commands as the reader types them, programs, and files that are saved on the way.

A page is read from top to bottom in an empty folder. A command that would take minutes is made small by ``SMALL``, the
one rule for all pages; a block in which commands begin with ``$`` runs as it stands, and what is printed is compared.
"""

from __future__ import annotations

import gzip
import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml

from orgsim.cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
APART = ("pictures.md",)  # runs in tests/test_pictures.py
PAGES = [page for page in PAGES if not page.name.startswith("_") and "_build" not in page.parts]
PAGES = [page for page in PAGES if page.name not in APART]
BLOCK = re.compile(
    r"^(?P<fence>```+)(?P<language>[\w{}-]*)[^\n]*\n(?P<text>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL
)
SAVED = re.compile(r"[Ss]ave this as `([\w./]+)`")
ELSEWHERE = re.compile(
    r"^(make|pip|jupyter|dask|\. |git|python -m|ruff|source|cd |\.ci/|#)"
)  # installing, and what ends never
CLUSTER = "parallel.scheduler=tcp"  # runs in tests/test_cluster.py
SMALL = {
    "sweep": ("study.path_replications=0", "space.points=2", "designs=[siloed,hub_and_spoke]"),
    "optimise": ("search.trials=4",),
    "fit": ("study.path_replications=0", "star.halvings=0", "star.size=[]", "star.load=[.7,.9]",
            "star.interdependence=[]", "star.volatility=[]", "star.publicness=[]", "uncertain.points=2"),
    "transition": ("study.measured_weeks=4", "plan.day=7", "plan.every_days=1"),
    "journey": ("designs=[siloed,cco]", "study.path_replications=0"),
    "validate": ("only=[mm1_busy]",),
}  # fmt: skip
RUNS = ("compare", "run", "sweep", "optimise", "fit", "transition", "journey", "picture")
FIXED = (
    "study.levers.meeting_every",
    "company.scale",
)  # of the small study: not where a company or a journey has its own


def blocks() -> list:
    """Every block of every page, with the page it stands on, in order."""
    return [
        pytest.param(page, id=str(page.relative_to(ROOT)))
        for page in PAGES
        if any(
            found["language"] in ("", "sh", "bash", "python", "yaml", "console")
            for found in BLOCK.finditer(page.read_text())
        )
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory, tiny) -> Path:
    """What pages take for granted: a folder with results, a design and a company of one's own, a network."""
    folder = tmp_path_factory.mktemp("pages")
    readme = (ROOT / "README.md").read_text()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for text in (found["text"] for found in BLOCK.finditer(readme) if found["language"] == "yaml"):
            write_down(text, text.split(":")[0].removeprefix("# ") if text.startswith("# mine/") else "mine.yaml")
        for group in ("maturity", "scorecard"):
            (folder / "mine" / group).mkdir()
            shutil.copy(ROOT / "configs" / group / "default.yaml", folder / "mine" / group / "ours.yaml")
        with gzip.open("friends.txt.gz", "wt") as file:
            file.writelines(f"{person} {(person + step) % 300}\n" for person in range(300) for step in (1, 7))
        swept = ("study.path_replications=0", "company.load=.6,.8", "demand.interdependence=0,.5")
        assert main(["compare", *tiny, "study.mechanism_replications=2"]) == 0
        assert main(["sweep", *tiny, "-m", *swept]) == 0
        assert main(["transition", *tiny, *SMALL["transition"]]) == 0
        assert main(["journey", *small(["journey"], tiny)[1:]]) == 0
    return folder


def write_down(text: str, name: str) -> None:
    """Save a file."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


def small(words: list[str], tiny) -> list[str]:
    """The words of a command with those added that make it quick, unless it sets them itself."""
    name, rest = words[0], list(words[1:])
    given = {word.partition("=")[0] for word in rest}
    own = name == "journey" or "company=ours" in rest or "--config-dir" in rest
    added = [word for word in tiny if not (own and word.startswith(FIXED))] if name in RUNS else []
    added += [word for word in ("study.mechanism_replications=0",) if name in ("compare",)]
    always = dict(word.partition("=")[::2] for word in SMALL.get(name, ()))
    rest = [word for word in rest if word.partition("=")[0] not in always]
    if name == "sweep" and "uncertain" not in " ".join(rest) and "interval(" not in " ".join(rest):
        del always["space.points"]  # every combination
    if any(key.startswith("precision.") for key in given):
        always["precision.most"] = "15"
        rest = [word for word in rest if not word.startswith("precision.most=")]
    if name == "picture" and any(word.startswith("of=") for word in rest):
        added = []
    added = [word for word in added if word.partition("=")[0] not in {*given, *always}]
    return [name, *rest, *added, *(f"{key}={value}" for key, value in always.items())]


@pytest.mark.parametrize("page", blocks())
def test_every_block_of_the_page_runs(page, kept, folder, tiny, capsys):
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    text = page.read_text()
    for found in BLOCK.finditer(text):
        language, block = found["language"], found["text"]
        if language == "python":
            run_program(block, page.name, capsys)
        elif language == "yaml":
            assert yaml.safe_load(block), block
            names = SAVED.findall(text[: found.start()][-600:])
            name = (
                block.split(":")[0].removeprefix("# ") if block.startswith("# mine/") else names[-1] if names else None
            )
            if name:
                write_down(block, name)
        elif language in ("", "sh", "bash"):
            for line in block.splitlines():
                run_line(line.strip(), tiny)
        elif language == "console":
            run_console(block, capsys)


def run_line(line: str, tiny) -> None:
    """A line of a block: a command of orgsim runs, made small; others are of kinds that are known."""
    if not line.startswith("orgsim "):
        return
    words = shlex.split(line, comments=True)[1:]
    if any(word.startswith(CLUSTER) for word in words) or words[0] == "play":
        return  # play: tests/test_play_browser.py
    words = words if "--help" in words else small(words, tiny)
    if words[0] in RUNS:  # from nothing, as the reader would
        given = dict(word.partition("=")[::2] for word in words)
        shutil.rmtree(given.get("out", f"results/{words[0]}"), ignore_errors=True)
    assert main(words) == 0, line


def run_program(block: str, name: str, capsys) -> None:
    """A program runs; what it prints fits on a page, and nothing of it is left out."""
    capsys.readouterr()
    exec(compile(block, f"{name}, a block", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert "..." not in printed and all(len(line) <= 120 for line in printed.splitlines())


def run_console(block: str, capsys) -> None:
    """Commands after $, each followed by what it prints (lines of dots stand for what is left out)."""
    for part in re.split(r"^\$ orgsim ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        capsys.readouterr()
        assert main(shlex.split(command, comments=True)) == 0, command
        said = re.sub(r"\s+", " ", capsys.readouterr().out)
        for line in expected.splitlines():
            if line.strip() and line.strip() != "...":
                assert re.sub(r"\s+", " ", line).strip() in said, f"{command}: {line}\n{said}"


def test_every_command_on_the_pages_is_of_a_kind_that_is_run_or_known():
    for page in PAGES:
        for found in BLOCK.finditer(page.read_text()):
            if found["language"] in ("sh", "bash"):
                for line in filter(None, map(str.strip, found["text"].splitlines())):
                    assert line.startswith("orgsim ") or ELSEWHERE.match(line), (page.name, line)
