"""What a request asks for, what may leave of an answer, and the look over the bytes that are about to."""

from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall import inspection
from firewall.detect import Detectors, Scanner, Span
from firewall.formats import FORMATS, Limits
from firewall.inspection import Failure
from firewall.model import UNCLASSIFIED, Category, Message, Outcome, Phase, RouteId
from firewall.policy.decide import plan
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers import (
    FORM,
    JSON,
    LIMITS,
    NOON,
    Broken,
    World,
    broken_detectors,
    bundle,
    compiled,
    detectors,
)

often = settings(max_examples=150, deadline=None, database=None)


def route(name):
    return bundle().routes[RouteId(name)]


def read(name="clinic:patient", body=None, query=(), path=None, found=None, **changes):
    message = World().request(name, body, path, query, **changes)
    return inspection.read_request(message, route(name), found or detectors(), LIMITS)


def why(*args, **changes):
    with pytest.raises(Failure) as caught:
        read(*args, **changes)
    return caught.value.why


# ---- what a request asks by


def test_a_part_of_the_path_is_what_it_is_declared_as():
    assert read().asks == {"record.id"}


def test_a_parameter_is_what_it_is_declared_as():
    assert read("clinic:patients", query=[("name", "Amina")]).asks == {"identity.name"}


def test_a_parameter_that_nobody_declared_is_unclassified():
    assert read(query=[("zeta", "1")]).asks == {"record.id", UNCLASSIFIED}


def test_a_parameter_that_nobody_declared_is_also_what_its_name_says():
    assert "immigration.status" in read(query=[("immigration_status", "x")]).asks


def test_a_value_of_another_category_in_a_declared_parameter_is_asked_by():
    assert read("clinic:patients", query=[("name", "A012345678")]).asks == {
        "identity.name",
        "immigration.identifier",
    }


def test_a_value_of_another_category_in_the_path_is_asked_by():
    assert "immigration.identifier" in read(path=("patients", "A012345678")).asks


def test_a_value_of_the_declared_category_adds_nothing():
    assert read("clinic:patients", query=[("name", "Amina")]).asks == {"identity.name"}


def test_a_header_is_read_like_any_text():
    assert "immigration.identifier" in read(headers=(("accept-language", "A012345678"),)).asks
    assert read(headers=(("accept-language", "en"),)).asks == {"record.id"}


def test_a_member_of_the_body_is_what_it_is_declared_as():
    assert read("clinic:search", {"filter": {"name": "Amina"}}).asks == {"identity.name"}


@pytest.mark.parametrize(
    "body",
    [
        {"zeta": "1"},
        {"filter": {"zeta": "1"}},
        {"filter": [{"zeta": 1}]},
        ["x"],
        "x",
        7,
        {"zeta": None},
        {"zeta": {}},
    ],
)
def test_a_member_of_the_body_that_nobody_declared_is_unclassified(body):
    assert UNCLASSIFIED in read("clinic:search", body).asks


def test_under_a_declared_member_of_the_body_all_is_what_it_is():
    assert read("clinic:search", {"filter": {"name": {"first": "A", "more": ["B"]}}}).asks == {
        "identity.name"
    }


def test_a_number_in_the_body_is_read_like_any_text():
    assert (
        "contact.phone" in read("clinic:search", {"filter": {"name": "call"}, "phone": "312-555-0147"}).asks
    )


def test_the_body_of_an_intake_asks_for_nothing():
    asked = read("clinic:intake", {"name": "Amina", "alienNumber": "A012345678"})

    assert asked.asks == frozenset()
    assert asked.tree == {"name": "Amina", "alienNumber": "A012345678"}


# ---- what a request selects


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("name", {"identity.name"}),
        ("/name", {"identity.name"}),
        ("name, birthDate", {"identity.name", "identity.dob"}),
        ("allergies", {"health.record"}),
        ("citizenshipCode", {"immigration.citizenship"}),
    ],
)
def test_a_request_selects_members_by_name(text, selected):
    asked = read(query=[("fields", text)])

    assert asked.selects == selected
    assert asked.asks == {"record.id"}


