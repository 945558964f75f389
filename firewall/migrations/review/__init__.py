"""The versions of review.sqlite."""
