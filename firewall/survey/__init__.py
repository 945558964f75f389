"""
PLACES PEOPLE NAME -> FINDINGS: what files and services hold, looked at without changing or sending anything.

``sources`` finds what there is to read, ``reading`` makes documents of it, ``looking`` shows them to the
detectors.  ``sampling``, ``proposing`` and ``writing`` do the same with a service, and propose its field map.
What cannot be read is a finding too: ``Unread``.
"""
