"""A bundle on the disk: what is taken, what is not, and what was taken back."""

import os
from datetime import date, timedelta

import msgspec
import pytest

from firewall.config import Signer
from firewall.errors import ConfigError
from firewall.policy.load import digest_of
from firewall.signed import form, shelf
from firewall.signed.exact import canonical
from firewall.signed.faults import SignedError, Why
from firewall.signed.history import State
from firewall.sources.bundle import Signed, city_of
from tests.helpers_signed import (
    AGREEMENT,
    ANA,
    JOSE,
    MARIA,
    NOW,
    ROLES,
    STRANGER,
    Desk,
    built,
    emergency,
    key_id,
    revoked,
    sign,
    signed,
)

SEVEN = signed(built(7))


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    found.put(SEVEN)
    return found


def source(desk, **changes):
    return Signed(desk.bundle, desk.signing(**changes), desk.data)


def in_force(desk, bundle=SEVEN, **changes):
    """A source of which the record says that this bundle is in force."""
    found = source(desk, **changes)
    read = found.see(NOW).read
    found.recorded(read.state, bundle)
    return found


def why(seen):
    assert seen.read is None
    return seen.fault.why


def test_a_signed_bundle_is_read(desk):
    read = source(desk).see(NOW).read

    assert digest_of(read.texts) == SEVEN.digest
    assert read.state.number == 7
    assert read.state.signed == (f"approver:{key_id(JOSE)}", f"author:{key_id(MARIA)}")


@pytest.mark.parametrize("at", range(0, len(form.encoded(SEVEN)), 1511))
def test_a_torn_file_is_never_read(desk, at):
    desk.bundle.write_bytes(form.encoded(SEVEN)[:at])

    assert why(source(desk).see(NOW)) is Why.DAMAGED


def test_a_link_is_as_good_as_what_it_leads_to(desk, tmp_path):
    real = desk.bundle.rename(tmp_path / "real")
    desk.bundle.symlink_to(real)
    assert source(desk).see(NOW).read

    before = source(desk).look(NOW)
    real.unlink()
    assert source(desk).look(NOW) != before
    assert isinstance(source(desk).see(NOW).fault, ConfigError)


def test_a_pipe_keeps_nobody_waiting(desk):
    desk.bundle.unlink()
    os.mkfifo(desk.bundle)

    assert why(source(desk).see(NOW)) is Why.NO_FILE


def test_half_signed_is_refused(desk):
    desk.put(sign(built(7), MARIA, "author"))

    assert why(source(desk).see(NOW)) is Why.UNSIGNED


def test_a_bundle_that_says_another_city_than_its_files_is_refused(desk):
    desk.put(signed(msgspec.structs.replace(built(7), city="shelbyville")))

    assert why(source(desk).see(NOW)) is Why.OTHER_CITY


def test_an_old_bundle_is_not_replayed(desk):
    it = in_force(desk)
    desk.put(signed(built(6)))

    assert why(it.see(NOW)) is Why.OLDER


def test_a_rollback_is_signed_again_and_cannot_be_replayed(desk):
    five = built(5, **{"samples/x.json": "{}"})
    it = in_force(desk)
    back = desk.put(signed(form.made("springfield", 8, five.files, 5, "It broke.")))
    read = it.see(NOW).read
    assert (read.state.number, read.state.restores, read.bundle.digest) == (8, 5, five.digest)

    it.recorded(read.state, back)
    it.recorded(it.state, desk.put(signed(built(9))))
    it.recorded(it.see(NOW).read.state)
    desk.put(back)
    assert why(it.see(NOW)) is Why.OLDER


def test_the_same_version_has_the_same_files(desk):
    it = in_force(desk)
    desk.put(signed(built(7, **{"samples/x.json": "{}"})))

    assert why(it.see(NOW)) is Why.SAME_NUMBER


def test_a_version_before_the_first_that_is_taken_is_refused(desk):
    assert why(source(desk, not_before_version=8).see(NOW)) is Why.BEFORE


def ended(desk):
    people = tuple(
        Signer(name=n, key=desk.directory / f"{n}.pub", roles=ROLES[n], until=date(2026, 6, 14))
        for n in ("maria", "jose")
    )
    return {"signers": people}


def test_a_key_that_ended_brings_nothing_new_and_takes_nothing_away(desk):
    it = source(desk, **ended(desk))
    assert why(it.see(NOW)) is Why.KEY_ENDED

    it.recorded(State(number=7, digest=SEVEN.digest), SEVEN)
    assert it.see(NOW).read
    assert not it.see(NOW).withdrawn
    desk.put(signed(built(8)))
    assert why(it.see(NOW)) is Why.KEY_ENDED


def in_zone(number, zone):
    files = built().files
    return signed(
        form.made(
            "springfield", number, files | {"city.yaml": f"{files['city.yaml']}timezone: {zone}\n"}, 0, ""
        )
    )


