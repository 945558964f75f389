"""How the sets are made: words, numbers and classes.  Everything here is synthetic."""
