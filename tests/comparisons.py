"""Made-up comparisons for tests of views: measures as runs give them, with differences that are known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from orgsim.comparison import levers, paired
from orgsim.comparison.compare import Comparison, seats_table
from orgsim.config.compose import compose
from orgsim.config.load import load_designs, world_of
from orgsim.structure.chart import Setting, draw_up, units_of

BASE = {"response_latency": 20.0, "voice": 0.9, "net_advocates": 4.0, "cost_per_resolved": 12.0}
UNITS = {
    "response_latency": "hours",
    "voice": "share",
    "net_advocates": "per 100 issues",
    "cost_per_resolved": "dollars",
}
NOISE = {"response_latency": 0.1, "voice": 0.001, "net_advocates": 0.05, "cost_per_resolved": 0.02}
SAME = {}
FAST = {"response_latency": -5.0}
TRUE = {"voice": 0.05}
BEST = {"response_latency": -5.0, "voice": 0.05, "net_advocates": 2.0, "cost_per_resolved": -2.0}


@cache
def configured():
    """The default world and study, and a design to copy."""
    (point,) = compose("compare", [])
    (design, *_) = load_designs(point.command.designs).values()
    return world_of(point.command), point.command.study, design


@cache
def chart_of(name: str, title: str):
    """The default design drawn up under another name and title."""
    world, _, design = configured()
    design = replace(design, title=title)
    seats = dict.fromkeys(units_of(world, design), 3)
    return draw_up(world, design, name, seats, Setting(5.0, 24.0))


def made_measures(shifts: dict, charts: dict, worlds: int, seed: int = 1) -> list[tuple]:
    """Measures as runs give them: what all designs share in a world, each design's own shift, and a little noise."""
    random, found = np.random.default_rng(seed), []

    def add(design, world, measure, unit, subset, value, estimand="flow"):
        found.append((design, estimand, world, measure, unit, subset, float(value)))

    for world in range(worlds):
        luck = random.normal()
        for design, shift in shifts.items():
            for measure, base in BASE.items():
                value = base + shift.get(measure, 0) + NOISE[measure] * (3 * luck + random.normal())
                estimand = "path" if measure == "net_advocates" else "flow"
                add(design, world, measure, UNITS[measure], "all", value, estimand)
            for hours in (1, 24, 168):
                answered = 0.9 * (1 - np.exp(-hours / (8 + shift.get("response_latency", 0))))
                for what, share in (("answered", answered), ("gave_up", 0.05), ("open", 0.95 - answered)):
                    add(design, world, f"cumulative_{what}", "share", f"hours={hours:03d}", share)
            for kind, minutes in (("answer", 6000), ("own_work", 7000), ("triage", 600), ("meeting", 300)):
                add(design, world, "minutes_per_week", "minutes a week", f"kind={kind}", minutes + luck)
            add(design, world, "coordination_minutes_per_week", "minutes a week", "all", 900 + luck)
            for week in ("000", "026", "052", "end"):
                nps = 32 - shift.get("response_latency", 0) + 0.1 * luck
                add(design, world, "nps", "points", f"week={week}", nps, "path")
            for place, unit in enumerate(charts[design].units):
                add(design, world, "utilisation", "share", f"unit={unit}", 0.5 + 0.04 * place)
                add(design, world, "offered_per_seat", "share", f"unit={unit}", 0.5 + 0.04 * place)
    return found


def compared(shifts: dict, worlds: int = 8, titles: dict | None = None, lost: tuple = ()) -> Comparison:
    """A comparison of made-up measures; `lost` are (design, measure) with no value anywhere."""
    world, study, _ = configured()
    charts = {name: chart_of(name, (titles or {}).get(name, f"The {name} way")) for name in shifts}
    designs = {name: chart.design for name, chart in charts.items()}
    columns = ["design", "estimand", "replication", "measure", "unit", "subset", "value"]
    measures = pd.DataFrame(made_measures(shifts, charts, worlds), columns=columns)
    for design, measure in lost:
        measures.loc[(measures["design"] == design) & (measures["measure"] == measure), "value"] = np.nan
    points = {name: levers.grid(design, study.levers) for name, design in designs.items()}
    tried = {name: np.full((len(points[name]), 1), 20.0) for name in designs}
    return Comparison(
        world=world,
        designs=designs,
        study=study,
        seed=7,
        charts=charts,
        levers=levers.table(designs, points, tried, dict.fromkeys(designs, 0)),
        seats=seats_table(charts),
        measures=measures,
        summary=paired.summary(measures, 0.95, list(shifts)),
        pairs=paired.pairs(measures, 0.95, list(shifts)),
    )
