"""Patterns from the field held against the model: see README.md beside this file. Writes results/patterns/."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from picture import draw
from wording import NO_LOG, NONE, NOT, OTHER_SIZE, REPRODUCED, UNJUDGED, finding

from orgsim.comparison.compare import staffed
from orgsim.comparison.paired import summary
from orgsim.comparison.replication import Task, runs
from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.stamp import stamp, write_stamp
from orgsim.inputs.ticket_log import demand_profile, read_ticket_log
from orgsim.measures.patterns import patterns
from orgsim.measures.tidy import ALL, Row, table
from orgsim.structure.chart import Setting
from orgsim.structure.traffic import offered_load
from orgsim.views.style import save
from orgsim.world.demand import issue_rate, working_minutes

DESIGNS = ("siloed", "cco", "hub_and_spoke")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "results" / "patterns"
LEVERS = Setting(1.0, math.inf)  # what every design chose in three_designs
STUDY = ("study.measured_weeks=8", "study.horizon_days=28", "study.probes_per_day=0")
SEED, CONFIDENCE = 1, 0.95
WORLDS = {"default": (20, 8), "eta .05": (0, 8)} | dict.fromkeys(("patience 30 min", "patience endless"), (8, 0))
MANY = (20, 0)  # of the flow, of the path
RETURNS = 87.0  # reorganisations a topic and year at which the silos bounce as much as the log returns: real_input
SPRING = ("2016-03-01", "2016-05-31")
FACTOR = 1.5  # within which a size counts as the field's
COLUMNS = ["pattern", "where", "design", "label", "field", "against"]
COLUMNS += ["model", "low", "high", "unit", "n", "size", "verdict"]


@dataclass(frozen=True)
class Pattern:
    """A row of README.md: the field's figure (text: a number, ``>1`` or ``-``) and what would mean no pattern."""

    name: str
    says: str
    where: tuple[str, ...]
    field: str
    against: float  # nan without
    label: str


def declared(text: str) -> list[Pattern]:
    """The patterns of README.md, in its order."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    return [
        Pattern(name, says, tuple(where.split(", ")), field, math.nan if against == NONE else float(against), label)
        for name, says, where, field, against, label, _ in rows
        if name != "pattern"
    ]


# what the model does


def companies(folder: Path, default) -> dict:
    """The worlds by name; the desk's only where its log is in the folder."""

    def changed(group, **values):
        return replace(default, **{group: replace(getattr(default, group), **values)})

    def waiting(hours):
        return replace(default, channels=default.channels | {"phone": replace(phone, patience_hours=hours)})

    phone, people = default.channels["phone"], default.company.departments
    own = default.company.own_work * sum(people.values()) / sum(number + 1 for number in people.values())
    more = changed("company", departments={name: number + 1 for name, number in people.items()}, own_work=own)
    found = {
        "default": default,
        "more people": replace(more, demand=replace(more.demand, issues_per_week=issue_rate(default))),
        "load .55": changed("company", load=0.55),
        "load .65": changed("company", load=0.65),
        "patience 30 min": waiting(0.5),
        "patience endless": waiting(None),
        "eta .05": changed("population", eta=0.05),
    }
    log = folder / "servicenow_events.csv.gz"
    if log.is_file():
        demand = demand_profile(read_ticket_log(log, opened_between=SPRING), default)
        found["desk"] = replace(default, demand=demand, company=replace(default.company, reorganisations=RETURNS))
    return found


def charts_of(world) -> dict:
    """Every design drawn up for a world."""
    return {name: staffed(world, design, name, LEVERS, "heads") for name, design in load_designs(DESIGNS).items()}


def observed(world, flows: int, paths: int) -> pd.DataFrame:
    """The tidy table of every measure in a world, under every design."""
    study, charts, found = default_study(*STUDY), charts_of(world), []
    for estimand, number in (("flow", flows), ("path", paths)):
        for r in range(number):
            task = Task(world, charts, study, estimand, replication_seed(SEED, REPORTING, r))
            for name, records in runs(task):
                found.append((name, estimand, r, patterns(records) + smallest_unit(charts[name], estimand)))
    return table(found)


def smallest_unit(chart, estimand: str) -> list[Row]:
    """Load per seat of the smallest unit of a department to that of all units; of the chart alone."""
    if estimand != "flow":
        return []
    load, seats = np.asarray(offered_load(chart)), np.asarray(chart.seats)
    own = np.unique(chart.unit_of_department)
    least = own[seats[own] == seats[own].min()]
    return [Row("smallest_unit", "ratio", ALL, float(np.max(load[least] / seats[least]) / (load.sum() / seats.sum())))]


