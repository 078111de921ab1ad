"""Where structure has nothing to act on it changes nothing, to the last bit; and each part acts on its own measure.

Runs of the three shipped designs are compared as bytes: what became of every issue, the ledger, the probes, the path.
Units are told apart by name, since each design lists them in an order of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from orgsim.config.defaults import default_world
from orgsim.config.load import load_design
from orgsim.config.schema import Activity, Channel, Topic
from orgsim.engine.tables import MEETING, NOTES, READING, RESOLVED
from orgsim.measures.conservation import check_conservation
from orgsim.measures.panel import measure
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting, coordinates, draw_up, units_of
from orgsim.structure.chart import people as people_by_department
from orgsim.validation.plain import WEEK, design, desk, study, world
from orgsim.world.issues import issue_table
from orgsim.world.people import people

SHIPPED = ("siloed", "cco", "hub_and_spoke")
NOTHING_TO_COORDINATE = (
    "company.reorganisations=0",
    "company.exceptions=0",
    "company.own_work=0",
    "company.off_topic_slips=1",
)
FATES = ("state", "contacts", "perceived_right", "signature")


@cache
def default(*overrides):
    """The default world on a tenth of the customers, with these overrides."""
    return default_world("population.customers=2000", *overrides)


def null_world(*overrides):
    """The default company without news, moves of topics, exceptions and own work."""
    here = default(*NOTHING_TO_COORDINATE, *overrides)
    return replace(here, topics={name: replace(topic, news=0.0) for name, topic in here.topics.items()})


def seats(here, shape, coordinating=0):
    """Everybody at their department; so many people in each unit that only coordinates."""
    size = people_by_department(here)
    return {
        name: coordinating if coordinates(shape, name) else sum(size[d] for d in unit.departments)
        for name, unit in units_of(here, shape).items()
    }


def chart_of(here, shape, coordinating=0, name="same"):
    """The design drawn up, meetings every second day, nothing ever overdue."""
    return draw_up(here, shape, name, seats(here, shape, coordinating), Setting(2.0, 1e9))


def run(chart, estimand="flow", seed=1, probes=50.0):
    """Two weeks after half a week of warm-up, or eight weeks of path."""
    plan = study(2 * WEEK, WEEK / 2, after=WEEK, probes_per_day=probes, path_days=56)
    here = chart.world
    issues = issue_table(here, seed, days_of(plan, estimand))
    records = simulate(chart, people(here, seed), issues, seed, estimand, plan)
    check_conservation(records)
    return records


def bits(records):
    """Everything a run leaves, as bytes by table, units by name; units without seats are left out."""
    names = sorted(name for name, n in zip(records.chart.units, records.seats) if n > 0)
    place = np.array([names.index(name) if name in names else -2 for name in records.chart.units] + [-1])
    rows = [records.chart.unit(name) for name in names]
    episodes, probes = records.episodes.copy(), records.probes.copy()
    for column in ("first_unit", "answered_by"):
        episodes[column] = place[episodes[column]]
    probes["unit"] = place[probes["unit"]]
    ledgers = {name: getattr(records, name)[rows] for name in ("minutes", "busy", "own_done", "own_delay")}
    tables = {"issues": records.issues, "episodes": episodes, "probes": probes, "path": records.path}
    everything = {**ledgers, **tables, "cohort": records.cohort}
    return {name: packed(table) for name, table in everything.items()}


def packed(table):
    """The bytes of a table, column by column: what NumPy leaves between the columns of a copy is anybody's."""
    if table.dtype.names is None:
        return table.tobytes()
    return b"".join(table[column].tobytes() for column in table.dtype.names)


# Nothing to act on


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_without_anything_to_coordinate_every_design_gives_the_same_bits(estimand):
    here = null_world()
    runs = [run(chart_of(here, load_design(name)), estimand) for name in SHIPPED]
    assert (runs[0].episodes["state"] == RESOLVED).mean() > 0.3, "the company does answer"
    assert (runs[0].episodes["handoffs"] > 0).mean() > 0.1, "units do work together"
    first = bits(runs[0])
    assert all(bits(other) == first for other in runs[1:])


@pytest.mark.parametrize("estimand", ["flow", "path"])
@pytest.mark.parametrize("name", SHIPPED)
def test_two_copies_of_a_design_differ_by_exactly_nothing(name, estimand):
    here = default()
    first, second = (run(chart_of(here, load_design(name), 2, copy), estimand) for copy in ("one", "another"))
    assert bits(first) == bits(second)
    assert [repr(row) for row in measure(first)] == [repr(row) for row in measure(second)]


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_a_hub_with_no_seats_and_no_minutes_is_the_silo(estimand):
    """In the whole default world, news and own work and all; approvals as in the silos, for they are not the hub's."""
    here, silo = default(), load_design("siloed")
    hub = replace(load_design("hub_and_spoke"), approval=silo.approval)
    assert bits(run(chart_of(here, hub), estimand)) == bits(run(chart_of(here, silo), estimand))


