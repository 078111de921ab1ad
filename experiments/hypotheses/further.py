"""What else the same worlds say of each hypothesis: its parts, its trends, its size in plain units."""

from __future__ import annotations

import numpy as np
import plan
import worlds
from claims import (
    ADVOCATES,
    COST,
    LATENCY,
    LATER,
    LEAST_TAU,
    MOST_OFF,
    OWN_WORK,
    VOICE,
    Outcomes,
    advocates,
    attitudes,
    break_even,
    hierarchy_is_redundant,
    multiplied,
    order_kept,
)
from scipy.stats import spearmanr

from orgsim.comparison.hypothesis import FOR, NEITHER, boundaries
from orgsim.views.words import plain

OVERLOADED = 100.0  # hours: most issues are never resolved


def share(holds: np.ndarray) -> str:
    return f"{np.mean(holds):.0%}"


def overload(found: Outcomes) -> str:
    """In how many worlds each shipped design breaks down."""
    bare, kept = found.of("unrecorded", "hub_unrecorded", *LATER), found.of("shipped", "hub_and_spoke", *LATER)
    hub = found.less("shipped", "hub_and_spoke", "siloed", *LATER)
    parts = [f"{plain(each)} {share(found.of('shipped', each, *LATER) > OVERLOADED)}" for each in plan.SHIPPED]
    return " ".join(
        (
            f"In many worlds a company breaks down (latency above {OVERLOADED:.0f} h: most is never resolved):",
            ", ".join(parts) + " of worlds.",
            f"The hub is a tenth faster than the silos in {share(hub > LATENCY)} of worlds, a tenth slower in",
            f"{share(hub < -LATENCY)}. Customers who give up come back on another channel while their case waits, so",
            "that the load grows as it is not mastered; a shared record merges the two.",
            f"Without its record the hub breaks down in {share(bare > OVERLOADED)} of the first {len(bare)} worlds,",
            f"with it in {share(kept[: len(bare)] > OVERLOADED)}.",
        )
    )


def h1(found: Outcomes) -> list[str]:
    gains = {each: found.more("shipped", each, "siloed", "voice") for each in plan.SHIPPED if each != "siloed"}
    parts = [
        f"{plain(each)} {np.median(gain):+.3f} ({share(gain > VOICE)} beyond, {share(gain < -VOICE)} the other way)"
        for each, gain in gains.items()
    ]
    return ["V above the silos', median over worlds: " + ", ".join(parts) + "."]


def h2(found: Outcomes) -> list[str]:
    lines = []
    for measure, margin in (("response_latency", LATENCY), ("voice", VOICE)):
        values = np.array([found.of("owners", each, measure) for each in plan.OWNERS])
        apart = np.ptp(values, axis=0) / (values.mean(axis=0) if measure in LATER else 1.0)
        worst = [plain(plan.OWNERS[place]) for place in np.argmax(values, axis=0)]
        names, counts = np.unique(worst, return_counts=True)
        most = ", ".join(f"{name} in {count / len(worst):.0%}" for name, count in zip(names, counts))
        lines.append(f"{plain(measure)}: the four lie within the margin in {share(apart <= margin)}; highest: {most}.")
    return lines


def h3(found: Outcomes) -> list[str]:
    faster = found.less("payroll", "cco", "siloed", *LATER)
    at_heads = found.less("shipped", "cco", "siloed", *LATER)
    still = found.less("no_own_work_no_news", "cco", "siloed", *LATER)
    return [
        f"The control with news and reorganisations gone too: a tenth faster in {share(still > LATENCY)}; as drawn, "
        f"those {len(still)} worlds: {share(faster[: len(still)] > LATENCY)}.",
        f"At equal heads the officer is a tenth faster in {share(at_heads > LATENCY)} and a tenth slower in "
        f"{share(at_heads < -LATENCY)} (median {np.median(at_heads):+.0%}); at equal payroll in "
        f"{share(faster > LATENCY)} and {share(faster < -LATENCY)}.",
    ]


def h4(found: Outcomes) -> list[str]:
    dearer = -found.less("payroll", "cco", "siloed", "cost_per_resolved")
    waits = {each: np.median(found.of("payroll", each, "own_work_delay")) for each in ("siloed", "cco")}
    later = -found.less("payroll", "cco", "siloed", "own_work_delay")
    still = -found.less("no_own_work_no_news", "cco", "siloed", "cost_per_resolved")
    return [
        f"The control with news and reorganisations gone too: cheaper by the margin in {share(still < -COST)}; as "
        f"drawn, those {len(still)} worlds: {share(dearer[: len(still)] < -COST)}.",
        f"Cost alone: below the silos' by the margin in {share(dearer < -COST)}, above it in {share(dearer > COST)} "
        f"(median {np.median(dearer):+.1%}). Own work alone: at most a tenth later in {share(later <= OWN_WORK)}; its "
        f"median wait goes from {60 * waits['siloed']:.1f} to {60 * waits['cco']:.0f} working minutes.",
    ]


