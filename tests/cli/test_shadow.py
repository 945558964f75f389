"""``firewall policy shadow``, and the firewall with a draft beside it: a city that shadows a stricter one."""

import re
import shutil

import pytest

from tests.system import process
from tests.system.town import COUNTY, ICE, command, fetch

UNTIL = "2099-12-31"
NAMED = f'directory = "policies"\ndraft = "policies-draft"\ndraft_until = {UNTIL}'
TARGETS = (
    "/clinic/patients/1001", "/clinic/patients/1002", "/clinic/patients?page=2&count=5", "/clinic/patients/404404",
    "/school/students?page=1", "/plates/hits?plate=HCX4471", "/housing/tenants/88412", "/nowhere/1",
)  # fmt: skip


def furnished(directory, upstreams=None, *, how="looser"):
    config = process.furnished(directory, upstreams)
    draft = directory / "policies-draft"
    shutil.copytree(directory / "policies", draft)
    {"looser": loosened, "faulty": broken}[how](draft)
    config.write_text(config.read_text().replace('directory = "policies"', NAMED))
    return config


def loosened(draft):
    """No law is left, ICE gets all that the county gets, and the county some members less."""
    for law in (draft / "laws").iterdir():
        law.unlink()
    agreement = draft / "agreements" / "county-public-health.yaml"
    text = agreement.read_text()
    for_ice = text.replace("county-public-health", "ice-ero").replace(
        "[public-health]", "[immigration-enforcement]"
    )
    (draft / "agreements" / "ice.yaml").write_text(for_ice.replace("DSA-2026-014", "DSA-ICE"))
    agreement.write_text(text.replace("contact.phone, contact.address, ", ""))


def broken(draft):
    (draft / "city.yaml").write_text("city: [")


def asked(firewall, keys):
    """Every target by everyone, as they are answered but for ids and the hour."""
    purposes = {COUNTY: "public-health", ICE: "immigration-enforcement", "": ""}
    found = []
    for partner, purpose in purposes.items():
        key = [("Authorization", f"Bearer {keys[partner]}"), ("Purpose-Of-Use", purpose)] if partner else []
        found += [fetch(firewall.url, target, headers=[("Host", "city"), *key]) for target in TARGETS]
    return found


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A firewall beside which a looser draft is shadowed, and one whose draft is full of faults."""
    directory = tmp_path_factory.mktemp("shadow")
    answers, said = {}, {}
    with process.city(directory / "services") as upstreams:
        for how in ("faulty", "looser"):
            config = furnished(directory / how, upstreams, how=how)
            keys = process.keyed(config, COUNTY, ICE)
            with process.running(config) as firewall:
                answers[how], said[how] = asked(firewall, keys), firewall.said()
    return config, answers, said


def test_a_looser_and_a_faulty_draft_change_not_one_byte(stood):
    _, answers, _ = stood
    looser, faulty = ([answer.without_ids for answer in answers[how]] for how in ("looser", "faulty"))

    assert looser == faulty
    assert {answer.status for answer in answers["looser"]} >= {200, 202, 403, 404}
    assert {"phone", "address"} <= answers["looser"][0].json.keys()


def test_a_draft_full_of_faults_is_a_warning_and_the_firewall_starts(stood):
    _, _, said = stood

    assert "warning: The draft policies-draft is not shadowed: " in said["faulty"]
    assert "is not shadowed" not in said["looser"]


def test_the_report_says_what_the_draft_would_have_changed(stood):
    config, *_ = stood
    told = command("policy", "shadow", "--json", "--config", str(config)).json
    (patient,) = [
        row for row in told["differences"] if row["requester"] == ICE and row["route"] == "clinic:patient"
    ]
    members = [
        row for row in told["differences"] if row["requester"] == COUNTY and row["route"] == "clinic:patient"
    ]

    assert (patient["change"], patient["enforced"], patient["drafted"]) == (
        "newly-released",
        "refer",
        "release",
    )
    assert "welcoming-city/status-goes-to-counsel" in patient["rules"]
    assert members[0]["gone"] == ["/address", "/phone"]
    assert told["totals"]["unchanged"] > 0


def test_the_report_for_people_says_the_same(stood):
    config, *_ = stood
    done = command("policy", "shadow", "--config", str(config))

    assert done.code == 0
    assert "the draft is looser here" in done.out
    assert "with other members" in done.out
    assert not re.search("Xicará|1001|Canal|HCX", done.out)


def test_without_a_draft_the_report_says_what_to_set(tmp_path):
    done = command("policy", "shadow", "--config", str(process.furnished(tmp_path)))

    assert (done.code, "policies.draft_until" in done.err) == (2, True)


def test_before_its_first_start_there_is_nothing_to_report(tmp_path):
    done = command("policy", "shadow", "--config", str(furnished(tmp_path)))

    assert (done.code, "was not shadowed yet" in done.err) == (2, True)
