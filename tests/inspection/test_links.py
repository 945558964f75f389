"""Links to other pages survive, and nothing else that looks like one: OData, JSON:API, FHIR, HAL and GeoJSON."""

import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats import target
from firewall.inspection import cursors, paging
from firewall.inspection.cursors import Cursors
from firewall.inspection.links import localized
from firewall.model import Outcome, RouteId
from firewall.ordered import Ordered
from tests.corpora import ROOT
from tests.helpers import CLINIC, COUNTY, World, compiled, decoded
from tests.helpers_dialects import Asked, world

UP = "http://127.0.0.1:9101"


async def odata(link, query=None):
    answer = await Asked("odata").fetch(
        query or {"$filter": "name eq 'Amina'", "$top": "5"},
        {"value": [{"name": "Amina"}], "@odata.nextLink": link},
    )
    return decoded(answer).get("@odata.nextLink", "gone")


FILTER = "%24filter=name%20eq%20%27Amina%27"
KEPT = [
    (f"{UP}/table?$filter=name%20eq%20'Amina'&$skip=7", f"/clinic/table?{FILTER}&%24skip=7"),
    ("/table?$skip=5&$top=5", "/clinic/table?%24skip=5&%24top=5"),
    ("table?$skip=5", "/clinic/table?%24skip=5"),
    ("?$skip=5&page=3", "/clinic/table?%24skip=5&page=3"),
    ("/table", "/clinic/table"),
]


@pytest.mark.parametrize(("link", "left"), KEPT)
async def test_a_link_to_another_page_leads_to_our_own_address(link, left):
    assert await odata(link) == left


TAKEN_OUT = [
    "http://evil.example/table?$skip=5", f"{UP}table?$skip=5", "//127.0.0.1:9101/table?$skip=5", f"{UP}@evil.example/table", f"{UP}.evil.example/table", "HTTP://127.0.0.1:9101/table",
    "http://user@127.0.0.1:9101/table", "https://127.0.0.1:9101/table", "http://127.0.0.1:91010/table", "http://127.0.0.1/table", "javascript:alert(1)",
    "/patients?$skip=5", "/table/../patients", "/table/%2e%2e/patients", "/table/7", "/", "", "other?$skip=5", "/TABLE?$skip=5", "/table#x", "/table?",
    "/table?$filter=citizenship%20eq%20'MX'", "/table?$filter=name%20eq%20'Bo'", "/table?x=1", "/table?$skiptoken=" + "x" * 65, "/table?$skip=1&$skip=2",
    "/table?$skiptoken=%E2%80%8B", "/table?$skiptoken=%252e", "/table?$select=citizenship", "/table?$search=x", "table", "\\table?$skip=5", " /table", "/table\n?x",
    {"href": "/table"}, ["/table"], 7, True,
]  # fmt: skip


@pytest.mark.parametrize("link", TAKEN_OUT, ids=repr)
async def test_a_link_to_anything_else_is_taken_out(link):
    assert await odata(link) == "gone"


SAID = [
    "undocumented", "A012345678", "012345678", "94110", "7", "MX", "citizenship-'MX'", "id-7", "bmFtZQ==", "A087654321", "MX-canary",
]  # fmt: skip
ROW = {"name": "Amina", "citizenship": "MX-canary", "birth": "1990-05-06", "id": 7}
QUESTION = {"$filter": "name eq 'Amina'", "$top": "5"}


@pytest.mark.parametrize("token", SAID)
async def test_what_a_page_is_called_leaves_under_a_seal_alone(token):
    """It says what the last record has, in a code of two letters, too; and the requester gets the next page."""
    w = world("odata")
    ruling = await Asked("odata").ask(QUESTION, w=w)
    link = f"/table?{FILTER}&$top=5&$skiptoken={quote(token)}"
    answer = await w.tell(ruling, {"value": [ROW], "@odata.nextLink": link})
    left = target.parse(decoded(answer)["@odata.nextLink"])[1]

    assert token not in dict(left)["$skiptoken"]
    again = await Asked("odata").ask(left, w=w)
    assert dict(again.outgoing.query) == QUESTION | {"$skiptoken": token}
    assert ("/@odata.nextLink", "record.meta", Outcome.PSEUDONYMIZE, 1) in answer.decision.counts


