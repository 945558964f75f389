"""A column that is closed in one unit is empty there, and the table stays one."""

from firewall.files.tables import under
from firewall.formats import Limits
from tests.files.office import Office

CSV, TSV = "text/csv", "text/tab-separated-values"
LIMITS = Limits()


def test_a_column_that_is_missing_is_empty():
    assert under(b'id,"a,b",c\r\n', b'id,c\r\n1,"x\r\ny"\r\n2,\r\n', CSV, LIMITS) == b'1,,"x\r\ny"\r\n2,,\r\n'
    assert under(b"id\tc\r\n", b"id\r\n1\r\n", TSV, LIMITS) == b"1\t\r\n"


def test_a_column_that_the_file_has_not_is_none_of_it():
    assert under(b"id\r\n", b"id,c\r\n1,2\r\n", CSV, LIMITS) is None


def test_where_nothing_is_left_nothing_is_added():
    assert under(b"id\r\n", b"", CSV, LIMITS) == b""
    assert under(b"id\r\n", b"id\r\n", CSV, LIMITS) is None
    assert under(b"id\r\n", b"[]", "application/json", LIMITS) is None


def test_what_is_met_again_in_one_unit_empties_its_column_there_and_refuses_nothing(tmp_path):
    office = Office(tmp_path)
    rows = [f"P-{n},Ana {n},1987-03-09,v{n},HN" for n in range(40)]
    rows[30] = "P-30,Ana 30,1987-03-09,born 9 March 1987,HN"
    file = tmp_path / "export.csv"
    file.write_text("\r\n".join(["id,name,birthDate,remark,citizenshipCode", *rows]) + "\r\n")

    done = office.redact(office.job(file, CSV))

    assert done.is_released
    lines = (tmp_path / "out").read_bytes().decode().split("\r\n")[:-1]
    assert lines[0] == "id,name,remark"
    assert lines[1] == "P-0,Ana 0,v0"
    assert lines[31] == "P-30,Ana 30,"
    assert len(lines) == 41
    assert "March" not in (tmp_path / "out").read_text()
