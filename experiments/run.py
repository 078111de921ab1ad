"""Every experiment again, one after the other: ``python experiments/run.py``, or some of them by name.

``--fresh`` forgets the points that are kept, and makes everything from nothing. At the end each experiment's minutes,
and whether its tables (every .csv under results/) came out as they were before.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE.parent / "results"
KEPT = (".sweep", ".points")


def names() -> list[str]:
    """The experiments there are, those that take longest last."""
    found = sorted(path.parent.name for path in HERE.glob("*/run.py"))
    return sorted(found, key=lambda name: name in ("hypotheses", "sensitivity", "validation"))


def tables(name: str) -> dict[str, str]:
    """Digest of each of an experiment's tables."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((RESULTS / name).glob("*.csv"))}


def compared(before: dict[str, str], after: dict[str, str]) -> str:
    """What became of the tables."""
    changed = [name for name in before if before[name] != after.get(name)]
    new = [name for name in after if name not in before]
    return "; ".join(
        text
        for text in (
            f"{len(before) - len(changed)} tables the same",
            f"changed: {', '.join(changed)}" * bool(changed),
            f"new: {', '.join(new)}" * bool(new),
        )
        if text
    )


def index() -> str:
    """The front page of the results: every question and what was found."""
    rows = []
    for name in names():
        finding = RESULTS / name / "finding.md"
        if finding.exists():
            question = heading(HERE / name / "README.md")
            said = f"[{found(finding, question)}]({name}/finding.md)"
            rows.append(f"| [{question}](../experiments/{name}/README.md) | {said} |")
    before = "Each question was declared before its result. One command makes all of it again: `make results`."
    head = f"# What was found\n\n{before}\n"
    return "\n".join([head, "| question | finding |", "|---|---|", *rows, ""])


def heading(page: Path) -> str:
    """A page's first heading."""
    return page.read_text().splitlines()[0].removeprefix("# ").strip()


def found(page: Path, question: str) -> str:
    """A finding in a sentence: its heading, or where that only repeats the question the first thing said below it."""
    said = heading(page)
    if said not in ("What came out", question.rstrip("?")):
        return said
    lines = [line.lstrip("- ").strip() for line in page.read_text().splitlines()[1:]]
    return next(line for line in lines if line and not line.startswith(("#", "!", "|"))).rstrip(".")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", default=names(), choices=[*names(), []], metavar="NAME")
    asked.add_argument("--fresh", action="store_true", help="forget the points that are kept")
    given = asked.parse_args()
    told, code = [], 0
    for name in given.names:
        print(f"== {name}", flush=True)
        for kept in KEPT if given.fresh else ():
            shutil.rmtree(HERE / name / kept, ignore_errors=True)
        before, begun = tables(name), time.monotonic()
        done = subprocess.run([sys.executable, str(HERE / name / "run.py")])
        code = code or done.returncode
        minutes = (time.monotonic() - begun) / 60
        what = compared(before, tables(name)) if done.returncode == 0 else f"failed ({done.returncode})"
        told.append(f"{name:<22}{minutes:6.1f} min  {what}")
    (RESULTS / "README.md").write_text(index())
    print("\n" + "\n".join(told))
    return code


if __name__ == "__main__":
    sys.exit(main())
