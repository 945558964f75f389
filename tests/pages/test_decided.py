"""One decision of the record, in words, and what would be decided now."""

import msgspec

from firewall.pages.decided import page
from firewall.pages.document import sections
from firewall.replay.sides import side
from tests.helpers import compiled
from tests.pages.test_page import said
from tests.replay.helpers import COUNTY, OFFICER, TODAY, recorded
from tests.shadow.helpers import closed, looser


async def entry_of(asked):
    (_, raw), = await recorded(asked)  # fmt: skip
    return msgspec.json.decode(raw)


def decided(entry, policy=None, language="en"):
    policy = policy or compiled()
    return page(policy, side(policy.bundle), entry, TODAY, language)


def by_label(found):
    return {
        line.label: line.text
        for section in sections(found)
        for block in section.blocks
        for line in getattr(block, "lines", ())
    }


async def test_it_says_who_asked_what_and_how_it_was_answered():
    entry = await entry_of(OFFICER)
    facts = by_label(decided(entry))

    assert facts["Who"] == "ICE Enforcement and Removal Operations"
    assert (facts["Asked for"], facts["For what"]) == ("clinic:patient", "immigration-enforcement")
    assert facts["Outcome"] == "refer (202)"
    assert facts["Under the policy"] == compiled().bundle.digest


async def test_rules_are_in_words_and_the_same_policy_decides_the_same():
    texts = said(decided(await entry_of(OFFICER)))

    assert "welcoming/status-goes-to-counsel" in texts
    assert "Status is not handed over by a machine." in texts
    assert "The same policy is in force: the same." in texts


async def test_what_was_opened_and_withheld_is_told_without_a_value():
    found = decided(await entry_of(COUNTY))
    facts = by_label(found)

    assert facts["Opened by"] == "Follow-up (DSA-1)"
    assert "immigration.citizenship" in facts["Withheld"]
    assert "Amina" not in " ".join(said(found))


async def test_a_policy_that_changed_says_what_it_would_decide_now():
    entry = await entry_of(COUNTY)

    assert any("the exchange is refused, as a whole" in text for text in said(decided(entry, closed())))
    assert any("el intercambio se rechaza, entero" in text for text in said(decided(entry, closed(), "es")))


async def test_a_rule_that_is_gone_is_named_as_gone():
    texts = said(decided(await entry_of(OFFICER), looser()))

    assert "not in the policy of today" in texts
    assert any("the exchange goes on" in text for text in texts)


async def test_what_the_record_does_not_tell_is_said_to_be_that():
    entry = await entry_of(COUNTY) | {"processes": ["P-1"]}

    assert any("That cannot be said. A verified process" in text for text in said(decided(entry, closed())))


async def test_a_decision_without_rules_says_so():
    entry = await entry_of((COUNTY[0], {"purpose": "billing"}))

    assert any("No rule" in text for text in said(decided(entry | {"rules": []})))
    assert "Nothing that was asked for is opened by anything." in said(decided(entry))
