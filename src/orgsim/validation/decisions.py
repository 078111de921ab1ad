"""Approval as a sieve: the errors that pass and the rounds it takes, whoever approves.

The desk slips often; nobody finds out, so as many cases are closed wrong as wrong answers are delivered.
"""

from __future__ import annotations

from collections.abc import Sequence

from orgsim.config.schema import Approval, Design, Topic, World
from orgsim.engine.tables import WRONG
from orgsim.records import Records
from orgsim.validation.closed_forms.people import approval_rounds, error_after_approval, two_steps_approved
from orgsim.validation.judge import CLAIMS
from orgsim.validation.plain import design, desk, desk_world, proof, world
from orgsim.validation.proof import Claim, Proof

SLIP, CATCH, FALSE_RETURN = 0.3, 0.6, 0.1
ERROR, ROUNDS = error_after_approval(SLIP, CATCH, FALSE_RETURN), approval_rounds(SLIP, CATCH, FALSE_RETURN)
FALLIBLE = {"slip": SLIP, "catch": CATCH, "false_return": FALSE_RETURN, "exceptions": 1.0}
ARRIVALS = 0.4  # a minute
WARM_UP = 100.0  # minutes
KIND = f"slip {SLIP:g}, caught {CATCH:g}, wrongly returned {FALSE_RETURN:g}"
BAYES, GEOMETRIC, CHAIN = "Bayes' rule", "geometric distribution", "Kemeny & Snell 1960, absorbing chain"


def company(**changes) -> World:
    """A desk that slips often."""
    return desk_world(5, ARRIVALS, **{**FALLIBLE, **changes})


def chart(approved_by: str, threshold: float = 0.0) -> Design:
    """The head of the desk approves, or the executive above it, or nobody."""
    people = desk("desk", 5, ["line"], head=True, approved_by=approved_by)
    return design({"desk": people}, approval=Approval(threshold, 1e9))


def outcomes(records: Records) -> tuple[float, float, float]:
    """Share wrong, approvals and reworks per issue."""
    rows = records.episodes[records.in_window()]
    return (rows["state"] == WRONG).mean(), rows["approvals"].mean(), rows["reworks"].mean()


def minutes_for(share: float, within: float, rounds: float = 1.0) -> float:
    """Long enough to know the share of issues of which something is true, and how often if it is so geometrically."""
    relative = (2 - 1 / rounds) / share - 1
    return CLAIMS.draws_needed(relative, within) / ARRIVALS


def sieve(name: str, world: World, design: Design, claims: Sequence[Claim], minutes: float) -> Proof:
    """Errors, approvals and (if claimed) reworks."""
    wanted = len(claims)
    return proof(name, claims, world, design, lambda records: outcomes(records)[:wanted], minutes, WARM_UP)


def approved(approver: str) -> Proof:
    """Every case is approved."""
    claims = (
        Claim(f"{KIND}, the {approver} approves: error that passes", ERROR, 0.02, BAYES, "probability"),
        Claim(f"{KIND}, the {approver} approves: approvals per case", ROUNDS, 0.01, GEOMETRIC, "rounds"),
        Claim(f"{KIND}, the {approver} approves: reworks per case", ROUNDS - 1, 0.02, GEOMETRIC, "rounds"),
    )
    return sieve(f"approved_by_{approver}", company(), chart(approver), claims, minutes_for(ERROR, 0.02))


def approved_by_nobody() -> Proof:
    """Errors are slips, and nothing comes back."""
    claims = (
        Claim(f"slip {SLIP:g}, nobody approves: error", SLIP, 0.02, "definition", "probability"),
        Claim(f"slip {SLIP:g}, nobody approves: approvals per case", 0.0, 0.01, "definition", "rounds"),
    )
    return sieve("approved_by_nobody", company(), chart("nobody"), claims, minutes_for(SLIP, 0.02))


def only_severe_exceptions_climb() -> Proof:
    """Half of the issues are exceptions, severity is uniform: above .6 climb, a fifth of all."""
    climbing = 0.5 * (1 - 0.6)
    error = climbing * ERROR + (1 - climbing) * SLIP
    kind = "half of the cases exceptions, those of severity above .6 climb"
    claims = (
        Claim(f"{kind}: error", error, 0.03, "mixture of the two", "probability"),
        Claim(f"{kind}: approvals per case", climbing * ROUNDS, 0.03, "mixture of the two", "rounds"),
    )
    minutes = minutes_for(climbing, 0.03, ROUNDS)
    return sieve("only_severe_exceptions_climb", company(exceptions=0.5), chart("head", 0.6), claims, minutes)


def answers_of_two_steps() -> Proof:
    """An answer of two departments is caught if either slipped; the first that slipped is done again, else the last."""
    here = world(
        ARRIVALS,
        departments={"desk": 5, "back": 5},
        topics={"front": Topic("desk", 1.0, 0.0), "rear": Topic("back", 1e-12, 0.0)},  # rear only ever comes second
        interdependence=1.0,
        **FALLIBLE,
    )
    rooms = {d: desk(d, 5, ["line"] if d == "desk" else [], approved_by="superior") for d in ("desk", "back")}
    wrong, rounds = two_steps_approved(SLIP, CATCH, FALSE_RETURN)
    claims = (
        Claim(f"{KIND}, two steps, approved above both: error that passes", wrong, 0.02, CHAIN, "probability"),
        Claim(f"{KIND}, two steps, approved above both: approvals per case", rounds, 0.01, CHAIN, "rounds"),
    )
    shape = design(rooms, approval=Approval(0.0, 1e9))
    return sieve("answers_of_two_steps", here, shape, claims, minutes_for(wrong, 0.02))


PROOFS: tuple[Proof, ...] = (
    approved("head"),
    approved("superior"),
    approved_by_nobody(),
    only_severe_exceptions_climb(),
    answers_of_two_steps(),
)
