"""A recording as bytes: a length, a header in JSON, and after it plain little-endian columns that a browser can map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

ALIGNED = 8  # bytes: every column begins at a multiple
KINDS = {"f4": "Float32Array", "u2": "Uint16Array", "i4": "Int32Array", "i1": "Int8Array"}


def packed(facts: Mapping[str, Any], columns: Mapping[str, np.ndarray]) -> bytes:
    """Facts (JSON) and columns: uint32 length of the header, the header padded with blanks, the columns one by one.

    The header says of each column where it begins (bytes after the header), its kind (a typed array's name) and length.
    """
    table, parts, at = {}, [], 0
    for name, column in columns.items():
        data = np.ascontiguousarray(column, column.dtype.newbyteorder("<"))
        table[name] = {"at": at, "kind": KINDS[data.dtype.str[1:]], "length": data.size}
        data = data.tobytes() + b"\0" * (-data.nbytes % ALIGNED)
        parts.append(data)
        at += len(data)
    header = json.dumps({**facts, "columns": table}, separators=(",", ":")).encode()
    header += b" " * (-(len(header) + 4) % ALIGNED)
    return len(header).to_bytes(4, "little") + header + b"".join(parts)
