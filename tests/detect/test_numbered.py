import pytest

from firewall.detect.decode import views
from firewall.detect.numbered import NUMBERED

SSN = "536-90-4399"


def row(way, between=" ", said=SSN):
    return between.join(way.format(ord(one)) for one in said)


@pytest.mark.parametrize(
    "written",
    [
        row("{}"),
        row("{}", ","),
        row("{}", ", "),
        row("{}", ";"),
        row("{}", "\r\n"),
        row("0x{:02x}"),
        row("0X{:X}", ", "),
        row("0x{:04x}", ""),
        row("U+{:04X}"),
        row("u+{:04x}", ","),
        row("{:02x}", ","),
        row("{:02X}", "-"),
        row("0{:o}"),
        row("0o{:o}", ","),
        row("{:08b}"),
        row("{:08b}", ""),
    ],
)
def test_a_row_of_numbers_is_read(written):
    view = NUMBERED.view(f"see [{written}] please")

    assert view is not None
    assert SSN in view.text
    assert view.place(view.text.index(SSN), view.text.index(SSN) + len(SSN)) == (5, 5 + len(written))


def test_a_row_that_reads_in_two_ways_says_both():
    assert NUMBERED.view("55 65 74 65 70 65 74").text.split("\n") == ["7AJAFAJ", "UetepeT".replace("T", "t")]


@pytest.mark.parametrize(
    "text",
    [
        "53 51 54 57 48 52",  # six
        "34, 45, 67, 28, 19, 81, 44, 36, 23",
        "153 151 154 157 148 152 151",
        "(312) 555-0147 and 312-555-0148",
        "10.53.48.67",
        "2026-01-31T10:53:55Z",
        "0x35, 0x33",
        "3C-52-4F-00-11-22",
        "Room 50, 55 to 70",
    ],
)
def test_ordinary_numbers_are_no_row(text):
    assert NUMBERED.view(text) is None


def test_a_longer_row_is_read_as_a_whole():
    said = "DEPTHEEzz1234567"  # the first seven could be decimal as well

    assert said in NUMBERED.view(row("{:02x}", "-", said)).text


def test_a_list_of_numbers_may_be_as_long_as_it_likes():
    views(("53, 51, 54, 57, 48, 52, 51, 999, " * 40_000)[: 1 << 20])
