"""The table of parameters: complete, tagged, within its ranges, and what is committed is what the code says."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from orgsim.config import parameters as made
from orgsim.config.check import ACTIVITIES
from orgsim.config.constants import CONSTANTS, Constant
from orgsim.config.defaults import default_study, default_world
from orgsim.config.keys import keys
from orgsim.config.parameter import TAGS
from orgsim.config.parameters import Parameter, cost_register, cost_register_table, hours, of_entries, page, parameters
from orgsim.config.schema import Channel, Company, Study, World

DOCS = Path(__file__).parents[1] / "docs"
ROWS = parameters() + cost_register()


def covers(row: Parameter) -> re.Pattern:
    """The names of keys a row stands for: topics.{faults, guidance}.share, channels.NAME.share."""
    pattern = re.escape(row.name).replace("NAME", "[^.]+")
    return re.compile(re.sub(r"\\{(.*?)\\}", lambda found: "(" + found[1].replace(",\\ ", "|") + ")", pattern) + "$")


def test_the_committed_page_is_what_the_code_says():
    assert (DOCS / "parameters.md").read_text() == page(), "make it again: python -m orgsim.config.parameters"


def test_the_committed_cost_register_is_what_the_code_says():
    assert cost_register_table() in (DOCS / "cost_register.md").read_text()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_default_carries_a_tag_and_a_source(row):
    assert row.tag in TAGS
    assert len(row.why) > 3


@pytest.mark.parametrize("row", [row for row in ROWS if row.tag == "measured"], ids=lambda row: row.name)
def test_what_is_measured_says_by_whom_and_when_or_who_cites_it(row):
    assert re.search(r"\b(19|20)\d\d\b|as cited in", row.why)
    assert re.search(r"[A-Z]", row.why)


def test_every_key_of_the_default_world_and_study_has_exactly_one_row():
    whole = [*keys(default_world()), *keys(default_study(), "study")]
    names = {re.sub(r"\[\d+\]$", "", key.name) for key in whole}
    names = {name for name in names if not re.search(r"cost_register\..*\.(paid_by|source)$", name)}
    patterns = [covers(row) for row in ROWS]
    assert {name: sum(bool(each.match(name)) for each in patterns) for name in names} == dict.fromkeys(names, 1)


@pytest.mark.parametrize("row", [row for row in ROWS if isinstance(row.vary, tuple)], ids=lambda row: row.name)
def test_the_default_lies_in_the_range_worth_varying_and_that_in_the_accepted_one(row):
    least, most = row.vary
    assert least <= row.value <= most and least < most
    if row.key is not None:
        low, high = row.key.metadata["low"], row.key.metadata["high"]
        assert (low is None or low <= least) and (high is None or most <= high)


def test_whatever_is_assumed_has_a_range_worth_varying():
    assert [row.name for row in ROWS if row.tag == "assumed" and row.vary is None] == []


def test_defaults_of_schema_and_files_agree_where_both_have_one():
    """What the schema leaves empty the files fill in; the hours of the week are the log's, even without it."""
    filled = {"company.departments", "company.wages", "company.cost_register", "demand.hours", "topics", "channels"}
    world = default_world()
    differ = set()
    for part in dataclasses.fields(World):
        here = getattr(world, part.name)
        if isinstance(here, dict):
            differ |= {part.name} if here else set()
            continue
        bare = type(here)()
        names = [each.name for each in dataclasses.fields(here)]
        differ |= {f"{part.name}.{name}" for name in names if getattr(here, name) != getattr(bare, name)}
    assert differ == filled
    assert default_study() == Study()


@pytest.mark.parametrize(
    "field, entries",
    [
        (Company.__dataclass_fields__["wages"], default_world().company.wages),
        (Company.__dataclass_fields__["cost_register"], ACTIVITIES),
        *((each, default_world().channels) for each in dataclasses.fields(Channel) if each.metadata["sources"]),
    ],
    ids=lambda each: getattr(each, "name", ""),
)
def test_sources_and_ranges_by_entry_are_of_entries_there_are(field, entries):
    assert set(field.metadata["sources"]) <= set(entries)
    assert set(field.metadata["vary"] if isinstance(field.metadata["vary"], dict) else ()) <= set(entries)


def test_the_cost_register_says_when_each_activity_happens():
    assert tuple(made.TRIGGERS) == ACTIVITIES


def test_lines_the_files_call_assumed_are_tagged_so():
    register = default_world().company.cost_register
    assert [row.tag for row in cost_register()] == [line.source.partition(":")[0] for line in register.values()]


def test_a_constant_that_is_gone_is_noticed(monkeypatch):
    gone = Constant("engine.attitude", "NO_SUCH_THING", "ratio", "assumed: nothing")
    monkeypatch.setattr(made, "CONSTANTS", (*CONSTANTS, gone))
    with pytest.raises(AttributeError, match="NO_SUCH_THING"):
        made.of_code()


def test_the_stop_for_contacts_is_the_same_in_engine_and_traffic_equations():
    stops = {row.value for row in ROWS if row.name.endswith("MOST_CONTACTS")}
    assert len(stops) == 1


def test_entries_alike_share_a_row_and_others_do_not():
    metadata = {"unit": "hours", "low": 0, "high": None, "source": "assumed: so", "vary": None}
    metadata["sources"] = {"c": "chosen: other"}
    rows = of_entries("x", "x.ENTRY.y", {"a": 1.0, "b": 1.0, "c": 1.0, "d": 2.0}, float, metadata)
    found = [(row.name, row.value, row.tag) for row in rows]
    assert found == [("x.{a, b}.y", 1.0, "assumed"), ("x.c.y", 1.0, "chosen"), ("x.d.y", 2.0, "assumed")]


def test_hours_of_the_week_are_told_by_spans_of_days_alike():
    weights = ([1.0] * 9 + [3.0] * 8 + [1.0] * 7) * 5 + [0.5] * 48
    assert hours(weights) == "Monday to Friday: 0-9 h 1, 9-17 h 3, 17-24 h 1; Saturday to Sunday: 0-24 h 0.5"


def test_the_command_prints_a_page_and_refuses_others_in_one_line(capsys):
    assert made.main(["cost_register"]) == 0
    assert capsys.readouterr().out == cost_register_table()
    assert made.main(["costs"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "cost_register" in said
