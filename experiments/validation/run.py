"""The engine against the textbooks, in full: see README.md beside this file. Writes results/validation/."""

import sys
from datetime import date
from pathlib import Path

import pandas as pd

from orgsim.config.stamp import write_stamp
from orgsim.validation.validate import Validation, validate
from orgsim.views.validation import figures, print_validation, sentence

RESULTS = Path(__file__).parents[2] / "results" / "validation"
FIGURES = 6


def finding(found: Validation) -> str:
    """The sentence, what does not hold if anything, and the table in a form people read."""
    rows = list(found.table.itertuples())
    lines = ["# What came out", "", sentence(found), ""]
    lines += [f"- **{row.verdict}**: {row.claim}" for row in rows if row.verdict != "agrees"]
    lines += ["", "| claim | exact | simulated | ± | allowed | verdict | source |", "|---|--:|--:|--:|--:|---|---|"]
    for row in rows:
        claim = f"{row.claim} ({row.unit})" if row.unit else row.claim
        lines.append("| " + " | ".join([claim, *figures(row), row.verdict, row.source]).replace("\n", " ") + " |")
    lines += ["", "±: half-width of the interval around the simulated mean; allowed: how wide it may be.", ""]
    return "\n".join(lines)


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers to six figures: more are not known, and the last bits differ between machines."""
    return table.map(lambda value: float(f"{value:.{FIGURES}g}") if isinstance(value, float) else value)


def main() -> int:
    found = validate("full", progress=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    rounded(found.table).to_csv(RESULTS / "claims.csv", index=False)
    write_stamp(RESULTS, {**found.stamp(), "date": date.today().isoformat()})
    (RESULTS / "finding.md").write_text(finding(found))
    print_validation(found)
    return 0 if found.all_hold else 1


if __name__ == "__main__":
    sys.exit(main())
