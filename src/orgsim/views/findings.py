"""What a comparison found, as sentences made from its table of pairs; no claim is written here beforehand.

A design *wins* a measure only if it is better than every other by the verdicts of the pairs; it is *unbeaten* if none
is better than it. Why a design wins is said only where an ablation (the comparison without one mechanism) was run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import pandas as pd

from orgsim.views.words import RATIO_UNITS, decimals, listed, namer, number, plain, quantity, size, with_interval, words
from orgsim.views.words import title as measure_title

HEADLINE = ("response_latency", "voice", "net_advocates", "cost_per_resolved")
RUNAWAY = 0.9  # tellers per teller above which no means of advocacy are given
VERDICTS = {"a better": 1, "a higher": 1, "b better": -1, "b higher": -1, "a lower": -1, "equal": 0, "unclear": 0}
SOME, LARGE = 0.1, 0.25  # of a difference: so much is named where it is settled, so much where it is not
ENOUGH = 12  # worlds from which on the effect of a mechanism is no longer called rough
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


@dataclass(frozen=True)
class Standing:
    """How the designs stand on one measure. Of a measure without a better side the higher is called best."""

    measure: str
    unit: str
    estimates: pd.DataFrame  # index design, in the user's order; mean, low, high, n
    pairs: pd.DataFrame  # design_a, design_b, difference, low, high, margin, verdict, beyond_margin

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """Designs that have a mean."""
        return tuple(design for design, mean in self.estimates["mean"].items() if math.isfinite(mean))

    @cached_property
    def best(self) -> tuple[str, ...]:
        """Designs that no other is better than."""
        return tuple(one for one in self.measured if not any(self.wins(other, one) for other in self.measured))

    @cached_property
    def kind(self) -> str:
        """wins (one beats all), ahead (some are beaten), equal (all within the margin), unclear, single, unknown."""
        if len(self.measured) < 2:
            return "single" if self.measured else "unknown"
        if len(self.best) == 1 and all(self.wins(self.best[0], other) for other in self.beaten()):
            return "wins"
        if len(self.best) < len(self.measured):
            return "ahead"
        return "equal" if all(row["verdict"] == "equal" for row in self._rows.values()) and self._rows else "unclear"

    @cached_property
    def places(self) -> int:
        """Decimals to write the means with: what their intervals settle, or one more if the differences settle more."""
        rows = self.estimates[["mean", "low", "high"]].to_numpy(float)
        alone = max((decimals(*row) for row in rows if math.isfinite(row[0])), default=0)
        paired = [decimals(row["difference"], row["low"], row["high"]) for row in self._rows.values()]
        return min(max([alone, *paired]), alone + 1, 3)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], dict]:
        return {(row["design_a"], row["design_b"]): row for row in self.pairs.to_dict("records")}

    def pair(self, one: str, other: str) -> dict | None:
        """The pair seen from `one`: its difference to the other, whether it is better, and by more than the margin."""
        row = self._rows.get((one, other)) or self._rows.get((other, one))
        if row is None:
            return None
        sign = 1 if row["design_a"] == one else -1
        low, high = sorted((sign * row["low"], sign * row["high"]))
        verdict = str(row["verdict"])
        return {
            "difference": sign * row["difference"],
            "low": low,
            "high": high,
            "margin": row["margin"],
            "verdict": verdict,
            "better": sign * VERDICTS[verdict],
            "beyond": bool(row.get("beyond_margin", True)),
        }

    def wins(self, one: str, other: str) -> bool:
        """Whether one design is better than another."""
        pair = self.pair(one, other)
        return pair is not None and pair["better"] > 0

    def beaten(self) -> list[str]:
        """Designs that some other is better than."""
        return [design for design in self.measured if design not in self.best]

    def doubtful(self) -> bool:
        """Whether some settled difference may be smaller than the margin."""
        return any(VERDICTS[row["verdict"]] and not row.get("beyond_margin", True) for row in self._rows.values())


def designs(comparison) -> list[str]:
    """Names of the designs in the order the user gave them."""
    return list(comparison.charts)


def standing(comparison, measure: str, subset: str = "all") -> Standing:
    """How the designs of a comparison stand on a measure."""
    of, pairs = chosen(comparison.summary, measure, subset), chosen(comparison.pairs, measure, subset)
    return judged(designs(comparison), measure, of, pairs)


def judged(names: Sequence[str], measure: str, of: pd.DataFrame, pairs: pd.DataFrame) -> Standing:
    """How designs stand by these rows of the summary and of the pairs, all of one measure and subset."""
    unit = str(of["unit"].iloc[0]) if len(of) else ""
    estimates = of.drop_duplicates("design").set_index("design")[["mean", "low", "high", "n"]]
    return Standing(measure, unit, estimates.reindex(names).astype(float), pairs)


def standings(comparison, measures: Sequence[str] = HEADLINE) -> list[Standing]:
    """How the designs stand on each of the measures that were measured."""
    known = set(comparison.summary["measure"])
    if runaway(comparison):
        known -= {"net_advocates"}
    found = [standing(comparison, measure) for measure in measures if measure in known]
    return [one for one in found if one.kind != "unknown"]


def runaway(comparison) -> float | None:
    """The branching ratio of the news that spreads most, where it is so near 1 that means say nothing, else None."""
    ratio = chosen(comparison.summary, "branching_ratio")["mean"].max()
    ratio *= max(1.0, comparison.world.population.word_of_mouth.bad_reach)
    return float(ratio) if ratio > RUNAWAY else None


def chosen(table: pd.DataFrame, measure: str, subset: str = "all") -> pd.DataFrame:
    """Rows of a table about one measure and subset."""
    return table[(table["measure"] == measure) & (table["subset"] == subset)]


# One measure


def sentence(found: Standing, names: Mapping[str, str] | None = None) -> str:
    """What was found on one measure, in one sentence; `names` are what to call the designs."""
    say = namer(names)
    if found.kind == "unknown":
        return f"{measure_title(found.measure)} was not measured."
    if found.kind == "single":
        design = found.measured[0]
        return f"{measure_title(found.measure)} of {say(design)}: {_value(found, design)}."
    if found.kind == "equal":
        return f"All are equal on {words(found.measure).title} within {_margin(found)} ({_values(found, say)})."
    if found.kind == "unclear":
        return f"No design is shown to be better on {words(found.measure).title}: {_values(found, say)}."
    if found.kind == "wins":
        best = found.best[0]
        against = [_against(found, best, other, say) for other in found.beaten()]
        return f"{say(best)} {_does(found, 1)}: {_value(found, best)}, {listed(against)}."
    return _ahead(found, say)


def _ahead(found: Standing, say) -> str:
    """Some are beaten, and more than one is not (or one is not, but does not beat all)."""
    if not found.best:
        return f"On {words(found.measure).title} each is beaten by another ({_values(found, say)})."
    values = listed(_value(found, one) for one in found.best)
    said = f"{listed(map(say, found.best))} {_does(found, len(found.best))}, at {values}"
    if len(found.best) > 1:
        said += f", {_unsettled(found, say, found.best)}"
    for other in found.beaten():
        better = [one for one in found.measured if found.wins(one, other)]
        first = max(better, key=lambda one: (one in found.best, abs(found.pair(one, other)["difference"])))
        said += f"; {say(first)} is {_against(found, first, other, say)}"
    return said + "."


def _unsettled(found: Standing, say, among: Sequence[str] | None = None) -> str:
    """Which of the unbeaten are equal and which cannot be told apart."""
    among = list(among or found.measured)
    equal, unclear = [], []
    for one, other in combinations(among, 2):
        pair = found.pair(one, other)
        (equal if pair and pair["verdict"] == "equal" else unclear).append(f"{say(one)} and {say(other)}")
    if len(among) == 2 or not (equal and unclear):
        return f"equal within {_margin(found)}" if equal else "which these runs do not tell apart"
    return f"{listed(equal)} equal within {_margin(found)}, the runs not telling {listed(unclear)} apart"


def _against(found: Standing, best: str, other: str, say) -> str:
    """By how much a design is better than another: 9 % faster than the other."""
    pair = found.pair(best, other)
    reference = found.estimates["mean"][other]
    doubt = "" if pair["beyond"] else " (perhaps by less than the margin)"
    how = words(found.measure)
    comparative = (how.more or "higher") if pair["difference"] > 0 else (how.less or "lower")
    by = amount(pair["difference"], reference, found.unit, pair["low"], pair["high"])
    return f"{by} {comparative} than {say(other)}{doubt}"


def amount(difference: float, reference: float, unit: str, low: float = math.nan, high: float = math.nan) -> str:
    """The size of a difference: in per cent of the reference where a ratio makes sense, else in the measure's unit."""
    if unit in RATIO_UNITS and reference > 0:
        percent = 100 * abs(difference) / reference
        return f"{percent:.1f} %" if percent < 2 else f"{percent:.0f} %"
    return number(abs(difference), min(3, decimals(difference, low, high)))


