from firewall.files.sheets import Sheet
from firewall.files.units import Unit
from firewall.means import Keys
from firewall.model import Phase
from tests.files.office import NDJSON
from tests.files.test_screening import sheet

CANARY = "A219384756"


def test_a_unit_is_the_answer_of_the_service(office):
    answer = sheet(office, b'{"id":"1"}\n').answer()

    assert (answer.phase, answer.media_type, answer.body, answer.status) == (
        Phase.RESPONSE, NDJSON, b'{"id":"1"}\n', 200,
    )  # fmt: skip


def test_what_is_no_unit_says_why(office):
    answer = sheet(office, b"", failure="body-too-large").answer()

    assert (answer.media_type, answer.body, answer.failure) == ("", b"", "body-too-large")


def test_it_shows_no_value_and_no_key(office):
    known = sheet(office)
    keys = Keys(digest=CANARY.encode(), pseudonym=CANARY.encode())
    shown = repr(Sheet(known.exchange, NDJSON, Unit(CANARY.encode(), 10), frozenset(), keys))

    assert CANARY not in shown
