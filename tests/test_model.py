"""The organisation as a Mesa model: collected, batch-run, interfered with, and the same run as without Mesa."""

from __future__ import annotations

import copy
import gc
import weakref
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from mesa import Agent, DataCollector, batch_run

from orgsim.agents import Customer, Department
from orgsim.config.load import load_design, world_of
from orgsim.config.overrides import default_run
from orgsim.errors import InputError
from orgsim.measures.conservation import check_conservation
from orgsim.measures.latency import response_latency
from orgsim.measures.panel import measure
from orgsim.measures.voice import voice
from orgsim.model import REPORTERS, OrgModel
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting, draw_up
from orgsim.structure.seats import seats_by_rule
from orgsim.world.issues import issue_table
from orgsim.world.people import people

SMALL = {"customers": 400, "scale": 0.25, "days": 30}


def run(steps: int, **changes) -> OrgModel:
    model = OrgModel(**{**SMALL, "rng": 1, **changes})
    for _ in range(steps):
        model.step()
    return model


# Steps and time


def test_a_step_is_a_day():
    model = run(3)
    assert model.day == model.steps == 3 and model.engine.now == 3 * 1440


def test_the_run_ends_with_the_last_day():
    model = run(0, days=5)
    model.run_model()
    assert model.day == 5 and not model.running
    assert len(model.datacollector.get_model_vars_dataframe()) == 6


def test_the_same_seed_gives_the_same_bytes_and_another_another():
    one, same, other = (run(10, rng=seed) for seed in (5, 5, 6))
    assert one.engine["episodes"].tobytes() == same.engine["episodes"].tobytes()
    assert one.engine["customers"].tobytes() == same.engine["customers"].tobytes()
    assert one.engine["episodes"].tobytes() != other.engine["episodes"].tobytes()
    assert run(2, rng=None).world_seed != run(2, rng=None).world_seed


def test_looking_changes_nothing():
    looked, blind = run(0), run(0)
    for _ in range(8):
        looked.agents.do(lambda agent: (agent.attitude, agent.waiting, agent.category))
        looked.records()
        looked.step()
        blind.step()
    assert looked.engine["episodes"].tobytes() == blind.engine["episodes"].tobytes()
    assert looked.engine["customers"].tobytes() == blind.engine["customers"].tobytes()


# The same run as without Mesa


def without_mesa(estimand: str, study, seed: int):
    world = world_of(default_run())
    world.population.customers, world.company.scale = 400, 0.25
    setting = Setting(5.0, 24.0)
    design = load_design("hub_and_spoke")
    chart = draw_up(world, design, "hub_and_spoke", seats_by_rule(world, design, "hub_and_spoke", setting), setting)
    issues = issue_table(world, seed, days_of(study, estimand))
    return simulate(chart, people(world, seed), issues, seed, estimand, study)


def columns(table: np.ndarray) -> list[bytes]:
    """The bytes of each column: those between columns mean nothing."""
    return [table[name].tobytes() for name in table.dtype.names or [...]]


@pytest.mark.parametrize("estimand", ["flow", "path"])
def test_stepping_a_day_at_a_time_is_one_run_of_the_engine(estimand):
    study = replace(default_run().study, warm_up_weeks=1.0, measured_weeks=1.0, horizon_days=3.0, path_days=21)
    alone = without_mesa(estimand, study, seed=11)
    days = round(days_of(study, estimand))
    options = {**SMALL, "days": days, "study": study, "meeting_every": 5, "path": estimand == "path"}
    records = run(days, design="hub_and_spoke", rng=11, **options).records()
    assert records.episodes.tobytes() == alone.episodes.tobytes()
    for name in ("issues", "probes", "path", "cohort", "seats", "own_done"):
        assert columns(getattr(records, name)) == columns(getattr(alone, name)), name
    assert (records.start, records.end, records.until) == (alone.start, alone.end, alone.until)
    np.testing.assert_allclose(records.minutes, alone.minutes)
    for mine, theirs in zip(measure(records), measure(alone), strict=True):
        assert mine[:3] == theirs[:3] and mine.value == pytest.approx(theirs.value, nan_ok=True)