def test_designs_do_differ_where_there_is_something_to_coordinate():
    """The instrument is not blind: in the default world no two of the shipped designs end up with the same episodes."""
    here = default()
    runs = [run(chart_of(here, load_design(name), 2)) for name in SHIPPED]
    assert len({bits(records)["episodes"] for records in runs}) == 3


# One world for all


def test_issues_are_the_same_bytes_under_every_design():
    here, seen = default(), set()
    before = issue_table(here, 1, days_of(study(2 * WEEK, WEEK / 2, after=WEEK), "flow")).tobytes()
    for name in SHIPPED:
        seen.add(run(chart_of(here, load_design(name), 2)).issues.tobytes())
    assert seen == {before}


@pytest.mark.parametrize("name", SHIPPED)
def test_mystery_shoppers_change_nothing(name):
    chart = chart_of(default(), load_design(name), 2)
    with_probes, without = bits(run(chart, probes=300.0)), bits(run(chart, probes=0.0))
    assert len(with_probes.pop("probes")) > 0 == len(without.pop("probes"))
    assert with_probes == without


def ample(customers):
    """So many people at work that nobody waits for anybody, each customer raising an issue a minute on average."""
    here = world(
        customers=customers, issues_per_week=WEEK * customers, departments={"door": 5000, "back": 5000},
        topics={"front": Topic("door"), "rear": Topic("back")}, interdependence=0.3, further_departments=[1.0],
        slip=0.2, exceptions=0.3, catch=0.8, false_return=0.1, discovery=0.5, discovery_hours=0.2, raise_again=0.7,
        large_loss=0.3, channels={"phone": Channel(norm_hours=0.02), "mail": Channel(patience_hours=0.02)},
        cost_register={name: Activity(0.5) for name in ("triage", "reading", "reading_with_record", "notes", "approval",
                                                       "meeting_setup", "meeting_item", "look_up")},
    )  # fmt: skip
    rooms = {
        "door": desk("door", 5000, ["phone"], approved_by="superior"),
        "back": desk("back", 5000, ["mail"], approved_by="superior"),
    }
    shape = design(rooms)
    shape.units["executive"].seats, shape.approval.threshold = 5000, 0.2
    return here, shape


def test_without_a_customer_the_issues_of_the_others_are_the_same_bytes():
    fifty, fewer = (issue_table(ample(customers)[0], 1, 0.3) for customers in (50, 49))
    assert packed(fifty[fifty["person"] != 49]) == packed(fewer)
    assert (fifty["person"] == 49).sum() > 300


def test_without_a_customer_no_draw_of_another_changes():
    """Where nobody queues only draws could link customers: minutes, slips, discovery, approvals, patience all stay."""
    here, shape = ample(50)
    plan = study(200.0, after=400.0)
    chart = draw_up(here, shape, "ample", None, Setting(1.0, 1e9))
    issues = issue_table(here, 1, days_of(plan, "flow"))
    kept = issues["person"] != 17
    everybody = simulate(chart, people(here, 1), issues, 1, "flow", plan)
    others = simulate(chart, people(here, 1), issues[kept], 1, "flow", plan)
    one, two = everybody.episodes[kept], others.episodes
    slipped = one["signature"] > 0  # content of a slip: names the row of the issue
    for column in one.dtype.names:
        if column == "signature":
            assert np.array_equal(slipped, two[column] > 0)
        else:
            assert one[column].tobytes() == two[column].tobytes(), column
    assert slipped.any() and (one["reworks"] > 0).any() and (one["contacts"] > 2).any() and (~kept).any()


# One seed, one result


def digest(seed):
    """Fingerprint of a run of each shipped design in the default world."""
    found = hashlib.sha256()
    for name, estimand in zip(SHIPPED, ("flow", "path", "flow")):
        for table in bits(run(chart_of(default(), load_design(name), 2), estimand, seed)).values():
            found.update(table)
    return found.hexdigest()


def test_same_seed_same_bytes_in_one_process_or_two():
    here = os.path.dirname(__file__)
    search = os.pathsep.join([here, *(path for path in sys.path if path)])
    script = "import test_null_structure as t; print(t.digest(5))"
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "PYTHONPATH": search, "PYTHONHASHSEED": "random"}
    other = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(5) != digest(6)


# One change at a time


def with_news(here, news=1.0):
    """The same world with news a week on every topic."""
    return replace(here, topics={name: replace(topic, news=news) for name, topic in here.topics.items()})


def without_minutes(here, **minutes):
    """The same world where no activity but work takes time, save those named."""
    register = here.company.cost_register.items()
    register = {name: replace(line, minutes=minutes.get(name, 0.0)) for name, line in register}
    return replace(here, company=replace(here.company, cost_register=register))


PATIENT = tuple(f"channels.{c}.patience_hours=null" for c in ("phone", "mail", "social", "web"))


