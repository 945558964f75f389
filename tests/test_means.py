from firewall.audit.log import AuditLog
from firewall.means import Keys, Record, Waiting
from firewall.waiting import Persons


def test_the_real_ones_are_what_the_engine_asks_for():
    """mypy proves the shapes where app.py puts them together; here the names, for whoever writes another."""
    for wanted, real in ((Record, AuditLog), (Waiting, Persons)):
        asked = {name for name in vars(wanted) if not name.startswith("_")}

        assert asked <= set(dir(real))
    assert asked


def test_keys_do_not_print_themselves():
    assert "secret" not in repr(Keys(digest=b"secret", pseudonym=b"secret"))
