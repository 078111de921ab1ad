"""Many worlds: designs compared at every point of a space, each point kept as soon as it is done."""
