"""What the commands share."""

import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import typer

from firewall import books
from firewall.cli import app, common
from firewall.errors import ConfigError
from firewall.model import PartnerId, ProcessKind
from firewall.review.judicial import IssuerKind
from firewall.review.register import Paper
from tests.helpers import NOON, bundle
from tests.system.town import command

SECOND = timedelta(seconds=1)


def test_a_day_ends_when_it_is_over():
    assert common.end("2026-12-31", "--until", UTC) == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_day_is_a_day_without_its_dashes_too():
    assert common.end("20261231", "--until", UTC) == datetime(2027, 1, 1, tzinfo=UTC)


def test_the_last_day_of_the_calendar_has_no_end():
    with pytest.raises(typer.BadParameter, match="--until: 9999-12-31 is the last day"):
        common.end("9999-12-31", "--until", UTC)


def test_a_moment_without_a_zone_is_one_where_it_is_asked():
    assert common.end("2026-12-31T09:00", "--until", UTC) == datetime(2026, 12, 31, 9, tzinfo=UTC)


def test_a_moment_with_a_zone_is_told_in_utc():
    assert common.end("2026-12-31T09:00-05:00", "--until", UTC) == datetime(2026, 12, 31, 14, tzinfo=UTC)


def test_a_first_day_begins_when_it_begins():
    assert common.start("2026-12-31", "--from", UTC) == datetime(2026, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["tomorrow", "2026-13-01", "31.12.2026", "", "9999-12-31T23:59:59-05:00", "0001-01-01T00:00+05:00"],
)
def test_what_is_no_day_is_told_how_to_write_one(text):
    with pytest.raises(typer.BadParameter, match="--until: write a day as 2026-12-31"):
        common.end(text, "--until", UTC)


def test_an_end_is_told_as_its_last_day():
    assert common.last_day(common.end("2026-12-31", "--until", UTC), UTC) == "2026-12-31"
    assert common.last_day(datetime(2026, 12, 31, 9, 30, tzinfo=UTC), UTC) == "2026-12-31 09:30"


@pytest.mark.parametrize("zone", ["America/Chicago", "Europe/Berlin", "America/Santiago", "Asia/Kathmandu"])
@pytest.mark.parametrize("day", ["2026-07-05", "2026-09-05", "2026-10-24", "2026-10-25", "2026-11-01"])
def test_a_day_is_the_one_of_the_city(zone, day):
    city = ZoneInfo(zone)
    first, after = common.start(day, "--from", city), common.end(day, "--until", city)

    assert (first - SECOND).astimezone(city).date() < first.astimezone(city).date()
    assert f"{first.astimezone(city):%Y-%m-%d}" == day == f"{(after - SECOND).astimezone(city):%Y-%m-%d}"
    assert after.astimezone(city).date() > (after - SECOND).astimezone(city).date()
    assert common.last_day(after, city) == day


def test_a_moment_is_one_in_the_city():
    chicago = ZoneInfo("America/Chicago")

    assert common.end("2026-12-31T09:00", "--until", chicago) == datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert common.last_day(datetime(2026, 12, 31, 15, tzinfo=UTC), chicago) == "2026-12-31 09:00"


def test_words_are_parted_by_commas():
    assert common.words(" a, b,,a ") == {"a", "b"}


def test_an_unknown_word_is_answered_with_the_nearest():
    with pytest.raises(
        typer.BadParameter, match=r"`identity\.nam` is not a category\. Did you mean `identity\.name`"
    ):
        common.known(frozenset({"identity.nam"}), ["identity.name", "contact"], "a category")


def test_a_configuration_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        ConfigError, match=r"cannot be read \(No such file or directory\). Name another with --config"
    ):
        common.settings_of(tmp_path / "nowhere.toml")