def _does(found: Standing, many: int) -> str:
    """What the best do on a measure: resolves fastest."""
    how = words(found.measure)
    if how.one:
        return how.one if many == 1 else how.many
    mean = found.estimates["mean"]
    high = mean[list(found.best)].mean() > mean.mean()
    return f"{'has' if many == 1 else 'have'} the {'highest' if high else 'lowest'} {how.title}"


def _value(found: Standing, design: str) -> str:
    row = found.estimates.loc[design]
    return with_interval(row["mean"], row["low"], row["high"], found.unit, found.places)


def _values(found: Standing, say) -> str:
    return ", ".join(f"{say(design)} {_value(found, design)}" for design in found.measured)


def _margin(found: Standing) -> str:
    """The margin in words; where it is a share of the mean it differs from pair to pair, and the widest is told."""
    return size(float(found.pairs["margin"].max()), found.unit)


# The whole


def answer(comparison, names: Mapping[str, str] | None = None, measures: Sequence[str] = HEADLINE) -> list[str]:
    """The answer in a few sentences: who is best at what, by how much; what is equal; what is not settled."""
    found = standings(comparison, measures)
    if not found:
        return ["None of the headline measures was measured."]
    if len(designs(comparison)) == 1:
        return [sentence(one, names) for one in found] + warnings(comparison, names)
    said = [lead(found, names)]
    said += [sentence(one, names) for one in found if one.kind in ("wins", "ahead")]
    for kind, text in (("equal", "Equal within the margin on {}."), ("unclear", "Not settled by these runs: {}.")):
        same = [one for one in found if one.kind == kind]
        if same and len(same) < len(found):
            said.append(text.format(listed(_short(one) for one in same)))
    return said + warnings(comparison, names)


