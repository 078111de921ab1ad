"""The scorecard: targets met or missed by their intervals, where they come from, the journey; and a radar."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from conftest import TINY
from made_up import made_up_records
from made_up_sweeps import normal, swept_of, title_of
from orgsim.answers.card import CARD, LAGGING, LEADING, LEARNING, PERSPECTIVES, TARGETED
from orgsim.answers.scorecard import scorecard, verdict
from orgsim.cli import main
from orgsim.comparison.margins import HIGHER, LOWER, NEITHER, better
from orgsim.config.scorecard import Scorecard, Targets
from orgsim.errors import InputError
from orgsim.measures.voice import ONE_ANSWER, voice
from orgsim.sweep.series import comparisons
from orgsim.views.answers.scorecard import figures, lines
from orgsim.views.radar import SPOKES, radar

SMALL = (*TINY, "study.path_replications=0", "designs=[siloed,hub_and_spoke]", "study.mechanism_replications=0")
NORMS = {"phone": {"share": 1, "norm_hours": 1}, "mail": {"share": 3, "norm_hours": 25}}


def card(values, measure="response_latency", factors=None, **targets):
    """The answer for made-up values of one measure; keywords: targets given."""
    return scorecard(swept_of(values, measure, factors), Scorecard(targets=Targets(**targets)))


def verdicts(answer) -> dict[str, str]:
    """By design, of the only measure."""
    return dict(zip(answer.tables["estimates"]["design"], answer.tables["estimates"]["verdict"], strict=True))


def test_every_perspective_has_leading_and_lagging_measures_and_the_leading_come_first():
    for perspective in PERSPECTIVES:
        when = [item.when for item in CARD if item.perspective == perspective]
        assert set(when) == {LEADING, LAGGING} and when == sorted(when, key=[LEADING, LAGGING].index)
        assert 3 <= len(when) <= 5
    assert sum(item.when == LEADING for item in CARD if item.perspective == LEARNING) >= 3


def test_the_better_side_is_that_of_the_standards_and_only_measures_with_one_have_targets():
    assert all(item.better == better(item.measure) for item in CARD)
    assert set(TARGETED) == {item.name for item in CARD if item.better != NEITHER}


def test_a_target_is_met_where_the_whole_interval_is_on_its_good_side_and_missed_where_it_is_on_the_bad():
    values = {"a": [[18, 21, 24]], "b": [[24, 27, 30]], "c": [[23, 24, 25]]}
    assert verdicts(card(values, response_latency=24)) == {"a": "unclear", "b": "unclear", "c": "unclear"}
    values = {name: np.repeat(each, 8, axis=1) for name, each in values.items()}
    assert verdicts(card(values, response_latency=24)) == {"a": "met", "b": "not met", "c": "unclear"}
    assert verdicts(card({"a": [[0.9, 0.91]], "b": [[0.7, 0.71]]}, "voice", voice=0.8)) == {
        "a": "met",
        "b": "not met",
    }


@pytest.mark.parametrize(("way", "low", "high", "said"), [
    (LOWER, -2, -1, "met"), (LOWER, -1, 0, "met"), (LOWER, 0, 0, "met"), (LOWER, -1, 1, "unclear"),
    (LOWER, 0.1, 1, "not met"), (HIGHER, 1, 2, "met"), (HIGHER, 0, 1, "met"), (HIGHER, -2, -1, "not met"),
    (LOWER, np.nan, np.nan, "unclear"),
])  # fmt: skip
def test_the_verdict_is_by_the_interval_of_the_difference(way, low, high, said):
    assert verdict(way, low, high) == said


def test_where_a_target_equals_the_true_mean_a_verdict_is_given_in_5_percent_of_cards():
    """400 cards: Binomial(400, .05) lies outside 6 to 36 with probability 2e-4."""
    given = 0
    for seed in range(400):
        answer = card(normal({"a": [24.0]}, 12, seed), response_latency=24)
        given += verdicts(answer)["a"] != "unclear"
    assert 6 <= given <= 36


def test_targets_not_given_are_the_first_design_as_it_is_and_compared_with_it_in_pairs():
    luck = 10 * np.random.default_rng(1).normal(size=10)
    values = {"now": [40 + luck], "better": [39 + luck], "same": [40 + luck]}
    answer = card({name: np.array(each) for name, each in values.items()})
    assert verdicts(answer) == {"now": "as it is", "better": "met", "same": "met"}
    better_row = answer.tables["estimates"].set_index("design").loc["better"]
    assert better_row["low"] < better_row["target"] < better_row["high"]  # unpaired it could not be told
    assert better_row["gap_low"] == pytest.approx(-1) and better_row["gap_high"] == pytest.approx(-1)
    other = scorecard(swept_of(values | {"now": [40 + luck]}), Scorecard(as_it_is="better"))
    assert verdicts(other)["now"] == "not met" and verdicts(other)["better"] == "as it is"


def test_with_no_target_nothing_is_judged():
    answer = scorecard(swept_of({"a": [[1, 2]], "b": [[3, 4]]}), Scorecard(as_it_is="none"))
    assert set(verdicts(answer).values()) == {""} and answer.tables["estimates"]["target"].isna().all()
    assert "no target was given" in lines(answer)[0]


def test_a_single_design_has_no_target_but_the_norms():
    measures = swept_of({"a": [[1.0, 2.0]]}).measures
    swept = replace(
        swept_of({"a": [[1.0, 2.0]]}),
        measures=pd.concat([measures, measures.assign(measure="first_answer", value=18.0)]),
        configuration={"channels": NORMS},
    )
    found = scorecard(swept).table.set_index("measure")
    assert found.at["first_answer", "target"] == (1 + 3 * 25) / 4 and found.at["first_answer", "a_verdict"] == "met"
    assert found.at["first_answer", "source"] == "channel norms" and np.isnan(found.at["response_latency", "target"])
    none = scorecard(swept, Scorecard(norms=False)).table.set_index("measure")
    assert np.isnan(none.at["first_answer", "target"])


def test_norms_that_vary_over_the_points_are_no_target():
    factors = {"channels.phone.norm_hours": [1, 2]}
    swept = swept_of({"a": [[1, 2], [1, 2]]}, factors=factors)
    swept = replace(swept, measures=swept.measures.assign(measure="first_answer"), configuration={"channels": NORMS})
    assert np.isnan(scorecard(swept).table["target"].iloc[0])


def test_the_share_of_minutes_in_meetings_is_theirs_over_all():
    measures = swept_of({"a": [[30.0, 20.0]], "b": [[0.0, 10.0]]}).measures
    meetings = measures.assign(measure="minutes_per_week", unit="minutes a week", subset="kind=meeting")
    whole = meetings.assign(subset="all", value=100.0)
    swept = replace(swept_of({"a": [[1, 2]], "b": [[1, 2]]}), measures=pd.concat([measures, meetings, whole]))
    found = scorecard(swept).table.set_index("measure").loc["meetings"]
    assert found["a"] == pytest.approx(0.25) and found["b"] == pytest.approx(0.05) and found["a_verdict"] == ""


def test_a_target_of_what_is_not_kept_is_told():
    with pytest.raises(InputError) as told:
        card({"a": [[1, 2]]}, right_answers=0.9)
    assert "right_answers" in str(told.value) and "keep=['voice:answers=one']" in str(told.value)
    with pytest.raises(InputError):
        scorecard(swept_of({"a": [[1, 2]]}), Scorecard(as_it_is="nobody"))
    with pytest.raises(InputError):
        scorecard(swept_of({"a": [[1, 2]]}, "heads"))


def test_a_journey_tells_what_became_better_and_worse_and_at_how_many_stages_targets_are_met():
    values = {"a": np.array([[30, 31], [24, 26], [20, 21]]), "b": np.array([[20, 21], [20, 21], [30, 31]])}
    values = {name: np.repeat(each, 6, axis=1).astype(float) for name, each in values.items()}
    answer = card(values, factors={"company.load": [0.6, 0.7, 0.8]}, response_latency=25)
    moved = answer.tables["journey"].set_index("design")
    assert moved["verdict"].to_dict() == {"a": "better", "b": "worse"}
    assert moved["change"].to_dict() == {"a": pytest.approx(-10), "b": pytest.approx(10)}
    met = answer.tables["met"].set_index("design")
    assert met.loc["a", ["met", "not met", "unclear"]].tolist() == [1, 1, 1]
    assert met.loc["b", ["met", "not met", "unclear"]].tolist() == [2, 1, 0]
    assert any("company.load from 0.6 to 0.8" in line for line in lines(answer))
    assert set(figures(answer)) == {"scorecard", "journey"}


def test_points_that_are_no_stages_make_no_journey():
    values = {"a": [[1.0, 2.0], [3.0, 4.0]]}
    factors = {"company.load": [0.6, 0.7], "company.slip": [0.0, 0.1]}
    drawn = replace(swept_of(values, factors=factors), configuration={"space": {"kind": "sobol"}})
    assert "journey" not in scorecard(drawn).tables and "met" in scorecard(drawn).tables
    listed = replace(drawn, configuration={"space": {"kind": "list"}})
    assert "journey" in scorecard(listed).tables


def test_the_first_line_counts_targets_and_the_picture_has_it_as_its_title():
    values = {"a": [[20.0, 20.1, 20.2]], "b": [[30.0, 30.1, 30.2]]}
    answer = card(values, response_latency=24)
    assert lines(answer)[0] == "A meets 1 of 1 target; b meets 0 of 1 target and misses 1."
    assert title_of(figures(answer)["scorecard"]) + "." == lines(answer)[0]
    assert "given by the user (response latency)" in " ".join(lines(answer))


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """Two comparisons in a folder, as `orgsim compare -m` leaves them."""
    out = tmp_path_factory.mktemp("series") / "journey"
    assert main(["compare", "-m", "company.load=.6,.7", *SMALL, f"out={out}"]) == 0
    return out


def test_a_folder_of_comparisons_is_a_journey(stages, capsys):
    capsys.readouterr()
    assert main(["scorecard", f"of={stages}", "scorecard.targets.response_latency=1000"]) == 0
    said = capsys.readouterr().out
    assert "1_company.load=0.6" in said and "target 1,000" in said
    assert (stages / "answers" / "scorecard" / "journey.svg").is_file()
    assert len(comparisons(stages)) == 2
    table = pd.read_csv(stages / "answers" / "scorecard" / "by_point.csv")
    assert set(table["perspective"]) == set(PERSPECTIVES) and {"meetings", "look_ups", "bounces"} <= set(
        table["measure"]
    )


def test_targets_may_come_from_a_file_of_ones_own(stages, tmp_path, capsys):
    (tmp_path / "scorecard").mkdir()
    (tmp_path / "scorecard" / "ours.yaml").write_text("targets: {voice: 0.01}\nas_it_is: none\n")
    one = sorted(stages.glob("1_*"))[0]
    capsys.readouterr()
    words = ["scorecard", "--config-dir", str(tmp_path), "scorecard=ours", f"of='{one}'", f"out={tmp_path}/out"]
    assert main(words) == 0
    assert "one right voice" in capsys.readouterr().out
    table = pd.read_csv(tmp_path / "out" / "scorecard.csv").set_index("measure")
    assert table["source"].dropna().to_dict() == {"voice": "given", "first_answer": "channel norms"}


@pytest.mark.parametrize(("word", "said"), [
    ("scorecard.targets.respons_latency=3", "did you mean scorecard.targets.response_latency?"),
    ("scorecard.targets.voice=3", "scorecard.targets.voice: 3.0"),
    ("scorecard.as_it_is=silod", "did you mean siloed?"),
])  # fmt: skip
def test_a_mistake_is_told_in_one_line(word, said, stages, capsys):
    capsys.readouterr()
    assert main(["scorecard", f"of={stages}", word]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and not out


def test_single_answers_are_counted_one_by_one_and_only_where_they_are_asked_for():
    right, wrong, half = ({"right": [a, b], "same": same} for a, b, same in ((1, 1, 1), (0, 0, 1), (1, 0, 0)))
    records = made_up_records(probes=[right, right, wrong, half])
    assert ONE_ANSWER not in {row.subset for row in voice(records)}
    assert [row.value for row in voice(records, {("voice", ONE_ANSWER)})] == [5 / 8]
    assert ONE_ANSWER == next(item.subset for item in CARD if item.name == "right_answers")


def test_a_profile_is_drawn_with_every_spoke_named_and_refused_beyond_its_stages():
    figure = radar({"culture": 2, "organisation": 3, "involvement": 1, "technology": 4})
    axes = figure.axes[0]
    assert set(SPOKES) <= {text.get_text() for text in axes.texts}
    line = axes.lines[-1].get_ydata()
    assert np.diff(line[[2, 0, 1, 3]]).tolist() == [1, 1, 1]  # involvement 1, culture 2, organisation 3, technology 4
    assert title_of(figure) == "Furthest in technology (4), least far in involvement (1)"
    two = radar({"now": dict.fromkeys(SPOKES, 1), "then": dict.fromkeys(SPOKES, 5)})
    assert {"now", "then"} <= {text.get_text() for axes in two.axes for text in axes.texts}
    for wrong in (
        {"culture": 2},
        dict.fromkeys(SPOKES, 6),
        dict.fromkeys(SPOKES, 0),
        {**dict.fromkeys(SPOKES, 1), "x": 1},
    ):
        with pytest.raises(InputError):
            radar(wrong)