def test_a_configuration_that_is_no_text_is_named(tmp_path):
    (tmp_path / "firewall.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        common.settings_of(tmp_path / "firewall.toml")


def test_warnings_of_a_configuration_go_to_standard_error(tmp_path, capsys):
    (tmp_path / "firewall.toml").write_text("[limits]\ndepth = 65\n")
    common.settings_of(tmp_path / "firewall.toml")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("warning: limits.depth")


def test_no_file_is_empty_content():
    assert common.content(None) == b""


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        common.content(tmp_path)


def test_who_acts_is_who_they_say_or_the_login_name():
    assert common.actor("A. Clerk") == "A. Clerk"
    assert common.actor("")


@pytest.mark.parametrize(("number", "said"), [(0, "0 faults"), (1, "1 fault"), (2, "2 faults")])
def test_one_is_not_many(number, said):
    assert common.counted(number, "fault") == said


def test_rows_as_json_are_whole(capsys):
    common.show([{"a": 1, "b": ["x"]}], as_json=True, empty="Nothing.", brief=lambda row: {"a": row["a"]})

    assert json.loads(capsys.readouterr().out) == [{"a": 1, "b": ["x"]}]


def test_no_rows_are_told_in_words_and_as_an_empty_list(capsys):
    common.show([], as_json=False, empty="Nothing.")
    common.show([], as_json=True, empty="Nothing.")

    assert capsys.readouterr().out == "Nothing.\n[]\n"


def test_what_is_copied_from_a_table_never_breaks(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    common.show(
        [{"case": "C-7F3K-2M9Q", "wants": ["immigration.citizenship"], "note": "long " * 20}],
        as_json=False,
        empty="",
    )

    assert "C-7F3K-2M9Q" in capsys.readouterr().out


def test_a_piped_table_folds_nothing(capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    common.table(["who", "why"], [["ice-ero", "x" * 150]])

    assert "x" * 150 in capsys.readouterr().out


def test_cells_are_text_and_never_markup(capsys):
    common.table(["note"], [["[red]stop[/red]"]])

    assert "[red]stop[/red]" in capsys.readouterr().out


def test_the_configuration_stands_beside_us_unless_named():
    assert Path("firewall.toml") == common.DEFAULT_CONFIG


def test_it_is_kept_where_the_users_caches_are(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert common.cache_folder() == Path("/somewhere/data-sharing-firewall")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert common.cache_folder() == Path.home() / ".cache/data-sharing-firewall"


@pytest.mark.parametrize("said", ["quashed", "no order was shown", "signed by Magistrate Judge Ruiz", ""])
def test_words_about_papers_are_taken(said):
    assert common._checked(said, "--why", frozenset()) == said


@pytest.mark.parametrize(
    ("said", "kind"),
    [("she is undocumented", "immigration.status"), ("mail rosa@example.org", "contact.email")],
)
def test_words_that_tell_of_a_person_are_refused_by_kind(said, kind):
    with pytest.raises(typer.BadParameter) as refused:
        common._checked(said, "--why", frozenset())
    assert kind in refused.value.message
    assert said not in refused.value.message


_FREE = {"--why", "--note", "--issuer", "--court", "--docket", "--form"}


def options(command):
    for one in getattr(command, "commands", {}).values():
        yield from options(one)
    yield from (one for one in command.params if set(one.opts) & _FREE)


def test_no_command_keeps_words_that_nobody_looked_at():
    """A new option whose text is kept belongs into ``_FREE``, with ``harmless`` or the like as its callback."""
    found = list(options(typer.main.get_command(app)))

    assert {name for one in found for name in one.opts} == _FREE
    assert [one.opts for one in found if one.callback is None] == []


HEALTH = PartnerId("county-public-health")
PAPER = Paper(
    kind=ProcessKind("judicial-warrant"), issuer="Hon. M. Ruiz", issuer_kind=IssuerKind.JUDICIAL, court="D.N.J.", docket="26-mj-11",
    partner=HEALTH, categories=frozenset({"identity.name"}), targets=frozenset({"a" * 64}), starts=NOON, ends=NOON + timedelta(days=9),
)  # fmt: skip


@pytest.fixture
def broken(tmp_path):
    """A city with a verified warrant and a key, and policies that nobody can load."""
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "city.yaml").write_text("city: [\n")
    (tmp_path / "firewall.toml").write_text("")
    with books.opened(tmp_path / "data", bundle(), NOON, create=True) as kept:
        number = kept.persons.register.add(
            PAPER, by="A. Clerk", at=NOON, entropy=secrets.token_bytes
        ).process.id
        kept.persons.register.verify(number, by="A. Clerk", at=NOON)
        key = kept.keys.add(HEALTH, by="A. Clerk", at=NOON, entropy=secrets.token_bytes, note="").key_id
    return SimpleNamespace(number=number, key=key, options=("-c", str(tmp_path / "firewall.toml")))


def test_what_is_open_is_ended_whatever_is_wrong_with_the_policies(broken, tmp_path):
    warrant = command("process", "revoke", broken.number, "--why", "quashed", *broken.options)
    key = command("partner", "revoke", broken.key, *broken.options)

    assert (warrant.code, warrant.err) == (0, "")
    assert (key.code, key.err) == (0, "")
    with books.opened(tmp_path / "data", bundle(), NOON) as kept:
        assert kept.persons.register.active(HEALTH, NOON) == ()
        assert not any(one.is_valid(NOON) for one in kept.keys.list())
        assert kept.record.size == 2


def test_lists_are_shown_whatever_is_wrong_with_the_policies(broken):
    assert command("process", "list", "--json", *broken.options).json[0]["process"] == broken.number
    assert command("partner", "list", "--json", *broken.options).json[0]["key"] == broken.key
    assert command("case", "list", "--json", *broken.options).json == []
    assert command("latch", "list", "--json", *broken.options).json == []


def test_what_opens_needs_policies_without_a_fault(broken):
    assert command("process", "verify", broken.number, *broken.options).code == 2
    assert command("partner", "rotate", broken.key, *broken.options).code == 2
