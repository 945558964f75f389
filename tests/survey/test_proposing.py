"""What a member may be: by its name, by its values, or both, and where the policy says otherwise."""

from dataclasses import replace

import pytest

from firewall.model import RouteId
from firewall.policy.load import load
from firewall.survey.proposing import propose
from firewall.survey.sampling import Sampled
from firewall.survey.writing import is_sure
from tests.helpers import broken_detectors, detectors
from tests.helpers_policy import folder

PARKS = """
service: parks
upstream: http://127.0.0.1:9102
routes:
  - route: permit
    match: GET /permits/{id}
    path: {id: record.id}
    fields:
      /id: record.id
      /name: identity.name
      /size: record.meta
      /notes: case_notes
      /gone: record.meta
"""
NOTE = "The family came in on Monday and asked for a permit for the summer."


def proposed(*trees, text=PARKS, found=None, without=""):
    bundle = load(folder(**{"services/parks.yaml": text}))
    known = {word: facts for word, facts in bundle.vocabulary.categories.items() if word != without}
    words = replace(bundle.vocabulary, categories=known)
    sampled = Sampled(answers={RouteId("parks:permit"): list(trees)})
    made = propose(bundle.services[-1], sampled, found or detectors(), words)
    proposed.notes = sampled.notes
    return {proposal.pointer: proposal for proposal in made}


def only(member, *values):
    return proposed(*({member: value} for value in values))[f"/{member}"]


def test_a_name_and_values_that_agree_are_surer_than_either():
    both = only("alienNumber", "A000187654", "A000165432")
    name = only("alienNumber", "x", "y")
    values = only("xyz", "A000187654", "A000165432")

    assert (both.category, both.by) == ("immigration.identifier", ("name", "values"))
    assert (name.category, name.by) == ("immigration.identifier", ("name",))
    assert (values.category, values.by) == ("immigration.identifier", ("values",))
    assert both.confidence > max(name.confidence, values.confidence)


def test_a_value_in_one_of_many_is_a_guess():
    found = only("xyz", "A000187654", *["x"] * 9)

    assert found.says.startswith("a guess by values (0.06); seen in 10 of 10")


def test_long_texts_are_notes():
    found = only("xyz", NOTE, NOTE.upper(), "short")

    assert (found.category, found.by) == ("case_notes", ("length",))


def test_what_is_called_by_a_common_name_is_only_a_guess():
    found = only("status", "open", "closed")

    assert (found.category, found.by) == ("record.status", ("common name",))
    assert found.confidence < 0.4


def test_what_nothing_is_known_of_is_said_so():
    found = only("xyz", "x")

    assert (found.category, found.confidence, found.needs_a_look) == ("", 0.0, True)
    assert found.says == "nothing is known of it; seen in 1 of 1, as x"


def test_a_word_that_the_citys_vocabulary_does_not_have_is_told_and_not_proposed():
    found = proposed({"alienNumber": "A000187654"}, without="immigration.identifier")["/alienNumber"]

    assert found.category == ""
    assert found.also == ("immigration.identifier by values in 1 of 1 (0.60)",)


def test_a_member_below_one_with_a_name_is_what_that_says():
    found = proposed({"alien": {"xyz": 1}})

    assert found["/alien/xyz"].category.startswith("immigration")


def test_a_declared_member_that_looks_declared_needs_no_look():
    found = proposed({"id": 7, "name": {"first": "Ann", "last": "Lee"}, "notes": f"{NOTE} A000187654"})

    assert not any(found[place].needs_a_look for place in ("/id", "/name", "/notes", "/gone"))
    assert found["/name"].examples == ("Xxx",)
    assert found["/gone"].says == "declared, not seen"
    assert (found["/name"].seen, found["/name"].of) == (1, 1)


def test_a_declared_member_that_looks_otherwise_is_marked():
    found = proposed(*({"size": text} for text in ("A000187654", "x", "y")))["/size"]

    assert found.declared == ("record.meta",)
    assert found.needs_a_look
    assert found.says.startswith("LOOK: declared, but also immigration.identifier by values in 1 of 3 (0.60)")


def test_a_word_above_or_below_the_declared_one_is_no_other():
    text = PARKS.replace("/size: record.meta", "/alienNumber: immigration")

    assert not proposed({"alienNumber": "A000187654"}, text=text)["/alienNumber"].needs_a_look


def test_items_are_counted_one_by_one():
    found = proposed({"list": [{"alienNumber": "A000187654"}, {"x": 1}, {"x": 2}]})

    assert (found["/list/*/alienNumber"].seen, found["/list/*/alienNumber"].of) == (1, 3)
    assert (found["/list/*/x"].seen, found["/list/*/x"].of) == (2, 3)


def test_keys_that_are_data_are_any_key():
    found = proposed({"people": {"123-45-6789": {"xyz": 1}, "987-65-4320": {"xyz": 2}}})

    assert "/people/*/xyz" in found
    assert "123-45" not in repr(found)


