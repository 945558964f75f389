"""
One connection to the server, and what may be relied on while it lasts.

A session is used by one thread at a time.  What goes wrong is one of two: the server said no, and the
session lives; or it is lost, and whatever was asked last may or may not have happened.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from firewall.audit.postgres.says import meaning
from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from firewall.audit.postgres.address import Address

ANSWER_S = 10.0
"""A server that says nothing for so long is lost."""

_LOCK_WAIT_MS = 5000
_PARAMETERS = {
    "client_encoding": "UTF8",
    "lock_timeout": str(_LOCK_WAIT_MS),
    # A machine that went away without a word must not keep the record locked for the two hours of the default.
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
    "search_path": "pg_catalog",
}
DURABLE = "SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')"
"""Asked in one go with what is written: within one go the server's settings stay as they are."""

_STATE = f"{DURABLE}, current_setting('server_encoding'), current_setting('transaction_read_only')"
_PIN = "SELECT set_config('synchronous_commit', current_setting('synchronous_commit'), false)"


class TroubleError(Exception):
    """The server cannot be used for now.  ``str`` says why, for operators, and ends a sentence."""

    what = "lost"
    """A code for the log."""


class LostError(TroubleError):
    """The connection is gone, or never came to be."""


class RefusedError(TroubleError):
    """The server said no.  ``code`` is its SQLSTATE."""

    what = "refuses"

    def __init__(self, code: str) -> None:
        super().__init__(meaning(code))
        self.code = code


class LackError(TroubleError):
    """The server answers, and cannot be relied on."""

    what = "unfit"


class Session:
    def __init__(self, address: Address, answer_s: float | None = None) -> None:
        """Connect.  Raises LostError, RefusedError, or AuditError where this machine lacks something."""
        native = driver()
        self._address, self._answer_s = address, answer_s or ANSWER_S
        password, tls = address.password(), address.tls()
        self._wire = wire = _wire(address, self._answer_s)
        try:
            self._connection: Any = native.Connection(  # it has no types
                address.user, database=address.database, password=password, application_name="data-sharing-firewall",
                # False is "never", and None would be "if the server likes".
                ssl_context=False if tls is None else tls, startup_params=_PARAMETERS,
                host=address.host, sock=wire,
            )  # fmt: skip
        # Whatever answers there may be no PostgreSQL at all, and the driver then fails in any way.
        except Exception as error:  # noqa: BLE001
            _shut(wire)
            # The server hangs up on whom it refuses, so that the driver may fail once more while it handles that.
            if refused := _first(error, native.DatabaseError):
                raise RefusedError(_code(refused)) from None
            raise LostError(_why(error)) from None
        self._errors = native.DatabaseError

    def ask(self, sql: str, **values: object) -> list[list[Any]]:
        """Return the rows of one question, or of several in one go where there are no values."""
        try:
            return self._connection.run(sql, **values) or []
        except self._errors as error:
            raise RefusedError(_code(error)) from None
        except Exception as error:  # noqa: BLE001 - as above
            self.drop()
            raise LostError(_why(error)) from None

    def one(self, sql: str, **values: object) -> Any:  # noqa: ANN401 - a value of any type of the database
        return self.ask(sql, **values)[0][0]

    def prepared(self, sql: str) -> Prepared:
        """Have a statement parsed once."""
        try:
            return Prepared(self, self._connection.prepare(sql))
        except self._errors as error:
            raise RefusedError(_code(error)) from None
        except Exception as error:  # noqa: BLE001 - as above
            self.drop()
            raise LostError(_why(error)) from None

    def drop(self) -> None:
        """Let go of it; the server ends what was not committed."""
        with suppress(Exception):
            self._connection.close()
        _shut(self._wire)

    def raw(self) -> Any:  # noqa: ANN401 - it has no types
        """Return another connection of the same kind, as the DB-API has them: for programs that ask for one."""
        from pg8000 import dbapi  # noqa: PLC0415 - as below

        address, tls = self._address, self._address.tls()
        return dbapi.Connection(
            address.user, database=address.database, password=address.password(), host=address.host,
            ssl_context=False if tls is None else tls, sock=_wire(address, self._answer_s),
        )  # fmt: skip

    def pin(self) -> None:
        """Keep what `synchronous_commit` is now as long as the session lasts; ``check`` tells whether it will do."""
        self.ask(_PIN)

    def check(self) -> None:
        """Raise LackError where the server's settings do not allow to rely on it, and what ``ask`` raises."""
        if lack := self._lack():
            raise LackError(lack)

    def _lack(self) -> str:
        *durable, encoding, is_read_only = self.ask(_STATE)[0]
        if lack := _forgetful(*durable):
            return lack
        if encoding != "UTF8":
            return f"its database has the encoding {encoding}: create one with ENCODING 'UTF8' TEMPLATE template0"
        if is_read_only != "off":
            return meaning("25006")
        return ""


