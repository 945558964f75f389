"""``firewall partner``: keys from their making to their end, beside a running firewall."""

import time

import pytest

from tests.system.town import COUNTY, fetch

HEARD_AFTER_S = 0.1
"""A key that another process changed is known to the running firewall within 20 ms."""


def ask(town, key):
    time.sleep(HEARD_AFTER_S)
    headers = [("Host", "city"), ("Purpose-Of-Use", "public-health"), ("Authorization", f"Bearer {key}")]
    return fetch(town.url, "/clinic/patients/1001", headers=headers).status


def made(town, *words):
    done = town.firewall("partner", "add-key", COUNTY, *words)
    assert done.code == 0, done.err
    return done.out.strip(), done.out.split("_")[1]


def row(town, key_id):
    return next(row for row in town.firewall("partner", "list", "--json").json if row["key"] == key_id)


def test_a_new_key_is_printed_alone_and_works_at_once(town):
    done = town.firewall("partner", "add-key", COUNTY, "--note", "interface engine")

    assert len(done.out.split()) == 1
    assert "It is not shown again." in done.err
    assert ask(town, done.out.strip()) == 200


def test_a_key_is_never_listed_nor_recorded(town, told):
    done = town.firewall("partner", "add-key", COUNTY, "--by", "A. Admin")
    key = done.out.strip()
    entry = told(done)

    assert (entry["act"], entry["by"], entry["subject"]) == ("partner add-key", "A. Admin", COUNTY)
    assert entry["facts"] == {"key": key.split("_")[1]}
    assert key.split("_", 2)[2] not in town.firewall("partner", "list").out + str(entry)


def test_a_rotated_key_works_until_its_last_day(town):
    key, key_id = made(town)
    done = town.firewall("partner", "rotate", key_id, "--until", "2026-11-24")

    assert (ask(town, key), ask(town, done.out.strip())) == (200, 200)
    with town.clock.later(days=3):
        assert (ask(town, key), ask(town, done.out.strip())) == (404, 200)


def test_a_revoked_key_is_unknown(town, told):
    key, key_id = made(town)
    done = town.firewall("partner", "revoke", key_id)

    assert told(done)["act"] == "partner revoke"
    assert ask(town, key) == 404
    assert row(town, key_id)["state"] == "ended"


def test_a_revoked_key_cannot_be_rotated(town):
    _, key_id = made(town)
    town.firewall("partner", "revoke", key_id)
    done = town.firewall("partner", "rotate", key_id)

    assert (done.code, done.out) == (2, "")
    assert "add a new key instead" in done.err


def test_a_partner_that_is_not_in_the_policies_gets_no_key(town):
    done = town.firewall("partner", "add-key", "county-public-helth")

    assert (done.code, done.out) == (2, "")
    assert "Did you mean `county-public-health`" in done.err


@pytest.mark.parametrize("words", [("rotate", "00000000"), ("revoke", "00000000")])
def test_a_key_that_does_not_exist_is_a_sentence(town, words):
    done = town.firewall("partner", *words)

    assert (done.code, done.out) == (2, "")
    assert "there is no key with that id" in done.err


def test_a_day_that_is_none_rotates_nothing(town):
    _, key_id = made(town)
    done = town.firewall("partner", "rotate", key_id, "--until", "next week")

    assert (done.code, done.out) == (2, "")
    assert row(town, key_id)["state"] == "valid"


def test_the_list_shows_the_note(town):
    _, key_id = made(town, "--note", "for the lab")

    assert row(town, key_id)["note"] == "for the lab"
    assert key_id in town.firewall("partner", "list").out


def test_a_note_that_tells_of_a_person_makes_no_key(town):
    done = town.firewall("partner", "add-key", COUNTY, "--note", "for 123-45-6789")

    assert (done.code, done.out) == (2, "")
    assert "government_id.tax" in done.err
    assert "6789" not in done.err