@pytest.mark.parametrize("text", ["items/name", "items.name", "/items/name", "name"])
def test_a_request_selects_members_by_place(text):
    assert read("clinic:patients", query=[("fields", text)]).selects == {"identity.name"}


@pytest.mark.parametrize("text", ["spouse", "", "name,spouse", "*", "nam"])
def test_to_select_what_no_route_declares_is_unclassified(text):
    assert UNCLASSIFIED in read(query=[("fields", text)]).asks


def test_to_select_nothing_is_not_to_select_everything():
    assert read("clinic:search", {"fields": []}).selects == frozenset()


def test_a_body_may_select():
    assert read("clinic:search", {"fields": ["name", "citizenshipCode"]}).selects == {
        "identity.name",
        "immigration.citizenship",
    }


@pytest.mark.parametrize("odd", [7, None, {"name": 1}, ["name"]])
def test_an_odd_selection_is_unclassified(odd):
    assert UNCLASSIFIED in read("clinic:search", {"fields": [odd]}).asks


def test_without_a_selection_none_is_made():
    assert read().selects is None


# ---- how much a request asks for


@pytest.mark.parametrize(
    ("query", "records"),
    [([], 20), ([("count", "5")], 5), ([("count", "0")], 0), ([("count", "100000")], 100000)],
)
def test_a_limit_says_how_many_records(query, records):
    assert read("clinic:patients", query=query).records == records


@pytest.mark.parametrize("text", ["", "-1", "1e3", "5 ", "1.0", "٣", "9999999999", "all"])
def test_a_limit_that_is_no_number_is_not_read(text):
    assert why("clinic:patients", query=[("count", text)]) == "bad-limit"


def test_a_body_may_have_a_limit():
    assert read("clinic:search", {"count": 7}).records == 7


@pytest.mark.parametrize("odd", [True, -1, 1.5, "x", [7, "x"]])
def test_an_odd_limit_in_a_body_is_not_read(odd):
    assert why("clinic:search", {"count": odd}) == "bad-limit"


def test_a_page_asks_for_nothing():
    assert read("clinic:patients", query=[("page", "eyJvIjo0MH0=")]).asks == frozenset()


@pytest.mark.parametrize("text", ["x" * 65, "Añina"])
def test_a_page_that_could_carry_data_is_unclassified(text):
    assert UNCLASSIFIED in read("clinic:patients", query=[("page", text)]).asks


def test_a_page_in_which_something_is_found_is_asked_by():
    assert "immigration.identifier" in read("clinic:patients", query=[("page", "A012345678")]).asks


# ---- what a request is about


def target(name="clinic:patients", body=None, query=(), path=None):
    message = World().request(name, body, path, query)
    return inspection.target(message, route(name), body)


def test_the_order_of_the_query_does_not_matter():
    assert target(query=[("name", "A"), ("q", "B")]) == target(query=[("q", "B"), ("name", "A")])


def test_pages_limits_and_selections_are_not_what_a_request_is_about():
    assert target(query=[("name", "A"), ("page", "2"), ("count", "9"), ("fields", "name")]) == target(
        query=[("name", "A")]
    )
    assert target("clinic:search", {"filter": {"name": "A"}, "fields": ["name"], "count": 3}) == target(
        "clinic:search", {"filter": {"name": "A"}}
    )


@pytest.mark.parametrize(
    "other",
    [
        {"query": [("name", "B")]},
        {"query": []},
        {"query": [("name", "A"), ("q", "x")]},
        {"query": [("q", "A")]},
        {"query": [("name", "A"), ("undeclared", "x")]},
    ],
)
def test_another_filter_is_another_target(other):
    assert target(query=[("name", "A")]) != target(**other)


def test_another_record_is_another_target():
    assert target("clinic:patient", path=("patients", "77")) != target(
        "clinic:patient", path=("patients", "78")
    )


def test_another_body_is_another_target():
    assert target("clinic:search", {"filter": {"name": "A"}}) != target(
        "clinic:search", {"filter": {"name": "B"}}
    )


