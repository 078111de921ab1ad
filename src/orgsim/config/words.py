"""Mistakes that Hydra, OmegaConf or the YAML reader found, put into our own one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from hydra.errors import HydraException, MissingConfigException, OverrideParseException, SearchPathException
from omegaconf import OmegaConf
from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    InterpolationResolutionError,
    OmegaConfBaseException,
)

from orgsim.config.keys import allowed, at, keys, misfit, names_under
from orgsim.errors import ABSENT, InputError, closest, listed

HELP = "what `orgsim --help` shows"
YAML = "YAML: keys with values, indented alike, brackets closed"


def in_our_words(error: BaseException, schema: type, where: str = "", raw: Any = None) -> InputError | None:
    """The InputError that says what `error` means to the user, or None where it is no mistake of theirs.

    schema: the dataclass the configuration was held against; where: what to put before the key (``my.yaml: ``);
    raw: the plain data, looked through where the library does not say which key it means.
    """
    causes = list(chain(error))
    for cause in causes:
        if isinstance(cause, InputError):
            return cause
        if isinstance(cause, yaml.YAMLError):
            return unreadable(cause)
        if isinstance(cause, UnicodeDecodeError):
            return InputError(bare_place(where), str(cause.object[:20]), "text in UTF-8")
        if isinstance(cause, OverrideParseException):
            return InputError("argument", cause.override, "KEY=VALUE, as in company.load=0.8 or designs=[siloed,cco]")
        if isinstance(cause, MissingConfigException):
            return no_such_option(cause)
        if isinstance(cause, SearchPathException):
            return InputError("--config-dir", quoted(cause), "a folder that is there")
        if isinstance(cause, OmegaConfBaseException):
            found = re.match(r"In '([^']+)'", str(causes[0]))
            return in_a_key(cause, schema, where or (f"{found[1]}.yaml: " if found else ""), raw)
    if isinstance(error, HydraException):
        return of_hydra(error, schema)
    return None


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def quoted(error: BaseException) -> str:
    """The first thing a message puts between quotes, or its first line."""
    found = re.search(r"'([^']*)'", str(error))
    return found[1] if found else str(error).split("\n")[0]


def unreadable(error: yaml.YAMLError) -> InputError:
    """A file that is not YAML, with the line where reading stopped."""
    mark = getattr(error, "problem_mark", None)
    place = f"{mark.name}, line {mark.line + 1}" if mark else "a configuration file"
    return InputError(place, getattr(error, "problem", None) or str(error).split("\n")[0], YAML)


def no_such_option(error: MissingConfigException) -> InputError:
    """A group's file that is not there: ``network=foo``."""
    wanted = re.search(r"Could not find '([^']+)'", str(error))
    path = wanted[1] if wanted else error.missing_cfg_file or quoted(error)
    group, _, option = path.rpartition("/")
    options = re.search(r"Available options in '[^']*':\n((?:\t\S+\n)*)", str(error) + "\n")
    return InputError(group or "--config-name", option, options[1].split() if options else "a file that is there")


def of_hydra(error: HydraException, schema: type) -> InputError:
    """What Hydra refused without a cause in OmegaConf."""
    text = str(error)
    several = re.match(r"Ambiguous value for argument '([^=]*)=(.*)'\n", text)
    if several:
        hint = "one value (a list is written [a,b]; to try each of several, put -m first)"
        return InputError(several[1], several[2], hint)
    missing = re.search(r"Could not (?:override|delete from config\.) '?([^'\s]+)'", text)
    if missing:
        return unknown_key(missing[1], schema)
    return InputError("argument", text.split("\n")[0], HELP)


def in_a_key(error: OmegaConfBaseException, schema: type, where: str, raw: Any) -> InputError:
    """A key that is not there, or a value of the wrong type."""
    key, value = error.full_key or "", error.value
    if isinstance(error, (ConfigAttributeError, ConfigKeyError)):
        return unknown_key(key, schema, where)
    if isinstance(error, InterpolationResolutionError):
        return InputError(where + key, error.msg.split("\n")[0], "a ${...} that names another key")
    if not key:  # a list met a mapping: the library does not say where
        place = misfit(schema, raw) if raw is not None else None
        if place is None:
            return InputError(bare_place(where), "a list", "keys with values there, or the reverse")
        key, value = place.name, place.value
    return InputError(where + key, plain(value), allowed(at(schema, key)))


def unknown_key(key: str, schema: type, where: str = "") -> InputError:
    """A key the schema does not know, with its neighbours and the nearest of them, or of all keys."""
    parent, _, last = key.rpartition(".")
    siblings = names_under(schema, parent)
    if not siblings:
        return InputError(where + key, ABSENT, f"the names already under {parent} (+{key}=... adds a new one)")
    near = closest(last, siblings)
    near = (f"{parent}.{near}" if parent else near) if near else elsewhere(last, schema)
    return InputError(where + key, ABSENT, listed(siblings), near)


def elsewhere(last: str, schema: type) -> str | None:
    """A key of another part that ends in this name: ``company.load`` for ``load``."""
    ends = {each.name.rpartition(".")[2]: each.name for each in keys(schema()) if "[" not in each.name}
    near = closest(last, ends)
    return ends[near] if near else None


def bare_place(where: str) -> str:
    """The place a mistake stands in, where no key of it is known."""
    return where.rstrip(": .") or "a configuration file"


def plain(value: Any) -> Any:
    """A value without OmegaConf's wrapping."""
    return OmegaConf.to_container(value) if OmegaConf.is_config(value) else value