def across(tables: dict[str, pd.DataFrame], dollars: float) -> pd.DataFrame:
    """Patterns between designs or between companies, world by world, as rows of the default company's table.

    dollars: what the additional people are paid per 100 issues.
    """
    of = {name: table.set_index(["measure", "design", "replication"])["value"] for name, table in tables.items()}
    here, more = of["default"], of["more people"]
    low, middle = of["load .55"]["answer_hours"], of["load .65"]["answer_hours"]
    high = here["answer_hours"].reindex(low.index)
    found = {
        "staff_answers_to_speed": (more["by_answers"] - here["by_answers"]) / (more["by_speed"] - here["by_speed"]),
        "staff_dollars_per_answer": dollars / (100 * (more["answered"] - here["answered"])),
        "staff_dollars_per_hour": dollars / (here["answer_hours"] - more["answer_hours"]),
        "wait_grows": (high - middle) - (middle - low),
        "own_work_first": pd.concat({"cco": here["own_work_delay"]["cco"] / here["own_work_delay"]["siloed"]}),
    }
    parts = [
        values.rename_axis(["design", "replication"]).rename("value").reset_index().assign(measure=name)
        for name, values in found.items()
    ]
    whole = pd.concat(parts, ignore_index=True).assign(estimand="flow", subset=ALL)
    units = {"staff_dollars_per_answer": "dollars", "staff_dollars_per_hour": "dollars", "wait_grows": "hours"}
    return whole.assign(unit=whole["measure"].map(units).fillna("ratio"))


def dollars_per_100_issues(few, many) -> float:
    """Pay of the people one world has more than another, staff all of them, per 100 issues."""
    more = sum(many.company.departments.values()) - sum(few.company.departments.values())
    return 100 * more * few.company.wages["staff"] * working_minutes(few) / 60 / issue_rate(few)


# how it compares


def size(value: float, unit: str, against: float) -> float:
    """What is compared: of a ratio with an `against` its logarithm, of a share its odds, else the figure itself."""
    if unit == "share":
        return value / (1 - value) if value < 1 else math.inf
    if math.isnan(against):
        return value
    return math.log(value / against) if against > 0 and value > 0 else value - against


def verdict(field: str, against: float, unit: str, model: float, low: float, high: float) -> tuple[float, str]:
    """The model's size in sizes of the field (nan without one), and the verdict, by the rule of README.md."""
    if field == NONE or not math.isfinite(model):
        return math.nan, UNJUDGED
    if field[0] in "<>":
        holds = low > against if field[0] == ">" else high < against
        return math.nan, REPRODUCED if holds else NOT
    wanted = float(field)
    relative = size(model, unit, against) / size(wanted, unit, against)
    near = 1 / FACTOR <= relative <= FACTOR
    if math.isnan(against):
        return relative, REPRODUCED if near else NOT
    if not (low > against if wanted > against else high < against):
        return relative, NOT
    return relative, REPRODUCED if near else OTHER_SIZE


def judged(given: list[Pattern], tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A row for each pattern, company and design: the field's figure beside the model's, and the verdict."""
    means = {
        where: summary(table, CONFIDENCE, DESIGNS).set_index(["measure", "design"]) for where, table in tables.items()
    }
    rows = []
    for one in given:
        for where in one.where:
            told = (one.label, one.field, one.against)
            if where not in means:
                rows.append((one.name, where, "", *told, *[math.nan] * 3, "", 0, math.nan, NO_LOG))
                continue
            for design, found in means[where].loc[one.name].reindex(DESIGNS).dropna(how="all").iterrows():
                figures = (found["mean"], found["low"], found["high"])
                relative, word = verdict(one.field, one.against, found["unit"], *figures)
                rows.append((one.name, where, design, *told, *figures, found["unit"], int(found["n"]), relative, word))
    return pd.DataFrame(rows, columns=COLUMNS)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    given = declared((HERE / "README.md").read_text())
    worlds, tables = companies(folder, default_world()), {}
    for where, world in worlds.items():
        print(where)
        tables[where] = observed(world, *WORLDS.get(where, MANY))
    dollars = dollars_per_100_issues(worlds["default"], worlds["more people"])
    tables["default"] = pd.concat([tables["default"], across(tables, dollars)], ignore_index=True)
    found = judged(given, tables)
    RESULTS.mkdir(parents=True, exist_ok=True)
    found.round(4).to_csv(RESULTS / "patterns.csv", index=False)
    _, pixels = save(draw(given, found), RESULTS / "patterns")
    pixels.unlink()  # kept as vectors only
    text = finding(given, found, (HERE / "reading.md").read_text())
    (RESULTS / "finding.md").write_text(text)
    origin = stamp(default_world(), load_designs(DESIGNS), default_study(), SEED, date.today().isoformat())
    write_stamp(RESULTS, origin)
    print(text)


if __name__ == "__main__":
    main()
