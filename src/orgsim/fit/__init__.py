"""Which designs fit a company, where that advice flips, and how sure it is."""
