"""What the commands share: the options that name files, who is acting, and how results are printed."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from firewall.audit.postgres.address import Address
    from firewall.books import Books
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.errors import FirewallError
    from firewall.policy.compiled import Compiled
    from firewall.policy.rules import City

ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The configuration file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
By = Annotated[str, typer.Option("--by", help="Who does it; goes into the record. Default: the login name.")]

DEFAULT_CONFIG = Path("firewall.toml")
_PIPED_COLUMNS = 200
_OF_COURTS = frozenset({"immigration.proceedings"})
"""What the names of courts and of judges' offices say without telling of anybody."""
_OF_FORMS = frozenset(
    {"immigration.document", "immigration.proceedings", "immigration.protected_relief", "immigration.status"}
)
"""What the number of a form says: I-589 is about asylum, and nobody's."""


def harmless(context: typer.Context, option: typer.CallbackParam, text: str) -> str:
    """Take words of the staff that are kept for good, if they tell of nobody.  Raises typer.BadParameter."""
    return text if context.resilient_parsing else _checked(text, option.opts[0], frozenset())


def office(context: typer.Context, option: typer.CallbackParam, text: str) -> str:
    """Take who is named by office, as judges and courts are.  Raises typer.BadParameter."""
    return text if context.resilient_parsing else _checked(text, option.opts[0], _OF_COURTS)


def form_number(context: typer.Context, option: typer.CallbackParam, text: str) -> str:
    """Take the number of a printed form.  Raises typer.BadParameter."""
    return text if context.resilient_parsing else _checked(text, option.opts[0], _OF_FORMS)


def _checked(text: str, option: str, fine: frozenset[str]) -> str:
    from firewall.detect.recognizer import ACTS
    from firewall.detect.told import TOLD

    if not text:
        return text
    # How a sentence sounds is not asked: sentences about warrants and orders all sound like a status.
    hits = _detectors().scanner.scan_texts([text], lambda _, name: name == TOLD, ACTS)
    kinds = sorted({span.category for _, span, _ in hits} - fine)
    if kinds:
        raise typer.BadParameter(
            f"{option}: this tells of a person ({', '.join(kinds)}), and it would be kept for good. Nothing was done. "
            "Say it without, as by the number of the case or of the paper."
        )
    return text


@cache
def _detectors() -> Detectors:
    from firewall.app import detectors

    return detectors(cache_folder(), preparing)


Why = Annotated[
    str,
    typer.Option(
        "--why",
        callback=harmless,
        help="The reason; goes into the record. No names, no numbers of people: it cannot be deleted.",
    ),
]


def settings_of(path: Path) -> Config:
    """Raises ConfigError; warnings go to standard error."""
    settings, warnings = read_settings(path)
    for warning in warnings:
        typer.echo(f"warning: {warning}", err=True)
    return settings


def read_settings(path: Path) -> tuple[Config, tuple[str, ...]]:
    """Return the configuration with its warnings.  Raises ConfigError."""
    from firewall import config
    from firewall.errors import ConfigError

    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Name another with --config.") from None
    except ValueError:
        raise ConfigError(f"{path} is not UTF-8 text. Name another with --config.") from None
    return config.load(text, path.resolve().parent)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Compiled, Books]]:
    """Open the data directory beside a firewall that may be running.  Raises FirewallError."""
    from firewall import books
    from firewall.app import now

    settings = settings_of(path)
    compiled = in_force(settings)
    with books.opened(settings.data, compiled.bundle, now(), **kept(settings)) as found:
        yield compiled, found


@contextmanager
def closing(path: Path) -> Iterator[Books]:
    """Open the data directory to look or to end something, whatever the policies are like.  Raises FirewallError."""
    from firewall import books

    settings = settings_of(path)
    with books.closing(settings.data, **kept(settings)) as found:
        yield found


def in_force(settings: Config) -> Compiled:
    """Load the policies that ``firewall.toml`` names.  Raises FirewallError where they cannot be used."""
    from firewall import app, sources

    if settings.signing is None:
        return app.load_policies(settings.policies, proves=False)  # nothing is decided by it
    return sources.load(settings, app.now())


class Kept(TypedDict):
    """Where the record is and is vouched for, and what it leaves free: what ``books.opened`` takes of the settings."""

    witness: Path | None
    reserve_bytes: int
    database: Address | None


def kept(settings: Config) -> Kept:
    record = settings.record
    return {
        "witness": record.witness,
        "reserve_bytes": record.reserve_mb * 2**20,
        "database": record.database,
    }


def cache_folder() -> Path:
    """Return where compiled detectors are kept for this user (XDG Base Directory Specification)."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path.home() / ".cache") / "data-sharing-firewall"


@contextmanager
def preparing() -> Iterator[None]:
    """Show, on standard error, that the detectors are compiled: once on each machine, in several parts."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    said = "Preparing the detectors (only the first time on this machine; up to some minutes)"
    if not console.is_terminal:
        _say_once(f"{said} ...")
        yield
        return
    with Progress(TextColumn(said), BarColumn(), TimeElapsedColumn(), console=console, transient=True) as bar:
        bar.add_task(said, total=None)
        yield