def check_durable(said: Sequence[str]) -> None:
    """Raise LackError where the answer to ``DURABLE`` says that a commit may be forgotten."""
    if lack := _forgetful(*said):
        raise LackError(lack)


def _forgetful(fsync: str, pages: str, commit: str) -> str:
    if (fsync, pages) != ("on", "on"):
        return "its `fsync` or `full_page_writes` is off, so what it calls durable is not: turn both on"
    if commit not in {"on", "remote_apply"}:
        return "its `synchronous_commit` is not on, so what it calls durable is not: turn it on, for this role too"
    return ""


def _wire(address: Address, answer_s: float) -> socket.socket:
    """Connect here, and not in the driver, which forgets some that it fails to use.  Raises LostError."""
    try:
        if not address.is_socket:
            wire = socket.create_connection((address.host, address.port), answer_s)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return wire
        wire = socket.socket(socket.AF_UNIX)
        try:
            wire.settimeout(answer_s)
            wire.connect(address.socket)
        except OSError:
            wire.close()
            raise
    except OSError as error:
        raise LostError(_why(error)) from None
    return wire


def _shut(wire: socket.socket) -> None:
    """Close it now: the driver's own files hold on to it until they are collected."""
    descriptor = wire.detach()
    if descriptor >= 0:
        os.close(descriptor)


class Prepared:
    """A statement that the server knows already."""

    def __init__(self, session: Session, statement: Any) -> None:  # noqa: ANN401 - it has no types
        self._session, self._statement = session, statement

    def run(self, values: Mapping[str, object]) -> list[list[Any]]:
        session = self._session
        try:
            return self._statement.run(**values) or []
        except session._errors as error:  # noqa: SLF001 - one thing in two classes
            raise RefusedError(_code(error)) from None
        except Exception as error:  # noqa: BLE001 - as above
            session.drop()
            raise LostError(_why(error)) from None


def driver() -> Any:  # noqa: ANN401 - it has no types
    """Import it when it is needed: it comes with the extra `postgres`.  Raises AuditError."""
    try:
        from pg8000 import native  # noqa: PLC0415 - who keeps the record in SQLite needs none
    except ImportError:
        raise AuditError(
            "record.postgresql needs the extra `postgres`, which is not installed. "
            "Run: pip install 'data-sharing-firewall[postgres]'"
        ) from None
    return native


def _first(error: BaseException | None, kind: type[Exception]) -> Exception | None:
    """Find the error of a kind that another one was raised in the handling of."""
    while error is not None and not isinstance(error, kind):
        error = error.__context__
    return error


def _code(error: Exception) -> str:
    """Take the SQLSTATE out of an error, and nothing else."""
    said = error.args[0] if error.args else None
    code = said.get("C", "") if isinstance(said, dict) else ""
    return code if code.isalnum() and code.isascii() else ""


def _why(error: Exception) -> str:
    """Name the class of what went wrong below; its text may hold anything."""
    cause = error.__cause__ or error
    if isinstance(cause, TimeoutError):
        return f"it did not answer within {ANSWER_S:.0f} s"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return f"the connection was lost ({type(cause).__name__})"
