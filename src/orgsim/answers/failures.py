"""Scenario discovery: in which worlds a design fails, as limits on a few factors.

A design fails in a world where its mean is worse than a threshold, or, without one, where another design's mean is
better by more than the margin. The patient rule induction method (Friedman and Fisher 1999; Bryant and Lempert 2010;
from the EMA workbench, Kwakkel 2017) peels worlds off at the ends of factors until those left fail: a trajectory of
boxes, ever denser and covering ever less. It is greedy; so it is given every factor alone, every two of the four best
of these, and all at once (as in Kwakkel 2019), with small and with large peels. Boxes count whose every limit has a
quasi-p value of at most .05. Chosen is, of those in which at least 80 % of worlds fail, one with the fewest limits
(else of all), and of these the one with the largest harmonic mean of coverage and density.

Any search finds some box. So the whole procedure is done on either half of the worlds (drawn at random) and its box
tried on the other half: it is *confirmed* if there failures lie inside more often than chance would have it (Fisher's
exact test, one in 20). A decision tree (Breiman et al. 1984) beside it says the same in another way, or does not.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact

from orgsim.answers.answer import Answer
from orgsim.answers.factors import Factor, unit_of, varying
from orgsim.answers.map import Leads
from orgsim.answers.measured import values_of
from orgsim.comparison.margins import HIGHER, better
from orgsim.errors import InputError, needs
from orgsim.sweep.swept import Swept

NEVER, ALWAYS, FEW, NO_BOX, UNCONFIRMED, CONFIRMED = "never", "always", "too few", "no box", "unconfirmed", "confirmed"
LEAST, DENSE, LEVEL, LEAVES = 10, 0.8, 0.05, 5  # worlds of either kind; density; error of the test; leaves of the tree
PEELS, PEELED, SMALLEST = (0.05, 0.2), 6, 0.05  # shares of worlds peeled at once, at least so many worlds; of a box
PROMISING = 4  # factors tried two by two


def failures(
    swept: Swept,
    measure: str = "response_latency",
    subset: str = "all",
    design: str | None = None,
    threshold: float | None = None,
) -> Answer:
    """Tables: failures (one row: what was found), box (its limits), trajectory, tree (leaves that fail), worlds.

    design: null for the robust choice. Raises InputError for a measure without a better side.
    """
    values = values_of(swept, measure, subset, sided=True)
    way = 1.0 if better(measure) == HIGHER else -1.0
    if design is not None and design not in swept.designs:
        raise InputError("design", design, swept.designs)
    if threshold is None and len(swept.designs) < 2:
        raise InputError("threshold", threshold, f"a number, as there is no design beside {swept.designs[0]}")
    looked_at = design or robust_choice(swept, measure, subset)
    means = values[looked_at].groupby(level=0).mean()
    defined = [point for point in values.index.unique(0) if np.isfinite(means[point])]
    if not defined:
        raise InputError("design", looked_at, "a design with a value in some world")
    kept = values.loc[values.index.get_level_values(0).isin(defined)]
    fails, rival = judged(kept, measure, swept.designs, looked_at, threshold, way)
    factors = varying(swept, defined)
    worlds = pd.DataFrame({"point": defined, "mean": means[defined].to_numpy(), "fails": fails, "rival": rival})
    found, tables = discovered(factors, fails)
    row = {"design": looked_at, "worlds": len(fails), "fails": int(fails.sum()), "share": fails.mean(), **found}
    worlds["inside"] = tables.pop("inside")
    worlds = worlds.assign(**{each.name: labelled(each) for each in factors})
    asked = {"measure": measure, "subset": subset, "unit": unit_of(swept, measure), "threshold": threshold}
    asked |= {"design": looked_at, "chosen": design is None, "factors": [each.name for each in factors]}
    asked |= {"left_out": values.index.unique(0).size - len(defined), "better": better(measure)}
    return Answer({"failures": pd.DataFrame([row]), **tables, "worlds": worlds}, asked)


def robust_choice(swept: Swept, measure: str, subset: str) -> str:
    """The design with the smallest largest regret over all worlds; the first of several."""
    if len(swept.designs) == 1:
        return swept.designs[0]
    from orgsim.answers.robust import robust

    return str(robust(swept, measure, subset).table["chosen"].iloc[0]).split(", ")[0]


def judged(
    values: pd.DataFrame, measure: str, designs: Sequence[str], design: str, threshold: float | None, way: float
) -> tuple[np.ndarray, list[str]]:
    """Whether the design fails in each world, bool[worlds], and which other design is best there ("" with none)."""
    points = values.index.unique(0)
    score = way * values.groupby(level=0).mean().loc[points, list(designs)].to_numpy()
    place, others = list(designs).index(design), [i for i, name in enumerate(designs) if name != design]
    ranked = np.where(np.isnan(score), -np.inf, score)
    rival = [designs[others[i]] for i in ranked[:, others].argmax(axis=1)] if others else [""] * len(points)
    if threshold is not None:
        return score[:, place] < way * threshold, rival
    leads = Leads(values, measure, designs, 0.95)
    return (leads.lead[:, others, place] > leads.margin[:, others, place]).any(axis=1), rival


def labelled(of: Factor) -> list:
    """A factor's values as they are in the sweep."""
    return [of.labels[int(value)] for value in of.values] if of.labels else of.values.tolist()


