"""Past one machine: a Dask scheduler and two worker processes on loopback, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from orgsim.errors import InputError
from orgsim.sweep.sweep import sweep
from sweeps import loads, small
from test_sweep import contents, run

pytest.importorskip("distributed", reason="Dask is an extra: pip install 'orgsim[cluster]'")
GRID = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85]
QUIET = {**os.environ, "PYTHONWARNINGS": "ignore"}


@contextmanager
def process(*words: str):
    """A Dask process, ended with the test."""
    child = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """(address, the two workers)."""
    folder = tmp_path_factory.mktemp("dask")
    told = folder / "scheduler.json"
    with process(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)
    ):
        import json

        for _ in range(600):
            if told.exists() and told.read_text().strip():
                break
            time.sleep(0.05)
        address = json.loads(told.read_text())["address"]
        worker = (
            "dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--no-dashboard",
            "--local-directory",
            str(folder),
        )
        with process(*worker) as one, process(*worker) as other:
            yield address, [one, other]


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path, cluster):
    address, (first, _) = cluster
    run(tmp_path / "here", loads(GRID))
    killed = []

    def kill(what, done, total):
        if what == "points" and done >= 1 and not killed:
            killed.append(first.send_signal(signal.SIGKILL))

    out = tmp_path / "there"
    swept = sweep(*small("study.path_replications=0"), loads(GRID), 3, out, scheduler=address, progress=kill)
    assert killed and first.wait(10) == -signal.SIGKILL
    assert swept.failed.empty
    assert contents(out) == contents(tmp_path / "here")


def test_an_address_nobody_answers_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match="parallel.scheduler: 'tcp://127.0.0.1:9' .* address of a Dask scheduler"):
        run(tmp_path, scheduler="tcp://127.0.0.1:9")


def test_an_address_that_is_none_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match="parallel.scheduler"):
        run(tmp_path, scheduler="nonsense://")
