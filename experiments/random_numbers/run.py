"""What pairing is worth, measure by measure: see README.md beside this file. Writes results/random_numbers/."""

import math
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from orgsim.comparison.compare import compare
from orgsim.comparison.paired import spread
from orgsim.config.defaults import default_study, default_world
from orgsim.config.load import load_designs
from orgsim.config.stamp import stamp, write_stamp
from orgsim.views.style import COLOURS, FAINT, INK, RULE, Sheet, project_style, save
from orgsim.views.words import words

DESIGNS = ("siloed", "cco", "hub_and_spoke")
LOADS = (0.75, 0.9)
WORLDS = 30
STUDY = (f"study.replications={WORLDS}", f"study.path_replications={WORLDS}")
HEADLINE = ("response_latency", "voice", "net_advocates", "cost_per_resolved")
RESULTS = Path(__file__).parents[2] / "results" / "random_numbers"
READING = Path(__file__).parent / "reading.md"  # what we make of the numbers, written after them
CONFIDENCE = 0.95
CORRELATED = math.tanh(stats.norm.ppf((1 + CONFIDENCE) / 2) / math.sqrt(WORLDS - 3))  # by luck, at most
BESIDE = ("ratio_low", "ratio_high", "wrongly_paired")
BY_LUCK = (1 / (1 + CORRELATED), 1 / (1 - CORRELATED))