def test_what_only_several_members_say_is_no_fault_of_any():
    tree = {
        "birthCountry": "GT",
        "HomeLanguage": "es",
        "USInitialSchoolEntry": "2024-09-01",
        "LimitedEnglishProficiency": "Limited",
    }
    found = proposed(tree)

    assert found["/birthCountry"].together
    assert not any(text.startswith("immigration.status") for text in found["/birthCountry"].also)
    assert "together with others it says" in found["/birthCountry"].says


@pytest.mark.parametrize("tree", [{}, [], "text", 7, None, {"": 1}, {"a": {}}, [[[]]]])
def test_any_answer_is_read(tree):
    proposed(tree)


def test_an_answer_that_was_not_looked_into_is_noted():
    found = proposed({"xyz": "fragile"}, found=broken_detectors())

    assert found["/xyz"].examples == ("xxxxxxx",)
    assert "an answer was not looked into" in proposed.notes[0]


def test_no_proposal_holds_a_value():
    told = repr(proposed({"name": "Lucía Xicará", "xyz": "A000187654", "notes": NOTE, "abc": 1991}))

    assert not any(value in told for value in ("Luc", "Xicar", "000187654", "Monday", "1991"))


def described(*paths, trees=()):
    bundle = load(folder(**{"services/parks.yaml": PARKS}))
    route = RouteId("parks:permit")
    sampled = Sampled(answers={route: list(trees)}, described={route: paths})
    made = propose(bundle.services[-1], sampled, detectors(), bundle.vocabulary)
    return {one.pointer: one for one in made}


def test_what_is_only_described_is_proposed_by_its_name():
    found = described(("alienNumber",), ("xyz",), ("list", "*", "email"))

    assert found["/alienNumber"].says == "proposed by name (0.75); described, not seen"
    assert found["/list/*/email"].category == "contact.email"
    assert found["/xyz"].says == "nothing is known of it; described, not seen"
    assert found["/id"].says == "declared, not seen"


def test_an_answer_says_more_than_a_description():
    found = described(
        ("owner",), ("xyz",), trees=[{"owner": {"email": "x@example.org"}, "xyz": "A000187654"}]
    )

    assert "/owner" not in found
    assert found["/xyz"].by == ("values",)


def test_a_list_that_was_empty_once_is_no_member():
    found = proposed({"rows": []}, {"rows": [{"email": "x@example.org"}]}, {"hollow": []})

    assert "/rows" not in found
    assert {"/rows/*/email", "/hollow"} <= set(found)


def test_all_that_a_member_is_may_be_declared_together():
    found = only("citizenship", "undocumented", "US citizen", "permanent resident")

    assert found.words == ("immigration.citizenship", "immigration.status")
    assert only("alienNumber", "A000187654").words == ("immigration.identifier",)
    assert only("notes2", NOTE, NOTE + " They have no papers.").words[:1] == ("case_notes",)


def test_what_is_keyed_by_values_is_never_declared():
    people = {"AnaNobody": {"ssn": "123-45-6789", "x": 1}, "JohnMadeup": {"ssn": "123-45-6780", "x": 2}}
    found = proposed(people, {"RosaImaginaria": {"ssn": "", "x": 1}})

    assert {pointer for pointer in found if found[pointer].seen} == {"/*/ssn", "/*/x"}
    assert found["/*/ssn"].keyed
    assert (found["/*/ssn"].seen, found["/*/ssn"].of) == (3, 3)
    assert found["/*/ssn"].says.startswith("keyed by values: cannot be declared; proposed by")
    assert not is_sure(found["/*/ssn"])


def test_what_lies_in_a_list_is_keyed_by_nothing():
    assert not proposed({"list": [{"ssn": "123-45-6789"}]})["/list/*/ssn"].keyed


def test_a_description_of_any_other_member_is_keyed_by_values():
    bundle = load(folder(**{"services/parks.yaml": PARKS}))
    sampled = Sampled(described={RouteId("parks:permit"): [("by_name", "?", "ssn"), ("list", "*", "ssn")]})
    made = propose(bundle.services[-1], sampled, detectors(), bundle.vocabulary)

    assert {one.pointer: one.keyed for one in made if not one.declared} == {
        "/by_name/*/ssn": True, "/list/*/ssn": False,
    }  # fmt: skip


def test_words_of_two_meanings_and_links_are_only_guesses():
    tree = {"units": "m", "links": [{"href": "http://10.0.0.1/x", "rel": "self"}]}
    found = proposed(tree)

    assert (found["/units"].category, is_sure(found["/units"])) == ("housing", False)
    assert (found["/links/*/href"].category, is_sure(found["/links/*/href"])) == ("record.meta", False)
    assert "device.id by values" in found["/links/*/href"].says


def test_places_of_geojson_are_known():
    point = proposed({"geometry": {"type": "Point", "coordinates": [-87, 41]}})["/geometry/coordinates/*"]
    area = proposed({"geometry": {"coordinates": [[[-87, 41]]]}})["/geometry/coordinates/*/*/*"]

    assert (point.category, area.category, is_sure(point)) == ("location.point", "location.point", False)
