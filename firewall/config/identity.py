"""The tables that say who is who: issuers of tokens, authorities by name, the balancer at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from firewall.config.reading import Reading
from firewall.config.settings import Config, Edge
from firewall.identity.certificates import canonical
from firewall.identity.issuer import ALGORITHMS, Issuer, is_address

_MOST_LEEWAY_S = 300
_MOST_LIFE_S = 86_400


def edge(read: Reading) -> Edge:
    ca = read.needed("edge", "ca", "edge-ca") if read.has("edge", "ca") else Edge().ca
    return Edge(certificates=read.names("edge", "certificates"), ca=ca)


def issuers(read: Reading) -> tuple[Issuer, ...]:
    return tuple(_issuer(read, name) for name in read.inner("issuers"))


def _issuer(read: Reading, name: str) -> Issuer:
    table = f"issuers.{name}"
    has_url = read.has(table, "keys_url")
    return Issuer(
        name=name,
        issuer=read.needed(table, "issuer", "https://login.county.example"),
        audience=read.needed(table, "audience", "https://firewall.city.example"),
        algorithms=read.names(table, "algorithms"),
        keys_file=read.place(table, "keys_file"),
        keys_url=read.needed(table, "keys_url", "https://login.county.example/jwks") if has_url else "",
        keys_ca=read.place(table, "keys_ca"),
        certificate_bound=read.switch(table, "certificate_bound", default=False),
        leeway_s=read.count(table, "leeway_s", 30, most=_MOST_LEEWAY_S),
        longest_s=read.count(table, "longest_s", 3600, most=_MOST_LIFE_S),
        refresh_s=read.seconds(table, "refresh_s", 300.0),
        keys_last_s=read.seconds(table, "keys_last_s", 21_600.0),
    )


def contradictions(config: Config) -> Iterable[str]:
    listen, has_ca = config.listen, config.listen.client_ca is not None or bool(config.client_cas)
    if config.client_cas and listen.tls_certificate is None:
        yield "[client_cas] needs TLS. Set listen.tls_certificate and listen.tls_key too."
    if listen.client_crl is not None and not has_ca:
        yield "listen.client_crl revokes certificates of nobody. Set listen.client_ca or [client_cas] too."
    yield from _contradictions_of_edge(config.edge, config.client_cas, has_ca=has_ca)
    for issuer in config.issuers:
        yield from _contradictions_of(issuer)
    for said, times in Counter(issuer.issuer for issuer in config.issuers).items():
        if said and times > 1:
            yield f"[issuers] have `{said}` twice. A token names its issuer by it, so each needs its own."


def _contradictions_of_edge(edge: Edge, cas: Collection[str], *, has_ca: bool) -> Iterable[str]:
    if edge.certificates and not has_ca:
        yield "edge.certificates cannot be verified. Set listen.client_ca or [client_cas] too."
    for name in edge.certificates:
        if canonical(name) is None:
            yield (
                f"edge.certificates: `{name}` names no certificate. "
                "Write sha256:<64 hex digits>, dns:<host> or uri:<uri>."
            )
    if edge.ca and edge.ca not in cas:
        yield f"edge.ca: `{edge.ca}` is not in [client_cas]. Add it there, or take it out."
    if edge.ca and not edge.certificates:
        yield "edge.ca belongs to no certificate. Set edge.certificates too."


def _contradictions_of(issuer: Issuer) -> Iterable[str]:
    table = f"issuers.{issuer.name}"
    unknown = [name for name in issuer.algorithms if name not in ALGORITHMS]
    if unknown or not issuer.algorithms:
        yield f"{table}.algorithms are not some of {', '.join(ALGORITHMS)}. Write those that the issuer signs with."
    if (issuer.keys_file is None) == (not issuer.keys_url):
        yield f"{table} needs its public keys from one place. Set keys_file or keys_url, and not both."
    if issuer.keys_url and not is_address(issuer.keys_url):
        yield f"{table}.keys_url is no https address without query and user. Write the whole address of the JWK Set."
    if issuer.keys_ca is not None and not issuer.keys_url:
        yield f"{table}.keys_ca is for an address. Set keys_url too, or take it out."
    if issuer.refresh_s > issuer.keys_last_s:
        yield f"{table}.refresh_s is above keys_last_s. The keys would be too old before they are fetched again."
