"""One module a kind of policy file: what its keys are, and what they read into."""
