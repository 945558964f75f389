"""``firewall scan``, as somebody uses it who wants to know what a file or a service holds."""

import io
import json
import re
import shutil
import sys

import pytest
import yaml

from tests.system.town import POLICIES, command

CANARIES = (
    "A000187654",
    "123-45-6789",
    "123456789",
    "Xicar",
    "+1-312-555-0142",
    "lucia.canary@example.org",
    "9990123",
    "undocumented",
)
NOTE = "Lucía Xicará is undocumented, A000187654, SSN 123-45-6789, lucia.canary@example.org, +1-312-555-0142"
RECORD = {
    "name": "Lucía Xicará",
    "ssn": 123456789,
    "notes": NOTE,
    "123-45-6789": {"A000187654": "undocumented"},
    "id": 9990123,
}
SHORT = json.dumps(RECORD)


def form():
    return "ssn=123-45-6789&notes=" + NOTE.replace(" ", "+").replace(",", "%2C").replace(
        "í", "%C3%AD"
    ).replace("á", "%C3%A1")


FILES = {
    "a.json": SHORT,
    "b.ndjson": f"{SHORT}\n{{broken A000187654\n{SHORT}\n",
    "c.csv": f'Name,SSN,Note\nLucía Xicará,123-45-6789,"{NOTE}"\n',
    "d.csv": f'Lucía Xicará,123-45-6789,"{NOTE}"\n',
    "e.tsv": "ssn\tnote\n123-45-6789\tundocumented\n",
    "f.xml": f'<p ssn="123-45-6789"><a000187654>A000187654</a000187654><!-- {NOTE} --><n>{NOTE}</n></p>',
    "g.txt": f"{NOTE}\n" * 3,
    "h.form": form(),
    "i.json": SHORT[:-5],
    "j.xml": f"<p>{NOTE}</q>",
    "k.csv": f'a,b\n"{NOTE}',
    "l.json": '{"a": "A000187654", "a": "123-45-6789"}',
}


@pytest.fixture
def files(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def scan(*words):
    return command("scan", *map(str, words))


def written(tmp_path, text, name="a.json"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


# ---- values


@pytest.mark.parametrize("words", [(), ("--json",)])
@pytest.mark.parametrize("name", [*FILES, "."])
def test_no_value_is_told_unless_somebody_asks_for_it(files, name, words):
    done = scan(files / name, *words)
    said = (done.out + done.err).replace(str(files), "")

    assert done.code in {1, 2}
    assert [
        canary for canary in CANARIES if canary.lower() in said.lower().replace("government_id", "")
    ] == []


def test_who_asks_for_values_sees_them(files):
    assert all(
        canary in scan(files / "g.txt", "--show", "--json").out for canary in ("A000187654", "123-45-6789")
    )
    assert "A000187654" in scan(files / "g.txt", "--show").out
    assert "/123-45-6789/A000187654" in scan(files / "a.json", "--show").out


# ---- JSON


def test_json_has_these_keys_and_no_others(tmp_path):
    done = scan(written(tmp_path, '{"people": [{"x": "see A000187654"}]}'), "--json")

    assert done.json == [
        {
            "path": "/people/0/x", "category": "immigration.identifier", "detector": "us.a-number", "confidence": 0.6,
            "start": 4, "end": 14,
        }
    ]  # fmt: skip


def test_a_file_is_named_where_there_are_several(files):
    alone = scan(files / "a.json", "--json").json
    several = scan(files / "a.json", files / "e.tsv", "--json").json
    folder = scan(files, "--json").json

    assert all("file" not in row for row in alone)
    assert {row["file"] for row in several} == {str(files / "a.json"), str(files / "e.tsv")}
    assert {row["file"] for row in folder} == {str(files / name) for name in FILES}
    assert [row["file"] for row in folder] == sorted(row["file"] for row in folder)


def test_nothing_found_is_an_empty_list(tmp_path):
    done = scan(written(tmp_path, '{"x": "hello"}'), "--json")

    assert (done.code, done.json) == (0, [])


def test_what_cannot_be_read_is_a_row_as_well(files):
    done = scan(files / "i.json", "--json")

    assert [(row["category"], row["detector"], row["path"]) for row in done.json] == [
        ("uninspectable", "not-json", "")
    ]
    assert f"{files / 'i.json'}:1:" in done.err
    assert "This is not JSON. Correct it there" in done.err


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("c.csv", "/0/SSN"),
        ("d.csv", "/0/1"),
        ("e.tsv", "/0/ssn"),
        ("f.xml", "/p/@ssn"),
        ("b.ndjson", "/2/ssn"),
        ("h.form", "/ssn"),
    ],
)
def test_places_in_other_formats(files, name, path):
    assert path in {
        row["path"] for row in scan(files / name, "--json").json if row["category"] == "government_id.tax"
    }


