"""Names resolved to what a route declares."""

from dataclasses import replace

import pytest

from firewall.inspection.dialects.said import COUNT, Said, check_length, whole_number
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, RouteId
from tests.helpers_dialects import Asked, world


def said(dialect="odata"):
    return Said(world(dialect).policy.bundle.routes[RouteId("clinic:table")])


def test_a_name_is_the_member_and_all_below_it():
    assert said().categories(("name",)) == ("identity.name",)
    assert set(said().categories(("visits",))) == {"record.meta", "case_notes", "immigration.citizenship"}
    assert said("postgrest").categories(("data", "deep", "deeper")) == ("record.meta",)


@pytest.mark.parametrize(
    "steps",
    [("Name",), ("nam",), ("value",), ("visits", "x"), ("@odata.count",)],
)
def test_a_name_that_leads_nowhere_is_unclassified(steps):
    assert said().categories(steps) == (UNCLASSIFIED,)


def test_one_record_stands_where_the_route_says():
    assert said().item == ("value", "*")
    assert said("postgrest").item == ("*",)


def test_too_many_names_are_refused():
    one = said()
    with pytest.raises(Failure, match="query-too-large"):
        for _ in range(200):
            one.categories(("name",))
    with pytest.raises(Failure, match="query-too-large"):
        said().categories(("name",) * 9)


def test_a_query_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(Failure, match="query-too-large"):
        check_length((("$filter", "x" * 5000),))


@pytest.mark.parametrize("text", ["", "-1", "\u0661", "1 ", "1e2", "9" * 10])
def test_a_number_is_digits(text):
    with pytest.raises(Failure, match="bad-limit"):
        whole_number(text)


async def test_what_a_query_calls_something_is_a_text_like_any():
    """A number of a person in the place of a name would go to the service, and come back in the answer."""
    odata, postgrest = Asked("odata"), Asked("postgrest")
    made = await odata.ask({"$compute": "id add 1 as A012345678"})
    called = await postgrest.ask({"select": "A012345678:name"})

    assert "immigration.identifier" in made.exchange.asks
    assert "immigration.identifier" in called.exchange.asks


@pytest.mark.parametrize("page", ["x" * 65, "\u0661"])
async def test_a_page_that_could_carry_data_asks_for_what_nobody_declared(page):
    assert (await Asked("jsonapi").ask({"page[number]": page})).exchange.asks == {UNCLASSIFIED}
    assert (await Asked("jsonapi").ask({"page[number]": page[:1] * 64})).exchange.asks == (
        set() if page[0] == "x" else {UNCLASSIFIED}
    )


async def test_what_is_no_word_of_a_dialect_is_part_of_what_a_request_is_about():
    jsonapi = Asked("jsonapi")
    plain = await jsonapi.ask({})

    assert (await jsonapi.ask({"lang": "en"})).exchange.target != plain.exchange.target
    assert (await jsonapi.ask({"page": "2"})).exchange.target == plain.exchange.target


async def test_of_names_that_nobody_declared_no_total_is_plain():
    one = said()
    one.total("citizenship")
    one.select([UNCLASSIFIED, "identity.name"])

    found = one.question(())
    assert (found.asks, found.selects) == ({UNCLASSIFIED}, {"identity.name"})


def test_of_several_limits_the_largest_counts():
    one = said()
    one.limit("7")
    one.limit("5")

    assert one.question(()).records == 7


@pytest.mark.parametrize("called", ["name", "Name", "na_me", "visits", "7x", "a.b", "x" * 65])
def test_what_is_made_has_a_name_of_its_own(called):
    one = said()
    one.make("total", ["identity.name"], one.item)

    assert one.categories(("total",)) == ("identity.name",)
    with pytest.raises(Failure, match="query-alias"):
        one.make(called, ["record.id"], one.item)
    with pytest.raises(Failure, match="query-alias"):
        one.make("total", ["record.id"], one.item)


def test_two_places_under_one_name_are_refused():
    one = said("postgrest")
    one.call(("*", "x"), ("*", "name"))
    one.call(("*", "x"), ("*", "name"))

    with pytest.raises(Failure, match="query-alias"):
        one.call(("*", "x"), ("*", "citizenship"))


def test_one_record_stands_where_no_list_is_declared():
    route = world("odata").policy.bundle.routes[RouteId("clinic:table")]
    of_one = {("value", "name"): ("identity.name",)}

    assert Said(replace(route, fields=of_one)).item == ("value",)
    assert Said(replace(route, records=None, fields=of_one)).item == ()
    assert Said(replace(route, records=None, fields={})).item == ()


def asked(do):
    one = said()
    do(one)
    return one.question(())


def test_to_know_a_value_is_to_ask_and_to_find_one_out_is_to_order():
    name = ("identity.name",)
    plain = asked(lambda one: one.compare(name, ("x",), is_plain=True))
    other = asked(lambda one: one.compare(name, ("x",), is_plain=False))
    order = asked(lambda one: one.order(name))

    assert (plain.asks, plain.orders, plain.texts) == ({"identity.name"}, frozenset(), (("x", name),))
    assert (other.asks, other.orders, other.texts) == ({"identity.name"}, {"identity.name"}, (("x", name),))
    assert (order.asks, order.orders, order.texts) == ({"identity.name"}, {"identity.name"}, ())


def test_a_page_that_names_a_member_orders_by_it():
    found = asked(lambda one: one.page("citizenship-'MX',spouse-7"))

    assert (found.asks, found.orders) == ({"immigration.citizenship"}, {"immigration.citizenship"})
    assert found.texts == (("citizenship-'MX',spouse-7", ()),)


def test_a_count_that_a_request_made_asks_by_what_it_was_grouped_by():
    found = asked(lambda one: one.order((COUNT, UNCLASSIFIED, "identity.name")))

    assert (found.asks, found.orders) == ({UNCLASSIFIED, "identity.name"}, {COUNT, "identity.name"})


def test_to_select_nothing_is_no_selection():
    assert asked(lambda one: None).selects is None
    assert asked(lambda one: one.select(())).selects == frozenset()
    assert asked(lambda one: (one.select(("identity.name",)), one.select(("record.id",)))).selects == {
        "identity.name", "record.id",
    }  # fmt: skip


def test_what_stands_above_the_records_is_no_member_of_one():
    """The count of a list is told of all of it."""
    assert said().places(("@odata.count",)) == ()
    assert said().places(("address", "street")) == (("value", "*", "address"),)
    assert set(said().places(("address",))) == {
        ("value", "*", "address"), ("value", "*", "address", "city"), ("value", "*", "address", "status"),
    }  # fmt: skip