def test_the_order_of_a_body_does_not_matter():
    one, other = {"filter": {"name": "A"}, "x": 1}, {"x": 1, "filter": {"name": "A"}}

    assert target("clinic:search", one) == target("clinic:search", other)


def test_a_name_and_a_value_cannot_be_shifted_into_each_other():
    assert target(query=[("na", "meA")]) != target(query=[("name", "A")])
    assert target("clinic:patient", path=("patients", '7","8')) != target(
        "clinic:patient", path=("patients", "7", "8")
    )


def test_what_cannot_be_written_down_is_not_vouched_for():
    with pytest.raises(Failure, match="not-canonical"):
        inspection.target(Message(Phase.REQUEST), None, {"x": object()})


# ---- reading


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        (b"{", JSON, "not-json"),
        (b"a;b", FORM, "not-a-form"),
        (b"\xff", "text/plain", "not-utf-8"),
        (b"x", "image/png", "unknown-media-type"),
        (b"x", "", "no-media-type"),
        (b"[" * 100_000, JSON, "too-deep"),
        (b"9" * 400, JSON, "number-too-long"),
        (b"1e400", JSON, "number-out-of-range"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_failure_with_a_short_code(body, media_type, code):
    with pytest.raises(Failure) as caught:
        inspection.parse(body, media_type, LIMITS)
    assert caught.value.why == code


def test_a_detector_that_breaks_makes_the_request_uninspectable():
    assert why(query=[("lang", "fragile")], found=broken_detectors()) == "detector-failed"


def test_a_failure_says_nothing_of_the_text():
    with pytest.raises(Failure) as caught:
        read(query=[("lang", "fragile Amina")], found=broken_detectors())

    assert "Amina" not in f"{caught.value!s}{caught.value!r}"


def test_what_cannot_be_written_is_a_failure():
    with pytest.raises(Failure, match="not-a-form"):
        inspection.write({"a": None}, FORMATS[FORM])


# ---- what may leave


class Secrets:
    """Finds the word secret, which is about status, and shared, which is about phones."""

    prefilter = "secret|shared"

    def __init__(self, word, category):
        self.id, self.prefilter = f"word.{word}", word
        self._word, self._category = word, Category(category)

    def find(self, text):
        start = text.find(self._word)
        if start >= 0:
            yield Span(start, start + len(self._word), self._category)


FOUND = Detectors(
    detectors().names,
    Scanner(
        (
            Secrets("secret", "immigration.status"),
            Secrets("shared", "contact.phone"),
            Secrets("name:", "identity.name"),
        )
    ),
)


@cache
def plan_of(opened, cuts=()):
    """A plan that releases ``opened`` and removes the rest."""
    shares = helpers_policy.agreement(*opened, cut_spans=bool(cuts))
    return plan(helpers_policy.bundle(shares), helpers_policy.exchange(helpers_policy.COUNTY))


def shown(tree, fields, opened=("record.id", "contact.phone"), *, cuts=(), latched=(), found=FOUND):
    declared = {tuple(name.split("/")[1:]): (Category(category),) for name, category in fields.items()}
    place = helpers_policy.route(fields=declared)
    known = plan_of(opened, cuts)
    return inspection.withhold(
        tree,
        lambda latched: answer_view(known, place, helpers_policy.VOCABULARY, latched),
        frozenset(latched),
        found,
        lambda value: f"psn_{len(value)}",
    )


def test_a_finding_where_none_was_declared_removes_the_member():
    screened = shown({"a": "a secret", "b": "x"}, {"/a": "record.id", "/b": "record.id"})

    assert screened.tree == {"b": "x"}
    assert screened.latched == {"/a"}


def test_a_finding_of_another_category_changes_nothing_where_the_value_may_go():
    screened = shown({"a": "shared"}, {"/a": "record.id"})

    assert screened.tree == {"a": "shared"}
    assert screened.latched == frozenset()
    assert screened.expected == {"word.shared"}


def test_a_finding_of_the_declared_category_changes_nothing():
    assert shown({"a": "secret"}, {"/a": "immigration"}, ("immigration",)).tree == {"a": "secret"}


def test_a_name_that_says_something_else_removes_the_member_it_stands_under():
    assert shown({"a": {"alienNumber": "x"}}, {"/a": "record.id"}).tree == {}


def test_a_key_that_says_something_else_removes_the_member_it_stands_under():
    screened = shown({"a": {"secret": 1}}, {"/a": "record.id"})

    assert (screened.tree, screened.latched) == ({}, {"/a"})


def test_a_key_by_the_name_of_what_is_withheld_removes_the_member_it_stands_under():
    screened = shown(
        {"a": {"zeta": "x"}, "b": "y"}, {"/a": "record.id", "/b": "record.id", "/zeta": "immigration"}
    )

    assert (screened.tree, screened.latched) == ({"b": "y"}, {"/a"})


def test_what_was_latched_before_stays_away():
    screened = shown({"a": "x"}, {"/a": "record.id"}, latched=("/a",))

    assert (screened.tree, screened.latched) == ({}, {"/a"})


def test_one_finding_latches_only_its_member():
    tree = {"a": "secret", "b": "x", "c": {"d": "y"}}

    assert shown(tree, {"/a": "record.id", "/b": "record.id", "/c/d": "record.id"}).tree == {
        "b": "x",
        "c": {"d": "y"},
    }


def test_a_number_in_free_text_cannot_be_cut_so_its_member_goes():
    opened = ("record.id", "case_notes")
    number = Secrets("7", "immigration.status")
    found = Detectors(FOUND.names, Scanner((number,)))

    cut = shown({"a": "is 7"}, {"/a": "case_notes"}, opened, cuts=("case_notes",), found=found)
    whole = shown({"a": 7}, {"/a": "case_notes"}, opened, cuts=("case_notes",), found=found)

    assert cut.tree == {"a": "is [withheld]"}
    assert (whole.tree, whole.latched) == ({}, {"/a"})


def test_a_name_in_free_text_is_a_third_partys_even_where_names_are_shared():
    screened = shown(
        {"a": "name: x"}, {"/a": "case_notes"}, ("case_notes", "identity.name"), cuts=("case_notes",)
    )

    assert screened.tree == {"a": "[withheld] x"}


def test_cuts_are_counted_by_place_and_category():
    screened = shown({"a": ["secret", "secret"]}, {"/a": "case_notes"}, ("case_notes",), cuts=("case_notes",))

    assert ("/a", "immigration.status", Outcome.REMOVE, 2) in [
        (c.pattern, c.category, c.outcome, c.times) for c in screened.counts
    ]
    assert screened.removed


def test_nothing_removed_is_told_as_that():
    assert not shown({"a": "x"}, {"/a": "record.id"}).removed
    assert shown({"a": "x", "b": 1}, {"/a": "record.id"}).removed


@pytest.mark.parametrize("found", [Detectors(FOUND.names, Scanner([Broken()])), broken_detectors()])
def test_a_detector_that_breaks_makes_the_answer_uninspectable(found):
    with pytest.raises(Failure, match="detector-failed"):
        shown({"a": "fragile"}, {"/a": "record.id"}, found=found)


# ---- laws, over all trees and views


NAMES = ("a", "b", "c", "d")
CATEGORY = ("record.id", "contact.phone", "immigration.status", "identity.name", "case_notes")
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.sampled_from(["", "plain", "a secret", "shared", "secret shared"]),
)
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from((*NAMES, "e", "secret", "status")), below, max_size=4),
    ),
    max_leaves=12,
)
steps = st.sampled_from((*NAMES, "*"))
declared = st.dictionaries(
    st.lists(steps, min_size=1, max_size=3).map(lambda path: "/" + "/".join(path)),
    st.sampled_from(CATEGORY),
    min_size=1,
    max_size=5,
)
openings = st.sets(st.sampled_from(CATEGORY), min_size=1).map(sorted).map(tuple)


