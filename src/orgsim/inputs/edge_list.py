"""A file of who knows whom: two whole numbers a line.

As published by SNAP and most collections: one tie a line, the two people's numbers set apart by spaces, tabs or a
comma. Blank lines and whatever follows a ``#`` are skipped; the file may be gzipped.
"""

from __future__ import annotations

import io
import re

import numpy as np

from orgsim.errors import InputError
from orgsim.inputs.file import contents

KEY = "network.path"
LONGEST_NUMBER = 18  # digits: below the largest 64-bit number
_AS_SPACES = bytes.maketrans(b",\t\r", b"   ")


def read_edge_list(path) -> tuple[np.ndarray, np.ndarray]:
    """The ties of a file, and the people in it.

    Returns ``pairs``, int64[ties, 2]: each tie once whichever way round and however often it is written, people
    renumbered 0..n-1, lower number first, in order; and ``labels``, int64[n]: the numbers the file uses, ascending.
    Self loops are not ties, but whoever appears in one is a person. Raises InputError, naming file and line.
    """
    text = contents(path, KEY).translate(_AS_SPACES)
    pairs = _parsed(text)
    if pairs is None:
        pairs = _parsed_line_by_line(text, path)
    labels, numbers = np.unique(pairs, return_inverse=True)
    numbers = np.sort(numbers.reshape(-1, 2), axis=1)
    numbers = numbers[numbers[:, 0] != numbers[:, 1]]
    if not len(numbers):
        raise InputError(KEY, path, f"a file with a tie between two people; {path} has only self loops")
    ties = distinct(numbers[:, 0] * len(labels) + numbers[:, 1])
    return np.column_stack([ties // len(labels), ties % len(labels)]), labels


def distinct(numbers: np.ndarray) -> np.ndarray:
    """The different numbers, ascending. (``np.unique`` hashes since NumPy 2.3: 20 times slower on ten million.)"""
    numbers = np.sort(numbers)
    new = np.ones(len(numbers), bool)
    new[1:] = numbers[1:] != numbers[:-1]
    return numbers[new]


def _parsed(text: bytes) -> np.ndarray | None:
    """All pairs at once, or None if the file is in any way unusual."""
    text = re.sub(rb"#[^\n]*", b"", text)
    if text.translate(None, b"0123456789 \n") or not text.strip():
        return None  # the parser would take 1.0 and -1 for whole numbers
    try:
        pairs = np.loadtxt(io.BytesIO(text), dtype=np.int64, comments=None, ndmin=2)
    except (ValueError, OverflowError):
        return None
    return pairs if pairs.shape[1] == 2 else None


def _parsed_line_by_line(text: bytes, path) -> np.ndarray:
    """All pairs, slowly, so as to name the first line that is wrong."""
    pairs = []
    for number, line in enumerate(text.split(b"\n"), start=1):
        fields = line.split(b"#", 1)[0].split()
        if not fields:
            continue
        if len(fields) != 2 or not all(field.isdigit() and len(field) <= LONGEST_NUMBER for field in fields):
            written = b" ".join(line.split()).decode("ascii", "replace")
            raise InputError(KEY, written, f"two whole numbers a line, 0 or above; see line {number} of {path}")
        pairs.append((int(fields[0]), int(fields[1])))
    if not pairs:
        raise InputError(KEY, path, f"two whole numbers a line; {path} has none")
    return np.array(pairs, np.int64)
