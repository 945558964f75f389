from tests.helpers_policy import FOLDER

AGREEMENT, LAW, SERVICE = "agreements/county.yaml", "laws/welcoming.yaml", "services/clinic.yaml"


def test_a_rule_that_excepts_each_partner_by_its_kind_can_never_apply(codes):
    becomes = "to: [ice-ero]\n    except_to: [immigration-enforcement]"

    assert codes(**{LAW: ("to: [immigration-enforcement]", becomes)}) == ["POL404"]


def test_a_rule_about_data_that_its_routes_do_not_declare_can_never_apply(codes):
    assert codes(
        **{LAW: ("at: [clinic]\n    data: [immigration]", "at: [clinic:intake]\n    data: [vehicle]")}
    ) == ["POL405", "POL410"]


def test_free_text_may_hold_anything(codes):
    assert codes(**{LAW: ("data: [immigration]", "data: [vehicle]")}) == ["POL410"]


def test_an_agreement_that_a_law_empties_names_the_rule(warned):
    more = """
  - rule: nothing-to-the-county
    says: Nothing of a person.
    cite: Code 1
    from: 2026-01-01
    to: [peer-local]
    data: [identity]
    then: remove
    yields_to: []
"""
    found = {w.code: w for w in warned(**{LAW: FOLDER[LAW] + more})}

    assert (
        found["POL407"].says
        == "`DSA-2026-014` opens nothing: `welcoming-city/nothing-to-the-county` take away all that it shares."
    )
    assert found["POL407"].file == AGREEMENT


def test_an_agreement_that_keeps_one_category_is_not_empty(codes):
    more = """
  - rule: no-name
    says: No name.
    cite: Code 1
    from: 2026-01-01
    data: [identity.name]
    then: remove
    yields_to: []
"""

    assert "POL407" not in codes(**{LAW: FOLDER[LAW] + more})
    assert "POL407" in codes(
        **{LAW: FOLDER[LAW] + more.replace("data: [identity.name]", "data: [identity.name, identity.dob]")}
    )
    assert "POL407" not in codes(
        **{
            LAW: FOLDER[LAW]
            + more.replace("identity.name]\n    then: remove", "identity]\n    then: {coarsen: year}")
        }
    )


def test_what_a_service_declares_and_nothing_names_is_told_once_a_service(warned):
    (one,) = warned(
        **{
            SERVICE: (
                "/name: identity.name",
                "/name: identity.name\n      /plate: vehicle.plate\n      /x: photo",
            )
        }
    )

    assert (one.code, one.file) == ("POL410", SERVICE)
    assert "`photo`, `vehicle.plate` of `clinic`" in one.says
