import pytest

from firewall.inspection.ordering import is_plain_total, names


@pytest.mark.parametrize(
    "order",
    [
        "name",
        "-name",
        "+name",
        "name desc",
        "name:ASC",
        "name.desc",
        " name ",
        ["-name"],
        {"name": -1},
        {"name": "asc"},
        [{"name": "desc"}],
        "name,desc",
    ],
)
def test_the_name_of_a_member_is_read_whatever_the_direction(order):
    assert list(names(order)) == ["name"]


@pytest.mark.parametrize("order", ["asc", "DESC", "", []])
def test_a_direction_alone_names_nobody(order):
    assert [name for name in names(order) if name] == []


@pytest.mark.parametrize(
    "order",
    [
        7,
        True,
        None,
        {"name": {"order": "asc"}},
        {"name": "x"},
        "case when name then 1 end",
        "name:alias:desc",
        "a b c",
        [["name", 1]],
        "--name",
    ],
)
def test_what_is_not_plainly_a_name_is_none(order):
    assert None in list(names(order))


def test_several_are_several():
    assert list(names("-name,birthDate desc")) == ["name", "birthDate"]
    assert list(names(["name", {"birthDate": "asc"}])) == ["name", "birthDate"]


def test_a_total_is_wanted_or_not():
    assert all(map(is_plain_total, ("true", "FALSE", "", "exact", "1")))
    assert not any(map(is_plain_total, ("7", "A012345678", "true;x")))
