"""A front in words and picture: what is said is what the numbers say."""

from __future__ import annotations

import io
import sys

import numpy as np
import pandas as pd
import pytest

from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.optimise import Search
from orgsim.measures.tidy import table
from orgsim.optimise.front import FOUND, Front, against, flattery_table, front_table
from orgsim.optimise.goals import Goal
from orgsim.views import front as words
from orgsim.views import front_figures as picture

LATENCY, VOICE = Goal("response_latency", "lower", "flow", "hours"), Goal("voice", "higher", "flow", "share")
BASE, BESIDE = "hub_and_spoke", "siloed"
BASE_MEANS, BESIDE_MEANS = (40.0, 0.8), (50.0, 0.7)  # margins at the base: 4 h and .02


@pytest.fixture(scope="module")
def setting():
    return default_world(), load_designs([BASE, BESIDE]), default_study("study.replications=20")


@pytest.fixture
def made(setting):
    """A front from the true means of settings (by trial): each world adds the same to all, and a little of its own."""

    def make(means, searched=None, error="", trials=9):
        world, designs, study = setting
        points = {BASE: BASE_MEANS, BESIDE: BESIDE_MEANS} | {f"{BASE}_{trial}": each for trial, each in means.items()}
        measures = runs(points, study.replications)
        before = [BASE_MEANS, (np.nan, np.nan), *(searched or means).values()]
        rows = pd.DataFrame(
            {
                "point": list(points),
                "kind": ["as it is", "beside"] + [FOUND] * len(means),
                "trial": pd.array([pd.NA, pd.NA, *means], dtype="Int64"),
                "approval.threshold": [1.0, np.nan, *(trial / 10 for trial in means)],
                "response_latency_search": [each[0] for each in before],
                "voice_search": [each[1] for each in before],
            }
        )
        goals = (LATENCY, VOICE)
        front = front_table(rows, measures, goals, study, seed=1)
        tried = pd.DataFrame({"trial": range(trials), "approval.threshold": np.arange(trials) / 10, "error": error})
        return Front(
            world=world, design_name=BASE, designs=designs, study=study, look=Search(), seed=1, goals=goals,
            factors=("approval.threshold",), trials=tried, front=front,
            pairs=against(measures, list(points), goals, study.confidence), flattery=flattery_table(front, goals),
            measures=measures, levers=pd.DataFrame(), seats=pd.DataFrame(),
        )  # fmt: skip

    return make


def runs(points, replications):
    """Tidy measures: true means, what a world does to everybody, and a hundredth of it to each alone."""
    draws, rows = np.random.default_rng(1), []
    for replication in range(replications):
        world = draws.normal(0, (2.0, 0.01))
        for name, means in points.items():
            values = np.array(means) + world + draws.normal(0, (0.02, 0.0001))
            found = [(g.measure, g.unit, "all", v) for g, v in zip((LATENCY, VOICE), values)]
            rows.append((name, "flow", replication, found))
    return table(rows)


def text(front):
    return " ".join(words.lines(front))


# What is found


def test_a_setting_that_gains_and_loses_nothing_is_the_finding(made):
    said = words.finding(made({3: (30.0, 0.8), 5: (60.0, 0.9)}))
    assert said == (
        "Setting 3 (approval.threshold 0.3) is better than hub_and_spoke as it is on response latency, and worse on no "
        "goal."
    )


def test_several_that_gain_are_counted(made):
    said = words.finding(made({3: (30.0, 0.8), 4: (30.0, 0.9), 5: (60.0, 0.9)}))
    assert said.startswith("2 of 3 settings found are better than hub_and_spoke as it is on response latency or one ri")


def test_a_gain_that_costs_elsewhere_is_no_free_gain(made):
    said = words.finding(made({3: (30.0, 0.7), 5: (60.0, 0.9)}))
    assert said == (
        "Better response latency and one right voice than hub_and_spoke as it is can be had, but no setting is sure to "
        "cost nothing elsewhere."
    )


def test_what_lies_within_the_margins_is_equal(made):
    said = words.finding(made({3: (39.0, 0.81), 5: (41.0, 0.805)}))
    assert said == "Every setting found is equal to hub_and_spoke as it is on every goal, within the margins."


