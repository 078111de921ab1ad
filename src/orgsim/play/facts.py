"""What the page is told, as plain data: the choices there are, charts to draw, recordings, scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from orgsim.comparison.margins import HIGHER, NEITHER, STANDARDS, margin
from orgsim.config.stamp import digest
from orgsim.measures.tidy import ALL
from orgsim.play.own import write_own
from orgsim.play.packing import packed
from orgsim.play.recording import Recording
from orgsim.play.scene import Scene, Set, Stage
from orgsim.play.worlds import Worlds
from orgsim.run import WEEK
from orgsim.structure.chart import Chart
from orgsim.structure.chart import people as people_by_department
from orgsim.structure.traffic import offered_load
from orgsim.views.describe import describe
from orgsim.views.findings import HEADLINE, answer
from orgsim.views.words import listed, plain, quantity, with_interval, words
from orgsim.views.words import title as title_of
from orgsim.world.network import causes
from orgsim.world.people import People

DISCIPLINES = ("own work first", "customers first", "first come", "influencers first")


def choices(stage: Stage) -> dict[str, Any]:
    """Companies, designs and controls there are, and what the page begins with."""
    return {
        "companies": {name: company_of(stage, name) for name in stage.companies},
        "designs": {name: design.title or plain(name) for name, design in stage.designs.items()},
        "controls": {name: asdict(control) for name, control in stage.command.controls.items()},
        "examples": {name: asdict(example) for name, example in stage.examples.items()},
        "first": {"company": stage.first.company, "designs": stage.first.designs, "seed": stage.first.seed},
    }


def company_of(stage: Stage, name: str) -> str:
    """A company in a line: what it is called, and how large it is."""
    now = stage.build(replace(stage.first, company=name))
    departments = people_by_department(now.world)
    people = sum(departments.values()) + now.world.company.executives
    setup = stage.command.companies.get(name)
    said = f"{people} people, {len(departments)} departments, {now.world.population.customers:,} customers"
    return f"{setup.title}: {said}" if setup else said


def scene(stage: Stage, of: Scene) -> dict[str, Any]:
    """A scene as it is set: where the controls stand, and each design's chart."""
    now = stage.build(of)
    return {
        "designs": of.designs,
        "positions": stage.positions(of),
        "crowd": digest([repr(causes(now.world, of.seed)), now.world.population.influencers]),
        "departments": list(now.world.company.departments),
        "channels": list(now.world.channels),
        "weeks": now.study.measured_weeks,
        "begins": now.study.warm_up_weeks * WEEK % WEEK,  # minutes from Monday 0:00
        "surge": surge(now),
        "charts": {name: chart_of(chart) for name, chart in now.charts.items()},
    }


def surge(now: Set) -> list[float] | None:
    """First and last day of the shown weeks on which issues come faster, None if never."""
    shock, warm_up = now.world.demand.surge, now.study.warm_up_weeks * 7
    return None if shock.factor == 1.0 else [shock.from_day - warm_up, shock.from_day - warm_up + shock.days]


def chart_of(chart: Chart) -> dict[str, Any]:
    """A chart to draw: its units with what they do, who reports to whom, who meets whom; what would break first."""
    load = offered_load(chart)
    share = np.divide(load, chart.seats, out=np.zeros(len(load)), where=chart.seats > 0)
    return {
        "title": chart.title,
        "said": describe(chart).removeprefix(f"{chart.title}: "),
        "why": " ".join(chart.design.description.split()),
        "units": [unit_of(chart, u, float(share[u])) for u in range(len(chart.units))],
        "lines": [{"a": line.a, "b": line.b, "every": line.every, "one_way": line.one_way} for line in chart.lines],
        "record": chart.record,
        "breaks_first": int(np.argmax(share)),
    }


def unit_of(chart: Chart, u: int, share: float) -> dict[str, Any]:
    """A unit to draw. share: offered load per person, above 1 more than it can do."""
    return {
        "name": plain(chart.units[u]),
        "seats": int(chart.seats[u]),
        "takes_in": [plain(name) for name, intake in zip(chart.channels, chart.intake) if intake == u],
        "superior": int(chart.parent[u]),
        "second": int(chart.second[u]),
        "coordinates": bool(chart.coordinates(u)),
        "first": DISCIPLINES[int(chart.discipline[u])],
        "record": chart.record and chart.design.record_kept_by == chart.units[u],
        "load": share,
        "answers": int(np.count_nonzero(chart.may_answer[u])),
    }


