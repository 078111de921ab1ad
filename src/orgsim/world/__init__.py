"""The world a company lives in: its customers, their ties, and the issues that arise; the same under every design."""
