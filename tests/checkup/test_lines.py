"""A line of an error: what is wrong, and what to do."""

from firewall.checkup.lines import State, told
from firewall.errors import ConfigError


def test_the_last_sentence_of_an_error_is_the_remedy():
    line = told("keys", ConfigError("They cannot be read. They are odd. Put them back."))

    assert (line.state, line.says, line.remedy) == (
        State.FAULT, "They cannot be read. They are odd.", "Put them back.",
    )  # fmt: skip


def test_one_sentence_says_what_is_wrong():
    assert (told("x", ConfigError("It is odd.")).says, told("x", ConfigError("odd")).remedy) == (
        "It is odd.",
        "",
    )
