"""The first version of audit.sqlite is what fresh directories have, and what 0.1.0 left."""

from tests.migrations.schemas import fresh, migrated


def test_the_first_version_is_what_a_fresh_directory_has(tmp_path):
    assert migrated(tmp_path, "audit", 1) == fresh(tmp_path, "audit", 1)
