"""Which assumptions carry the conclusion: see README.md beside this file. Writes results/sensitivity/."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import assumptions
import numpy as np
import pandas as pd
from conclusions import CONCLUSIONS, DESIGNS, MEASURES, PAIRS, Conclusion, Means
from pictures import draw
from SALib.analyze import delta

from orgsim.comparison.hypothesis import FOR, NEITHER, boundaries, describe
from orgsim.config.defaults import default_study
from orgsim.config.load import load_designs
from orgsim.config.stamp import stamp, write_stamp
from orgsim.sweep.points import Point
from orgsim.sweep.runner import evaluate
from orgsim.views.style import save

HERE = Path(__file__).parent
FOLDER, RESULTS = HERE / ".points", HERE.parents[1] / "results" / "sensitivity"
STUDY = (
    "study.measured_weeks=4", "study.path_days=92", "study.probes_per_day=400",
    "study.replications=3", "study.path_replications=2", "study.selection_replications=1",
)  # fmt: skip
SEED, SURVIVES, RESAMPLES = 5000, 0.8, 50


def main() -> None:
    everywhere, alone = means("all", assumptions.drawn()), means("one", singles())
    RESULTS.mkdir(parents=True, exist_ok=True)
    importance(everywhere).round(4).to_csv(RESULTS / "importance.csv", index=False)
    flips = flipping(alone)
    flips.to_csv(RESULTS / "one_at_a_time.csv", index=False)
    shares = survival(everywhere, flips)
    shares.round(4).to_csv(RESULTS / "conclusions.csv", index=False)
    _, pixels = save(draw(shares, flips, headline(shares)), RESULTS / "sensitivity")
    pixels.unlink()  # kept as vectors only
    lines = page(shares, flips, pd.read_csv(RESULTS / "importance.csv"))
    (RESULTS / "finding.md").write_text("\n".join(lines) + "\n")
    origin = stamp(assumptions.base(), load_designs(DESIGNS), default_study(*STUDY), SEED, date.today().isoformat())
    write_stamp(RESULTS, origin)
    print("\n".join(lines))


def singles() -> list[dict[str, float]]:
    """The default world, and every value of every assumption alone."""
    return [{}, *(point for *_, point in assumptions.one_at_a_time())]


def means(group: str, drawn: list[dict[str, float]]) -> Means:
    """Outcomes of the three designs in every world. Worlds that differ in one value share their seed."""
    designs, study = load_designs(DESIGNS), default_study(*STUDY)
    kept = tuple((measure, "all") for measure in MEASURES)
    points = [
        Point(f"{group}-{n:03d}", assumptions.world(values), designs, study, SEED + (n if group == "all" else 0), kept)
        for n, values in enumerate(drawn)
    ]
    return Means(evaluate(points, FOLDER, f"{group}: worlds", progress=True))


def outputs(found: Means) -> dict[str, np.ndarray]:
    """What is explained: measures of each design, leads of each pair in margins, each design's mean place."""
    values = {f"{measure}: {design}": found.of(design, measure) for measure in MEASURES for design in DESIGNS}
    values |= {f"{m}: {a} over {b}, margins": found.lead(a, b, m) for m in MEASURES for a, b in PAIRS}
    for measure in MEASURES:
        for design in DESIGNS:
            better = [found.lead(other, design, measure) > 0 for other in DESIGNS if other != design]
            values[f"{measure}: place of {design}"] = 1.0 + np.sum(better, axis=0)
    return values


def importance(outcomes: Means) -> pd.DataFrame:
    """Borgonovo's delta of every assumption for every output, with a bootstrap interval and the first-order index."""
    spans = assumptions.ranges()
    problem = {"num_vars": len(spans), "names": [each.key for each in spans], "bounds": [[0, 1]] * len(spans)}
    inputs = pd.DataFrame(assumptions.drawn())[problem["names"]].rank().to_numpy() / assumptions.NUMBER
    parts = []
    for name, values in outputs(outcomes).items():
        scores = pd.Series(values).rank().to_numpy()  # the measure is of distributions: any monotone scale will do
        with redirect_stdout(io.StringIO()):  # it talks of bins while it works
            got = delta.analyze(problem, inputs, scores, num_resamples=RESAMPLES, seed=1)
        columns = {"delta": "delta_balanced", "half_width": "delta_balanced_conf", "first_order": "S1"}
        found = {column: got[key] for column, key in columns.items()}
        parts.append(pd.DataFrame({"output": name, "assumption": problem["names"], **found}))
    return pd.concat(parts, ignore_index=True).sort_values(["output", "delta"], ascending=[True, False])


