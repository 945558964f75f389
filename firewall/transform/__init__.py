"""DECISION x DOCUMENT -> DOCUMENT: what leaves is written from what was inspected, and from nothing else."""