def test_places_in_a_text_are_characters(files):
    found = scan(files / "g.txt", "--json").json
    text = FILES["g.txt"]

    assert {text[row["start"] : row["end"]] for row in found if row["detector"] == "us.a-number"} == {
        "A000187654"
    }
    assert {row["path"] for row in found} == {""}


# ---- how it ends


def test_it_ends_with_0_1_or_2(files, tmp_path):
    (tmp_path / "clean").mkdir()

    assert scan(written(tmp_path / "clean", "{}")).code == 0
    assert scan(files / "a.json").code == 1
    assert scan(files / "i.json").code == 2
    assert scan(tmp_path / "missing.json").code == 2
    assert scan(files / "a.json", tmp_path / "missing.json").code == 2
    assert scan(tmp_path / "clean").code == 0


def test_a_file_in_a_folder_that_cannot_be_read_is_a_finding(tmp_path):
    written(tmp_path, b"\x89PNG\x00", "photo.png")
    done = scan(tmp_path)

    assert done.code == 1
    assert "photo.png: uninspectable (binary). It is no text." in done.out
    assert "1 file could not be looked into." in done.out


def test_many_lines_that_cannot_be_read_are_cut_and_counted(tmp_path):
    done = scan(written(tmp_path, "{\n" * 100, "a.ndjson"))

    assert done.code == 2
    assert done.out.count("uninspectable (not-json)") == 20
    assert "... and 80 places more. --json lists all of them." in done.out


def test_an_empty_folder_holds_nothing(tmp_path):
    assert (scan(tmp_path).code, scan(tmp_path).out) == (0, "Nothing was found in 0 files.\n")
    assert scan(tmp_path, "--json").json == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Name files, folders or addresses"),
        (("a.json", "--service", "clinic"), "not both"),
        (("a.json", "--id", "id=1"), "belong to --service"),
        (("a.json", "--as", "jsn"), "Did you mean `json`"),
        (("a.json", "--only", "imigration"), "Did you mean `immigration`"),
        (("a.json", "--least", "2"), "Invalid value for '--least'"),
        (("--service", "clinik", "--policies", str(POLICIES)), "Did you mean `clinic`"),
        (("--service", "clinic", "--id", "x", "--policies", str(POLICIES)), "write name=value"),
        (
            ("--service", "clinic", "--id", "number=1", "--policies", str(POLICIES)),
            "is not a parameter of a path",
        ),
        (("--service", "clinic", "--from", "/nowhere", "--policies", str(POLICIES)), "holds no answers"),
        (("--service", "clinic", "--policies", "/nowhere"), "There is no policy folder"),
    ],
)
def test_a_slip_is_told_with_what_was_meant(words, says):
    done = scan(*words)

    assert (done.code, done.out) == (2, "")
    assert says in " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.err).split())


# ---- what is told


def test_guesses_can_be_left_out_and_categories_chosen(files):
    found = scan(
        files / "a.json", "--json", "--least", "0.75", "--only", "immigration", "--only", "contact"
    ).json

    assert {row["category"].partition(".")[0] for row in found} <= {"immigration", "contact"}
    assert all(row["confidence"] >= 0.75 for row in found)


