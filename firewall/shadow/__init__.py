"""
A draft of the policies, decided beside those in force: never acted on, and only its differences are kept, in counts.

There is no observe-only mode for live traffic.  A draft opens nothing and closes nothing, however it is written, and
after 90 days it is dropped.
"""
