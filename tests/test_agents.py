"""Customers, influencers and departments: real Mesa agents that are rows of the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from mesa import Agent
from mesa.agent import AgentSet

from orgsim.agents import Customer, Department, Influencer
from orgsim.config.load import load_design
from orgsim.errors import InputError
from orgsim.model import OrgModel

SMALL = {"customers": 400, "scale": 0.25, "days": 40, "rng": 7}


def stepped(days: int, **changes) -> OrgModel:
    model = OrgModel(**{**SMALL, **changes})
    for _ in range(days):
        model.step()
    return model


@pytest.fixture(scope="module")
def lived() -> OrgModel:
    """A model ten days old, for looking only."""
    return stepped(10)


def numbers(agents) -> list[int]:
    return [agent.unique_id for agent in agents]


# Who is there


def test_customers_come_first_then_every_unit_of_the_chart(lived):
    assert len(lived.agents) == 400 + len(lived.chart.units)
    assert numbers(lived.agents) == list(range(1, len(lived.agents) + 1))
    assert lived.departments.get("name") == list(lived.chart.units)


def test_types_are_told_apart_as_in_any_mesa_model(lived):
    assert lived.agent_types == [Customer, Influencer, Department]
    by_type = lived.agents_by_type
    assert sum(len(agents) for agents in by_type.values()) == len(lived.agents)
    assert all(type(agent) is kind for kind, agents in by_type.items() for agent in agents)
    assert all(isinstance(agent, Agent) for agent in lived.agents)


def test_influencers_are_the_share_of_customers_with_the_greatest_reach():
    model = OrgModel(**SMALL, influencers=0.05)
    assert len(model.influencers) == 20
    others = model.agents_by_type[Customer]
    assert min(model.influencers.get("reach")) >= max(others.get("reach"))
    assert len(model.customers) == len(others) + 20


def test_an_agent_is_made_once_and_keeps_what_is_hung_on_it(lived):
    agent = lived.customers[3]
    agent.nickname = "Ada"
    assert lived.agents[3] is agent and agent in lived.customers and agent not in lived.departments
    assert lived.agents.select(lambda a: getattr(a, "nickname", "") == "Ada").to_list() == [agent]


def test_nobody_is_in_the_sets_of_another_model(lived):
    assert OrgModel(**SMALL).customers[3] not in lived.customers


def test_agents_are_neither_made_nor_removed_by_hand(lived):
    with pytest.raises(TypeError, match="comes with the world"):
        Customer(lived)
    with pytest.raises(TypeError, match="cannot be removed"):
        lived.customers[0].remove()
    with pytest.raises(TypeError, match="none can be added"):
        lived.customers.add(lived.departments[0])
    with pytest.raises(IndexError):
        lived.customers[400]


# AgentSet


def test_attributes_of_many_are_those_of_each(lived):
    for agents in (lived.customers, lived.departments):
        for name in ("attitude", "category", "issues", "talking", "reach", "open_issues", "baseline"):
            if agents[0].__class__ is not Department:
                assert agents.get(name) == [getattr(agent, name) for agent in agents]
    for name in ("seats", "busy", "waiting", "utilisation", "up_to_date", "own_work_delay", "head", "puts_first"):
        assert repr(lived.departments.get(name)) == repr([getattr(unit, name) for unit in lived.departments])


def test_values_are_plain_python(lived):
    customer, unit = lived.customers[0], lived.departments[1]
    found = (customer.attitude, customer.category, customer.talking, customer.issues, unit.name, unit.utilisation)
    assert [type(value) for value in found] == [float, str, bool, int, str, float]


def test_get_takes_several_attributes_and_defaults(lived):
    pairs = lived.departments.get(["name", "seats"])
    assert pairs[0] == [lived.departments[0].name, lived.departments[0].seats]
    assert lived.agents.get("seats", handle_missing="default", default_value=0)[:400] == [0] * 400
    with pytest.raises(AttributeError, match="a Customer has no seats"):
        lived.agents.get("seats")
    with pytest.raises(AttributeError):
        lived.customers.get("no_such_thing")


def test_agg_and_set_work_on_whole_columns():
    model = OrgModel(**SMALL)
    model.customers.set("attitude", 1.5)
    assert model.customers.agg("attitude", [min, max]) == pytest.approx([1.5, 1.5])
    model.customers.set("attitude", np.arange(400.0))
    assert model.customers[17].attitude == pytest.approx(17.0)
    model.customers.set("tag", "seen")
    assert model.customers[0].tag == "seen"


def test_select_by_function_number_share_and_type(lived):
    advocates = lived.customers.select(lambda a: a.category == "advocate")
    assert len(advocates) == lived.customers.get("category").count("advocate")
    assert numbers(lived.customers.select(at_most=3)) == [1, 2, 3]
    assert len(lived.customers.select(at_most=0.25)) == 100
    assert len(lived.agents.select(agent_type=Department)) == len(lived.departments)
    assert len(lived.agents.select(agent_type=Customer)) == 400
    assert numbers(lived.agents.select(agent_type=Influencer)) == numbers(lived.influencers)
    assert numbers(lived.customers.select(lambda a: a.unique_id % 2 == 0, at_most=2)) == [2, 4]
    assert isinstance(advocates, AgentSet) and lived.agents.select(inplace=True) is not None


def test_sort_and_groupby(lived):
    ordered = lived.customers.sort("reach")
    assert ordered.get("reach") == sorted(lived.customers.get("reach"), reverse=True)
    assert numbers(lived.customers.sort(lambda a: a.unique_id, ascending=True)) == list(range(1, 401))
    groups = lived.customers.groupby("category")
    assert sum(groups.count().values()) == 400
    assert groups.agg("attitude", min)["advocate"] > groups.agg("attitude", max)["neutral"]
    assert lived.departments.groupby(lambda unit: unit.seats > 1).map(len)[True] >= 4


def test_do_map_and_shuffle_reach_everybody_once():
    model = OrgModel(**SMALL)
    seen = []
    model.departments.shuffle_do(lambda unit: seen.append(unit.name))
    assert sorted(seen) == sorted(model.chart.units)
    assert model.departments.map(lambda unit, more: unit.seats + more, 1) == [
        s + 1 for s in model.departments.get("seats")
    ]
    model.agents.do("step")
    shuffled = model.customers.shuffle()
    assert numbers(shuffled) != numbers(model.customers) and sorted(numbers(shuffled)) == numbers(model.customers)
    same = OrgModel(**SMALL)
    same.departments.shuffle()
    assert numbers(same.customers.shuffle()) == numbers(shuffled)


def test_sets_can_be_joined_and_intersected(lived):
    assert set(lived.influencers | lived.departments) == {*lived.influencers, *lived.departments}
    assert set(lived.influencers & lived.customers) == set(lived.influencers)


def test_two_hundred_thousand_customers_are_read_and_written_without_making_an_agent():
    model = OrgModel(customers=200_000, days=1, rng=1, kind="none", issues_per_week=100)
    assert len(model.agents) > 200_000
    assert abs(model.customers.agg("attitude", np.mean)) < 0.02
    model.influencers.set("attitude", 1.0)
    assert len(model.customers.sort("attitude").select(at_most=10)) == 10
    assert sum(model.customers.groupby("category").count().values()) == 200_000
    model.step()
    assert model.advocates > 0 and not model.roster.made


# What a customer shows and takes


def test_categories_start_at_the_shares_of_the_world():
    model = OrgModel(customers=20_000, scale=0.25, days=1, rng=3)
    assert model.advocates == pytest.approx(0.48, abs=0.02)
    assert model.adversaries == pytest.approx(0.16, abs=0.02)


def test_attitudes_agree_with_the_engines_own_census():
    model = stepped(14)
    census = model.engine["path"][int(model.engine.state["next_path"][0]) - 1]
    assert census["time"] == model.engine.now
    assert census["mean_attitude"] == pytest.approx(np.mean(model.customers.get("attitude")), rel=1e-12)
    assert census["advocates"] == model.customers.get("category").count("advocate")


def test_an_attitude_written_holds_at_once_and_drifts_back_to_the_baseline():
    model = stepped(3, path=False)
    ada = model.customers[0]
    ada.attitude = ada.baseline + 4.0
    assert ada.attitude == pytest.approx(ada.baseline + 4.0) and ada.category == "advocate"
    for _ in range(30):
        model.step()
    assert ada.attitude == pytest.approx(ada.baseline + 4.0 * 0.5 ** (30 / 60))


def test_a_baseline_written_moves_the_attitude_for_good():
    model = stepped(1, path=False)
    ada = model.customers[0]
    before = ada.attitude
    ada.baseline += 2.0
    model.step()
    assert ada.attitude == pytest.approx(before + 2.0)


def test_results_cannot_be_written(lived):
    with pytest.raises(AttributeError, match="category is a result .* can be set: attitude, baseline"):
        lived.customers[0].category = "advocate"
    with pytest.raises(AttributeError, match="can be set: seats"):
        lived.departments[0].utilisation = 0.1
    with pytest.raises(AttributeError, match="can be set: seats"):
        lived.departments.set("waiting", 0)
    with pytest.raises(AttributeError, match="no attribute 'seats'"):
        lived.customers[0].seats = 3
    with pytest.raises(InputError, match="a finite number"):
        lived.customers[0].attitude = float("nan")


def test_what_only_departments_have_is_none_for_customers_and_the_reverse(lived):
    assert lived.customers[0].seats is None and lived.departments[0].attitude is None


def test_neighbours_know_each_other(lived):
    ada = lived.influencers[0]
    assert len(ada.neighbours) == ada.reach > 0
    assert all(ada in other.neighbours for other in ada.neighbours)


def test_issues_are_counted_by_customer(lived):
    assert sum(lived.customers.get("issues")) == lived.raised > 0
    assert sum(lived.customers.get("open_issues")) == lived.open_issues


# What a department shows and takes


def test_a_department_tells_its_place_in_the_chart():
    model = stepped(5, design="hub_and_spoke")
    hub, service = model.department("hub"), model.department("service")
    assert hub.coordinates and not service.coordinates
    assert service.takes_in == ("phone",) and service.superior is model.department("executive")
    assert service.head and set(service.versions) == set(model.chart.topics)
    assert all(0 <= unit.up_to_date <= 1 for unit in model.departments if unit.up_to_date == unit.up_to_date)
    assert 0 < service.utilisation <= 1 and 0 <= service.own_work_delay
    with pytest.raises(InputError, match="did you mean service"):
        model.department("servce")


def test_an_owner_always_holds_the_newest_version(lived):
    newest = dict(zip(lived.chart.topics, lived.engine["topics"]["version"].tolist()))
    for topic, owner in zip(lived.chart.topics, lived.chart.owner):
        assert lived.departments[int(owner)].versions[topic] == newest[topic]


def test_seats_written_are_there_and_leave_the_head_in_place():
    model = stepped(3)
    service = model.department("service")
    service.seats += 4
    rows = model.engine["groups"][model.engine["groups"]["unit"] == service.row]
    assert service.seats == rows["seats"].sum() and rows["seats"][rows["head"] == 1] == 1
    model.step()
    assert model.engine["units"]["present"][service.row] == service.seats


def test_new_people_take_what_waits_when_the_next_step_begins():
    model = OrgModel(**{**SMALL, "load": 1.2}, open_hour=0, close_hour=24, work_days=7)
    for _ in range(5):
        model.step()
    unit = max(model.departments, key=lambda unit: unit.waiting)
    waiting, busy, seats = unit.waiting, unit.busy, unit.seats
    assert waiting > 5
    unit.seats = seats + 5
    model.engine.look_around()
    assert (unit.waiting, unit.busy) == (waiting - 5, busy + 5)


def test_whoever_has_to_go_finishes_the_work_in_hand():
    model = OrgModel(**{**SMALL, "load": 1.2}, open_hour=0, close_hour=24, work_days=7)
    for _ in range(5):
        model.step()
    unit = max(model.departments, key=lambda unit: unit.waiting)
    busy = unit.busy
    unit.seats = 1
    assert unit.busy == busy > 1
    model.step()
    assert unit.busy == unit.seats == 1
    accounts = model.records().accounts
    assert accounts["people"] == accounts["seats"] and accounts["busy"] == accounts["in_service"]


def test_a_mixed_unit_grows_in_proportion_and_its_share_at_home_follows():
    design = load_design("siloed")
    design.units["sales"] = replace(design.customer_facing, departments=["marketing", "sales"])
    model = OrgModel(design=design, **SMALL)
    unit = model.department("sales")
    unit.seats = 21
    rows = model.engine["groups"][model.engine["groups"]["unit"] == unit.row]
    assert rows["seats"].tolist() == [1, 10, 10]
    shares = model.engine["at_home"]["v"].reshape(len(model.chart.units), -1)[unit.row]
    assert set(np.round(shares, 6)) == {0.0, round(10 / 21, 6), round(11 / 21, 6)}


def test_seats_are_whole_people_and_not_where_nobody_is():
    model = OrgModel(**SMALL)
    for wrong in (0, -1, 2.5, "three", float("nan")):
        with pytest.raises(InputError, match="a whole number of people"):
            model.department("service").seats = wrong
    empty = load_design("siloed")
    empty.units["executive"].seats = 0
    with pytest.raises(AttributeError, match="nobody is there"):
        OrgModel(design=empty, **SMALL).department("executive").seats = 2
