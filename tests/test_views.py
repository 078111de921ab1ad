"""Views: what is said is what the pairs show, for any designs; pictures carry their finding; pages fetch nothing."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from companies import company, drawn
from comparisons import BEST, FAST, SAME, TRUE, compared, configured
from orgsim.config.schema import Approval, Design, Line, Unit
from orgsim.structure.chart import Setting, draw_up, units_of
from orgsim.views import findings
from orgsim.views.chart import draw_chart
from orgsim.views.describe import describe, lanes, rows
from orgsim.views.figures import PICTURES, figures
from orgsim.views.findings import answer, headline, mechanisms, sentence, standing
from orgsim.views.report import write_report
from orgsim.views.style import save, spread, wrapped
from orgsim.views.table import print_comparison, readable
from orgsim.views.words import decimals, listed, number, quantity, with_interval


def printed(comparison, **how) -> str:
    out = io.StringIO()
    print_comparison(comparison, out=out, **how)
    return out.getvalue()


def texts(figure) -> list[str]:
    """Every text written in a picture."""
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")) if text.get_text()]


def title_of(figure) -> str:
    return figure.texts[0].get_text().replace("\n", " ").replace("\u00a0", " ")


# Findings


def test_the_design_that_is_better_than_every_other_is_named_first():
    comparison = compared({"north": SAME, "south": FAST})
    assert standing(comparison, "response_latency").kind == "wins"
    said = sentence(standing(comparison, "response_latency"))
    assert said.startswith("south resolves fastest: 14.9") and "25 % faster than north" in said


def test_a_design_that_is_best_on_all_measures_is_said_to_be():
    assert headline(compared({"north": SAME, "south": BEST})) == "south is best on all four headline measures."


def test_designs_that_are_equal_on_everything_are_said_to_be():
    (said,) = answer(compared({"north": SAME, "south": SAME, "west": SAME}))
    assert said.startswith("Structure makes no difference that matters here: north, south and west are equal on all")


def test_different_winners_are_each_named_with_what_they_win():
    said = headline(compared({"north": FAST, "south": TRUE}))
    assert said == "No design is best on everything: north is best on response latency, south on one right voice."


def test_what_is_equal_is_said_with_the_margin():
    said = answer(compared({"north": SAME, "south": FAST}))
    assert any(line.startswith("Equal within the margin on one right voice") and "margin 0.02" in line for line in said)


def test_two_designs_ahead_of_a_third_are_called_fastest_together():
    said = sentence(standing(compared({"north": SAME, "south": FAST, "west": FAST}), "response_latency"))
    assert said.startswith("south and west resolve fastest") and "equal within" in said and "than north" in said


def test_an_unclear_difference_has_no_winner():
    comparison = compared({"north": SAME, "south": FAST}, worlds=8)
    vague = comparison.pairs.assign(verdict="unclear", beyond_margin=False)
    comparison = replace(comparison, pairs=vague)
    assert standing(comparison, "response_latency").kind == "unclear"
    assert headline(comparison).startswith("These runs settle no winner")


def test_a_difference_that_may_be_below_the_margin_is_said_to_be():
    comparison = compared({"north": SAME, "south": FAST})
    comparison = replace(comparison, pairs=comparison.pairs.assign(beyond_margin=False))
    assert "perhaps by less than the margin" in sentence(standing(comparison, "response_latency"))


def test_of_a_measure_without_a_better_side_the_higher_is_told_whichever_comes_first():
    comparison = compared({"north": SAME, "south": SAME})
    for verdict, highest in (("a higher", "north"), ("a lower", "south")):
        turned = replace(comparison, pairs=comparison.pairs.assign(verdict=verdict))
        assert standing(turned, "utilisation", "unit=marketing").best == (highest,)


def test_a_design_without_a_value_neither_wins_nor_loses():
    comparison = compared({"north": SAME, "south": FAST, "west": FAST}, lost=(("west", "response_latency"),))
    found = standing(comparison, "response_latency")
    assert found.kind == "wins" and found.best == ("south",) and "west" not in sentence(found)


def test_one_design_is_told_without_comparing():
    said = answer(compared({"north": SAME}))
    assert said[0].startswith("Response latency of north: ") and not any("than" in line for line in said)


def test_the_reason_is_given_only_with_an_ablation():
    row = {"design_a": "north", "design_b": "south", "measure": "response_latency", "unit": "hours"}
    row |= {"difference_with": 2.0, "margin": 3.0, "mechanism": "news", "n": 3}
    (said,) = mechanisms(pd.DataFrame([row | {"made": 1.5, "low": 1.0, "high": 2.0}]))
    assert said == "north against south, response latency +2.00 h: news +1.50 h (1.00 to 2.00)."
    (said,) = mechanisms(pd.DataFrame([row | {"made": 0.3, "low": -1.0, "high": 1.6}]))
    assert said.endswith(": no single mechanism settled.")
    assert mechanisms(pd.DataFrame([row | {"made": 1.5, "low": 1.0, "high": 2.0, "margin": 5.0}])) == []
    assert mechanisms(None) == []


def made_by(worlds: int = 3) -> pd.DataFrame:
    """What two mechanisms make of a difference: one for sure, the other, which looks as large, not."""
    row = {"design_a": "north", "design_b": "south", "measure": "cost_per_resolved", "unit": "dollars", "n": worlds}
    row |= {"difference_with": 0.768, "margin": 0.7}
    sure = row | {"mechanism": "wage classes", "made": 0.908, "low": 0.89, "high": 0.926}
    return pd.DataFrame([row | {"mechanism": "shared_record", "made": 0.458, "low": -0.421, "high": 1.336}, sure])


def test_a_mechanism_that_looks_large_and_is_not_settled_is_named_as_such():
    (said,) = mechanisms(made_by())
    assert said == (
        "north against south, cost per resolved issue +$0.77: wage classes +$0.91 (0.89 to 0.93); "
        "not settled: shared record +$0.46 (−0.42 to 1.34)."
    )


def test_how_mechanisms_were_found_is_told_on_the_terminal_and_in_the_report(tmp_path):
    comparison = compared({"north": SAME, "south": FAST})
    rough = "each switched off alone, in 3 worlds: rough; parts overlap and need not add up; study.mechanism"
    for text in (
        printed(comparison, ablation=made_by()).replace("\n", " "),
        write_report(comparison, tmp_path, made_by()).read_text("utf-8"),
    ):
        assert rough in text and "(0.89 to 0.93)" in text
    assert "rough" not in findings.mechanisms_title(made_by(worlds=12))


def test_the_unit_with_most_offered_work_per_seat_breaks_first():
    comparison = compared({"north": SAME})
    units, load = findings.breaks_first(comparison)["north"]
    assert units == [comparison.charts["north"].units[-1]] and load > 0.5


def test_overload_is_told():
    comparison = compared({"north": SAME, "south": SAME})
    heavy = comparison.summary["measure"].eq("offered_per_seat") & comparison.summary["design"].eq("south")
    summary = comparison.summary.assign(mean=comparison.summary["mean"].where(~heavy, 1.2))
    said = answer(replace(comparison, summary=summary))
    assert said[-1].startswith("south is overloaded: ") and "120 %" in said[-1]


def test_where_talk_nearly_feeds_itself_no_means_of_advocacy_are_given():
    comparison = compared({"north": SAME, "south": BEST})
    talk = comparison.summary[comparison.summary["measure"] == "net_advocates"]
    talk = talk.assign(measure="branching_ratio", unit="tellers per teller", mean=0.95)
    wild = replace(comparison, summary=pd.concat([comparison.summary, talk]))
    said = answer(wild)
    assert "1.61 tellers per teller" in said[-1] and not any("wins most advocates" in line for line in said)
    assert PICTURES["nps_path"](wild) is None


# Words


@pytest.mark.parametrize(
    "value, low, high, said",
    [(21.34, 20.8, 21.9, "21.3 h (20.8 to 21.9)"), (21.3, np.nan, np.nan, "21.3 h"), (np.nan, 1, 2, "not measured")],
)
def test_a_mean_is_written_with_as_many_figures_as_it_is_sure_of(value, low, high, said):
    assert with_interval(value, low, high, "hours") == said


def test_numbers_have_a_true_minus_and_zero_has_none():
    assert number(-1234.5, 1) == "−1,234.5" and number(-0.001, 2) == "0.00" and quantity(-2, "dollars", 0) == "−$2"
    assert number(np.inf) == "–" and decimals(0.0) == 0


def test_a_list_reads_as_people_say_it():
    assert [listed(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["none", "a", "a and b", "a, b and c"]


# Table


def test_the_table_answers_first_and_marks_the_best():
    lines = printed(compared({"north": SAME, "south": FAST}), files={"report": Path("out/report.html")}).splitlines()
    people = "97 people: marketing 12, pr 12, sales 12, service 12, product 12, operations 12, finance 12, hr 12"
    assert people in " ".join(lines) and "and 1 executive; 20,000 customers." in " ".join(lines)
    assert "south is beaten on none of the four headline measures and is best on response latency." in " ".join(lines)
    assert any(re.match(r"south +14\.9\d* \*", line) for line in lines) and lines[-1] == "report: out/report.html"


def test_the_table_fits_100_columns_without_colours_even_with_long_names():
    text = printed(compared({"a_design_with_a_very_long_name_indeed": SAME, "south [red]": BEST, "west": FAST}))
    assert max(map(len, text.splitlines())) <= 100 and "\x1b" not in text and "south [red]" in text


def test_the_table_takes_one_design_ties_and_missing_values():
    assert "north" in printed(compared({"north": SAME}))
    assert " * " not in printed(compared({"north": SAME, "south": SAME}))
    assert "–" in printed(compared({"north": SAME, "south": FAST}, lost=(("south", "cost_per_resolved"),)))


def test_a_terminal_without_fine_signs_gets_plain_ones():
    assert readable("−1–2 ─ 3\u00a0h", "ascii") == "-1-2 - 3 h" and readable("−1", "utf-8") == "−1"


# Charts


def organised(units: int = 12, **shape):
    """A company of many departments whose units report in two levels and share in a star, a ring and one way."""
    names = [f"department_{i}" for i in range(units)]
    design = Design(
        title="Two levels",
        units={
            "board": Unit(seats=0),
            "north": Unit(reports_to="board", seats=2, puts_first="customers"),
            "team": Unit(seconded=names[:3], takes_in=[f"to_{names[0]}"], answers=["*"], reports_to="north", seats=4),
            names[0]: Unit(departments=[names[0]], reports_to="north", head=True, approved_by="superior"),
        },
        every_department=Unit(reports_to="board", head=True),
        lines=[Line(["north", "*"], 5.0), Line(["team", names[1]], 1.0), Line(["north", "team"], 20.0, True)],
        record_kept_by="north",
        approval=Approval(threshold=0.5),
    )
    design.units |= {
        name: Unit(departments=[name], takes_in=[f"to_{name}"], reports_to="board", head=True) for name in names[1:]
    }
    world = company(dict.fromkeys(names, 3))
    seats = {name: 3 if unit.seats is None else unit.seats for name, unit in units_of(world, design).items()}
    return draw_up(world, replace(design, **shape), "two", seats, Setting(5.0, 1e9))


def test_the_chart_says_its_structure_in_words():
    said = describe(organised())
    assert said.startswith("Two levels: 2 units report to the north")
    assert "the north keeps the customer record" in said and "the north meets 12 units every 5 working days" in said
    assert "nobody meets" in describe(organised(lines=[])) and "no shared record" in describe(
        organised(record_kept_by=None)
    )


def test_every_unit_has_a_row_below_its_superior():
    chart = organised()
    order, depth = rows(chart)
    assert sorted(order) == list(range(len(chart.units)))
    for unit, superior in enumerate(chart.parent):
        if superior >= 0:
            assert order.index(superior) < order.index(unit) and depth[unit] == depth[superior] + 1


def test_lanes_hold_every_sharing_line_once_and_a_ring_is_one_lane():
    chart = organised(lines=[Line(["*", "*"], 5.0), Line(["north", "team"], 20.0, True)])
    ring, told = lanes(chart)
    assert ring.centre is None and len(ring.stops) == 12
    assert told.one_way and chart.units[told.centre] == "north" and [chart.units[u] for u in told.stops] == ["team"]
    assert sum(len(lane.stops) for lane in lanes(organised())) == len(organised().lines)


@pytest.mark.parametrize("units", [1, 12, 26])
def test_no_label_of_a_chart_meets_another(units):
    figure = draw_chart(organised(max(units, 3)) if units > 1 else drawn_alone())
    renderer = figure.canvas.get_renderer()
    labels = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [text.get_window_extent(renderer) for text in labels]
    met = [
        (labels[i].get_text(), labels[j].get_text())
        for i in range(len(boxes))
        for j in range(i)
        if boxes[i].shrunk(0.98, 0.8).overlaps(boxes[j].shrunk(0.98, 0.8))
    ]
    assert met == []
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes)


def drawn_alone():
    """A company of one unit."""
    design = Design(units={"all": Unit(departments=["shop"], takes_in=["to_shop"])})
    return drawn(company({"shop": 40}), design, seats={"all": 40})


def test_a_chart_shows_how_busy_units_were_from_a_table_of_measures():
    comparison = compared({"north": SAME})
    figure = draw_chart(comparison.charts["north"], comparison.summary)
    assert any(re.fullmatch(r"\d+ %", text) for text in texts(figure))


# Pictures


def test_every_picture_has_a_finding_as_its_title_and_names_the_designs():
    drawn_ = figures(compared({"north": SAME, "south": FAST}))
    assert set(drawn_) == set(PICTURES) | {"chart_north", "chart_south"}
    for name in PICTURES:
        assert title_of(drawn_[name]) and any("south" in text for text in texts(drawn_[name])), name
    assert "south" in title_of(drawn_["headline"]) and "south" in title_of(drawn_["trade_off"])


def test_the_title_of_the_differences_counts_them():
    said = title_of(PICTURES["differences"](compared({"north": SAME, "south": FAST})))
    assert said == "Of 4 differences between designs 1 is larger than the margin and 3 are too small to matter"


def test_pictures_take_one_design_and_seven():
    alone = compared({"north": SAME})
    assert {name for name, draw in PICTURES.items() if not draw(alone)} == {"differences", "trade_off"}
    seven = {f"design_{i}": {"response_latency": -0.7 * i} for i in range(7)}
    assert "design_6" in title_of(PICTURES["nps_path"](compared(seven, worlds=3)))


def test_pictures_of_what_was_not_measured_are_left_out():
    comparison = compared({"north": SAME, "south": FAST})
    flow = replace(
        comparison,
        summary=comparison.summary[comparison.summary["estimand"] == "flow"],
        pairs=comparison.pairs[comparison.pairs["estimand"] == "flow"],
    )
    assert PICTURES["nps_path"](flow) is None and PICTURES["minutes"](flow) is not None


def test_labels_are_moved_apart_in_order():
    assert spread([0.5, 0.5, 0.1], 0.1) == pytest.approx([0.45, 0.55, 0.1])
    assert all("\u00a0" in line for line in wrapped("9 %", 5, 10))


# Report


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A report on two designs, one of them titled by somebody unkind."""
    titles = {"south": "<script>alert('x')</script> & \"co\" $answer"}
    path = write_report(compared({"north": SAME, "south": FAST}, titles=titles), tmp_path_factory.mktemp("out"))
    return path, path.read_text(encoding="utf-8")


