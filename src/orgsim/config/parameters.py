"""The table of every parameter: unit, accepted range, range worth varying, default, tag and source.

Read off the schema's metadata, the default files and the constants of the code, so that it cannot say anything else
than they do. ``python -m orgsim.config.parameters`` prints docs/parameters.md, and with ``cost_register`` the table
of docs/cost_register.md.
"""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orgsim.config.command import COMMANDS
from orgsim.config.constants import CONSTANTS
from orgsim.config.defaults import default_study, default_world
from orgsim.config.keys import Key, bare, hints_of
from orgsim.config.schema import Approval, Company, Design, Line, Study, Unit, World
from orgsim.config.stamp import cost_register_hash
from orgsim.errors import InputError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

HEAD = """\
# Parameters

Made by `python -m orgsim.config.parameters` from the schema, the default files and the code; not written by hand.

Every default carries a tag and a source.

- **measured**: what was found, by whom, when, on which sample.
- **assumed**: nobody measured it here. It is an axis to vary, not a fact.
- **chosen**: no fact about the world but a decision: structure, the case to start from, how a study is run.

*Accepted* is what is let in at the door. *Worth varying* is the range in which a conclusion should be tried before it
is believed; the ranges are judgements too. Names in braces share one row; NAME stands for all entries alike.
"""

SECTIONS = {
    "company": "The company",
    "topics": "Topics",
    "demand": "Demand",
    "channels": "Channels",
    "population": "Customers",
    "network": "Network",
    "extensions": "Extensions, all of them off",
    "study": "The study",
    "design": "A design",
    "command": "Commands",
    "code": "Numbers that stand in the code",
}

TRIGGERS = {
    "triage": "a contact reaches a unit that may not answer its first topic",
    "reading": "a case was handed over, or sent to a previous owner, and no record is kept",
    "reading_with_record": "the same where a record is kept",
    "notes": "the last step of a case is answered where a record is kept",
    "approval": "an approver sees a case, each time",
    "meeting_setup": "a meeting is held, on each side",
    "meeting_item": "a meeting is held, on each side for each thing that one side knows and the other does not",
    "look_up": "a step is answered again after its outdated version proved wrong",
}

COLUMNS = ("parameter", "unit", "accepted", "worth varying", "default", "tag", "source")


@dataclass(frozen=True)
class Parameter:
    """One row of the table. ``value`` is the default itself, ``vary`` the range worth varying as in the schema."""

    section: str
    name: str
    key: Key | None  # None: no key of the configuration but a constant of the code
    unit: str
    vary: Any
    value: Any
    source: str

    @property
    def tag(self) -> str:
        """measured, assumed or chosen."""
        return self.source.partition(":")[0]

    @property
    def why(self) -> str:
        """What was found by whom, or why this value."""
        return self.source.partition(":")[2].strip()


def parameters() -> list[Parameter]:
    """Every parameter with its default, but for the cost register (``cost_register``)."""
    world, study = default_world(), default_study()
    rows = []
    for part in dataclasses.fields(World):
        rows += of_value(part.name, part.name, getattr(world, part.name), hints_of(World)[part.name], {})
    rows += of_value("study", "study", study, Study, {})
    rows += [row for shape in (Design, Unit, Line, Approval) for row in of_shape(shape)]
    return rows + of_commands() + of_code()


def of_value(section: str, name: str, value: Any, hint: Any, metadata: Mapping) -> Iterator[Parameter]:
    """The rows of a value and of all that is below it."""
    if dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            if (type(value), each.name) != (Company, "cost_register"):
                deeper = hints_of(type(value))[each.name]
                yield from of_value(section, f"{name}.{each.name}", getattr(value, each.name), deeper, each.metadata)
    elif isinstance(value, dict) and dataclasses.is_dataclass(next(iter(value.values()))):
        shape = type(next(iter(value.values())))
        for each in dataclasses.fields(shape):
            entries = {entry: getattr(inner, each.name) for entry, inner in value.items()}
            label = f"{name}.ENTRY.{each.name}"
            yield from of_entries(section, label, entries, hints_of(shape)[each.name], each.metadata)
    elif isinstance(value, dict):
        yield from of_entries(section, f"{name}.ENTRY", value, bare(hint).__args__[1], metadata)
    else:
        yield row(section, Key(name, value, hint, metadata), metadata["vary"], metadata["source"])


