"""A file that changed is told from one that did not, whatever its own times say."""

import os

from firewall.stamp import stamp


def test_it_stays_as_long_as_nobody_touches_the_file(tmp_path):
    file = tmp_path / "key.pem"
    file.write_text("one")
    before = stamp(file)
    file.read_text()

    assert stamp(file) == before


def test_other_content_with_the_size_and_the_time_of_before_is_seen(tmp_path):
    """As ``cp -p`` and ``rsync --times --inplace`` leave it."""
    file = tmp_path / "key.pem"
    file.write_text("one")
    times, before = (file.stat().st_atime_ns, file.stat().st_mtime_ns), stamp(file)
    file.write_text("two")
    os.utime(file, ns=times)

    assert stamp(file) != before


def test_rights_that_change_are_seen(tmp_path):
    file = tmp_path / "key.pem"
    file.write_text("one")
    before = stamp(file)
    file.chmod(0o400)

    assert stamp(file) != before


def test_what_cannot_be_looked_at_has_none(tmp_path):
    assert stamp(tmp_path / "gone") == ()
