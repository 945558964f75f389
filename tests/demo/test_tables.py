from contextlib import closing

import pytest

from firewall.demo.tables import Page, Table, build, connect

PETS = Table("pets", ("name", "kind"))
ROWS = [{"id": 10 + n, "name": f"Ñandú {n}", "kind": "bird" if n % 2 else "cat"} for n in range(5)]


@pytest.fixture
def pets(tmp_path):
    build(tmp_path / "pets.sqlite", {PETS: ROWS})
    with closing(connect(tmp_path / "pets.sqlite")) as database:
        yield database


def names(rows):
    return [row["name"] for row in rows]


def test_one_gives_the_row_or_nothing(pets):
    assert PETS.one(pets, 12)["name"] == "Ñandú 2"
    assert PETS.one(pets, 99) is None


def test_page_gives_its_rows_and_the_total(pets):
    rows, total = PETS.page(pets, {}, Page(2, 2))

    assert (names(rows), total) == (["Ñandú 2", "Ñandú 3"], 5)


def test_page_past_the_end_is_empty_and_still_has_the_total(pets):
    assert PETS.page(pets, {}, Page(9, 2)) == ([], 5)


def test_conditions_narrow_together(pets):
    rows, total = PETS.page(pets, {"kind = ?": "bird", "id > ?": 11}, Page(1, 10))

    assert (names(rows), total) == (["Ñandú 3"], 1)


def test_folded_knows_letters_beyond_ascii(pets):
    rows, _ = PETS.page(pets, {"instr(folded(name), folded(?)) > 0": "ÑANDÚ 4"}, Page(1, 10))

    assert names(rows) == ["Ñandú 4"]


def test_value_is_never_sql(pets):
    hostile = "x' OR TRUE --"

    assert PETS.page(pets, {"name = ?": hostile}, Page(1, 10)) == ([], 0)


def test_added_row_gets_the_next_id_and_stays(pets, tmp_path):
    added = PETS.add(pets, {"name": "Rex", "kind": None})

    assert added == 15
    with closing(connect(tmp_path / "pets.sqlite")) as other:
        assert PETS.one(other, 15)["name"] == "Rex"


def test_build_replaces_what_was_there(pets, tmp_path):
    build(tmp_path / "pets.sqlite", {PETS: ROWS[:1]})

    with closing(connect(tmp_path / "pets.sqlite")) as database:
        assert PETS.page(database, {}, Page(1, 10))[1] == 1
