"""The versions of audit.sqlite."""
