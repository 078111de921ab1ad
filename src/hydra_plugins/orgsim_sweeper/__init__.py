"""Hydra's ``-m`` with orgsim's points: ``hydra/sweeper=orgsim``."""
