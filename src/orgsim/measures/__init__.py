"""What is measured of a run: lists of rows (measure, unit, subset, value), each saying what it is a number of."""
