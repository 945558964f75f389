"""Runs of ``redact`` that end as by a power cut, after each of their units, and go on."""

import pytest


class StopError(Exception):
    """As good as a power cut: nothing more is done."""


def stopped_after_each_unit(office, job):
    """
    Yield once for each unit behind which a run was stopped, when it has gone on to its end and been decided once.

    ``job`` makes a job of its words; what it wrote is taken away again.
    """
    seen, out = [], office.folder / "out"
    office.redact(job(out="counted", told=seen.append))
    for stop in range(1, len(seen)):
        told, goes_on, before = [], [], len(office.decided)

        def counted(taken, told=told, stop=stop):
            told.append(taken)
            if len(told) > stop:
                raise StopError

        with pytest.raises(StopError):
            office.redact(job(told=counted))
        assert not out.exists()

        office.redact(job(told=goes_on.append))

        assert goes_on[0] == (told[-2] if stop > 1 else 0)
        assert len(office.decided) == before + 1
        yield stop
        out.unlink()
