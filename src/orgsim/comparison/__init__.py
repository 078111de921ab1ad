"""Designs side by side in the same worlds: levers chosen on some seeds, differences paired and reported on others."""
