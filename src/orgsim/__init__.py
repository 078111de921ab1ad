"""orgsim: what the shape of an organisation changes, given the same people, customers and issues."""

__version__ = "0.1.0"
