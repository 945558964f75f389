"""Off, tracing is not there; on, it needs its libraries."""

import subprocess
import sys
from contextlib import nullcontext

import pytest

from firewall import traces
from firewall.errors import ConfigError
from tests.system.town import environment


def test_off_everything_is_as_it_was():
    off = traces.started("", 1.0)
    part = object()

    assert type(off) is traces.Traces
    assert isinstance(off.around(), nullcontext)
    assert all(wrap(part) is part for wrap in (off.rules, off.upstream, off.record))
    assert off.ended(None) is off.close() is None


def test_without_the_extra_an_endpoint_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setattr(traces, "find_spec", lambda _: None)

    with pytest.raises(ConfigError, match=r"pip install 'data-sharing-firewall\[otel\]'"):
        traces.started("http://127.0.0.1:4318/v1/traces", 1.0)


def test_off_nothing_of_opentelemetry_is_imported():
    """It would cost each start a third of a second."""
    code = "import sys, firewall.app; print(any(name.startswith(('opentelemetry', 'requests')) for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment(), timeout=60, check=True)  # fmt: skip

    assert done.stdout == "False\n"
