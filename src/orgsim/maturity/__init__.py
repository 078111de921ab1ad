"""Maturity: stages as presets of world and line parameters, and a company on its way through them."""
