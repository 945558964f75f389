"""What waits for a person, and what a person has decided: cases, grants, legal process, latches."""