def h6(found: Outcomes) -> list[str]:
    faster = found.less("shipped", "hub_and_spoke", "cco", *LATER)
    voice = found.more("shipped", "hub_and_spoke", "cco", "voice")
    bare = hierarchy_is_redundant("no_approvals_no_record", "hub_unrecorded")(found).votes
    alone = 1.0 - found.of("shipped", "hub_and_spoke", *LATER) / found.of("approved", "hub_approved", *LATER)
    heard = found.of("shipped", "hub_and_spoke", "voice") - found.of("approved", "hub_approved", "voice")
    control = [found.of(*each, *LATER) for each in (("no_approvals", "hub_and_spoke"), ("unapproved", "hub_approved"))]
    apart = np.abs(control[0] - control[1]).max()
    trends = [
        f"{plain(name)} {spearmanr(found.worlds[name], faster).statistic:+.2f} and "
        f"{spearmanr(found.worlds[name], voice).statistic:+.2f}"
        for name in ("news", "load")
    ]
    return [
        f"Latency alone: a tenth faster in {share(faster > LATENCY)}, slower in {share(faster < -LATENCY)}. "
        f"Voice alone: higher in {share(voice > VOICE)}, lower in {share(voice < -VOICE)}.",
        f"The control without the record too: both better in {share(bare == FOR)} of {len(bare)} worlds.",
        "Approvals alone, the hub without them against the same hub with them: "
        f"a tenth faster in {share(alone > LATENCY)}, slower in {share(alone < -LATENCY)}; V higher in "
        f"{share(heard > VOICE)}, lower in {share(heard < -VOICE)}. Without exceptions and overdue cases the two "
        f"differ by {apart:g} h at most.",
        "More so as news and load rise? Rank correlation of the lead on latency and on V with "
        + "; ".join(trends)
        + ".",
    ]


def h8(found: Outcomes) -> list[str]:
    below = found.worlds["slowdown"].to_numpy() < break_even(found.worlds)
    faster = found.less("shipped", "team", "siloed", *LATER)
    cut = boundaries(found.worlds, np.where(faster > LATENCY, FOR, NEITHER))[0]
    experts = 1.0 - found.of("shipped", "team", *LATER) / found.of("specialists", "specialists", *LATER)
    return [
        f"The team is a tenth faster than the silos in {share(faster[below] > LATENCY)} of the {below.sum()} worlds "
        f"below the break-even and in {share(faster[~below] > LATENCY)} of the others; than specialists, who answer "
        f"their own topics only, in {share(experts[below] > LATENCY)} and {share(experts[~below] > LATENCY)}.",
        f"Where the team is a tenth faster: in {cut.share_below:.0%} of worlds with {plain(cut.parameter)} below "
        f"{cut.value:.2g}, in {cut.share_above:.0%} of those above.",
    ]


def h10(found: Outcomes) -> list[str]:
    needing = np.mean(
        [found.less("aligned", "aligned_all", "aligned_front", *LATER, f"needs={d}") for d in worlds.BACK], axis=0
    )
    of_all = found.less("aligned", "aligned_all", "aligned_front", *LATER)
    part = np.clip(0.5 + 0.5 * found.worlds["interdependence"].to_numpy() * 4 / 7, 0, 1)
    clear = needing > LATENCY
    per = of_all[clear] / needing[clear] if clear.any() else np.array([np.nan])
    rank = spearmanr(part[clear], per).statistic if clear.sum() > 5 else np.nan
    return [
        f"Where it shortens them by the margin, all issues together are shortened {np.median(per):.2f} times as much "
        "(median). The share of issues that need the back departments is .5 to .64 in these worlds; its rank "
        f"correlation with that factor is {rank:+.2f}."
    ]


def h11(found: Outcomes) -> list[str]:
    with_talk, without = (advocates(found, group).T for group in ("shipped", "no_talk"))
    tau = np.array([order_kept(*each) for each in zip(with_talk, without)])
    branching = found.worlds["branching_ratio"].to_numpy()
    times = multiplied(attitudes(found, "shipped"), attitudes(found, "no_talk"))
    strong, close = branching > 0.5, np.abs(times * (1 - branching) - 1) <= MOST_OFF
    return [
        f"Order kept (tau at least {LEAST_TAU:g}) in {share(tau >= LEAST_TAU)}. Factor alone: within a tenth of "
        f"1/(1-R) in {share(close)}; where R is above .5 talk multiplies by {np.median(times[strong]):.2f} "
        f"(median), 1/(1-R) would be {np.median(1 / (1 - branching[strong])):.2f}."
    ]


def h12(found: Outcomes) -> list[str]:
    two = ("influencers_first", "customers_first")
    up = found.more("first", *two, "net_advocates_by_reach")
    theirs, others = (found.more("first", *two, "net_advocates", subset) for subset in ("influencers", "others"))
    waits = found.less("first", *two, *LATER)
    return [
        f"By reach up by the margin in {share(up > ADVOCATES)} of worlds, everybody else down by it in "
        f"{share(others < -ADVOCATES)}.",
        f"Influencers themselves {np.median(theirs):+.2f}, everybody else {np.median(others):+.3f}, by reach "
        f"{np.median(up):+.2f} per 100 issues (medians; 95th percentile of the last {np.quantile(up, 0.95):+.2f}); "
        f"mean latency changes by {np.median(np.abs(waits)):.2%} (median). Margins {ADVOCATES:g} and {LATENCY:.0%}.",
    ]


FURTHER = {"H1": h1, "H2": h2, "H3": h3, "H4": h4, "H6": h6, "H8": h8, "H10": h10, "H11": h11, "H12": h12}
