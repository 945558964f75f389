import pytest

from firewall.counted import Table


def test_a_table_is_a_value_and_stands_still():
    table = Table(rows=("rows",), by=("district",), counts=("n",))

    assert table == Table(rows=("rows",), by=("district",), counts=("n",))
    with pytest.raises(AttributeError):
        table.by = ()
