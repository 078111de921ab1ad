"""Configuration: what a user may write, checked at the door, and what a result says of where it came from."""
