"""The finding in words, made from the tables that are kept; no number is typed here."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from orgsim.views.words import listed, number, quantity, size, together, with_interval

NAMES = {"siloed": "silos", "cco": "officer", "hub_and_spoke": "hub"}
LATENCY, VOICE, ADVOCATES, COST, OWN = (
    "response_latency", "voice", "net_advocates", "cost_per_resolved", "own_work_delay",
)  # fmt: skip
SAID = {
    LATENCY: "response latency",
    VOICE: "one right voice",
    ADVOCATES: "net advocates",
    COST: "cost per resolved issue",
    OWN: "delay of departments' own work",
}
BUDGETS = {"heads": "equal heads", "payroll": "equal payroll"}
PLACES = {LATENCY: 1, VOICE: 3, ADVOCATES: 2, COST: 2, OWN: 2}  # decimals
SMALL = 0.1  # of a difference; what makes less of it is left out
Tables = Mapping[str, pd.DataFrame]


def page(tables: Tables) -> list[str]:
    """Title, the answer, what does it, what it means, limits."""
    lines = [title(tables), overview(tables), "## Does the expectation hold?", *holds(tables), "## At equal payroll",
             payroll(tables), "## Which mechanism does it", *mechanisms(tables["mechanisms"]), "## What it means",
             *meaning(tables), "## Limits", *limits(tables)]  # fmt: skip
    return [together(line) for line in lines]


def value(tables: Tables, design: str, measure: str, budget: str = "heads") -> pd.Series:
    """A design's mean with its interval."""
    table = tables[f"summary_{budget}"]
    return table[(table["design"] == design) & (table["measure"] == measure)].iloc[0]


def mean(tables: Tables, design: str, measure: str, budget: str) -> str:
    """A mean in words, with its unit and interval."""
    found = value(tables, design, measure, budget)
    return with_interval(found["mean"], found["low"], found["high"], found["unit"], PLACES[measure])


def pair(tables: Tables, one: str, other: str, measure: str, budget: str = "heads") -> pd.Series:
    """One design's difference to another, with interval, margin and verdict."""
    table = tables[f"pairs_{budget}"]
    table = table[table["measure"] == measure]
    found = table[(table["design_a"] == one) & (table["design_b"] == other)]
    if len(found):
        return found.iloc[0]
    found = table[(table["design_a"] == other) & (table["design_b"] == one)].iloc[0].copy()
    found[["low", "high"]], found["difference"] = [-found["high"], -found["low"]], -found["difference"]
    found["verdict"] = {"a better": "b better", "b better": "a better"}.get(found["verdict"], found["verdict"])
    return found


def gap(found: pd.Series) -> str:
    """A difference with its interval."""
    places = PLACES[found["measure"]]
    ends = f"{number(found['low'], places)} to {number(found['high'], places)}"
    return f"{quantity(found['difference'], found['unit'], places, signed=True)} ({ends})"


def judged(found: pd.Series) -> str:
    """What the rule says of a difference, seen from its first design."""
    if found["verdict"] == "equal":
        return f"equal within the margin of {size(found['margin'], found['unit'])}"
    if found["verdict"] == "unclear":
        return "not told apart"
    way = "better" if found["verdict"] == "a better" else "worse"
    return f"{way}, {'by more than' if found['beyond_margin'] else 'perhaps by less than'} the margin"


def percent(tables: Tables, one: str, other: str, measure: str, budget: str = "heads") -> str:
    """The size of a difference in per cent of the other's mean."""
    less = pair(tables, one, other, measure, budget)["difference"]
    share = 100 * abs(less / value(tables, other, measure, budget)["mean"])
    return f"{share:.1f} %" if share < 2 else f"{share:.0f} %"


def title(tables: Tables) -> str:
    """The finding in a sentence."""
    more = [pair(tables, name, "siloed", ADVOCATES)["difference"] for name in ("cco", "hub_and_spoke")]
    same = [measure for measure in (LATENCY, VOICE) if equal(tables, measure)]
    return (
        f"With the same people, officer and hub win {min(more):.1f} to {max(more):.1f} net advocates per 100 issues "
        f"more than silos; {listed(SAID[each] for each in same)} are equal within the margin, and the officer costs "
        f"{percent(tables, 'cco', 'hub_and_spoke', COST)} more than the hub"
    )


