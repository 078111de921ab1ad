"""All the instruments of a run, by its estimand."""

from __future__ import annotations

from orgsim.measures.advocacy import advocacy
from orgsim.measures.cost import cost
from orgsim.measures.latency import latency
from orgsim.measures.tidy import Row
from orgsim.measures.voice import voice

INSTRUMENTS = {"flow": (latency, voice, cost), "path": (advocacy,)}


def measure(records) -> list[Row]:
    """Every measure of a run: of the flow latency, voice and cost, of the path advocacy. The two are never mixed."""
    return [row for instrument in INSTRUMENTS[records.estimand] for row in instrument(records)]
