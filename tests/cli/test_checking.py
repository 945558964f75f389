"""``firewall check FOLDER``: every fault and warning, in each form, with the exit code that goes with it."""

import json
import re
import shutil

import pytest

from tests.system.town import POLICIES, command


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(POLICIES, tmp_path / "policies")


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_folder_without_faults_is_counted():
    done = command("check", str(POLICIES))

    assert done.code == 0
    assert "7 services, 12 partners, 11 agreements, " in done.out
    assert "no faults" in done.out
    assert "POL401 laws/welcoming-city.yaml:" in done.out


MISTAKES = (
    ("laws/welcoming-city.yaml", "then: refer", "then: reffer", "`reffer` is not an outcome of a rule"),
    ("laws/welcoming-city.yaml", "yields_to: [judicial]", "yield_to: [judicial]", "Did you mean `yields_to`"),
    ("agreements/housing-311.yaml", "contact.address", "contact.adress", "Did you mean `contact.address`"),
    ("agreements/county-public-health.yaml", "from: 2026-02-01", "from: 2026-02-30", "`from` must be a day of the calendar"),
    ("partners/acme-analytics.yaml", "on_behalf_of: [ice-ero]", "on_behalf_of: [ice]", "is not a partner"),
    ("services/clinic.yaml", "/notes: case_notes", "/name: case_notes", "is given twice"),
    ("city.yaml", "languages: [en, es]", "languages: []", "is empty"),
)  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "says"), MISTAKES, ids=[says for *_, says in MISTAKES])
def test_an_ordinary_mistake_is_told_with_its_place_and_a_remedy(folder, file, old, new, says):
    edit(folder, file, old, new)
    done = command("check", str(folder))
    where = next(line for line in done.out.splitlines() if line.startswith("POL"))

    assert done.code == 1
    assert says in done.out
    assert re.match(rf"POL\d{{3}} {file}:\d+:\d+: ", where)
    assert "Nothing of this folder would be loaded" in done.err


def test_all_faults_are_told_at_once(folder):
    for file, old, new, _ in MISTAKES[2:6]:
        edit(folder, file, old, new)
    done = command("check", str(folder))

    assert all(says in done.out for *_, says in MISTAKES[2:6])
    assert int(done.err.split()[0]) == len(re.findall("^POL", done.out, re.MULTILINE))


def test_faults_as_json_have_their_places(folder):
    edit(folder, *MISTAKES[0][:3])
    (fault,) = command("check", str(folder), "--json").json

    assert fault.keys() == {"code", "file", "line", "column", "level", "says", "remedy"}
    assert (fault["file"], fault["column"]) == ("laws/welcoming-city.yaml", 11)


def test_faults_are_told_in_spanish_where_that_is_asked_for(folder):
    edit(folder, "agreements/housing-311.yaml", "contact.address", "contact.adress")
    done = command("check", str(folder), "--lang", "es")

    assert done.out.startswith(
        "POL041 agreements/housing-311.yaml:13:43: `contact.adress` no es una categoría."
    )
    assert "^^^^^^^^^^^^^^\n    ¿Quiso decir `contact.address`" in done.out


def test_one_fault_is_counted_as_one(folder):
    edit(folder, *MISTAKES[0][:3])

    assert command("check", str(folder)).err.startswith("1 fault. ")


def test_a_folder_that_is_not_there_is_no_finding(tmp_path):
    done = command("check", str(tmp_path / "nowhere"))

    assert (done.code, done.out) == (2, "")
    assert "There is no policy folder" in done.err


def test_warnings_stop_nothing_unless_they_are_meant_to(folder):
    edit(folder, "agreements/housing-311.yaml", "until: 2030-12-31", "until: 2026-04-01")
    lax, strict = command("check", str(folder)), command("check", str(folder), "--strict")

    assert (lax.code, strict.code) == (0, 1)
    assert "POL420 agreements/housing-311.yaml:4:1: warning: `MOU-2026-003` ended on 2026-04-01" in lax.out


def test_a_file_that_is_no_text_is_a_fault_like_any_other(folder):
    (folder / "laws" / "scan.yaml").write_bytes(b"\xff\xfe\x00")
    done = command("check", str(folder), "--format", "json")

    assert (done.code, done.json[0]["code"], done.json[0]["file"]) == (1, "POL064", "laws/scan.yaml")


@pytest.mark.parametrize(("form", "begins"), [("json", "["), ("sarif", "{"), ("github", "::error file=")])
def test_a_program_gets_nothing_but_its_form(folder, form, begins):
    edit(folder, *MISTAKES[0][:3])
    done = command("check", str(folder), "--format", form)

    assert (done.code, done.out.startswith(begins), done.err) == (1, True, "")


def test_a_form_that_is_not_known_is_told():
    done = command("check", str(POLICIES), "--format", "xml")

    assert (done.code, "text, json, sarif, github" in " ".join(done.err.split())) == (2, True)


def test_the_samples_of_a_folder_are_never_shown(folder):
    (folder / "samples" / "odd.yaml").write_text("ssn: 536-90-4399\nssn: 536-90-4399\n")
    edit(folder, "laws/welcoming-city.yaml", "body: samples/patient.json", "body: samples/od.yaml")
    done = command("check", str(folder), "--format", "sarif")

    assert "POL056" in done.out
    assert "536-90" not in done.out
    assert json.loads(done.out)["version"] == "2.1.0"
