import email
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import format_of
from firewall.formats.base import Limits, Unreadable
from firewall.formats.multipart import BOUNDARY, Multipart
from firewall.formats.xlsx import MEDIA_TYPE as XLSX
from tests.formats.archives import everything, unzipped, zipped
from tests.formats.photos import CANARY as PHOTO_CANARY
from tests.formats.photos import opened, photo
from tests.formats.test_xlsx import book, read
from tests.formats.through import through

LIMITS = Limits()
TYPE = "multipart/form-data; boundary=Bnd-1"
FORM = format_of(TYPE)
CANARY = "CANARY-7c1f"


def part(body=b"x", disposition='form-data; name="a"', *headers):
    lines = [f"Content-Disposition: {disposition}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def form(*parts, boundary=b"Bnd-1"):
    return (
        b"".join(b"--" + boundary + b"\r\n" + each + b"\r\n" for each in parts) + b"--" + boundary + b"--\r\n"
    )


FILE = part(
    f"id,ssn\r\n1,{CANARY}\r\n".encode(),
    f'form-data; name="f"; filename="{CANARY}.csv"',
    "Content-Type: text/csv",
)
JSON = part(b'{"name":"Ana"}', 'form-data; name="j"', "Content-Type: application/json")


def test_each_part_is_read_by_its_own_type():
    assert FORM.parse(form(part(b"hello\r\n"), FILE, JSON), LIMITS) == {
        "a": "hello\r\n",
        "f": {"filename": f"{CANARY}.csv", "content": [{"id": "1", "ssn": CANARY}]},
        "j": {"content": {"name": "Ana"}},
    }


def test_a_file_without_a_type_is_text():
    body = form(part(b"x", 'form-data; name="a"; filename="b"'))

    assert FORM.parse(body, LIMITS) == {"a": {"filename": "b", "content": {"text": "x"}}}


def test_what_leaves_is_in_no_byte_more_and_others_read_it():
    body = form(part(b"hello"), FILE, JSON)
    before = FORM.parse(body, LIMITS)

    written = FORM.rewrite(
        body, before, {"a": "hello", "f": {"content": [{"id": "1"}]}, "j": before["j"]}, LIMITS
    )

    assert CANARY.encode() not in written
    read = email.message_from_bytes(f"Content-Type: {FORM.media_type}\r\n\r\n".encode() + written)
    assert [
        (p.get_param("name", header="content-disposition"), p.get_filename(), p.get_payload())
        for p in read.get_payload()
    ] == [
        ("a", None, "hello"),
        ("f", "file", "id\r\n1\r\n"),
        ("j", None, '{"name":"Ana"}'),
    ]


def test_a_file_whose_content_does_not_leave_is_gone_with_its_name():
    body = form(part(b"hello"), FILE)

    written = FORM.rewrite(body, FORM.parse(body, LIMITS), {"a": "hello", "f": {"filename": "f.csv"}}, LIMITS)

    assert written == form(part(b"hello"), boundary=BOUNDARY.encode())


def test_what_we_write_is_read_under_our_boundary():
    body = form(part(b"hello"), FILE, JSON)
    tree = FORM.parse(body, LIMITS)
    written = FORM.rewrite(body, tree, tree, LIMITS)

    assert FORM.parse(written, LIMITS) == format_of(FORM.media_type).parse(written, LIMITS) == tree
    assert FORM.write({}) == f"--{BOUNDARY}--\r\n".encode()
    assert FORM.parse(FORM.write({}), LIMITS) == {}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-multipart"),
        (b"preamble\r\n" + form(part()), "not-multipart"),
        (b"\r\n" + form(part()), "not-multipart"),
        (form(part()) + b"epilogue", "not-multipart"),
        (form(part()) + form(part()), "not-multipart"),
        (form(part()).removesuffix(b"--\r\n"), "not-multipart"),
        (form(part()).removesuffix(b"--Bnd-1--\r\n"), "not-multipart"),
        (form(part()).replace(b"\r\n", b"\n"), "not-multipart"),
        (form(part(b"x\r\n--Bnd-1--\r\ny")), "not-multipart"),
        (form(part(b"x\r\n--Bnd-1 \r\ny")), "not-multipart"),
        (form(part(b"x\r\n--Bnd-1x\r\ny")), "not-multipart"),
        (form(part(), part()), "duplicate-name"),
        (form(part(), part(disposition='form-data; name="A"')), "duplicate-name"),
        (form(part(), part(disposition='form-data; name="a[]"')), "duplicate-name"),
        (form(b"\r\nx"), "not-multipart"),
        (form(part(b"x", "attachment; name=a")), "not-multipart"),
        (form(part(b"x", "form-data; name=a")), "part-header"),
        (form(part(b"x", 'form-data; name=""')), "part-header"),
        (form(part(b"x", 'form-data; name="a"; name="b"')), "part-header"),
        (form(part(b"x", 'form-data; name="a"; filename="b"; filename="c"')), "part-header"),
        (form(part(b"x", "form-data; name=\"a\"; filename*=UTF-8''b")), "part-header"),
        (form(part(b"x", 'form-data; name="a"; filename="b"; filename*=UTF-8\'\'c')), "part-header"),
        (form(part(b"x", 'form-data; name="a\\"b"')), "part-header"),
        (form(part(b"x", 'form-data; name="a%22b"')), "part-header"),
        (form(part(b"x", 'form-data; name="a"; filename="b%0d%0ac"')), "part-header"),
        (form(part(b"x", 'form-data;\r\n name="a"')), "not-multipart"),
        (
            form(part(b"x", 'form-data; name="a"', "Content-Type: text/plain", "content-type: text/csv")),
            "part-header",
        ),
        (form(part(b"x", 'form-data; name="a"', "X-Other: y")), "part-header"),
        (form(part(b"x", 'form-data; name="a"', "Content-Length: 5")), "not-multipart"),
        (form(part(b"eA==", 'form-data; name="a"', "Content-Transfer-Encoding: base64")), "content-coding"),
        (form(part(b"x", 'form-data; name="a"', "Content-Type: image/x-unknown")), "unknown-media-type"),
        (form(part(b"x", 'form-data; name="a"', f"Content-Type: {TYPE}")), "nested-parts"),
        (form(part(b"{", 'form-data; name="a"', "Content-Type: application/json")), "not-json"),
        (form(part(b"\xff")), "not-utf-8"),
        (form(part(b"\x00")), "control-character"),
        (form(part(disposition=f'form-data; name="{"k" * 257}"')), "key-too-long"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        FORM.parse(body, LIMITS)


@pytest.mark.parametrize("again", ["a", "A", "a[]", "a[0]"])
def test_a_value_that_is_split_anywhere_over_two_parts_of_one_field_never_leaves(again):
    value = b"no. 536-90-4399, says CANARY-7c1f"
    for at in range(len(value) + 1):
        body = form(part(value[:at]), part(value[at:], f'form-data; name="{again}"'))
        with pytest.raises(Unreadable, match=r"^(?:duplicate-name|part-header)$"):
            FORM.parse(body, LIMITS)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ('boundary=""', "boundary"),
        ('boundary="a b"', "boundary"),
        (f"boundary={'x' * 71}", "boundary"),
        ("boundary=x; boundary=y", "repeated-parameter"),
        ("boundary=x; type=y", "unknown-parameter"),
    ],
)
def test_a_boundary_is_plain(parameters, code):
    with pytest.raises(Unreadable, match=f"^{code}$"):
        format_of(f"multipart/form-data; {parameters}")


