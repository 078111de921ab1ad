"""Three designs, one company: see README.md beside this file. Writes results/three_designs/."""

from datetime import date
from pathlib import Path

from orgsim.comparison.compare import compare
from orgsim.comparison.mechanisms import mechanisms
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.stamp import stamp, write_stamp
from orgsim.views import findings
from orgsim.views.figures import write_figures

DESIGNS = ("siloed", "cco", "hub_and_spoke")
RESULTS = Path(__file__).parents[2] / "results" / "three_designs"
STUDY = ("study.replications=30", "study.path_replications=30", "study.selection_replications=10")


def whole(table):
    """The rows about everything, not about subsets, rounded for reading."""
    return table[table["subset"] == "all"].drop(columns="subset").round(5)


def main() -> None:
    world, designs = default_world(), load_designs(DESIGNS)
    RESULTS.mkdir(parents=True, exist_ok=True)
    lines = ["# What came out", ""]
    for budget in ("heads", "payroll"):
        study = default_study(*STUDY, f"study.budget={budget}")
        found = compare(world, designs, study, seed=1, progress=True)
        whole(found.summary).to_csv(RESULTS / f"summary_{budget}.csv", index=False)
        whole(found.pairs).to_csv(RESULTS / f"pairs_{budget}.csv", index=False)
        found.seats.round(4).to_csv(RESULTS / f"seats_{budget}.csv", index=False)
        found.levers.round(4).to_csv(RESULTS / f"levers_{budget}.csv", index=False)
        lines += [f"## At equal {budget}", "", *(f"- {line}" for line in findings.answer(found)), ""]
        if budget == "heads":
            switched = mechanisms(found, replications=10, progress=True)
            switched.round(5).to_csv(RESULTS / "mechanisms.csv", index=False)
            lines += ["### Which mechanism does it", "", *(f"- {line}" for line in findings.mechanisms(switched)), ""]
            for drawn in write_figures(found, RESULTS).values():
                drawn.with_suffix(".png").unlink()
            write_stamp(RESULTS, stamp(world, designs, study, 1, date.today().isoformat()))
    (RESULTS / "finding.md").write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
