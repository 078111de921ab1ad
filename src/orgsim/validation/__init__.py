"""The engine held against the textbooks: configurations whose exact answers are known, and whether it gives them."""
