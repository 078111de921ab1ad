"""The keys of a configuration: walked one by one, and what each allows put into words.

Everything here is read off the dataclasses of ``schema.py``, so a key is described in one place only.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Key:
    """One value of a configuration: its dotted name, what stands there, its type and its field's metadata."""

    name: str
    value: Any
    hint: Any
    metadata: Mapping

    @property
    def choices(self) -> list[str]:
        """The words it may be, where its unit lists them (``lognormal | exponential | fixed``)."""
        unit = self.metadata.get("unit", "")
        return unit.split(":")[0].split(" | ") if " | " in unit else []


def keys(value: Any, name: str = "", hint: Any = None, metadata: Mapping = types.MappingProxyType({})) -> Iterator[Key]:
    """Every single value below `value` (a dataclass, a dictionary, a list or the value itself)."""
    if dataclasses.is_dataclass(value):
        hints = hints_of(type(value))
        for field in dataclasses.fields(value):
            inner = f"{name}.{field.name}" if name else field.name
            yield from keys(getattr(value, field.name), inner, hints[field.name], field.metadata)
    elif isinstance(value, dict):
        for each in value:
            yield from keys(value[each], f"{name}.{each}", member(hint, each)[0], metadata)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from keys(each, f"{name}[{place}]", member(hint, place)[0], metadata)
    else:
        yield Key(name, value, hint, metadata)


@cache
def hints_of(schema: type) -> dict[str, Any]:
    """The types of a dataclass's fields."""
    return typing.get_type_hints(schema)


def bare(hint: Any) -> Any:
    """A type without its ``Optional``."""
    inner = [each for each in typing.get_args(hint) if each is not type(None)]
    return inner[0] if typing.get_origin(hint) in (typing.Union, types.UnionType) else hint


def member(hint: Any, name: str | int, metadata: Mapping = types.MappingProxyType({})) -> tuple[Any, Mapping]:
    """Type and metadata of what stands under `name` in something of type `hint`; (None, {}) where nothing may."""
    hint = bare(hint)
    if dataclasses.is_dataclass(hint):
        field = {each.name: each for each in dataclasses.fields(hint)}.get(str(name))
        return (hints_of(hint)[field.name], field.metadata) if field else (None, {})
    if typing.get_origin(hint) is dict:
        return typing.get_args(hint)[1], metadata
    if typing.get_origin(hint) is list:
        return typing.get_args(hint)[0], metadata
    return None, {}


def at(schema: type, name: str) -> Key:
    """The key called `name` (``topics.prices.news``, ``demand.hours[3]``) of a schema, without a value."""
    hint, metadata = schema, {}
    for step in re.findall(r"[^.\[\]]+", name):
        hint, metadata = member(hint, step, metadata)
    return Key(name, None, hint, metadata)


def names_under(schema: type, name: str) -> list[str]:
    """The keys a schema knows directly under `name` ("" for its top); none for a dictionary of free names."""
    hint = bare(at(schema, name).hint) if name else schema
    return [each.name for each in dataclasses.fields(hint)] if dataclasses.is_dataclass(hint) else []


def documented(schema: type, name: str = "") -> Iterator[Key]:
    """Every key of a schema, names that are free written as NAME (``topics.NAME.share``)."""
    for each in names_under(schema, name):
        inner = f"{name}.{each}" if name else each
        of_each = inner + ".NAME" if names_under(schema, inner + ".NAME") else inner
        if names_under(schema, of_each):
            yield from documented(schema, of_each)
        else:
            yield at(schema, inner)


def number(value: float) -> str:
    """A bound as people write it: 50,000,000."""
    return f"{value:,.12g}" if isinstance(value, float) else f"{value:,}"


def allowed(key: Key) -> str:
    """What a key allows, in words: ``a number from 0 to 2, share of staff minutes``."""
    hint, unit = bare(key.hint), key.metadata.get("unit", "")
    if key.choices:
        return "one of " + ", ".join(key.choices)
    if dataclasses.is_dataclass(hint):
        return "keys with values: " + ", ".join(each.name for each in dataclasses.fields(hint))
    kind = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}.get(hint)
    kind = kind or {list: "a list, as in [a, b]", dict: "names with values, as in {a: 1, b: 2}"}.get(
        typing.get_origin(hint), "another value"
    )
    low, high = key.metadata.get("low"), key.metadata.get("high")
    if hint in (float, int) and low is not None:
        kind += f" from {number(low)} to {number(high)}" if high is not None else f", {number(low)} or more"
    return kind + (f", {unit}" if unit and unit != "text" else "")


def misfit(hint: Any, raw: Any, name: str = "") -> Key | None:
    """The first key of plain data `raw` where a list, a mapping or a single value stands in another's place."""
    hint = bare(hint)
    shape = dict if dataclasses.is_dataclass(hint) else typing.get_origin(hint)
    if isinstance(raw, (dict, list)) and hint is not Any and (shape is None or not isinstance(raw, shape)):
        return Key(name, raw, hint, {})
    for each, inner in raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ():
        deeper, step = member(hint, each)[0], f"{name}.{each}" if name else str(each)
        found = misfit(deeper, inner, step) if deeper is not None else None
        if found:
            return found
    return None
