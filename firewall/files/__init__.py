"""The second front end: a file is what a service would have answered, and a new one what may leave of it."""
