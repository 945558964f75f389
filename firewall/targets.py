"""From what a letter names to the digest it is stored under: the same way a request goes."""

from __future__ import annotations

from firewall import inspection
from firewall.errors import ReviewError
from firewall.formats import Limits, Unreadable, target
from firewall.inspection import Failure
from firewall.means import digest
from firewall.model import Digest, Message, Phase, RouteId
from firewall.policy.compiled import Compiled


def digest_of(
    compiled: Compiled,
    key: bytes,
    asked: str,
    body: bytes = b"",
    *,
    media_type: str = "application/json",
    route: RouteId | None = None,
) -> Digest:
    """
    Return the keyed digest of ``asked``: a path as it is requested, ``/clinic/patients/77``.

    ``route`` says which of the routes of that path is meant (that of a case, say); else it is
    the one that reads.  Raises ReviewError where no service could be asked like that.
    """
    try:
        path, query = target.parse(asked)
        methods = ("POST",) if body else ("GET", "POST")
        if route is not None and route in compiled.bundle.routes:
            methods = (compiled.bundle.routes[route].method,)
        meant = next(filter(None, (compiled.route(method, path) for method in methods)), None)
        if meant is None:
            raise ReviewError(
                "No service has a route for that target. Write it as it is asked for: /clinic/patients/77."
            )
        message = Message(Phase.REQUEST, path=path, query=query, media_type=media_type, body=body)
        tree = inspection.parse(body, media_type, Limits()) if body else None
        return digest(key, inspection.target(message, meant, tree))
    except (Unreadable, Failure) as failure:
        raise ReviewError(
            f"The target cannot be read ({failure.why}). Write it as it is asked for."
        ) from None
