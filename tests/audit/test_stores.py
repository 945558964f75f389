"""Both databases are what the log asks for, and their errors are told apart."""

import inspect

from firewall.audit import stores
from firewall.audit.postgres.reader import PostgresReader
from firewall.audit.postgres.store import PostgresStore
from firewall.audit.store import Reader, Store
from firewall.errors import AuditError


def asked(protocol):
    return {name for name in vars(protocol) if not name.startswith("_")} - {"frontier"}


def test_both_have_everything_that_is_asked_of_them():
    for store in (Store, PostgresStore):
        assert asked(stores.Writes) <= {name for name, _ in inspect.getmembers(store)}
    for reader in (Reader, PostgresReader):
        assert asked(stores.Reads) <= {name for name, _ in inspect.getmembers(reader)}


def test_what_one_can_live_on_from_is_an_error_of_the_record():
    assert issubclass(stores.AwayError, AuditError)
    assert issubclass(stores.BusyError, AuditError)
    assert not issubclass(stores.AwayError, stores.BusyError)