def test_nothing_better_is_said_so(made):
    said = words.finding(made({3: (60.0, 0.8)}))
    assert said == "No setting found is better than hub_and_spoke as it is on any goal."


def test_each_goal_has_the_setting_that_does_best_there(made):
    latency, voice = words.gains(made({3: (30.0, 0.7), 5: (60.0, 0.9)}))
    assert "(setting 3), −10" in latency and "better" in latency and latency.endswith("with worse one right voice.")
    assert "(setting 5), +0.1" in voice and voice.endswith("with worse response latency.")


def test_what_is_beaten_in_fresh_worlds_is_marked_and_counted(made):
    front = made({3: (30.0, 0.9), 5: (34.0, 0.85), 7: (29.0, 0.8)})
    marked = front.front.set_index("trial")["non_dominated"]
    assert marked[[3, 5, 7]].tolist() == [True, False, True]
    assert front.front.set_index("trial")["distance"][5] == pytest.approx(1.0, abs=0.05)  # of 4 h; 2.5 of .02
    assert "Of 3 settings on the search's front 2 are still beaten by no other" in text(front)
    assert "hub_and_spoke as it is is beaten by 2" in text(front)  # 10 h of 4 h: 2.5; 2.5 margins on voice at most 5


def test_a_design_beside_is_held_against_the_front_and_takes_nothing_off_it(made, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "BESIDE_MEANS", (20.0, 0.95))
    front = made({3: (30.0, 0.9), 5: (28.0, 0.85)})
    assert front.front["non_dominated"].tolist() == [False, True, True, True]
    assert "siloed beats 2 of 2 settings found on every goal, and is beaten by none of them." in text(front)


def test_a_design_beside_that_is_beaten_is_told_by_how_much(made):
    said = text(made({3: (30.0, 0.9)}))  # siloed: 50 h and .7, so 20 h of 4 h is less than .2 of .02
    assert "siloed beats 0 of 1 setting found on every goal, and is beaten by one by 5" in said or "by 4.9" in said


def test_what_the_search_promised_and_did_not_keep_is_told(made):
    said = text(made({3: (38.0, 0.8)}, searched={3: (30.0, 0.8)}))
    assert "response latency 10.0 h better promised, 2.0 h better kept (beyond the margin)" in said
    assert "one right voice the same." in said
    assert "beyond the margin" not in text(made({3: (38.0, 0.8)}))


def test_what_is_worse_on_average_is_called_so_whichever_way_the_measure_is_better(made):
    said = text(made({3: (45.0, 0.75)}, searched={3: (44.0, 0.75)}))
    assert "response latency 4.0 h worse promised, 5.0 h worse kept; one right voice 0.050 worse promised and" in said


def test_the_front_is_told_by_its_factors(made):
    said = text(made({3: (30, 0.7), 5: (60, 0.9)}))
    unit = "severity between 0 (all climb) and 1 (none)"
    assert f"approval.threshold, {unit}, is 0.3 to 0.5 (tried: 0 to 0.8, 1 as it is)" in said
    units = {key: words.factor_unit(key) for key in ("lines.*.every", "units.hub.seats", "chain", "units.hub.head")}
    assert units == dict(zip(units, ("working days", "people", "departments", units["units.hub.head"])))


def test_what_could_not_be_run_is_counted_with_its_reason(made):
    none = made({3: (30, 0.8)}, error="too few people")
    assert "9 of 9 settings could not be run (9 times: too few people)" in text(none)
    assert "could not be run" not in text(made({3: (30, 0.8)}))


# On a terminal


def test_the_table_has_every_point_once_and_fits(made):
    out = io.StringIO()
    words.print_front(made({3: (30.0, 0.9), 5: (34.0, 0.85)}), {"tables": "results/optimise"}, out)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 100
    for point in ("hub_and_spoke as it is", BESIDE, "setting 3", "setting 5"):
        assert sum(line.startswith(f"{point} ") for line in lines) == 1
    assert lines[-1] == "tables: results/optimise"
    assert "behind" in next(line for line in lines if line.startswith("setting 5"))


# The picture


