"""Two policies held against each other, outside of the core: partners are read, and the record is decided again."""
