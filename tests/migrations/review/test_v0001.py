"""The first version of review.sqlite is what fresh directories have, and what 0.1.0 left."""

from tests.migrations.schemas import fresh, migrated


def test_the_first_version_is_what_a_fresh_directory_has(tmp_path):
    assert migrated(tmp_path, "review", 1) == fresh(tmp_path, "review", 1)
