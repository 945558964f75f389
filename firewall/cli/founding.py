"""``firewall init``: a configuration, keys and policies for one service, out of what it says and answers."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from firewall.cli.common import Json, cache_folder, known, pair, preparing

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping

    from firewall.detect import Detectors
    from firewall.founding.mapping import Mapped
    from firewall.founding.routes import Plan
    from firewall.founding.texts import First
    from firewall.policy.words import Vocabulary
    from firewall.survey.fetching import Answer, Fetch

_DIRECTORY = Path()


def register(app: typer.Typer) -> None:
    app.command("init")(init)


class _Said(NamedTuple):
    """What the options said, with what was asked for where they said nothing."""

    upstream: str
    service: str
    city: str
    contact: str


def init(
    upstream: Annotated[
        str, typer.Option("--upstream", help="The address of the service, such as http://127.0.0.1:9000")
    ] = "",
    openapi: Annotated[
        Path | None,
        typer.Option(
            "--openapi", help="Its OpenAPI description, JSON or YAML. Default: it is looked for there."
        ),
    ] = None,
    paths: Annotated[
        list[str] | None,
        typer.Option(
            "--path",
            help="A path that is asked for, as /people/7 or '/people?page=1'; may be repeated. Needed where the "
            "service has no description.",
        ),
    ] = None,
    ids: Annotated[
        list[str] | None,
        typer.Option(
            "--id", help="A value for a parameter of a path, name=value, to see an answer. May be repeated."
        ),
    ] = None,
    service: Annotated[
        str, typer.Option("--service", help="What to call the service; the first part of every path.")
    ] = "",
    directory: Annotated[Path, typer.Option("--dir", help="Where to write. Default: here.")] = _DIRECTORY,
    city: Annotated[
        str, typer.Option("--city", help="Whose data it is, such as 'City of Harbor City'.")
    ] = "",
    pack: Annotated[
        list[str] | None,
        typer.Option(
            "--pack",
            help="A pack with the laws of its place (see: firewall packs), such as us-il-chicago; may be repeated. It "
            "is written into city.yaml, with the questions that counsel answers.",
        ),
    ] = None,
    contact: Annotated[
        str, typer.Option("--contact", help="The e-mail address for whoever was refused something.")
    ] = "",
    partner: Annotated[
        str, typer.Option("--partner", help="A name for the first requester.")
    ] = "first-partner",
    kind: Annotated[str, typer.Option("--kind", help="What kind of requester it is.")] = "city-agency",
    purpose: Annotated[str, typer.Option("--purpose", help="What it asks for.")] = "service-delivery",
    shares: Annotated[
        list[str] | None,
        typer.Option(
            "--share",
            help="A category that the first agreement shares; may be repeated. Default: record, nothing of a person.",
        ),
    ] = None,
    upstream_ca: Annotated[
        Path | None, typer.Option("--upstream-ca", help="Who signs the certificate of the service, PEM.")
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where requesters will connect.")
    ] = 8080,
    admin_port: Annotated[
        int, typer.Option("--admin-port", min=0, max=65535, help="Where health and metrics will be.")
    ] = 8081,
    samples: Annotated[
        int,
        typer.Option(
            "--samples", min=0, max=200, help="How many records to ask for by id; 0 asks for nothing."
        ),
    ] = 10,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds that an answer may take.")
    ] = 15.0,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help="Put firewall.toml and policies that are there aside. Data stay as they are."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """
    Write a configuration, keys and policies for one service, closed until you open something.

    The service is asked (GET alone), what its answers hold is proposed, and no value is shown or kept.
    Asks for what is missing, in a terminal. Ends with 0, or with 2 and nothing written.
    """
    from firewall.cli import founded
    from firewall.founding import placing

    placing.check(directory.resolve(), replace=replace)
    said = _asked(upstream, service, city, contact)
    address, prefix = _address(said.upstream)
    vocabulary_files, vocabulary = _vocabulary()
    first = _first(said, vocabulary, partner=partner, kind=kind, purpose=purpose, shares=shares or ["record"])
    first = founded.with_packs(first, pack)
    detectors = _detectors()
    given = dict(pair(text) for text in ids or ())
    looking = _fetching(timeout, upstream_ca, as_firewall=False)
    plan, targets = _plan(address, prefix, openapi, paths or [], given, looking, detectors)
    fetch = _fetching(timeout, upstream_ca, as_firewall=True) if samples else _unasked
    mapped = _mapped(
        first, address, plan, targets, vocabulary_files, vocabulary, fetch, detectors, given, samples
    )
    aside = _written(
        directory.resolve(), first, mapped, vocabulary_files, detectors, (port, admin_port), upstream_ca
    )
    if as_json:
        typer.echo(
            json.dumps(founded.described(directory, first, plan, mapped), ensure_ascii=False, indent=2)
        )
    else:
        queries = _queries(targets, detectors)
        founded.tell(first, plan, mapped, aside, directory, port, queries)


# ---- what was said


def _asked(upstream: str, service: str, city: str, contact: str) -> _Said:
    """Ask for what is missing where somebody can answer; elsewhere take what does no harm."""
    from firewall.errors import ConfigError

    if sys.stdin.isatty():
        upstream = upstream or typer.prompt("Address of the service", default="http://127.0.0.1:9000")
        service = service or typer.prompt("What to call it", default=_called(upstream))
        city = city or typer.prompt("Whose data is it", default="Our City")
        contact = contact or typer.prompt("E-mail for objections", default="data-sharing@city.example")
    if not upstream:
        raise ConfigError("Name the address of the service: --upstream http://127.0.0.1:9000")
    return _Said(
        upstream, service or _called(upstream), city or "Our City", contact or "data-sharing@city.example"
    )


def _called(upstream: str) -> str:
    """Return a name out of an address: the first part of its host, unless that is a number."""
    from urllib.parse import urlsplit

    host = (urlsplit(upstream).hostname or "").partition(".")[0]
    return host if host.isalpha() and host != "localhost" else "service"


def _address(upstream: str) -> tuple[str, str]:
    """Return scheme, host and port as a service's file has them, and the path after them.  Raises ConfigError."""
    from urllib.parse import urlsplit

    from firewall.errors import ConfigError

    try:
        parts = urlsplit(upstream)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise ConfigError(
            "--upstream: write it as http://127.0.0.1:9000, without a user, a query or a fragment."
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}", parts.path.rstrip("/")


