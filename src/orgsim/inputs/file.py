"""A file the user names: its bytes, unpacked, or one clear line about what is wrong with it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from orgsim.errors import InputError

GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def contents(path, key: str) -> bytes:
    """What a file holds, gunzipped where it is gzipped, without a byte order mark.

    Raises InputError under ``key`` where there is no such file, or it is a folder, empty or unreadable.
    """
    if path is None or not str(path).strip():
        raise InputError(key, path, "the path of a file")
    path = Path(path)
    if path.is_dir():
        raise InputError(key, path, f"a file; {path} is a folder")
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == GZIP else data
    except FileNotFoundError:
        raise InputError(key, path, f"a file that exists; there is no {path}") from None
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise InputError(key, path, f"a readable file, gzipped or not; {path}: {error}") from None
    if not data.strip():
        raise InputError(key, path, f"a file with something in it; {path} is empty")
    return data.removeprefix(BYTE_ORDER_MARK)
