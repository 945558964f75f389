"""``firewall policy explain``: the policy as a page for people, whole or in part, inside or for everybody."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, day_of, known, settings_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from firewall.audit.stores import Reads
    from firewall.config import Config
    from firewall.pages.document import Document, Section
    from firewall.pages.page import About
    from firewall.pages.probe import Where
    from firewall.policy.compiled import Compiled
    from firewall.sources.held import Read

_POLICIES = Path("policies")


class Written(StrEnum):
    HTML = "html"
    MD = "md"


class Language(StrEnum):
    EN = "en"
    ES = "es"


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The policy: a folder or a bundle.")
    ] = _POLICIES,
    written: Annotated[
        Written, typer.Option("--format", help="As a web page, or as Markdown.")
    ] = Written.HTML,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file. Default: the terminal.")
    ] = None,
    language: Annotated[
        Language, typer.Option("--lang", "--language", help="English or Spanish.")
    ] = Language.EN,
    partner: Annotated[
        str, typer.Option("--partner", help="Only what one partner gets, or a kind of requester.")
    ] = "",
    service: Annotated[str, typer.Option("--service", help="Only one service.")] = "",
    category: Annotated[str, typer.Option("--category", help="Only one category of data.")] = "",
    decision: Annotated[str, typer.Option("--decision", help="One past decision, by its id.")] = "",
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The data directory of the record. Default: that of the configuration."),
    ] = None,
    public: Annotated[
        bool, typer.Option("--public", help="Leave out what is for staff: the page that a city publishes.")
    ] = False,
    probe: Annotated[
        str,
        typer.Option(
            "--probe",
            metavar="FILE|URL",
            help="Also ask a running firewall: its firewall.toml, or its address.",
        ),
    ] = "",
    on: Annotated[str, typer.Option("--on", help="From which day on. Default: today.")] = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """
    Write the policy as a page for people: who gets what, each law beside its rule, the agreements, the words.

    Whole, or what concerns one partner, service or category, or one decision of the record. With --public, the page
    that a city publishes.

    Example: firewall policy explain policies --public --language es -o politica.html
    """
    from firewall.cli.replaying import reading
    from firewall.folder import compiled_of, load_policies
    from firewall.pages.written import html, markdown

    if decision and public:
        raise typer.BadParameter(
            "A decision is not for a public page. Leave out one of --decision and --public."
        )
    signed = _signed(folder, config)
    compiled = load_policies(folder, proves=False) if signed is None else compiled_of(signed.texts)
    day = day_of(on, compiled.bundle.city)
    if decision:
        page = _decision(compiled, decision, reading(data, config), day, language.value)
    else:
        about = _about(compiled, partner, service, category)
        page = _page(compiled, day, language.value, about, probe, signed, is_public=public)
    text = html(page) if written is Written.HTML else markdown(page)
    if output is None:
        typer.echo(text, nl=False)
    else:
        _write(output, text)


def _write(path: Path, text: str) -> None:
    from firewall.errors import ConfigError

    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror}). Name another with -o.") from None
    typer.echo(f"Written to {path}.", err=True)


def _about(compiled: Compiled, partner: str, service: str, category: str) -> About:
    from firewall.pages.page import About

    bundle, words = compiled.bundle, compiled.bundle.vocabulary
    for word, some, what in (
        (partner, [*bundle.partners, *words.kinds], "a partner or a kind of requester"),
        (service, [s.name for s in bundle.services], "a service"),
        (category, [*words.categories], "a category"),
    ):
        known(frozenset({word} - {""}), [str(one) for one in some], what)
    return About(partner=partner, service=service, category=category)


def _page(
    compiled: Compiled,
    day: date,
    language: str,
    about: About,
    probe: str,
    signed: Read | None,
    *,
    is_public: bool,
) -> Document:
    from firewall.pages import signed as signing
    from firewall.pages.page import page
    from firewall.pages.words import in_language
    from firewall.replay.sides import side
    from firewall.sources.published import published

    told = None if signed is None else published(signed)
    first = [] if told is None else [signing.section(in_language(language), told)]
    first += [_probed(compiled, probe, language, is_public=is_public)] if probe else []
    return page(side(compiled.bundle), day, language, about=about, is_public=is_public, first=first)


def _signed(path: Path, config: Path) -> Read | None:
    """
    What the firewall of this configuration reads now, if the page is about that: with an emergency that lies on it.

    Raises FirewallError where it would not be taken: nobody must publish as in force what is not.
    """
    from firewall import sources

    if not path.is_file() or not config.is_file():
        return None
    settings = settings_of(config)
    if settings.signing is None or settings.policies.resolve() != path.resolve():
        return None
    return sources.read_after(settings, datetime.now(UTC))


# ---- a past decision


def _decision(
    compiled: Compiled, id_: str, record: AbstractContextManager[Reads], day: date, language: str
) -> Document:
    from firewall.pages.decided import page
    from firewall.replay.sides import side

    with record as reader:
        found = reader.get(id_)
    said = json.loads(found[1]) if found is not None else {}
    if said.get("kind") != "decided":
        typer.echo("The record has no decision of this id. Take the decision id of an answer.", err=True)
        sys.exit(1)
    return page(compiled, side(compiled.bundle), said, day, language)


# ---- what is in force


def _probed(compiled: Compiled, probe: str, language: str, *, is_public: bool) -> Section:
    from dataclasses import replace

    from firewall.pages import probe as probing
    from firewall.pages.words import in_language

    where = _where(probe)
    found = probing.probe(compiled, where, datetime.now(UTC))
    if is_public:
        # By whichever way it was named: an address behind everything is nobody's outside.
        found = replace(found, where=compiled.bundle.city.title)
    return probing.section(in_language(language), found)


def _where(probe: str) -> Where:
    from firewall.pages.probe import Where

    if probe.startswith(("http://", "https://")):
        return Where(front=probe.rstrip("/"))
    return _configured(settings_of(Path(probe)))


def _configured(settings: Config) -> Where:
    import ssl

    from firewall.pages.probe import Where

    listen = settings.listen
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen.host, listen.host)  # noqa: S104  # what it listens on, not we
    tls = None
    if listen.tls_certificate is not None:
        tls = ssl.create_default_context(cafile=listen.tls_certificate)
        tls.check_hostname = (
            False  # its own certificate, by its file: the name in it is that of the city's address
        )
    address = f"[{host}]" if ":" in host else host
    scheme = "https" if tls is not None else "http"
    return Where(
        front=f"{scheme}://{address}:{listen.port}", admin=(settings.admin.host, settings.admin.port), tls=tls
    )
