"""What is kept, and for how long: backups, restores, archives of the record, old cases."""
