"""How fast the engine is, beside SimPy in the same run: ``python benchmarks/engine.py [--quick]``.

Writes results/benchmark.csv. Times are CPU seconds of this process, so that other work on the machine counts little;
each is the best of a few runs. Peak memory is that of a fresh process.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import simpy

from orgsim.comparison.compare import staffed
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_design
from orgsim.config.schema import Channel, Demand, Design, Topic, Unit
from orgsim.run import days_of, simulate
from orgsim.structure.chart import Setting, draw_up
from orgsim.world.issues import issue_table
from orgsim.world.people import people

RATE, SERVERS = 9.0, 10  # a minute; mean work one minute
RESULT = Path(__file__).parents[1] / "results" / "benchmark.csv"


def best(act, runs: int = 3) -> float:
    """CPU seconds of the fastest of a few runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return min(times)


def in_simpy(customers: int) -> None:
    """M/M/c as SimPy's documentation writes a bank."""
    environment, draw = simpy.Environment(), random.Random(1)
    counters = simpy.Resource(environment, SERVERS)

    def customer():
        with counters.request() as turn:
            yield turn
            yield environment.timeout(draw.expovariate(1))

    def source():
        for _ in range(customers):
            yield environment.timeout(draw.expovariate(RATE))
            environment.process(customer())

    environment.process(source())
    environment.run()


def queue_of_ten():
    """M/M/10 as a configuration of the whole engine."""
    world = default_world("network=none", "population.customers=1000", "demand=flat")
    company = world.company
    company.departments, company.executives, company.own_work = {"desk": SERVERS}, 0, 0.0
    company.work_minutes, company.work_law, company.slip = 1.0, "exponential", 0.0
    company.exceptions, company.reorganisations = 0.0, 0.0
    company.open_hour, company.close_hour, company.work_days = 0.0, 24.0, 7
    for activity in company.cost_register.values():
        activity.minutes = 0.0
    world.topics = {"matter": Topic("desk", 1.0, 0.0)}
    world.channels = {"line": Channel(share=1.0)}
    world.demand = Demand(interdependence=0.0, issues_per_week=RATE * 10080)
    design = Design(units={"desk": Unit(departments=["desk"], takes_in=["line"])})
    return world, draw_up(world, design, "desk", {"desk": SERVERS}, Setting(5.0, 1e9))


def many_servers(customers: int) -> dict[str, float]:
    """Customers a second through the engine and through SimPy."""
    world, chart = queue_of_ten()
    weeks = customers / RATE / 10080
    study = default_study("study.warm_up_weeks=0", "study.probes_per_day=0", "study.horizon_days=0.01")
    study.measured_weeks = weeks
    everybody, days = people(world, 1), days_of(study, "flow")
    issues = issue_table(world, 1, days)
    run = best(lambda: simulate(chart, everybody, issues, 1, "flow", study))
    make = best(lambda: issue_table(world, 1, days))
    theirs = best(lambda: in_simpy(customers // 20)) * 20
    return {
        "M/M/10 at load .9: SimPy, customers a second": customers / theirs,
        "M/M/10 at load .9: orgsim's engine, customers a second": len(issues) / run,
        "M/M/10 at load .9: the same with the table of issues, customers a second": len(issues) / (run + make),
        "engine to SimPy, ratio": theirs / run * len(issues) / customers,
        "engine and table of issues to SimPy, ratio": theirs / (run + make) * len(issues) / customers,
    }


def company(scale: int, path_days: int, estimand: str):
    """The default company grown, its charts, people and issues made."""
    world = default_world(f"company.scale={scale}", f"population.customers={20000 * scale}")
    study = default_study(f"study.path_days={path_days}", "study.warm_up_weeks=0")
    study.measured_weeks = (path_days - study.horizon_days) / 7
    (name,) = DESIGN
    chart = staffed(world, load_design(name), name, Setting(5.0, 1e9), "heads")
    return chart, people(world, 1), issue_table(world, 1, days_of(study, estimand)), study


DESIGN = ("hub_and_spoke",)


def grown(estimand: str) -> float:
    """CPU seconds of 90 days with 100,000 customers."""
    chart, everybody, issues, study = company(5, 90, estimand)
    return best(lambda: simulate(chart, everybody, issues, 1, estimand, study))


def million() -> None:
    """A million customers over a year, in a process of its own: prints CPU seconds and peak memory in MB."""
    start = time.process_time()
    chart, everybody, issues, study = company(50, 365, "path")
    made = time.process_time()
    records = simulate(chart, everybody, issues, 1, "path", study)
    end = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answered = np.isfinite(records.episodes["first_answer"]).mean()
    print(made - start, end - made, peak, len(issues), answered)


def in_a_process(*words: str, **environment: str) -> tuple[str, float]:
    """Output and wall seconds of a fresh Python process."""
    import os

    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, *words], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return run.stdout, time.perf_counter() - start


def main() -> None:
    quick = "--quick" in sys.argv
    if "--million" in sys.argv:
        million()
        return
    figures = many_servers(200_000 if quick else 2_000_000)
    figures["100,000 customers, 90 days, attitudes frozen, CPU seconds"] = grown("flow")
    figures["100,000 customers, 90 days, attitudes and talk, CPU seconds"] = grown("path")
    figures["orgsim --help, wall seconds"] = min(in_a_process("-m", "orgsim", "--help")[1] for _ in range(3))
    if not quick:
        making, running, peak, issues, _ = map(float, in_a_process(__file__, "--million")[0].split())
        figures["1,000,000 customers, a year: issues"] = issues
        figures["1,000,000 customers, a year: people, ties and issues made, CPU seconds"] = making
        figures["1,000,000 customers, a year: the run with attitudes and talk, CPU seconds"] = running
        figures["1,000,000 customers, a year: peak memory, MB"] = peak
        with tempfile.TemporaryDirectory() as empty:
            compiling = "from orgsim.engine import loop; loop.advance.compile()"
            figures["first compile of the engine, wall seconds"] = in_a_process("-c", compiling, ORGSIM_CACHE=empty)[1]
            figures["the same from the cache, wall seconds"] = in_a_process("-c", compiling, ORGSIM_CACHE=empty)[1]
    table = pd.DataFrame({"figure": list(figures), "value": [float(f"{value:.3g}") for value in figures.values()]})
    print(table.to_string(index=False))
    if not quick:
        RESULT.parent.mkdir(exist_ok=True)
        table.to_csv(RESULT, index=False)


if __name__ == "__main__":
    main()
