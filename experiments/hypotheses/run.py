"""The field's claims put to the test: see README.md beside this file. Writes results/hypotheses/."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import plan
import worlds
from claims import HYPOTHESES, Effect, Hypothesis, Outcomes
from evaluate import outcomes
from further import FURTHER, overload
from pictures import draw

from orgsim.comparison.hypothesis import CONFIRMED, FOR, Boundary, Verdict, boundaries, describe, verdict
from orgsim.config.stamp import stamp, write_stamp
from orgsim.views.style import save
from orgsim.views.words import plain

RESULTS = Path(__file__).parents[2] / "results" / "hypotheses"
READINGS = Path(__file__).parent / "readings"
KILLED = 0.05  # of the control's worlds may still show the effect


def main() -> None:
    drawn = worlds.drawn()
    found = Outcomes(outcomes(), drawn)
    judged = [judge(claim, found) for claim in HYPOTHESES]
    RESULTS.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame([row(*each) for each in judged])
    table.round(4).to_csv(RESULTS / "verdicts.csv", index=False)
    by_world(judged, found.worlds).round(5).to_csv(RESULTS / "worlds.csv", index_label="world")
    cuts = [(claim, effect, word, told[0] if told else None) for claim, effect, word, told, _ in judged]
    _, pixels = save(draw(cuts, found.worlds, headline(table)), RESULTS / "hypotheses")
    pixels.unlink()  # kept as vectors only
    lines = page(judged, table, found)
    (RESULTS / "finding.md").write_text("\n".join(lines) + "\n")
    first = plan.points("shipped", drawn[:1])[0]
    origin = stamp(worlds.base(), plan.designs(plan.SHIPPED), first.study, plan.SEED, date.today().isoformat())
    write_stamp(RESULTS, origin)
    print("\n".join(lines))


def judge(claim: Hypothesis, found: Outcomes) -> tuple[Hypothesis, Effect, Verdict, list[Boundary], Effect]:
    """The votes of all worlds, the verdict, the boundaries worth telling, and the null control."""
    effect = claim.effect(found)
    told = describe(boundaries(found.worlds, effect.votes))
    return claim, effect, verdict(effect.votes), told, claim.null(found)


def row(claim: Hypothesis, effect: Effect, word: Verdict, told: list[Boundary], null: Effect) -> dict:
    """A line of the table of verdicts."""
    low, middle, high = np.nanquantile(effect.size, [0.05, 0.5, 0.95])
    left = float(np.mean(null.votes == FOR))
    line = {
        "hypothesis": claim.name, "claim": claim.claim, "text": claim.text, "verdict": word.word,
        "worlds": word.worlds, "share_for": word.share_for, "low": word.low, "high": word.high,
        "share_against": word.share_against,
        "measure": claim.measure, "margin": effect.margin, "effect_5": low, "effect_50": middle, "effect_95": high,
        "control": claim.control, "control_worlds": len(null.votes), "control_share_for": left,
        "control_effect_50": float(np.nanmedian(null.size)), "control_kills": left <= KILLED,
    }  # fmt: skip
    for place, each in enumerate(told, 1):
        line |= {f"boundary_{place}": each.parameter, f"value_{place}": each.value}
        line |= {f"share_below_{place}": each.share_below, f"share_above_{place}": each.share_above}
    return line


def by_world(judged, drawn: pd.DataFrame) -> pd.DataFrame:
    """Every world's parameters, and of each hypothesis its vote and the size of the effect."""
    columns = {}
    for claim, effect, *_ in judged:
        columns |= {f"{claim.name}_vote": effect.votes, f"{claim.name}_effect": effect.size}
    return drawn.assign(**columns)


def headline(table: pd.DataFrame) -> str:
    """The finding in one sentence."""
    of = {word: ", ".join(group["hypothesis"]) for word, group in table.groupby("verdict")}
    rest = "; ".join(f"{word}: {names}" for word, names in sorted(of.items()) if word != CONFIRMED)
    confirmed = of.get(CONFIRMED)
    return f"Of {len(table)} claims of the field {f'{confirmed} is' if confirmed else 'none is'} confirmed; {rest}"


def page(judged, table: pd.DataFrame, found: Outcomes) -> list[str]:
    """One page a strategist can read."""
    lines = [f"# {headline(table)}", "", *LEGEND, overload(found), ""]
    lines += [*summary(judged), ""]
    lines += ["![every world](hypotheses.svg)", ""]
    for (claim, effect, word, told, _), (_, line) in zip(judged, table.iterrows()):
        killed = "gone" if line["control_kills"] else f"**still there** in {line['control_share_for']:.0%} of worlds"
        lines += [f"## {claim.name}: {claim.claim} – {word.word}", ""]
        lines += [
            f"- {share(word)}; {claim.measure}: median {line['effect_50']:.3g} (5 to 95 % of worlds: "
            f"{line['effect_5']:.3g} to {line['effect_95']:.3g}; margin {effect.margin:g}).",
            f"- Null control ({claim.control}): the effect is {killed} (median {line['control_effect_50']:.2g}).",
        ]
        lines += [f"- Boundary: it holds in {boundary(each)}." for each in told]
        lines += [f"- {line}" for line in FURTHER[claim.name](found)]
        reading = READINGS / f"{claim.name}.md"
        lines += ["- " + " ".join(reading.read_text().split())] if reading.exists() else []
        lines.append("")
    return lines + ["Every world's numbers are in `worlds.csv`, every verdict's in `verdicts.csv`."]


LEGEND = (
    "*Refuted* means: true by more than the margin in at most half of the worlds, not that the opposite holds. The "
    "worlds are 256 points of assumed ranges, so shares are not odds for any one company. cco is the officer; V, one "
    "right voice, is the chance that two channels give the same right answer. Fifteen claims were written down; the "
    "others are tried where their designs and extensions are: H5 in [lifecycle](../lifecycle/finding.md), H7 and H15 "
    "in [designs](../designs/finding.md), H9 in [edge](../edge/finding.md), H13 in [selling](../selling/finding.md), "
    "H14 in [transition](../transition/finding.md).",
    "",
)


def summary(judged) -> list[str]:
    """Every claim in a line."""
    lines = ["| | claim | for it | where it holds |", "|---|---|--:|---|"]
    for claim, _, word, told, _ in judged:
        where = f"{boundary(told[0])}" if told else "no parameter tells"
        lines.append(f"| {claim.name} | {claim.claim} | {word.share_for:.0%} | {where} |")
    return lines


def share(word: Verdict) -> str:
    """How many worlds are for a claim."""
    return (
        f"For it: {word.share_for:.0%} of {word.worlds} worlds ({word.low:.0%} to {word.high:.0%}), "
        f"against it {word.share_against:.0%}"
    )


def boundary(each: Boundary) -> str:
    """Where a claim holds."""
    below = f"{each.share_below:.0%} of worlds with {plain(each.parameter)} below {each.value:.2g}"
    return f"{below}, {each.share_above:.0%} of those above"


if __name__ == "__main__":
    main()
