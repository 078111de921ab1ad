"""How rules are compiled, cached, and run uncompiled under a debugger.

``ORGSIM_UNCOMPILED=1`` leaves every rule a plain Python function. The cache folder is named by a digest of the
engine's sources, because a cached function does not notice that a rule in another file changed.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

import numba as nb
import numpy as np

UNCOMPILED = os.environ.get("ORGSIM_UNCOMPILED", "0") not in ("", "0")
CHECKED = os.environ.get("ORGSIM_CHECKED", "0") not in ("", "0")

_SOURCES = Path(__file__).parent

announce = None
"""Called without arguments, once, before rules are compiled that no earlier run has left in the cache."""


def digest_of_sources() -> str:
    """Digest of the engine's sources and of what compiles them."""
    digest = hashlib.sha256(f"{nb.__version__} {sys.version_info[:2]} {CHECKED}".encode())
    for path in sorted(_SOURCES.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled code is kept: ``ORGSIM_CACHE`` or the user's cache folder."""
    base = os.environ.get("ORGSIM_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "orgsim"
    )
    return Path(base) / digest_of_sources()


@contextmanager
def _our_cache():
    previous = nb.config.CACHE_DIR
    nb.config.CACHE_DIR = str(cache_folder())
    try:
        yield
    finally:
        nb.config.CACHE_DIR = previous


def rule(function):
    """A small rule, inlined where it is used."""
    if UNCOMPILED:
        return function
    return nb.njit(forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")(function)


def deed(function):
    """A larger rule, called from several places and compiled once."""
    if UNCOMPILED:
        return function
    return nb.njit(no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")(function)


def entry(signature):
    """A function Python calls: compiled for one signature on first call, then kept on disk."""

    def compiled(function):
        return _with_attributes(function) if UNCOMPILED else _Entry(function, signature)

    return compiled


def _with_attributes(function):
    """In Python mode rows of a table must answer to ``row.name`` as compiled ones do."""

    @wraps(function)
    def uncompiled(*arguments):
        tables = [isinstance(a, np.ndarray) and a.dtype.names is not None for a in arguments]
        return function(*(a.view(np.recarray) if table else a for a, table in zip(arguments, tables)))

    return uncompiled


class _Entry:
    """Compiles on first call, so that importing costs nothing."""

    def __init__(self, function, signature):
        self.function, self.signature, self.ready = function, signature, None
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def compile(self):
        global announce
        if self.ready is None:
            if announce and not any(cache_folder().glob(f"*/*.{self.__name__}-*.nbi")):
                announce()
                announce = None
            with _our_cache():
                self.ready = nb.njit(self.signature, cache=True, error_model="numpy")(self.function)
        return self.ready

    def __call__(self, *arguments):
        return (self.ready or self.compile())(*arguments)
