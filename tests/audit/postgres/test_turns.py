from contextlib import ExitStack

import pytest

from firewall.audit.postgres import session as session_module
from firewall.audit.postgres.session import Session
from firewall.audit.postgres.turns import Serving, is_held
from firewall.errors import AuditError


@pytest.fixture
def session(address, monkeypatch):
    monkeypatch.setattr(session_module, "_PARAMETERS", {**session_module._PARAMETERS, "lock_timeout": "200"})
    with ExitStack() as stack:

        def make():
            made = Session(address)
            stack.callback(made.drop)
            return made

        yield make


def test_one_has_it_until_its_session_ends(session):
    first, second = session(), session()
    Serving().take(first)
    assert is_held(second)
    with pytest.raises(AuditError, match="Another firewall writes this record"):
        Serving().take(second)
    first.drop()
    Serving().take(second)


def test_an_old_session_of_ours_is_ended(session):
    """Its connection broke, and the server has not noticed."""
    serving, first, second = Serving(), session(), session()
    serving.take(first)
    serving.take(second)

    assert is_held(second)
    with pytest.raises(session_module.LostError):
        first.ask("SELECT 1")
