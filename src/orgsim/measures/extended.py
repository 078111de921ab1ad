"""What the extensions of a world come to, in the measured window: leads, conversion, community, ideas. Else nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from orgsim.engine.tables import STAGES, SUPPORT
from orgsim.measures.followed import followed
from orgsim.measures.tidy import ALL, Row, mean, ratio, share, told

HOUR, WEEK = 60.0, 10080.0


def extensions(records, wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """Every measure of the extensions that are on in a run of the flow, or those wanted."""
    on, rows = records.chart.world.extensions, []
    if on.selling.posts:
        rows += leads(records)
    if on.lifecycle.prospects:
        rows += conversion(records)
    if on.community.members:
        rows += community(records)
    if on.cocreation.ideas:
        rows += ideas(records)
    return told(rows, wanted)


def leads(records) -> Iterator[Row]:
    """Leads of the posts in the window: won if answered before a competitor did; of those, how long they waited."""
    posted = records.leads["posted"]
    of = records.leads[(posted >= records.start) & (posted < records.end)]
    won = of["answered"] < of["competitor"]  # nan, never answered, is not before
    answered = np.isfinite(of["answered"])
    weeks = (records.end - records.start) / WEEK
    yield Row("leads_won", "share", ALL, share(won))
    yield Row("leads_won_per_week", "a week", ALL, float(won.sum()) / weeks)
    yield Row("leads_answered", "share", ALL, share(answered))
    yield Row("lead_answer", "hours", ALL, mean((of["answered"] - of["posted"])[answered]) / HOUR)


def conversion(records) -> Iterator[Row]:
    """Share of prospects' inquiries after which they went on, of all and by stage, and customers won a week."""
    episodes = followed(records).episodes
    over = np.ascontiguousarray(episodes["went_on"])
    stage = np.ascontiguousarray(episodes["stage"])
    prospects = (stage < SUPPORT) & (over > 0)
    weeks = (records.end - records.start) / WEEK
    yield Row("conversion", "share", ALL, share(over[prospects] == 2))
    for number, name in enumerate(STAGES[:SUPPORT]):
        yield Row("conversion", "share", f"stage={name}", share(over[prospects & (stage == number)] == 2))
    won = np.count_nonzero(prospects & (stage == SUPPORT - 1) & (over == 2))
    yield Row("customers_won_per_week", "a week", ALL, won / weeks)


def community(records) -> Iterator[Row]:
    """Members at the end, and issues asked and answered among customers."""
    asked = np.ascontiguousarray(followed(records).episodes["asked"])
    yield Row("members", "people", ALL, records.extended["community"])
    yield Row("asked_in_community", "share", ALL, share(asked > 0))
    yield Row("answered_in_community", "share", ALL, share(asked > 1))


def ideas(records) -> Iterator[Row]:
    """Of the ideas customers had since the start of the run: passed on, taken up; and issues spared by them."""
    of = records.extended
    yield Row("ideas_passed", "share", ALL, ratio(of["ideas_passed"], of["ideas_had"]))
    yield Row("ideas_done", "ideas", ALL, of["ideas_done"])
    yield Row("issues_relieved", "share", ALL, 1.0 - of["relief"])
