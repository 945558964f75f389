"""The files of a first policy folder beside the service's: short, closed, and with a word on what to do with each."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firewall.config.example import EXAMPLE
from firewall.packs import shipped
from firewall.policy.packs import closure

DRAFT = timedelta(days=90)
"""How long a first agreement stands: nobody has signed it yet, so it must not be forgotten."""

_UNOFFERED = ("immigration", "case_notes", "system")
"""What nobody is led to open by a `#` taken away: whoever means to writes it by hand."""

_FOUND = "  # Found in the answers. Take the `#` away from what the agreement shares; the rest is removed.\n"

_LIMITS = "limits: {records_per_request: 100, records_per_day: 1000}\n"
_UNCOUNTED = """\
# In a list of this service nothing is declared yet, so nobody could count its records. Once something is, and its
# `records:` says where they stand, take the `#` away:
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """What a person said, or left as it is."""

    city: str
    title: str
    contact: str
    service: str
    partner: str
    kind: str
    purpose: str
    shares: tuple[str, ...]
    today: date
    packs: tuple[str, ...] = ()


def city(first: First) -> str:
    return f"""\
# Who we are, and whom a requester writes to who wants to object. The address stands in every refusal.
city: {first.city}
title: {_text(first.title)}
contact:
  office: Law Department
  email: {_text(first.contact)}
languages: [en]
# timezone: America/Chicago   # where rules and agreements begin and end at midnight; as it stands, UTC
{_packs(first)}"""


def _packs(first: First) -> str:
    """The packs that somebody named, with what counsel has to answer: nothing of them is in force before that."""
    if not first.packs:
        return ""
    lines = [
        "",
        "# The laws of your place. `firewall packs show NAME` says what a pack holds; none is legal advice.",
        "# Counsel puts an answer in the place of each ANSWER; then take the first `#` of each line away. Services",
        "# need a `kind:` then.",
        "# packs:",
    ]
    for name in first.packs:
        lines += [f"#   - pack: {name}", f"#     from: {first.today}"]
        choices = [c for one in closure(name, shipped()) for c in shipped()[one].choices.values()]
        lines += ["#     choices:"] if choices else []
        for choice in choices:
            lines += [f"#       # {line}" for line in _wrapped(choice.says)]
            for word, says in choice.words.items():
                lines += [f"#       #   {line}" for line in _wrapped(f"{word}: {says}")]
            lines += [f"#       {choice.name}: ANSWER"]
        lines += [
            "#     # Its duties open nothing before somebody has signed for them:",
            f"#     # signed: {{by: NAME, on: {first.today}}}",
        ]
    return "\n".join(lines) + "\n"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 100, break_on_hyphens=False)


def partner(first: First) -> str:
    return f"""\
# Who they are. This is no permission: it says under which name what they ask is recorded.
partner: {first.partner}
title: {_text(first.partner)}
kind: {first.kind}        # a word of vocabulary/requesters.yaml
credentials: {{api_keys: yes}}
on_behalf_of: none
onward: none
"""


def agreement(first: First, found: Iterable[str], *, is_limited: bool) -> str:
    """
    ``found`` are the categories of the service's members: what could be shared, behind a `#`.

    ``is_limited`` where it is known in every list where its records stand.
    """
    open_ = ", ".join(first.shares)
    rest = [word for word in found if not any(_lies_in(word, one) for one in (*first.shares, *_UNOFFERED))]
    lines = "".join(f"  # - data: [{word}]\n" for word in rest)
    if lines:
        lines = f"{_FOUND}{lines}"
    limits = _LIMITS if is_limited else f"{_UNCOUNTED}# {_LIMITS}"
    return f"""\
# What the first partner may have. Nobody has signed it: it opens what stands under `shares:`, and ends by itself.
agreement: FIRST-001
title: First agreement, to be edited
basis: agreement
with: {first.partner}
through: []
services: [{_text(first.service)}]
purposes: [{first.purpose}]        # words of vocabulary/purposes.yaml
asks_by: [record]        # what a request may contain: the service's own numbers, pages
shares:
  - data: [{open_}]
{lines}{limits}\
onward: none
signed: {{by: nobody yet, on: {first.today}}}        # write who signs, and when
from: {first.today}
until: {first.today + DRAFT}
"""


def law(first: First, tests: Sequence[str]) -> str:
    """``tests`` are written as `tests:` has them."""
    beside = "".join(_item(test, 6) for test in tests)
    return f"""\
# Modelled on Chicago's Welcoming City Ordinance. It is nobody's law yet: counsel puts your own text, citation
# and dates here.
law: welcoming-city
title: Welcoming City Ordinance
jurisdiction: to-be-named
owner: law-department
rules:
  - rule: status-goes-to-counsel
    says: >
      Citizenship and immigration status is not handed to an immigration-enforcement agency by a machine; a lawyer
      decides, unless a judge has ordered it.
    cite: Municipal Code § 2-173-030(a)(1); 8 U.S.C. § 1373
    quote: unconfirmed
    from: {first.today}
    review_by: {first.today + 4 * DRAFT}
    to: [immigration-enforcement]
    data: [immigration]
    then: refer
    yields_to: [judicial]
    notice: Your request was referred to the Law Department under reference {{case}}.
    duties: [record-request]
{f"    tests:{chr(10)}{beside}" if beside else ""}
  - rule: no-help-to-find
    says: No time is spent on an immigration agency's inquiry about where anybody is, and nothing is handed over.
    cite: Municipal Code § 2-173-020(a)(3)
    quote: unconfirmed
    from: {first.today}
    review_by: {first.today + 4 * DRAFT}
    to: [immigration-enforcement]
    data: [contact, identity, location, criminal.custody]
    then: remove
    yields_to: [judicial, consent]
    duties: [record-request]
"""


def tests(found: Sequence[str]) -> str:
    lines = "".join(_item(test, 2) for test in found)
    return f"""\
# What must stay true. `firewall policy test` runs them; a change of an agreement that breaks one must say so here.
tests:
{lines}"""


def configuration(port: int, admin_port: int, upstream_ca: str) -> str:
    """Return the example of a configuration, with what was said in it."""
    text = EXAMPLE.replace("port = 8080\n", f"port = {port}\n", 1)
    text = text.replace("port = 8081\n", f"port = {admin_port}\n", 1)
    if upstream_ca:
        text = text.replace('# ca = "tls/services-ca.pem"', f"ca = {json.dumps(upstream_ca)}", 1)
    return text


def _item(text: str, indent: int) -> str:
    """Write lines as an entry of a list."""
    first, *rest = text.splitlines()
    spaces = " " * indent
    return "\n".join([f"{spaces}- {first}", *(f"{spaces}  {line}" for line in rest)]) + "\n"


def _lies_in(word: str, share: str) -> bool:
    return word == share or word.startswith(f"{share}.")


def _text(text: str) -> str:
    """Write a text in quotation marks, as YAML and JSON both have them."""
    return json.dumps(text, ensure_ascii=False)
