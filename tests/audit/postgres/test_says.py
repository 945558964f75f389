import pytest

from firewall.audit.postgres.says import meaning


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("53100", "its disk is full (53100)"),
        (
            "28P01",
            "it does not let this role in: see to record.password_file, and to the server's pg_hba.conf (28P01)",
        ),
        ("57P03", "it is starting or stopping (57P03)"),
        ("XX001", "it found itself damaged (XX001)"),
        ("99999", "it refused (99999)"),
        ("", "it refused (without a code)"),
    ],
)
def test_a_code_is_a_sentence(code, says):
    assert meaning(code) == says
