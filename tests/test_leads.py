"""Leads: won where somebody listens and answers before a competitor does, and paid for by whoever else waits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orgsim.config.extensions import Extensions, Selling
from orgsim.engine.tables import ANSWER, LEAD, READING
from orgsim.errors import InputError
from orgsim.extensions import doing
from orgsim.measures.extended import extensions
from orgsim.structure.traffic import offered_minutes
from orgsim.validation.closed_forms.queues import discounted_wait
from orgsim.validation.judge import Checks
from orgsim.validation.plain import DAY, WEEK, design, desk, desk_world, drawn, one_desk, one_run, study, world

SERVERS, POSTS, COMPETITOR = 5, 4.0, 0.5  # people; posts and competitors' answers a minute, of one minute's work each
CHECKS, REPLICATIONS = 2, 40
FREE = {"listening_minutes": 0.0, "profile": 0.0}
HARDLY = 1e-6  # issues a minute: no customers to speak of


def selling(posts=POSTS, competitor=COMPETITOR, **more) -> Extensions:
    """So many posts a minute, all work of the desk."""
    hours = None if competitor is None else 1 / (60 * competitor)
    return Extensions(selling=Selling(posts * WEEK, "desk", hours, **FREE | more))


def measured(records) -> dict[str, float]:
    """Every measure of the extensions by name."""
    return {row.measure: row.value for row in extensions(records)}


def posted(records) -> int:
    """Posts in the measured window."""
    return int(np.count_nonzero((records.leads["posted"] >= records.start) & (records.leads["posted"] < records.end)))


def runs(extension, shape, minutes=10_000.0):
    company = desk_world(SERVERS, HARDLY, extensions=extension)
    for seed in range(1, REPLICATIONS + 1):
        yield one_run(company, shape, study(minutes, 200.0), seed)


def test_as_many_are_won_as_the_closed_form_says():
    """P(answered before the competitor) = E[exp(-k Wq)] mu / (mu + k): waiting and work are independent."""
    won = [measured(records)["leads_won"] for records in runs(selling(), one_desk(SERVERS, listens=True))]
    exact = discounted_wait(POSTS, SERVERS, COMPETITOR) / (1.0 + COMPETITOR)
    Checks(CHECKS, REPLICATIONS).hold(won, exact, 0.01)


def test_without_a_competitor_all_are_won():
    for records in runs(selling(competitor=None), one_desk(SERVERS, listens=True), 200.0):
        assert measured(records)["leads_answered"] == measured(records)["leads_won"] == 1.0


def busy(listens=False, posts=0.0, **unit):
    """A shop that sells and a desk that answers customers; one of them may listen."""
    company = world(
        2.0, customers=300, departments={"desk": 3, "shop": 3}, work_minutes=1.0,
        extensions=Extensions(selling=Selling(posts * WEEK, "shop", 1.0, 0.2, 0.0)),
    )  # fmt: skip
    rooms = {"desk": desk("desk", 3, ["line"], listens=listens, **unit), "shop": desk("shop", 3)}
    return company, design(rooms)


def test_where_nobody_listens_nothing_changes_and_none_is_won():
    calm, posted = (one_run(*busy(posts=posts), study(1000.0), 3) for posts in (0.0, 2.0))
    assert posted.episodes.tobytes() == calm.episodes.tobytes()
    assert np.array_equal(posted.minutes, calm.minutes)
    assert measured(posted)["leads_won"] == 0.0 and measured(posted)["leads_answered"] == 0.0


def test_leads_are_found_by_one_unit_and_answered_by_another():
    company, shape = busy(True, 2.0)
    records = one_run(company, shape, study(4000.0), 3)
    answered = records.leads[np.isfinite(records.leads["answered"])]
    assert set(answered["unit"].tolist()) == {records.chart.unit("shop")}
    assert records.minutes[records.chart.unit("desk"), LEAD] == pytest.approx(0.2 * posted(records), rel=0.02)


def test_who_listens_makes_others_wait():
    """At 2 of 3 people busy with customers, another .4 found posts: waits grow, by more than chance in every world."""
    calm, listening = ([one_run(*busy(on, 2.0), study(3000.0), seed) for seed in range(1, 7)] for on in (False, True))
    waits = [[np.nanmean(r.episodes["started"] - r.issues["raised"]) for r in some] for some in (calm, listening)]
    assert np.all(np.array(waits[1]) > np.array(waits[0]))


def test_the_load_offered_is_the_load_met():
    company, shape = busy(True, 2.0)
    chart = drawn(company, shape)
    offered = offered_minutes(chart)
    assert offered[chart.unit("desk"), LEAD] == pytest.approx(2.0 * 0.2)
    assert offered[chart.unit("shop"), LEAD] == pytest.approx(2.0 * 1.0)
    assert offered[:, ANSWER].sum() == pytest.approx(2.0)
    assert offered[:, READING].sum() == 0.0  # reading is free in this company


def test_the_profile_shortens_the_answer_where_the_record_holds_it():
    company = desk_world(
        SERVERS, HARDLY, extensions=selling(competitor=None, profile=0.5), work_law="fixed", work_cv=0.0
    )
    for kept, minutes in ((True, 0.5), (False, 1.0)):
        shape = one_desk(SERVERS, listens=True, record=kept)
        shape = replace(shape, record_kept_by="desk")
        records = one_run(company, shape, study(2000.0), 3)
        assert records.minutes[:, LEAD].sum() == pytest.approx(minutes * posted(records), rel=0.02)


def test_two_units_that_listen_are_told():
    company, shape = busy(True, 2.0)
    shape.units["shop"].listens = True
    with pytest.raises(InputError, match="units.shop.listens: true .* one unit"):
        drawn(company, shape)


def test_a_unit_without_people_does_not_listen():
    company, shape = busy(False, 2.0)
    shape.units["nobody"] = replace(shape.units["executive"], seats=0, listens=True)
    assert doing(drawn(company, shape), "listens") == -1


def test_posts_come_at_their_rate_whoever_listens():
    """Poisson, mean 2 a minute over a day: outside the middle 99.98 % with probability .0002."""
    from scipy import stats

    numbers = [len(one_run(*busy(on, 2.0), study(DAY, after=0.0), 5).leads) for on in (False, True)]
    low, high = stats.poisson.interval(0.9998, 2.0 * DAY)
    assert numbers[0] == numbers[1] and low <= numbers[0] <= high