def test_records_so_far_stay_as_they_were():
    model = run(15)
    records = model.records()
    check_conservation(records)
    before = records.episodes.tobytes(), records.path.tobytes()
    for _ in range(5):
        model.step()
    assert (records.episodes.tobytes(), records.path.tobytes()) == before
    assert records.end == 15 * 1440


def test_the_reporter_of_latency_is_the_headline_measure():
    model = run(20, path=False)
    assert model.response_latency == pytest.approx(response_latency(model.records()))


def test_the_reporter_of_voice_is_the_headline_measure():
    model = run(10)
    assert model.voice == next(row.value for row in voice(model.records()) if row.measure == "voice")


def test_records_of_a_flow_need_issues_followed_for_the_horizon():
    with pytest.raises(InputError, match="day 7 or later"):
        run(2, path=False).records()


# What it is made of


def test_keys_of_the_configuration_are_keywords_by_their_short_names():
    model = OrgModel(**SMALL, load=0.8, branching_ratio=0.1, horizon_days=2, **{"channels.phone.share": 3}, rng=1)
    assert model.world.company.load == 0.8 and model.world.population.word_of_mouth.branching_ratio == 0.1
    assert model.world.population.customers == 400 and model.study.horizon_days == model.horizon == 2
    assert model.world.channels["phone"].share == 3


def test_the_default_is_what_the_command_runs():
    model = OrgModel(days=1, rng=1)
    assert model.world == world_of(default_run()) and model.design_name == default_run().design_name


def test_worlds_designs_and_seats_may_be_given():
    world = world_of(default_run())
    world.population.customers = 300
    design = load_design("cco")
    seats = dict.fromkeys(run(0, design="cco").chart.units, 5)
    model = OrgModel(world, design, seats=seats, days=3, rng=1, meeting_every=20, overdue_after=48)
    assert model.world is world and model.design_name == design.title and set(model.departments.get("seats")) == {5}
    assert model.chart.setting == Setting(20.0, 48.0)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lod": 0.8}, "did you mean load"),
        ({"load": 7}, "company.load"),
        ({"load": "much"}, "company.load"),
        ({"compny.load": 0.8}, "no such key"),
        ({"company.lod": 0.8}, "company.lod"),
        ({"design": "silod"}, "did you mean siloed"),
        ({"days": 2.5}, "a step is a day"),
        ({"warm_up_weeks": 0.3}, "a step is a day"),
        ({"rng": -1}, "non-negative"),
    ],
)
def test_mistakes_are_told_in_one_line(wrong, told):
    with pytest.raises(ValueError, match=told) as caught:
        OrgModel(**{**SMALL, **wrong})
    assert "\n" not in str(caught.value)


def test_frozen_attitudes_stay_and_free_ones_move():
    frozen, free, late = run(9, path=False), run(9), run(9, warm_up_weeks=1)
    assert frozen.customers.get("attitude") == frozen.customers.get("baseline")
    assert free.customers.get("attitude") != free.customers.get("baseline")
    vars_of_late = late.datacollector.get_model_vars_dataframe()
    assert vars_of_late["nps"][:8].nunique() == 1 and vars_of_late["nps"][9] != vars_of_late["nps"][7]


# Data


def test_a_datacollector_with_model_reporters_is_there():
    frame = run(9).datacollector.get_model_vars_dataframe()
    assert list(frame) == list(REPORTERS) and frame["day"].tolist() == list(range(10))
    assert frame["response_latency"].notna().tolist() == [False] * 8 + [True] * 2
    np.testing.assert_allclose(frame["nps"], 100 * (frame["advocates"] - frame["adversaries"]))
    assert frame["utilisation"][5] > 0.5 and 0 < frame["voice"][9] <= 1