def test_a_key_ends_with_the_last_day_of_the_city(desk):
    late, early = (NOW.replace(day=day, hour=hour, minute=30) for day, hour in ((15, 1), (14, 22)))
    it, chicago, berlin = (
        source(desk, **ended(desk)),
        in_zone(7, "America/Chicago"),
        in_zone(7, "Europe/Berlin"),
    )
    it.recorded(State(), chicago)
    desk.put(chicago)
    assert it.see(late).read
    it.recorded(State(), berlin)
    desk.put(berlin)
    assert why(it.see(early)) is Why.KEY_ENDED


def test_a_bundle_does_not_put_off_the_day_by_its_own_zone(desk):
    desk.put(in_zone(7, "America/Chicago"))
    assert why(source(desk, **ended(desk)).see(NOW.replace(day=15, hour=1))) is Why.KEY_ENDED


# ---- revoking


def test_a_revoked_bundle_is_withdrawn_at_once(desk):
    it = in_force(desk)
    assert not it.see(NOW).withdrawn
    before = it.look(NOW)
    desk.revoke(revoked("bundle", SEVEN.digest))
    seen = it.see(NOW)

    assert it.look(NOW) != before
    assert seen.withdrawn
    assert why(seen) is Why.REVOKED
    assert [one.closes for one in seen.revoked] == [f"bundle:{SEVEN.digest}"]


def test_the_record_remembers_when_the_file_is_gone(desk):
    it = in_force(desk)
    it.recorded(it.state.closing([f"bundle:{SEVEN.digest}"]))

    assert it.see(NOW).withdrawn
    assert why(it.see(NOW)) is Why.REVOKED


def test_a_revoked_key_takes_its_signatures_along(desk):
    it = in_force(desk)
    desk.revoke(revoked("key", key_id(MARIA)))
    seen = it.see(NOW)

    assert seen.withdrawn
    assert why(seen) is Why.KEY_REVOKED


def test_a_revoked_key_that_was_not_needed_takes_nothing(desk):
    bundle = desk.put(sign(SEVEN, ANA, "approver"))
    it = in_force(desk, bundle)
    desk.revoke(revoked("key", key_id(JOSE)))

    assert not it.see(NOW).withdrawn
    assert it.see(NOW).read


def test_a_revocation_counts_whatever_lies_on_the_disk(desk):
    it = in_force(desk)
    desk.bundle.write_bytes(b"torn")
    desk.revoke(revoked("bundle", SEVEN.digest), b"torn")

    assert it.see(NOW).withdrawn


def test_what_cannot_be_believed_is_a_fault(desk):
    it = in_force(desk)
    desk.revoke(revoked("bundle", SEVEN.digest, STRANGER, "jose"))
    seen = it.see(NOW)

    assert not seen.withdrawn
    assert why(seen) is Why.REVOCATIONS
    desk.bundle.with_name("city.bundle.revoked").unlink()
    desk.bundle.with_name("city.bundle.revoked").mkdir()
    assert it.see(NOW).read is None


def test_a_revoked_bundle_does_not_come_back_under_another_number(desk):
    it = in_force(desk)
    desk.revoke(revoked("bundle", SEVEN.digest))
    desk.put(signed(form.made("springfield", 9, SEVEN.files, 7, "It broke.")))

    assert why(it.see(NOW)) is Why.REVOKED


# ---- an emergency


def odd(desk, it=None, at=NOW):
    """Why an emergency is not in force; the bundle always is."""
    read = (it or source(desk)).see(at).read
    assert digest_of(read.texts) == SEVEN.digest
    assert (read.glass, read.state.glass) == (None, "")
    return read.odd


def test_an_emergency_lies_on_the_bundle_for_its_time(desk):
    found = desk.lay(signed(emergency(SEVEN)))
    it = source(desk)
    read = it.see(NOW).read

    assert read.texts == {**SEVEN.files, found.file: AGREEMENT}
    assert (read.state.glass, read.ends) == (found.digest, found.until)
    assert it.look(NOW) != it.look(found.until)
    assert it.look(NOW) != it.look(NOW - timedelta(hours=2))
    assert odd(desk, it, found.until) is None
    assert odd(desk, it, NOW - timedelta(hours=2)) is None


EMERGENCIES = {
    "nobody signed": (Why.UNSIGNED, lambda: emergency(SEVEN)),
    "half signed": (Why.UNSIGNED, lambda: sign(emergency(SEVEN), MARIA, "author")),
    "one person": (Why.UNSIGNED, lambda: sign(sign(emergency(SEVEN), ANA, "author"), ANA, "approver")),
    "too long": (Why.TOO_LONG, lambda: signed(emergency(SEVEN, hours=25))),
    "another bundle": (Why.OTHER_BASE, lambda: signed(emergency(built(6, **{"samples/x.json": "{}"})))),
    "another city": (Why.OTHER_BASE, lambda: signed(emergency(SEVEN, city="shelbyville"))),
    "another reason": (
        Why.BAD_SIGNATURE,
        lambda: msgspec.structs.replace(signed(emergency(SEVEN)), reason="Another reason altogether."),
    ),
    "a later end": (
        Why.BAD_SIGNATURE,
        lambda: msgspec.structs.replace(signed(emergency(SEVEN, hours=20)), ends="2026-06-16T10:59:00Z"),
    ),
    "no reason": (Why.NO_REASON, lambda: signed(emergency(SEVEN, reason=""))),
    "a duty": (Why.NO_EMERGENCY, lambda: saying("basis: emergency", "basis: duty")),
    "a word that is none": (Why.UNFIT, lambda: saying("contact.phone", "contact.fone")),
    "nothing that a person says": (
        Why.UNFIT,
        lambda: saying("needs: {approval: data-protection-officer}\n", ""),
    ),
    "what cannot be inspected": (Why.UNFIT, lambda: saying("contact.phone", "uninspectable")),
    "the name of another agreement": (Why.UNFIT, lambda: saying("flood-2026", "DSA-2026-014")),
}


