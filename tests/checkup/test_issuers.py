"""Keys of who signs tokens: a file is read, an address only reached."""

import json
from datetime import UTC, datetime

import pytest
from joserfc.jwk import OKPKey

from firewall.checkup import issuers
from firewall.checkup.lines import State
from firewall.identity.issuer import Issuer


def looked(**where):
    issuer = Issuer(name="county", issuer="https://x.example", audience="a", algorithms=("EdDSA",), **where)
    return issuers.keys(issuer, datetime.now(UTC), 3.0)


@pytest.fixture
def keys(tmp_path):
    key = OKPKey.generate_key("Ed25519", {"kid": "one", "use": "sig", "alg": "EdDSA"})
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    return path


def test_a_file_of_keys_is_read(keys):
    line = looked(keys_file=keys)

    assert (line.state, line.says) == (State.OK, "Keys that can be used: 1.")


def test_a_file_that_is_none_is_a_fault(tmp_path):
    (tmp_path / "odd.json").write_text("{}")

    assert looked(keys_file=tmp_path / "odd.json").state is State.FAULT
    assert looked(keys_file=tmp_path / "missing.json").state is State.FAULT


def test_an_address_is_reached_and_named_where_it_is_written():
    line = looked(keys_url="https://127.0.0.1:9/keys.json")

    assert (line.state, line.about) == (State.FAULT, "issuer county")
    assert "issuers.county.keys_url" in line.remedy
