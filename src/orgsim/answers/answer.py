"""What every answer is: tables that hold every figure it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Answer:
    """Tables by name, the first one the answer itself, and what was asked (for whoever words and draws it)."""

    tables: Mapping[str, pd.DataFrame]
    asked: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """The answer itself."""
        return next(iter(self.tables.values()))
