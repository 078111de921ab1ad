"""Engines broken on purpose: each has one rule changed, and names the check that must notice.

``python mutants.py`` with ORGSIM_UNCOMPILED=1 puts each mutant's rule in place of the real one, wherever the engine
uses it, lets its check look, and puts the real rule back. It prints a line of JSON for each check of the real engine
and for each mutant. The checks are in ``watchdogs.py``.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from orgsim.engine.knowledge import learn
from orgsim.engine.state import episode, minutes_of, topic
from orgsim.engine.tables import KINDS


@dataclass(frozen=True)
class Mutant:
    """One rule of the engine ("module.rule") in which ``real`` reads ``broken``; ``check`` must fail because of it."""

    says: str
    rule: str
    real: str
    broken: str
    check: str


MUTANTS = (
    # Whose work comes first
    Mutant("last come, first served", "work.classify", "row.key = s.now", "row.key = -s.now",
           "first_come_first_served"),
    Mutant(
        "customers before own work though the superior asks the reverse",
        "work.classify", "discipline == FUNCTION", "discipline == CUSTOMERS", "own_work_first",
    ),
    Mutant(
        "own work before customers though an officer asks the reverse",
        "work.classify", "discipline == CUSTOMERS", "discipline == FUNCTION", "customers_first",
    ),
    Mutant(
        "an officer takes customers by arrival at the desk, not by the age of their issue",
        "work.classify", "row.key = issue(s, row.issue).raised", "row.key = s.now", "oldest_issue_first",
    ),
    Mutant("meetings have precedence", "work.classify", "else:\n            row.rank = 1\n",
           "else:\n            row.rank = -1\n", "meetings_wait"),
    # Cases
    Mutant(
        "a case is lost on its way back", "cases.bounced",
        "arrive(s, j, np.int64(topic(s, k).owner))", "forget_job(s, j)", "books_balance",
    ),
    Mutant(
        "a case is lost and struck off the books", "cases.bounced", "arrive(s, j, np.int64(topic(s, k).owner))",
        "case.open_cases -= 1; forget_job(s, j)", "nobody_is_forgotten",
    ),
    Mutant(
        "a withdrawn call is not struck off the books", "customers.patience_ends",
        "case.open_cases -= 1", "pass", "books_balance",
    ),
    Mutant(
        "the record does not merge contacts", "customers.contacts",
        "joins = case.open_cases > 0 and", "joins = case.open_cases < 0 and", "one_case_with_a_record",
    ),
    # Clocks
    Mutant(
        "a re-contact restarts the clock", "customers.contacts", "case.contacts += 1",
        "issue(s, n).raised = s.now; case.contacts += 1", "coming_back",
    ),
    Mutant(
        "a re-contact restarts the clock, as the table of issues sees", "customers.contacts", "case.contacts += 1",
        "issue(s, n).raised = s.now; case.contacts += 1", "issues_stay_as_they_were",
    ),
    Mutant(
        "a later right answer moves the time of the first", "cases.answer_delivered",
        "np.isnan(case.first_answer)", "not np.isnan(s.now)", "first_answer_stays",
    ),
    Mutant(
        "triage stops the clock", "cases.right_answer", "case.resolved = s.now", "case.resolved = case.taken_up",
        "triage_is_no_answer",
    ),
    Mutant(
        "triage stops the clock even of what is never resolved", "loop.work_ends", "passed_on(s, j)",
        "episode_of(s, row.issue).resolved = s.now; passed_on(s, j)", "books_balance",
    ),
    Mutant(
        "triage counts as the first answer", "work.note_start",
        "row.kind == ANSWER and np.isnan(case.started)", "np.isnan(case.started)", "triage_is_no_answer",
    ),
    Mutant(
        "triage ends patience", "work.note_start",
        "case.waiting and row.kind == ANSWER", "case.waiting", "patience_outlasts_triage",
    ),
    Mutant(
        "patience goes on during the answer", "work.note_start", "case.waiting = 0", "pass", "who_is_served_stays",
    ),
    Mutant(
        "work goes on over night", "calendar.work_ends",
        "wall_clock(s, s.worked + minutes)", "s.now + minutes", "nobody_works_at_night",
    ),
    # Minutes and people
    Mutant("minutes are booked twice", "work.book", ".v += minutes", ".v += 2 * minutes", "books_balance"),
    Mutant(
        "whoever takes a job up is not busy", "work.start", "people.busy += 1", "pass", "one_thing_at_a_time",
    ),
    Mutant(
        "people look idle who are busy", "work.idle_group",
        "people.busy < people.seats", "people.seats > 0", "one_thing_at_a_time",
    ),
    Mutant(
        "own work goes to another unit", "own_work.own_work_arises",
        "np.int64(row.unit)", "np.int64((row.unit + 1) % s.units_n)", "own_work_stays_at_home",
    ),
    Mutant(
        "work off the home topic takes no longer", "work.step_minutes", "if not home", "if False",
        "off_topic_is_slower",
    ),
    Mutant(
        "waiting is not counted", "work.start", "team.wait_sum += s.now - row.joined", "pass", "books_balance",
    ),
    # Instruments
    Mutant(
        "probes cost work", "probes.shopper_asks", "s.next_probe += 1",
        "s.next_probe += 1; book_minutes(s, 0)", "probes_weigh_nothing",
    ),
    Mutant(
        "probes teach whom they ask", "probes.answer_to", "row.unit[side] = u",
        "row.unit[side] = u; teach(s, u, k)", "probes_weigh_nothing",
    ),
    # Draws
    Mutant(
        "minutes keyed by how many were drawn before", "work_minutes.case_minutes",
        "case.person, case.number, which", "0, how_many(s), which", "others_draws_stay",
    ),
    Mutant(
        "patience keyed by the row of the issue", "customers.patience",
        "world.person, world.number", "0, n", "others_draws_stay",
    ),
    Mutant(
        "slips keyed by contacts so far of everybody", "cases.slips",
        "case.person, case.number", "0, s.pending", "others_draws_stay",
    ),
    Mutant(
        "what an issue is about depends on the queue", "customers.raises_issue", "case.signature = -1",
        "case.signature = -1; issue(s, n).large_loss = s.pending > 3", "issues_stay_as_they_were",
    ),
    Mutant(
        "a slip is drawn once for an issue, not for each attempt", "cases.slips",
        "detail(row, step)", "0", "coming_back",
    ),
    Mutant(
        "an approver decides once for all rounds", "cases.approver_decides", "detail(row, 0)", "0",
        "every_decision_has_its_own_key",
    ),
    Mutant("visits have no part in the key", "work.detail", "256 * np.int64(row.visit)", "0",
           "every_decision_has_its_own_key"),
    Mutant("persistence is one draw, whether given up or found wrong", "customers.persists",
           "attempt + 256 * found_wrong", "attempt", "every_decision_has_its_own_key"),
    Mutant("what is redone never slips", "cases.redone", "write_answer(s, row, row.redo)", "row.slips = 0",
           "approvals_by_rounds"),
    Mutant("uniform draws are squared", "keys.uniform", "return (np.float64(word) + 0.5) * _UNIT",
           "return ((np.float64(word) + 0.5) * _UNIT) ** 2", "coming_back"),
    Mutant("exponentials are 2 % short", "keys.exponential", "-math.log", "-0.98 * math.log",
           "exponentials_average_one"),
    Mutant("a round is left out of Philox", "keys.philox", "range(10)", "range(9)", "known_answers"),
    # Knowledge
    Mutant("a stale entry is never corrected", "cases.bounced",
           "is_told(s, np.int64(row.sender), k, topic(s, k).entry)", "pass", "one_bounce_a_move"),
    Mutant("news is known to everybody at once", "knowledge.news_breaks", "topic(s, k).version += 1",
           "topic(s, k).version += 1; all_learn(s, k)", "who_meets_nobody_knows_nothing"),
    Mutant("a meeting makes both sides as new as the owner", "knowledge.tell", "version_held(s, teller, k)",
           "topic(s, k).version", "nobody_tells_what_nobody_told_them"),
    # Attitude
    Mutant("attitudes do not drift back", "attitude.shift_at", "row.shift * math.exp(-s.decay * (time - row.moved))",
           "row.shift", "attitudes_halve"),
)  # fmt: skip


def all_learn(s, k):
    """Every unit learns topic k's news."""
    for u in range(s.units_n):
        learn(s, u, k, topic(s, k).version)


