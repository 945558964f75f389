"""The packs of the program beside a city's own files: which are read, under which digest."""

import pytest

from firewall import packs
from firewall.errors import PolicyError
from firewall.folder import read_policies
from firewall.policy.load import digest_of, load
from tests.packs import model

CHOICES = "choices: {status-request: refer, status-numbers: refer, programme-reports: remove, federal-certification: none, brokers: refuse}"


@pytest.fixture
def city(tmp_path):
    """A folder with one service that includes the packs of Illinois."""
    files = model.texts("us-il", {})
    for name, text in files.items():
        if not name.startswith("packs/"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (tmp_path / "city.yaml").write_text(
        (tmp_path / "city.yaml").read_text().replace("    signed", f"    {CHOICES}\n    signed")
    )
    return tmp_path


def test_a_folder_is_read_with_the_packs_that_its_city_includes_and_no_others(city):
    found = {name.split("/")[1] for name in read_policies(city) if name.startswith("packs/")}

    assert found == {"us-il", "us-federal"}
    assert {one.pack.name for one in load(read_policies(city)).packs} == {"us-il", "us-federal"}


def test_tests_of_shipped_packs_are_not_the_citys(city):
    assert not [name for name in read_policies(city) if "/tests/" in name]
    assert load(read_policies(city)).cases == ()


def test_another_text_of_a_shipped_pack_is_another_digest(city, tmp_path_factory, monkeypatch):
    before = digest_of(read_policies(city))
    import shutil

    newer = tmp_path_factory.mktemp("newer") / "shipped"
    shutil.copytree(packs.SHIPPED, newer)
    law = newer / "us-il" / "laws" / "trust-act.yaml"
    law.write_text(law.read_text() + "# as amended\n")
    monkeypatch.setattr(packs, "SHIPPED", newer)

    assert digest_of(read_policies(city)) != before


def test_a_pack_of_ones_own_is_read_beside_them_and_may_include_them(city):
    own = city / "packs" / "our-county"
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text(
        "pack: our-county\ntitle: County\njurisdiction: us-il\nsays: Ours.\nadvice: Counsel wrote it.\nsources: [Ours]\n"
        "includes: [us-il]\n"
    )
    (city / "city.yaml").write_text(
        (city / "city.yaml").read_text().replace("pack: us-il", "pack: our-county")
    )

    assert {one.pack.name for one in load(read_policies(city)).packs} == {"our-county", "us-il", "us-federal"}


def test_a_pack_of_ones_own_that_is_called_like_a_shipped_one_is_a_fault(city):
    own = city / "packs" / "us-il"
    own.mkdir(parents=True)
    (own / "pack.yaml").write_text("pack: us-il\n")

    with pytest.raises(PolicyError, match="A pack called `us-il` comes with the program"):
        read_policies(city)


def test_a_city_whose_file_cannot_be_read_includes_none(city):
    (city / "city.yaml").write_text("packs: [{pack: us-il")

    assert not [name for name in read_policies(city) if name.startswith("packs/")]
