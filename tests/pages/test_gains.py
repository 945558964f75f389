"""Who gets what is what is decided."""

from dataclasses import replace

from firewall.model import Category, Exchange, Outcome, Purpose
from firewall.pages.gains import Only, askers, gains, narrowed, section, title
from firewall.pages.words import in_language
from firewall.policy.decide import plan
from firewall.policy.diff.contexts import BARE, Side
from firewall.replay.sides import side
from tests.helpers_diff import REQUESTERS, TODAY, city
from tests.helpers_policy import NOON, REFUSE, YEAR, agreement, rule, shares
from tests.pages import helpers

EN = in_language("en")
SHARING = agreement("identity.name", shares=(shares("identity.name"), shares("identity.dob", treatment=YEAR)))


def of(*parts, **changes):
    return gains(Side(city(*parts, **changes), REQUESTERS), TODAY)


def cells(table):
    return [
        [" ".join(f"{line.label} {line.text}".strip() for line in cell) for cell in row] for row in table.rows
    ]


def test_a_table_says_who_gets_what_for_what_and_how():
    found = of(SHARING)
    service, = section(EN, found, found.bundle.services, Only()).parts  # fmt: skip
    without, else_, *_ = service.blocks

    assert cells(without) == [
        [
            "County Health",
            "health",
            "as it is identity.name coarsened to year identity.dob",
            "until 2026-12-31",
        ]
    ]
    assert else_.line.text == "Everyone else: nothing."


def test_what_a_verified_process_could_open_stands_by_itself():
    found = of()
    service, = section(EN, found, found.bundle.services, Only()).parts  # fmt: skip
    nobody, note, held = service.blocks

    assert nobody.line.text == "Nobody gets anything from this service."
    assert "could open" in note.line.text
    assert "a verified warrant" in cells(held)[0][2]
    assert cells(held)[0][0] == "every registered partner"


def test_a_service_that_hides_who_is_in_it_says_so():
    plain = city()
    hiding = replace(plain, services=tuple(replace(s, existence_protected=True) for s in plain.services))
    found = gains(Side(hiding, REQUESTERS), TODAY)

    assert (
        "nobody learns who is in it"
        in section(EN, found, hiding.services, Only()).parts[0].blocks[0].line.text
    )


def test_a_service_with_a_route_that_hides_who_is_in_it_says_so():
    plain = city()
    first, *others = next(iter(plain.services)).routes
    hiding = hidden(plain, first.id)
    found = gains(Side(hiding, REQUESTERS), TODAY)

    assert others
    said = section(EN, found, hiding.services, Only()).parts[0].blocks[0].line.text
    assert said.startswith("At some of its addresses, refused and not found look the same")
    every = hidden(plain, *(route.id for route in plain.services[0].routes))
    found = gains(Side(every, REQUESTERS), TODAY)
    assert (
        section(EN, found, every.services, Only()).parts[0].blocks[0].line.text.startswith("Refused and not")
    )


def hidden(bundle, *routes):
    """The same, with routes that are protected though their service is not."""
    return replace(
        bundle,
        services=tuple(
            replace(
                one,
                routes=tuple(replace(r, existence_protected=r.id in routes) for r in one.routes),
            )
            for one in bundle.services
        ),
    )


def test_a_law_that_closes_it_takes_it_out_of_the_table():
    assert any(BARE in row.conditions for row in of(SHARING).rows)
    assert not any(BARE in row.conditions for row in of(SHARING, rule(REFUSE, "identity")).rows)


def test_a_part_can_be_left_out():
    found = narrowed(of(SHARING), lambda row: row if BARE in row.conditions else None)

    assert found.rows
    assert all(BARE in row.conditions for row in found.rows)


def test_askers_are_named_by_title_and_with_those_they_act_for():
    bundle = helpers.city().bundle
    known = side(bundle)

    assert title(EN, known, "acme-analytics").endswith("(acts for ICE Enforcement and Removal Operations)")
    assert title(EN, known, "gone") == "gone"
    assert askers(
        EN, known, {"ice-ero", "state-le", "immigration-enforcement", "immigration-enforcement.civil"}
    ) == [
        "ICE Enforcement and Removal Operations",
        "anybody of the kind immigration-enforcement",
        "anybody of the kind state-le",
    ]
    assert askers(EN, known, set(known.requesters)) == ["every registered partner"]


def test_every_row_of_the_city_is_true():
    """Each gain without a process is asked of ``plan()`` itself, and is open there."""
    bundle = helpers.city().bundle
    known = side(bundle)
    rows = [row for row in helpers.known().rows if BARE in row.conditions and row.since is None]
    looked_at = 0
    for row in rows:
        for asker in row.askers:
            for purpose in row.purposes:
                for id_ in row.routes:
                    route = bundle.routes[id_]
                    found = plan(bundle, Exchange(
                        id="x", at=NOON, requester=known.requester(asker), method=route.method, route=id_,
                        purpose=Purpose(purpose) if purpose else None, asks=frozenset(route.path.values()),
                    ))  # fmt: skip
                    for words in row.about:
                        looked_at += 1
                        assert found.outcome is Outcome.RELEASE
                        declared = {w for fields in route.fields.values() for w in fields}
                        for word in set(words.split(" with ")) & declared:
                            assert found.of(Category(word)).outcome < Outcome.REMOVE

    assert looked_at > 30
