"""Keys changed in a copy: of the world, of the study, and of the designs (``designs.hub_and_spoke.lines.0.every``)."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import Any, get_origin

from orgsim.config.check import check_design, check_study, check_world
from orgsim.config.command import GROUPS
from orgsim.config.keys import Key, allowed, at, bare, member
from orgsim.config.load import load_group, typed
from orgsim.config.schema import Design, Study, World
from orgsim.config.space import LARGEST
from orgsim.errors import UNKNOWN, InputError, closest, listed
from orgsim.structure.spelled_out import spelled_for

EACH = "*"
DESIGNS, STUDY = "designs", "study"
FIXED = ("study.replications", "study.path_replications", "study.processes", "study.confidence")


def changed(
    world: World,
    designs: Mapping[str, Design],
    study: Study,
    values: Mapping[str, Any],
    folders: Sequence[Path] = (),
) -> tuple[World, dict[str, Design], Study]:
    """Copies of the three with some keys changed, each key in full, and checked.

    ``*`` stands for each name or place: ``topics.*.news``, ``designs.*.approval.threshold``; a number for a place in a
    list: ``designs.mine.lines.0.every``. A whole group is changed by the name of its file (``network: complete``),
    before single keys; folders: where else than among orgsim's files to look. Raises InputError for a key that is
    nowhere or a value not allowed there.
    """
    world, study, designs = copy.deepcopy(world), copy.deepcopy(study), copy.deepcopy(dict(designs))
    for key in [key for key in values if key in GROUPS]:
        part = load_group(key, str(values[key]), folders)
        world, study = (world, part) if key == STUDY else (replace(world, **{key: part}), study)
    for key, value in sorted(values.items(), key=lambda item: order(item[0])):
        if key in GROUPS:
            continue
        head, _, rest = key.partition(".")
        if head == DESIGNS:
            name, _, inside = rest.partition(".")
            for each in list(designs) if name == EACH else [name]:
                if each not in designs:
                    raise InputError(key, UNKNOWN, [f"{DESIGNS}.{design}" for design in designs])
                designs[each] = spelled_for(world, designs[each], inside)
                _set(designs[each], Design, inside, value, key)
        elif key in FIXED:
            raise InputError(key, value, "a key that may vary: this one is the whole sweep's, beside the space")
        elif head == STUDY:
            _set(study, Study, rest, value, key)
        else:
            _set(world, World, key, value, key)
    check_world(world)
    check_study(study)
    for name, design in designs.items():
        check_design(design, f"{DESIGNS}.{name}")
    return world, designs, study


def order(key: str) -> int:
    """The world is changed first, units last: what a design's words stand for depends on the world."""
    return 0 if not key.startswith(f"{DESIGNS}.") else 2 if key.split(".")[2:3] == ["units"] else 1


def with_keys(world: World, values: Mapping[str, Any]) -> World:
    """A copy of the world with some keys changed (see ``changed``)."""
    return changed(world, {}, Study(), values)[0]


def _set(root: Any, schema: type, path: str, value: Any, key: str) -> None:
    """Set a value at every place its path leads to."""
    if not path:
        raise InputError(key, UNKNOWN, f"a key below it, as in {key}.{next(iter(vars(root)), '')}")
    *steps, last = path.split(".")
    found = at(schema, path)
    if found.hint is None:
        _refuse_unknown(root, [*steps, last], key)
    value = fitting(value, Key(key, value, found.hint, found.metadata))
    for node in _nodes(root, steps, key):
        for name in _names(node, last, key):
            if is_dataclass(node):
                setattr(node, name, value)
            else:
                node[name] = value


def fitting(value: Any, key: Key) -> Any:
    """The value as the key's type: a whole number where one is wanted; raises InputError where it is another thing."""
    hint = bare(key.hint)
    if value is None and hint is not key.hint:
        return None
    number = isinstance(value, float) or type(value) is int and abs(value) <= LARGEST
    if hint is float and number:
        return float(value)
    if hint is int and number and float(value).is_integer():
        return int(value)
    if hint in (bool, str) and isinstance(value, hint):
        return value
    if is_dataclass(hint) and isinstance(value, dict):
        return typed(hint, value, f"{key.name}.")
    if get_origin(hint) is list and isinstance(value, list):
        return [_inner(key, f"[{place}]", place, each) for place, each in enumerate(value)]
    if get_origin(hint) is dict and isinstance(value, dict):
        return {str(name): _inner(key, f".{name}", str(name), each) for name, each in value.items()}
    raise InputError(key.name, value, allowed(key))


def _inner(key: Key, step: str, name: str | int, value: Any) -> Any:
    """A value of a list or a mapping, as what belongs there."""
    return fitting(value, Key(key.name + step, value, *member(key.hint, name, key.metadata)))


def _nodes(node: Any, steps: list[str], key: str) -> Iterator[Any]:
    """Everything a path leads to."""
    if not steps:
        yield node
        return
    for name in _names(node, steps[0], key):
        yield from _nodes(getattr(node, name) if is_dataclass(node) else node[name], steps[1:], key)


def _names(node: Any, step: str, key: str) -> list:
    """The names (places, of a list) a step stands for in what is there."""
    if isinstance(node, list):
        places = [str(place) for place in range(len(node))]
        chosen = places if step == EACH else [step]
        if step not in (EACH, *places):
            raise InputError(key, UNKNOWN, f"places 0 to {len(node) - 1}" if node else "nothing: the list is empty")
        return [int(place) for place in chosen]
    inside = vars(node) if is_dataclass(node) else node if isinstance(node, dict) else {}
    if step == EACH and isinstance(node, dict):
        return list(inside)
    if step not in inside:
        raise InputError(key, UNKNOWN, "one of " + listed(inside), closest(step, inside))
    return [step]


def _refuse_unknown(root: Any, steps: list[str], key: str) -> None:
    """Say at which step a path goes astray."""
    for place, step in enumerate(steps):
        for node in _nodes(root, steps[:place], key):
            _names(node, step, key)
    raise InputError(key, UNKNOWN, "a key of the world, study or designs")