def both(here, names=("siloed", "hub_and_spoke"), coordinating=2, **changes):
    """Runs of two designs with people in their coordinating units, the designs changed as said."""
    shapes = [replace(load_design(name), **changes) for name in names]
    return [run(chart_of(here, shape, coordinating)) for shape in shapes]


def voice_bits(records):
    return {column: records.probes[column].tobytes() for column in ("time", "topic", "channel", "right", "same")}


def test_sharing_moves_voice_and_fates_and_no_clock():
    """Meetings that take no time, news, nobody who comes back: answers get right, and none comes sooner or later."""
    here = without_minutes(with_news(null_world("population.discovery=0", *PATIENT)))
    silo, hub = both(here, record_kept_by=None)
    clocks = ("taken_up", "started", "first_answer", "ended")
    assert all(silo.episodes[clock].tobytes() == hub.episodes[clock].tobytes() for clock in clocks)
    assert silo.minutes[:, :MEETING].sum() == pytest.approx(hub.minutes[:, :MEETING].sum(), rel=1e-12)
    assert hub.probes["right"].mean() > silo.probes["right"].mean() + 0.05
    assert (hub.episodes["state"] == RESOLVED).sum() > (silo.episodes["state"] == RESOLVED).sum()


def finished(*runs):
    """bool[issues]: over in every run."""
    return np.logical_and.reduce([np.isfinite(records.episodes["ended"]) for records in runs])


def same(one, two, columns):
    """Whether the issues that are over in both runs agree in these columns."""
    over = finished(one, two)
    assert over.mean() > 0.9
    return all(np.array_equal(one.episodes[column][over], two.episodes[column][over]) for column in columns)


def test_who_comes_first_moves_clocks_and_neither_voice_nor_fates():
    """Own work and an officer who puts customers first; nobody meets, nobody approves, nobody loses patience."""
    here = null_world("company.own_work=0.4", *PATIENT)
    silo, cco = both(here, ("siloed", "cco"), lines=[])
    assert same(silo, cco, FATES) and voice_bits(silo) == voice_bits(cco)
    assert not same(silo, cco, ("started",))
    assert cco.own_delay.sum() > silo.own_delay.sum(), "what customers gain, own work pays"


def test_approvals_without_slips_move_minutes_and_clocks_only():
    here = null_world("company.exceptions=0.3", "company.slip=0", "company.false_return=0", *PATIENT)
    silo, hub = both(here, lines=[], record_kept_by=None)
    assert same(silo, hub, FATES) and voice_bits(silo) == voice_bits(hub)
    assert silo.episodes["approvals"].sum() > 0 == hub.episodes["approvals"].sum()
    assert not same(silo, hub, ("resolved",))


def test_a_record_moves_reading_and_notes_and_no_fate():
    """Without second contacts about open cases a record saves reading, costs notes, and changes no answer."""
    here = null_world("population.discovery=0", *PATIENT)
    silo, hub = both(here, lines=[])
    assert same(silo, hub, (*FATES, "handoffs", "bounces")) and voice_bits(silo) == voice_bits(hub)
    assert hub.minutes[:, READING].sum() < silo.minutes[:, READING].sum()
    assert hub.minutes[:, NOTES].sum() > 0 == silo.minutes[:, NOTES].sum()


def test_lines_without_news_move_nothing_but_meeting_minutes():
    """People who have nothing to tell one another only spend the time."""
    here = without_minutes(null_world(*PATIENT), meeting_setup=10.0)
    idle, meeting = (
        run(chart_of(here, replace(load_design("hub_and_spoke"), record_kept_by=None, lines=lines), 2))
        for lines in ([], load_design("hub_and_spoke").lines)
    )
    assert same(idle, meeting, FATES) and voice_bits(idle) == voice_bits(meeting)
    assert meeting.minutes[:, MEETING].sum() > 0 == idle.minutes[:, MEETING].sum()


@pytest.mark.parametrize(
    "override", ["population.eta=1", "population.half_life_days=5", "population.word_of_mouth.effect=1"]
)
def test_how_customers_feel_moves_the_path_and_no_issue(override):
    here, other = default(), default(override)
    shape = load_design("cco")
    for estimand in ("flow", "path"):
        one, two = bits(run(chart_of(here, shape, 2), estimand)), bits(run(chart_of(other, shape, 2), estimand))
        moved = {name for name in one if one[name] != two[name]}
        assert moved == ({"path", "cohort"} if estimand == "path" else set())


def test_wages_move_dollars_only():
    here, dear = default(), default("company.wages.staff=38")
    one, two = (run(chart_of(world, load_design("siloed"), 2)) for world in (here, dear))
    assert bits(one) == bits(two)
    moved = {a.measure for a, b in zip(measure(one), measure(two)) if repr(a) != repr(b)}
    assert moved and all("cost" in name or "payroll" in name or "dollars" in name for name in moved)