def of_entries(section: str, name: str, entries: Mapping[str, Any], hint: Any, metadata: Mapping) -> list[Parameter]:
    """One row for all entries that have value, range worth varying and source in common."""
    groups: dict[tuple, list[str]] = {}
    for entry, value in entries.items():
        groups.setdefault((repr(value), repr(vary_of(metadata, entry)), source_of(metadata, entry)), []).append(entry)
    rows = []
    for (_, _, source), those in groups.items():
        label = "NAME" if len(groups) == 1 else those[0] if len(those) == 1 else "{" + ", ".join(those) + "}"
        key = Key(name.replace("ENTRY", label), entries[those[0]], hint, metadata)
        rows.append(row(section, key, vary_of(metadata, those[0]), source))
    return rows


def source_of(metadata: Mapping, entry: str) -> str:
    """The source of an entry: its own, else that of the field."""
    return metadata["sources"].get(entry, metadata["source"])


def vary_of(metadata: Mapping, entry: str) -> Any:
    """The range worth varying of an entry: its own, else that of the field."""
    vary = metadata["vary"]
    return vary.get(entry) if isinstance(vary, dict) else vary


def row(section: str, key: Key, vary: Any, source: str) -> Parameter:
    """The row of a key."""
    unit = "" if key.choices else key.metadata["unit"]
    return Parameter(section, key.name, key, unit, vary, key.value, source)


def of_shape(shape: type) -> Iterator[Parameter]:
    """The rows of a part of a design, which has no default file but the defaults of its fields."""
    name = {"Design": "design", "Unit": "design.units.NAME", "Line": "design.lines[n]"}.get(shape.__name__)
    for each in dataclasses.fields(shape):
        if each.metadata:
            value = each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
            label = f"{name or 'design.approval'}.{each.name}"
            key = Key(label, value, hints_of(shape)[each.name], each.metadata)
            yield row("design", key, each.metadata["vary"], each.metadata["source"])


def of_commands() -> list[Parameter]:
    """What commands take beside the world and the study; chosen by whoever gives the command.

    What several commands take alike stands in one row.
    """
    world = {each.name for each in dataclasses.fields(World)} | {"study"}
    takers: dict[tuple, list[str]] = {}
    rows = {}
    for command, schema in COMMANDS.items():
        for key in keys_of(schema, world):
            alike = (key.name, repr(key.value), key.metadata["unit"])
            takers.setdefault(alike, []).append(command)
            rows[alike] = key
    return [of_command(", ".join(commands), rows[alike]) for alike, commands in takers.items()]


def keys_of(schema: type, without: Iterable[str] = (), above: str = "") -> Iterator[Key]:
    """Every key of a schema with its default, those of parts of it by their dotted names."""
    for each in dataclasses.fields(schema):
        if each.name in without:
            continue
        value = each.default if each.default_factory is dataclasses.MISSING else each.default_factory()
        if dataclasses.is_dataclass(value):
            yield from keys_of(type(value), above=f"{above}{each.name}.")
        else:
            yield Key(f"{above}{each.name}", value, hints_of(schema)[each.name], each.metadata)


def of_command(commands: str, key: Key) -> Parameter:
    """The row of a key that some commands take."""
    source = key.metadata["source"] or "chosen: whoever gives the command says it; part of no model"
    named = Key(f"{commands}: {key.name}", key.value, key.hint, key.metadata)
    return row("command", named, key.metadata["vary"], source)


def of_code() -> list[Parameter]:
    """Constants, read from where they stand. Raises AttributeError or KeyError where one is no longer there."""
    rows = []
    for each in CONSTANTS:
        value = importlib.import_module(f"orgsim.{each.module}")
        for step in each.path.split("."):
            value = value[step] if isinstance(value, dict) else getattr(value, step)
        rows.append(Parameter("code", f"{each.module}: {each.path}", None, each.unit, each.vary, value, each.source))
    return rows