def flipping(alone: Means) -> pd.DataFrame:
    """Whether each conclusion holds at each value of each assumption alone."""
    tried = assumptions.one_at_a_time()
    held = {each.name: each.holds(alone) for each in CONCLUSIONS}
    table = pd.DataFrame({"assumption": [key for key, *_ in tried], "value": [value for _, value, _ in tried]})
    table["default"] = [assumptions.default(key) for key in table["assumption"]]
    for name, holds in held.items():
        table[name] = holds[1:]
    return table


def survival(everywhere: Means, flips: pd.DataFrame) -> pd.DataFrame:
    """Of each conclusion the share of worlds in which it holds, what decides it there, and what flips it alone."""
    worlds = pd.DataFrame(assumptions.drawn())
    rows = []
    for each in CONCLUSIONS:
        holds = each.holds(everywhere)
        row = {"conclusion": each.name, "says": each.says, "worlds": len(holds), "share": holds.mean()}
        row["survives"] = bool(holds.mean() >= SURVIVES)
        for place, cut in enumerate(describe(boundaries(worlds, np.where(holds, FOR, NEITHER)), least=0.05), 1):
            row |= {f"boundary_{place}": cut.parameter, f"value_{place}": cut.value}
            row |= {f"share_below_{place}": cut.share_below, f"share_above_{place}": cut.share_above}
        row["flipped_by"] = "; ".join(flipped(each, flips))
        rows.append(row)
    return pd.DataFrame(rows)


def flipped(each: Conclusion, flips: pd.DataFrame) -> list[str]:
    """The assumptions that end a conclusion alone, with the value nearest the default that does."""
    found = []
    for key, values in flips.groupby("assumption", sort=False):
        gone = values[~values[each.name]]
        if len(gone):
            nearest = gone.iloc[(gone["value"] - gone["default"]).abs().argmin()]
            found.append(f"{key} at {nearest['value']:.3g} (default {nearest['default']:.3g})")
    return found


def headline(shares: pd.DataFrame) -> str:
    """The finding in one sentence."""
    stands, falls = shares[shares["survives"]]["says"].tolist(), shares[~shares["survives"]]["says"].tolist()
    if not stands:
        return "No conclusion survives in 80 % of the worlds that the assumptions allow"
    return f"Whatever is assumed, {', '.join(stands)}" + (f"; not so that {', '.join(falls)}" if falls else "")


def page(shares: pd.DataFrame, flips: pd.DataFrame, weights: pd.DataFrame) -> list[str]:
    """The finding in words."""
    lines = [
        "# Which assumptions carry the conclusion",
        "",
        headline(shares) + ".",
        "",
        "![finding](sensitivity.svg)",
        "",
    ]
    for _, row in shares.iterrows():
        lines += [f"## {row['conclusion']}: {row['says']}", ""]
        lines.append(f"- Holds in {row['share']:.0%} of {row['worlds']} worlds with every assumption drawn at once.")
        for place in (1, 2):
            if isinstance(row.get(f"boundary_{place}"), str):
                name, value = row[f"boundary_{place}"], row[f"value_{place}"]
                below, above = row[f"share_below_{place}"], row[f"share_above_{place}"]
                lines.append(f"- {name}: {below:.0%} of worlds below {value:.3g}, {above:.0%} above.")
        lines += [f"- Alone it is ended by: {row['flipped_by'] or 'no assumption'}.", ""]
    noise = floor(weights)
    lines += ["## What moves the outcomes", ""]
    for measure in MEASURES:
        here = weights[weights["output"].str.startswith(f"{measure}: ")]
        leads, places = (here["output"].str.contains(word) for word in (" over ", ": place of "))
        for kind, wanted in (("itself", ~leads & ~places), ("leads", leads), ("ranking", places)):
            top = here[wanted].groupby("assumption")["delta"].mean().nlargest(4)
            named = ", ".join(f"{key} ({value:.2f})" for key, value in top.items() if value > noise)
            lines.append(f"- {measure}, {kind}: {named or 'none stands out'}.")
    lines += [
        "",
        "Borgonovo's delta (0: no influence, 1: all of it), mean over designs or pairs, where above the noise of",
    ]
    lines += [
        f"{assumptions.NUMBER} worlds: {noise:.2f}, what 95 % of those have that cannot matter (feelings, for waiting"
    ]
    return [*lines, "and cost). All of them, with intervals, are in `importance.csv`."]


def floor(weights: pd.DataFrame) -> float:
    """The delta that hardly any assumption without influence exceeds: how people feel does not move waiting or cost."""
    waiting = ~weights["output"].str.startswith("net_advocates")
    return float(weights[waiting & weights["assumption"].str.startswith(assumptions.FEELINGS)]["delta"].quantile(0.95))


if __name__ == "__main__":
    main()
