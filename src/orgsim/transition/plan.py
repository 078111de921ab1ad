"""A plan as steps: which departments move on which day."""

from __future__ import annotations

from collections.abc import Sequence

from orgsim.config.schema import Study
from orgsim.config.transition import Plan
from orgsim.errors import InputError
from orgsim.transition.follow import Step

AT_ONCE, ONE_BY_ONE = "at_once", "one_by_one"
LEAST_WEEKS_AFTER = 2  # measured, so that everybody has arrived before the books are closed


def steps(plan: Plan, departments: tuple[str, ...], study: Study) -> dict[str, list[Step]]:
    """Both ways to move: everything at once, and department by department. Raises InputError."""
    order = ordered(plan, departments)
    found = {
        AT_ONCE: [Step(plan.day, tuple(range(len(departments))))],
        ONE_BY_ONE: [Step(plan.day + after, those) for after, those in dated(plan, order).items()],
    }
    last = found[ONE_BY_ONE][-1].day
    if study.measured_weeks * 7 < last + 7 * LEAST_WEEKS_AFTER:
        allowed = f"at least {last / 7 + LEAST_WEEKS_AFTER:g}, as the last department moves on day {last}"
        raise InputError("study.measured_weeks", study.measured_weeks, allowed)
    return found


def dated(plan: Plan, order: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Who moves how many days after the first: each on its date, those of one date together."""
    dates = plan.after or [n * plan.every_days for n in range(len(order))]
    if len(dates) != len(order):
        raise InputError("plan.after", dates, f"{len(order)} days, one for each department")
    if dates[0] != 0 or list(dates) != sorted(dates):
        raise InputError("plan.after", dates, "days that begin with 0, none before the one it follows")
    return {date: tuple(d for d, its in zip(order, dates) if its == date) for date in dict.fromkeys(dates)}


def ordered(plan: Plan, departments: tuple[str, ...]) -> list[int]:
    """The departments in the order in which they move: the company's own, or one that names each once."""
    for place, name in enumerate(plan.order):
        if name not in departments:
            raise InputError(f"plan.order[{place}]", name, departments)
        if name in plan.order[:place]:
            raise InputError(f"plan.order[{place}]", name, "each department once")
    if plan.order and (missing := [d for d in departments if d not in plan.order]):
        raise InputError("plan.order", ", ".join(plan.order), f"each department; it leaves out {', '.join(missing)}")
    return [departments.index(d) for d in plan.order or departments]
