"""Mistakes that Hydra, OmegaConf or the YAML reader found, put into our own one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from hydra.errors import HydraException, MissingConfigException, OverrideParseException, SearchPathException
from omegaconf import OmegaConf, ValueNode
from omegaconf.errors import (
    ConfigAttributeError,
    ConfigKeyError,
    InterpolationResolutionError,
    OmegaConfBaseException,
)

from orgsim.config.keys import allowed, at, documented, misfit, names_under
from orgsim.errors import MISSING, UNKNOWN, InputError, closest, listed

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
            return InputError("argument", cause.override, "KEY=VALUE, as in company.load=0.8 or out=results/mine")
        if isinstance(cause, MissingConfigException):
            return no_such_option(cause)
        if isinstance(cause, SearchPathException):
            return InputError("--config-dir", quoted(cause), "a folder that is there")
        if isinstance(cause, OmegaConfBaseException):
            return in_a_key(cause, schema, where or file_of(error), raw, override_of(error))
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


def file_of(error: BaseException) -> str:
    """The file Hydra was merging, to be put before the key."""
    found = re.match(r"In '([^']+)'", str(error))
    return f"{found[1]}.yaml: " if found else ""


def override_of(error: BaseException) -> tuple[str, str]:
    """The override Hydra was merging, as key and value."""
    found = re.match(r"Error merging override [+~]*([^=]*)=?(.*)", str(error))
    return (found[1], found[2]) if found else ("", "")


def in_a_key(
    error: OmegaConfBaseException, schema: type, where: str, raw: Any, override: tuple[str, str]
) -> InputError:
    """A key that is not there, or a value of the wrong type."""
    key, value = error.full_key or "", error.value
    if not (key.startswith(override[0]) or override[0].startswith(key or " ")):  # only the last part was named
        key, value = override
    if isinstance(error, (ConfigAttributeError, ConfigKeyError)):
        return unknown_key(key, schema, where, error.parent_node)
    if isinstance(error, InterpolationResolutionError):
        return InputError(where + key, str(error).split("\n")[0], "a ${...} that names another key")
    if "does not support deletion" in str(error):
        return InputError(where + key, MISSING, allowed(at(schema, key)))
    if not key:  # a list met a mapping, and the library does not say where
        place = misfit(schema, raw) if raw is not None else None
        if place is None:
            return InputError(bare_place(where), "a list", "keys with values there, or the reverse")
        key, value = place.name, place.value
    if key == override[0] and not names_under(schema, key.rpartition(".")[0]) and names_under(schema, key):
        return InputError(where + key, override[1], adding(key, schema))
    value = override[1] if value is None and override[1] not in ("", "null") else plain(value)
    return InputError(where + key, value, allowed(at(schema, key)))


def unknown_key(key: str, schema: type, where: str = "", beside: Any = None) -> InputError:
    """A key the schema does not know, with its neighbours and the nearest of them, or of all keys.

    beside: the node it was looked for in, whose names are the neighbours where the schema leaves them free.
    """
    parent, _, last = key.rpartition(".")
    siblings = names_under(schema, parent)
    free = not siblings and OmegaConf.is_dict(beside)
    siblings = [str(each) for each in beside] if free else siblings
    near = closest(last, siblings)
    near = (f"{parent}.{near}" if parent else near) if near else elsewhere(last, schema)
    return InputError(where + key, UNKNOWN, listed(siblings) + (f" ({adding(key, schema)})" if free else ""), near)


def adding(key: str, schema: type) -> str:
    """How a name of the user's own is added on the command line; Hydra adds what has keys only from above."""
    parent, _, name = key.rpartition(".")
    return f"+{parent}={{{name}: {{...}}}} adds one" if names_under(schema, key) else f"+{key}=... adds one"


def elsewhere(last: str, schema: type) -> str | None:
    """A key of another part that ends in this name: ``company.load`` for ``load``."""
    ends = {each.name.rpartition(".")[2]: each.name for each in documented(schema) if "NAME" not in each.name}
    near = closest(last, ends)
    return ends[near] if near else None


def bare_place(where: str) -> str:
    """The place a mistake stands in, where no key of it is known."""
    return where.rstrip(": .") or "a configuration file"


def plain(value: Any) -> Any:
    """A value without OmegaConf's wrapping."""
    if isinstance(value, ValueNode):
        return value._value()
    return OmegaConf.to_container(value) if OmegaConf.is_config(value) else value
