"""
CONFIGURATION -> LINES: everything that a start needs, tried without serving anybody.

Each module looks at one kind of thing and tells it in lines: fine, worth a word, or wrong, with what to do.
Nothing is sent to a service, and nothing is written that was not there.
"""
