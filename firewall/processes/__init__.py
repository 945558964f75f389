"""Several processes that answer, under one that keeps the record: what they say to each other, and who starts whom."""