def drawn(front):
    (figure,) = picture.figures(front).values()
    figure.canvas.draw()
    return figure, figure.axes[0]


def test_the_picture_is_titled_by_its_finding_and_labels_the_designs(made):
    front = made({3: (30.0, 0.7), 5: (60.0, 0.9)})
    figure, axes = drawn(front)
    assert words.finding(front).rstrip(".") in " ".join(figure.texts[0].get_text().split("\n"))
    assert {"hub_and_spoke, as it is", BESIDE, "3", "5"} <= {each.get_text().strip() for each in axes.texts}


def test_every_setting_has_its_number_at_its_dot_or_a_line_to_it(made):
    """A dozen settings close together: no number is missing, meets another, or is far away without a line."""
    front = made({trial: (38.0 + 0.05 * trial, 0.8 + 0.0004 * trial) for trial in range(1, 13)})
    figure, axes = drawn(front)
    renderer, inch = figure.canvas.get_renderer(), figure.dpi
    boxes = {each.get_text(): each.get_window_extent(renderer) for each in axes.texts}
    assert {str(trial) for trial in range(1, 13)} <= set(boxes)
    names = list(boxes)
    shrunk = {name: box.shrunk(0.9, 0.7) for name, box in boxes.items()}
    assert [(a, b) for i, a in enumerate(names) for b in names[:i] if shrunk[a].overlaps(shrunk[b])] == []
    starts = [axes.transAxes.transform((line.get_xdata()[0], line.get_ydata()[0]))
              for line in axes.lines if line.get_transform() == axes.transAxes]  # fmt: skip
    for _, row in front.front[front.front["kind"] == FOUND].iterrows():
        at, box = axes.transData.transform((row["response_latency"], row["voice"])), boxes[str(row["trial"])]
        away = max(box.x0 - at[0], at[0] - box.x1, box.y0 - at[1], at[1] - box.y1)
        assert away < 0.25 * inch or any(np.allclose(at, start) for start in starts), row["trial"]


def test_the_picture_explains_what_is_drawn_and_nothing_else(made, monkeypatch):
    def written(front):
        figure, _ = drawn(front)
        return " ".join(each.get_text() for each in figure.findobj(lambda artist: hasattr(artist, "get_text")))

    near = written(made({3: (30.0, 0.9)}))
    assert (
        "hollow diamonds" not in near and "setting beaten in fresh worlds" not in near and "beaten by no other" in near
    )
    assert "setting beaten in fresh worlds" in written(made({3: (30.0, 0.9), 5: (34.0, 0.85)}))
    monkeypatch.setattr(sys.modules[__name__], "BESIDE_MEANS", (500.0, 0.7))
    assert "hollow diamonds" in written(made({3: (30.0, 0.9)}))


def test_points_stand_where_they_are_and_those_beaten_are_hollow(made):
    front = made({3: (30.0, 0.9), 5: (34.0, 0.85)})
    _, axes = drawn(front)
    marks = {float(line.get_xdata()[0]): line for line in axes.lines if line.get_marker() == "o"}
    rows = front.front.set_index("trial")
    on, off = marks[rows["response_latency"][3]], marks[rows["response_latency"][5]]
    assert on.get_ydata()[0] == rows["voice"][3]
    assert on.get_markerfacecolor() == picture.ON and off.get_markerfacecolor() == "white"


def test_bars_are_the_paired_intervals_and_not_the_wide_ones_of_each_mean(made):
    front = made({3: (30.0, 0.9)})
    row = front.front.set_index("trial").loc[3]
    low, high = picture.bar(front, row, LATENCY)
    assert low < row["response_latency"] < high
    assert high - low < 0.1 * (row["response_latency_high"] - row["response_latency_low"])


def test_many_points_against_one_are_corrected(made):
    """The interval of a difference widens with the number of points compared."""
    alone, many = made({3: (30.0, 0.9)}), made({trial: (30.0, 0.9) for trial in range(3, 13)})
    wide = [front.pairs.set_index(["design_a", "measure"]).loc[(f"{BASE}_3", "voice")] for front in (alone, many)]
    assert (wide[1]["high"] - wide[1]["low"]) > (wide[0]["high"] - wide[0]["low"])
