"""What the commands about signed files share."""

import pytest

from firewall.cli import bundled
from firewall.errors import ConfigError
from firewall.signed import form
from tests.helpers_signed import JOSE, MARIA, built, sign


def test_a_file_is_written_once(tmp_path):
    bundled.write_new(tmp_path / "x", b"1")
    with pytest.raises(ConfigError, match="already"):
        bundled.write_new(tmp_path / "x", b"2")
    bundled.write(tmp_path / "x", b"3")

    assert (tmp_path / "x").read_bytes() == b"3"
    with pytest.raises(ConfigError, match="cannot be written"):
        bundled.write(tmp_path / "nowhere" / "x", b"")


def test_a_key_signs_once():
    author = sign(built(), MARIA, "author").signatures
    approver = sign(built(), JOSE, "approver").signatures[0]

    assert form.is_ordered(bundled.added(author, approver))
    with pytest.raises(ConfigError, match="signed it already"):
        bundled.added(author, sign(built(), MARIA, "approver").signatures[0])


def test_a_bundle_is_read_whoever_signed_it(tmp_path):
    (tmp_path / "b").write_bytes(form.encoded(built()))

    assert bundled.read_bundle(tmp_path / "b") == built()
    assert bundled.header(built(3))["version"] == 3