def _vocabulary() -> tuple[dict[str, str], Vocabulary]:
    from firewall.cli.demo import policies
    from firewall.policy.files.vocabulary import read
    from firewall.policy.yaml import Faults, Node, parse

    folder = policies() / "vocabulary"
    files = {f"vocabulary/{path.name}": path.read_text("utf-8") for path in sorted(folder.glob("*.yaml"))}
    nodes: dict[str, Node] = {}
    for name, text in files.items():
        node = parse(name, text, Faults())
        if node is not None:
            nodes[Path(name).stem] = node
    return files, read(nodes, Faults())


def _first(
    said: _Said, words: Vocabulary, *, partner: str, kind: str, purpose: str, shares: list[str]
) -> First:
    """Raises typer.BadParameter for a word that the vocabulary does not have."""
    import re
    from datetime import UTC, datetime

    from firewall.founding.texts import First

    known(frozenset({kind}), [*words.kinds], "a kind of requester")
    known(frozenset({purpose}), [*words.purposes], "a purpose")
    known(frozenset(shares), [*words.categories], "a category")
    for option, text in (("--service", said.service), ("--partner", partner)):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text):
            raise typer.BadParameter(f"{option}: write a short name of letters, digits, dots and hyphens.")
    short = re.sub(r"[^a-z0-9]+", "-", said.city.lower()).strip("-")[:60]
    return First(
        city=short or "our-city",
        title=said.city,
        contact=said.contact,
        service=said.service,
        partner=partner,
        kind=kind,
        purpose=purpose,
        shares=tuple(dict.fromkeys(shares)),
        today=datetime.now(UTC).date(),
    )


# ---- what there is


def _detectors() -> Detectors:
    from firewall.app import detectors

    return detectors(cache_folder(), preparing)


def _fetching(timeout_s: float, ca: Path | None, *, as_firewall: bool) -> Fetch:
    """Raises ConfigError where the file of certificates is none."""
    from functools import partial

    from firewall.survey.fetching import fetch

    return partial(fetch, timeout_s=timeout_s, as_firewall=as_firewall, tls=_trusting(ca))


def _unasked(_url: str) -> Answer:
    from firewall.survey.fetching import Answer

    return Answer(why="not-asked")


def _trusting(ca: Path | None) -> ssl.SSLContext | None:
    import ssl

    from firewall.errors import ConfigError

    try:
        return None if ca is None else ssl.create_default_context(cafile=str(ca))
    except (OSError, ssl.SSLError):
        raise ConfigError(f"--upstream-ca: {ca} is no file of certificates. Name another.") from None


