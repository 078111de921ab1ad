"""The numbers of reading.md, all taken from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from differences import told
from levels import only, where

from orgsim.views.words import listed

EDGE, CONTROL, SOCIAL = "edge", "edge_with_record_and_lines", "channel=social"
FIRST, VOICE, LATENCY = "first_answer:channel=social", "voice:pair=social-other", "response_latency:channel=social"
TEAMS = ("without record", "without line", "without authority")
SHOWN = (("core", "core"), (EDGE, "edge"), (CONTROL, "team with all means"))
Tables = Mapping[str, pd.DataFrame]


def numbers(tables: Tables, bounds: Mapping[str, Sequence[str]], seats: pd.DataFrame) -> dict[str, str]:
    """Every number by its name on the page."""
    whole, null = (only(tables["verdicts"], design=design, claim="all three") for design in (EDGE, CONTROL))
    first = only(tables["verdicts"], design=EDGE, claim=FIRST)
    said = {
        "how": "later, not sooner" if first["against"] > 0.5 else "no sooner" if first["for"] < 0.5 else "sooner",
        "verdict": whole["verdict"], "Verdict": whole["verdict"].capitalize(), "worlds": whole["worlds"],
        "for_all": f"{whole['for']:.0%}", "for_low": f"{whole['for_low']:.0%}", "for_high": f"{whole['for_high']:.0%}",
        "against_all": f"{whole['against']:.0%}", "null_for": f"{null['for']:.0%}",
    }  # fmt: skip
    for name, claim in (("first", FIRST), ("voice", VOICE), ("slower", LATENCY)):
        said[name] = part(tables, claim, bounds[claim])
    return said | at_default(tables, seats) | staffed(tables) | switching(tables)


def part(tables: Tables, claim: str, bounds: Sequence[str]) -> str:
    """What the worlds say of one part of the claim, at the edge and in the control."""
    row, null = (only(tables["verdicts"], design=design, claim=claim) for design in (EDGE, CONTROL))
    where_it = f" Where: {bounds[0]}." if bounds else ""
    text = (
        f"{row['for']:.0%} of worlds, the opposite in {row['against']:.0%} (median {row['median']:+.1f} margins). In "
        f"the null control {null['for']:.0%} and {null['against']:.0%} (median {null['median']:+.1f}).{where_it}"
    )
    return text.replace("-", "−")


def at_default(tables: Tables, seats: pd.DataFrame) -> dict[str, str]:
    """The default world: seats, and the team less the core with all its means, none, or all but one."""

    def less(team: str, measure: str, subset: str = SOCIAL, places: int = 1) -> str:
        return told(only(tables["apart"], team=team, measure=measure, subset=subset), places)

    pair, own = "pair=social-other", seats["seats"].astype(int)
    one_away = [f"{team} {less(team, 'first_answer')} and {less(team, 'response_latency')}" for team in TEAMS]
    return {
        "seats_team": own[EDGE, "social"], "seats_left": own[EDGE, "marketing"], "seats_core": own["core", "marketing"],
        "finance_edge": own[EDGE, "finance"], "finance_core": own["core", "finance"],
        "first_all": less("with all three", "first_answer"), "slow_all": less("with all three", "response_latency"),
        "first_none": less("with none", "first_answer"), "slow_none": less("with none", "response_latency"),
        "gave_none": less("with none", "gave_up", places=3), "one_away": "; ".join(one_away),
        "voice_none": less("with none", "voice", pair, 3), "voice_line": less("without line", "voice", pair, 3),
    }  # fmt: skip


def staffed(tables: Tables) -> dict[str, str]:
    """More people for the team."""
    of = {measure: where(tables["staffed"], measure=measure) for measure in ("first_answer", "channel_gap_first")}
    first = where(of["first_answer"], subset=SOCIAL).sort_values("seats")
    everybody = where(tables["staffed"], measure="response_latency", subset="all").sort_values("seats")
    gap = of["channel_gap_first"].sort_values("seats").iloc[-1]
    waits = tables["staffed"][tables["staffed"]["measure"].isin(["first_answer", "response_latency"])]
    waits = waits[(waits["subset"] == SOCIAL) | (waits["measure"] == "response_latency")]
    mended = [f"{n}" for n, own in waits.groupby("seats") if (own["verdict"] == "equal").all()]
    return {
        "mended": listed(mended) or "no number of",
        "staffed": "; ".join(f"{row.seats}: {told(row._asdict(), 1)} h" for row in first.itertuples()),
        "staffed_all": ", ".join(f"{row.seats}: {told(row._asdict(), 1)}" for row in everybody.itertuples()),
        "most": gap["seats"], "gap_most": f"{gap['mean_a']:+.1f}".replace("-", "−"),
        "gap_core": f"{gap['mean_b']:+.1f}".replace("-", "−"),
    }  # fmt: skip


def switching(tables: Tables) -> dict[str, str]:
    """What changing channel does."""
    of, change = tables["switching"], tables["switched"]

    def gap(measure: str) -> str:
        parts = []
        for design, name in SHOWN:
            now = only(of, switch=0, design=design, measure=measure)
            more = only(change, switch=1, design=design, measure=measure)
            parts.append(f"{name} {told(now, 1, 'mean')} h, {told(more, 1)} more")
        return "; ".join(parts)

    everybody = where(change, switch=1, measure="response_latency", subset="all").set_index("design")
    return {
        "switching": gap("channel_gap"), "switching_first": gap("channel_gap_first"),
        "switching_all": ", ".join(f"{name} {told(everybody.loc[design])}" for design, name in SHOWN),
    }  # fmt: skip
