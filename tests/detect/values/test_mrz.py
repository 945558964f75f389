import pytest

from firewall.detect.recognizer import TooManyError
from firewall.detect.values.mrz import MRZ
from tests.helpers_values import PREFILTERS, is_found, spans

# The specimens of ICAO Doc 9303, parts 4 to 7.
TD3 = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10")
TD2 = ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6")
TD1 = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
MRV_A = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<")
MRV_B = ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<")
# A German residence permit of a Syrian, made up.
PERMIT = (
    "ARD<<Y1K2C3F454<<<<<<<<<<<<<<<",
    "8001014M2901019SYR<<<<<<<<<<<4",
    "MUSTERMANN<<ALI<<<<<<<<<<<<<<<",
)
ZONES = [TD3, TD2, TD1, MRV_A, MRV_B, PERMIT]
BREAKS = ["\n", "\r\n", " ", "  ", "", "\\n", "\\r\\n", '", "', "\n\n", "\n   ", "<br>", "<br/>\n", "|"]


@pytest.mark.parametrize("between", BREAKS)
@pytest.mark.parametrize("lines", ZONES, ids=["TD3", "TD2", "TD1", "MRV-A", "MRV-B", "permit"])
def test_a_zone_is_found_over_all_its_lines_whatever_became_of_the_breaks(lines, between):
    zone = between.join(lines)

    for text in (zone, f"mrz: {zone} end.", f'{{"mrz": "{zone}"}}', f"passport scan\n{zone}\nnext"):
        values = [value for identifier, value, _ in spans(text) if identifier == "mrz.travel-document"]
        assert values == [zone]
        assert PREFILTERS["mrz.travel-document"].search(text)


@pytest.mark.parametrize("lines", ZONES)
def test_a_zone_in_small_letters_is_one(lines):
    assert is_found("mrz.travel-document", "\n".join(lines).lower())


@pytest.mark.parametrize("lines", ZONES)
def test_a_zone_that_a_reader_has_spaced_out_is_one(lines):
    text = " ".join("\n".join(lines))

    assert is_found("mrz.travel-document", text)
    assert [value for identifier, value, _ in spans(text) if identifier == "mrz.travel-document"] == [text]


@pytest.mark.parametrize("line", [TD3[0], TD3[1], TD2[1], TD1[1], MRV_A[0], MRV_A[1]])
def test_a_line_alone_is_found(line):
    assert is_found("mrz.travel-document", f"line: {line}")


@pytest.mark.parametrize("lines", [MRV_A, MRV_B, PERMIT])
def test_visas_and_cards_of_foreigners_are_papers_of_immigration(lines):
    assert is_found("mrz.residence", "\n".join(lines))


@pytest.mark.parametrize("lines", [TD3, TD2, TD1])
def test_a_paper_of_ones_own_country_is_none(lines):
    assert not is_found("mrz.residence", "\n".join(lines))


def test_two_zones_are_two_findings():
    text = "\n".join(TD3) + "\n\nand\n\n" + "\n".join(TD1)

    assert len([1 for identifier, *_ in spans(text) if identifier == "mrz.travel-document"]) == 2


def test_wrong_check_digits_lower_the_confidence_and_clear_nothing():
    def sure(text):
        (span,) = MRZ[0].find(text)
        return span.confidence

    right = "\n".join(TD3)

    assert (
        0.4
        < sure(right.replace("7408122F1204159", "7408123F1204158").replace("L898902C36", "L898902C37"))
        < sure(right)
    )


@pytest.mark.parametrize(
    "text",
    [
        "cat <<EOF", "a << b", "x <<<< y", "1234567M1234567", "P<0.05 << significant", "7408123F1204158", "std::cout << name << endl",
        "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "A1234567M7654321", "L898902C37UTO7408123F1204158",
    ],
)  # fmt: skip
def test_other_things_with_arrows_and_digits_are_none(text):
    assert not is_found("mrz.travel-document", text)


def test_a_hostile_text_is_read_in_linear_time():
    for text in ("<" * 300_000, "P<UTO" * 60_000, "A<A<<" * 60_000, "PAAAAA<<" + "<" * 300_000):
        list(MRZ[0].find(text))


def test_more_papers_than_any_record_has_are_not_looked_at():
    with pytest.raises(TooManyError):
        list(MRZ[0].find("7408122F" * 40_000))
    with pytest.raises(TooManyError):
        list(MRZ[0].find((TD3[0] + " ") * 3_000))