def equal(tables: Tables, measure: str, budget: str = "heads") -> bool:
    """Whether no two designs differ by more than the margin."""
    table = tables[f"pairs_{budget}"]
    return bool((table[table["measure"] == measure]["verdict"] == "equal").all())


def overview(tables: Tables) -> str:
    """The headline measures of every design at both budgets."""
    shown = {LATENCY: "latency", VOICE: "one voice", ADVOCATES: "net advocates", COST: "cost", OWN: "own work waits"}
    lines = [f"| | {' | '.join(shown.values())} |", "|---" * (len(shown) + 1) + "|"]
    for budget, said in BUDGETS.items():
        for design, name in NAMES.items():
            cells = [mean(tables, design, measure, budget).replace(" per 100 issues", "") for measure in shown]
            lines.append(f"| {said}, {name} | {' | '.join(cells)} |")
    head = int(value(tables, "siloed", "heads")["mean"])
    above = (
        f"The same {head} people, customers and issues under three designs: *silos* (functional departments under an "
        "executive), *officer* (departments that report to a Chief Customer Officer) and *hub* (departments that keep "
        "one record and playbook in a hub). Latency: hours from a question to the answer that settles it; one voice: "
        "share of pairs of answers to the same question that are the same and right; net advocates: those won less "
        "those lost per 100 issues; cost: dollars per issue truly resolved; own work waits: working hours until it "
        f"is begun. In brackets 95 % intervals over {int(value(tables, 'siloed', LATENCY)['n'])} worlds.\n"
    )
    return "\n".join([above, *lines])


def holds(tables: Tables) -> list[str]:
    """The three parts of the expectation."""
    voices = listed(f"{name} {value(tables, design, VOICE)['mean']:.3f}" for design, name in NAMES.items())
    most = max(abs(pair(tables, "siloed", each, VOICE)["difference"]) for each in ("cco", "hub_and_spoke"))
    order = sorted(NAMES, key=lambda each: value(tables, each, LATENCY)["mean"])
    quick = listed(f"{NAMES[each]} {value(tables, each, LATENCY)['mean']:.1f} h" for each in order)
    against = [(each, pair(tables, "cco", each, LATENCY)) for each in NAMES if each != "cco"]
    sure = all(found["verdict"] == "a better" and found["beyond_margin"] for _, found in against)
    gaps = listed(f"{gap(found)} against {NAMES[each]}, {judged(found)}" for each, found in against)
    cheap = min(NAMES, key=lambda each: value(tables, each, COST)["mean"])
    costs = listed(
        f"{gap(found)} against {NAMES[each]}, {judged(found)}"
        for each in NAMES if each != "cco"
        for found in [pair(tables, "cco", each, COST)]
    )  # fmt: skip
    return [
        f"- *Silos do not speak with one voice*: **{'not supported' if equal(tables, VOICE) else 'in part'}.** "
        f"{voices}: silos differ from the others by {most:.3f} at most; the margin is "
        f"{pair(tables, 'siloed', 'cco', VOICE)['margin']:g}, within which "
        f"{'all are equal' if equal(tables, VOICE) else 'not all are equal'}.",
        f"- *The officer reacts fastest*: **{'yes' if sure else 'not beyond the margin'}.** {quick}; the officer's "
        f"difference is {gaps}.",
        f"- *And does so efficiently*: **{'yes' if cheap == 'cco' else 'no'}.** The {NAMES[cheap]} costs least, "
        f"${value(tables, cheap, COST)['mean']:.2f} per resolved issue against the officer's "
        f"${value(tables, 'cco', COST)['mean']:.2f}; the officer's difference is {costs}.",
    ]


