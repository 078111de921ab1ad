"""What a result came from: the resolved configuration, versions, seed, and the hash of the frozen cost register.

``config.yaml`` holds every value that was used and can be loaded again; ``stamp.json`` says which software read it.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from orgsim import __version__
from orgsim.config.schema import Company, Design, Study, World

LIBRARIES = ("numpy", "scipy", "numba", "mesa", "pandas", "pyarrow", "hydra-core")
CONFIG, STAMP = "config.yaml", "stamp.json"


def stamp(world: World, designs: Mapping[str, Design], study: Study, seed: int, date: str | None = None) -> dict:
    """Everything needed to get the same numbers again.

    date: when it was made, in ISO form, where that should stand in it; it is no part of any hash.
    """
    network = world.network
    return {
        "orgsim": __version__,
        "python": platform.python_version(),
        "libraries": {name: installed(name) for name in LIBRARIES},
        "seed": seed,
        "date": date,
        "cost_register_sha256": cost_register_hash(world.company),
        "configuration_sha256": configuration_hash(world, designs, study),
        "network_file_sha256": file_hash(network.path) if network.kind == "edge_list" and network.path else None,
        "configuration": resolved(world, designs, study, seed),
    }


def resolved(world: World, designs: Mapping[str, Design], study: Study, seed: int) -> dict:
    """The whole configuration as plain data, nothing left to a default."""
    return {
        **asdict(world),
        "study": asdict(study),
        "designs": {name: asdict(design) for name, design in designs.items()},
        "seed": seed,
    }


def configuration_hash(world: World, designs: Mapping[str, Design], study: Study) -> str:
    """Equal where the same numbers are to be expected: without seed, processes and where a network's file is."""
    whole = resolved(world, designs, study, 0)
    del whole["seed"], whole["study"]["processes"]
    if world.network.kind == "edge_list" and world.network.path:
        whole["network"]["path"] = file_hash(world.network.path)
    return digest(whole)


def cost_register_hash(company: Company) -> str:
    """Of the cost register and the wages, frozen before designs are ranked."""
    plain = asdict(company)
    return digest({"cost_register": plain["cost_register"], "wages": plain["wages"]})


def digest(data: Any) -> str:
    """SHA-256 of data as JSON with sorted keys and no spaces."""
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def file_hash(path: str) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def installed(name: str) -> str | None:
    """The version of a library, None where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def write_stamp(out: str | Path, stamp: Mapping[str, Any]) -> None:
    """Write config.yaml and then stamp.json into a folder, each whole or not at all."""
    facts = dict(stamp)
    plain = yaml.safe_dump(facts.pop("configuration"), sort_keys=False, default_flow_style=None, width=120)
    write_whole(Path(out) / CONFIG, plain)
    write_whole(Path(out) / STAMP, json.dumps(facts, indent=2) + "\n")


def keep_name(path: Path) -> None:
    """Force a file's new name onto the disk, where the system has such a thing: it stands in its folder."""
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_whole(path: Path, text: str) -> None:
    """Write a file under another name first and then rename it, so that nobody ever finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
        os.chmod(fresh, 0o644)
        os.replace(fresh, path)
        keep_name(path)
    except BaseException:
        os.unlink(fresh)
        raise
