"""Every proof run through the engine and judged: a table with a row for each claim.

Which proof runs in which process, and when, changes nothing: a task names its proof and its seeds, and the seeds of a
proof come from its name, so that a further proof changes no other.
"""

from __future__ import annotations

import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from orgsim import __version__
from orgsim.comparison.progress import Show
from orgsim.comparison.progress import progress as progress_of
from orgsim.comparison.store import check_folder, write_tables
from orgsim.comparison.workers import cores, workers
from orgsim.config.stamp import LIBRARIES, installed, write_stamp
from orgsim.errors import InputError
from orgsim.validation.judge import CLAIMS, FALSE_ALARM, MOST_CLAIMS, REPLICATIONS
from orgsim.validation.plain import desk_world, one_desk, one_run, study
from orgsim.validation.proof import Proof, Run

FORMS = {"quick": 1.0, "full": 3.0}  # how many times as narrow as stated the intervals must be
PARTS = ("queues", "precedence", "networks", "loads", "knowledge", "decisions", "attitude", "talk")
SEEDS_A_TASK = 5


@dataclass(frozen=True)
class Task:
    """Some replications of a proof, for a worker."""

    proof: str
    sharper: float
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Validation:
    """What the proofs said.

    ``table`` has a row for each claim: proof, claim, unit, exact, mean, low, high, half_width, allowed (how wide the
    half-width might be), n (replications), verdict (agrees, disagrees, too noisy), source.
    """

    table: pd.DataFrame
    form: str
    seed: int

    @property
    def holds(self) -> int:
        """How many claims agree."""
        return int((self.table["verdict"] == "agrees").sum())

    @property
    def all_hold(self) -> bool:
        """Whether every claim agrees."""
        return self.holds == len(self.table)

    def write(self, out: str | Path) -> Path:
        """Write the table into a folder, with the versions and seeds it came from."""
        return write_tables(out, {"validation": self.table}, lambda folder: write_stamp(folder, self.stamp()))

    def stamp(self) -> dict:
        """Everything needed to get the same table again."""
        asked = {"form": self.form, "only": list(dict.fromkeys(self.table["proof"])), "seed": self.seed}
        judged = {"replications": REPLICATIONS, "false_alarm": FALSE_ALARM, "most_claims": MOST_CLAIMS}
        return {
            "orgsim": __version__,
            "python": platform.python_version(),
            "libraries": {name: installed(name) for name in LIBRARIES},
            "seed": self.seed,
            "configuration": asked | judged,
        }


def registry() -> dict[str, Proof]:
    """Every proof by its name, in the order of the table."""
    proofs: dict[str, Proof] = {}
    for part in PARTS:
        for proof in import_module(f"orgsim.validation.{part}").PROOFS:
            if proof.name in proofs:
                raise ValueError(f"two proofs are called {proof.name}")
            proofs[proof.name] = proof
    claims = sum(len(proof.claims) for proof in proofs.values())
    if claims > MOST_CLAIMS:
        raise ValueError(f"{claims} claims, and their errors are shared out for {MOST_CLAIMS} (judge.MOST_CLAIMS)")
    return proofs


def chosen(only: Collection[str] = ()) -> dict[str, Proof]:
    """The proofs of these names, in the order of the table; all if none is named."""
    proofs = registry()
    for name in only:
        if name not in proofs:
            raise InputError("only", name, list(proofs))
    return {name: proof for name, proof in proofs.items() if not only or name in only}


def seeds(name: str, seed: int, number: int = REPLICATIONS) -> tuple[int, ...]:
    """Seeds of a proof's replications: 63 bits each of NumPy's SeedSequence(seed), spawn key the name's CRC-32."""
    words = np.random.SeedSequence(entropy=seed, spawn_key=(crc32(name.encode()),)).generate_state(number, np.uint64)
    return tuple(int(word >> np.uint64(1)) for word in words)


def validate(
    form: str = "quick",
    only: Collection[str] = (),
    seed: int = 1,
    processes: int | None = None,
    progress: Show = False,
    out: str | Path | None = None,
) -> Validation:
    """Run the proofs (all, or those named in ``only``) and judge every claim; with ``out``, write the table there.

    form: quick, or full, nine times as long and three times as narrow. The same with any number of processes.
    progress: True to show how far it is, or a function called with (what, done, total). Raises InputError.
    """
    if form not in FORMS:
        raise InputError("form", form, FORMS)
    if out is not None:
        check_folder(out)
    proofs, sharper = chosen(only), FORMS[form]
    processes = processes or cores()
    if processes > 1:
        rehearse()
    tasks = [
        Task(name, sharper, batch)
        for name in proofs
        for batch in (seeds(name, seed)[n : n + SEEDS_A_TASK] for n in range(0, REPLICATIONS, SEEDS_A_TASK))
    ]
    values = done(tasks, processes, progress)
    found = Validation(judged(proofs, values, sharper), form, seed)
    if out is not None:
        found.write(out)
    return found


def rehearse() -> None:
    """Run next to nothing here, so that the engine is compiled once, kept on disk and found there by every worker."""
    one_run(desk_world(1, 0.5), one_desk(1), study(10.0), 1)


def done(tasks: Sequence[Task], processes: int, progress: Show) -> dict[str, np.ndarray]:
    """The numbers of each proof, float[replications, claims], replications in the order of their seeds."""
    found: list = [None] * len(tasks)
    runs = sum(len(task.seeds) for task in tasks)
    with workers(processes) as staff, progress_of("running proofs", runs, progress) as on:
        for place, numbers in staff.each(replicated, tasks):
            found[place] = numbers
            on(len(numbers))
    names = dict.fromkeys(task.proof for task in tasks)
    return {
        name: np.concatenate([numbers for task, numbers in zip(tasks, found) if task.proof == name]) for name in names
    }


def replicated(task: Task) -> np.ndarray:
    """The numbers of a task's replications, float[seeds, claims]."""
    run = prepared(task.proof, task.sharper)
    return np.array([run(seed) for seed in task.seeds], float)


@cache
def prepared(name: str, sharper: float) -> Run:
    """A proof made ready once in each process."""
    return registry()[name].prepare(sharper)


def judged(proofs: Mapping[str, Proof], values: Mapping[str, np.ndarray], sharper: float) -> pd.DataFrame:
    """A row for each claim."""
    rows = []
    for name, proof in proofs.items():
        if values[name].shape[1:] != (len(proof.claims),):
            raise ValueError(f"proof {name} gives {values[name].shape[1:]} numbers for {len(proof.claims)} claims")
        for claim, numbers in zip(proof.claims, values[name].T):
            verdict = CLAIMS.verdict(numbers, claim.exact, claim.within / sharper)
            rows.append(
                {
                    "proof": name, "claim": claim.says, "unit": claim.unit, "exact": claim.exact, "mean": verdict.mean,
                    "low": verdict.mean - verdict.half_width, "high": verdict.mean + verdict.half_width,
                    "half_width": verdict.half_width, "allowed": verdict.within, "n": verdict.n,
                    "verdict": verdict.word, "source": claim.source,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
