import sqlite3
from collections import Counter
from datetime import date, timedelta

import pytest

from firewall.errors import ShadowError
from firewall.model import Outcome
from firewall.shadow import store
from firewall.shadow.store import Note
from tests.shadow.helpers import DAY

NOTE = Note(
    day=DAY, digest="d", route="clinic:patient", requester="county", purpose="", change="newly-refused",
    enforced=Outcome.RELEASE, drafted=Outcome.REFUSE, gone=("/a b", "/é"), come=(), otherwise=(), rules=("law/rule",),
)  # fmt: skip


def test_what_was_noted_is_summed_and_found_again(tmp_path):
    with store.opened(tmp_path, tmp_path / "draft") as notes:
        notes.add({NOTE: 2})
    with store.opened(tmp_path, tmp_path / "draft") as notes:
        notes.add({NOTE: 3})

        assert notes.all() == Counter({NOTE: 5})


def test_another_draft_has_notes_of_its_own(tmp_path):
    with store.opened(tmp_path, tmp_path / "draft") as notes:
        notes.add({NOTE: 2})
    with store.opened(tmp_path, tmp_path / "second") as notes:
        assert notes.all() == Counter()


def test_the_first_day_stays_whatever_is_edited(tmp_path):
    with store.opened(tmp_path, tmp_path / "draft") as notes:
        assert notes.first_day(DAY) == DAY
        assert notes.first_day(DAY + timedelta(days=50)) == DAY
    with store.opened(tmp_path, tmp_path / "second") as notes:
        assert notes.first_day(date(2027, 1, 1)) == date(2027, 1, 1)


def test_a_file_that_is_none_is_an_error_of_its_own(tmp_path):
    (tmp_path / store.FILE).write_bytes(b"no database at all, and long enough to be looked at" * 100)

    with pytest.raises(ShadowError), store.opened(tmp_path, tmp_path / "draft"):
        pass


def test_notes_of_another_version_are_not_read(tmp_path):
    with store.opened(tmp_path, tmp_path / "draft"):
        pass
    with sqlite3.connect(tmp_path / store.FILE) as file:
        file.execute("PRAGMA user_version = 9")
    file.close()

    with pytest.raises(ShadowError, match="schema 9"), store.opened(tmp_path, tmp_path / "draft"):
        pass