def discovered(factors: Sequence[Factor], fails: np.ndarray) -> tuple[dict, dict]:
    """What is found about the worlds that fail: columns of the answer's row, and the tables."""
    nothing = {"status": NEVER, **dict.fromkeys(("coverage", "density", "inside", "limits"), np.nan)}
    nothing |= dict.fromkeys(("tried_density", "tried_coverage", "p", "tree_agrees"), np.nan)
    none = {"box": limits(None, factors), "trajectory": pd.DataFrame(), "tree": pd.DataFrame()}
    none["inside"] = np.zeros(len(fails), bool)
    short = min(int(fails.sum()), int((~fails).sum()))
    if short < LEAST or not factors:
        status = NEVER if not fails.any() else ALWAYS if fails.all() else FEW
        return nothing | {"status": status}, none
    inputs = pd.DataFrame({each.name: typed(each) for each in factors})
    box, place = chosen_box(inputs, fails)
    leaves, predicted = tree(factors, fails)
    inside = within(box.box_lims[place], inputs)
    tables = {"box": limits((box, place), factors), "trajectory": trajectory(box, place), "tree": leaves}
    tables["inside"] = inside
    tried = tried_on_other_half(inputs, fails)
    row = {
        "status": NO_BOX if place == 0 else CONFIRMED if tried["p"] <= LEVEL else UNCONFIRMED,
        "coverage": fails[inside].sum() / fails.sum(),
        "density": fails[inside].mean(),
        "inside": int(inside.sum()),
        "limits": len(tables["box"]),
        **tried,
        "tree_agrees": float((predicted == inside).mean()),
    }
    return nothing | row, tables


def typed(of: Factor) -> np.ndarray | pd.Categorical:
    """A factor as the workbench takes it: numbers as float, anything else as categories."""
    return pd.Categorical(labelled(of)) if of.labels else of.values.astype(float)


def chosen_box(inputs: pd.DataFrame, fails: np.ndarray):
    """The workbench's box with its trajectory, and the place on it that is chosen (see the top of this file)."""
    alone = {name: peeled(inputs[[name]], fails) for name in inputs}
    promising = sorted(alone, key=lambda name: best_of(alone[name])[2], reverse=True)[:PROMISING]
    boxes = [box for own in alone.values() for box in own]
    for pair in combinations(promising, 2):
        boxes += peeled(inputs[list(pair)], fails)
    if inputs.shape[1] > 2:
        boxes += peeled(inputs, fails)
    return best_of(boxes)[:2]