def test_the_table_counts_by_category_with_bars(files):
    out = scan(files / "a.json").out

    assert re.search(rf"{re.escape(str(files / 'a.json'))}: \d+ findings", out)
    assert re.search(r"government_id\.tax +█+ +\d+", out)
    assert re.search(r"/ssn +government_id\.tax +name +1\.00 +1", out)
    assert re.search(r"\d+ findings in 1 of 1 file\.\n$", out)


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"x": "A000187654"}')))

    assert [row["path"] for row in scan("-", "--json").json] == ["/x"]


def test_everything_can_be_read_as_one_kind(files):
    assert {row["path"] for row in scan(files / "i.json", "--as", "text", "--json").json} == {""}


def test_a_bar_is_drawn_where_somebody_looks_and_not_into_the_result(files, monkeypatch):
    assert scan(files / "g.txt", "--json").err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = scan(files / "g.txt", "--json")

    assert "g.txt" in done.err
    assert done.json


# ---- bad input of every kind


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("a.json", b'{"a": "\\ud800"}', "lone-surrogate"),
        ("a.json", b'{"a": 1}\x00', "binary"),
        ("a.json", b"[" * 200_000, "too-deep"),
        ("a.json", b'{"a":' * 100 + b"1" + b"}" * 100, "too-deep"),
        ("a.json", b'"' + b"x" * (8 * 1024 * 1024) + b'"', "body-too-large"),
        ("a.ndjson", b'"' + b"x" * (8 * 1024 * 1024 + 1) + b'"\n', "line-too-long"),
        ("a.csv", b'a\n"' + b"x\n" * (5 * 1024 * 1024), "field-too-long"),
        ("a.csv", b"a,b\n1,\x002", "binary"),
        ("a.xml", b"<a>" * 100_000, "too-deep"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document-type"),
        ("a.txt", b"\xff\xfe\x00\xd8A\x00", "binary"),
        ("a", b"\x00" * 1000, "binary"),
        ("a.form", b"a=1;b=2", "not-a-form"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_told_with_its_cause(tmp_path, name, body, why):
    done = scan(written(tmp_path, body, name), "--json")

    assert done.code == 2
    assert [row["detector"] for row in done.json] == [why]
    assert done.err.startswith(f"{tmp_path / name}")


def test_long_files_of_lines_are_read_to_their_end(tmp_path):
    lines = ["x" * 99] * 100_000
    lines[99_990] = "A000187654"
    found = scan(written(tmp_path, "\n".join(lines), "a.txt"), "--json", "--only", "immigration").json

    assert [row["start"] for row in found if row["detector"] == "us.a-number"] == [99_990 * 100]


def test_a_text_in_utf_16_is_read(tmp_path):
    assert scan(written(tmp_path, '{"x": "A000187654"}'.encode("utf-16"))).code == 1


def test_an_address_is_read_and_its_service_needs_no_policy(town):
    url = upstream(town, "clinic")
    found = scan(f"{url}/patients/1001", "--json").json

    assert {"/alienNumber", "/notes"} <= {row["path"] for row in found}
    assert scan(f"{url}/nothing").code == 2
    assert "It answered with 404" in scan(f"{url}/nothing").out


# ---- services


def upstream(town, service):
    text = (town.directory / "policies" / "services" / f"{service}.yaml").read_text("utf-8")
    return re.search(r"^upstream: (\S+)", text, re.MULTILINE)[1]


@pytest.fixture
def policies(town, tmp_path):
    """The policies of the running city, to be changed."""
    return shutil.copytree(town.directory / "policies", tmp_path / "policies")


def edit(policies, service, *changes):
    path = policies / "services" / f"{service}.yaml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("service", ["clinic", "school", "311"])
def test_a_proposal_loads_and_passes_the_check(policies, service):
    before = (policies / "services" / f"{service}.yaml").read_bytes()
    done = scan("--service", service, "--policies", policies)

    assert done.code in {0, 1}
    assert (policies / "services" / f"{service}.yaml").read_bytes() == before
    loaded = yaml.safe_load(done.out)
    assert loaded["service"] == service
    assert all(route["fields"] for route in loaded["routes"])
    (policies / "services" / f"{service}.yaml").write_text(done.out, "utf-8")
    assert command("check", str(policies)).code == 0


def test_what_the_policy_forgot_is_proposed_and_what_it_mistook_is_marked(policies):
    edit(
        policies,
        "clinic",
        ("      /alienNumber: immigration.identifier\n", ""),
        ("/phone: contact.phone", "/phone: record.meta"),
    )
    out = scan("--service", "clinic", "--policies", policies).out

    assert re.search(
        r"/alienNumber: immigration\.identifier  # scan: proposed by name and values .*, as A#{9}", out
    )
    assert re.search(r"/phone: record\.meta  # scan: LOOK: declared, but also contact\.phone", out)
    assert re.search(r"/notes: case_notes  # scan: declared; seen in 20 of 20", out)
    assert re.search(
        r"/address: contact\.address  # scan: LOOK: .*immigration\.identifier by values in 1 of 20", out
    )


def test_a_map_that_was_never_drawn_is_drawn(policies):
    path = policies / "services" / "311.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        re.sub(r"    fields:\n(      .*\n)+", "", text).replace("    records: /items\n", ""), "utf-8"
    )
    done = scan("--service", "311", "--policies", policies, "--id", "id=70001")
    fields = {route["route"]: route.get("fields") or {} for route in yaml.safe_load(done.out)["routes"]}

    assert done.code == 1
    assert fields["request"]["/text"] == "case_notes"
    assert fields["request"]["/reporter/phone"] == "contact.phone"
    assert "# /id: record.id  # scan: a guess by common name" in done.out


def test_no_value_of_a_service_is_told(policies):
    told = "".join(
        done.out + done.err
        for service in ("clinic", "school", "311")
        for words in ((), ("--json",))
        for done in (scan("--service", service, "--policies", policies, *words),)
    )
    values = [
        "000187654", "000154321", "Xicar", "Brandt", "Tewelde", "1991-05-17", "555-0142", "418 Canal", "Tuberculosis",
        "1001", "500001", "70001", "la migra", "00412",
    ]  # fmt: skip

    assert [value for value in values if value in told] == []


def test_a_proposal_as_json(policies):
    rows = scan("--service", "clinic", "--policies", policies, "--json").json
    by_place = {(row["route"], row["path"]): row for row in rows}

    assert rows[0].keys() == {
        "route", "path", "declared", "proposed", "by", "confidence", "seen", "of", "examples", "also", "together", "says",
    }  # fmt: skip
    assert by_place["clinic:patients", "/items/*/alienNumber"]["examples"] == ["A#########"]


def test_saved_answers_are_enough(policies, tmp_path):
    edit(
        policies,
        "clinic",
        (
            f"upstream: {re.search(r'http://[0-9.:]+', (policies / 'services/clinic.yaml').read_text())[0]}",
            "upstream: http://127.0.0.1:9",
        ),
    )
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "patient.json").write_text('{"id": "1001", "visaClass": "F1"}')
    done = scan("--service", "clinic", "--policies", policies, "--from", saved)

    assert done.code == 1
    assert re.search(r"/visaClass: immigration\.document  # scan: proposed by name", done.out)
    assert "note: clinic:patients: Nobody answers there." in done.err


def test_a_service_that_does_not_answer_gives_no_proposal(policies):
    edit(
        policies,
        "school",
        (
            re.search(r"upstream: \S+", (policies / "services/school.yaml").read_text())[0],
            "upstream: http://127.0.0.1:9",
        ),
    )
    done = scan("--service", "school", "--policies", policies)

    assert done.code == 2
    assert "No route gave an answer, so nothing is proposed." in done.err