def test_the_report_answers_first(page):
    _, text = page
    body = text[text.index("<main>") :]
    assert body.index("South is beaten on none") < body.index('id="ranges"') < body.index("<svg") < body.index("seed")


def test_the_report_fetches_nothing(page):
    _, text = page
    assert not re.search(r"https?:|src=|@import|<link|url\((?!#)", text)
    assert set(re.findall(r'href="([^"]*)"', text)) <= {f"#{name}" for name in re.findall(r'id="([^"]*)"', text)}


def test_the_report_escapes_what_users_wrote(page):
    _, text = page
    assert "<script" not in text and "&lt;script&gt;" in text and "$answer" in text


def test_no_two_things_in_the_report_have_the_same_name(page):
    _, text = page
    names = re.findall(r'\bid="([^"]*)"', text)
    assert len(names) == len(set(names))


def test_the_report_is_small_and_its_pictures_lie_beside_it(page):
    path, text = page
    assert len(text) < 2_000_000
    assert {each.suffix for each in (path.parent / "figures").iterdir()} == {".svg", ".png"}


def test_the_report_says_what_it_came_from(page):
    _, text = page
    world, _, _ = configured()
    for said in ("cost register", "SHA-256", "seed", "numba", "meeting_every", *world.company.cost_register):
        assert said.replace("_", " ") in text.replace("_", " "), said


def test_the_same_comparison_gives_the_same_picture_to_the_byte(tmp_path):
    comparison = compared({"north": SAME, "south": FAST})
    first, again = (save(PICTURES["headline"](comparison), tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def test_a_report_on_one_design_has_no_pairs(tmp_path):
    text = write_report(compared({"north": SAME}, worlds=2), tmp_path).read_text("utf-8")
    assert "One design: north" in text and "One design: no pairs" in text
