"""Policies as one signed file: what it is, who signed it, who may, what may follow what, and what was taken back."""
