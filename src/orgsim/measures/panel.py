"""All the instruments of a run, by its estimand."""

from __future__ import annotations

from collections.abc import Container

from orgsim.measures.advocacy import advocacy
from orgsim.measures.cost import cost
from orgsim.measures.extended import extensions
from orgsim.measures.latency import latency
from orgsim.measures.tidy import Row
from orgsim.measures.voice import voice

INSTRUMENTS = {"flow": (latency, voice, cost, extensions), "path": (advocacy,)}


def measure(records, wanted: Container[tuple[str, str]] | None = None) -> list[Row]:
    """Every measure of a run: of the flow latency, voice, cost and the extensions', of the path advocacy; never mixed.

    ``wanted``: the (measure, subset) to measure and no others, with the values they would have among all.
    """
    return [row for instrument in INSTRUMENTS[records.estimand] for row in instrument(records, wanted)]
