"""Three designs, one company: see README.md beside this file. Writes results/three_designs/."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]

import wording  # noqa: E402

from orgsim.comparison.compare import Comparison, compare  # noqa: E402
from orgsim.comparison.mechanisms import mechanisms  # noqa: E402
from orgsim.config.defaults import default_study, default_world  # noqa: E402
from orgsim.config.load import load_designs  # noqa: E402
from orgsim.config.stamp import stamp, write_stamp  # noqa: E402
from orgsim.views.figures import write_figures  # noqa: E402

DESIGNS = ("siloed", "cco", "hub_and_spoke")
RESULTS = Path(__file__).parents[2] / "results" / "three_designs"
STUDY = ("study.replications=30", "study.path_replications=30", "study.selection_replications=10")
SHOWN = ("headline", "differences")  # pictures on the page; the others are beside it


def main() -> None:
    world, designs = default_world(), load_designs(DESIGNS)
    RESULTS.mkdir(parents=True, exist_ok=True)
    tables = {}
    for budget in ("heads", "payroll"):
        study = default_study(*STUDY, f"study.budget={budget}")
        found = compare(world, designs, study, seed=1, progress=True)
        tables |= kept(found, budget)
        if budget == "heads":
            tables["mechanisms"] = mechanisms(found, replications=10, progress=True).round(5)
            for drawn in write_figures(found, RESULTS, wording.NAMES).values():
                drawn.with_suffix(".png").unlink()
            write_stamp(RESULTS, stamp(world, designs, study, 1, date.today().isoformat()))
    for name, table in tables.items():
        table.to_csv(RESULTS / f"{name}.csv", index=False)
    written(tables)


def kept(found: Comparison, budget: str) -> dict[str, pd.DataFrame]:
    """A comparison's tables by name, rounded for reading."""
    return {
        f"summary_{budget}": whole(found.summary),
        f"pairs_{budget}": whole(found.pairs),
        f"seats_{budget}": found.seats.round(4),
        f"levers_{budget}": found.levers.round(4),
    }


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """The rows about everything, not about subsets, rounded for reading."""
    return table[table["subset"] == "all"].drop(columns="subset").round(5)


def written(tables: dict[str, pd.DataFrame]) -> None:
    """Write the finding: a title, paragraphs and the pictures."""
    title, *rest = wording.page(tables)
    pictures = [f"![{name}]({name}.svg)\n" for name in SHOWN]
    source = "Declaration: [experiments/three_designs](../../experiments/three_designs/README.md)."
    page = "\n".join([f"# {title}", "", *(f"{line}\n" for line in rest), *pictures, source])
    (RESULTS / "finding.md").write_text(page + "\n")
    print(page)


if __name__ == "__main__":
    main()