@pytest.mark.parametrize("token", SAID)
async def test_of_a_link_that_asks_for_something_else_no_page_leaves(token):
    """Its cursor could stand for the question, which nobody would judge then."""
    w = world("odata")
    ruling = await Asked("odata").ask(QUESTION, w=w)
    answer = await w.tell(
        ruling, {"value": [ROW], "@odata.nextLink": f"/table?$top=5&$skiptoken={quote(token)}"}
    )

    assert decoded(answer) == {"value": [{"name": "Amina", "birth": "1990", "id": 7}]}
    assert ("/@odata.nextLink", "record.meta", Outcome.REMOVE, 1) in answer.decision.counts


@pytest.mark.parametrize(
    ("dialect", "question", "link", "of"),
    [
        ("odata", QUESTION | {"$format": "json"}, f"/table?{FILTER}&$skiptoken=MX", "@odata.nextLink"),
        ("fhir", {"family": "Haddad", "_format": "json"}, "/table?family=Haddad&page=MX", "link"),
    ],
)
async def test_how_an_answer_is_written_may_be_left_out_of_a_link(dialect, question, link, of):
    """Some services do, and it asks for nothing."""
    w = world(dialect)
    ruling = await Asked(dialect).ask(question, w=w)
    answer = await w.tell(ruling, {of: [{"relation": "next", "url": link}] if of == "link" else link})
    told = decoded(answer)[of]
    left = target.parse(told[0]["url"] if of == "link" else told)[1]
    again = await Asked(dialect).ask(left, w=w)

    assert again.outgoing.query == target.parse(link)[1]


@pytest.mark.parametrize("size", ["undocumented", "A012345678", "012345678", "1234567", "-5", "5e3", "٥"])
async def test_how_many_is_a_small_number_or_was_asked_for(size):
    """None is sealed: nobody could tell how many it asks for."""
    assert await odata(f"/table?{FILTER}&$skip=5&$top={quote(size)}") == "gone"


async def test_that_there_is_no_other_page_may_be_said():
    assert await odata(None) is None


async def test_json_api_keeps_its_links_and_loses_its_totals():
    given = {
        "data": [{"id": "7", "attributes": {"name": "Amina"}}],
        "links": {"self": f"{UP}/table", "next": f"{UP}/table?page[number]=2&page[size]=5", "prev": None, "last": "http://evil.example/", "describedby": "/x"},
        "meta": {"total": 3},
    }  # fmt: skip
    answer = await Asked("jsonapi").fetch({"page[size]": "5"}, given)

    assert decoded(answer) == {
        "data": [{"id": "7", "attributes": {"name": "Amina"}}],
        "links": {"next": "/clinic/table?page%5Bnumber%5D=2&page%5Bsize%5D=5", "prev": None},
    }


async def test_a_bundle_keeps_the_links_that_page_and_no_item_without_one():
    given = {
        "link": [
            {"relation": "self", "url": f"{UP}/table?family=Haddad"},
            {"relation": "next", "url": f"{UP}/table?family=Haddad&_count=5&page=2"},
            {"relation": "other", "url": "http://evil.example/?family=Haddad"},
        ],
        "entry": [{"resource": {"id": "7", "name": "Amina"}}],
        "total": 3,
    }
    answer = await Asked("fhir").fetch({"family": "Haddad"}, given)

    assert decoded(answer) == {
        "link": [
            {"relation": "self", "url": "/clinic/table?family=Haddad"},
            {"relation": "next", "url": "/clinic/table?family=Haddad&_count=5&page=2"},
        ],
        "entry": [{"resource": {"id": "7", "name": "Amina"}}],
    }


ROUTE = "  - route: patients\n    match: GET /patients\n"


