"""A Hydra sweeper: ``-m`` composes once per choice of files and then only sets values.

Where the configuration has a ``space`` (that of ``orgsim sweep``), the values after ``-m`` become its keys and the
application is called once, with the whole sweep: its runner shares the points out, keeps each as it is done and goes
on where it was stopped. Any other application is called for each combination in turn, as with Hydra's own sweeper.

The parser and the loader are not all of Hydra's public face; tests/test_hydra_plugin.py holds them to their contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import IntervalSweep, Override
from hydra.core.utils import JobReturn, run_job, setup_globals
from hydra.errors import HydraException
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf, open_dict

SPACE = "space"
RANGED = ("latin", "sobol")
EACH = "EACH"  # in a key, stands for *, which Hydra's grammar has not: topics.EACH.news


CHOSEN = {"_target_": "hydra_plugins.orgsim_sweeper.sweeper.OrgsimSweeper"}  # no dataclass: Hydra loads this file oddly
ConfigStore.instance().store(group="hydra/sweeper", name="orgsim", node=CHOSEN, provider="orgsim")


class OrgsimSweeper(Sweeper):
    """Multiplies out what stands after ``-m``."""

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Keep what Hydra hands over."""
        self.hydra_context, self.task_function, self.config = hydra_context, task_function, config

    def sweep(self, arguments: list[str]) -> list[JobReturn]:
        """Call the application for everything ``-m`` asks for; returns Hydra's account of each call."""
        setup_globals()
        given = [(argument, *self.read(argument)) for argument in arguments]
        fixed = [argument for argument, _, values in given if values is None]
        varied = {key: values for _, key, values in given if values is not None}
        if SPACE in self.config:
            return [self.call(self.whole(fixed, varied), fixed, 0)]
        return [self.call(config, words, number) for number, (config, words) in enumerate(self.each(fixed, varied))]

    def read(self, argument: str) -> tuple[str, Any]:
        """(key, values) of one argument; values None where it is but one."""
        parser = OverridesParser.create(config_loader=self.hydra_context.config_loader)
        (override,) = parser.parse_overrides([argument])  # not parse_override, which leaves the loader out
        key = override.get_key_element().replace(EACH, "*")
        return key, list_of(override) if override.is_sweep_override() else None

    def whole(self, fixed: Sequence[str], varied: dict[str, Any]) -> DictConfig:
        """The configuration of the whole sweep, its space's keys those after ``-m``."""
        config = self.load(fixed)
        ranged = [key for key, values in varied.items() if isinstance(values, dict)]
        if varied:
            with open_dict(config.space):
                config.space.vary = {key.lstrip("+"): plain(values) for key, values in varied.items()}
                if ranged and config.space.kind not in RANGED:
                    config.space.kind = RANGED[0]
        return config

    def each(self, fixed: Sequence[str], varied: dict[str, Any]) -> Iterator[tuple[DictConfig, list[str]]]:
        """Every combination's configuration with the words that led to it; composed once for each choice of files."""
        for key, values in varied.items():
            if isinstance(values, dict):
                raise HydraException(f"{key}: a range needs `orgsim sweep`, which draws points from it")
        groups = [key for key in varied if self.is_group(key) or key[0] in "+~"]
        keys = [key for key in varied if key not in groups]
        written = {key: [text_of(value) for value in values] for key, values in varied.items()}
        for files in product(*(range(len(varied[key])) for key in groups)):
            chosen = [f"{key}={written[key][place]}" for key, place in zip(groups, files)]
            composed = self.load([*fixed, *chosen])
            for places in product(*(range(len(varied[key])) for key in keys)):
                config = composed.copy()
                words = [f"{key}={written[key][place]}" for key, place in zip(keys, places)]
                self.put(config, words)
                yield config, [*fixed, *chosen, *words]

    def load(self, words: Sequence[str]) -> DictConfig:
        """The composed configuration of a list of overrides."""
        return self.hydra_context.config_loader.load_sweep_config(self.config, list(words))

    def put(self, config: DictConfig, words: Sequence[str]) -> None:
        """Set values in a composed configuration, by Hydra's own rules."""
        parser = OverridesParser.create(config_loader=self.hydra_context.config_loader)
        apply = type(self.hydra_context.config_loader)._apply_overrides_to_config
        apply(parser.parse_overrides(list(words)), config)

    def is_group(self, key: str) -> bool:
        """Whether a key names a folder of files to choose from."""
        return bool(self.hydra_context.config_loader.get_group_options(key))

    def call(self, config: DictConfig, words: Sequence[str], number: int) -> JobReturn:
        """Call the application with a configuration; an error of its own is raised."""
        with open_dict(config.hydra):
            config.hydra.job.id, config.hydra.job.num = f"{config.hydra.job.name}_{number}", number
            config.hydra.overrides.task = list(words)
        OmegaConf.set_struct(config, True)
        done = run_job(
            hydra_context=self.hydra_context,
            task_function=self.task_function,
            config=config,
            job_dir_key="hydra.sweep.dir",
            job_subdir_key="hydra.sweep.subdir",
            configure_logging=True,
        )
        _ = done.return_value  # raises what the application raised
        return done


def list_of(override: Override) -> Any:
    """The values of an override with several, or its range as {low, high, log}."""
    value = override.value()
    if isinstance(value, IntervalSweep):
        return {"low": value.start, "high": value.end, "log": "log" in value.tags}
    if getattr(value, "shuffle", False):
        raise HydraException(f"{override.key_or_group}: shuffle would make no difference to a sweep")
    return list(override.sweep_iterator())


def plain(values: Any) -> Any:
    """Values without the quotation marks they were written in."""
    return Override._convert_value(values)


def text_of(value: Any) -> str:
    """A value as Hydra writes it on its command line."""
    return Override._get_value_element_as_str(value)
