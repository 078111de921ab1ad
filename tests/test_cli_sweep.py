"""From the command line: a sweep, questions to it, and what is said of mistakes."""

from __future__ import annotations

import pytest

from conftest import TINY
from orgsim.cli import main
from orgsim.config.questions import QUESTIONS
from sweeps import LOADS

SMALL = (*TINY, "study.path_replications=0", "designs=[siloed,hub_and_spoke]")
GRID = "company.load=" + ",".join(map(str, LOADS))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished sweep's folder."""
    out = tmp_path_factory.mktemp("cli") / "sweep"
    assert main(["sweep", "-m", GRID, "demand.interdependence=0,.5", *SMALL, f"out={out}"]) == 0
    return out


def test_a_sweep_says_who_is_ahead_at_how_many_points_and_what_to_ask_next(done, capsys):
    assert main(["sweep", "-m", GRID, "demand.interdependence=0,.5", *SMALL, f"out={done}"]) == 0
    said = capsys.readouterr().out
    assert "6 points, 2 designs, 2 replications of the flow" in said
    assert "Response latency: ahead by the margin in " in said and f"of={done}" in said
    assert "orgsim map" in said and "orgsim sensitivity" not in said and "orgsim failures" not in said


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - {"sensitivity", "failures"}))
def test_every_question_is_answered_in_words_a_table_and_a_picture(question, done, tmp_path, capsys):
    assert main([question, f"of={done}", f"out={tmp_path}"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0].strip() and "tables and pictures" in said
    page = (tmp_path / "answer.md").read_text()
    assert page.startswith("# ") and "6 points" in page
    assert list(tmp_path.glob("*.csv")) and list(tmp_path.glob("*.svg"))


def test_a_comparison_may_be_asked_too(tmp_path, capsys):
    out = tmp_path / "compare"
    assert main(["compare", *SMALL, "study.mechanism_replications=0", f"out={out}"]) == 0
    capsys.readouterr()
    assert main(["best", f"of={out}", "measure=voice"]) == 0
    assert "voice" in capsys.readouterr().out


def test_what_varies_is_what_the_command_line_says(tmp_path, capsys):
    words = ["space.vary={company.load: [.6,.7]}", *SMALL, f"out={tmp_path}/out"]
    assert main(["sweep", *words]) == 0
    assert "2 points" in capsys.readouterr().out


def test_null_is_a_value_like_another_on_the_map(tmp_path):
    grid = ["-m", "designs.hub_and_spoke.units.hub.seats=null,1,2", "company.load=.6,.8"]
    assert main(["sweep", *grid, *SMALL, f"out={tmp_path}/out"]) == 0
    assert main(["map", f"of={tmp_path}/out"]) == 0


def test_exit_code_1_where_a_point_failed_and_the_rest_is_there(tmp_path, capsys):
    words = ["-m", "designs.siloed.units.marketing.seats=2,20", *SMALL, f"out={tmp_path}/out"]
    assert main(["sweep", *words]) == 1
    assert "1 of 2 points failed; point 2" in capsys.readouterr().out
    assert main(["sweep", *words, "--retry-failed"]) == 1


def test_replications_until_narrow_enough_are_told(tmp_path, capsys):
    asked = ["precision.measure=response_latency", "precision.half_width=1000"]
    one = ["space.kind=list", "space.list=[{company.load: .7}]"]
    assert main(["sweep", *one, *SMALL, *asked, f"out={tmp_path}/out"]) == 0
    assert "Replications enough for response latency: 15 at 1 point." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "-m", "company.lod=.6,.7"], "company.lod: no such key"),
        (["sweep", "-m", "company.load=.6,3"], "company.load: 3.0"),
        (["sweep", "company.load=.8"], "company.load: '.8' cannot be used; allowed: no value: the space varies"),
        (
            ["sweep", "-m", "network=generated,none", "network.mean_degree=9"],
            "choice(9), after it, or no value",
        ),
        (["sweep", "-m", "topics.*.news=1,2", "topics.prices.news=3"], "the space varies topics.*.news"),
        (["sweep", "space.kind=list", "space.list=[{company.load: .6}]", "company.load=.7"], "the space varies"),
        (["sweep", "keep=[net_advocates]"], "keep: 'net_advocates' cannot be used"),
        (["sweep", "keep=['voice:channel=phoney']"], "voice:pair=within_unit"),
        (["sweep", "precision.measure=cumulative_resolved"], "precision.measure: 'cumulative_resolved' cannot be used"),
        (["sweep", "-m", "topics.*.nws=1,2"], "did you mean news?"),
        (["sweep", "-m", "designs.nobody.approval.threshold=0,1"], "designs.nobody.approval.threshold: no such key"),
        (["sweep", "space.kind=gird"], "did you mean grid?"),
        (["sweep", "space=uncertain", "space.points=100"], "a power of 2"),
        (["sweep", "keep=[voce]"], "did you mean voice?"),
        (["sweep", "precision.measure=voce"], "did you mean voice?"),
        (["sweep", "precision.least=3"], "precision.least"),
        (["best", "of=nowhere"], "of: 'nowhere' cannot be used"),
        (["best", "of={done}", "measure=voce"], "did you mean voice?"),
        (["best", "of={done}", "subset=channel=phone"], "subset"),
        (["map", "of={done}", "x=company.lod"], "did you mean company.load?"),
        (["breaks", "of={done}", "design=silo"], "did you mean siloed?"),
        (["sensitivity", "of={done}"], "has 6 worlds; sensitivity needs 32"),
        (["best", "of={done}", "measure=net_advocates"], "sweep again with study.path_replications=12"),
        (["optimise", "search=own", "+search.vary={company.load: [.5, .6]}"], "company.load"),
    ],
)
def test_a_mistake_is_told_in_one_line(words, said, done, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    assert main([word.format(done=done) if "{done}" in word else word for word in words]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and not out
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".parquet", ".csv")]
