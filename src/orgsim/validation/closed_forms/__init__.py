"""Exact answers of the textbooks: what a configuration of the engine must reproduce."""
