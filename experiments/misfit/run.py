"""Does advice for one company hold for another: see README.md beside this file. Writes results/misfit/."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import wording  # noqa: E402
from advice import by_design, judged, shares  # noqa: E402
from laboratory import publish  # noqa: E402
from picture import drawn  # noqa: E402

from companies import simulated  # noqa: E402


def main() -> None:
    plan, star, places, others = simulated()
    tables = {"companies": judged(plan, star, places, others)}
    tables |= {"shares": shares(tables["companies"]), "designs": by_design(places, others)}
    picture = drawn(tables["companies"], tables["shares"], others.designs, wording.title(tables["shares"]))
    publish(HERE, wording.page(**tables), tables, {"fit": picture}, others)


if __name__ == "__main__":
    main()
