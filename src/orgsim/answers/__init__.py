"""Questions to a sweep: one function each, from a sweep's tables to an answer's tables."""