def saying(old, new):
    assert old in AGREEMENT
    return signed(emergency(SEVEN, agreement=AGREEMENT.replace(old, new)))


@pytest.mark.parametrize("how", EMERGENCIES)
def test_an_emergency_that_may_not_be_is_told_and_left_out(desk, how):
    why_not, make = EMERGENCIES[how]
    desk.lay(make())

    assert odd(desk).why is why_not


def test_an_emergency_that_is_over_is_passed_over_whatever_follows(desk):
    found = desk.lay(signed(emergency(SEVEN)))
    it = source(desk)
    it.recorded(State().closing([f"break-glass:{found.digest}"]))
    assert odd(desk, it, found.until) is None

    desk.put(signed(built(8)))
    assert it.see(found.until).read.odd is None
    assert it.see(NOW).read.odd.why is Why.ENDED


PROMISES = """
promises:
  - promise: no-phones
    says: The health department never gets a phone.
    cite: A decision of ours
    never_receives: [contact.phone]
    to: [county-public-health]
    from: 2026-01-01
"""


def test_an_emergency_that_breaks_a_promise_is_left_out(desk):
    bundle = desk.put(signed(built(8, **{"promises.yaml": PROMISES})))
    text = AGREEMENT.replace("approval: data-protection-officer", "process: [exigency]")
    desk.lay(signed(emergency(bundle, agreement=text)))
    read = source(desk).see(NOW).read

    assert (read.glass, read.odd.why) == (None, Why.UNFIT)
    assert "promise" in str(read.odd)

    bundle = desk.put(signed(built(9)))
    desk.lay(signed(emergency(bundle, agreement=text)))
    assert source(desk).see(NOW).read.glass is not None


def test_an_emergency_that_was_revoked_or_has_ended_does_not_come_back(desk):
    found = desk.lay(signed(emergency(SEVEN)))
    it = source(desk)
    desk.revoke(revoked("break-glass", found.digest))
    assert odd(desk, it).why is Why.ENDED

    desk.revoke()
    it.recorded(State().closing([f"break-glass:{found.digest}"]))
    assert odd(desk, it).why is Why.ENDED


def test_an_emergency_in_force_is_withdrawn_whatever_lies_on_the_disk(desk):
    found = source(desk)
    over = desk.lay(signed(emergency(SEVEN)))
    read = found.see(NOW).read
    found.recorded(read.state, read.bundle, read.glass)
    assert not found.see(NOW).withdrawn

    desk.bundle.write_bytes(b"torn")
    assert not found.see(NOW).withdrawn
    desk.revoke(revoked("break-glass", over.digest), b"{")
    assert found.see(NOW).withdrawn

    found.recorded(read.state, read.bundle)  # it ended
    assert not found.see(NOW).withdrawn


def test_a_revoked_key_opens_no_emergency(desk):
    bundle = desk.put(sign(SEVEN, ANA, "author"))
    desk.lay(signed(emergency(bundle)))
    desk.revoke(revoked("key", key_id(MARIA)))

    assert odd(desk).why is Why.KEY_REVOKED


def test_what_is_no_emergency_at_all_is_left_out(desk):
    path = desk.bundle.with_name("city.bundle.break-glass")
    for raw in (b"", b"{}", canonical(signed(emergency(SEVEN)))[:-9]):
        path.write_bytes(raw)
        assert odd(desk).why is Why.DAMAGED
    path.unlink()
    path.mkdir()
    assert odd(desk).why is Why.NO_FILE


def test_what_is_in_force_is_kept_for_a_rollback(desk, monkeypatch):
    it = source(desk)
    it.shelve(SEVEN)
    assert shelf.find(desk.data, 7) == SEVEN

    desk.data.joinpath("bundles").rename(desk.data / "elsewhere")
    desk.data.joinpath("bundles").touch()
    it.shelve(SEVEN)  # told, and never in the way


def test_the_city_stands_in_its_file():
    assert city_of({"city.yaml": "city: springfield\n"}) == "springfield"
    assert city_of({}) == city_of({"city.yaml": "- x"}) == city_of({"city.yaml": "city: [x]"}) == ""


def test_two_people_with_one_key_do_not_start(desk):
    people = (Signer(name="maria", key=desk.directory / "maria.pub", roles=("author",)),) * 2
    with pytest.raises(ConfigError):
        source(desk, signers=people)


def test_a_signed_error_is_one(desk):
    desk.put(built(7))
    assert isinstance(source(desk).see(NOW).fault, SignedError)