def ratio_interval(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Interval of the variance ratio 1 / (1 - g r), r the correlation, g = 2 sd_a sd_b / (var_a + var_b) as found."""
    r = float(np.corrcoef(a, b)[0, 1])
    g = 2 * a.std() * b.std() / (a.var() + b.var())
    far = stats.norm.ppf((1 + CONFIDENCE) / 2) / math.sqrt(len(a) - 3)
    z = math.atanh(min(max(r, -1 + 1e-15), 1 - 1e-15))
    return 1 / (1 - g * math.tanh(z - far)), 1 / (1 - g * math.tanh(z + far))


def ratio(a: np.ndarray, b: np.ndarray) -> float:
    """Variance of the difference unpaired over paired."""
    return float((a.var() + b.var()) / np.var(a - b))


def row(a: np.ndarray, b: np.ndarray) -> dict[str, float]:
    """Beside the ratio of two designs: its interval, and the control, one's worlds moved on by one."""
    unlike = np.unique(a).size > 1 and np.unique(b).size > 1 and not np.array_equal(a, b)
    if not unlike or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return dict.fromkeys(BESIDE, math.nan)
    low, high = ratio_interval(a, b)
    return dict(zip(BESIDE, (low, high, ratio(a, np.roll(b, 1)))))


def ratios(found) -> pd.DataFrame:
    """Every whole measure of every two designs: difference, interval, variance ratio and control."""
    values = {(design, estimand): wide for design, estimand, wide in spread(found.measures, DESIGNS)}
    whole = found.pairs[found.pairs["subset"] == "all"]
    rows = []
    for pair in whole.itertuples():
        key = (pair.measure, "all", pair.unit)
        a, b = (values[name, pair.estimand].loc[key].to_numpy() for name in (pair.design_a, pair.design_b))
        rows.append(row(a, b))
    kept = ["design_a", "design_b", "estimand", "measure", "unit", "difference", "low", "high", "n", "variance_ratio"]
    return pd.concat([whole[kept].reset_index(drop=True), pd.DataFrame(rows)], axis=1)


def differ(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that have a ratio."""
    return table[np.isfinite(table["variance_ratio"]) & np.isfinite(table["wrongly_paired"])]


def picture(table: pd.DataFrame):
    """Headline measures: ratio with interval by pair of designs and load, on a logarithmic scale; by luck shaded."""
    couples = list(combinations(DESIGNS, 2))
    with project_style():
        sheet = Sheet(8.2, 3.9, title(table), "Unpaired over paired variance of a difference, 30 worlds, with 95 % "
                      "interval; one mark for each two designs. Shaded: different worlds, by luck.")  # fmt: skip
        axes = sheet.place(1.9, 0.55, 6.0, 3.2)
        axes.axvspan(*BY_LUCK, color=RULE, lw=0)
        for place, measure in enumerate(HEADLINE):
            for turn, load in enumerate(LOADS):
                here = table[(table["measure"] == measure) & (table["load"] == load)]
                for step, (_, one) in enumerate(here.iterrows()):
                    y = -place - 0.13 * (turn * (len(couples) + 0.6) + step) + 0.36
                    style = {"color": COLOURS[turn], "label": f"load {load:g}" if place == step == 0 else None}
                    axes.plot([one["ratio_low"], one["ratio_high"]], [y, y], lw=1.4, color=COLOURS[turn])
                    axes.plot(one["variance_ratio"], y, "os"[turn], ms=5, ls="none", **style)
        axes.axvline(1, color=FAINT, lw=0.8)
        axes.set_xscale("log")
        ticks = [0.5, 1, 2, 4, 8, 16, 32, 64]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        axes.set_yticks([-place for place in range(len(HEADLINE))], [words(m).title for m in HEADLINE], color=INK)
        axes.legend(frameon=False, loc="center right")
        axes.set_xlabel("variance ratio")
    return sheet.figure


def title(table: pd.DataFrame) -> str:
    """What the figure says."""
    low, high = (differ(table[table["load"] == load])["variance_ratio"].median() for load in LOADS)
    worth = f"Pairing is worth {low:.1f} times the worlds at load {LOADS[0]:g}"
    return f"{worth} and {high:.1f} times at {LOADS[1]:g} (median)"


def said_of(table: pd.DataFrame, load: float) -> list[str]:
    """The finding at a load, in sentences."""
    here = differ(table[table["load"] == load])
    r, control = here["variance_ratio"], here["wrongly_paired"]
    lines = [
        f"- {len(here)} pairs of designs and measures vary and differ; the ratio's quartiles are "
        f"{r.quantile(0.25):.2f}, {r.median():.2f} and {r.quantile(0.75):.2f}, "
        f"from {r.min():.2f} to {r.max():.3g}.",
        f"- {(r > BY_LUCK[1]).mean():.0%} lie above {BY_LUCK[1]:.2f}; {(r < BY_LUCK[0]).sum()} below {BY_LUCK[0]:.2f}, "
        "where pairing would cost.",
        f"- Wrongly paired: median {control.median():.2f}, "
        f"{((control > BY_LUCK[0]) & (control < BY_LUCK[1])).mean():.0%} within {BY_LUCK[0]:.2f} to {BY_LUCK[1]:.2f}.",
    ]
    for measure in HEADLINE:
        of_it = here[here["measure"] == measure]
        each = ", ".join(
            f"{p.design_a} and {p.design_b} {p.variance_ratio:.2f} ({p.ratio_low:.2f} to {p.ratio_high:.2f})"
            for p in of_it.itertuples()
        )
        lines.append(f"- {words(measure).title}: {each}.")
    return lines


def finding(table: pd.DataFrame) -> str:
    """The page: what came out and whether it was expected."""
    medians = [differ(table[table["load"] == load])["variance_ratio"].median() for load in LOADS]
    above = (differ(table[table["load"] == LOADS[0]])["variance_ratio"] > BY_LUCK[1]).mean()
    fell = medians[1] < medians[0]
    verdict = "As expected" if above >= 0.5 and fell else "Refuted"
    answer = (
        f"**{verdict}** by the rule of the declaration: {above:.0%} of the ratios lie above {BY_LUCK[1]:.2f} at load "
        f"{LOADS[0]:g}; the median {'falls' if fell else 'does not fall'} from {medians[0]:.2f} to {medians[1]:.2f} "
        f"at load {LOADS[1]:g}."
    )
    lines = ["# What came out", "", answer, ""]
    for load in LOADS:
        lines += [f"## At load {load:g}", "", *said_of(table, load), ""]
    return "\n".join(lines)


def main() -> None:
    designs, study = load_designs(DESIGNS), default_study(*STUDY)
    tables = []
    for load in LOADS:
        world = default_world(f"company.load={load}")
        found = compare(world, designs, study, seed=1, progress=True)
        tables.append(ratios(found).assign(load=load))
        if load == LOADS[0]:
            write_stamp(RESULTS, stamp(world, designs, study, 1, date.today().isoformat()))
    table = pd.concat(tables, ignore_index=True)
    table = table[["load", *table.columns.drop("load")]]
    table.round(5).to_csv(RESULTS / "variance_ratios.csv", index=False)
    _, pixels = save(picture(table), RESULTS / "variance_ratios")
    pixels.unlink()  # kept as vectors only
    text = finding(table)
    (RESULTS / "finding.md").write_text(text + "\n" + READING.read_text())
    print(text)


if __name__ == "__main__":
    main()
