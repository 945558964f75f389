import pytest

from firewall.detect.marks import MARKS, has_mark


@pytest.mark.parametrize(
    ("mark", "marked", "ordinary"),
    [
        (
            "codice-fiscale-abroad",
            ["HMDSRA90A41Z343B", "hmd sra 90a41 z343 b", "HMDSRAV0A41ZP4PB"],
            ["RCCMNL83S18D969H", "HMDSRA90A41Z343", ""],
        ),
        (
            "nir-abroad",
            ["1 85 05 99 351 123 45", "285059935112345", "2850599351123"],
            ["1 85 05 78 006 084 36", "185059900", "385059935112345"],
        ),
        ("nir-provisional", ["7 85 05 99 351 123", "785057800608436"], ["1 85 05 78 006 084"]),
        ("curp-abroad", ["GOMC900101HNEXXX09"], ["GOMC900101HDFXXX09"]),
        (
            "itin",
            ["912-90-3456", "900701234", "950500001"],
            ["912-93-4567", "912-89-4567", "812-70-1234", "536-90-4399"],
        ),
        ("nie", ["X2482300W", "x-2482300w"], ["12345678Z", "X248230W"]),
        ("nif-m", ["M1234567L"], ["B12345674"]),
        ("bis", ["98.47.28-997.65", "98272899765"], ["85.07.30-033.28"]),
        ("samordningsnummer", ["701063-2391", "19701063-2391"], ["811228-9874"]),
        ("d-number", ["41018012345"], ["01018012345"]),
        ("onderwijsnummer", ["101222331"], ["111222333", "101222332"]),
    ],
)
def test_a_mark_is_told_from_an_ordinary_number(mark, marked, ordinary):
    assert all(has_mark(mark, number) for number in marked)
    assert not any(has_mark(mark, number) for number in ordinary)


def test_every_mark_is_tested_above():
    tested = {args[0] for args in test_a_mark_is_told_from_an_ordinary_number.pytestmark[0].args[1]}

    assert tested == MARKS


@pytest.mark.parametrize("mark", sorted(MARKS))
@pytest.mark.parametrize("text", ["", " ", "9" * 100_000, "ZZZ", "١٢٣", "\ud800"])
def test_a_mark_is_looked_for_in_any_text(mark, text):
    assert not has_mark(mark, text)
