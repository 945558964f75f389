import pytest

from firewall.formats import FORMATS
from firewall.front.accept import ORDINARY, accepted, always


def first(value):
    return accepted(value).split(",")[0]


def test_whoever_names_no_type_is_asked_for_json_first():
    assert accepted("") == ORDINARY
    assert ORDINARY.startswith("application/json, ")
    assert {part.partition(";")[0] for part in ORDINARY.split(", ")} == set(FORMATS)
    assert ";q=0.5" in ORDINARY


def test_a_type_that_is_named_is_asked_for_alone():
    assert accepted("text/plain") == "text/plain"
    assert accepted(" TEXT/Plain ; q=0.3") == "text/plain;q=0.3"


def test_weights_are_kept_and_stand_in_their_order():
    assert accepted("application/json;q=0.2, text/plain;q=0.9") == "text/plain;q=0.9, application/json;q=0.2"


def test_what_a_star_leaves_open_is_json_first():
    assert first("*/*") == first("application/*") == "application/json"
    assert accepted("text/plain, */*;q=0.8").startswith("text/plain, application/json;q=0.8, ")
    assert "text/plain;q=0.4" in accepted("*/*;q=0.8")


def test_a_type_that_is_refused_is_not_asked_for():
    assert "text/plain" not in accepted("*/*, text/plain;q=0")


@pytest.mark.parametrize(
    "value",
    [
        "image/x-unheard-of",
        "A012345678",
        "text/plain, A012345678",
        "text/plain;q",
        "text/plain\x00",
        "text/plain\r\nX: y",
        "text/plain,",
        "text/plain, " * 400 + "text/plain",
        "*/*;q=0",
        "día/x",
    ],
)
def test_what_names_nothing_that_is_read_here_changes_nothing(value):
    assert accepted(value) == ORDINARY


def test_nothing_of_the_requesters_own_words_goes_on():
    assert accepted('text/plain;note="A012345678";q=0.5, x/A012345678') == "text/plain;q=0.5"
    assert accepted("text/plain;q=7").startswith("text/plain")


def test_what_was_written_is_written_again_alike():
    for value in ("", "text/plain;q=0.3", "text/plain, */*;q=0.8", "*/*;q=0.001"):
        assert accepted(accepted(value)) == accepted(value)


def test_a_service_is_always_asked_for_a_body_without_a_coding():
    assert always((("accept", "text/plain"),)) == "Accept: text/plain\r\nAccept-Encoding: identity"
    assert always((("accept", "x\r\ny"),)) == always(()) == f"Accept: {ORDINARY}\r\nAccept-Encoding: identity"
