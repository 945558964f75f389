"""``firewall.toml``: all faults at once, safe when empty, and an example that is true."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.config import (
    EXAMPLE,
    Admin,
    Config,
    Detectors,
    Edge,
    Limits,
    Listen,
    Logs,
    Mirror,
    Names,
    Processes,
    Record,
    Retention,
    Spool,
    Traces,
    load,
)
from firewall.errors import ConfigError
from firewall.identity.issuer import Issuer
from tests.helpers_config import BASE, faults


def test_empty_file_is_all_defaults_and_warns_of_nothing():
    config, warnings = load("", BASE)

    assert config == Config(data=BASE / "data", policies=BASE / "policies")
    assert warnings == ()


def test_example_is_the_same_as_an_empty_file():
    assert load(EXAMPLE, BASE) == load("", BASE)


def test_example_with_everything_switched_on_is_valid_and_sets_every_key():
    everything = re.sub(r"(?m)^# (?=[a-z0-9_]+ = |\[)", "", EXAMPLE)
    everything = everything.replace('directory = "policies"\n', "")  # a bundle stands in its place
    config, _ = load(everything, BASE)

    keys = {table: set(values) for table, values in tomllib.loads(everything).items()}
    assert keys == {
        "listen": {field.name for field in fields(Listen)},
        "admin": {field.name for field in fields(Admin)},
        "data": {"directory"},
        "policies": {
            "bundle",
            "signers",
            "require",
            "not_before_version",
            "break_glass_hours",
            "refuse_after_s",
            "draft",
            "draft_until",
        },
        "detectors": {field.name for field in fields(Detectors)},
        "names": {field.name for field in fields(Names)},
        "mirror": {field.name for field in fields(Mirror)},
        "spool": {field.name for field in fields(Spool)},
        "limits": {field.name for field in fields(Limits)},
        "logs": {field.name for field in fields(Logs)},
        "traces": {field.name for field in fields(Traces)},
        "record": {field.name for field in fields(Record)},
        "retention": {field.name for field in fields(Retention)},
        "processes": {field.name for field in fields(Processes)},
        "upstream_tls": {"ca"},
        "client_cas": {"county", "edge"},
        "edge": {field.name for field in fields(Edge)},
        "issuers": {"county-login"},
    }
    issuer = tomllib.loads(everything)["issuers"]["county-login"]
    assert set(issuer) == {field.name for field in fields(Issuer)} - {"name", "keys_file"}
    assert {name: issuer[name] for name in DEFAULTS} == DEFAULTS
    assert config.listen.client_ca == BASE / "tls/partners-ca.pem"
    assert config.upstream_ca == BASE / "tls/services-ca.pem"
    assert config.detectors.recognizers == BASE / "recognizers.yaml"
    assert config.names.model == BASE / "models/en_core_web_sm-3.8.0"


DEFAULTS = {field.name: field.default for field in fields(Issuer) if field.name.endswith(("_s", "_bound"))}


def test_all_faults_are_told_at_once():
    found = faults('[listen]\nport = -1\nprot = 2\n[limits]\ndepth = 0\n[admin]\nhost = "0.0.0.0"\n[city]\n')

    assert len(found) == 5


@pytest.mark.parametrize(
    "text", ["[listen]\nport = 1\nport = 2", "[listen]\n[listen]", "[listen", "port: 80"]
)
def test_repeated_key_and_broken_toml_are_faults_with_their_line(text):
    (fault,) = faults(text)

    assert "at line" in fault or "at end" in fault


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_config_error(text):
    with suppress(ConfigError):
        load(text, BASE)
