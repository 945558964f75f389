"""``firewall policy rollback``, ``revoke`` and ``break-glass``: what cannot wait."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from firewall import books
from firewall.cli import bundled, paged
from firewall.errors import PolicyError
from firewall.folder import read_policies
from firewall.policy.load import load
from firewall.signed import form, glass, history, revocations, shelf
from firewall.signed.history import State
from firewall.sources.people import signers_of
from tests.helpers_signed import JOSE, NAMES, ROLES, STRANGER, Desk, emergency, flood, key_id, signed
from tests.system.town import COUNTY, POLICIES, command

FILES = read_policies(POLICIES)
NOW = datetime.now(UTC)
# Its agreement ends on the day on which the shortest emergency below does, at whatever hour this runs.
FLOOD = flood(NOW + timedelta(hours=2))


def private(path, key):
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)


class Town(Desk):
    """A directory of a city whose policies are a bundle, with the private keys of all who sign."""

    def __init__(self, directory):
        super().__init__(directory)
        people = "".join(
            f'[policies.signers.{n}]\nkey = "{n}.pub"\nroles = {list(ROLES[n])}\n'.replace("'", '"')
            for n in NAMES
        )
        self.config = directory / "firewall.toml"
        self.config.write_text(f'[policies]\nbundle = "city.bundle"\n{people}')
        for name, key in (*NAMES.items(), ("stranger", STRANGER)):
            private(directory / f"{name}.pem", key)
        self.seven = self.put(signed(form.made("harbor-city", 7, FILES)))
        self.data.rmdir()
        with books.opened(self.data, load(FILES), NOW, create=True) as opened:
            opened.record.append_now(
                history.said(State(number=7, digest=self.seven.digest), NOW, history.IN_FORCE)
            )
        shelf.keep(self.data, self.seven)

    def does(self, *words):
        return command("policy", *words, "-c", str(self.config))

    def key(self, name):
        return ("--key", str(self.directory / f"{name}.pem"))

    def revoked(self):
        raw = self.bundle.with_name("city.bundle.revoked").read_bytes()
        return revocations.judged(raw, signers_of(self.signing()), (), "x")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("emergencies"))


@pytest.fixture
def nothing_revoked(town):
    town.bundle.with_name("city.bundle.revoked").unlink(missing_ok=True)


# ---- back


def test_an_older_version_comes_back_under_a_new_number(town):
    out = town.directory / "back.bundle"
    done = town.does("rollback", "--to", "7", "--reason", "Version 8 refused the clinic", "-o", str(out))
    made = form.decoded(out.read_bytes(), "x")

    assert done.code == 0, done.err
    assert (made.version, made.restores, made.reason) == (8, 7, "Version 8 refused the clinic")
    assert (made.files, made.signatures) == (FILES, ())
    assert "brings back version 7 (Version 8 refused the clinic)" in command("policy", "show", str(out)).out
    assert bundled.next_version(town.config) == 8


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--to", "3", "--reason", "It broke"), "not among those"),
        (("--to", "7", "--reason", "  "), "say why"),
        (("--to", "7", "--reason", "It broke", "--version", "6"), "POL320"),
        (("--to", "6", "--reason", "It broke", "--from", "city.bundle"), "is version 7, not 6"),
    ],
)
def test_what_cannot_come_back_is_told(town, monkeypatch, words, says):
    monkeypatch.chdir(town.directory)
    done = town.does("rollback", *words, "-o", "nothing.bundle")

    assert (done.code, says in done.err) == (2, True), done.err
    assert not (town.directory / "nothing.bundle").exists()


# ---- revoke


def test_one_person_revokes_and_what_was_there_stays(town, nothing_revoked):
    assert town.does("revoke", str(town.bundle), *town.key("jose"), "--reason", "The wrong file").code == 0
    assert town.does("revoke", key_id(JOSE), *town.key("maria"), "--reason", "Lost").code == 0
    told = town.does("revoke", "a" * 64, *town.key("ana"), "--reason", "Wrong", "--json").json
    assert (told["kind"], told["revoked"], told["by"]) == ("bundle or break-glass", "a" * 64, "ana")

    assert town.revoked().closed == {
        f"bundle:{town.seven.digest}",
        f"key:{key_id(JOSE)}",
        f"bundle:{'a' * 64}",
        f"break-glass:{'a' * 64}",
    }
    assert town.revoked().fault is None


def test_what_is_not_known_here_is_revoked_as_either_and_told(town, nothing_revoked):
    """An emergency may lie on another machine alone."""
    digest = emergency(town.seven).digest
    done = town.does("revoke", digest, *town.key("jose"), "--reason", "Nobody asked me")

    assert done.code == 0
    assert "Compare all 64 characters" in done.err
    assert town.revoked().closed == {f"bundle:{digest}", f"break-glass:{digest}"}


@pytest.mark.parametrize("file", ["city.bundle", "city.bundle.break-glass"])
def test_a_digest_is_known_from_the_shelf_whatever_lies_beside(town, nothing_revoked, file):
    """What is damaged here is not in the way of who revokes."""
    path = town.directory / file
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(b"torn")
    try:
        done = town.does("revoke", town.seven.digest, *town.key("jose"), "--reason", "The wrong file")
    finally:
        path.unlink() if before is None else path.write_bytes(before)

    assert (done.code, done.err) == (0, "")
    assert town.revoked().closed == {f"bundle:{town.seven.digest}"}


def test_an_emergency_is_known_from_the_record(town, nothing_revoked):
    over = emergency(town.seven)
    state = history.State(number=7, digest=town.seven.digest, glass=over.digest, glass_ends=over.ends)
    with books.opened(town.data, load(FILES), NOW) as kept:
        before = history.last(kept.record)
        kept.record.append_now(history.said(state, NOW, history.BREAK_GLASS))
    done = town.does("revoke", over.digest, *town.key("jose"), "--reason", "Nobody asked me")
    with books.opened(town.data, load(FILES), NOW) as kept:
        kept.record.append_now(history.said(before, NOW, history.BREAK_GLASS_END))

    assert (done.code, done.err) == (0, "")
    assert town.revoked().closed == {f"break-glass:{over.digest}"}


def test_a_line_that_was_cut_does_not_spoil_the_next(town, nothing_revoked):
    town.bundle.with_name("city.bundle.revoked").write_bytes(b"torn")
    town.does("revoke", "a" * 64, *town.key("jose"), "--reason", "Wrong")

    assert town.revoked().closed == {f"bundle:{'a' * 64}", f"break-glass:{'a' * 64}"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("a" * 64, "--key", "stranger.pem", "--reason", "x"), "nobody in"),
        (("a" * 64, "--key", "jose.pem", "--reason", " "), "say why"),
        (("nowhere.bundle", "--key", "jose.pem", "--reason", "x"), "no bundle"),
        (("a" * 64, "--key", "jose.pem", "--reason", "Juan, A012345678"), "tells of a person"),
    ],
)
def test_what_is_no_revocation_writes_nothing(town, nothing_revoked, monkeypatch, words, says):
    monkeypatch.chdir(town.directory)
    done = town.does("revoke", *words)

    assert (done.code, says in done.err) == (2, True), done.err
    assert not town.bundle.with_name("city.bundle.revoked").exists()


# ---- break-glass


@pytest.fixture
def flood(town):
    path = town.directory / "flood.yaml"
    path.write_text(FLOOD)
    lying = town.bundle.with_name("city.bundle.break-glass")
    lying.unlink(missing_ok=True)
    return path


def break_glass(town, flood, *, hours=2, reason="The river is over the dam"):
    until = f"{NOW + timedelta(hours=hours):%Y-%m-%dT%H:%M}"
    return town.does("break-glass", "--agreement", str(flood), "--until", until, "--reason", reason)


def test_two_people_make_an_emergency(town, flood, nothing_revoked):
    lying = town.bundle.with_name("city.bundle.break-glass")
    done = break_glass(town, flood)
    assert done.code == 0, done.err
    half = town.does("verify", str(lying))
    assert (half.code, "Nobody has signed it." in half.out) == (1, True)

    told = command("policy", "sign", str(lying), *town.key("maria"), "--as", "author", "--json").json
    assert (told["role"], told["agreement"]) == ("author", "flood-2026")
    assert command("policy", "sign", str(lying), *town.key("jose"), "--as", "approver").code == 0
    told = town.does("verify", str(lying), "--json").json
    assert (told["ok"], told["reason"], told["agreement"]) == (
        True,
        "The river is over the dam",
        "flood-2026",
    )
    assert town.does("verify", str(lying)).out.endswith("ok\n")
    assert break_glass(town, flood).code == 2  # what was signed is not written over

    digest = glass.decoded(lying.read_bytes(), "x").digest
    for what in (str(lying), digest):
        town.does("revoke", what, *town.key("ana"), "--reason", "Nobody asked me")
    assert town.revoked().closed == {f"break-glass:{digest}"}


def test_an_emergency_is_short_has_a_reason_and_is_one(town, flood):
    assert "POL332" in break_glass(town, flood, hours=25).err
    assert "POL332" in break_glass(town, flood, hours=-2).err
    assert "POL333" in break_glass(town, flood, reason="x").err
    flood.write_text(FLOOD.replace("basis: emergency", "basis: duty"))
    assert "POL334" in break_glass(town, flood).err
    flood.write_text(FLOOD.replace("needs: {process: [exigency]}\n", ""))
    assert "POL113" in break_glass(town, flood).err or "POL" in break_glass(town, flood).err
    flood.write_text(FLOOD.replace("clinic:patient", "clinic:patiend"))
    assert "clinic:patient" in break_glass(town, flood).err
    flood.unlink()
    assert "cannot be read" in break_glass(town, flood).err
    assert not town.bundle.with_name("city.bundle.break-glass").exists()


def test_without_signers_there_is_no_break_glass(tmp_path, town, flood):
    (tmp_path / "firewall.toml").write_text("")
    done = command(
        "policy", "break-glass", "--agreement", str(flood), "--until", "2099-01-01", "--reason", "The river rises",
        "-c", str(tmp_path / "firewall.toml"),
    )  # fmt: skip

    assert (done.code, "names nobody who signs" in done.err) == (2, True)


def test_staff_work_on_what_was_signed_and_on_nothing_else(town, nothing_revoked):
    words = ("partner", "add-key", COUNTY, "--config", str(town.config))
    assert command(*words).code == 0

    town.put(form.made("harbor-city", 8, FILES))
    done = command(*words)
    town.put(town.seven)
    assert (done.code, "POL322" in done.err) == (2, True)


def test_a_mirror_and_a_check_take_a_bundle(town, nothing_revoked):
    assert command("mirror", "add-key", COUNTY, "--config", str(town.config)).code == 0


def test_an_emergency_is_published_with_the_policies(town, nothing_revoked):
    """The page is written of what is in force now, and of nothing that would not be taken."""
    lying = town.bundle.with_name("city.bundle.break-glass")
    found = town.lay(signed(emergency(town.seven, begins=NOW, hours=2, agreement=FLOOD)))
    read = paged._signed(town.bundle, town.config)
    lying.unlink()

    assert read.glass == found
    assert found.file in read.texts
    assert paged._signed(POLICIES, town.config) is None
    assert paged._signed(town.bundle, town.directory / "none.toml") is None
    town.put(form.made("harbor-city", 8, FILES))
    with pytest.raises(PolicyError):
        paged._signed(town.bundle, town.config)
    town.put(town.seven)
