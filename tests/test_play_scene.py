"""Scenes: the address says all there is to know, and what it cannot say is told in one line."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from orgsim.config.compose import compose
from orgsim.config.load import load_design
from orgsim.errors import InputError
from orgsim.play.own import LARGEST, as_yaml, one_by_one, read_file, read_own, write_own
from orgsim.play.scene import Stage
from playing import quick, stage

ROOT = Path(__file__).parents[1]
OWN = {
    "title": "Mine",
    "every_department": {"head": True, "reports_to": "executive"},
    "units": {
        "executive": {"seats": 1, "wage": "executive"},
        "desk": {"takes_in": ["*"], "seconded": ["service"], "reports_to": "executive"},
    },
    "lines": [{"between": ["desk", "*"], "every": 1}],
}


def written(raw) -> str:
    """Anything as the page would write a design into the address."""
    text = raw if isinstance(raw, str) else json.dumps(raw)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_an_empty_address_is_the_page_as_it_begins():
    assert quick().scene({}) == quick().first


def test_a_control_sets_its_key_for_every_design():
    now = quick().build(quick().scene({"load": "0.9", "news": "2", "meeting": "7", "designs": "siloed,cco"}))
    assert now.world.company.load == 0.9
    assert {topic.news for topic in now.world.topics.values()} == {2.0}
    assert {line.every for line in now.charts["cco"].lines} == {7.0}


def test_positions_say_where_the_controls_stand():
    here = quick()
    assert here.positions(here.scene({"own_work": "0.2"}))["own_work"] == 0.2
    assert here.positions(here.scene({}))["load"] == here.world.company.load


def test_a_control_over_different_values_stands_nowhere():
    here = stage("topics.faults.news=3", "study.measured_weeks=2")
    assert here.positions(here.first)["news"] is None


def test_a_company_of_its_own_brings_its_topics_and_channels():
    now = quick().build(quick().scene({"company": "shop"}))
    assert list(now.world.company.departments) == ["service", "sales", "it"]


def test_seats_follow_the_common_rule():
    charts = quick().build(quick().scene({"designs": "siloed,hub_and_spoke,team"})).charts
    assert {int(chart.seats.sum()) for chart in charts.values()} == {97}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"lod": "1"}, "did you mean load"),
        ({"load": "two"}, "a number from 0.5 to 0.95"),
        ({"load": "nan"}, "a number from 0.5 to 0.95"),
        ({"load": "0.99"}, "a number from 0.5 to 0.95"),
        ({"designs": "siloed,siloed"}, "different names"),
        ({"designs": "siloed,cco,team,matrix"}, "one to 3"),
        ({"designs": ""}, "one to 3"),
        ({"designs": "silo"}, "did you mean siloed"),
        ({"designs": "own"}, "cannot be used"),
        ({"designs": "../../etc/passwd"}, "cannot be used"),
        ({"seed": "-1"}, "a whole number"),
        ({"seed": "99999999999"}, "a whole number"),
        ({"seed": "١"}, "a whole number"),
        ({"company": "<script>"}, "one of default, small, large, shop"),
        ({"own": "not base64!"}, "a whole one"),
        ({"own": written("[1, 2")}, "a whole one"),
        ({"own": written([1])}, "a design"),
        ({"own": written({"units": {"a": {"reports_to": "${oc.env:HOME}"}}})}, "without ${"),
        ({"own": written({"units": {"a": {"${oc.env:HOME}": 1}}})}, "without ${"),
        ({"own": written({"units": {f"u{i}": {} for i in range(99)}})}, "at most 40"),
        ({"own": written('{"a":' * 500 + "1" + "}" * 500)}, "at most 8 levels"),
        ({"own": written({"unit": {}})}, "did you mean units"),
        ({"designs": "own", "own": written(OWN | {"units": {"a": {"departments": ["zzz"]}}})}, "zzz"),
        ({"designs": "own", "own": written(OWN | {"units": {"a": {"seconded": ["zzz"]}}})}, "zzz"),
        ({"designs": "own", "own": written(OWN | {"record_kept_by": "zzz"})}, "record_kept_by"),
        ({"own": "é"}, "a whole one"),
        ({"own": written('{"units": ' + "9" * 5000 + "}")}, "a whole one"),
        (
            {
                "designs": "own",
                "own": written(
                    {
                        "every_department": {},
                        "units": {"desk": {"takes_in": ["*"]}} | {f"u{i}": {"one_for": 1} for i in range(9)},
                    }
                ),
            },
            "at most 40",
        ),
        ({"own": written(OWN | {"title": "t" * 3000})}, "at most 2000 characters"),
        ({"own": written({"units": {"u" * 99: {}}})}, "at most 60 characters"),
        ({"own": written({"units": {"a": {"seats": 10**30}}})}, "up to 1e+15"),
        ({"own": written(OWN | {"approval": {"threshold": 2}})}, "threshold"),
    ],
    ids=str,
)
def test_garbage_in_an_address_is_told_in_one_line(query, said):
    with pytest.raises(InputError) as found:
        quick().build(quick().scene(query))
    assert said in str(found.value) and "\n" not in str(found.value)


def test_controls_that_cannot_go_together_say_so():
    with pytest.raises(InputError, match="company.own_work"):
        quick().build(quick().scene({"load": "0.5", "own_work": "0.7"}))


@pytest.mark.parametrize("name", sorted(quick().designs))
def test_a_design_survives_the_address_and_the_file(name):
    design = load_design(name)
    assert read_own(write_own(design)) == design
    assert read_file(as_yaml(design)) == design


@pytest.mark.parametrize("name", sorted(quick().designs))
def test_a_design_drawn_one_by_one_is_the_same_chart(name):
    scene = quick().scene({"designs": name})
    chart = quick().build(scene).charts[name]
    own = quick().scene({"designs": "own", "own": write_own(one_by_one(chart))})
    again = quick().build(own).charts["own"]
    assert again.drawn() == chart.drawn() and (again.seats == chart.seats).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!!python/object/apply:os.system ['touch it']", "YAML"),
        ("a: &a [1]\nb: *a", "reference"),
        ("\x00\x01", "YAML"),
        ("units: [", "YAML"),
        ("just words", "a design"),
        ("units: {a: {takes_in: ${oc.env:HOME}}}", "YAML"),
        ("units: {a: {reports_to: '${oc.env:HOME}'}}", "without ${"),
        ("when: 2020-01-01", "text, a number"),
        ("x" * (LARGEST + 1), "short"),
        ("[" * 5000, "YAML"),
        ("1: {a: b}", "numbers in quotes"),
        ("null: 1", "numbers in quotes"),
        ("title: !!int ''", "YAML"),
        ("title: !!timestamp x", "YAML"),
        ("title: !!bool abc", "YAML"),
        ("units: {a: {seats: 1" + "0" * 400 + "}}", "up to 1e+15"),
    ],
    ids=lambda text: str(text)[:40],
)  # fmt: skip
def test_garbage_in_a_file_is_told_in_one_line_and_runs_nothing(folder, text, said):
    with pytest.raises(InputError) as found:
        read_file(text)
    assert said in str(found.value) and "\n" not in str(found.value) and not list(folder.iterdir())


def test_what_cannot_be_played_in_a_company_is_left_out_with_a_line():
    words = ("examples.busy.controls={load: 7}", "companies.shop.set={company: shopp}", "study.measured_weeks=2")
    here = stage(*words)
    assert "busy" not in here.examples and "shop" not in here.companies and "small" in here.companies
    assert [line.split(":")[0] for line in here.left_out] == ["left out companies.shop", "left out examples.busy"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["designs=[siloed,cco,team,matrix]"], "side by side"),
        (["controls.load.high=.4"], "controls.load.high"),
        (["controls.news.low=0"], "controls.news.log"),
        (["controls.load.step=1e-9"], "controls.load.step"),
        (["controls.load.set=company.lode"], "controls.load.set"),
    ],
    ids=str,
)
def test_a_page_that_cannot_be_played_is_refused_before_it_is_served(words, said):
    with pytest.raises(InputError, match=said):
        (point,) = compose("play", ["study.measured_weeks=2", *words])
        Stage(point.command)


def test_addresses_on_the_pages_can_be_played():
    pages = [ROOT / "docs" / "play.md", ROOT / "docs" / "lessons" / "README.md", ROOT / "docs" / "screenshots.py"]
    said = [each for page in pages for each in re.findall(r"[`\"]\?(designs=[^`\"]+)[`\"]", page.read_text())]
    assert len(said) >= 4
    for query in said:
        quick().build(quick().scene(dict(parse_qsl(query))))
