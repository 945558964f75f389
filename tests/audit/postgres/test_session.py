"""One connection: what it says of a server that does not let one in, and of what is no server at all."""

import socket
import ssl
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from firewall.audit.postgres.address import Address
from firewall.audit.postgres.session import LackError, LostError, RefusedError, Session
from firewall.errors import AuditError
from tests.helpers_postgres import PASSWORD


def test_a_wrong_password_is_told_and_not_repeated(address, tmp_path):
    (tmp_path / "wrong").write_text("a-wrong-secret")
    with pytest.raises(
        RefusedError, match=r"does not let this role in: see to record\.password_file"
    ) as caught:
        Session(replace(address, password_file=tmp_path / "wrong"))

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"database": "nowhere"}, "it has no such database"),
        ({"user": "nobody"}, "it does not let this role in"),
        ({"password_file": None}, "it does not let this role in"),
    ],
)
def test_what_the_server_does_not_know_is_told(address, change, says):
    with pytest.raises(RefusedError, match=says):
        Session(replace(address, **change))


def test_a_server_that_is_not_there_is_told(address, tmp_path):
    with pytest.raises(LostError, match="No such file or directory"):
        Session(replace(address, host=str(tmp_path)))
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(LostError, match="Connection refused"):
            Session(replace(address, host="127.0.0.1", port=nobody.getsockname()[1]))


@contextmanager
def answering(said):
    """Something that listens and says this."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def answer():
            wire = door.accept()[0]
            wire.recv(4096)
            wire.sendall(said)
            wire.close()

        thread = threading.Thread(target=answer)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    "said",
    [
        b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"R\0\0\0\x08\0\0\0\x63", b"\0" * 64, b"S\xff\xff\xff\xff",
        b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-1\0\0", b"E\0\0\0\x05\0Z\0\0\0\x05I",
    ],
)  # fmt: skip
def test_what_is_no_server_is_lost_or_refuses(address, said):
    with answering(said) as port, pytest.raises((LostError, RefusedError)):
        Session(replace(address, host="127.0.0.1", port=port))


def test_a_server_without_tls_gets_no_password(address, tmp_path):
    """Where a certificate is to be checked, one that says it has none is left at once."""
    heard = []
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def answer():
            wire = door.accept()[0]
            heard.append(wire.recv(4096))
            wire.sendall(b"N")
            heard.append(wire.recv(4096))
            wire.close()

        thread = threading.Thread(target=answer)
        thread.start()
        elsewhere = replace(address, host="127.0.0.1", port=door.getsockname()[1])
        elsewhere = Demanding(**{name: getattr(elsewhere, name) for name in elsewhere.__dataclass_fields__})
        with pytest.raises(LostError):
            Session(elsewhere)
        thread.join()

    assert heard == [b"\0\0\0\x08\x04\xd2\x16\x2f", b""]
    assert PASSWORD.encode() not in b"".join(heard)


class Demanding(Address):
    """As if it were another machine."""

    def tls(self):
        return ssl.create_default_context()


def test_what_it_refuses_does_not_end_it(address):
    with closing(Dropping(Session(address))) as session:
        with pytest.raises(RefusedError) as caught:
            session.ask("SELECT 1/0")
        assert caught.value.code == "22012"
        assert session.one("SELECT 7") == 7
        assert session.one("SELECT :a::int + 1", a=7) == 8


class Dropping:
    def __init__(self, session):
        self._session = session
        self.ask, self.one, self.prepared = session.ask, session.one, session.prepared

    def close(self):
        self._session.drop()


def test_what_the_server_refuses_of_a_statement_says_nothing_of_its_values(address):
    with closing(Dropping(Session(address))) as session, pytest.raises(RefusedError) as caught:
        session.prepared("SELECT :a::int").run({"a": "Jane Roe"})

    assert "Jane" not in str(caught.value)


def test_who_is_ended_by_the_server_is_lost(address, postgres):
    session = Session(address)
    postgres.sql(f"SELECT pg_terminate_backend({session.one('SELECT pg_backend_pid()')})")
    with pytest.raises(LostError):
        session.ask("SELECT 1")
    with pytest.raises(LostError):
        session.ask("SELECT 1")
    session.drop()


def test_what_cannot_be_relied_on_is_told(address):
    with closing(Dropping(session := Session(address))):
        session.check()
        session.ask("SET synchronous_commit = off")
        with pytest.raises(LackError, match="synchronous_commit"):
            session.check()


def test_without_the_extra_it_says_how_to_install_it(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "pg8000", None)
    with pytest.raises(AuditError, match=r"pip install 'data-sharing-firewall\[postgres\]'"):
        Session(address)
