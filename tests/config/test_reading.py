"""Each kind of value, right and wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.config import load
from firewall.errors import ConfigError
from tests.helpers_config import BASE, faults


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
        ('[policies]\ndraft = "d"\ndraft_until = "2026-12-31"', "policies.draft_until", "is not a day"),
        (
            "[policies]\ndraft = 'd'\ndraft_until = 2026-12-31T10:00:00Z",
            "policies.draft_until",
            "is not a day",
        ),
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
        ('[logs]\nlevel = "loud"', "logs.level", "is not one of debug, info, warning, error"),
        ("[logs]\nlevel = 1", "logs.level", "is not one of"),
        ("[traces]\nsample = 1.1", "traces.sample", "share from 0 to 1"),
        ("[traces]\nsample = nan", "traces.sample", "share from 0 to 1"),
        ("[traces]\nsample = true", "traces.sample", "share from 0 to 1"),
        ("[traces]\nendpoint = 1", "traces.endpoint", "is no address"),
        ('[traces]\nendpoint = "collector:4318"', "traces.endpoint", "is no address"),
        ('[traces]\nendpoint = "ftp://collector"', "traces.endpoint", "is no address"),
        ('[traces]\nendpoint = "http://me:secret@collector/v1"', "traces.endpoint", "without a user"),
        ('[traces]\nendpoint = "http://collector/v1?key=1"', "traces.endpoint", "or a query"),
        ('[traces]\nendpoint = "http://collector:99999/"', "traces.endpoint", "is no address"),
        ('[traces]\nendpoint = "http://[/"', "traces.endpoint", "is no address"),
        ("[listen]\nprot = 1", "listen.prot", "Did you mean `listen.port`?"),
        ("[edge]\nprocesess = 2", "edge.procesess", "Did you mean `[processes]`?"),
        ("[listen]\nfail_open = true", "listen.fail_open", "no setting"),
        ("[limit]\ndepth = 1", "[limit]", "Did you mean `[limits]`?"),
        ("[city]\nname = 'x'", "[city]", "no setting"),
        ("port = 80", "port", "outside of every table"),
        ("[[listen]]\nport = 80", "listen", "outside of every table"),
    ],
)
def test_fault_names_its_key_and_what_to_do(text, key, says):
    (fault,) = faults(text)

    assert key in fault
    assert says in fault


def test_number_of_thousands_of_digits_is_a_fault():
    assert len(faults("[limits]\ndepth = 1" + "0" * 5000)) == 1


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


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ('"postgresql://f:s3cret@h/d"', "record.postgresql holds a password. Take it out, and name a file"),
        ('"h/d"', "record.postgresql is no address of PostgreSQL. Write it like"),
        ("7", "record.postgresql is not a text. Write it in quotes."),
    ],
)
def test_an_address_that_is_none_is_told_without_what_was_written(value, says):
    (told,) = faults(f"[record]\npostgresql = {value}")

    assert told.startswith(says)
    assert "s3cret" not in told
