"""``firewall.toml``: all faults at once, safe when empty, and an example that is true."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.config import EXAMPLE, Admin, Config, Detectors, Limits, Listen, Names, load
from firewall.errors import ConfigError

BASE = Path("/srv/firewall")


def faults(text):
    with pytest.raises(ConfigError) as caught:
        load(text, BASE)
    return str(caught.value).split("\n")


def test_empty_file_is_all_defaults_and_warns_of_nothing():
    config, warnings = load("", BASE)

    assert config == Config(data=BASE / "data", policies=BASE / "policies")
    assert warnings == ()


def test_defaults_are_open_to_this_machine_alone():
    assert (Listen().host, Admin().host, Admin().allow_remote_admin_dangerous) == (
        "127.0.0.1",
        "127.0.0.1",
        False,
    )


def test_defaults_are_those_of_the_design():
    limits = Limits()

    assert (limits.body_bytes, limits.ratio, limits.depth, limits.fields) == (8 * 2**20, 100, 64, 200_000)
    assert (limits.head_s, limits.body_s, limits.upstream_s, limits.whole_s) == (5, 15, 10, 30)
    assert limits.total_bytes == 256 * 2**20


def test_example_is_the_same_as_an_empty_file():
    assert load(EXAMPLE, BASE) == load("", BASE)


def test_example_with_everything_switched_on_is_valid_and_sets_every_key():
    everything = re.sub(r"(?m)^# (?=[a-z0-9_]+ = )", "", EXAMPLE)
    config, _ = load(everything, BASE)

    keys = {table: set(values) for table, values in tomllib.loads(everything).items()}
    assert keys == {
        "listen": {field.name for field in fields(Listen)},
        "admin": {field.name for field in fields(Admin)},
        "data": {"directory"},
        "policies": {"directory"},
        "detectors": {field.name for field in fields(Detectors)},
        "names": {field.name for field in fields(Names)},
        "limits": {field.name for field in fields(Limits)},
        "upstream_tls": {"ca"},
    }
    assert config.listen.client_ca == BASE / "tls/partners-ca.pem"
    assert config.upstream_ca == BASE / "tls/services-ca.pem"
    assert config.detectors.recognizers == BASE / "recognizers.yaml"
    assert config.names.model == BASE / "models/en_core_web_sm-3.8.0"


DIGEST = "0" * 64
MODEL = f'[names]\nmodel = "m"\nsha256 = "{DIGEST}"\n'


def test_a_model_for_names_arrives():
    config, warnings = load(f"{MODEL}deadline_ms = 900\nworkers = 64", BASE)

    assert config.names == Names(model=BASE / "m", sha256=DIGEST, deadline_ms=900, workers=64)
    assert warnings == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[names]\nmodel = "m"',
            "names.model needs names.sha256. Run: firewall names digest /srv/firewall/m",
        ),
        (f'[names]\nsha256 = "{DIGEST}"', "names.sha256 is the digest of no model. Set names.model too."),
        (MODEL.replace("00", "0A", 1), "names.sha256 is not a SHA-256 of 64 small hexadecimal digits."),
        (MODEL.replace(DIGEST, DIGEST[1:]), "names.sha256 is not a SHA-256 of 64 small hexadecimal digits."),
        (
            f"{MODEL}workers = 0",
            "names.workers is not a whole number above 0, and at most 64. The default is 1.",
        ),
        (
            f"{MODEL}workers = 65",
            "names.workers is not a whole number above 0, and at most 64. The default is 1.",
        ),
        (f"{MODEL}deadline_ms = 0", "names.deadline_ms is not a whole number above 0. The default is 5000."),
        (f"{MODEL}deadline_ms = 30000", "names.deadline_ms is not below limits.whole_s."),
        (f"{MODEL}[limits]\nwhole_s = 1.0", "names.deadline_ms is not below limits.whole_s."),
    ],
)
def test_a_model_for_names_is_whole_and_in_time_or_a_fault(text, says):
    assert faults(text)[0].startswith(says)


def test_every_value_arrives():
    config, _ = load(
        """
        listen = {host = "::1", port = 0, tls_certificate = "c", tls_key = "/etc/k", client_ca = "ca"}
        admin = {host = "localhost", port = 0}
        data = {directory = "d"}
        policies = {directory = "../p"}
        detectors = {presidio = ["DateRecognizer"], presidio_off = ["DePlzRecognizer", "DeKfzRecognizer"], recognizers = "r.yaml"}
        limits = {body_bytes = 1, ratio = 2, depth = 3, fields = 4, head_s = 1, body_s = 0.5, upstream_s = 2, whole_s = 3, total_bytes = 9, connections = 5}
        upstream_tls = {ca = "u"}
        """,
        BASE,
    )

    assert config == Config(
        listen=Listen(
            host="::1", port=0, tls_certificate=BASE / "c", tls_key=Path("/etc/k"), client_ca=BASE / "ca"
        ),
        admin=Admin(host="localhost", port=0),
        data=BASE / "d",
        policies=BASE / "../p",
        detectors=Detectors(
            presidio=("DateRecognizer",),
            presidio_off=("DePlzRecognizer", "DeKfzRecognizer"),
            recognizers=BASE / "r.yaml",
        ),
        limits=Limits(
            body_bytes=1,
            ratio=2,
            depth=3,
            fields=4,
            head_s=1.0,
            body_s=0.5,
            upstream_s=2.0,
            whole_s=3.0,
            total_bytes=9,
            connections=5,
        ),
        upstream_ca=BASE / "u",
    )


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ('[detectors]\npresidio = "DateRecognizer"', "detectors.presidio", 'Write it like ["One", "Two"]'),
        ("[detectors]\npresidio_off = [1]", "detectors.presidio_off", "is not a list of names"),
        ("[listen]\nport = -1", "listen.port", "0 (any free one) to 65535"),
        ("[listen]\nport = 65536", "listen.port", "is not a port"),
        ("[listen]\nport = true", "listen.port", "is not a port"),
        ('[listen]\nport = "80"', "listen.port", "is not a port"),
        ("[listen]\nhost = 1", "listen.host", "is not a name"),
        ('[listen]\nhost = ""', "listen.host", "is not a name"),
        ('[listen]\nhost = " ::"', "listen.host", "is not a name"),
        ("[data]\ndirectory = 1", "data.directory", "is not a path"),
        ('[policies]\ndirectory = ""', "policies.directory", "is not a path"),
        ('[upstream_tls]\nca = "a\\u0000b"', "upstream_tls.ca", "is not a path"),
        ("[limits]\nbody_bytes = 0", "limits.body_bytes", "whole number above 0"),
        ("[limits]\ndepth = 1.5", "limits.depth", "whole number above 0"),
        ("[limits]\nfields = true", "limits.fields", "whole number above 0"),
        ("[limits]\nhead_s = 0", "limits.head_s", "seconds above 0"),
        ("[limits]\nbody_s = -1", "limits.body_s", "seconds above 0"),
        ("[limits]\nwhole_s = inf", "limits.whole_s", "seconds above 0"),
        ("[limits]\nupstream_s = nan", "limits.upstream_s", "seconds above 0"),
        ("[limits]\nupstream_s = 1e300", "limits.upstream_s", "at most a day"),
        ("[limits]\nupstream_s = 1" + "0" * 400, "limits.upstream_s", "at most a day"),
        ("[limits]\nupstream_s = true", "limits.upstream_s", "seconds above 0"),
        (
            '[admin]\nallow_remote_admin_dangerous = "yes"',
            "admin.allow_remote_admin_dangerous",
            "neither true nor false",
        ),
        (
            "[admin]\nallow_remote_admin_dangerous = 1",
            "admin.allow_remote_admin_dangerous",
            "neither true nor false",
        ),
        ("[listen]\nprot = 1", "listen.prot", "Did you mean `listen.port`?"),
        ("[listen]\nfail_open = true", "listen.fail_open", "no setting"),
        ("[limit]\ndepth = 1", "[limit]", "Did you mean `[limits]`?"),
        ("[city]\nname = 'x'", "[city]", "no setting"),
        ("port = 80", "port", "outside of every table"),
        ("[[listen]]\nport = 80", "listen", "outside of every table"),
        ('[listen]\ntls_certificate = "c"', "listen.tls_key", "Set both"),
        ('[listen]\ntls_key = "k"', "listen.tls_certificate", "Set both"),
        ('[listen]\nclient_ca = "ca"', "listen.client_ca", "needs TLS"),
        ('[admin]\nhost = "0.0.0.0"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "::"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "10.0.0.5"', "admin.host", "allow_remote_admin_dangerous"),
        ('[admin]\nhost = "localhost.evil.example"', "admin.host", "allow_remote_admin_dangerous"),
        ("[admin]\nport = 8080", "admin.port", "are the same"),
        ("[limits]\ntotal_bytes = 1000", "limits.total_bytes", "One body must fit"),
    ],
)
def test_fault_names_its_key_and_what_to_do(text, key, says):
    (fault,) = faults(text)

    assert key in fault
    assert says in fault


def test_all_faults_are_told_at_once():
    found = faults('[listen]\nport = -1\nprot = 2\n[limits]\ndepth = 0\n[admin]\nhost = "0.0.0.0"\n[city]\n')

    assert len(found) == 5


@pytest.mark.parametrize(
    "text", ["[listen]\nport = 1\nport = 2", "[listen]\n[listen]", "[listen", "port: 80"]
)
def test_repeated_key_and_broken_toml_are_faults_with_their_line(text):
    (fault,) = faults(text)

    assert "at line" in fault or "at end" in fault


def test_number_of_thousands_of_digits_is_a_fault():
    assert len(faults("[limits]\ndepth = 1" + "0" * 5000)) == 1


def test_port_zero_may_be_taken_twice():
    load("[listen]\nport = 0\n[admin]\nport = 0", BASE)


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_limit_goes_down_freely_and_up_with_a_warning(limit):
    default = getattr(Limits(), limit)
    larger, smaller = (f"[limits]\n{limit} = {default * factor:.0f}\n" for factor in (2, 0.5))
    if limit == "body_bytes":
        assert load(larger, BASE)[1] == (
            "limits.body_bytes is above its default of 8388608: it was tested up to there.",
        )

    (warning,) = load(larger, BASE)[1]
    assert warning.startswith(f"limits.{limit} is above its default")
    assert load(smaller, BASE)[1] == ()


def test_plain_http_on_the_network_is_warned_of():
    assert "in the clear" in load('[listen]\nhost = "0.0.0.0"', BASE)[1][0]
    assert load('[listen]\nhost = "0.0.0.0"\ntls_certificate = "c"\ntls_key = "k"', BASE)[1] == ()


def test_remote_admin_is_possible_and_warned_of():
    config, warnings = load('[admin]\nhost = "0.0.0.0"\nallow_remote_admin_dangerous = true', BASE)

    assert config.admin.host == "0.0.0.0"
    assert "open to the network" in warnings[0]


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_a_config_error(text):
    with suppress(ConfigError):
        load(text, BASE)


VALUES = st.one_of(st.booleans(), st.integers(), st.floats().map(str), st.text(max_size=5).map(repr))
KEYS = st.sampled_from(
    ["listen.port", "listen.host", "limits.depth", "limits.head_s", "data.directory", "admin.host", "data"]
)


@given(st.dictionaries(KEYS, VALUES))
def test_no_value_raises_anything_but_a_config_error(values):
    text = "\n".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value}" for key, value in values.items()
    )
    with suppress(ConfigError):
        load(text, BASE)
