"""How the schemas of the three databases came to be: one folder a database, one script a version, in SQL."""
