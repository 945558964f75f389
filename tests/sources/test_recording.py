"""The record says what is in force before it is."""

import json
from datetime import timedelta

import pytest

from firewall.errors import AuditError
from firewall.folder import compiled_of
from firewall.signed import form, history, shelf
from firewall.signed.faults import SignedError, Why
from firewall.sources.bundle import Signed
from firewall.sources.held import Folder
from firewall.sources.recording import begin, follow
from tests.helpers import Log
from tests.helpers_signed import NOW, Desk, built, emergency, revoked, signed

SEVEN = signed(built(7))


class Book:
    """A record, for whoever has no loop."""

    def __init__(self, *entries):
        self.entries = list(entries)

    def get(self, name):
        found = [(n, raw) for n, raw in enumerate(self.entries) if json.loads(raw)["id"] == name]
        return found[-1] if found else None

    def append_now(self, entry):
        self.entries.append(entry)

    @property
    def said(self):
        return [json.loads(raw)["what"] for raw in self.entries]


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    found.put(SEVEN)
    return found


def start(desk, book, at=NOW):
    source = Signed(desk.bundle, desk.signing(), desk.data)
    return source, begin(source, compiled_of(SEVEN.files), book, at)


def test_a_start_is_recorded_once_and_kept(desk):
    book = Book()
    source, compiled = start(desk, book)

    assert book.said == [history.IN_FORCE]
    assert json.loads(book.entries[0])["facts"]["version"] == 7
    assert compiled.bundle.digest == SEVEN.digest
    assert shelf.versions(desk.data) == [7]
    assert source.state.number == 7

    start(desk, book)
    assert book.said == [history.IN_FORCE]


def test_a_start_with_an_older_bundle_is_none(desk):
    book = Book()
    start(desk, book)
    desk.put(signed(built(6)))
    with pytest.raises(SignedError) as caught:
        start(desk, book)

    assert caught.value.why is Why.OLDER
    assert len(book.entries) == 1


def test_a_revocation_is_recorded_though_nothing_starts(desk):
    book = Book()
    desk.revoke(revoked("bundle", SEVEN.digest))
    with pytest.raises(SignedError) as caught:
        start(desk, book)
    assert caught.value.why is Why.REVOKED
    assert book.said == [history.REVOKED]

    desk.bundle.with_name("city.bundle.revoked").unlink()
    with pytest.raises(SignedError):
        start(desk, book)
    assert book.said == [history.REVOKED]


def test_an_emergency_goes_on_over_a_restart_and_ends_over_one(desk):
    book = Book()
    found = desk.lay(signed(emergency(SEVEN)))
    _, compiled = start(desk, book)
    assert book.said == [history.IN_FORCE, history.BREAK_GLASS]
    assert "flood-2026" in {one.id for one in compiled.bundle.agreements}
    start(desk, book)
    assert len(book.entries) == 2

    _, compiled = start(desk, book, found.until)
    assert book.said[2:] == [history.BREAK_GLASS_END]
    assert "flood-2026" not in {one.id for one in compiled.bundle.agreements}

    source, _ = start(desk, book, NOW)  # somebody set the clock back
    assert source.state.glass == ""
    assert len(book.entries) == 3


def test_a_folder_is_what_it_was(tmp_path):
    book, first = Book(), compiled_of(SEVEN.files)
    for name, text in SEVEN.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert begin(Folder(tmp_path), first, book, NOW) is first
    assert book.entries == []


async def test_what_cannot_be_recorded_is_not_known(desk):
    source, _ = start(desk, Book())
    log = Log()
    log.fails_after = 0
    desk.put(signed(form.made("springfield", 8, SEVEN.files)))
    with pytest.raises(AuditError):
        await follow(source, source.see(NOW).read, log, NOW)
    assert source.state.number == 7

    log.fails_after = None
    await follow(source, source.see(NOW).read, log, NOW)
    assert (source.state.number, shelf.versions(desk.data)) == (8, [7, 8])
    await follow(source, source.see(NOW).read, log, NOW)
    assert [one["what"] for one in log.said] == [history.IN_FORCE]


async def test_an_emergency_is_recorded_when_it_begins_and_ends(desk):
    source, _ = start(desk, Book())
    log, found = Log(), desk.lay(signed(emergency(SEVEN)))
    for at in (NOW, NOW + timedelta(hours=1), found.until, NOW):
        await follow(source, source.see(at).read, log, at)

    assert [one["what"] for one in log.said] == [history.BREAK_GLASS, history.BREAK_GLASS_END]
    await follow(source, None, log, NOW)
