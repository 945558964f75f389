from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.form import Form

FORM = Form()
LIMITS = Limits()


def test_a_form_is_names_and_texts():
    assert FORM.parse(b"name=Ana+L%C3%B3pez&zip=60601&empty=", LIMITS) == {
        "name": "Ana López",
        "zip": "60601",
        "empty": "",
    }


def test_an_empty_body_is_an_empty_form():
    assert FORM.parse(b"", LIMITS) == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"a=1&a=2", "duplicate-name"),
        (b"a=1&%61=2", "duplicate-name"),
        (b"a=1&a[]=2", "duplicate-name"),
        (b"a=1&A=2", "duplicate-name"),
        (b"a=1;b=2", "not-a-form"),
        (b"a=1&&b=2", "malformed-pair"),
        (b"&a=1", "malformed-pair"),
        (b"a=1&", "malformed-pair"),
        (b"a", "malformed-pair"),
        (b"=1", "malformed-pair"),
        (b"a=1=2", "malformed-pair"),
        (b"a=%", "not-a-form"),
        (b"a=%4", "not-a-form"),
        (b"a=%zz", "not-a-form"),
        (b"a=%ff", "not-utf-8"),
        (b"a=%ed%a0%80", "not-utf-8"),
        (b"a=%c0%af", "not-utf-8"),
        (b"a=%00", "control-character"),
        (b"a=%1b[2J", "control-character"),
        (b"a=%2541", "double-encoding"),
        (b"a=\xc3\xb3", "not-a-form"),
        (b"a=1\n", "not-a-form"),
        (b"a b=1", "not-a-form"),
        (b"_method=DELETE", "method-override"),
        (b"%5fMETHOD=DELETE", "method-override"),
        (b"k" * 257 + b"=1", "key-too-long"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        FORM.parse(body, LIMITS)


def test_too_many_fields_are_refused():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        FORM.parse(b"a=1&b=2&c=3", Limits(fields=2))


@pytest.mark.parametrize("tree", [None, ["a"], "a=1", {"a": 1}, {"a": {"b": "c"}}])
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-a-form$"):
        FORM.write(tree)


plain = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="%["))


@given(st.dictionaries(plain.filter(lambda n: n and "method" not in n.lower()), plain))
def test_what_we_write_reads_back_the_same(form):
    if len({name.lower() for name in form}) < len(form):
        return

    assert FORM.parse(FORM.write(form), Limits(key=100_000)) == form


@given(st.binary(max_size=40) | st.text("a=&%4[]+;", max_size=20).map(str.encode))
def test_nothing_but_unreadable_is_raised(body):
    with suppress(Unreadable):
        FORM.parse(body, LIMITS)


def test_the_exit_check_finds_a_name_wherever_it_stands():
    body = Form().write({"a b": "1", "c": "name"})

    for name, stands in [("a b", True), ("c", True), ("b", False), ("name", False)]:
        assert any(one in Form().exposed(body, Limits()) for one in Form().spelt(name)) is stands