def marked(tree, path=()):
    """Every text of the tree made unlike any other."""
    if isinstance(tree, dict):
        return {name: marked(value, (*path, name)) for name, value in tree.items()}
    if isinstance(tree, list):
        return [marked(value, (*path, number)) for number, value in enumerate(tree)]
    return f"<{'.'.join(map(str, path))}> {tree}" if isinstance(tree, str) else tree


def texts(tree, path=()):
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from texts(value, (*path, name))
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value, (*path, "*"))
    elif isinstance(tree, str):
        yield path, tree


def governing(path, fields):
    """The category of the deepest place on the way to ``path``; literal names go before ``*``.  None: undeclared."""
    patterns = {tuple(name.split("/")[1:]): category for name, category in fields.items()}
    at, found = (), None
    for step in path:
        below = [(*at, s) for s in (step, "*") if any(p[: len(at) + 1] == (*at, s) for p in patterns)]
        if not below:
            # A list where one was declared is treated as the one.
            if step == "*" and found is not None:
                continue
            return found
        at = below[0]
        found = patterns.get(at, found)
    return found


@often
@given(trees, declared, openings)
def test_what_leaves_stood_at_a_place_that_is_open(tree, fields, opened):
    tree = marked(tree)
    screened = shown(tree, fields, opened)

    where = {text: path for path, text in texts(tree)}
    for _, text in texts(screened.tree):
        category = governing(where[text], fields)
        assert category in opened, (text, category)
        assert category != "case_notes"


