"""What a visitor takes home: the numbers as CSV, and the scene as a folder of configuration that orgsim reads."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd
import yaml

from orgsim.comparison.seeds import REPORTING, replication_seed
from orgsim.config.schema import World
from orgsim.config.stamp import stamp
from orgsim.measures.tidy import table
from orgsim.play.own import OWN, as_yaml
from orgsim.play.recording import Recording
from orgsim.play.scene import Scene, Set, Stage

PLAYED = "played"  # what every file of the scene is called
EPOCH = (1980, 1, 1, 0, 0, 0)  # of files in an archive: the same content, the same bytes
READ_ME = """\
What was played on the page of orgsim, as configuration. In the folder above this one,

  {command}

compares the same designs in the same world (and {more} more of them). The address of the page was

  {address}
"""


def archive(files: Mapping[str, str]) -> bytes:
    """Files by their names in one zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def configuration(stage: Stage, scene: Scene, now: Set, address: str) -> dict[str, str]:
    """A folder for ``--config-dir``: every group of the world, the study, and each design that is not orgsim's own."""
    groups = [each.name for each in fields(World)]
    files = {f"{PLAYED}/{group}/{PLAYED}.yaml": plain_yaml(asdict(now.world)[group]) for group in groups}
    files[f"{PLAYED}/study/{PLAYED}.yaml"] = plain_yaml(asdict(now.study))
    names = []
    for name, design in now.designs.items():
        as_shipped = name != OWN and design == stage.designs[name] and name in stage.shipped
        names.append(name if as_shipped else f"{PLAYED}_{name}")
        if not as_shipped:
            files[f"{PLAYED}/design/{PLAYED}_{name}.yaml"] = as_yaml(design)
    chosen = " ".join(f"{group}={PLAYED}" for group in [*groups, "study"])
    what = f"designs=[{','.join(names)}]" if len(names) > 1 else f"design={names[0]}"
    command = f"orgsim {'compare' if len(names) > 1 else 'run'} --config-dir {PLAYED} {chosen} {what} seed={scene.seed}"
    more = now.study.replications - 1
    return {f"{PLAYED}/README.txt": READ_ME.format(command=command, address=address, more=more), **files}


def plain_yaml(data: Any) -> str:
    """Plain data as YAML, in its order."""
    return yaml.safe_dump(data, sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)


def numbers(scene: Scene, now: Set, found: Mapping[str, Recording]) -> dict[str, str]:
    """The tables of what was shown, and what they came from."""
    origin = stamp(now.world, now.designs, now.study, scene.seed)
    origin["world_seed"] = replication_seed(scene.seed, REPORTING, 0)
    return {
        "measures.csv": measured(found).to_csv(index=False),
        "days.csv": pd.concat([days(name, of) for name, of in found.items()]).to_csv(index=False),
        "queues.csv": pd.concat([queues(name, of) for name, of in found.items()]).to_csv(index=False),
        "seats.csv": pd.concat([seats(name, of) for name, of in found.items()]).to_csv(index=False),
        "config.yaml": plain_yaml(origin.pop("configuration")),
        "stamp.json": json.dumps(origin, indent=2) + "\n",
    }


def measured(found: Mapping[str, Recording]) -> pd.DataFrame:
    """Every measure of every design: the tidy table."""
    return table((name, estimand, 0, rows) for name, of in found.items() for estimand, rows in of.measured.items())


def days(name: str, of: Recording) -> pd.DataFrame:
    """The curves of the page: each day, over the seven days before it."""
    return pd.DataFrame({"design": name, "day": np.arange(len(of.daily["nps"])), **of.daily})


def queues(name: str, of: Recording) -> pd.DataFrame:
    """Who was busy and what waited at every full hour, a row each unit."""
    hourly = np.flatnonzero(np.mod(of.times, 60.0) == 0)
    units = np.array(of.chart.units, object)
    frame = pd.DataFrame({"design": name, "hour": np.repeat(of.times[hourly] / 60.0, len(units))})
    frame["unit"] = np.tile(units, len(hourly))
    for column in ("busy", "cases", "other"):
        frame[column] = getattr(of, column)[hourly].ravel()
    return frame.rename(columns={"cases": "cases_waiting", "other": "other_work_waiting"})


def seats(name: str, of: Recording) -> pd.DataFrame:
    """People by unit."""
    return pd.DataFrame({"design": name, "unit": of.chart.units, "seats": of.chart.seats})