@pytest.mark.parametrize(
    ("links", "body", "media_type"),
    [
        ("[/_links/next/href]", lambda link: {"_links": {"next": {"href": link}}}, "application/hal+json"),
        ("[/links/*/href]", lambda link: {"links": [{"href": link}]}, "application/geo+json"),
        ("[/next]", lambda link: {"next": link}, "application/json"),
    ],
)
async def test_any_route_may_say_where_its_links_stand(links, body, media_type):
    w = World(compiled(**{"services/clinic.yaml": CLINIC.replace(ROUTE, ROUTE + f"    links: {links}\n", 1)}))
    answers = []
    for link in (
        f"{UP}/patients?name=Amina&page=2",
        "http://evil.example/patients?page=2",
        "/patients?q=x",
        "/patients?name=Bo",
    ):
        ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])
        answer = await w.tell(ruling, body(link) | {"items": [{"name": "Amina"}]}, media_type=media_type)
        answers.append(json.dumps(decoded(answer)))

    assert json.loads(answers[0]) == body("/clinic/patients?name=Amina&page=2") | {
        "items": [{"name": "Amina"}]
    }
    assert all("patients" not in answer and "Amina" in answer for answer in answers[1:])


async def test_without_a_word_of_it_a_link_is_a_member_like_any_other():
    w = World(compiled())
    ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])
    answer = await w.tell(ruling, {"next": "/patients?page=2", "items": [{"name": "Amina"}]})

    assert decoded(answer) == {"items": [{"name": "Amina"}]}


async def test_another_page_is_nothing_that_is_asked_for():
    """Of a route of which nothing but its links would leave, nothing leaves."""
    only = COUNTY.replace("[record, identity.name, contact.phone, health.record, aggregate]", "[record.meta]")
    only = only.replace("  - data: [identity.dob]\n    as: {coarsen: year}\n", "")
    text = CLINIC.replace(ROUTE, ROUTE + "    links: [/next]\n", 1).replace(
        "      /items/*/remark: record.meta\n", ""
    )
    w = World(compiled(**{"services/clinic.yaml": text, "agreements/county.yaml": only}))
    ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])

    assert ruling.decision.reasons == ("nothing-opened",)


def test_no_address_of_the_corpus_stays():
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    path = ROOT / "ssrf_and_paths" / "patt_ssrf_blocks.jsonl"
    if not path.is_file():
        pytest.skip("corpora/ssrf_and_paths is not here")
    lines = [
        line.strip()
        for block in path.read_text().splitlines()
        for line in json.loads(block)["code"].splitlines()
    ]
    address = (("clinic", "table"), ())

    assert len(lines) > 70
    for line in lines:
        assert localized({"@odata.nextLink": line}, route, address, UP)[0] == {}


@pytest.mark.parametrize(
    "tree", [[{"@odata.nextLink": "http://evil.example/"}], [[{"@odata.nextLink": "/table"}]]]
)
def test_a_link_in_a_list_that_nobody_declared_does_not_stay(tree):
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]

    assert localized(tree, route, (("clinic", "table"), ()), UP)[0] == {}


def at(path, tree, address=(("clinic", "table"), ()), **changes):
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    fields = route.fields | {path: ("record.meta",)}
    return localized(tree, replace(route, links=(path,), fields=fields, **changes), address, UP)[0]


OUR, EVIL = "/clinic/table", "http://evil.example/"


def test_in_a_list_a_link_goes_with_what_it_stood_in_and_with_nothing_else():
    items = [{"url": "/table", "is": 1}, {"url": EVIL, "is": 2}, {"is": 3}, None, 7, "url"]

    left = [{"url": OUR, "is": 1}, {"is": 3}, None, 7, "url"]
    assert at(("links", "*", "url"), {"links": items}) == {"links": left}


def test_a_list_of_links_has_those_that_may_leave():
    assert at(("links", "*"), {"links": ["/table", EVIL, 7, None]}) == {"links": [OUR, None]}
    assert at(("links", "*"), {"links": {"a": "/table", "b": EVIL}}) == {"links": {"a": OUR}}


