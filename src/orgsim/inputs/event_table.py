"""The events of a service desk as it exports them: a table of comma-separated values, checked cell by cell.

One row per event of an incident, as ServiceNow writes them. Needed are the incident's ``number``, when it was
``opened_at``, the ``assignment_group`` that holds it, and ``sys_mod_count`` or ``sys_updated_at`` to order its
events; ``reassignment_count`` and ``resolved_at`` are used where they are. Blanks and ``?`` are missing values.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
import pandas as pd

from orgsim.errors import InputError
from orgsim.inputs.file import contents

KEY = "log"
NEEDED_COLUMNS = ("number", "opened_at", "assignment_group")
ORDER_COLUMNS = ("sys_mod_count", "sys_updated_at")
DATE_FORMATS = ("ISO8601", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")
DATES_ALLOWED = "a date and time like 2016-03-01 08:15:00 or (day first) 1/3/2016 08:15"


def read_events(path) -> pd.DataFrame:
    """Events in the order they happened within each incident, from a CSV file (gzip allowed).

    Columns: number, assignment_group (text or missing), opened, updated, resolved (times), reassignments and
    modification (counts, nan where not given). Raises InputError, naming file and line.
    """
    table = _table(path)
    for column in ("number", "opened_at"):
        _insist(table[column].notna(), table[column], column, "something in every row", path)
    events = table[["number", "assignment_group"]].copy()
    events["opened"] = _moments(table["opened_at"], path)
    events["resolved"] = _moments(table["resolved_at"], path) if "resolved_at" in table else pd.NaT
    counts = {"reassignment_count": "reassignments", "sys_mod_count": "modification"}
    for column, name in counts.items():
        events[name] = _whole_numbers(table[column], path) if column in table else np.nan
    events["updated"] = _moments(table["sys_updated_at"], path) if "sys_updated_at" in table else pd.NaT
    return events.sort_values(["number", "modification", "updated"], kind="stable", ignore_index=True)


def _table(path) -> pd.DataFrame:
    """The file as text, cell by cell; row i of the table is line i + 2 of the file."""
    data = contents(path, KEY)
    header = data.split(b"\n", 1)[0]
    separator = ";" if header.count(b";") > header.count(b",") else ","
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)  # of rows longer than the header
            table = pd.read_csv(
                io.BytesIO(data), sep=separator, dtype=object, keep_default_na=False, na_values=["", "?"],
                index_col=False, skip_blank_lines=False, skipinitialspace=True, encoding_errors="replace",
            )  # fmt: skip
    except (ValueError, pd.errors.ParserWarning) as error:
        raise InputError(KEY, path, f"a table of comma-separated values; {path}: {error}") from None
    table.columns = [str(name).strip().lower() for name in table.columns]
    table = table.dropna(how="all")
    missing = [column for column in NEEDED_COLUMNS if column not in table]
    if not missing and not any(column in table for column in ORDER_COLUMNS):
        missing = [" or ".join(ORDER_COLUMNS)]
    if missing:
        needed = ", ".join(NEEDED_COLUMNS) + ", and " + " or ".join(ORDER_COLUMNS)
        raise InputError(KEY, path, f"a log with columns {needed}; {path} lacks {', '.join(missing)}")
    if table.empty:
        raise InputError(KEY, path, f"a log with at least one event; {path} has only a header")
    return table


def _moments(text: pd.Series, path) -> pd.Series:
    """A column of dates and times, local time; all in one format."""
    best = None
    for form in DATE_FORMATS:
        try:
            parsed = pd.to_datetime(text, format=form, errors="coerce")
        except ValueError:  # several time zones in one column
            continue
        if best is None or parsed.count() > best.count():
            best = parsed
    if best is None:
        raise InputError(KEY, text.name, f"one time zone in a column; see {path}")
    _insist(best.notna() | text.isna(), text, text.name, DATES_ALLOWED, path)
    return best.dt.tz_localize(None)


def _whole_numbers(text: pd.Series, path) -> pd.Series:
    numbers = pd.to_numeric(text, errors="coerce")
    _insist(text.isna() | (numbers >= 0) & (numbers % 1 == 0), text, text.name, "whole numbers", path)
    return numbers


def _insist(fine: pd.Series, text: pd.Series, column: str, allowed: str, path) -> None:
    if not fine.all():
        row = fine.index[~fine][0]
        written = "" if pd.isna(text[row]) else text[row]
        raise InputError(KEY, written, f"in column {column}, {allowed}; see line {row + 2} of {path}")
