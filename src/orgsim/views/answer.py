"""An answer given: words first, then its table, and in a folder every table and picture of it."""

from __future__ import annotations

import textwrap
from importlib import import_module
from pathlib import Path

import pandas as pd

from orgsim.answers.answer import Answer
from orgsim.config.stamp import write_whole
from orgsim.sweep.swept import Swept
from orgsim.views.style import save

WIDTH, MOST_ROWS = 100, 20


def give(name: str, answer: Answer, swept: Swept, out: str | Path) -> Path:
    """Print the answer to a question and write it: ``answer.md``, tables as csv, pictures as svg and png."""
    out = Path(out)
    said = import_module(f"orgsim.views.answers.{name}")
    lines, figures = said.lines(answer), said.figures(answer)
    out.mkdir(parents=True, exist_ok=True)
    for each, table in answer.tables.items():
        write_whole(out / f"{each}.csv", table.to_csv(index=False))
    for each, figure in figures.items():
        save(figure, out / each)
    write_whole(out / "answer.md", page(name, lines, figures, swept))
    for line in lines:
        print(textwrap.fill(line, WIDTH))
    print("\n" + shown(answer.table))
    print(f"\ntables and pictures: {out}")
    return out


def page(name: str, lines: list[str], figures: dict, swept: Swept) -> str:
    """The answer on a page of its own, with what it was asked of."""
    pictures = "".join(f"\n![{each}]({each}.svg)\n" for each in figures)
    return f"# {lines[0]}\n\n" + "".join(f"- {line}\n" for line in lines[1:]) + pictures + f"\n{name} of {of(swept)}\n"


def of(swept: Swept) -> str:
    """A sweep in a line."""
    number = swept.measures.groupby("estimand")["replication"].nunique()
    each = ", ".join(f"{count} replications of the {estimand}" for estimand, count in number.items())
    return f"{len(swept.points) - len(swept.failed)} points, {len(swept.designs)} designs, at most {each}"


def shown(table: pd.DataFrame) -> str:
    """The first rows of a table for a terminal."""
    text = table.head(MOST_ROWS).to_string(index=False, float_format=lambda value: f"{value:.4g}", na_rep="–")
    more = len(table) - MOST_ROWS
    return text + (f"\n... and {more} more rows" if more > 0 else "")
