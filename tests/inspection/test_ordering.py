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


@pytest.mark.parametrize("direction", ["asc", "desc", "ascending", "descending"])
def test_each_direction_is_one_in_any_case_and_place(direction):
    for said in (direction, direction.upper()):
        assert (
            list(names(f"name {said}"))
            == list(names(f"name,{said}"))
            == list(names({"name": said}))
            == ["name"]
        )


@pytest.mark.parametrize("direction", [1, -1, "1", "-1"])
def test_a_direction_may_be_a_sign(direction):
    assert list(names({"name": direction})) == ["name"]


@pytest.mark.parametrize(
    "text", ["", "true", "False", "yes", "no", "1", "0", "exact", "planned", "estimated", "none", "TRUE"]
)
def test_whether_a_total_is_wanted_is_said_in_few_words(text):
    assert is_plain_total(text)
    assert not is_plain_total(f"{text} x")