COUNTED = count()
HELPERS = {  # what the broken rules call beside what the real ones do
    "all_learn": all_learn,
    "teach": lambda s, u, k: learn(s, u, k, topic(s, k).version),
    "book_minutes": lambda s, u: setattr(minutes_of(s, u * KINDS), "v", minutes_of(s, u * KINDS).v + 1.0),
    "episode_of": episode,
    "how_many": lambda s: next(COUNTED),
}


def broken_rule(mutant: Mutant):
    """The mutant's rule, made from the source of the real one, and the module it lives in."""
    place, name = mutant.rule.split(".")
    module = importlib.import_module(f"orgsim.engine.{place}")
    source = textwrap.dedent(inspect.getsource(getattr(module, name)))
    assert source.count(mutant.real) == 1, f"{mutant.says}: not one {mutant.real!r} in {mutant.rule}"
    made: dict = {}
    exec(source.replace(mutant.real, mutant.broken), module.__dict__ | HELPERS, made)
    return getattr(module, name), made[name]


@contextmanager
def put_in_place(mutant: Mutant) -> Iterator[None]:
    """The mutant's rule instead of the real one in every module that uses it; the real one comes back after."""
    real, broken = broken_rule(mutant)
    users = [m for name, m in list(sys.modules.items()) if name.startswith("orgsim.") and m is not None]
    places = [(m, name) for m in users for name, value in vars(m).items() if value is real]
    assert places
    for module, name in places:
        setattr(module, name, broken)
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, real)


def looks(check: str) -> str:
    """What a check says against the engine as it is now; nothing if it is content."""
    try:
        getattr(watchdogs, check)()
    except AssertionError as found:
        return str(found) or "it does not hold"
    return ""


def main() -> None:
    """Every check on the real engine, then each mutant under its own."""
    for check in dict.fromkeys(mutant.check for mutant in MUTANTS):
        report(check, check)
    for mutant in MUTANTS:
        with put_in_place(mutant):
            report(mutant.says, mutant.check)


def report(of: str, check: str) -> None:
    """A line of JSON: of what, what the check says, seconds of processor time."""
    before = time.process_time()
    says = looks(check)
    print(json.dumps({"of": of, "says": says[:300], "seconds": round(time.process_time() - before, 2)}), flush=True)


if __name__ == "__main__":
    import watchdogs

    main()
