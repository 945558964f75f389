"""Why a rule took no part in an exchange, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from firewall.model import Exchange, Plan
from firewall.policy.decide import applies
from firewall.policy.openers import at, is_one_of
from firewall.policy.rules import Bundle, Rule
from firewall.policy.words import akin
from firewall.policy.yaml import suggestion


def why_aside(bundle: Bundle, id_: str, exchange: Exchange, plan: Plan) -> Iterator[str]:
    """Tell what keeps the rule away from this exchange."""
    rule = next((one for one in bundle.rules if one.id == id_), None)
    if rule is None:
        yield f"No rule is called `{id_}`. {suggestion(id_, bundle.rules_by_id)}".strip()
        return
    if not applies(rule, exchange):
        yield from _not_about(rule, exchange)
        return
    asked = [c for c in plan.asked if rule.data is None or any(akin(c, d) for d in rule.data)]
    if not asked:
        yield f"It closes {_words(rule.data or ())}, and nothing of that is asked for here."
    elif rule.purposes and exchange.purpose not in rule.purposes:
        yield f"It is for the purposes {_words(rule.purposes)}."
    elif plan.met:
        yield f"It yields to {_words(rule.yields_to) or 'nothing'}, and {', '.join(plan.met)} is met."
    else:
        yield "It applies, and something stricter decided."


def _not_about(rule: Rule, exchange: Exchange) -> Iterator[str]:
    if exchange.day < rule.starts:
        yield f"It is in force from {rule.starts}, and the test plays on {exchange.day}."
    if rule.ends is not None and exchange.day > rule.ends:
        yield f"It was in force until {rule.ends}, and the test plays on {exchange.day}."
    if rule.direction is not None and rule.direction is not exchange.direction:
        yield f"It is about what is {rule.direction.value}, and the test is {exchange.direction.value}."
    if rule.routes and not at(rule.routes, exchange):
        yield f"It is about {_words(rule.routes)}, and the test asks {exchange.route}."
    if rule.claims and not rule.claims & exchange.claims:
        claimed = _words(exchange.claims) or "nothing"
        yield f"It is about requests that claim {_words(rule.claims)}, and the test claims {claimed}."
    chain = exchange.requester.chain
    named = [party for party in chain if not rule.to or is_one_of(party, rule.to)]
    kinds = ", ".join(dict.fromkeys(party.kind for party in chain))
    if not named:
        yield f"It is about {_words(rule.to)}, and who asks in the test is {kinds}."
    elif all(is_one_of(party, rule.except_to) for party in named):
        yield f"It excepts {_words(rule.except_to)}."


def _words(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
