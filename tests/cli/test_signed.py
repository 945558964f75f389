"""``firewall policy verify``, ``show`` and ``unpack``: who signed, and what."""

import msgspec
import pytest

from firewall.folder import read_policies
from firewall.packs import with_shipped
from firewall.signed import form
from tests.helpers_signed import JOSE, MARIA, NAMES, ROLES, STRANGER, Desk, built, sign, signed
from tests.system.town import command


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    people = "".join(
        f'[policies.signers.{n}]\nkey = "{n}.pub"\nroles = {list(ROLES[n])}\n'.replace("'", '"')
        for n in NAMES
    )
    (tmp_path / "firewall.toml").write_text(f'[policies]\nbundle = "city.bundle"\n{people}')
    return found


def verify(desk, bundle, *words):
    desk.put(bundle)
    return command("policy", "verify", str(desk.bundle), "-c", str(desk.directory / "firewall.toml"), *words)


def test_who_signed_is_told_by_name(desk):
    done = verify(desk, signed(built(7)))

    assert done.code == 0
    assert "Version 7 of springfield" in done.out
    assert {"maria", "jose"} <= set(done.out.split())
    assert done.out.endswith("ok\n")


@pytest.mark.parametrize(
    ("bundle", "says"),
    [
        (built(), "Nobody has signed it."),
        (sign(built(), MARIA, "author"), "not ok"),
        (sign(sign(built(), MARIA, "author"), STRANGER, "approver"), "nobody in firewall.toml"),
        (msgspec.structs.replace(signed(built(7)), version=8), "false: not by jose"),
        (signed(msgspec.structs.replace(built(), city="shelbyville")), "not ok"),
        (signed(built(**{"city.yaml": "city: springfield\n"})), "not ok"),
    ],
)
def test_what_would_not_load_is_found(desk, bundle, says, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    done = verify(desk, bundle)

    assert done.code == 1
    assert says in done.out
    assert "city" in done.err or "faults" in done.err
    assert verify(desk, bundle, "--json").json["ok"] is False


def test_the_same_as_json(desk):
    told = verify(
        desk, sign(sign(built(7), MARIA, "author", reason="decided"), JOSE, "approver"), "--json"
    ).json

    assert (told["ok"], told["version"], told["fault"]) == (True, 7, "")
    assert [(one["role"], one["name"], one["reason"]) for one in told["signatures"]] == [
        ("approver", "jose", ""), ("author", "maria", "decided"),
    ]  # fmt: skip


def test_a_damaged_file_and_a_missing_one_end_with_2(desk):
    desk.bundle.write_bytes(form.encoded(signed(built()))[:-9])
    config = ("-c", str(desk.directory / "firewall.toml"))

    assert command("policy", "verify", str(desk.bundle), *config).code == 2
    assert "There is no bundle" in command("policy", "show", str(desk.directory / "x")).err
    (desk.directory / "firewall.toml").write_text("")
    desk.put(built())
    assert "names nobody who signs" in command("policy", "verify", str(desk.bundle), *config).err


def test_it_is_shown(desk):
    desk.put(signed(built(9, restores=4)))
    done = command("policy", "show", str(desk.bundle))

    assert "which brings back version 4" in done.out
    assert "laws/welcoming.yaml" in done.out
    assert command("policy", "show", str(desk.bundle), "--json").json["version"] == 9
    assert (
        command("policy", "show", str(desk.bundle), "--file", "city.yaml").out == built().files["city.yaml"]
    )
    assert command("policy", "show", str(desk.bundle), "--file", "x.yaml").code == 2


def test_it_is_unpacked_as_it_was(desk):
    desk.put(signed(built()))
    out = desk.directory / "out"
    done = command("policy", "unpack", str(desk.bundle), "-o", str(out))

    assert done.code == 0
    assert command("policy", "unpack", str(desk.bundle), "-o", f"{out}2", "--json").json["version"] == 1
    assert read_policies(out) == built().files
    assert command("policy", "unpack", str(desk.bundle), "-o", str(out)).code == 2


def test_packs_of_the_program_are_not_unpacked_beside_it(desk, tmp_path):
    """What stands in the folder would clash with them."""
    text = built().files["city.yaml"]
    own = {**built().files, "city.yaml": f"{text}packs:\n  - pack: us-federal\n    from: 2001-01-01\n"}
    files = with_shipped(own)
    assert len(files) > len(own)
    desk.put(form.made("springfield", 1, files))
    assert command("policy", "unpack", str(desk.bundle), "-o", str(tmp_path / "out")).code == 0
    assert not (tmp_path / "out" / "packs").exists()

    pack = next(name for name in files if name.startswith("packs/"))
    desk.put(form.made("springfield", 1, files | {pack: files[pack] + "# another\n"}))
    done = command("policy", "unpack", str(desk.bundle), "-o", str(tmp_path / "other"))
    assert "another version" in done.err
    assert (tmp_path / "other" / pack).read_text().endswith("# another\n")
