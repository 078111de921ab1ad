"""The words of a finding: a page beside the analysis, in which every number is a {name} that is filled in."""

from __future__ import annotations

from pathlib import Path


def read(here: Path, **numbers: object) -> list[str]:
    """Title, paragraphs and tables of reading.md with the numbers filled in; KeyError for one that is not there."""
    page = (here / "reading.md").read_text().format(**numbers)
    parts = page.strip().removeprefix("# ").split("\n\n")
    return [part if part.startswith("|") else " ".join(part.split("\n")) for part in parts]


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table as it is written on a page."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))
