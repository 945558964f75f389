"""From what a letter names to the digest it is stored under: the same way a request goes."""

from __future__ import annotations

from firewall import inspection
from firewall.engine import digest
from firewall.errors import ReviewError
from firewall.formats import Limits, Unreadable, target
from firewall.inspection import Failure
from firewall.model import Digest, Message, Phase
from firewall.policy.compiled import Compiled


def digest_of(
    compiled: Compiled, key: bytes, asked: str, body: bytes = b"", media_type: str = "application/json"
) -> Digest:
    """
    Return the keyed digest of ``asked``: a path as it is requested, ``/clinic/patients/77``.

    Raises ReviewError where no service could be asked like that.
    """
    try:
        path, query = target.parse(asked)
        methods = ("POST", "PUT", "PATCH") if body else ("GET", "POST", "PUT", "PATCH", "DELETE")
        route = next(filter(None, (compiled.route(method, path) for method in methods)), None)
        if route is None:
            raise ReviewError(
                "No service has a route for that target. Write it as it is asked for: /clinic/patients/77."
            )
        message = Message(Phase.REQUEST, path=path, query=query, media_type=media_type, body=body)
        tree = inspection.parse(body, media_type, Limits()) if body else None
        return digest(key, inspection.target(message, route, tree))
    except (Unreadable, Failure) as failure:
        raise ReviewError(
            f"The target cannot be read ({failure.why}). Write it as it is asked for."
        ) from None
