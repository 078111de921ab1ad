"""A sweep killed at random moments, and what it costs beside the engine: ``python benchmarks/sweep.py [points]``.

The default company at 20,000 customers, three designs, so many points (200) of 20 replications. Run once undisturbed,
and once killed twice with SIGKILL at random moments and started again; the tables must be the same bytes. Beside it a
smaller sweep on one process and on two (efficiency), and the CPU time of everything that is not the compiled engine.
Writes results/benchmark_sweep.csv.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from orgsim.comparison import replication
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.space import Space
from orgsim.engine import compiled
from orgsim.sweep.sweep import sweep

RESULT = Path(__file__).parents[1] / "results" / "benchmark_sweep.csv"
TABLES = ("points", "measures", "summary", "pairs", "levers", "seats", "replications", "failed")
DESIGNS, REPLICATIONS = ["siloed", "cco", "hub_and_spoke"], 20
SMALL = 8  # points of the smaller sweep


def command(out: Path, points: int) -> list[str]:
    """The sweep as a user types it."""
    loads = ",".join(f"{load:.5g}" for load in np.linspace(0.5, 0.8, points))
    words = ["sweep", "-m", f"company.load={loads}", f"designs=[{','.join(DESIGNS)}]", f"out={out}"]
    return [sys.executable, "-m", "orgsim", *words, f"study.replications={REPLICATIONS}"]


def done(out: Path) -> int:
    """Points that are kept."""
    return len(list(out.glob("points/[!.]*.parquet")))


def undisturbed(out: Path, points: int) -> float:
    """Seconds a whole sweep takes."""
    start = time.monotonic()
    subprocess.run(command(out, points), check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def killed_twice(out: Path, points: int, seconds: float) -> list[int]:
    """The same, killed at two random moments; how many points were kept then."""
    random.seed(points)
    kept = []
    for _ in range(2):
        child = subprocess.Popen(command(out, points), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.1, 0.4) * seconds)
        child.send_signal(signal.SIGKILL)
        child.wait()
        kept.append(done(out))
        print(f"killed with {kept[-1]} of {points} points kept", flush=True)
    undisturbed(out, points)
    return kept


def small(processes: int, folder: Path, points: int = SMALL) -> float:
    """Seconds a smaller sweep takes on so many processes."""
    world, study = default_world(), default_study("study.path_replications=0", f"study.replications={REPLICATIONS}")
    space = Space(vary={"company.load": np.linspace(0.7, 0.76, points).tolist()})
    start = time.monotonic()
    sweep(world, load_designs(DESIGNS), study, space, 1, folder / f"{processes}_{points}", processes=processes)
    return time.monotonic() - start


def beside_the_engine() -> dict[str, float]:
    """CPU ms of a run of a design, in the compiled engine and elsewhere: what each further point of a sweep adds.

    Elsewhere is everything: seats and levers of the point, setting up, checking the books, measuring, storing, tables.
    """
    spent = Counter()
    call, simulate = compiled._Entry.__call__, replication.simulate

    def timed(self, *arguments):
        start = time.thread_time()
        try:
            return call(self, *arguments)
        finally:
            spent["engine"] += time.thread_time() - start

    def counted(*arguments):
        spent["runs"] += 1
        return simulate(*arguments)

    few, many = 2, 2 + SMALL
    with tempfile.TemporaryDirectory() as folder:
        small(1, Path(folder), 1)  # warm: compiled, and the worlds it makes
    compiled._Entry.__call__, replication.simulate = timed, counted
    found = []
    for points in (few, many):
        spent.clear()
        with tempfile.TemporaryDirectory() as folder:
            start = time.thread_time()
            small(1, Path(folder), points)
            found.append({**spent, "all": time.thread_time() - start})
    compiled._Entry.__call__, replication.simulate = call, simulate
    added = {name: found[1][name] - found[0][name] for name in found[0]}
    engine, rest = (1e3 * part / added["runs"] for part in (added["engine"], added["all"] - added["engine"]))
    return {
        "engine, CPU ms of a run of a design": engine,
        "all that is not the engine, CPU ms of a run of a design": rest,
        "runs these are the mean of": added["runs"],
    }


def main() -> None:
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    found = {}
    found |= beside_the_engine()
    print(found, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        one, two = small(1, Path(folder)), small(2, Path(folder))
    found |= {f"{SMALL} points, one process, seconds": one, f"{SMALL} points, two processes, seconds": two}
    found["efficiency on two processes"] = one / two / 2
    print(found, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        whole, broken = Path(folder) / "whole", Path(folder) / "broken"
        found[f"{points} points, undisturbed, seconds"] = seconds = undisturbed(whole, points)
        print(f"undisturbed: {seconds:.0f} s", flush=True)
        kept = killed_twice(broken, points, seconds)
        same = all((whole / f"{t}.parquet").read_bytes() == (broken / f"{t}.parquet").read_bytes() for t in TABLES)
        size = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file()) / 2**20
    found |= {f"points kept at kill {n}": number for n, number in enumerate(kept, 1)}
    found |= {"tables the same bytes as undisturbed (1: yes)": int(same), "folder, MB": size}
    table = pd.DataFrame({"figure": found.keys(), "value": [float(f"{value:.4g}") for value in found.values()]})
    table.to_csv(RESULT, index=False)
    print(table.to_string(index=False))
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
