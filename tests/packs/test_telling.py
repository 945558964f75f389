from firewall.packs.telling import duties, rules


def test_a_rule_says_whom_where_and_what_it_is_about_and_what_happens():
    (rule,) = [one for one in rules("us-il") if one.id == "plate-readers/declaration-first"]

    assert rule.cite == "625 ILCS 5/2-130 (P.A. 103-0540)"
    assert rule.about[1:4] == (
        "Where: plate-reader.",
        "What: the request as a whole.",
        "Unless this declaration is on file: il-alpr-declaration.",
    )
    assert rule.about[4:6] == ("The request is refused.", "It yields to: judicial, emergency.")


def test_what_is_left_to_counsel_is_told_as_that():
    (rule,) = [one for one in rules("us-federal") if one.id == "section-1373/status-goes-to-counsel"]

    assert "What happens is your counsel's choice: status-request." in rule.about
    assert rule.quote.startswith("information regarding the citizenship")


def test_all_but_something_is_told_as_that():
    rule = next(one for one in rules("us-or"))

    assert "What: all, but not immigration." in rule.about


def test_a_duty_says_what_it_opens_and_what_it_needs():
    (duty,) = duties("uk")

    assert duty.id == "uk/schedule-3"
    assert duty.about[2:] == (
        "What it opens: identity.name, identity.dob, contact.address.",
        "What it needs first: mandatory-report and the yes of law-department, and somebody who signed for the pack.",
    )
