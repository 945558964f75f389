"""The key store: a key is shown once, found while valid, and dead for all processes the moment it is revoked."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.identity import keys as module
from firewall.identity.keys import KeyStore, KeyStoreError
from firewall.model import PartnerId

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COUNTY = PartnerId("county-public-health")
WEEK = timedelta(days=7)


def counting():
    """Randomness that is never twice the same, and the same in each run."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


@pytest.fixture
def entropy():
    return counting()


@pytest.fixture
def store(tmp_path):
    with KeyStore.open(tmp_path / "identity.sqlite") as opened:
        yield opened


def added(store, entropy, partner=COUNTY):
    return store.add(partner, by="R. Ortiz", at=NOW, entropy=entropy)


def test_key_is_found_for_its_partner(store, entropy):
    assert store.find(added(store, entropy).text, NOW) == COUNTY


def test_key_has_an_id_of_8_and_a_secret_of_43_characters(store, entropy):
    issued = added(store, entropy)

    prefix, key_id, secret = issued.text.split("_", 2)
    assert (prefix, key_id, len(key_id), len(secret)) == ("dsf", issued.key_id, 8, 43)


def test_all_32_random_bytes_are_in_the_secret(store):
    issued = store.add(COUNTY, by="R. Ortiz", at=NOW, entropy=lambda size: b"\xff" * size)

    assert issued.text == "dsf_ffffffff_" + "_" * 42 + "8"


def test_key_text_is_in_no_file_and_no_repr(store, entropy, tmp_path):
    issued = added(store, entropy)
    secret = issued.text.split("_", 2)[2]

    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert issued.key_id.encode() in kept
    assert secret.encode() not in kept
    assert secret not in repr(issued) + repr(store.list())


def test_file_is_for_its_owner_alone(store, tmp_path):
    assert [path.stat().st_mode & 0o077 for path in tmp_path.iterdir()] == [0, 0, 0]


def test_wrong_secret_under_a_known_id_is_nobody(store, entropy):
    text = added(store, entropy).text

    assert store.find(text[:-1] + ("A" if text[-1] != "A" else "B"), NOW) is None


def test_unknown_id_is_nobody(store, entropy):
    text = added(store, entropy).text

    assert store.find("dsf_ffffffff_" + text.split("_", 2)[2], NOW) is None


def test_unknown_id_costs_the_same_comparison(store, entropy, monkeypatch):
    compared = []

    def compare(one, other):
        compared.append((len(one), len(other)))
        return compare_digest(one, other)

    monkeypatch.setattr(module.hmac, "compare_digest", compare)
    known = added(store, entropy).text
    store.find(known, NOW)
    store.find("dsf_ffffffff_" + "A" * 43, NOW)

    assert compared == [(32, 32), (32, 32)]


def test_secret_of_another_partner_does_not_open_this_one(store, entropy):
    one, other = added(store, entropy), added(store, entropy, PartnerId("ice-ero"))

    assert store.find(f"dsf_{one.key_id}_{other.text.split('_', 2)[2]}", NOW) is None


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory):
    with KeyStore.open(tmp_path_factory.mktemp("keys") / "identity.sqlite") as opened:
        yield opened


@given(st.text(max_size=70) | st.from_regex(r"dsf_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", fullmatch=True))
def test_no_text_raises(empty_store, text):
    assert empty_store.find(text, NOW) is None


@pytest.mark.parametrize("change", ["\n", " ", "=", "\u0661", "é"])
def test_key_with_anything_after_it_is_nobody(store, entropy, change):
    text = added(store, entropy).text

    assert store.find(text + change, NOW) is None
    assert store.find(text[:-1] + change, NOW) is None


def test_revoked_key_is_nobody(store, entropy):
    issued = added(store, entropy)
    store.revoke(issued.key_id, by="M. Chen", at=NOW)

    assert store.find(issued.text, NOW) is None


def test_revoked_key_is_nobody_even_before_the_date_of_its_revocation(store, entropy):
    issued = added(store, entropy)
    store.revoke(issued.key_id, by="M. Chen", at=NOW)

    assert store.find(issued.text, NOW - WEEK) is None


def test_revocation_keeps_its_first_date_and_name(store, entropy):
    issued = added(store, entropy)
    store.revoke(issued.key_id, by="M. Chen", at=NOW)

    record = store.revoke(issued.key_id, by="Somebody else", at=NOW + WEEK)

    assert (record.revoked, record.revoked_by) == (NOW, "M. Chen")


def test_rotated_key_works_beside_the_new_one_for_seven_days(store, entropy):
    old = added(store, entropy)
    new = store.rotate(old.key_id, by="R. Ortiz", at=NOW, entropy=entropy)

    last = NOW + WEEK - timedelta(seconds=1)
    assert (store.find(old.text, last), store.find(new.text, last)) == (COUNTY, COUNTY)
    assert (store.find(old.text, NOW + WEEK), store.find(new.text, NOW + WEEK)) == (None, COUNTY)


