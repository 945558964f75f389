"""A policy is a folder or a bundle, and is read the same."""

import pytest

from firewall.cli.either import loaded
from firewall.errors import FirewallError
from firewall.folder import read_policies
from firewall.signed import form
from tests.system.town import POLICIES


def test_a_bundle_holds_what_its_folder_holds(tmp_path):
    path = tmp_path / "policies.bundle"
    path.write_bytes(form.encoded(form.made("harbor-city", 3, read_policies(POLICIES))))

    assert loaded(path).bundle.digest == loaded(POLICIES).bundle.digest


def test_what_is_neither_is_said(tmp_path):
    (tmp_path / "no.bundle").write_text("no bundle")

    with pytest.raises(FirewallError):
        loaded(tmp_path / "no.bundle")
    with pytest.raises(FirewallError):
        loaded(tmp_path / "nowhere")
