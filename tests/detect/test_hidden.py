import pytest

from firewall.detect import hidden
from firewall.detect.decode import views
from firewall.detect.decoding import ALL, Effort
from firewall.detect.recognizer import TooMuchError
from firewall.detect.scan import Scanner
from firewall.detect.values import VALUES
from firewall.detect.view import View, as_it_is

SSN = "536-90-4399"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def tags(text):
    return "".join(chr(0xE0000 + ord(one)) for one in text)


def selectors(text):
    return "".join(chr((0xFE00 if byte < 16 else 0xE00F0) + byte) for byte in text.encode())


def apart(written):
    return "".join(
        f"{seen}{unseen}" for seen, unseen in zip("see you soon, all of you " * 9, written, strict=False)
    )


def read(text):
    return [view.text for view in hidden.revealed(as_it_is(text))]


@pytest.mark.parametrize("write", [tags, selectors])
@pytest.mark.parametrize("said", [SSN, "deported", "a\nb\tc ~ d"])
def test_what_nobody_sees_is_read_where_it_stands(write, said):
    assert hidden.hides(f"ok {write(said)} fine")
    assert f"ok {said} fine" in read(f"ok {write(said)} fine")


def test_bytes_above_ascii_are_utf_8_or_latin_1():
    assert "x él está" in read("x " + selectors("él está"))
    assert "x él está" in read("x " + "".join(chr(0xE00F0 + ord(one)) for one in "él está"))


@pytest.mark.parametrize("write", [tags, selectors])
def test_what_stands_in_pieces_is_put_together(write):
    assert SSN in read(apart(write(SSN)))


def test_selectors_are_read_as_numbers_too():
    assert "x 536904399 " in read("x" + "".join(chr(0xFE00 + int(digit)) for digit in "536904399"))
    assert f"x{SSN}" in read("x" + "".join(chr(0xE0100 + ord(one)) for one in SSN))
    written = "x" + "".join(chr(0xFE00 + int(half, 16)) for half in SSN.encode().hex())
    assert any(SSN in view.text for view in views(written))


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Señora, año, naïve",
        f"{FLAG} won",
        "\u2764\ufe0f" * 50,
        "1\ufe0f\u20e3" * 50,
        "\u845b\U000e0100\u98fe\U000e0101" * 50,
        "\u2229\ufe00 and \u222a\ufe00",
    ],
)
def test_flags_emoji_and_rare_ideographs_hide_nothing(text):
    assert not hidden.has_hidden(text)
    assert not hidden.hides(text)
    assert not ALL.reads_otherwise(text)


@pytest.mark.parametrize(
    "text",
    [
        "\u1000\ufe00\u1001\ufe00\u1002\ufe00 " * 40,  # Khamti, whose letters have dots
        "\uff0c\ufe00\u3002\ufe00" * 20,  # commas in a corner, as in Japan
        "\uff0c\ufe01\u3002\ufe01" * 20,  # and in the middle, as in Taiwan
        "\u2229\ufe00\u222a\ufe00 " * 40,
    ],
    ids=["khamti", "corner", "middle", "sets"],
)
def test_one_selector_over_and_over_says_nothing(text):
    assert read(text) == []
    assert Scanner(VALUES, ALL).scan_texts([text]) == []


def test_many_flags_are_read_and_say_nothing():
    text = f"{FLAG} and {FLAG} and \u2764\ufe0f"

    assert hidden.hides(text)
    assert Scanner(VALUES, ALL).scan_texts([text]) == []


@pytest.mark.parametrize("write", [tags, selectors, lambda text: apart(tags(text))])
def test_the_scanner_finds_it_and_a_cut_takes_all_of_it(write):
    text = f"ok {write(SSN)} fine"
    (span,) = {(span.start, span.end) for _, span, _ in Scanner(VALUES, ALL).scan_texts([text])}

    rest = text[: span[0]] + text[span[1] :]
    assert not hidden.hides(rest)


def test_a_value_that_is_told_by_a_name_beside_it_is_found():
    assert Scanner(VALUES, ALL).scan_texts([f"SSN {tags('536904399')}"])


@pytest.mark.parametrize("write", [tags, selectors])
@pytest.mark.parametrize("between", ["", "x"])
def test_more_than_anybody_would_read_is_refused(write, between):
    some = between + write("a")

    views(some * hidden.MOST_HIDDEN)
    with pytest.raises(TooMuchError):
        views(some * (hidden.MOST_HIDDEN + 1))


def test_hidden_letters_take_eight_times_the_effort_of_a_code():
    effort = Effort(most=80)
    effort.spend([View("", hidden.KIND, list, 10)])

    assert effort.left == 0


def test_what_is_hidden_in_a_code_in_what_is_hidden_is_read():
    text = tags("".join(f"%{byte:02X}" for byte in tags(SSN).encode()))

    assert any(SSN in view.text for view in views(text))