def test_reporters_of_agents_and_of_their_types():
    model = run(
        4,
        model_reporters={"queue": lambda m: max(m.departments.get("waiting"))},
        agent_reporters={"attitude": "attitude", "talks": lambda agent: agent.talking},
        agenttype_reporters={Department: {"name": "name", "waiting": "waiting"}, Customer: {"feels": "category"}},
    )
    assert "queue" in model.datacollector.get_model_vars_dataframe()
    frame = model.datacollector.get_agent_vars_dataframe()
    assert len(frame) == 5 * len(model.agents)
    assert frame["attitude"].iloc[-len(model.agents) :][:400].tolist() == model.customers.get("attitude")
    assert frame["attitude"].isna().sum() == 5 * len(model.departments)
    units = model.datacollector.get_agenttype_vars_dataframe(Department)
    assert units["waiting"].iloc[-len(model.departments) :].tolist() == model.departments.get("waiting")
    assert len(model.datacollector.get_agenttype_vars_dataframe(Customer)) == 5 * len(model.agents_by_type[Customer])


def test_a_collector_of_ones_own_takes_the_place_of_the_default():
    class Mine(OrgModel):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.datacollector = DataCollector({"open": "open_issues"})

    model = Mine(**SMALL, rng=1)
    model.step()
    assert list(model.datacollector.get_model_vars_dataframe()) == ["open"]


def test_batch_run_over_designs_and_seeds():
    points = {"design": ["siloed", "hub_and_spoke"], "load": 0.9, "rng": [1, 2], **SMALL, "days": 9}
    rows = batch_run(OrgModel, points, max_steps=9, display_progress=False, number_processes=1)
    assert [(row["design"], row["rng"]) for row in rows] == list(product(points["design"], points["rng"]))
    for row in rows:
        model = run(9, design=row["design"], load=0.9, rng=row["rng"], days=9)
        assert (row["day"], row["nps"], row["response_latency"]) == (9, model.nps, model.response_latency)


def test_batch_run_ends_on_the_last_day_whichever_comes_first():
    for days, most in ((6, 6), (6, 100), (100, 6)):
        points = {**SMALL, "days": days, "rng": 3, "agent_reporters": [{"attitude": "attitude"}]}
        rows = batch_run(OrgModel, points, max_steps=most, display_progress=False, number_processes=1)
        assert {row["day"] for row in rows} == {6}
        assert [row["attitude"] for row in rows][:400] == run(6, rng=3, days=days).customers.get("attitude")


# Interventions


def test_people_added_between_steps_shorten_the_queue_and_the_wait():
    def with_help(seats: int) -> OrgModel:
        model = run(0, load=0.95, horizon_days=1)
        while model.day < 30:
            if model.day == 10:
                for unit in model.departments.select(lambda unit: not unit.coordinates):
                    unit.seats += seats
            model.step()
        return model

    without, helped = with_help(0), with_help(2)
    assert helped.waiting < without.waiting / 2
    assert helped.response_latency < without.response_latency
    assert helped.utilisation < without.utilisation
    one, other = (model.datacollector.get_model_vars_dataframe()[:11] for model in (without, helped))
    assert one.equals(other)


def test_a_subclass_may_interfere_in_its_step():
    class Campaign(OrgModel):
        def step(self):
            if self.day == 5:
                self.influencers.set("attitude", 3.0)
            super().step()

    plain, campaign = (kind(**SMALL, influencers=0.1, rng=1) for kind in (OrgModel, Campaign))
    for model in (plain, campaign):
        for _ in range(10):
            model.step()
    assert campaign.advocates > plain.advocates
    assert campaign.influencers.agg("attitude", min) > 1.5 > plain.influencers.agg("attitude", np.mean)
    assert campaign.engine["episodes"].tobytes() == plain.engine["episodes"].tobytes()  # attitudes make no issues


def test_agents_of_ones_own_stand_beside_ours():
    class Regulator(Agent):
        waiting = attitude = None

    model = run(1)
    regulator = Regulator(model)
    assert regulator.unique_id == 400 + len(model.chart.units) + 1
    assert regulator in model.agents and Regulator in model.agent_types
    assert len(model.agents) == regulator.unique_id
    regulator.remove()
    assert regulator not in model.agents and len(model.customers) == 400


# Keeping house


def test_a_model_is_freed_by_the_collector():
    model = run(2, agent_reporters={"attitude": "attitude"})
    gone = weakref.ref(model), weakref.ref(model.engine)
    del model
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_a_run_in_progress_cannot_be_copied():
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.deepcopy(run(0))
