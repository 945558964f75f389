import json

import pytest

from firewall.folder import read_policies
from firewall.policy.load import examine, load
from firewall.policy.schemas import KINDS, PLACE, header, kind_of, schemas, texts
from tests.helpers_policy import FOLDER, folder
from tests.helpers_schema import KNOWN, as_editors_read, faults, keywords
from tests.system.town import POLICIES

SOURCES = dict(read_policies(POLICIES))
BUNDLE = load(SOURCES)
OWN = schemas(BUNDLE)
FILES = [name for name in SOURCES if kind_of(name)]


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_example_city_fits_its_schema(name):
    schema = OWN[kind_of(name)]

    assert faults(as_editors_read(SOURCES[name]), schema, schema) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_says_which_draft_it_is_and_uses_what_the_tests_know(kind):
    assert OWN[kind]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert keywords(OWN[kind]) <= KNOWN


def test_words_have_their_sentences():
    category = OWN["agreement"]["$defs"]["category"]["oneOf"]
    process = {one["const"]: one["description"] for one in OWN["law"]["$defs"]["process"]["oneOf"]}

    assert [one["const"] for one in category] == list(BUNDLE.vocabulary.categories)
    assert all(one["description"] for one in category)
    assert process["judicial-warrant"].startswith("A search or arrest warrant signed by")


def test_the_citys_own_services_routes_and_partners_are_there():
    defs = OWN["agreement"]["$defs"]
    party = {one["const"]: one["description"] for one in defs["party"]["oneOf"]}

    assert "clinic:patient" in [one["const"] for one in defs["place"]["oneOf"]]
    assert party["county-public-health"] == BUNDLE.partners["county-public-health"].title


MISTAKES = (
    ("agreements/county.yaml", "data: [identity.name]", "data: [identity.nam]", "/shares"),
    ("agreements/county.yaml", "until: 2027-01-31", "until: 31.01.2027", "/until: pattern"),
    ("agreements/county.yaml", "services: [clinic]", "services: clinic", "/services: not array"),
    ("agreements/county.yaml", "title: Notifiable", "titel: Notifiable", "/titel: unknown"),
    ("laws/welcoming.yaml", "    yields_to: [judicial]\n", "", "/rules/0: needs yields_to"),
    ("laws/welcoming.yaml", "then: refer", "then: reffer", "/rules/0/then"),
    ("laws/welcoming.yaml", "outcome: refer", "outcome: removed", "/rules/0/tests/0/expect/outcome"),
    ("partners/ice.yaml", "immigration-enforcement.civil", "immigration-enforcment", "/kind"),
    ("services/clinic.yaml", "/notes: case_notes", "/notes: case-notes", "/routes/0/fields//notes"),
)


@pytest.mark.parametrize(("name", "was", "becomes", "told"), MISTAKES)
def test_an_editor_sees_the_ordinary_mistakes_that_the_loader_sees(name, was, becomes, told):
    own = schemas(load(folder()))
    schema = own[kind_of(name)]
    assert faults(as_editors_read(FOLDER[name]), schema, schema) == []
    changed = FOLDER[name].replace(was, becomes, 1)
    found = faults(as_editors_read(changed), schema, schema)

    assert any(one.startswith(told) or told in one for one in found), found
    assert examine(folder(**{name: changed}))[0] is None


def test_the_header_leads_from_each_folder_to_the_schemas():
    assert header("city.yaml") == "# yaml-language-server: $schema=.schemas/city.schema.json\n"
    assert header("vocabulary/data.yaml") == "# yaml-language-server: $schema=../.schemas/data.schema.json\n"
    assert header("laws/a.yaml") == "# yaml-language-server: $schema=../.schemas/law.schema.json\n"
    assert header("samples/a.json") == ""


def test_the_loader_takes_the_header_for_a_comment():
    sources = {name: header(name) + text for name, text in SOURCES.items()}
    bundle, found = examine(sources)

    assert found == ()
    assert bundle.rules_by_id.keys() == BUNDLE.rules_by_id.keys()


def test_the_files_stand_in_a_folder_that_the_loader_passes_over(tmp_path):
    written = texts(BUNDLE)
    for name, text in {**SOURCES, **written}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")

    assert set(written) == {f"{PLACE}/{kind}.schema.json" for kind in KINDS}
    assert all(json.loads(text) for text in written.values())
    assert set(read_policies(tmp_path)) == set(SOURCES)


def test_a_city_of_few_words_has_no_empty_choice():
    """An empty ``oneOf`` would be no schema."""
    own = schemas(load(folder(**{"partners/county.yaml": None, "partners/ice.yaml": None, "agreements/county.yaml": None, "laws/welcoming.yaml": None})))  # fmt: skip

    assert own["partner"]["$defs"]["partner"] == {"type": "string"}
