"""The second version of review.sqlite adds the tasks that duties bring, and changes nothing else."""

from tests.migrations.schemas import fresh, migrated


def test_the_second_version_is_what_a_fresh_directory_has(tmp_path):
    assert migrated(tmp_path, "review", 2) == fresh(tmp_path, "review", 2)


def test_it_adds_tasks_alone(tmp_path):
    before, after = (
        migrated(tmp_path / str(n), "review", n)[0] for n in (1, 2) if not (tmp_path / str(n)).mkdir()
    )

    assert {statement.split(" (")[0] for statement in after - before} == {
        "CREATE TABLE duty",
        "CREATE UNIQUE INDEX one_open_duty ON duty",
        "CREATE INDEX open_duty ON duty",
    }
    assert before <= after
