import pytest

from firewall.demo import utility

MEMBERS = [
    "account_number", "name", "service_address", "start_of_service", "meter_id", "arrears", "phone", "email", "ssn_last4",
    "ssn_na_reason", "foreign_id_type", "matricula_consular", "idioma", "observaciones",
]  # fmt: skip


async def all_of(session, got):
    pages = [await got(session, f"/accounts?page={page}&count=100") for page in range(1, 11)]
    return [account for _, body in pages for account in body["items"]]


async def test_there_are_a_thousand_accounts_with_the_same_members(at_utility, got):
    accounts = await all_of(at_utility, got)

    assert len({account["account_number"] for account in accounts}) == utility.ACCOUNTS
    assert all([*account] == MEMBERS for account in accounts)


async def test_one_customer_showed_a_consular_card_and_one_a_number(at_utility, got):
    _, one = await got(at_utility, f"/accounts/{utility.WITH_STATUS}")
    _, other = await got(at_utility, f"/accounts/{utility.WITHOUT_STATUS}")

    assert (one["foreign_id_type"], one["ssn_last4"]) == ("matrícula consular", None)
    assert (other["foreign_id_type"], other["ssn_na_reason"]) == (None, None)


async def test_who_moved_in_since_a_day_can_be_listed(at_utility, got):
    since = [a for a in await all_of(at_utility, got) if a["start_of_service"] >= "2026-01-01"]
    _, body = await got(at_utility, "/accounts?start_of_service=2026-01-01&count=100")

    assert since
    assert (body["total"], body["items"]) == (len(since), since[:100])


async def test_addresses_are_found_in_any_case(at_utility, got):
    _, body = await got(at_utility, "/accounts?service_address=418+CANAL")

    assert utility.WITH_STATUS in {account["account_number"] for account in body["items"]}


@pytest.mark.parametrize(
    ("path", "status"), [(f"/accounts/{utility.MISSING}", 404), ("/accounts/60001?idioma=es", 400)]
)
async def test_what_is_not_there_or_not_known_is_refused(at_utility, got, path, status):
    assert (await got(at_utility, path))[0] == status


async def test_same_seed_gives_same_customers(furnished, tmp_path):
    utility.furnish(tmp_path / "again.sqlite")

    assert (tmp_path / "again.sqlite").stat().st_size == (furnished / "utility.sqlite").stat().st_size
