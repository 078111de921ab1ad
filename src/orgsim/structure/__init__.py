"""What a design says, drawn up for a company: who sits where, under whom, and what that offers to do."""
