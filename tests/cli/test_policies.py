"""``firewall check`` and ``try``, as somebody who writes rules uses them."""

import json
import shutil

import pytest

from evaluation.look_names import SHA256
from tests.helpers_names import MODEL, TABLE
from tests.system.town import COUNTY, ICE, POLICIES, command

DAY = ("--on", "2026-11-22", "--policies", str(POLICIES))
PATIENT = ("--route", "clinic:patient", "--body", str(POLICIES / "samples" / "patient.json"))


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(POLICIES, tmp_path / "policies")


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


# ---- names in free text


UNREAD = (
    "agreements/housing-311.yaml:4: MOU-2026-003 takes free text with spans cut out and does not share all of"
)
HOUSING = ("--as", "housing-department", "--purpose", "service-delivery", "--route", "311:request")
REPORT = ("--body", str(POLICIES / "samples" / "request.json"))


@pytest.fixture(scope="module")
def with_model(tmp_path_factory):
    config = tmp_path_factory.mktemp("config") / "firewall.toml"
    config.write_text(TABLE)
    return ("--config", str(config))


def test_free_text_that_goes_whole_for_want_of_a_model_is_told_with_its_place():
    done = command("check", str(POLICIES))

    assert f"note: {UNREAD} identity.name, third_party: 311:request /text, " in done.err
    assert "are removed whole, since without a model nobody finds names and places in them." in done.err


def test_with_a_model_it_is_told_what_a_model_does(with_model):
    done = command("check", str(POLICIES), *with_model)

    assert UNREAD in done.err
    assert "a model misses some names" in done.err
    assert "removed whole" not in done.err


def test_a_model_that_is_another_one_is_told_by_the_check(tmp_path):
    config = tmp_path / "firewall.toml"
    config.write_text(f'[names]\nmodel = "{MODEL}"\nsha256 = "{"0" * 64}"\n')
    done = command("check", str(POLICIES), "--config", str(config))

    assert done.code == 2
    assert f"which is {SHA256}. " in done.err


def test_an_issuer_that_the_configuration_does_not_have_is_a_fault_with_its_place(folder, tmp_path):
    edit(folder, "partners/ice-ero.yaml", "api_keys: yes", 'api_keys: yes\n  tokens: ["login#ice"]')
    config = tmp_path / "firewall.toml"
    config.write_text("")
    done = command("check", str(folder), "--config", str(config))

    assert done.code == 1
    assert "partners/ice-ero.yaml:2:1: The issuer of tokens `login` is not in firewall.toml." in done.out
    assert command("check", str(folder)).code == 0


def test_an_agreement_that_shares_names_and_third_parties_is_not_told(folder):
    edit(
        folder,
        "agreements/housing-311.yaml",
        "contact.address,",
        "contact.address, identity.name, third_party,",
    )

    assert "takes free text" not in command("check", str(folder)).err


def one_line(out):
    """A narrow table breaks a sentence into lines."""
    return " ".join(out.split())


def test_try_says_why_a_text_is_removed():
    done = command("try", *HOUSING, *REPORT, *DAY)

    assert "is removed, since no model is there to find the names in it" in one_line(done.out)


def test_try_with_a_model_shows_what_would_be_cut(with_model, tmp_path):
    report = json.loads((POLICIES / "samples" / "request.json").read_text())
    (tmp_path / "report.json").write_text(json.dumps({**report, "text": "Maria Lopez plays loud music."}))
    done = command("try", *HOUSING, "--body", str(tmp_path / "report.json"), *DAY, *with_model)

    assert "goes out with what is found in it cut out" in one_line(done.out)
    assert '"text": "[withheld] plays loud music."' in done.out


# ---- try


def test_try_tells_a_referral_in_sentences():
    done = command("try", "--as", ICE, "--purpose", "immigration-enforcement", *PATIENT, *DAY)

    assert done.code == 0
    assert "is referred to a person" in done.out
    assert "welcoming-city/status-goes-to-counsel says: " in done.out
    assert "The requester is answered with 202." in done.out
    assert "This would go out" not in done.out


