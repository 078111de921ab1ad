"""An answer given: words first, then its table, and in a folder every table and picture of it."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.comparison.store import check_folder
from orgsim.config.stamp import file_hash, write_whole
from orgsim.sweep.swept import Swept
from orgsim.views.style import save
from orgsim.views.words import decimals, number, plain, together

WIDTH, MOST_ROWS, MOST_COLUMNS = 100, 20, 6
WRITTEN = ".answers.json"  # in a folder of answers: the files of each question, with what was written in them


def give(name: str, answer: Answer, swept: Swept, out: str | Path) -> Path:
    """Print the answer to a question and write it: ``answer.md``, tables as csv, pictures as svg and png.

    What an earlier answer to the question has written there and this one has not goes; any other file stays. Raises
    InputError where the folder cannot be one or be written to.
    """
    out = Path(out)
    check_folder(out)
    said = import_module(f"orgsim.views.answers.{name}")
    lines, figures = said.lines(answer), said.figures(answer)
    out.mkdir(parents=True, exist_ok=True)
    files = [out / f"{each}.csv" for each in answer.tables]
    for file, table in zip(files, answer.tables.values(), strict=True):
        write_whole(file, table.to_csv(index=False))
    for each, figure in figures.items():
        files += save(figure, out / each)
    write_whole(out / "answer.md", page(name, lines, figures, swept))
    take_over(out, name, [*(file.name for file in files), "answer.md"])
    for line in lines:
        print(textwrap.fill(together(line), WIDTH).replace("\u00a0", " "))
    columns = said.columns(answer) if hasattr(said, "columns") else {}
    print("\n" + shown(answer.table, columns))
    print(f"\ntables and pictures: {out}")
    return out


def take_over(out: Path, name: str, files: Collection[str]) -> None:
    """Take away what an earlier answer to a question has left in a folder, and note the files of this one.

    A file goes only if it is still what was written: whatever the user has put in its place is the user's.
    """
    before = written(out)
    for file, content in before.pop(name, {}).items():
        if file not in files and file == Path(file).name and content and hash_of(out / file) == content:
            (out / file).unlink()
    others = {each: {file: had[file] for file in had if file not in files} for each, had in before.items()}
    write_whole(out / WRITTEN, json.dumps(others | {name: {file: hash_of(out / file) for file in files}}, indent=1))


def written(out: Path) -> dict[str, dict[str, str]]:
    """The files of each question in a folder, with their hashes; nothing where that cannot be read."""
    try:
        told = json.loads((out / WRITTEN).read_text())
    except (OSError, ValueError):
        return {}
    return {name: had for name, had in told.items() if isinstance(had, dict)} if isinstance(told, dict) else {}


def hash_of(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none that can be read."""
    try:
        return file_hash(str(path))
    except OSError:
        return None


def page(name: str, lines: list[str], figures: dict, swept: Swept) -> str:
    """The answer on a page of its own, with what it was asked of."""
    pictures = "".join(f"\n![{each}]({each}.svg)\n" for each in figures)
    return f"# {lines[0]}\n\n" + "".join(f"- {line}\n" for line in lines[1:]) + pictures + f"\n{name} of {of(swept)}\n"


def of(swept: Swept) -> str:
    """A sweep in a line."""
    number = swept.measures.groupby(["estimand", "point"])["replication"].nunique().groupby("estimand")
    each = [
        f"{'at most ' * bool(counts.min() < counts.max())}{counts.max()} replications of the {estimand}"
        for estimand, counts in number
    ]
    return f"{len(swept.points) - len(swept.failed)} points, {len(swept.designs)} designs, {', '.join(each)}"


def shown(table: pd.DataFrame, columns: Mapping[str, Any] | None = None) -> str:
    """The first rows of a table for a terminal, a few columns under titles in words; all of it is in the csv.

    columns: their titles, or (title, what writes a value of it); without any the first ones by their names.
    """
    if table.empty:
        return "(no rows)"
    columns = columns or {name: plain(name) for name in table.columns}
    columns = {name: told for name, told in columns.items() if name in table}
    told = {name: titled if isinstance(titled, tuple) else (titled, None) for name, titled in columns.items()}
    cells = {}
    for name in list(told)[:MOST_COLUMNS]:
        head, write = told[name]
        column = table[name].head(MOST_ROWS)
        cells[head] = [write(value) for value in column] if write else written_out(column)
    more = [f"{len(table) - MOST_ROWS} more rows"] if len(table) > MOST_ROWS else []
    more += [f"{table.shape[1] - len(cells)} more columns"] if table.shape[1] > len(cells) else []
    text = pd.DataFrame(cells).to_string(index=False)
    return text + (f"\n({' and '.join(more)} in the csv)" if more else "")


def written_out(column: pd.Series) -> list[str]:
    """A column as people write it: numbers in three figures of the largest, none as a dash."""
    if pd.api.types.is_bool_dtype(column):
        return ["yes" if value else "no" for value in column]
    if not pd.api.types.is_numeric_dtype(column):
        return ["–" if value is None or value != value else plain(value) for value in column]
    known = np.abs(column[np.isfinite(column.astype(float))])
    whole = bool((known == known.round()).all())
    places = 0 if whole or known.empty else decimals(float(known.max()))
    return ["∞" if value == math.inf else number(value, places) for value in column]
