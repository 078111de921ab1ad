"""One right voice by knowledge theory alone: units learn at meetings, and nobody else teaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np

from orgsim.config.schema import Design, Study, World
from orgsim.structure.chart import Chart, Setting, draw_up
from orgsim.structure.knowledge import on_average, topics_shared
from orgsim.structure.routes import routes
from orgsim.sweep.changes import changed
from orgsim.world.demand import channel_shares, topic_shares


def voice(world: World, name: str, design: Design, study: Study, values: Mapping[str, Any]) -> float:
    """V if both units that would answer are current by meetings alone and nobody slips; no exceptions, no queues.

    A unit that meets the owner every tau is current with (1 - e^{-nu tau}) / (nu tau); along several lines by the
    recursion for sharing graphs (``structure.sharing``). Both of two are current with phi_u + phi_v - phi_{u, v}.
    """
    world, designs, _ = changed(world, {name: design}, study, values)
    world = replace(world, population=replace(world.population, discovery=0.0))
    chart = draw_up(world, designs[name], name, None, Setting(1.0, 1e9))
    pairs = list(permutations(range(len(chart.channels)), 2))
    share = channel_shares(world)
    weight = np.array([share[a] * share[b] / (1 - share[a]) for a, b in pairs])
    right = np.array([both_right(chart, a, b) for a, b in pairs])
    return float(weight @ right @ topic_shares(world))


def both_right(chart: Chart, a: int, b: int) -> np.ndarray:
    """P(right and so alike on two channels): float[topics]."""
    sharing = topics_shared(chart, routes(chart), on_average)
    who = [answering(chart, channel) for channel in (a, b)]
    phi = {}
    for u, v in set(zip(*who)):
        alone, other, either = sharing.anyone_current([(u,), (v,), tuple({u, v})])
        phi[u, v] = alone + other - either
    topics = range(len(chart.topics))
    known = np.array([phi[who[0][k], who[1][k]][k] for k in topics])
    return known * np.prod([[1 - slip(chart, units[k], k) for k in topics] for units in who], axis=0)


def answering(chart: Chart, channel: int) -> list[int]:
    """The unit that would answer each topic on a channel."""
    intake = int(chart.intake[channel])
    return [intake if chart.may_answer[intake, k] else int(owner) for k, owner in enumerate(chart.owner)]


def slip(chart: Chart, unit: int, topic: int) -> float:
    """Chance that somebody of a unit slips on a topic."""
    company = chart.world.company
    off = min(1.0, company.slip * company.off_topic_slips)
    return off + chart.at_home[unit, topic] * (company.slip - off)
