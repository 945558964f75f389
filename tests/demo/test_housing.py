import pytest

from firewall.demo import housing

STATUS = ("ssn_na_reason", "eligible_immigration_status", "alien_registration_number", "save_response")


async def all_of(session, got):
    pages = [await got(session, f"/tenants?page={page}&count=100") for page in range(1, 11)]
    return [tenant for _, body in pages for tenant in body["items"]]


async def test_there_are_a_thousand_tenants_with_the_same_members(at_housing, got):
    tenants = await all_of(at_housing, got)

    assert len({tenant["tenant_id"] for tenant in tenants}) == housing.TENANTS
    assert len({tuple(tenant) for tenant in tenants}) == 1


async def test_one_tenant_has_status_everywhere_and_one_nowhere(at_housing, got):
    _, one = await got(at_housing, f"/tenants/{housing.WITH_STATUS}")
    _, other = await got(at_housing, f"/tenants/{housing.WITHOUT_STATUS}")

    assert all(one[member] for member in STATUS)
    assert [other[member] for member in STATUS] == [None] * len(STATUS)


async def test_the_contact_of_a_tenant_holds_no_status(at_housing, got):
    _, contact = await got(at_housing, f"/tenants/{housing.WITH_STATUS}/contact")

    assert [*contact] == ["tenant_id", "name", "phone", "address", "unit"]


async def test_members_can_be_asked_for_by_name(at_housing, got):
    answer = await got(at_housing, f"/tenants/{housing.WITH_STATUS}?fields=income,household_size")

    assert answer == (200, {"household_size": 4, "income": 25_200})


@pytest.mark.parametrize("fields", ["", "status"])
async def test_members_that_are_not_there_are_a_bad_request(at_housing, got, fields):
    assert (await got(at_housing, f"/tenants/{housing.WITH_STATUS}?fields={fields}"))[0] == 400


@pytest.mark.parametrize(
    ("query", "member", "value"),
    [("unit=3B", "unit", "3B"), ("preferred_language=es", "preferred_language", "es")],
)
async def test_filter_gives_those_that_match_and_all_of_them(at_housing, got, query, member, value):
    matching = [tenant for tenant in await all_of(at_housing, got) if tenant[member] == value]
    _, body = await got(at_housing, f"/tenants?count=100&{query}")

    assert matching
    assert (body["total"], body["items"]) == (len(matching), matching[:100])


@pytest.mark.parametrize("path", ["/tenants/404404", "/tenants/404404/contact"])
async def test_missing_tenant_is_not_found(at_housing, got, path):
    assert await got(at_housing, path) == (404, {"error": "not-found"})


async def test_an_application_takes_status_too_and_is_kept(at_housing, got, sent):
    form = {"name": "Amira Haddad", "dob": "1996-03-08", "eligible_immigration_status": "not eligible"}
    status, answer = await sent(at_housing, "/applications", json=form)
    _, kept = await got(at_housing, f"/tenants?preferred_language=&count=1&page={1}")

    assert (status, answer["state"]) == (201, "received")
    assert int(answer["tenant_id"]) == int(housing.WITH_STATUS) + housing.TENANTS
    assert kept["total"] == 0


@pytest.mark.parametrize(
    "form", [{}, {"name": "X", "dob": "today"}, {"name": "X", "dob": "1990-01-01", "income": "much"}]
)
async def test_an_application_that_makes_no_sense_is_a_bad_request(at_housing, sent, form):
    assert (await sent(at_housing, "/applications", json=form))[0] == 400


async def test_who_has_no_number_is_said_to_have_none(at_housing, got):
    tenants = await all_of(at_housing, got)
    without = [tenant for tenant in tenants if tenant["ssn_na_reason"]]

    assert 20 < len(without) < 400