def test_without_a_boundary_nothing_is_read():
    with pytest.raises(Unreadable, match=r"^boundary$"):
        format_of("multipart/form-data").parse(form(part()), LIMITS)


def test_a_boundary_may_stand_in_quotes_and_keeps_its_case():
    assert format_of('multipart/form-data; boundary="Bnd-1"').parse(form(part()), LIMITS) == {"a": "x"}


def test_too_many_parts_are_refused():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        FORM.parse(form(*[part()] * 4), Limits(fields=3))


def test_more_parts_than_any_form_has_are_refused():
    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        FORM.parse(form(*[part()] * 1001), LIMITS)


def test_our_boundary_inside_a_part_is_not_written():
    with pytest.raises(Unreadable, match=r"^boundary$"):
        FORM.write({"a": f"x\r\n--{BOUNDARY}--"})


@pytest.mark.parametrize("tree", [None, [], {"a": 1}, {"a": {"content": "x"}}])
def test_no_other_tree_is_written(tree):
    with pytest.raises(Unreadable, match=r"^not-multipart$"):
        FORM.write(tree)


@pytest.mark.parametrize("after", ["withheld", None, 7, [], ["content"], "content"])
def test_a_file_is_a_file_or_nothing_of_it_leaves(after):
    body = form(part(), FILE)
    before = FORM.parse(body, LIMITS)
    (name,) = set(before) - {"a"}

    with pytest.raises(Unreadable, match=r"^not-multipart$"):
        FORM.rewrite(body, before, before | {name: after}, LIMITS)


def test_the_exit_check_does_not_take_our_file_name_for_theirs():
    body = form(FILE)
    written = FORM.rewrite(body, FORM.parse(body, LIMITS), {"f": {"content": [{"id": "1"}]}}, LIMITS)

    assert FORM.spelt("filename")[0] not in FORM.exposed(written, LIMITS)
    assert FORM.spelt("id")[0] in FORM.exposed(written, LIMITS)


names = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters='"\\%['), min_size=1, max_size=6
)
values = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="\r\n\t-"), max_size=8)


@given(st.dictionaries(names, values, max_size=4))
def test_what_we_write_reads_back_the_same(tree):
    if len({name.strip().casefold() for name in tree}) == len(tree):
        assert FORM.parse(FORM.write(tree), LIMITS) == tree


@given(
    st.lists(
        st.sampled_from(
            [b"--Bnd-1", b"\r\n", b"--", b"x", part(), FILE, b'Content-Disposition: form-data; name="a"']
        ),
        max_size=9,
    )
)
def test_nothing_but_unreadable_is_raised(pieces):
    with suppress(Unreadable):
        body = b"".join(pieces)
        tree = FORM.parse(body, LIMITS)
        assert FORM.parse(FORM.rewrite(body, tree, tree, LIMITS), LIMITS) == tree


def test_other_parsers_see_no_part_that_we_do_not():
    body = form(part(b"hello"), FILE)
    read = email.message_from_bytes(f"Content-Type: {TYPE}\r\n\r\n".encode() + body)

    assert len(read.get_payload()) == len(FORM.parse(body, LIMITS))
    assert isinstance(FORM, Multipart)


async def test_a_form_goes_through_without_what_is_not_shared():
    fields = {"/a": "identity.name", "/f/content/*/id": "record.id", "/f/filename": "immigration.document"}

    ruling = await through(form(part(b"Ana"), FILE, JSON), TYPE, fields)

    assert ruling.outgoing.media_type == FORM.media_type
    assert CANARY.encode() not in ruling.outgoing.body
    assert FORM.parse(ruling.outgoing.body, LIMITS) == {
        "a": "Ana",
        "f": {"filename": "file", "content": [{"id": "1"}]},
    }


def with_files(*files):
    return form(
        part(b"hello"),
        *(
            part(body, f'form-data; name="f{n}"; filename="{name}"', f"Content-Type: {kind}")
            for n, (name, kind, body) in enumerate(files)
        ),
    )


def parts_of(ruling):
    head = b"Content-Type: " + ruling.outgoing.media_type.encode() + b"\r\n\r\n"
    said = email.message_from_bytes(head + ruling.outgoing.body)
    return {one.get_param("name", header="content-disposition"): one for one in said.get_payload()}


async def test_pictures_and_documents_in_parts_are_rewritten_by_their_own_types():
    picture, sheet = photo("JPEG"), book(["name", "ssn"], ["Ana", CANARY], title="S")
    body = with_files(
        ("a.jpg", "image/jpeg", picture),
        ("b.xlsx", XLSX, sheet),
        ("c.zip", "application/zip", zipped(("d.png", photo("PNG")))),
    )
    fields = {
        "/a": "record", "/f0/content/image": "record", "/f0/filename": "record", "/f1/content/sheets/S/*/name": "identity.name",
        "/f2/content/files/*/name": "record", "/f2/content/files/*/content/image": "record",
    }  # fmt: skip

    ruling = await through(body, TYPE, fields)

    assert ruling.outgoing is not None, ruling.decision
    parts = parts_of(ruling)
    assert opened(parts["f0"].get_payload(decode=True)).size == opened(picture).size
    assert parts["f0"].get_filename() == "a.jpg"
    assert parts["f1"].get_filename() == "file"
    assert read(parts["f1"].get_payload(decode=True)) == {"S": [["name"], ["Ana"]]}
    inner = unzipped(parts["f2"].get_payload(decode=True))
    assert not opened(inner["d.png"]).getexif()
    seen = ruling.outgoing.body + b"".join(
        everything(parts[name].get_payload(decode=True)) for name in ("f1", "f2")
    )
    assert CANARY.encode() not in seen
    assert PHOTO_CANARY.encode() not in seen


async def test_a_picture_that_does_not_leave_takes_its_part_along():
    body = with_files(("a.jpg", "image/jpeg", photo("JPEG")))

    ruling = await through(
        body, TYPE, {"/a": "record", "/f0/content/image": "immigration.citizenship", "/f0/filename": "record"}
    )

    assert ruling.outgoing is not None, ruling.decision
    assert set(parts_of(ruling)) == {"a"}


@pytest.mark.parametrize("body", [photo("JPEG")[:-2], b"GIF89a", b""])
async def test_a_picture_that_cannot_be_read_refuses_the_form(body):
    ruling = await through(with_files(("a.jpg", "image/jpeg", body)), TYPE, {"/a": "record"})

    assert ruling.outgoing is None
