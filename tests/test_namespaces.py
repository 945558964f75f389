"""Names in XML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.namespaces import PREFIX, WELL_KNOWN, joined, parted, prefix_of

locals_ = st.text("abcXYZ_-.1", min_size=1, max_size=6)
uris = st.one_of(st.just(""), st.sampled_from(sorted(WELL_KNOWN.values())), st.text("urn:{}/x", max_size=8))


@given(uris, locals_)
def test_a_name_says_its_namespace_and_nothing_else(uri, local):
    assert parted(joined(uri, local)) == (uri, local)


@given(st.tuples(uris, locals_), st.tuples(uris, locals_))
def test_two_names_are_never_one(one, other):
    assert (joined(*one) == joined(*other)) == (one == other)


def test_what_everybody_knows_is_short():
    assert joined("http://schemas.xmlsoap.org/soap/envelope/", "Body") == "soap:Body"
    assert joined("urn:city", "Body") == "{urn:city}Body"
    assert prefix_of("urn:city") == ""


@pytest.mark.parametrize("prefix", sorted(WELL_KNOWN))
def test_every_prefix_is_a_word(prefix):
    assert PREFIX.fullmatch(prefix)
    assert len(set(WELL_KNOWN.values())) == len(WELL_KNOWN)
