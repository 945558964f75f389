"""
Which media types a requester would take, of those that can be read here: written anew for the service.

A service with several representations gives the one that is asked for.  Where the requester names none
of ours, JSON is asked for first: what the service files declare is mostly that.
"""

from __future__ import annotations

import re
from functools import lru_cache

from firewall.formats import FORMATS

_TOKEN = r"[a-z0-9!#$%&'*+.^_`|~-]+"  # noqa: S105  # RFC 9110 section 5.6.2, not a secret
_RANGE = re.compile(rf"[ \t]*({_TOKEN}/{_TOKEN})((?:[ \t]*;[ \t]*{_TOKEN}=(?:{_TOKEN}|\"[^\"\\]*\"))*)[ \t]*")
_WEIGHT = re.compile(r";[ \t]*q=([01](?:\.[0-9]{0,3})?)(?=[ \t]*(?:;|\Z))")
_MOST = 4000
"""Characters; a browser sends some 150, and we a line for each type in the table."""


def _is_json(name: str) -> bool:
    return name.endswith(("/json", "+json"))


_ALL = tuple(FORMATS)


@lru_cache(maxsize=256)
def accepted(value: str, among: tuple[str, ...] = _ALL) -> str:
    """Returns an ``Accept`` of ours for a requester's: of the types ``among``, all of them where it names none."""
    weights = _weights(value) if len(value) <= _MOST else {}
    found = {name: _weight(name, weights) for name in among}
    chosen = [name for name in among if found[name] > 0]
    chosen.sort(key=lambda name: (-found[name], not _is_json(name)))
    return ", ".join(_written(name, found[name]) for name in chosen) if chosen else _ordinary(among)


def _weights(value: str) -> dict[str, float]:
    """Read the ranges; none where one of them is no range: half of a wish is another wish."""
    weights = {}
    for part in value.lower().split(","):
        matched = _RANGE.fullmatch(part)
        if matched is None:
            return {}
        weight = _WEIGHT.search(matched[2])
        weights[matched[1]] = min(float(weight[1]), 1.0) if weight else 1.0
    return weights


def _weight(name: str, weights: dict[str, float]) -> float:
    """The more exact range counts; what a range with a star leaves open is JSON before all else."""
    if name in weights:
        return weights[name]
    open_range = weights.get(f"{name.partition('/')[0]}/*", weights.get("*/*", 0.0))
    return open_range if _is_json(name) else open_range / 2


def _written(name: str, weight: float) -> str:
    return name if weight >= 1 else f"{name};q={weight:.3f}".rstrip("0").rstrip(".")


def _ordinary(among: tuple[str, ...]) -> str:
    names = sorted(among, key=lambda name: not _is_json(name))
    return ", ".join(_written(name, 1.0 if _is_json(name) else 0.5) for name in names)


ORDINARY = _ordinary(_ALL)
"""What a service is asked for where the requester leaves it open."""


def always(headers: tuple[tuple[str, str], ...], among: tuple[str, ...] = _ALL) -> str:
    """Returns the lines with which each service is asked: of our own writing, whoever made the message."""
    return f"Accept: {accepted(dict(headers).get('accept', ''), among)}\r\nAccept-Encoding: identity"
