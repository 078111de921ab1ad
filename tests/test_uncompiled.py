"""The rules are the same, compiled or stepped through in a debugger."""

import os
import subprocess
import sys

RUN = """
import hashlib
from orgsim.config.defaults import default_world
from orgsim.config.load import load_design
from orgsim.config.schema import Study
from orgsim.run import simulate
from orgsim.structure.chart import Setting, draw_up
from orgsim.world.issues import issue_table
from orgsim.world.people import people
world = default_world()
world.population.customers, world.company.scale = 200, 1 / 6
study = Study(warm_up_weeks=0, horizon_days=1, measured_weeks=0.2, probes_per_day=20, path_days=8)
design = load_design("hub_and_spoke")
setting = Setting(1.0, 4.0)
names = draw_up(world, design, "hub_and_spoke", None, setting).units
chart = draw_up(world, design, "hub_and_spoke", {u: 1 if u in ("executive", "hub") else 3 for u in names}, setting)
records = simulate(chart, people(world, 1), issue_table(world, 1, 8), 1, "path", study)
digest = hashlib.sha256(records.minutes.tobytes())
for table in (records.issues, records.episodes, records.probes, records.path, records.cohort):
    for name in table.dtype.names:  # column by column: what lies between them is left to chance
        digest.update(table[name].tobytes())
print(len(records.issues), digest.hexdigest())
"""


def digest(**environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", RUN],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return run.stdout


def test_the_rules_do_the_same_uncompiled_to_the_last_byte():
    assert digest(ORGSIM_UNCOMPILED="1") == digest()
