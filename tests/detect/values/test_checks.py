import pytest

from firewall.detect.values import checks

# From the reference, from python-stdnum's documentation, from the laws they stand in.
RIGHT = [
    (checks.is_nie, "X2482300W"),
    (checks.is_dni, "54362315K"),
    (checks.is_nif_of_a_person, "M1234567L"),
    (checks.is_idnr, "36574261809"),
    (checks.is_pension_number, "15070649C103"),
    (checks.is_nir, "295109912611193"),
    (checks.is_nir, "253072B07300470"),
    (checks.is_codice_fiscale, "RCCMNL83S18D969H"),
    (checks.is_provisional_codice_fiscale, "12345678903"),
    (checks.is_bsn, "111222333"),
    (checks.is_onderwijsnummer, "101222331"),
    (checks.is_belgian, "98472899765"),
    (checks.is_belgian, "17073003384"),
    (checks.is_swedish, "7010632391"),
    (checks.is_swedish, "197010632391"),
    (checks.is_swedish, "701063+2391"),
    (checks.is_norwegian, "15108695088"),
    (checks.is_nhs, "9434765919"),
    (checks.is_portuguese_nif, "501442600"),
    (checks.is_cartao_de_cidadao, "000000000ZZ4"),
    (checks.is_curp, "BOXW310820HNERXN09"),
    (checks.is_card_number, "4111111111111111"),
    (checks.is_mrz_number, "L898902C36"),
]


@pytest.mark.parametrize(("check", "value"), RIGHT)
def test_a_right_number_is_right_and_no_neighbour_of_it(check, value):
    wrong = [value[:-1] + other for other in "0123456789" if other != value[-1] and value[-1].isdigit()]

    assert check(value)
    assert not any(map(check, wrong))


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (checks.is_nie, "X2482300A"),
        (checks.is_codice_fiscale, "RCCMNL83S18D969A"),
        (checks.is_dni, "54362315A"),
        (checks.is_nif_of_a_person, "M1234567X"),
    ],
)
def test_a_wrong_letter_is_wrong(check, value):
    assert not check(value)


def test_a_number_without_its_key_cannot_be_wrong():
    assert checks.is_nir("2951099126111")


def test_a_niss_is_checked_with_primes():
    assert sum(checks.is_niss(f"1234567890{digit}") for digit in range(10)) == 1


@pytest.mark.parametrize(
    ("characters", "digit"),
    [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1"), ("D23145890", "7")],
)
def test_check_digits_of_machine_readable_zones(characters, digit):
    assert checks.mrz_digit(characters) == digit
