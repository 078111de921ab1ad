"""One design, several goals: settings tried by a sampler, and those no other beats on every goal."""
