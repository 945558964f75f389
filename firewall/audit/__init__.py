"""The record: what was decided and why, in a log that cannot be edited unseen, and never the data."""
