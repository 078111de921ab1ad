"""The words of a finding: a page beside the analysis, in which every number is a {name} that is filled in."""

from __future__ import annotations

from pathlib import Path


def read(here: Path, **numbers: object) -> list[str]:
    """Title and paragraphs of reading.md with the numbers filled in; KeyError for one that is not there."""
    page = (here / "reading.md").read_text().format(**numbers)
    return [" ".join(part.split("\n")) for part in page.strip().removeprefix("# ").split("\n\n")]
