"""When a run agrees with a formula, and how long it must be for that to mean anything.

A check draws independent replications, takes the mean of each, and asks two things of Student's interval around their
mean: that the exact value lies in it, and that it is narrow. The first keeps a right engine from failing (with the
stated error), the second keeps a wrong one from passing by being noisy.

Error. A file states how many checks it makes; together they sound a false alarm with probability `FALSE_ALARM`, so
each has error FALSE_ALARM / checks (Bonferroni). Claims of `orgsim validate` count as one file of `MOST_CLAIMS`
checks, however many there are, so that a further claim changes no other. Seeds are fixed: the error is met when the
engine changes its draws, not at every run of the tests.

Length. The mean of a run of t minutes has variance (asymptotic variance) / t. With n replications the half-width is
t-quantile x s / sqrt(n), and s is itself random: s^2 (n - 1) / sigma^2 is chi-squared. `minutes_needed` takes the
run so long that the half-width is too wide with probability no more than `TOO_WIDE`. With that the check finds an
engine wrong by twice the half-width with a chance of all but the same error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

FALSE_ALARM = 1e-3
TOO_WIDE = 1e-3
REPLICATIONS = 80
MOST_CLAIMS = 200
ROUNDING = 1e-9  # relative: sums of a run may differ by so much from a number that is always the same


@dataclass(frozen=True)
class Verdict:
    """What replications say about an exact value."""

    mean: float
    half_width: float
    exact: float
    within: float  # half-width allowed, in the unit of the value
    n: int

    @property
    def agrees(self) -> bool:
        return abs(self.mean - self.exact) <= self.half_width + ROUNDING * abs(self.exact)

    @property
    def sharp(self) -> bool:
        return self.half_width <= self.within

    @property
    def word(self) -> str:
        """What is said of it: agrees, disagrees or too noisy. Without a number nothing agrees."""
        return ("agrees" if self.sharp else "too noisy") if self.agrees else "disagrees"

    def __str__(self) -> str:
        return (
            f"mean {self.mean:.6g} +- {self.half_width:.2g} of {self.n} replications, exact {self.exact:.6g}, "
            f"half-width allowed {self.within:.2g}"
        )


@dataclass
class Checks:
    """The checks of one file: how many, so that their errors add up to the file's. It refuses to make more."""

    number: float
    replications: int = REPLICATIONS
    made: int = 0

    @property
    def error(self) -> float:
        """Chance that one check fails a right engine, both sides together."""
        return FALSE_ALARM / self.number

    def verdict(self, values, exact: float, within: float) -> Verdict:
        """Judge one number per replication; `within` is relative, a share of `exact` (absolute if that is 0)."""
        values = np.asarray(values, float)
        n = len(values)
        half_width = stats.t.ppf(1 - self.error / 2, n - 1) * values.std(ddof=1) / np.sqrt(n)
        return Verdict(float(values.mean()), float(half_width), exact, within * (abs(exact) or 1.0), n)

    def hold(self, values, exact: float, within: float) -> Verdict:
        """Assert that the replications agree with `exact` and are sharp enough to say so."""
        self.made += 1
        assert self.made <= self.number, f"more checks than the {self.number} the file states: its error is not kept"
        verdict = self.verdict(values, exact, within)
        assert np.isfinite(verdict.mean), f"no number to judge: {verdict}"
        assert verdict.agrees, f"the engine disagrees with the formula: {verdict}"
        assert verdict.sharp, f"too noisy to tell: {verdict}"
        return verdict

    def above_zero(self, values) -> Verdict:
        """Assert that the mean is above 0 beyond doubt: Student's interval around it lies above 0 as a whole."""
        self.made += 1
        verdict = self.verdict(values, 0.0, np.inf)
        assert self.made <= self.number and verdict.mean > verdict.half_width, f"not above 0 beyond doubt: {verdict}"
        return verdict

    def minutes_needed(self, relative_variance: float, within: float) -> float:
        """Length of each replication, in minutes, for a relative half-width `within`.

        `relative_variance` is the asymptotic variance over the squared mean, in minutes (closed_forms).
        """
        n = self.replications
        quantile = stats.t.ppf(1 - self.error / 2, n - 1)
        bad_luck = stats.chi2.ppf(1 - TOO_WIDE, n - 1) / (n - 1)
        return relative_variance * bad_luck * (quantile / within) ** 2 / n

    def draws_needed(self, relative_variance: float, within: float) -> float:
        """The same for independent draws: how many per replication, `relative_variance` that of one draw."""
        return self.minutes_needed(relative_variance, within)


CLAIMS = Checks(MOST_CLAIMS)  # what every claim of `orgsim validate` is judged by
