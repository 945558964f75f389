"""Every reason has a code of its own, and says what to do."""

from firewall.signed.faults import SignedError, Why


def test_codes_are_different_and_in_their_range():
    codes = [why.code for why in Why]

    assert len(set(codes)) == len(codes)
    assert all("POL320" <= code <= "POL339" for code in codes)


def test_an_error_says_where_what_and_what_to_do():
    error = SignedError("city.bundle", Why.OLDER, "It is old.")

    assert str(error) == f"city.bundle:1:1: It is old. {Why.OLDER.remedy}"
    assert error.faults[0].code == Why.OLDER.code
