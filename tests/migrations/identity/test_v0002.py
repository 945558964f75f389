"""The second version of identity.sqlite is what fresh directories have."""

from tests.migrations.schemas import fresh, migrated


def test_the_second_version_is_what_a_fresh_directory_has(tmp_path):
    assert migrated(tmp_path, "identity", 2) == fresh(tmp_path, "identity", 2)
