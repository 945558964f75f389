import pytest

from firewall.formats import FORMATS, Limits
from firewall.standing import FACELESS
from tests.formats.archives import everything, refused, unzipped, zipped
from tests.formats.photos import CANARY as PLACE
from tests.formats.photos import photo

ZIP = FORMATS["application/zip"]
LIMITS = Limits()
CANARY = "A087654321"
PEOPLE = b'[{"name":"Ana","status":"A087654321"}]'

HL7 = b"MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\rPID|1||77||Doe^Ana\r"
X12 = (
    b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*P*:~"
    b"GS*HC*A*B*20260101*1200*1*X*005010~ST*837*0001~NM1*IL*1*DOE*ANA~SE*3*0001~GE*1*1~IEA*1*000000001~"
)


def test_each_member_is_read_by_its_own_type():
    body = zipped(("people.json", PEOPLE), ("a/b.TXT", b"text"))

    assert ZIP.parse(body, LIMITS) == {
        "files": [
            {"name": "people.json", "content": [{"name": "Ana", "status": CANARY}]},
            {"name": "a/b.TXT", "content": {"text": "text"}},
        ]
    }


def test_what_is_taken_out_of_a_member_is_gone():
    body = zipped(("people.json", PEOPLE), ("in.zip", zipped(("people.json", PEOPLE))), ("x.txt", CANARY))
    tree = ZIP.parse(body, LIMITS)
    inner = {"files": [{"name": "people.json", "content": [{"name": "Ana"}]}]}
    after = {
        "files": [
            {"name": "people.json", "content": [{"name": "Ana"}]},
            {"name": "in.zip", "content": inner},
            {"name": "x.txt"},
        ]
    }

    out = ZIP.rewrite(body, tree, after, LIMITS)

    assert CANARY.encode() in everything(body)
    assert CANARY.encode() not in everything(out)
    assert set(unzipped(out)) == {"people.json", "in.zip"}
    assert CANARY.encode() not in ZIP.exposed(out, LIMITS)
    assert any(spelt in ZIP.exposed(out, LIMITS) for spelt in ZIP.spelt("name"))
    assert not any(spelt in ZIP.exposed(out, LIMITS) for spelt in ZIP.spelt("status"))


def test_with_nothing_to_remove_it_means_the_same():
    body = zipped(
        ("people.json", PEOPLE), ("in.zip", zipped(("é.txt", "José".encode()))), ("a.jpg", photo("JPEG"))
    )
    tree = ZIP.parse(body, LIMITS)
    left = {
        "files": [
            *tree["files"][:2],
            {"name": "a.jpg", "content": {"image": tree["files"][2]["content"]["image"]}},
        ]
    }

    out = ZIP.rewrite(body, tree, left, LIMITS)

    assert ZIP.parse(out, LIMITS)["files"][:2] == tree["files"][:2]
    assert PLACE.encode() not in everything(out)


def test_a_picture_in_an_archive_leaves_as_pictures_do():
    body = zipped(("a.jpg", photo("JPEG")))
    tree = ZIP.parse(body, LIMITS)

    refused(
        lambda: ZIP.rewrite(body, tree, {"files": [{"name": "a.jpg", "content": {}}]}, LIMITS),
        "picture-withheld",
    )
    name = tree["files"][0]["content"]["image"]
    left = {"files": [{"name": "a.jpg", "content": {"image": FACELESS * 2 + name}}]}
    refused(lambda: ZIP.rewrite(body, tree, left, LIMITS), "picture-withheld")


@pytest.mark.parametrize("name", [None, "x.json", "psn_x"])
def test_without_its_name_a_file_does_not_leave(name):
    body = zipped(("people.json", PEOPLE))
    one = {"content": []} | ({"name": name} if name else {})

    refused(
        lambda: ZIP.rewrite(body, ZIP.parse(body, LIMITS), {"files": [one]}, LIMITS), "archive-name-withheld"
    )


PLAIN = {
    "a.cbor": (b"\x81\xa2\x64name\x63Ana\x66status\x6aA087654321", "cbor"),
    "a.msgpack": (b"\x91\x82\xa4name\xa3Ana\xa6status\xaaA087654321", "msgpack"),
    "a.yaml": (b"- name: Ana\n  status: A087654321\n", "yaml"),
    "a.ndjson": (b'{"name":"Ana","status":"A087654321"}\n', "x-ndjson"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_records_in_a_member_leave_without_what_is_taken_out(name):
    data, kind = PLAIN[name]
    body = zipped((name, data))

    tree = ZIP.parse(body, LIMITS)
    out = ZIP.rewrite(body, tree, {"files": [{"name": name, "content": [{"name": "Ana"}]}]}, LIMITS)

    assert tree["files"][0]["content"] == [{"name": "Ana", "status": CANARY}]
    assert CANARY.encode() not in everything(out)
    assert FORMATS[f"application/{kind}"].parse(unzipped(out)[name], LIMITS) == [{"name": "Ana"}]


@pytest.mark.parametrize(
    ("name", "data", "segment"),
    [("a.hl7", HL7, "PID"), ("a.x12", X12, "ISA"), ("a.xml", b"<a><b>A087654321</b></a>", "a")],
)
def test_messages_in_a_member_are_read_by_their_own_type(name, data, segment):
    body = zipped((name, data))

    tree = ZIP.parse(body, LIMITS)

    assert segment in str(tree)
    assert ZIP.parse(ZIP.rewrite(body, tree, tree, LIMITS), LIMITS) == tree


def nested(depth):
    body = PEOPLE
    for number in range(depth):
        body = zipped(("a.zip" if number else "a.json", body))
    return body


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (zipped(("a.exe", b"MZ")), "archive-type"),
        (zipped(("a", b"x")), "archive-type"),
        (zipped(("a.json", b"{")), "not-json"),
        (zipped(("a.jpg", b"PK")), "picture-form"),
        (nested(3), "too-deep"),
        (zipped(("../a.json", b"{}")), "archive-name"),
        (zipped(*((f"{n}.zip", zipped(("a.txt", b"x" * 250_000))) for n in range(60))), "body-too-large"),
    ],
)
def test_what_holds_something_unreadable_is_unreadable(body, why):
    refused(lambda: ZIP.parse(body, LIMITS), why)


def test_all_members_together_have_so_many_fields():
    body = zipped(*((f"{n}.json", b"[" + b"1," * 60 + b"1]") for n in range(4)))

    refused(lambda: ZIP.parse(body, Limits(fields=200)), "too-many-fields")
