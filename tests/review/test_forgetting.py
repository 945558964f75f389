"""What was decided long ago goes; what is open, in force, or still has a grant stays."""

from datetime import UTC, datetime, timedelta

import pytest

from firewall.review.cases import OPEN_FOR
from firewall.review.forgetting import Forgotten, forget
from firewall.review.store import Store, time_text

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=100)
OLD, NEW = BEFORE - timedelta(seconds=1), BEFORE + timedelta(seconds=1)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield opened


def insert(store, table, **values):
    names = ", ".join(values)
    with store.changing() as writes:
        writes.execute(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", [*values.values()]
        )


def case(store, id_, state, first, *, closed=None, until=None):
    text = {
        name: time_text(at) if at else None
        for name, at in (("first", first), ("closed", closed), ("until", until))
    }
    rest = dict.fromkeys(("exchange", "chain", "direction", "target", "asks", "wants"), "x") | {
        "last": text["first"]
    }
    insert(store, "review_case", id=id_, same=id_, state=state, outcome=1, known=1, times=1, **text, **rest)


def process(store, id_, ends, *, revoked=None, review_case=None):
    rest = dict.fromkeys(
        ("kind", "issuer", "issuer_kind", "court", "docket", "form", "categories", "targets", "purposes", "partner", "through", "added_by"),
        "x",
    )  # fmt: skip
    times = {"starts": time_text(OLD), "added": time_text(OLD), "ends": time_text(ends)}
    insert(
        store,
        "process",
        id=id_,
        review_case=review_case,
        revoked=revoked and time_text(revoked),
        **times,
        **rest,
    )


def left(store, table):
    with store.reading() as reads:
        return {row[0] for row in reads.execute(f"SELECT id FROM {table}")}


def test_a_case_goes_when_it_has_been_over_for_long_enough(store):
    case(store, "denied-old", "denied", OLD, closed=OLD)
    case(store, "denied-new", "denied", OLD, closed=NEW)
    case(store, "granted-old", "granted", OLD, closed=OLD, until=OLD)
    case(store, "granted-in-force", "granted", OLD, closed=OLD, until=NEW)
    case(store, "open-old", "open", OLD - OPEN_FOR)
    case(store, "open-expired-lately", "open", OLD)
    case(store, "expired-old", "expired", OLD - OPEN_FOR)
    case(store, "open-new", "open", NOW)

    assert forget(store, BEFORE) == Forgotten(cases=4, processes=0)
    assert left(store, "review_case") == {"denied-new", "granted-in-force", "open-expired-lately", "open-new"}


def test_a_process_goes_when_it_ended_or_was_revoked_long_ago(store):
    process(store, "ended-old", OLD)
    process(store, "ended-new", NEW)
    process(store, "revoked-old", NOW, revoked=OLD)
    process(store, "revoked-new", NOW, revoked=NEW)
    process(store, "in-force", NOW + timedelta(days=1))

    assert forget(store, BEFORE) == Forgotten(cases=0, processes=2)
    assert left(store, "process") == {"ended-new", "revoked-new", "in-force"}


def test_a_case_stays_as_long_as_its_grant(store):
    case(store, "case", "granted", OLD, closed=OLD, until=OLD)
    process(store, "grant", NEW, review_case="case")
    assert not forget(store, BEFORE)
    later = NOW + timedelta(days=1)

    assert forget(store, later) == Forgotten(cases=1, processes=1)


def test_what_is_forgotten_is_not_left_in_the_file(store, tmp_path):
    case(store, "C-7F3K-2M9Q", "denied", OLD, closed=OLD)
    forget(store, BEFORE)
    with store.reading() as reads:
        reads.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    assert b"C-7F3K-2M9Q" not in (tmp_path / "review.sqlite").read_bytes()


def test_running_firewalls_see_that_a_process_is_gone(store):
    process(store, "ended-old", OLD)
    with store.reading() as reads:
        before = reads.execute("SELECT number FROM generation WHERE topic = 'process'").fetchone()[0]
    forget(store, BEFORE)

    with store.reading() as reads:
        assert reads.execute("SELECT number FROM generation WHERE topic = 'process'").fetchone()[0] > before


def test_a_task_goes_long_after_it_was_done_and_an_open_one_never(store):
    def task(id_, done):
        with store.changing() as writes:
            values = (id_, id_, time_text(OLD), time_text(OLD), done)
            writes.execute(
                "INSERT INTO duty (id, same, duty, by, exchange, since, due, done) VALUES (?, ?, 'd', 'l', 'x', ?, ?, ?)",
                values,
            )

    task("done-old", time_text(OLD))
    task("done-new", time_text(NEW))
    task("open-old", None)

    assert forget(store, BEFORE) == Forgotten(cases=0, processes=0, duties=1)
    assert left(store, "duty") == {"done-new", "open-old"}
