"""Maturity: presets are data of world and line parameters, with their price; what sets nothing changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

from orgsim.answers.journey import journey as judged
from orgsim.cli import main
from orgsim.comparison.compare import staffed
from orgsim.config.command import configs
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs, read, typed
from orgsim.config.maturity import PRESET, YEAR, Dimension, Journey, Stage
from orgsim.config.schema import Line
from orgsim.engine.tables import ANSWER, OWN, WORK_KINDS
from orgsim.errors import InputError
from orgsim.maturity.journey import itinerary, journey
from orgsim.maturity.presets import check, settings, upkeep
from orgsim.maturity.way import way
from orgsim.measures.cost import minutes as minutes_of
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting
from orgsim.structure.knowledge import currency
from orgsim.structure.traffic import offered_load
from orgsim.sweep.changes import changed, with_keys
from orgsim.sweep.points import Point, evaluated
from orgsim.sweep.swept import Swept
from orgsim.validation.judge import Checks
from orgsim.validation.plain import WEEK, desk_world, one_desk, one_run, study
from orgsim.views.answers.journey import figures, lines
from orgsim.views.radar import radar
from orgsim.world.demand import staff, working_minutes
from orgsim.world.issues import issue_table
from orgsim.world.people import people

CHECKS, REPLICATIONS = 1, 24
SHARING, EVERY = "company.sharing", "study.levers.meeting_every"
MEETINGS = {f"company.cost_register.meeting_{part}.minutes": 0.0 for part in ("setup", "item")}


def shipped():
    """The dimensions that come with orgsim."""
    return typed(Journey, {"maturity": read(configs() / "maturity" / "default.yaml")}).maturity


def stages(key: str, *values, **costs) -> Dimension:
    """A dimension that sets one key, and what each stage costs (minutes=[...], dollars=[...])."""
    found = [Stage({key: value}) for value in values]
    for name, each in costs.items():
        found = [replace(stage, **{name: cost}) for stage, cost in zip(found, each, strict=True)]
    return Dimension("", found)


def small(*words):
    return default_world("company.scale=0.25", "population.customers=600", *words)


def brief(*words):
    quick = ("study.warm_up_weeks=0.5", "study.measured_weeks=1", "study.horizon_days=2", "study.replications=3")
    return default_study(*quick, "study.path_replications=0", "study.levers.overdue_after=[24]", "study.processes=1",
                         "study.probes_per_day=40", "study.levers.meeting_every=[5]", *words)  # fmt: skip


DESIGNS = load_designs(["siloed", "hub_and_spoke"])


# Presets are data, and of the world and of lines alone


def test_the_stages_that_come_with_orgsim_set_what_a_preset_may():
    found = shipped()
    check(small(), DESIGNS, brief(), found)
    assert list(found) == ["culture", "organisation", "involvement", "technology"]
    assert {key for each in found.values() for stage in each.stages for key in stage.set} <= set(PRESET)
    assert all(len(each.stages) == 5 for each in found.values())


def test_no_stage_is_cheaper_than_the_one_before():
    for each in shipped().values():
        for cost in ("minutes", "dollars"):
            paid = [getattr(stage, cost) for stage in each.stages]
            assert paid == sorted(paid) and paid[0] == 0


@pytest.mark.parametrize(
    "key", ["company.slip", "population.eta", "population.advocates", "population.discovery", "study.horizon_days",
            "company.wages.staff", "extensions.cocreation.relief", "designs.siloed.units.service.seats"],
)  # fmt: skip
def test_an_outcome_or_a_rate_of_errors_is_no_preset(key):
    with pytest.raises(InputError, match=r"maturity.culture.stages\[0\].set") as told:
        check(small(), DESIGNS, brief(), {"culture": stages(key, 0.1, 0.2)})
    assert "\n" not in str(told.value) and key in str(told.value)


@pytest.mark.parametrize(
    ("maturity", "said"),
    [
        ({}, "is missing"),
        ({"culture": stages(SHARING, 0.2)}, "2 to 9 stages"),
        ({"culture": stages(SHARING, 0.2, 1.0), "organisation": stages(EVERY, [5], [2], [1])}, "3 stages"),
        ({"culture": Dimension("", [Stage({SHARING: 0.2}), Stage({EVERY: [5]})])}, "the keys of the first stage"),
        ({"culture": Dimension("", [Stage({}), Stage({})])}, "at least one"),
        ({"culture": stages(SHARING, 0.2, 1.0), "trust": stages(SHARING, 0.2, 1.0)}, "culture does not set"),
        ({"culture": stages(SHARING, 0.2, 1.5)}, "a number from 0 to 1"),
        ({"year": stages(SHARING, 0.2, 1.0)}, "another name"),
    ],
)
def test_stages_that_cannot_be_had_are_told_in_one_line(maturity, said):
    with pytest.raises(InputError) as told:
        check(small(), DESIGNS, brief(), maturity)
    assert said in str(told.value) and "\n" not in str(told.value)


def test_the_stages_on_the_page_can_be_had():
    page = (configs().parent / "docs" / "maturity.md").read_text()
    own = typed(Journey, {"maturity": yaml.safe_load(page.partition("```yaml")[2].partition("```")[0])}).maturity
    check(small(), DESIGNS, brief(), own)
    assert all(f"`{key.rpartition('.')[2]}`" in page or f"`{key}`" in page for key in PRESET if "cost" not in key)


# The way


def test_without_a_path_every_dimension_rises_a_stage_a_year():
    stops = way(shipped(), {"culture": 3, "technology": 5}, [])
    assert [stop.year for stop in stops] == [0, 1, 2, 3, 4]
    assert stops[2].profile == {"culture": 5, "organisation": 3, "involvement": 3, "technology": 5}


def test_a_path_changes_what_it_names_and_leaves_the_rest():
    stops = way(shipped(), {"culture": 2}, [{YEAR: 1.5, "culture": 3}, {YEAR: 4, "technology": 5, "culture": 1}])
    assert [list(stop.profile.values()) for stop in stops] == [[2, 1, 1, 1], [3, 1, 1, 1], [1, 1, 1, 5]]
    assert [stop.name for stop in stops] == ["year 0", "year 1.5", "year 4"]


@pytest.mark.parametrize(
    ("profile", "path", "said"),
    [
        ({"trust": 2}, [], "profile: 'trust'"),
        ({"culture": 6}, [], "a stage from 1 to 5"),
        (dict.fromkeys(("culture", "organisation", "involvement", "technology"), 5), [], "below the last"),
        ({}, [{"culture": 2}], "path[0].year"),
        ({}, [{YEAR: 2, "culture": 2}, {YEAR: 2, "culture": 3}], "a number above 2"),
        ({}, [{YEAR: 1, "culture": 2.5}], "a stage from 1 to 5"),
        ({}, [{YEAR: 1, "culture": 1}], "changes a stage"),
        ({}, [{YEAR: "soon", "culture": 2}], "a number, as in"),
        ({}, [3], "a year with the stages"),
    ],
)
def test_a_way_that_cannot_be_gone_is_told(profile, path, said):
    with pytest.raises(InputError) as told:
        way(shipped(), profile, path)
    assert said in str(told.value)


def test_each_dimension_that_moves_stands_alone_once_and_the_end_without_its_upkeep():
    plan = itinerary(small(), shipped(), {}, [{YEAR: 1, "culture": 2}, {YEAR: 2, "technology": 4}])
    assert list(plan.layout["part"]) == ["path"] * 3 + ["alone"] * 2 + ["free"]
    assert plan.layout["point"].tolist() == ["1", "2", "3", "2", "4", "5"]  # culture alone is the first stop
    assert plan.points[2]["company.own_work"] > plan.points[4]["company.own_work"] == small().company.own_work


# The effect vanishes with its cause


def test_stages_that_set_what_there_is_anyway_change_nothing():
    world, plan = small(), brief()
    same = {"culture": stages(SHARING, world.company.sharing, world.company.sharing),
            "organisation": stages(EVERY, [5.0], [5.0])}  # fmt: skip
    swept, answer = journey(world, DESIGNS, plan, same, processes=1)
    base = evaluated(Point("base", world, DESIGNS, plan, 1)).measures
    pd.testing.assert_frame_equal(swept.measures.drop(columns="point"), base)
    for name in ("journey", "since_start", "alone", "free"):
        assert (answer.tables[name][["difference", "low", "high"]] == 0).all(axis=None)
        assert set(answer.tables[name]["effect"]) == {"equal"}
    assert "the same" in lines(answer)[0] and "0 of 6 steps" in lines(answer)[0]


def test_the_last_stages_of_culture_and_technology_are_the_company_as_it_comes():
    world, found = small(), shipped()
    last = {name: len(found[name].stages) for name in ("culture", "technology")}
    assert with_keys(world, settings(world, found, last, free=True)) == world


# Known limits and signs


def run(world, design, name, plan, seed=1):
    """One replication of a design with seats by the rule."""
    chart = staffed(world, design, name, Setting(5.0, 24.0), "heads")
    issues = issue_table(world, seed, days_of(plan, "flow"))
    return simulate(chart, people(world, seed), issues, seed, "flow", plan)


def test_where_nobody_tells_and_nobody_finds_out_lines_are_as_good_as_none():
    """Meetings take no time here, so that knowledge is all they could change: not a bit of it differs."""
    silos, plan = DESIGNS["siloed"], brief()
    meeting = replace(silos, lines=[Line(["*", "*"])])
    quiet = with_keys(small("population.discovery=0", "population.raise_again=0"), MEETINGS)
    told, silent = (with_keys(quiet, {SHARING: share}) for share in (1.0, 0.0))
    met, unmet = run(silent, meeting, "one", plan), run(silent, silos, "other", plan)
    for column in ("right", "same"):
        assert met.probes[column].tobytes() == unmet.probes[column].tobytes()
    assert run(told, meeting, "one", plan).probes["right"].mean() > met.probes["right"].mean()


def chart_at(world, dimension: str, stage: int):
    """The hub where one dimension is at a stage, the others as the world has them; without upkeep."""
    world, designs, plan = changed(world, DESIGNS, brief(), shipped()[dimension].stages[stage - 1].set)
    return staffed(world, designs["hub_and_spoke"], "hub", Setting(plan.levers.meeting_every[0], 24.0), "heads")


@pytest.mark.parametrize("dimension", ["culture", "organisation"])
def test_who_tells_more_or_meets_more_often_knows_more(dimension):
    known = [float(np.mean(currency(chart_at(small(), dimension, stage)))) for stage in (1, 3, 5)]
    assert known == sorted(known) and known[-1] > known[0] + 0.01


def test_a_better_record_takes_less_time():
    offered = [float(offered_load(chart_at(small(), "technology", stage)).sum()) for stage in (1, 3, 5)]
    assert offered == sorted(offered, reverse=True) and offered[-1] < offered[0]


def test_customers_who_take_part_take_work_off_the_company():
    """The same issues, fewer minutes spent on answers; at stage 1 there is nobody to ask."""
    spent = {}
    for stage in (1, 5):
        world = with_keys(default_world("company.scale=.25"), shipped()["involvement"].stages[stage - 1].set)
        records = run(world, DESIGNS["siloed"], "silos", brief("study.warm_up_weeks=3"))
        spent[stage] = float(records.minutes[:, ANSWER].sum())
    assert spent[5] < 0.9 * spent[1]


# What it costs


def test_upkeep_adds_up_over_dimensions():
    found = {"culture": stages(SHARING, 0.2, 1.0, minutes=[0, 30], dollars=[0, 2]),
             "organisation": stages(EVERY, [5], [1], minutes=[0, 12], dollars=[0, 3])}  # fmt: skip
    world = small()
    cost, heads = upkeep(world, found, {"culture": 2, "organisation": 2}), sum(staff(world).values())
    assert (cost.minutes_a_week, cost.dollars_a_week) == (42 * heads, 5 * heads)


def test_minutes_of_upkeep_are_work_and_leave_the_issues_alone():
    """Own work takes the minutes more, in the traffic equations to the last digit; customers ask what they asked."""
    world, found = small(), {"culture": stages(SHARING, 1.0, 1.0, minutes=[0, 60])}
    before, after = (with_keys(world, settings(world, found, {"culture": stage})) for stage in (1, 2))
    shape = DESIGNS["siloed"]
    charts = [staffed(each, shape, "silos", Setting(5.0, 24.0), "heads") for each in (before, after)]
    more = offered_load(charts[1]).sum() - offered_load(charts[0]).sum()
    assert more == pytest.approx(60 * sum(staff(world).values()) / working_minutes(world))
    assert issue_table(before, 1, 14.0).tobytes() == issue_table(after, 1, 14.0).tobytes()


def test_minutes_of_upkeep_stand_in_the_minutes_accounted():
    """Minutes a week of own work = upkeep x people, where there is no other: its arrivals are Poisson."""
    servers, minutes = 4, 1260.0  # an eighth of a person's week
    world = desk_world(servers, 0.5, load=0.0)
    world = with_keys(world, settings(world, {"culture": stages(SHARING, 1.0, 1.0, minutes=[0, minutes])},
                                      {"culture": 2}))  # fmt: skip

    def own(seed: int) -> float:
        rows = minutes_of(one_run(world, one_desk(servers), study(40 * WEEK), seed))
        return next(row.value for row in rows if row.subset == f"kind={WORK_KINDS[OWN]}")

    Checks(CHECKS, REPLICATIONS).hold([own(seed) for seed in range(1, REPLICATIONS + 1)], servers * minutes, 0.02)


def test_dollars_of_upkeep_stand_in_the_cost_measure():
    """Cost per resolved issue rises as payroll and upkeep to payroll, and nothing else moves."""
    world, found = small(), {"culture": stages(SHARING, 1.0, 1.0, dollars=[0, 50])}
    swept, _ = journey(world, DESIGNS, brief(), found, processes=1)
    cost, wages = swept.values("cost_per_resolved"), swept.values("payroll")
    weekly = 50 * sum(staff(world).values())
    for design in DESIGNS:
        ratio = (cost.loc["2", design] / cost.loc["1", design]).to_numpy()
        assert ratio == pytest.approx(((wages.loc["1", design] + weekly) / wages.loc["1", design]).to_numpy())
    assert swept.values("response_latency").loc["1"].equals(swept.values("response_latency").loc["2"])


# What is said


def planted(plan, latency) -> Swept:
    """A sweep of an itinerary in which response latency is ``latency(row of the layout)`` under b, 40 under a."""
    random, rows = np.random.default_rng(1), []
    luck = random.normal(size=8)
    for row in plan.layout.drop_duplicates("point").itertuples():
        for design, mean in (("a", 40.0), ("b", latency(row))):
            values = mean + luck + 0.05 * random.normal(size=8)
            label = (row.point, design, "flow")
            rows += [(*label, r, "response_latency", "hours", "all", value) for r, value in enumerate(values)]
    columns = ["point", "design", "estimand", "replication", "measure", "unit", "subset", "value"]
    empty = pd.DataFrame(columns=["point", "design"])
    points = pd.DataFrame({"point": sorted(set(plan.layout["point"]), key=int)})
    measures = pd.DataFrame(rows, columns=columns)
    return Swept(points, measures, empty, empty, ("a", "b"), configuration={"space": {"kind": "list"}})


def test_a_planted_gain_is_found_at_its_step_and_in_its_dimension():
    """Technology takes ten hours off from stage 3 on, and nothing else does anything."""
    plan = itinerary(small(), shipped(), {}, [])
    index = list(plan.layout.columns).index("stage:technology") + 1
    answer = judged(planted(plan, lambda row: 30.0 if row[index] >= 3 else 40.0), plan.layout, ["response_latency"])
    table = answer.table.set_index(["design", "stop"])
    assert table.loc[("b", "year 2"), "effect"] == "better" and table.loc[("b", "year 2"), "beyond_margin"]
    assert set(table.drop(index=("b", "year 2"))["effect"]) == {"equal"}
    said = lines(answer)
    assert said[0].startswith("Response latency after 4 years: a ") and "; b 24.9 % faster (" in said[0]
    assert "1 of 8 steps (of every design and measure) are to the better" in said[0]
    alone = next(line for line in said if "each dimension alone" in line)
    assert "b: technology 24.9 % faster (" in alone
    assert "culture, organisation and involvement within the margin" in alone
    assert set(figures(answer)) == {"journey", "alone", "radar", "card_scorecard", "card_journey"}


def test_a_stop_that_could_not_be_run_is_told():
    plan = itinerary(small(), shipped(), {}, [{YEAR: 1, "culture": 2}])
    swept = planted(plan, lambda row: 40.0)
    failed = pd.DataFrame({"point": ["2"], "error": ["InputError"], "message": ["no seats"]})
    with pytest.raises(InputError, match="no seats"):
        judged(replace(swept, failed=failed), plan.layout, ["response_latency"])


def test_a_radar_has_as_many_rings_as_there_are_stages():
    now, then = {"a": 1, "b": 2, "c": 1}, {"a": 3, "b": 3, "c": 3}
    figure = radar({"now": now, "then": then}, spokes=("a", "b", "c"), highest=3)
    rings = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"1", "2", "3"} <= rings and "4" not in rings
    with pytest.raises(InputError, match="a stage from 1 to 3"):
        radar({"a": 4, "b": 1, "c": 1}, spokes=("a", "b", "c"), highest=3)


# The command


def own_file(folder, **dimensions) -> list[str]:
    """A user's own stages, and the words that ask for them."""
    (folder / "mine" / "maturity").mkdir(parents=True)
    (folder / "mine" / "maturity" / "ours.yaml").write_text(yaml.safe_dump(dimensions))
    return ["--config-dir", "mine", "maturity=ours"]