def test_what_stands_beside_a_link_further_down_stays():
    item = {"is": 1, "to": {"url": EVIL}}

    assert at(("links", "*", "to", "url"), {"links": [item]}) == {"links": [{"is": 1, "to": {}}]}
    assert at(("links", "*", "to", "url"), {"links": [item | {"to": [item["to"]]}]}) == {"links": [{"is": 1}]}


def test_where_members_stand_one_by_one_no_link_is_looked_for():
    tree = {"links": Ordered([{"url": "/table"}, {"url": EVIL}])}

    assert at(("links", "*", "url"), tree) == {}


@pytest.mark.parametrize("link", ["/", "/?page=2", "?page=2", "table?page=2", "/table"])
def test_where_nobody_knows_what_was_asked_no_link_leads_there(link):
    assert at(("next",), {"next": link}, address=((), ())) == {}


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("?lang=en", None), ("?page=2", f"{OUR}?page=2"), ("?size=5", f"{OUR}?size=5"), ("?page=x", None), ("?page=999999", f"{OUR}?page=999999"),
        ("?page=1000000", None), ("?page=007", None), ("?page=%D9%A1", None), ("?page=nobody-7", None), ("?page=", None), ("?after=7", None), ("?$skip=5", None), ("?limit=5", None), ("?asked=1", f"{OUR}?asked=1"), ("?asked=2", None),
    ],
)  # fmt: skip
def test_without_a_dialect_a_link_pages_by_what_the_route_declares(link, left):
    query = {"page": "paging", "after": "paging", "size": "limit", "lang": "language"}
    tree = at(("next",), {"next": link}, (("clinic", "table"), (("asked", "1"),)), dialect="", query=query)

    assert tree.get("next") == left


QUERY = {
    "page": "paging",
    "after": "paging",
    "pageToken": "cursor",
    "size": "limit",
    "lang": "language",
    "name": "identity.name",
}
_NAMES = st.sampled_from(
    [
        *QUERY,
        "Page",
        "other",
        "$skiptoken",
        "$skip",
        "$top",
        "limit",
        "offset",
        "page[after]",
        "page[size]",
        "_count",
        "$filter",
    ]
)
_TEXTS = st.one_of(
    st.sampled_from(["MX", "undocumented", "A012345678", "1985", "7", "0", "Amina", "es", "bmFtZQ==", "007", "1000000"]),
    st.integers(0, 10**9).map(str),
    st.text(alphabet="abxyz019-_:='", min_size=1, max_size=8),
)  # fmt: skip
_PAIRS = st.dictionaries(_NAMES, _TEXTS, max_size=4)


@given(asked=_PAIRS, more=_PAIRS, dialect=st.sampled_from(["", "odata", "jsonapi"]), keeps=st.booleans())
def test_a_link_says_what_was_asked_or_counts_or_is_sealed(asked, more, dialect, keeps):
    """Whatever the service writes into one, and whether or not it asks all that was asked."""
    route = replace(
        world("odata").policy.bundle.routes[RouteId("clinic:table")], query=QUERY, dialect=dialect
    )
    pairs = tuple({**(asked if keeps else {}), **more}.items())
    question = tuple(asked.items())
    link = target.write(("table",), pairs)
    tree, changed = localized(
        {"@odata.nextLink": link}, route, (("clinic", "table"), question), UP, Cursors(b"k", "ana", "x")
    )

    left = target.parse(tree["@odata.nextLink"])[1] if tree else ()
    sealed = [(name, text) for name, text in left if len(text) > 500]
    assert all(paging.may_be_sealed(name, route) for name, _ in sealed)
    for name, text in set(left) - set(sealed):
        counts = len(text) <= 6 and text.isdigit() and text == str(int(text))
        assert (name, text) in question or (
            counts and not {name.lower()} & {"after", "pagetoken", "$skiptoken", "page[after]"}
        )
        assert not paging.may_be_sealed(name, route) or counts
    assert sum(count.times for _, count in changed) == (not tree or bool(sealed))
    if sealed:
        assert cursors.asked_alone(left, route) == cursors.asked_alone(question, route)
