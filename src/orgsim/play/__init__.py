"""The page to play with: scenes are read from its address, runs recorded for it, and everything served on loopback."""
