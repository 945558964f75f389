"""What a file stands for: the answer to a question that a partner could have asked a service over its wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firewall import partners
from firewall.errors import ConfigError
from firewall.formats import Unreadable, target
from firewall.identity import introduce
from firewall.identity.claims import Vocabulary
from firewall.model import Exchange, Message, PartnerId, Phase, RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Bundle, Route, Service
from firewall.policy.yaml import suggestion

BY_STAFF = "staff"
"""What proved the requester: a member of staff names who asked, and the record names the member of staff."""

_ANSWERING = ("GET", "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """As the command has it.  ``route`` and ``target`` may be empty where the service leaves no choice."""

    partner: str
    purpose: str
    service: str
    route: str = ""
    target: str = ""
    process: str = ""


def asked(compiled: Compiled, question: Question, id_: str, at: datetime) -> tuple[Exchange, Message]:
    """Return the exchange and its request.  Raises ConfigError with what is missing."""
    bundle = compiled.bundle
    service = _service(bundle, question.service)
    route, message = _request(compiled, service, question)
    words = Vocabulary(frozenset(bundle.vocabulary.purposes), frozenset(bundle.vocabulary.processes))
    claims = words.read((question.purpose,), (question.process,) if question.process else ())
    _check(question.purpose, [*bundle.vocabulary.purposes], "a purpose")
    _check(question.partner, [*bundle.partners], "a partner")
    exchange = Exchange(
        id=id_,
        at=at,
        requester=introduce.requester(PartnerId(question.partner), partners.facts(bundle), BY_STAFF),
        method=route.method,
        route=route.id,
        purpose=claims.purpose,
        claims=claims.processes,
    )
    return exchange, message


def _check(word: str, known: list[str], what: str) -> None:
    if word not in known:
        raise ConfigError(f"`{word}` is not {what}. {suggestion(word, known)}")


def _service(bundle: Bundle, name: str) -> Service:
    services = {service.name: service for service in bundle.services}
    _check(name, [*services], "a service")
    return services[name]


def _request(compiled: Compiled, service: Service, question: Question) -> tuple[Route, Message]:
    if question.target:
        return _by_target(compiled, service, question)
    route = _route(service, question.route)
    if any(segment.is_parameter for segment in route.segments):
        shape = "/".join(f"{{{s.text}}}" if s.is_parameter else s.text for s in route.segments)
        raise ConfigError(
            f"The route {route.id} is about one thing: say which with --target /{service.name}/{shape}, as it is "
            "asked for."
        )
    path = (service.name, *(segment.text for segment in route.segments))
    return route, Message(Phase.REQUEST, path=path)


def _by_target(compiled: Compiled, service: Service, question: Question) -> tuple[Route, Message]:
    try:
        path, query = target.parse(question.target)
    except Unreadable as unreadable:
        raise ConfigError(
            f"--target cannot be read ({unreadable.why}). Write it as it is asked for: /clinic/patients/77."
        ) from None
    routes = [found for method in _ANSWERING if (found := compiled.route(method, path)) is not None]
    wanted = RouteId(f"{service.name}:{question.route}")
    route = next((one for one in routes if not question.route or one.id == wanted), None)
    if route is None or compiled.bundle.service_of[route.id] is not service:
        raise ConfigError(f"{service.name} has no such route for that --target. Write it as it is asked for.")
    return route, Message(Phase.REQUEST, path=path, query=query)


def _route(service: Service, name: str) -> Route:
    """The one of that name; else the one that answers, or the one that answers about more than one thing."""
    routes = {route.id.partition(":")[2]: route for route in service.routes}
    if name:
        _check(name, [*routes], f"a route of {service.name}")
        return routes[name]
    answering = {word: route for word, route in routes.items() if _answers(route)}
    of_many = {
        word: route for word, route in answering.items() if not any(s.is_parameter for s in route.segments)
    }
    found = answering if len(answering) == 1 else of_many
    if len(found) != 1:
        raise ConfigError(
            f"{service.name} has several routes. Say which one this file is an answer of: --route "
            f"{' or --route '.join(sorted(answering) or sorted(routes))}."
        )
    return next(iter(found.values()))


def _answers(route: Route) -> bool:
    return route.method in _ANSWERING and bool(route.fields) and not (route.is_intake or route.is_way_out)