def _plan(
    address: str,
    prefix: str,
    openapi: Path | None,
    paths: list[str],
    given: dict[str, str],
    fetch: Fetch,
    detectors: Detectors,
) -> tuple[Plan, dict[str, str]]:
    """Return the routes, and what to ask for those that a person named.  Raises ConfigError."""
    from firewall.cli import founded
    from firewall.cli.common import content
    from firewall.errors import ConfigError
    from firewall.founding import drafts, routes
    from firewall.survey import openapi as describing
    from firewall.survey.parts import sentence
    from firewall.survey.places import Places

    named = drafts.named(paths, prefix, Places(detectors), given)
    made = routes.plan((one.draft for one in named), asked=True)
    targets = {
        planned.name: one.target
        for one in named
        for planned in made.routes
        if planned.draft is one.draft and one.target
    }
    description = None
    if openapi is not None:
        description = describing.read(content(openapi), str(openapi))
    elif not paths and (looked := drafts.found(address + prefix, fetch)):
        description, where = looked
        typer.echo(f"Its description was found at {where}.", err=True)
    if description is not None:
        made.left_out += description.notes
        made = routes.plan(drafts.described(description, prefix), known=made.routes, left_out=made.left_out)
    if not made.routes:
        for line in made.left_out:
            typer.echo(f"note: {founded.printable(line)}", err=True)
        silent = fetch(f"{address}{prefix or '/'}").why
        if silent in {"unreachable", "timeout", "no-trust"}:
            raise ConfigError(f"{address}: {sentence(silent)}")
        raise ConfigError(
            "Nothing that can be asked was found. Name paths of the service with --path /people/7, or its description "
            "with --openapi FILE."
        )
    return made, targets


def _queries(targets: Mapping[str, str], detectors: Detectors) -> dict[str, str]:
    """Return how each route was asked, to be shown: what looks like somebody's data is not."""
    from urllib.parse import parse_qsl, quote, urlsplit

    from firewall.survey.places import Places

    places = Places(detectors)
    found = {}
    for name, target in targets.items():
        pairs = parse_qsl(urlsplit(target).query, keep_blank_values=True)
        told = [f"{quote(key)}={'VALUE' if places.is_data(value) else quote(value)}" for key, value in pairs]
        found[name] = f"?{'&'.join(told)}" if told else ""
    return found


def _mapped(
    first: First,
    address: str,
    plan: Plan,
    targets: dict[str, str],
    files: Mapping[str, str],
    words: Vocabulary,
    fetch: Fetch,
    detectors: Detectors,
    given: dict[str, str],
    samples: int,
) -> Mapped:
    from firewall.founding.folder import base
    from firewall.founding.mapping import Mapper
    from firewall.founding.routes import Writing, snake

    writing = Writing(
        service=first.service,
        title=first.service.capitalize(),
        upstream=address,
        vocabulary=words,
        detectors=detectors,
    )
    return Mapper(
        writing=writing,
        plan=plan,
        targets=targets,
        base=base(first, files),
        fetch=fetch,
        detectors=detectors,
        given={**given, **{snake(name): value for name, value in given.items()}},
        most=max(samples, 1),
    ).run()


# ---- writing


def _written(
    directory: Path,
    first: First,
    mapped: Mapped,
    vocabulary: Mapping[str, str],
    detectors: Detectors,
    ports: tuple[int, int],
    upstream_ca: Path | None,
) -> list[str]:
    """Write everything, or nothing; returns what was put aside.  Raises FirewallError."""
    from firewall import books
    from firewall.app import now
    from firewall.founding import folder, placing, texts
    from firewall.policy import schemas

    sources = {**folder.base(first, vocabulary), f"services/{first.service}.yaml": mapped.text}
    files, compiled = asyncio.run(folder.complete(first, sources, mapped.proposals, detectors))
    ca = "" if upstream_ca is None else str(upstream_ca.resolve())
    with placing.beside(directory) as made:
        files |= schemas.texts(compiled.bundle)
        placing.write(made, {f"{placing.POLICIES}/{name}": text for name, text in files.items()})
        placing.write(made, {placing.CONFIG: texts.configuration(*ports, ca)})
        there = directory / placing.DATA
        is_new = not there.exists()
        with books.opened(made / placing.DATA if is_new else there, compiled.bundle, now(), create=is_new):
            pass
        return placing.place(made, directory, f"{now():%Y-%m-%dT%H%M%SZ}")
