import ssl

import pytest

from firewall.audit.postgres.address import Address, AddressError, read
from firewall.errors import AuditError


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("postgresql://firewall@db.city.example/record", ("firewall", "db.city.example", 5432, "record")),
        ("postgres://f@[::1]:6000/r", ("f", "::1", 6000, "r")),
        ("postgresql://f@/r?host=/run/postgresql", ("f", "/run/postgresql", 5432, "r")),
        ("postgresql://f@:6000/r?host=/run/postgresql", ("f", "/run/postgresql", 6000, "r")),
        ("postgresql://a%40b@h/c%2Fd", ("a@b", "h", 5432, "c/d")),
    ],
)
def test_an_address_is_read_and_told_again(text, parts):
    address = read(text)

    assert (address.user, address.host, address.port, address.database) == parts
    assert read(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "x", "mysql://f@h/r", "postgresql://h/r", "postgresql://f@h", "postgresql://f@/r", "postgresql://f@h:x/r",
        "postgresql://f@h/r?sslmode=disable", "postgresql://f@h/r?host=/run", "postgresql://f@h/r#x",
        "postgresql://f@[h/r", "postgresql://f@h/%00",
    ],
)  # fmt: skip
def test_what_is_none_is_told_without_being_repeated(text):
    with pytest.raises(AddressError, match=r"is no address of PostgreSQL\. Write it like") as caught:
        read(text)

    assert text == "x" or text not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["postgresql://f:s3cret@h/r", "postgresql://f:s3cret@/r", "postgresql://f:@h/r"]
)
def test_a_password_in_it_is_a_fault_that_does_not_repeat_it(text):
    with pytest.raises(AddressError, match=r"record\.password_file") as caught:
        read(text)

    assert "s3cret" not in str(caught.value)


def test_the_password_is_the_first_line_of_a_file_and_in_no_text(tmp_path):
    path = tmp_path / "password"
    path.write_bytes("geh\u00e9im\r\nnot this".encode())
    address = read("postgresql://f@h/r", path)

    assert address.password() == "geh\u00e9im"
    assert "geh" not in f"{address} {address!r}"
    assert read("postgresql://f@h/r").password() == ""


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_password_that_cannot_be_read_is_told(tmp_path, content):
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AuditError, match=r"record\.password_file: .* cannot be read"):
        read("postgresql://f@h/r", path).password()


@pytest.mark.parametrize("host", ["db.city.example", "10.0.0.1", "::2", "localhost.city.example"])
def test_to_another_machine_its_certificate_is_checked_with_its_name(host):
    tls = Address(user="f", host=host, database="r").tls()

    assert tls.check_hostname
    assert tls.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "/run/postgresql"])
def test_on_this_machine_nobody_listens_in(host):
    assert Address(user="f", host=host, database="r").tls() is None


def test_a_file_of_no_certificates_is_told(tmp_path):
    (tmp_path / "ca").write_text("no")
    with pytest.raises(AuditError, match=r"record\.ca: .* is no file of certificates"):
        Address(user="f", host="h", database="r", ca=tmp_path / "ca").tls()
