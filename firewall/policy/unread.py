"""Which agreements take free text with spans cut out, and say too little for that where no model reads names."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.model import THIRD_PARTY, Category
from firewall.policy.files.agreements import treatment_of
from firewall.policy.outcomes import RELEASE
from firewall.policy.people import ONLY_A_MODEL_FINDS
from firewall.policy.rules import Agreement, Bundle
from firewall.policy.view import spell


def held_back(agreement: Agreement) -> tuple[Category, ...]:
    """Return what of people an agreement does not share as it is."""
    of_people = (*ONLY_A_MODEL_FINDS, THIRD_PARTY)
    return tuple(category for category in of_people if treatment_of(agreement, category) != RELEASE)


def unread(bundle: Bundle) -> Iterator[tuple[Agreement, tuple[str, ...]]]:
    """
    Yield each agreement whose free text goes whole without a model, with its members, as ``route /member``.

    A law may hold names back from whom an agreement shares them with: ``firewall try`` tells that.
    """
    for agreement in bundle.agreements:
        members = tuple(_free_texts(bundle, agreement))
        if agreement.cut_spans and held_back(agreement) and members:
            yield agreement, members


def _free_texts(bundle: Bundle, agreement: Agreement) -> Iterator[str]:
    for route in bundle.routes.values():
        if not {route.id, route.id.partition(":")[0]} & set(agreement.services):
            continue
        for path, categories in route.fields.items():
            if bundle.vocabulary.free_texts.intersection(categories):
                yield f"{route.id} {spell(path)}"
