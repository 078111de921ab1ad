"""A design drawn or brought by a visitor: plain data only, whatever is written in it, and nothing of it is executed."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

import yaml

from orgsim.config.check import EVERYBODY
from orgsim.config.load import design_of
from orgsim.config.schema import Design, Line
from orgsim.errors import InputError
from orgsim.structure.chart import Chart, Setting, sharing_lines

OWN = "own"  # what the design is called in addresses and tables
LARGEST = 64 * 1024  # characters of a design
LONGEST, LONGEST_NAME = 2000, 60  # characters of a text, of a name
MOST_UNITS, MOST_LINES = 40, 400
DEEPEST = 8
LARGEST_NUMBER = 1e15
# what PyYAML raises of !!int "" and the like
ODD_SCALARS = (ValueError, KeyError, IndexError, AttributeError, TypeError)


def read_own(text: str) -> Design:
    """The design in an address: base64 (the variant for addresses) of JSON. Raises InputError."""
    try:
        raw = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True))
    except (ValueError, RecursionError):  # not base64, not text, not JSON, or a number of thousands of digits
        raise InputError(OWN, text, "what the page itself wrote into the address: a whole one, not cut off") from None
    return checked(raw)


def write_own(design: Design) -> str:
    """The same the other way: what differs from an empty design."""
    said = json.dumps(sparse(design), separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_file(text: str) -> Design:
    """The design in a YAML file somebody uploads. Raises InputError."""
    if len(text) > LARGEST:
        raise InputError("the file", f"{len(text)} characters", f"at most {LARGEST}: a design is short")
    try:
        raw = yaml.load(text, PlainLoader)
    except (yaml.YAMLError, RecursionError, *ODD_SCALARS) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "the file"
        raise InputError(line, getattr(error, "problem", None) or "not YAML", "a design as a YAML file") from None
    return checked(raw)


class PlainLoader(yaml.SafeLoader):
    """YAML without tags that make objects, and without references, by which few lines would unfold into gigabytes."""

    def compose_node(self, parent, index):
        """Refuse a reference where one stands."""
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.constructor.ConstructorError(None, None, "a reference (*)", event.start_mark)
        return super().compose_node(parent, index)


def checked(raw: Any) -> Design:
    """Plain data as a design, if it is one and not too large. Raises InputError."""
    if not isinstance(raw, dict) or not raw:
        raise InputError(OWN, raw, "a design: keys with values, units among them")
    check_plain(raw, DEEPEST)
    check_size(*(len(raw[name]) if isinstance(raw.get(name), (dict, list)) else 0 for name in ("units", "lines")))
    return design_of(raw, OWN)


def check_size(units: int, lines: int) -> None:
    """A design the page can draw and a browser wait for."""
    for name, number, most in (("units", units, MOST_UNITS), ("lines", lines, MOST_LINES)):
        if number > most:
            raise InputError(f"{OWN}: {name}", f"{number} of them", f"at most {most} on the page")


def check_plain(raw: Any, depth: int, key: str = "") -> None:
    """Only text, numbers, lists and keys with values; no ``${...}``, which the configuration would look up."""
    where = f"{OWN}: {key}" if key else OWN
    if depth == 0:
        raise InputError(where, "nested too deep", f"at most {DEEPEST} levels")
    if isinstance(raw, str) and len(raw) > LONGEST:
        raise InputError(where, raw, f"at most {LONGEST} characters")
    if isinstance(raw, str) and ("${" in raw or not all(each.isprintable() or each in "\n\t" for each in raw)):
        raise InputError(where, raw, "printable text without ${")
    if isinstance(raw, (int, float)) and not abs(raw) <= LARGEST_NUMBER and raw == raw:
        raise InputError(where, "a number without bounds", f"numbers up to {LARGEST_NUMBER:g}")
    if isinstance(raw, dict):
        for name, value in raw.items():
            if not isinstance(name, str) or len(name) > LONGEST_NAME:
                raise InputError(where, str(name), f"names of at most {LONGEST_NAME} characters, numbers in quotes")
            check_plain(name, depth, f"{key}.{name}".strip("."))
            check_plain(value, depth - 1, f"{key}.{name}".strip("."))
    elif isinstance(raw, list):
        for place, value in enumerate(raw):
            check_plain(value, depth - 1, f"{key}[{place}]")
    elif raw is not None and not isinstance(raw, (str, int, float)):
        raise InputError(where, raw, "text, a number, true, false or null")


def sparse(part: Any) -> Any:
    """A part of a design as plain data, without what is as it would be anyway."""
    if is_dataclass(part):
        kept = {}
        for each in fields(part):
            value = getattr(part, each.name)
            usual = each.default if each.default_factory is MISSING else each.default_factory()
            if value != usual:
                kept[each.name] = sparse(value)
        return kept
    if isinstance(part, dict):
        return {name: sparse(value) for name, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [sparse(value) for value in part]
    return part


def one_by_one(chart: Chart) -> Design:
    """A chart's design with every channel, department and pair of units by name: so that each can be drawn apart."""
    units = {}
    for u, (name, unit) in enumerate(chart.design.units.items()):
        units[name] = replace(
            unit,
            departments=[each for each, at in zip(chart.departments, chart.unit_of_department) if at == u],
            seconded=list(chart.departments) if EVERYBODY in unit.seconded else unit.seconded,
            takes_in=[each for each, at in zip(chart.channels, chart.intake) if at == u],
        )
    open_period = Setting(math.nan, math.nan)
    lines = [
        Line([chart.units[line.a], chart.units[line.b]], None if math.isnan(line.every) else line.every, line.one_way)
        for line in sharing_lines(chart.design, chart.design.units, chart.void, open_period)
    ]
    return replace(chart.design, units=units, lines=lines)


def as_yaml(design: Design) -> str:
    """The design as a file that ``designs=[./own.yaml]`` reads."""
    return yaml.safe_dump(sparse(design), sort_keys=False, default_flow_style=None, width=120, allow_unicode=True)