def warnings(comparison, names: Mapping[str, str] | None = None) -> list[str]:
    """What a reader must know before using the answer: overload, and talk that feeds itself."""
    say, said = namer(names), []
    for design, (units, load) in breaks_first(comparison).items():
        if load >= 1:
            who = units[0] if len(units) == 1 else f"{len(units)} of its units"
            said.append(
                f"{say(design)} is overloaded: {who} would have {100 * load:.0f} % of the work its people can do; "
                "queues stay finite only because customers give up."
            )
    ratio = runaway(comparison)
    if ratio:
        said.append(
            f"Word of mouth nearly feeds itself ({ratio:.2f} tellers per teller): means of advocacy are not given."
        )
    return said


def headline(comparison, names: Mapping[str, str] | None = None, measures: Sequence[str] = HEADLINE) -> str:
    """The answer in one sentence."""
    return answer(comparison, names, measures)[0]


def lead(standings: Sequence[Standing], names: Mapping[str, str] | None = None) -> str:
    """Who is best over several measures, or that nobody is."""
    say = namer(names)
    count, everyone = len(standings), list(standings[0].estimates.index)
    over = f"{NUMBERS.get(count, count)} headline measures" if count > 1 else words(standings[0].measure).title
    wins = {design: [f for f in standings if f.kind == "wins" and f.best == (design,)] for design in everyone}
    unbeaten = [design for design in everyone if all(design in found.best for found in standings)]
    if all(found.kind == "equal" for found in standings):
        everybody = f"{listed(map(say, everyone))} are equal on {'all ' if count > 2 else ''}{over}"
        return f"Structure makes no difference that matters here: {everybody}."
    if all(found.kind in ("equal", "unclear") for found in standings):
        return f"These runs settle no winner: no design is shown to be better than another on {over}."
    for design in everyone:
        if count > 1 and len(wins[design]) == count:
            return f"{say(design)} is best on {'both' if count == 2 else 'all'} {over}."
    if len(unbeaten) == 1:
        better = wins[unbeaten[0]]
        on = f" and is best on {listed(words(found.measure).title for found in better)}" if better else ""
        return (
            f"{say(unbeaten[0])} is beaten on none of the {over}{on}." if count > 1 else sentence(standings[0], names)
        )
    if len(unbeaten) > 1:
        return f"{listed(map(say, unbeaten))} are beaten on none of the {over}."
    order = sorted((design for design in everyone if wins[design]), key=lambda design: -len(wins[design]))
    if not order:
        return f"No design is best on everything: each is beaten on one of the {over}."
    parts = [
        f"{say(design)}{'' if i else ' is best'} on {listed(words(found.measure).title for found in wins[design])}"
        for i, design in enumerate(order)
    ]
    return f"No design is best on everything: {', '.join(parts)}."


