"""Loading: plain configuration in, typed and checked dataclasses out, or one line saying what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from orgsim.config.check import check_design, check_study, check_values, check_world
from orgsim.config.command import COMMANDS, GROUPS, Command, Compare, Run, configs
from orgsim.config.keys import allowed, at, misfit, names_under
from orgsim.config.schema import Design, Line, Study, World
from orgsim.config.words import in_our_words
from orgsim.errors import MISSING, InputError

T = TypeVar("T")


def typed(schema: type[T], raw: Mapping, where: str = "") -> T:
    """Plain data as the dataclass `schema`; unknown keys, wrong types and values left open (``???``) are refused.

    where goes before the key in what is said of a mistake: ``study.``, ``my.yaml: ``.
    """
    raw = raw if OmegaConf.is_config(raw) else OmegaConf.create(dict(raw))
    try:
        for key in sorted(OmegaConf.missing_keys(raw)):
            raise InputError(where + key, MISSING, allowed(at(schema, key)))
        given = OmegaConf.to_container(raw, resolve=True)
        wrong = misfit(schema, given)
        if wrong:
            raise InputError(where + wrong.name, wrong.value, allowed(at(schema, wrong.name)))
        return OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(schema), given))
    except OmegaConfBaseException as error:
        raise in_our_words(error, schema, where) from None


def load_command(name: str, cfg: Mapping) -> Command:
    """A whole subcommand: the world, the study (where it has them), and what it takes beside them."""
    has_world = issubclass(COMMANDS[name], World)
    if has_world:
        check_present(cfg, GROUPS)
    command = typed(COMMANDS[name], cfg)
    if has_world:
        check_world(command)  # with every value of it, those beside the world included
        check_study(command.study)
    else:
        check_values(command)
    if command.out is not None and not command.out.strip():
        raise InputError("out", command.out, "a folder, as in out=results/mine")
    return command


def load_world(cfg: Mapping) -> World:
    """The world of a composed configuration; other keys of it are left alone."""
    names = [each.name for each in fields(World)]
    check_present(cfg, names)
    world = typed(World, {name: cfg[name] for name in names})
    check_world(world)
    return world


def load_study(cfg: Mapping) -> Study:
    """The study of a composed configuration."""
    check_present(cfg, ["study"])
    study = typed(Study, cfg["study"], "study.")
    check_study(study)
    return study


def load_group(group: str, name: str, folders: Iterable[Path] = ()) -> Any:
    """One group of a world, or the study, by the name of its file in configs/ or in the `folders`."""
    files = {path.stem: path for each in (*folders, configs()) for path in sorted((each / group).glob("*.yaml"))}
    if name not in files:
        raise InputError(group, name, sorted(files))
    raw = read(files[name])
    return typed(Study, raw, "study.") if group == "study" else getattr(typed(World, {group: raw}), group)


def world_of(command: Run | Compare) -> World:
    """The world alone, without what the subcommand takes beside it."""
    return World(**{each.name: getattr(command, each.name) for each in fields(World)})


def check_present(cfg: Mapping, groups: Iterable[str]) -> None:
    """Every group is there: one may have been taken out with ``~company``."""
    for group in groups:
        if group not in cfg:
            raise InputError(group, MISSING, f"one file of configs/{group}/, as in {group}=default")


def load_designs(names: Iterable[str], folders: Iterable[Path] = (), least: int = 2) -> dict[str, Design]:
    """Several designs by name, in the order given; each once."""
    designs: dict[str, Design] = {}
    for each in names:
        name = design_name(each)
        if name in designs:
            raise InputError("designs", each, "each name once (a copy needs a file name of its own)")
        designs[name] = load_design(each, folders, "designs")
    if len(designs) < least:
        raise InputError("designs", list(designs), "two or more, as in designs=[one,other] (one alone: orgsim run)")
    return designs


def load_design(name: str, folders: Iterable[Path] = (), key: str = "design") -> Design:
    """A design by the name of its file in ``design/`` of orgsim's configs or of the `folders`, or by a path.

    key: the key the name was given under, for what is said of a mistake.
    """
    path = design_file(name, folders, key)
    return design_of(read(path), str(path))


def design_of(raw: Mapping, where: str) -> Design:
    """Plain data as a design, typed and checked. where: what to put before a key in what is said of a mistake."""
    if not isinstance(raw.get("lines") or [], list):
        raise InputError(f"{where}: lines", raw["lines"], "a list, as in [{between: [hub, service]}]")
    for place, line in enumerate(raw.get("lines") or []):  # one by one, as the library does not say which
        if not isinstance(line, dict):
            raise InputError(f"{where}: lines[{place}]", line, "keys with values, as in {between: [hub, service]}")
        typed(Line, line, f"{where}: lines[{place}].")
    design = typed(Design, raw, f"{where}: ")
    check_design(design, where)
    return design


def design_name(name: str) -> str:
    """What a design is called in tables: its file's name."""
    return Path(name).stem if is_path(name) else name


def is_path(name: str) -> bool:
    """Whether a design is given as a file rather than by name."""
    return "/" in name or name.endswith((".yaml", ".yml"))


def design_file(name: str, folders: Iterable[Path], key: str) -> Path:
    """The file of a design."""
    if is_path(name):
        path = Path(name).expanduser()
        if not path.is_file():
            raise InputError(key, name, "a YAML file that is there, or the name of a file in design/")
        return path
    known = {path.stem: path for folder in (*folders, configs()) for path in sorted((folder / "design").glob("*.yaml"))}
    if name not in known:
        raise InputError(key, name, sorted(known))
    return known[name]


def read(path: Path) -> dict:
    """A YAML file of keys with values, as plain data."""
    try:
        node = OmegaConf.load(path)
        raw = OmegaConf.to_container(node, resolve=True)
    except RecursionError:
        raise InputError(str(path), "a file that contains itself", "keys with values") from None
    except (YAMLError, UnicodeDecodeError, OmegaConfBaseException) as error:
        raise in_our_words(error, Design, f"{path}: ") from None
    except OSError as error:
        raise InputError(str(path), error.strerror or str(error), "a YAML file that can be read") from None
    if not isinstance(raw, dict) or not raw:
        raise InputError(str(path), raw or "an empty file", "keys with values: " + ", ".join(names_under(Design, "")))
    return raw
