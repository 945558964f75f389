import shutil
from datetime import date, timedelta

import pytest

from firewall.config import Draft
from firewall.folder import load_policies
from firewall.shadow.starting import MOST_DAYS, last_day, shadowed
from tests.system.town import POLICIES

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A draft that loads; the city's own policies."""
    return shutil.copytree(POLICIES, tmp_path_factory.mktemp("policies") / "policies-draft")


def started(data, folder, *, until=TODAY + timedelta(days=30), today=TODAY):
    said = []
    with shadowed(Draft(directory=folder, until=until), data, today, said.append) as shadow:
        return shadow, said


def test_without_a_draft_there_is_no_shadow_and_no_file(tmp_path):
    with shadowed(None, tmp_path, TODAY, lambda _: None) as shadow:
        assert shadow is None
    assert [*tmp_path.iterdir()] == []


def test_a_draft_is_shadowed_until_its_day(tmp_path, folder):
    shadow, said = started(tmp_path, folder)

    assert shadow._last == TODAY + timedelta(days=30)
    assert said == []


def test_ninety_days_from_its_first_start_are_all_there_are(tmp_path, folder):
    shadow, said = started(tmp_path, folder, until=TODAY + timedelta(days=200))
    started(tmp_path, folder, today=TODAY + timedelta(days=60))
    later, told = started(
        tmp_path, folder, until=TODAY + timedelta(days=400), today=TODAY + timedelta(days=91)
    )

    assert shadow._last == TODAY + timedelta(days=MOST_DAYS)
    assert "90 days after its first start" in said[0]
    assert later is None
    assert "is dropped" in told[-1]


def test_a_day_that_is_over_drops_it_with_a_warning(tmp_path, folder):
    shadow, said = started(tmp_path, folder, until=TODAY - timedelta(days=1))

    assert shadow is None
    assert "ended on 2026-11-21 and is dropped" in said[0]


def test_the_last_day_itself_counts(tmp_path, folder):
    assert started(tmp_path, folder, until=TODAY)[0] is not None
    assert last_day(Draft(directory=folder, until=date.max), TODAY) == TODAY + timedelta(days=90)


@pytest.mark.parametrize("fault", ["missing", "faulty", "no-store"])
def test_a_draft_that_cannot_be_used_is_a_warning(tmp_path, fault):
    draft, data = tmp_path / "draft", tmp_path / "data"
    if fault == "faulty":
        draft.mkdir()
        (draft / "city.yaml").write_text("city: [")
    if fault == "no-store":
        shutil.copytree(POLICIES, draft)
    else:
        data.mkdir()
    shadow, said = started(data, draft)

    assert shadow is None
    assert said[0].startswith("The draft draft is not shadowed: ")
    assert "\n" not in said[0]


def test_a_draft_may_include_packs_and_make_promises(tmp_path, folder):
    """What a draft promises is proved when it is to be in force; a shadow decides nothing."""
    drafted = shutil.copytree(folder, tmp_path / "draft")
    city = drafted / "city.yaml"
    answers = "brokers: refuse, federal-certification: none, programme-reports: remove, status-numbers: refer"
    packs = f"packs:\n  - pack: us-federal\n    from: 2026-01-01\n    choices: {{{answers}, status-request: refer}}\n"
    for service in (drafted / "services").glob("*.yaml"):
        service.write_text(service.read_text() + "kind: other\n")
    city.write_text(city.read_text() + packs)
    assert (drafted / "promises.yaml").exists()
    shadow, said = started(tmp_path, drafted)

    assert said == []
    read = load_policies(drafted, proves=False).bundle
    assert shadow._digest == read.digest
    assert any(rule.id.startswith("us-federal/") for rule in read.rules)