@cache
def _say_once(sentence: str) -> None:
    typer.echo(sentence, err=True)


def actor(by: str) -> str:
    return by or getpass.getuser()


def end(text: str, what: str, zone: tzinfo) -> datetime:
    """
    Read when something ends: a moment, or a day, which ends when it is over where ``zone`` is.

    Raises typer.BadParameter.
    """
    return _moment(text, what, zone, is_end=True)


def day_of(text: str, city: City) -> date:
    """Read ``--on``: a day; left out, the one it is in the city.  Raises typer.BadParameter."""
    from datetime import UTC, date, datetime

    try:
        return date.fromisoformat(text) if text else city.day(datetime.now(UTC))
    except ValueError:
        raise typer.BadParameter("--on: write a day as 2026-12-31.") from None


def start(text: str, what: str, zone: tzinfo) -> datetime:
    """Read when something begins: a moment, or a day.  Raises typer.BadParameter."""
    return _moment(text, what, zone, is_end=False)


def _moment(text: str, what: str, zone: tzinfo, *, is_end: bool) -> datetime:
    """What was written, in UTC."""
    from datetime import UTC, date, datetime, time, timedelta

    with suppress(ValueError):
        day = date.fromisoformat(text)
        if is_end and day == date.max:
            raise typer.BadParameter(f"{what}: {text} is the last day there is. Write an earlier one.")
        # The midnight after, and not 24 hours later: where clocks are set, a day is longer or shorter.
        day += timedelta(days=is_end)
        with suppress(OverflowError):
            return datetime.combine(day, time.min, zone).astimezone(UTC)
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):  # a zone can carry the first and the last day out of the calendar
        raise typer.BadParameter(f"{what}: write a day as 2026-12-31.") from None


def content(path: Path | None) -> bytes:
    """Read a file that an option names, if it names one.  Raises ConfigError."""
    from firewall.errors import ConfigError

    try:
        return b"" if path is None else path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}). Name another file.") from None


def tell(error: FirewallError) -> None:
    """Say on standard error what is wrong and what to do."""
    from firewall.errors import PolicyError

    if isinstance(error, PolicyError):
        from firewall.cli.languages import chosen
        from firewall.policy.faults.telling import told

        for fault in error.faults:
            typer.echo(told(fault, chosen()), err=True)
        typer.echo(f"{counted(len(error.faults), 'fault')}: nothing was loaded.", err=True)
    else:
        typer.echo(f"firewall: {error}", err=True)


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def last_day(end: datetime, zone: tzinfo) -> str:
    """Say an end as people do: what ends with a day, where ``zone`` is, has that day as its last."""
    from datetime import UTC, datetime, time, timedelta

    here = end.astimezone(zone)
    # Compared in UTC, because where clocks are set at midnight, that midnight is called one o'clock.
    is_midnight = datetime.combine(here.date(), time.min, zone).astimezone(UTC) == end
    return f"{here.date() - timedelta(days=1)}" if is_midnight else f"{here:%Y-%m-%d %H:%M}"


def words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split(",") if word.strip())


def pair(text: str) -> tuple[str, str]:
    """Read a value for a parameter of a path.  Raises typer.BadParameter."""
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise typer.BadParameter("--id: write name=value, as in --id id=1001.")
    return name, value


def known(found: frozenset[str], vocabulary: Sequence[str], what: str) -> frozenset[str]:
    """Check words of the vocabulary.  Raises typer.BadParameter with the nearest ones."""
    from firewall.policy.yaml import suggestion

    for word in sorted(found):
        if word not in vocabulary:
            raise typer.BadParameter(f"`{word}` is not {what}. {suggestion(word, vocabulary)}")
    return found


def show(
    rows: list[dict[str, object]],
    *,
    as_json: bool,
    empty: str,
    brief: Callable[[dict[str, object]], dict[str, object]] | None = None,
) -> None:
    """Print rows as a JSON list, or as a table; ``brief`` makes of a row what a terminal has room for."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        typer.echo(empty)
    else:
        shown = [brief(row) if brief else row for row in rows]
        table(list(shown[0]), [[_text(value) for value in row.values()] for row in shown])


def table(columns: list[str], rows: list[list[str]], most: dict[str, int] | None = None) -> None:
    """Draw a table; ``most`` is how wide a column may become."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(show_lines=False, header_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        # What stands first is copied into the next command: it never breaks.
        drawn.add_column(
            column.replace("_", " "), overflow="fold", no_wrap=number == 0, max_width=(most or {}).get(column)
        )
    for row in rows:
        drawn.add_row(*map(Text, row))
    # COLUMNS, else the terminal's width; into a file or a pipe wide enough that nothing needs to fold.
    Console(width=shutil.get_terminal_size((_PIPED_COLUMNS, 0)).columns).print(drawn)


def _text(value: object) -> str:
    return (
        ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    )


def program() -> str:
    """How this program is called here, so that a line can be pasted."""
    if shutil.which("firewall"):
        return "firewall"
    beside = Path(sys.executable).parent / "firewall"
    return shlex.quote(str(beside)) if beside.exists() else f"{shlex.quote(sys.executable)} -m firewall.cli"
