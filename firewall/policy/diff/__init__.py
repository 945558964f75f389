"""
What changes for whom from one bundle to another: compared by what is decided, not by what is written.

Pure.  Every partner with its chain, every kind, route, purpose, claim and verified process, on each day on which
something begins or ends, goes through the real ``plan()`` of both.
"""