def test_stages_of_ones_own_work_from_the_command_line(tiny, folder, capsys):
    three = {"stages": [{"set": {SHARING: share}, "minutes": 5 * place} for place, share in enumerate((0.2, 0.6, 1.0))]}
    asked = own_file(folder, trust=three)
    assert main(["journey", *asked, *tiny, "designs=[siloed,hub_and_spoke]", "study.path_replications=0"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Response latency after 2 years: siloed ")
    for name in ("journey.csv", "alone.csv", "upkeep.csv", "card.csv", "journey.svg", "answer.md"):
        assert (folder / "results" / "journey" / name).is_file()
    table = pd.read_csv(folder / "results" / "journey" / "upkeep.csv")
    assert table["minutes"].tolist() == [0, 5 * 24, 10 * 24] and table["stage:trust"].tolist() == [1, 2, 3]


def test_mistakes_are_told_in_one_line_before_anything_runs(folder, capsys):
    asked = own_file(folder, trust={"stages": [{"set": {"company.slip": 0.1}}, {"set": {"company.slip": 0.0}}]})
    for words, expected in (
        (asked, "maturity.trust.stages[0].set: 'company.slip'"),
        (["profile={trust: 2}"], "profile: 'trust' cannot be used; allowed: one of culture, "),
        (["profile.culture=9"], "profile.culture: 9 cannot be used; allowed: a stage from 1 to 5"),
        (["path=[{culture: 2}]"], "path[0].year: is missing"),
        (["measures=[heads]"], "measures: 'heads'"),
        (["company.sharing=.5"], "the stages of maturity set company.sharing"),
    ):
        assert main(["journey", *words]) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.startswith("orgsim: ") and said.err.count("\n") == 1, words
        assert expected in said.err
    assert not (folder / "results").exists()
