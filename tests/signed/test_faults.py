"""Every reason has a code of its own, and says what to do."""

from firewall.signed.faults import SignedError, Why


def test_codes_are_different_and_in_their_range():
    codes = [why.value for why in Why]

    assert len(set(codes)) == len(codes)
    assert all("POL320" <= code <= "POL339" for code in codes)


def test_an_error_says_where_what_and_what_to_do():
    error = SignedError("city.bundle", Why.OLDER, version=6, known=7)

    assert str(error).startswith(
        "POL327 city.bundle:1:1: It is version 6, and version 7 was in force already. To go"
    )
    assert (error.why, error.faults[0].why) == (Why.OLDER, "older-version")
