"""Detectors that find two words, and what is shown under them: for tests of what leaves."""

from dataclasses import replace
from functools import cache

from firewall import inspection
from firewall.detect import Scanner, Span
from firewall.model import Category
from firewall.policy.decide import plan
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers import (
    detectors,
)


class Secrets:
    """Finds the word secret, which is about status, and shared, which is about phones."""

    prefilter = "secret|shared"

    def __init__(self, word, category):
        self.id, self.prefilter = f"word.{word}", word
        self._word, self._category = word, Category(category)

    def find(self, text):
        start = text.find(self._word)
        if start >= 0:
            yield Span(start, start + len(self._word), self._category)


@cache
def finders():
    """Ours for names, and the words above for texts."""
    return replace(
        detectors(),
        scanner=Scanner(
            (
                Secrets("secret", "immigration.status"),
                Secrets("shared", "contact.phone"),
                Secrets("name:", "identity.name"),
            )
        ),
    )


@cache
def plan_of(opened, cuts=()):
    """A plan that releases ``opened`` and removes the rest."""
    shares = helpers_policy.agreement(*opened, cut_spans=bool(cuts))
    return plan(helpers_policy.bundle(shares), helpers_policy.exchange(helpers_policy.COUNTY))


class Nobody(dict):
    """What a model says that finds nobody, whatever it is shown."""

    def __contains__(self, text):
        return True

    def __missing__(self, text):
        return ()


NOBODY = Nobody()


def shown(
    tree, fields, opened=("record.id", "contact.phone"), *, cuts=(), latched=(), found=None, named=NOBODY
):
    declared = {tuple(name.split("/")[1:]): (Category(category),) for name, category in fields.items()}
    place = helpers_policy.route(fields=declared)
    known = plan_of(opened, cuts)
    return inspection.withhold(
        tree,
        lambda latched: answer_view(known, place, helpers_policy.VOCABULARY, latched, reads_names=True),
        frozenset(latched),
        found or finders(),
        lambda value: f"psn_{len(value)}",
        named=named,
    )