def payroll(tables: Tables) -> str:
    """What the officer can afford, and what it then does."""
    heads = {budget: value(tables, "cco", "heads", budget)["mean"] for budget in BUDGETS}
    paid = {budget: value(tables, "cco", "payroll", budget)["mean"] for budget in BUDGETS}
    left = value(tables, "siloed", "payroll", "payroll")["mean"] - paid["payroll"]
    seat = (paid["heads"] - paid["payroll"]) / (heads["heads"] - heads["payroll"])
    said = [
        f"{SAID[measure]} {gap(found)} against the {NAMES[other]}, {judged(found)}"
        for measure, other in ((LATENCY, "hub_and_spoke"), (ADVOCATES, "hub_and_spoke"), (ADVOCATES, "siloed"))
        for found in [pair(tables, "cco", other, measure, "payroll")]
    ]
    return (
        "An officer and its office are dearer than staff. For the payroll of the silos it gets "
        f"{heads['payroll']:.0f} people instead of {heads['heads']:.0f}, and leaves ${left:,.0f} of it unspent, less "
        f"than another person's ${seat:,.0f} over the same weeks: payroll is not quite equal, the officer spends less. "
        f"Its lead is gone: the officer's {'; '.join(said)}."
    )


def mechanisms(table: pd.DataFrame) -> list[str]:
    """What each mechanism makes of the differences beyond the margin, and of latency."""
    wanted = [("cco", "siloed", ADVOCATES), ("hub_and_spoke", "siloed", ADVOCATES), ("cco", "hub_and_spoke", COST),
              ("cco", "siloed", LATENCY), ("cco", "siloed", OWN)]  # fmt: skip
    n = int(table["n"].min())
    lines = [
        f"Each mechanism was switched off under every design at once, in {n} of the worlds; what the difference loses "
        f"is what the mechanism makes. Shown is what makes at least a tenth of it, with 95 % intervals over {n} "
        "worlds:\n",
        "| difference | of it |",
        "|---|---|",
    ]
    return ["\n".join([*lines, *(made(table, *each) for each in wanted)])]


def made(table: pd.DataFrame, one: str, other: str, measure: str) -> str:
    """A row: a difference and the mechanisms that make it, the largest first."""
    own = table[table["measure"] == measure]
    straight = own[(own["design_a"] == one) & (own["design_b"] == other)]
    way = 1 if len(straight) else -1
    own = straight if len(straight) else own[(own["design_a"] == other) & (own["design_b"] == one)]
    whole = way * own["difference_with"].iloc[0]
    own = own[(own["made"].abs() > SMALL * abs(whole)) & (own["low"] * own["high"] > 0)]
    parts, places = [], PLACES[measure]
    for _, row in own.sort_values("made", key=abs, ascending=False).iterrows():
        low, high = sorted((way * row["low"], way * row["high"]))
        amount = quantity(way * row["made"], row["unit"], places, signed=True)
        parts.append(f"{row['mechanism']} {amount} ({number(low, places)} to {number(high, places)})")
    whole = quantity(whole, own["unit"].iloc[0], places, signed=True)
    return f"| {SAID[measure]}, {NAMES[one]} less {NAMES[other]}: {whole} | {'; '.join(parts)} |"


def meaning(tables: Tables) -> list[str]:
    """What it means for a strategist."""
    waits = {each: 60 * value(tables, each, OWN)["mean"] for each in NAMES}
    least = min(pair(tables, "cco", each, LATENCY)["difference"] for each in NAMES if each != "cco")
    return [
        "- In a company like this one, do not reorganise for one voice or for speed: the three designs are equal on "
        f"both (the officer gains {-least:.1f} h at most). Reorganise for advocates.",
        f"- Two ways lead there, and {NAMES['hub_and_spoke']} or officer are equal on it. Putting customers' questions "
        f"first makes departments' own work wait ({waits['cco']:.0f} working minutes on average instead of "
        f"{waits['siloed']:.0f}) and needs a dearer head; a shared record does neither. The hub is beaten on none of "
        "the four headline measures, at equal heads as at equal payroll.",
        "- If payroll, not heads, is what you have, an officer is paid for with colleagues, and what it gains is gone.",
    ]


def limits(tables: Tables) -> list[str]:
    """What it does not say."""
    load = value(tables, "siloed", "offered_per_seat")["mean"]
    return [
        f"- One company: {100 * load:.0f} % of the silos' time is asked for. What happens at other loads, rates of "
        "news and sizes is another experiment's question (load_interdependence, pace, growth).",
        "- Mechanisms are switched off one at a time, with seats as they were; what they make does not add up. The "
        "hub's seats were reckoned with its record: without it the hub is short of people, and the interval is wide.",
        "- How often people meet and when a case is overdue was chosen for each design by latency, on other worlds.",
    ]