def test_rotation_can_end_the_old_key_at_a_given_date(store, entropy):
    old = added(store, entropy)
    store.rotate(old.key_id, by="R. Ortiz", at=NOW, entropy=entropy, keep_until=NOW)

    assert store.find(old.text, NOW) is None


def test_rotating_twice_gives_the_old_key_no_more_days(store, entropy):
    old = added(store, entropy)
    store.rotate(old.key_id, by="R. Ortiz", at=NOW, entropy=entropy)
    store.rotate(old.key_id, by="R. Ortiz", at=NOW + WEEK / 2, entropy=entropy)

    assert store.find(old.text, NOW + WEEK) is None


def test_revoked_key_cannot_be_rotated(store, entropy):
    old = added(store, entropy)
    store.revoke(old.key_id, by="M. Chen", at=NOW)

    with pytest.raises(KeyStoreError, match="add a new key"):
        store.rotate(old.key_id, by="R. Ortiz", at=NOW, entropy=entropy)


def test_refused_rotation_changes_nothing(store, entropy):
    old = added(store, entropy)

    with pytest.raises(KeyStoreError, match="repeats itself"):
        store.rotate(old.key_id, by="R. Ortiz", at=NOW, entropy=lambda size: b"\0" * (size - 1) + b"\1")

    assert store.find(old.text, NOW + 2 * WEEK) == COUNTY


def test_unknown_key_id_is_said_to_be_unknown_without_repeating_it(store):
    with pytest.raises(KeyStoreError, match="no key with that id") as caught:
        store.revoke("canary", by="M. Chen", at=NOW)

    assert "canary" not in str(caught.value)


def test_a_name_is_required_of_staff(store, entropy):
    issued = added(store, entropy)

    for act in (
        lambda: store.add(COUNTY, by=" ", at=NOW, entropy=entropy),
        lambda: store.rotate(issued.key_id, by="", at=NOW, entropy=entropy),
        lambda: store.revoke(issued.key_id, by="", at=NOW),
    ):
        with pytest.raises(KeyStoreError, match="say who"):
            act()


def test_time_without_a_zone_is_refused(store, entropy):
    with pytest.raises(KeyStoreError, match="zone"):
        store.add(COUNTY, by="R. Ortiz", at=NOW.replace(tzinfo=None), entropy=entropy)


def test_list_tells_everything_but_the_key(store, entropy):
    issued = store.add(COUNTY, by="R. Ortiz", at=NOW, entropy=entropy, note="nightly export")
    store.revoke(issued.key_id, by="M. Chen", at=NOW + WEEK)

    (record,) = store.list()
    assert (record.partner, record.key_id, record.created, record.created_by) == (
        COUNTY,
        issued.key_id,
        NOW,
        "R. Ortiz",
    )
    assert (record.note, record.revoked, record.revoked_by) == ("nightly export", NOW + WEEK, "M. Chen")


def test_change_by_another_process_counts_at_once(store, tmp_path, entropy):
    issued = added(store, entropy)
    assert store.find(issued.text, NOW) == COUNTY
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from firewall.identity.keys import KeyStore\n"
        "with KeyStore.open(Path(sys.argv[1])) as store:\n"
        "    store.revoke(sys.argv[2], by='M. Chen', at=datetime(2026, 11, 22, tzinfo=UTC))\n"
    )
    subprocess.run([sys.executable, "-c", program, tmp_path / "identity.sqlite", issued.key_id], check=True)

    assert store.find(issued.text, NOW) is None


def test_nothing_is_read_again_while_nothing_changes(store, entropy):
    text = added(store, entropy).text
    store.find(text, NOW)
    statements = []
    store._file._reads.set_trace_callback(statements.append)

    store.find(text, NOW)

    assert statements == ["PRAGMA data_version"]


def test_store_that_cannot_be_read_knows_nobody(store, entropy):
    text = added(store, entropy).text
    assert store.find(text, NOW) == COUNTY
    store._file._reads.close()

    assert store.find(text, NOW) is None


def test_file_of_a_newer_program_is_left_alone(tmp_path):
    path = tmp_path / "identity.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(KeyStoreError, match="schema 99"):
        KeyStore.open(path)


@pytest.mark.parametrize("place", ["missing/identity.sqlite", "."])
def test_place_that_is_no_file_is_an_error_for_the_operator(tmp_path, place):
    with pytest.raises(KeyStoreError, match="cannot be used"):
        KeyStore.open(tmp_path / place)


def test_many_can_open_and_add_at_once(tmp_path):
    path, faults = tmp_path / "identity.sqlite", []
    entropy = counting()

    def add():
        try:
            with KeyStore.open(path) as store:
                for _ in range(5):
                    added(store, entropy)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with KeyStore.open(path) as store:
        assert (faults, len(store.list())) == ([], 40)


def test_key_ids_that_are_taken_are_drawn_again(store):
    drawn = iter([b"\1" * 4, b"s" * 32, b"\1" * 4, b"\2" * 4, b"t" * 32])
    ids = [store.add(COUNTY, by="R. Ortiz", at=NOW, entropy=lambda _: next(drawn)).key_id for _ in range(2)]

    assert ids == ["01010101", "02020202"]