# Words


def said(value: Any) -> str:
    """A value as people write it."""
    if value is None or value in ("", [], {}):
        return "none"
    if value == "???":
        return "to be given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:.3g}"
    if isinstance(value, (list, tuple)):
        return hours(value) if len(value) == 168 else "[" + ", ".join(said(each) for each in value) + "]"
    return str(value)


def hours(weights: Sequence[float]) -> str:
    """Weights by hour of the week, days that are alike together: ``Monday to Friday: 0-8 h 3.29, 8-9 h 25.9``."""
    days: dict[str, list[str]] = {}
    for number, day in enumerate(DAYS):
        today = weights[24 * number : 24 * number + 24]
        starts = [hour for hour in range(24) if hour == 0 or today[hour] != today[hour - 1]]
        spans = zip(starts, [*starts[1:], 24])
        days.setdefault(", ".join(f"{a}-{b} h {today[a]:g}" for a, b in spans), []).append(day)
    return "; ".join(f"{those[0]}{' to ' + those[-1] if those[1:] else ''}: {text}" for text, those in days.items())


def accepted(row: Parameter) -> str:
    """What a key accepts."""
    if row.key is None:
        return "fixed"
    if row.key.choices:
        return " or ".join(row.key.choices)
    low, high = row.key.metadata["low"], row.key.metadata["high"]
    if low is None:
        return {bool: "yes or no"}.get(bare(row.key.hint), "any")
    return f"{said(low)} to {said(high)}" if high is not None else f"{said(low)} or more"


def varied(vary: Any) -> str:
    """The range worth varying."""
    return "" if vary is None else f"{said(vary[0])} to {said(vary[1])}" if isinstance(vary, tuple) else str(vary)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def page() -> str:
    """docs/parameters.md."""
    rows = parameters()
    parts = [HEAD]
    for section, title in SECTIONS.items():
        cells = [
            (f"`{each.name}`", each.unit, accepted(each), varied(each.vary), said(each.value), each.tag, each.why)
            for each in rows
            if each.section == section
        ]
        parts.append(f"## {title}\n\n{table(COLUMNS, cells)}")
        if section == "company":
            parts[-1] += "\nThe minutes of the cost register have [a page of their own](cost_register.md).\n"
    return "\n".join(parts)


def cost_register() -> list[Parameter]:
    """The lines of the cost register."""
    register = default_world().company.cost_register
    metadata = Company.__dataclass_fields__["cost_register"].metadata
    rows = []
    for activity, line in register.items():
        key = Key(f"company.cost_register.{activity}.minutes", line.minutes, float, metadata)
        rows.append(row("cost register", key, vary_of(metadata, activity), source_of(metadata, activity)))
    return rows


def cost_register_table() -> str:
    """The table of docs/cost_register.md, and the hash it is frozen under."""
    company = default_world().company
    cells = [
        (f"`{name}`", said(line.minutes), line.paid_by, TRIGGERS[name], varied(each.vary), each.tag, each.why)
        for (name, line), each in zip(company.cost_register.items(), cost_register(), strict=True)
    ]
    columns = ("activity", "minutes", "paid by", "when", "worth varying", "tag", "source")
    wages = ", ".join(f"{name} ${said(wage)}" for name, wage in company.wages.items())
    frozen = f"Wages an hour: {wages}. `cost_register_sha256` of all this: `{cost_register_hash(company)}`.\n"
    return table(columns, cells) + "\n" + frozen


PAGES = {"parameters": page, "cost_register": cost_register_table}


def main(words: Sequence[str]) -> int:
    """Print a page; returns the exit code."""
    name = words[0] if words else "parameters"
    if name not in PAGES:
        print(f"orgsim: {InputError('page', name, list(PAGES))}", file=sys.stderr)
        return 2
    print(PAGES[name](), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
