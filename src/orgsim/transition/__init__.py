"""From one design to another: who moves when, what is left behind, and when it pays back."""