def _short(found: Standing) -> str:
    values = found.estimates["mean"]
    places = found.places
    spread = f"{number(values.min(), places)} to {quantity(values.max(), found.unit, places)}"
    return f"{words(found.measure).title} ({spread}" + (f"; margin {_margin(found)})" if found.kind == "equal" else ")")


def breaks_first(comparison) -> dict[str, tuple[list[str], float]]:
    """Of each design the units with the most offered minutes per minute of capacity (within 1 %), and that ratio."""
    table = comparison.summary[comparison.summary["measure"] == "offered_per_seat"]
    table = table[table["subset"].astype(str).str.startswith("unit=") & table["mean"].notna()]
    first = {}
    for design, of in table.groupby("design", observed=True):
        most = float(of["mean"].max())
        alike = of[of["mean"] >= 0.99 * most].sort_values("mean", ascending=False, kind="stable")
        first[str(design)] = ([plain(subset.removeprefix("unit=")) for subset in alike["subset"]], most)
    return first


def mechanisms_title(ablation: pd.DataFrame) -> str:
    """How the effects of mechanisms were found, and how far to trust them."""
    worlds = int(ablation["n"].min())
    rough, better = (": rough", f"; study.mechanism_replications={ENOUGH} for better") if worlds < ENOUGH else ("", "")
    return (
        f"What makes the differences (each switched off alone, in {worlds} world{'s' * (worlds != 1)}{rough}; "
        f"parts overlap and need not add up{better}):"
    )


def mechanisms(ablation: pd.DataFrame | None, names: Mapping[str, str] | None = None) -> list[str]:
    """What makes the differences worth explaining: those of more than half a margin, by mechanism, with intervals.

    ablation: the table of `comparison.mechanisms`: mechanism, design_a, design_b, measure, unit, difference_with
    (a - b), made (how much of it the mechanism makes) with its interval low, high, n worlds, and the margin. What looks
    large and is not settled is named as such.
    """
    say, said = namer(names), []
    if ablation is None:
        return said
    worth = ablation[ablation["difference_with"].abs() > ablation["margin"] / 2]
    for (a, b, measure), rows in worth.groupby(["design_a", "design_b", "measure"], sort=False, observed=True):
        whole, unit = float(rows["difference_with"].iloc[0]), str(rows["unit"].iloc[0])
        places = min(2, decimals(whole)) if unit == "dollars" else decimals(whole)
        rows = rows.sort_values("made", key=lambda made: -made * math.copysign(1.0, whole), kind="stable")
        sure, share = (rows["low"] > 0) | (rows["high"] < 0), rows["made"].abs() / abs(whole)
        makers = [_made(row, unit, places) for row in rows[sure & (share >= SOME)].to_dict("records")]
        unsure = [_made(row, unit, places) for row in rows[~sure & (share >= LARGE)].to_dict("records")]
        said.append(
            f"{say(a)} against {say(b)}, {words(measure).title} {quantity(whole, unit, places, True)}: "
            + (listed(makers) if makers else "no single mechanism settled")
            + (f"; not settled: {listed(unsure)}." if unsure else ".")
        )
    return said


def _made(row: Mapping, unit: str, places: int) -> str:
    """What a mechanism makes of a difference, with its interval: shared record +$0.46 (−0.42 to 1.34)."""
    what = f"{plain(row['mechanism'])} {quantity(row['made'], unit, places, True)}"
    return f"{what} ({number(row['low'], places)} to {number(row['high'], places)})"
