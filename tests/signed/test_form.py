"""What a bundle is, whoever signed it."""

import msgspec
import pytest

from firewall.policy.load import digest_of
from firewall.signed import form
from firewall.signed.faults import SignedError
from tests.helpers_signed import built, signed


def refused(bundle):
    with pytest.raises(SignedError) as caught:
        form.decoded(form.encoded(bundle), "city.bundle")
    return str(caught.value)


def test_the_same_files_are_the_same_bytes():
    one, other = built(3), form.made("springfield", 3, dict(reversed(built(3).files.items())))

    assert form.encoded(one) == form.encoded(other)
    assert one.digest == digest_of(one.files)


NAMES = (
    "../laws/x.yaml", "laws/../../x.yaml", "/etc/passwd", "laws//x.yaml", "laws/./x.yaml", ".git/config", "laws/.x.yaml",
    "laws\\x.yaml", "C:x.yaml", "laws/x.yaml\n", "laws/x\x00.yaml", "", "laws/", "laws/caf\u00e9.yaml", "l\u0430ws/x.yaml",
    "a/b/c/d/e/f/g.yaml", "x" * 101,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name):
    files = built().files | {name: "x"}

    assert "POL338" in refused(msgspec.structs.replace(built(), files=files, digest=digest_of(files)))


def test_names_that_some_machines_take_for_one_are_refused():
    files = built().files | {"laws/A.yaml": "x", "laws/a.yaml": "y"}

    assert "POL338" in refused(msgspec.structs.replace(built(), files=files, digest=digest_of(files)))


def test_files_that_were_exchanged_are_seen():
    files = built().files | {"city.yaml": "city: other\n"}

    assert "POL320" in refused(msgspec.structs.replace(built(), files=files))


def test_a_rollback_goes_back():
    assert "POL320" in refused(msgspec.structs.replace(built(4, restores=3), restores=4))
    assert form.decoded(form.encoded(built(4, restores=3)), "city.bundle").restores == 3
    assert "POL320" in refused(msgspec.structs.replace(built(4, restores=3), reason=" "))
    assert "POL320" in refused(msgspec.structs.replace(built(4), reason="Because."))


def test_signatures_have_one_order_and_no_key_signs_a_role_twice():
    bundle = signed(built())
    twice = (*bundle.signatures, bundle.signatures[-1])

    assert "POL320" in refused(msgspec.structs.replace(bundle, signatures=bundle.signatures[::-1]))
    assert "POL320" in refused(msgspec.structs.replace(bundle, signatures=twice))


def test_another_form_is_none():
    assert "POL320" in refused(msgspec.structs.replace(built(), format="data-sharing-firewall/bundle/2"))


def test_a_huge_file_is_not_read(monkeypatch):
    bundle = built()
    monkeypatch.setattr(form, "MOST_BYTES", 1000)

    assert "POL339" in refused(bundle)


def test_without_files_what_was_signed_stays():
    bundle = signed(built(5))
    less = form.without_files(bundle)

    assert (less.digest, less.version, less.signatures) == (bundle.digest, 5, bundle.signatures)
    assert less.files == {}
