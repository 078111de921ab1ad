"""The comparison on real input: see README.md beside this file. Writes results/real_input/."""

import math
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison.compare import compare, staffed
from orgsim.comparison.replication import Task, runs
from orgsim.comparison.seeds import SELECTION, replication_seed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.stamp import stamp, write_stamp
from orgsim.inputs.ticket_log import demand_profile, read_ticket_log
from orgsim.structure.chart import Setting
from orgsim.views import findings

DESIGNS = ("siloed", "cco", "hub_and_spoke")
ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results" / "real_input"
SPRING = ("2016-03-01", "2016-06-01")
MOST_REORGANISATIONS = 1000.0  # per topic and year


def bounced(world, design, name: str) -> float:
    """Share of issues that bounced at least once, in two worlds."""
    study = default_study("study.measured_weeks=4", "study.probes_per_day=0")
    chart = staffed(world, design, name, Setting(5.0, math.inf), "heads")
    shares = []
    for r in range(2):
        for _, records in runs(Task(world, {name: chart}, study, "flow", replication_seed(1, SELECTION, r))):
            shares.append(np.mean(records.episodes["bounces"][records.in_window()] > 0))
    return float(np.mean(shares))


def with_reorganisations(world, rate: float):
    """The world with another rate of reorganisation."""
    return replace(world, company=replace(world.company, reorganisations=rate))


def fitted_reorganisations(world, design, name: str, share: float) -> float:
    """The rate at which the design's share of bounced issues is the wanted one (bisection on the logarithm)."""
    low, high = 0.1, MOST_REORGANISATIONS
    if bounced(with_reorganisations(world, high), design, name) < share:
        return high
    for _ in range(10):
        middle = math.sqrt(low * high)
        if bounced(with_reorganisations(world, middle), design, name) < share:
            low = middle
        else:
            high = middle
    return float(f"{math.sqrt(low * high):.3g}")


def headline(pairs: pd.DataFrame) -> str:
    """In how many inputs silos are slower than another design, and in how many all are equal."""
    latency = pairs[pairs["measure"] == "response_latency"]
    slower = latency[(latency["design_a"] == "siloed") & (latency["verdict"] == "b better")]["input"].nunique()
    equal = (latency["verdict"] == "equal").groupby(latency["input"]).all().sum()
    inputs = latency["input"].nunique()
    return f"Of {inputs} inputs, latency is equal under all designs in {equal}, and silos are slower in {slower}"


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    designs = load_designs(DESIGNS)
    log = read_ticket_log(data / "servicenow_events.csv.gz", opened_between=SPRING)
    few = "population.customers=4039"
    friends = ("network=edge_list", f"network.path={data / 'facebook_combined.txt.gz'}")
    desk = default_world()
    desk = replace(desk, demand=demand_profile(log, desk))
    rate = fitted_reorganisations(desk, designs["siloed"], "siloed", log.return_share)
    returning = f"service desk's demand and returns ({rate:g} reorganisations a topic and year)"
    worlds = {
        "generated network, 4,039 customers": default_world(few),
        "Facebook friendships, 4,039 customers": default_world(few, *friends),
        "Facebook friendships, a quarter of the company": default_world(few, *friends, "company.scale=0.25"),
        "service desk's demand": desk,
        returning: with_reorganisations(desk, rate),
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    tables, pairs, lines = [], [], [""]
    told = f"{log.incidents:,} incidents, interdependence {log.interdependence:.3f}, {log.return_share:.1%} return"
    lines += [f"The log: {told}.", ""]
    for title, world in worlds.items():
        print(title)
        found = compare(world, designs, default_study(), seed=1, progress=True)
        for table, kept in ((found.summary, tables), (found.pairs, pairs)):
            kept.append(table[table["subset"] == "all"].drop(columns="subset").assign(input=title))
        lines += [f"## {title[0].upper()}{title[1:]}", "", *(f"- {line}" for line in findings.answer(found)), ""]
    pd.concat(tables).round(5).to_csv(RESULTS / "summary.csv", index=False)
    lines.insert(0, f"# {headline(pd.concat(pairs))}")
    pd.concat(pairs).round(5).to_csv(RESULTS / "pairs.csv", index=False)
    (RESULTS / "finding.md").write_text("\n".join(lines))
    write_stamp(RESULTS, stamp(default_world(), designs, default_study(), 1, date.today().isoformat()))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
