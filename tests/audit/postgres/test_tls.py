"""The real server with a certificate: who signed it, and for which name, is checked before it gets a word."""

import os
import shutil
import socket
from contextlib import closing
from dataclasses import replace

import pytest

from firewall.audit.postgres.session import LostError, Session
from tests import helpers_postgres
from tests.helpers_tls import SERVER, Authority


@pytest.fixture(scope="module")
def authority():
    return Authority("Database CA")


@pytest.fixture(scope="module")
def server(authority, tmp_path_factory):
    """It shows a certificate for `localhost`."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with helpers_postgres.server(listen_addresses="127.0.0.1", port=port) as made:
        folder = tmp_path_factory.mktemp("tls")
        for path in authority.issue(folder, "server", hosts=["localhost"], usage=SERVER)[:2]:
            shutil.copyfile(path, made.folder / path.name)
            (made.folder / path.name).chmod(0o600)
            if os.geteuid() == 0:
                shutil.chown(made.folder / path.name, 65534, 65534)
        for setting in ("ssl_cert_file = '{}/server.pem'", "ssl_key_file = '{}/server.key'", "ssl = on"):
            made.sql("ALTER SYSTEM SET " + setting.format(made.folder))
        made.sql("SELECT pg_reload_conf()")
        yield made


@pytest.fixture
def address(server, authority, tmp_path):
    there = server.address("prepared")
    return replace(there, host="localhost", port=server.port, ca=authority.write(tmp_path / "ca.pem"))


def test_what_is_said_to_it_is_in_tls(address):
    session = Session(address)

    assert session.ask("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0][0] is True
    session.drop()


def test_a_certificate_of_nobody_known_or_of_another_name_ends_it(address, tmp_path):
    stranger = Authority("Stranger").write(tmp_path / "stranger.pem")
    for wrong in ({"ca": stranger}, {"host": "127.0.0.1"}):
        with pytest.raises(LostError, match="certificate"):
            Session(replace(address, **wrong))