def own_of(design) -> dict[str, Any]:
    """A design of the visitor's own, for the page: as data, as it stands in the address, and its title."""
    return {"design": asdict(design), "own": write_own(design), "title": design.title or "Your design"}


# Recordings


def customers(people: People, influencers: float, spots: np.ndarray) -> bytes:
    """Where customers stand and who of them are influencers."""
    return packed(
        {"customers": len(spots)},
        {"places": spots.astype("f4").ravel(), "influencers": people.influencers(influencers).astype("i1")},
    )


def recording(of: Recording) -> bytes:
    """A recording for the page. Looks of units lie one after the other, unit by unit within each."""
    moves = of.moves
    return packed(
        {"units": of.busy.shape[1], "looks": len(of.times), "measures": measures(of)},
        {
            "times": of.times.astype("f4"),
            "busy": of.busy.ravel(), "cases": of.cases.ravel(), "other": of.other.ravel(),
            "move_look": moves["look"], "move_issue": moves["issue"], "move_person": of.persons,
            "move_from": moves["origin"], "move_to": moves["to"], "move_how": moves["how"],
            "felt_look": of.felt["look"], "felt_person": of.felt["person"], "felt_standing": of.felt["standing"],
            "start": of.start,
        } | {name: values.astype("f4") for name, values in of.daily.items()},
    )  # fmt: skip


SHOWN = (*HEADLINE, "gave_up", "own_work_delay", "utilisation")


def measures(of: Recording) -> dict[str, dict[str, Any]]:
    """The measures of the whole that the page shows, with their words."""
    rows = [row for rows in of.measured.values() for row in rows if row.subset == ALL and row.measure in SHOWN]
    known = [row for row in rows if np.isfinite(row.value)]
    return {row.measure: {"value": row.value, "text": text(row.value, row.unit)} for row in known}


def text(value: float, unit: str) -> str:
    """A number with its unit in three figures."""
    if unit == "share":
        return f"{100 * value:.1f} %"
    return quantity(value, unit, 2 if abs(value) < 10 or unit == "dollars" else 1)


def score(found: Mapping[str, Recording], titles: Mapping[str, str]) -> dict[str, Any]:
    """One world's result: each measure of each design, which are best beyond the margin, and that in a sentence."""
    table = []
    for measure in SHOWN:
        values = {name: measures(of)[measure] for name, of in found.items() if measure in measures(of)}
        if values:
            best = best_of(measure, {name: each["value"] for name, each in values.items()})
            texts = {name: each["text"] for name, each in values.items()}
            table.append({"measure": measure, "title": title_of(measure), "texts": texts, "best": best})
    return {"table": table, "answer": in_words(table, titles)}


def best_of(measure: str, values: Mapping[str, float]) -> list[str]:
    """The designs no other is better than by more than the margin; none where all are equal or nothing is better."""
    way = STANDARDS[measure].better
    if way == NEITHER:
        return []
    sign = 1.0 if way == HIGHER else -1.0
    best = [
        name for name, value in values.items()
        if not any(sign * (other - value) > margin(measure, other, value) for other in values.values())
    ]  # fmt: skip
    return best if len(best) < len(values) else []


def in_words(table: Sequence[Mapping], titles: Mapping[str, str]) -> str:
    """Who is ahead on the headline measures, and on which nobody is."""
    ahead: dict[str, list[str]] = {}
    equal = []
    for row in (row for row in table if row["measure"] in HEADLINE):
        who, how = " as well as ".join(titles[each] for each in row["best"]), words(row["measure"])
        if who:
            ahead.setdefault(who, []).append(how.one if len(row["best"]) == 1 else how.many)
        else:
            equal.append(how.title)
    said = [f"{who} {listed(deeds)}." for who, deeds in ahead.items()]
    return " ".join(said + ([f"Equal within the margin: {listed(equal)}."] if equal else []))


def worlds(found: Worlds, titles: Mapping[str, str], replications: int) -> dict[str, Any]:
    """What more worlds say: sentences, and means with intervals."""
    rows = found.summary[found.summary["subset"] == ALL]
    table = []
    for measure in HEADLINE:
        of = rows[(rows["measure"] == measure) & np.isfinite(rows["mean"])]
        texts = {row.design: with_interval(row.mean, row.low, row.high, row.unit) for row in of.itertuples()}
        if texts:
            table.append({"measure": measure, "title": title_of(measure), "texts": texts})
    return {"replications": replications, "answer": answer(found, titles), "table": table}


def titles_of(now: Set) -> dict[str, str]:
    """What designs are called."""
    return {name: chart.title for name, chart in now.charts.items()}
