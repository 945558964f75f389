"""The look over the bytes that are about to leave."""

from dataclasses import replace

import pytest

from firewall import inspection
from firewall.detect import Scanner
from firewall.formats import FORMATS, Limits
from firewall.model import Category
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers import (
    FORM,
    JSON,
    LIMITS,
    broken_detectors,
)
from tests.inspection.findings import Secrets, finders, plan_of

# ---- the exit check


def residue(body, media_type=JSON, absent=(), *, expected=(), found=None, limits=LIMITS):
    place = helpers_policy.route(fields={(name,): (Category("immigration"),) for name in absent})
    view = answer_view(plan_of(("record.id",)), place, helpers_policy.VOCABULARY, frozenset())
    assert view.absent == tuple(sorted(absent))
    return inspection.residue(
        body, FORMATS[media_type], view, frozenset(expected), found or finders(), limits
    )


@pytest.mark.parametrize(
    ("body", "caught"),
    [
        (b'{"x":"plain"}', False),
        (b'{"status":"x"}', True),
        (b'{"a":[{"status":1}]}', True),
        (b'{"a":"status"}', False),
        (b'{"my status":"x"}', False),
        (b'{"a":"\\"status\\":"}', False),
        (b'{"x":"a secret"}', True),
        (b'{"secret":1}', True),
        (b'["secret"]', True),
        (b"7", False),
    ],
)
def test_bytes_about_to_leave_are_looked_over(body, caught):
    assert residue(body, absent=("status",)) is caught


def test_what_goes_out_on_purpose_is_no_residue():
    assert not residue(b'{"x":"shared"}', expected=("word.shared",))
    assert residue(b'{"x":"shared"}')


def test_a_match_across_two_members_is_no_residue():
    across = replace(finders(), scanner=Scanner((Secrets('x","b":"y', "immigration.status"),)))

    assert not residue(b'{"a":"x","b":"y"}', found=across)


def test_a_look_that_breaks_is_not_passed():
    assert residue(b'{"x":"fragile"}', found=broken_detectors())


def test_a_suspicion_that_cannot_be_confirmed_is_not_passed():
    assert residue(b'{"x":"a secret"}', limits=Limits(depth=0))
    assert residue(b'{"x":"secret"', limits=LIMITS)


@pytest.mark.parametrize(
    ("body", "caught"),
    [(b"name=x", True), (b"a=1&name=x", True), (b"surname=x", False), (b"a=name", False), (b"", False)],
)
def test_names_of_a_form_are_looked_for_whole(body, caught):
    assert residue(body, FORM, absent=("name",)) is caught


@pytest.mark.parametrize("body", [b"", b"name=x", b'"name":'])
def test_a_plain_text_has_no_names(body):
    assert not residue(body, "text/plain", absent=("name",))


@pytest.mark.parametrize("media_type", ["application/x-ndjson", "text/csv"])
def test_what_is_a_grid_is_looked_over_value_by_value(media_type):
    def written(*values):
        if media_type == "text/csv":
            return ("a,b\r\n" + "".join(f"{value},x\r\n" for value in values)).encode()
        return "".join(f'{{"a":"{value}","b":1}}\n' for value in values).encode()

    assert not residue(written("plain", "y"), media_type)
    assert residue(written("plain", "a secret"), media_type)
    assert residue(written("shared"), media_type)
    assert not residue(written("shared", "y"), media_type, expected=("word.shared",))
    assert residue(written("plain").replace(b"b", b"status"), media_type, ("status",))
    assert residue(written("plain").replace(b"b", b"secret"), media_type)
    assert residue(written("fragile"), media_type, found=broken_detectors())