@often
@given(trees, declared, openings)
def test_nothing_leaves_in_which_something_closed_is_found(tree, fields, opened):
    screened = shown(tree, fields, opened)

    for path, text in texts(screened.tree):
        akin = governing(path, fields) == "immigration.status"
        assert "secret" not in text or "immigration.status" in opened or akin


@often
@given(trees, declared, openings)
def test_no_member_is_invented(tree, fields, opened):
    def names(value):
        if isinstance(value, dict):
            return set(value).union(*map(names, value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert names(shown(tree, fields, opened).tree) <= names(tree)


@often
@given(trees, declared, openings)
def test_what_was_released_would_be_released_again(tree, fields, opened):
    once = shown(tree, fields, opened)
    again = shown(once.tree, fields, opened, latched=once.latched)

    assert again.tree == once.tree
    assert again.latched == once.latched


@often
@given(trees, declared, openings)
def test_a_latch_only_takes_away(tree, fields, opened):
    def size(value):
        return len(msgspec.json.encode(value))

    free = shown(tree, fields, opened)
    latched = shown(tree, fields, opened, latched=tuple(fields))

    assert list(texts(latched.tree)) == []
    assert size(latched.tree) <= size(free.tree) or free.tree == {}


@often
@given(trees, declared, openings)
def test_what_leaves_passes_the_exit_check(tree, fields, opened):
    screened = shown(tree, fields, opened)
    place = helpers_policy.route(fields={tuple(n.split("/")[1:]): (Category(c),) for n, c in fields.items()})
    view = answer_view(plan_of(opened), place, helpers_policy.VOCABULARY, screened.latched)
    body = inspection.write(screened.tree, FORMATS[JSON])

    assert not inspection.residue(body, FORMATS[JSON], view, screened.expected, FOUND, LIMITS)


# ---- the exit check


def residue(body, media_type=JSON, absent=(), *, expected=(), found=FOUND, limits=LIMITS):
    place = helpers_policy.route(fields={(name,): (Category("immigration"),) for name in absent})
    view = answer_view(plan_of(("record.id",)), place, helpers_policy.VOCABULARY, frozenset())
    assert view.absent == tuple(sorted(absent))
    return inspection.residue(body, FORMATS[media_type], view, frozenset(expected), found, limits)


@pytest.mark.parametrize(
    ("body", "caught"),
    [
        (b'{"x":"plain"}', False),
        (b'{"status":"x"}', True),
        (b'{"a":[{"status":1}]}', True),
        (b'{"a":"status"}', False),
        (b'{"my status":"x"}', False),
        (b'{"a":"\\"status\\":"}', False),
        (b'{"x":"a secret"}', True),
        (b'{"secret":1}', True),
        (b'["secret"]', True),
        (b"7", False),
    ],
)
def test_bytes_about_to_leave_are_looked_over(body, caught):
    assert residue(body, absent=("status",)) is caught


def test_what_goes_out_on_purpose_is_no_residue():
    assert not residue(b'{"x":"shared"}', expected=("word.shared",))
    assert residue(b'{"x":"shared"}')


def test_a_match_across_two_members_is_no_residue():
    across = Detectors(FOUND.names, Scanner((Secrets('x","b":"y', "immigration.status"),)))

    assert not residue(b'{"a":"x","b":"y"}', found=across)


def test_a_look_that_breaks_is_not_passed():
    assert residue(b'{"x":"fragile"}', found=broken_detectors())


def test_a_suspicion_that_cannot_be_confirmed_is_not_passed():
    assert residue(b'{"x":"a secret"}', limits=Limits(depth=0))
    assert residue(b'{"x":"secret"', limits=LIMITS)


@pytest.mark.parametrize(
    ("body", "caught"),
    [(b"name=x", True), (b"a=1&name=x", True), (b"surname=x", False), (b"a=name", False), (b"", False)],
)
def test_names_of_a_form_are_looked_for_whole(body, caught):
    assert residue(body, FORM, absent=("name",)) is caught


@pytest.mark.parametrize("body", [b"", b"name=x", b'"name":'])
def test_a_plain_text_has_no_names(body):
    assert not residue(body, "text/plain", absent=("name",))


# ---- headers and counts


def test_headers_in_which_nothing_is_found_go_out():
    pairs = (("etag", '"7"'), ("x", "a secret"), ("date", "today"))

    assert inspection.plain_headers(pairs, FOUND) == (("etag", '"7"'), ("date", "today"))
    assert inspection.plain_headers((), FOUND) == ()


def test_a_header_that_cannot_be_looked_at_is_a_failure():
    with pytest.raises(Failure, match="detector-failed"):
        inspection.plain_headers((("etag", "fragile"),), broken_detectors())


@pytest.mark.parametrize(
    ("tree", "records"),
    [
        ({"items": [1, 2, 3]}, 3),
        ({"items": []}, 0),
        ({"items": {"a": 1, "b": 2}}, 2),
        ({"items": "x"}, 0),
        ({}, 0),
        ([1, 2], 0),
        (None, 0),
    ],
)
def test_records_are_the_items_where_the_route_says_they_stand(tree, records):
    assert inspection.count_records(tree, route("clinic:patients")) == records


@pytest.mark.parametrize(("tree", "records"), [({"id": 1}, 1), ([1, 2], 2), ([], 0), ("x", 1)])
def test_where_a_route_says_nothing_an_answer_is_one_record(tree, records):
    assert inspection.count_records(tree, route("clinic:patient")) == records


# ---- intakes


async def taken_in(body):
    ruling = await World(compiled()).ask(route="clinic:intake", body=body, at=NOON)
    return msgspec.json.decode(ruling.outgoing.body)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ({"name": "Amina", "surname": "Haddad"}, {"name": "Amina", "surname": "Haddad"}),
        ({"phone": "312-555-0147"}, {"phone": "312-555-0147"}),
        ({"zeta": "1"}, {}),
        ({"notes": "is undocumented"}, {"notes": "is [withheld]"}),
        ({"name": "A012345678"}, {}),
        ({"name": "Amina", "surname": "A012345678"}, {"name": "Amina", "surname": "[withheld]"}),
        ({"citizenshipCode": "HN"}, {}),
    ],
)
async def test_an_intake_takes_what_it_accepts(body, left):
    assert await taken_in(body) == left


async def test_once_an_undeclared_member_was_caught_out_only_declared_ones_are_taken():
    assert await taken_in({"name": "Amina", "surname": "Haddad", "phone": {"mobile": {"A012345678": 1}}}) == {
        "name": "Amina"
    }
