"""A bundle as it is compared: with everybody who stands behind and after each of its partners."""

from __future__ import annotations

from firewall import partners
from firewall.identity import introduce
from firewall.policy.diff.contexts import Pair, Side
from firewall.policy.rules import Bundle


def pair(before: Bundle, after: Bundle) -> Pair:
    return Pair(side(before), side(after))


def side(bundle: Bundle) -> Side:
    facts = partners.facts(bundle)
    return Side(bundle, {id_: introduce.requester(id_, facts, "policy") for id_ in bundle.partners})