def peeled(inputs: pd.DataFrame, fails: np.ndarray) -> list:
    """The last box of each search, with all before it: by small peels, and by large ones, which see further."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at import: of what else it could use; at work: of what pandas will change
        needs("ema_workbench")
        from ema_workbench.analysis.prim import Prim

        few, y = PEELED / len(fails), fails.astype(int)  # a share of fewer worlds says nothing
        shares = sorted({max(share, few) for share in PEELS})
        sizes = [{"peel_alpha": share, "paste_alpha": share, "mass_min": max(SMALLEST, few)} for share in shares]
        return [Prim(inputs, y, threshold=1e-9, **size).find_box() for size in sizes]


def best_of(boxes: Sequence) -> tuple:
    """Of all places on the trajectories of boxes the one to choose: box, place, what speaks for it."""
    ranked = []
    for number, box in enumerate(boxes):
        for place, step in box.peeling_trajectory.iterrows():
            sure = all(p <= LEVEL for ends in box.qp[place].values() for p in ends)
            dense = sure and step["density"] >= DENSE and step["res_dim"] > 0
            both = step["coverage"] + step["density"]
            balance = 2 * step["coverage"] * step["density"] / both if both and sure else 0.0
            merit = (dense, -step["res_dim"] if dense else 0, balance)
            ranked.append((merit, -number, -place))
    merit, number, place = max(ranked)
    return boxes[-number], -place, merit


def within(box: pd.DataFrame, inputs: pd.DataFrame) -> np.ndarray:
    """Which worlds lie in a box (a column per factor: two ends, or twice the set of categories): bool[worlds]."""
    inside = np.ones(len(inputs), bool)
    for name in box:
        low, high = box[name]
        own = inputs[name]
        inside &= own.isin(list(low)).to_numpy() if isinstance(low, set) else own.between(low, high).to_numpy()
    return inside


def tried_on_other_half(inputs: pd.DataFrame, fails: np.ndarray) -> dict[str, float]:
    """Boxes found on either half of the worlds, tried on the other: density, coverage, and how probable by chance."""
    half = np.random.default_rng(1).permutation(len(fails)) % 2 == 0
    inside = np.zeros(len(fails), bool)
    for own in (half, ~half):
        if fails[own].any() and not fails[own].all():
            box, place = chosen_box(inputs[own].reset_index(drop=True), fails[own])
            inside[~own] = place > 0 and within(opened(box, place), inputs[~own])
    table = [[int((inside & fails).sum()), int((inside & ~fails).sum())]]
    table.append([int((~inside & fails).sum()), int((~inside & ~fails).sum())])
    density = fails[inside].mean() if inside.any() else np.nan
    p = float(fisher_exact(table, alternative="greater").pvalue)
    return {"tried_density": density, "tried_coverage": inside[fails].mean(), "p": p}


def opened(box, place: int) -> pd.DataFrame:
    """A box whose ends that limit nothing let in whatever lies beyond the worlds it was found on."""
    found, whole = box.box_lims[place].copy(), box.box_lims[0]
    for name in found:
        low, high = found[name]
        if not isinstance(low, set):
            ends = [-np.inf if low <= whole[name][0] else low, np.inf if high >= whole[name][1] else high]
            found[name] = ends
    return found


def limits(found, factors: Sequence[Factor]) -> pd.DataFrame:
    """Limits of a box: factor, low and high (nan: none), values (of categories), quasi-p of each, share of the range
    that is left; the tightest first."""
    rows = []
    box, place = found or (None, 0)
    for of in [each for each in factors if box is not None and each.name in box.box_lims[place]]:
        low, high = box.box_lims[place][of.name]
        quasi = [np.nan if p == -1 else float(p) for p in box.qp[place].get(of.name, [-1, -1])]
        row = {"factor": of.name, "low": np.nan, "high": np.nan, "values": "", "quasi_p_low": quasi[0]}
        row["quasi_p_high"] = quasi[1]
        if isinstance(low, set):
            row |= {"values": ", ".join(sorted(low)), "left": len(low) / len(of.labels)}
        else:
            ends = (of.values.min(), of.values.max())
            row |= {"low": low if low > ends[0] else np.nan, "high": high if high < ends[1] else np.nan}
            row["left"] = np.ptp(of.scaled[(of.values >= low) & (of.values <= high)])
        if row["left"] < 1 and (row["values"] or not np.isnan([row["low"], row["high"]]).all()):
            rows.append(row)
    columns = ["factor", "low", "high", "values", "quasi_p_low", "quasi_p_high", "left"]
    return pd.DataFrame(rows, columns=columns).sort_values("left", kind="stable", ignore_index=True)


def trajectory(box, place: int) -> pd.DataFrame:
    """The boxes peeled, one after the other: coverage, density, worlds inside, limits, chosen."""
    steps = box.peeling_trajectory
    found = pd.DataFrame({"step": np.arange(len(steps)), "coverage": steps["coverage"], "density": steps["density"]})
    return found.assign(worlds=steps["n"], factors=steps["res_dim"], chosen=found["step"] == place)


def tree(factors: Sequence[Factor], fails: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Leaves of a small decision tree in which most worlds fail (rule, worlds, density, coverage), and bool[worlds]
    whether each world lies in one."""
    needs("sklearn")
    from sklearn.tree import DecisionTreeClassifier

    inputs, names = encoded(factors)
    least = max(5, round(SMALLEST * len(fails)))
    grown = DecisionTreeClassifier(max_leaf_nodes=LEAVES, min_samples_leaf=least, random_state=1).fit(inputs, fails)
    leaf = grown.apply(inputs)
    rows, predicted = [], np.zeros(len(fails), bool)
    for node, rule in rules(grown.tree_, names).items():
        own = leaf == node
        if fails[own].mean() > 0.5:
            predicted |= own
            rows.append((rule, int(own.sum()), fails[own].mean(), fails[own].sum() / fails.sum()))
    found = pd.DataFrame(rows, columns=["rule", "worlds", "density", "coverage"])
    return found.sort_values("coverage", ascending=False, kind="stable", ignore_index=True), predicted


def encoded(factors: Sequence[Factor]) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Columns for the tree: a number as it is, each category as yes or no; and (factor, category or "") of each."""
    columns, names = [], []
    for of in factors:
        if of.labels:
            columns += [of.values == code for code in range(len(of.labels))]
            names += [(of.name, label) for label in of.labels]
        else:
            columns.append(of.values)
            names.append((of.name, ""))
    return np.column_stack(columns).astype(float), names


def rules(grown, names: Sequence[tuple[str, str]], node: int = 0, so_far: tuple[str, ...] = ()) -> dict[int, str]:
    """The rule of each leaf of a tree, by its node."""
    left, right = grown.children_left[node], grown.children_right[node]
    if left == right:
        return {node: " and ".join(so_far) or "everywhere"}
    name, label = names[grown.feature[node]]
    cut = grown.threshold[node]
    one, other = (f"{name} is not {label}", f"{name} is {label}") if label else (
        f"{name} <= {cut:.4g}", f"{name} > {cut:.4g}")  # fmt: skip
    return rules(grown, names, left, (*so_far, one)) | rules(grown, names, right, (*so_far, other))
