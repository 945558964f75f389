"""The versions of the record in PostgreSQL."""
