from firewall.files.progress import State, about, opened, sealed
from firewall.model import Exchange
from tests.helpers import HEALTH, NOON

KEY = b"k" * 32
STATE = State(
    about="a",
    exchange=Exchange(id="f-1", at=NOON, requester=HEALTH, method="GET", route="permits:export"),
    latched=("/a",),
    opening=b"a,b\n",
    taken=7,
)


def test_what_was_sealed_is_read_again_as_it_was():
    assert opened(sealed(STATE, KEY), KEY) == STATE


def test_what_somebody_changed_or_another_house_sealed_is_nothing():
    raw = sealed(STATE, KEY)

    assert opened(raw.replace(b'"taken":7', b'"taken":8'), KEY) is None
    assert opened(raw, b"x" * 32) is None
    assert opened(b"", KEY) is None
    assert opened(sealed(STATE.changed(version=0), KEY), KEY) is None


def test_other_words_are_about_another_run():
    assert about(("a", "b"), KEY) == about(("a", "b"), KEY)
    assert about(("a", "b"), KEY) != about(("ab", ""), KEY)
