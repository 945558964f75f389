from firewall.inspection.question import Question


def test_what_was_read_shows_no_value():
    asked = Question(
        members=None, asks=frozenset(), selects=None, orders=frozenset(), records=None, texts=(("Amina", ()),), about=("Amina",), tree="Amina",
        query=(("name", "Amina"),), others=(("name", "Amina"),),
    )  # fmt: skip

    assert "Amina" not in repr(asked)
