import pytest

from firewall.demo import notes
from firewall.demo.notes import Phrasebook, written
from firewall.demo.people import SEED, Standing, chance, residents

ALL = {name.lower(): book for name, book in vars(notes).items() if isinstance(book, Phrasebook)}
BOOKS = pytest.mark.parametrize("book", ALL.values(), ids=ALL)


@pytest.fixture(scope="module")
def people():
    return residents(chance("test"), 1_000, seed=SEED)


def is_of(kind, note):
    return any(note.startswith(phrase.split("{")[0]) for phrase in kind)


@BOOKS
def test_about_a_third_of_the_notes_reveals_something(book, people):
    rng = chance("notes")

    revealing = sum(not is_of(book.plain, written(rng, book, person, people[0])) for person in people)

    assert 280 <= revealing <= 390


@BOOKS
def test_a_citizens_note_reveals_others_at_most(book, people):
    rng = chance("notes")
    citizens = [person for person in people if person.standing in {Standing.CITIZEN, Standing.NATURALIZED}]

    assert not any(is_of(book.own, written(rng, book, person, people[0])) for person in citizens)


@BOOKS
def test_every_blank_of_every_phrase_can_be_filled(book):
    for phrase in (*book.plain, *book.own, *book.others):
        assert "{" not in phrase.format(relative="x", year="x", alien="x")


@BOOKS
def test_notes_are_in_two_languages(book):
    accents = set("áéíóúñ")

    assert any(accents & {*phrase} for phrase in book.own)
    assert any(not accents & {*phrase} for phrase in book.own)
