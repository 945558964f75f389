"""The log in PostgreSQL: the same rows and the same tree, in a database that is somewhere else and may be away."""