def test_try_shows_what_would_go_out():
    done = command("try", "--as", COUNTY, "--purpose", "public-health", *PATIENT, *DAY)
    out = json.loads(done.out.partition("This would go out:\n")[2])

    assert out.keys() == {"resourceType", "id", "name", "birthDate", "phone", "address", "condition"}
    assert out["birthDate"] == "1990"
    assert "DSA-2026-014 (Notifiable disease follow-up) is met." in done.out


def test_try_plays_a_verified_warrant():
    done = command("try", "--as", ICE, *PATIENT, *DAY, "--with", "judicial-warrant:identity.name", "--json")

    assert (done.json["outcome"], done.json["status"]) == ("release", 200)
    assert done.json["out"].keys() == {"name"}


def test_try_does_not_take_a_claim_for_a_warrant():
    done = command("try", "--as", ICE, *PATIENT, *DAY, "--claims", "judicial-warrant", "--json")

    assert (done.json["outcome"], done.json["openers"], done.json["out"]) == ("refer", [], None)


def test_try_says_what_came_near_to_opening():
    asked = ("--route", "clinic:patients", "--ask", "citizenshipCode=4")
    done = command("try", "--as", COUNTY, "--purpose", "public-health", *asked, *DAY)

    assert "is refused" in done.out
    assert "DSA-2026-014 is not met: the request holds immigration.citizenship" in done.out
    assert "answered with 404" in done.out


def test_try_knows_the_calendar():
    done = command("try", "--as", COUNTY, "--purpose", "public-health", *PATIENT, *DAY, "--on", "2026-01-31")

    assert "DSA-2026-014 is not met: it is in force from 2026-02-01 until " in done.out


def test_try_tells_what_an_intake_takes_out():
    sends = ("--sends", str(POLICIES / "samples" / "new-patient.json"))
    words = ("--as", "resident-portal", "--purpose", "care-treatment", "--route", "clinic:intake")
    done = command("try", *words, *sends, "--body", str(POLICIES / "samples" / "created.json"), *DAY)

    assert "Taken out of what is sent: /birthCountry, /citizenshipCode, /alienNumber." in done.out


def test_try_says_why_a_sample_cannot_be_read(tmp_path):
    (tmp_path / "sample.json").write_text("{")
    sample = ("--route", "clinic:patient", "--body", str(tmp_path / "sample.json"))
    done = command("try", "--as", COUNTY, "--purpose", "public-health", *sample, *DAY)

    assert done.code == 0
    assert "In the end the outcome is refuse:" in done.out
    assert "What should be JSON is not." in done.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--as", "ice-er", "--route", "clinic:patient"), "Did you mean `ice-ero`"),
        (("--as", ICE, "--route", "clinic:pacient"), "Did you mean `clinic:patient`"),
        (("--as", ICE, "--route", "clinic:patient", "--purpose", "public-helth"), "Did you mean `public-health`"),
        (("--as", ICE, "--route", "clinic:patient", "--with", "judicial-warant:contact"), "Did you mean `judicial-warrant`"),
        (("--as", ICE, "--route", "clinic:patient", "--with", "judicial-warrant:contakt"), "Did you mean `contact`"),
        (("--as", ICE, "--route", "clinic:patient", "--ask", "name"), "write name=value"),
        (("--as", ICE, "--route", "clinic:patient", "--on", "yesterday"), "write a day as 2026-12-31"),
        (("--as", ICE, "--route", "clinic:patient", "--body", "no-such-file"), "cannot be read"),
        (("--as", ICE), "--route"),
    ],
)  # fmt: skip
def test_a_slip_is_answered_with_what_was_meant(words, says):
    done = command("try", "--policies", str(POLICIES), *words)

    assert (done.code, done.out) == (2, "")
    assert says in done.err
