from datetime import date

from firewall.policy.packs import Choice, Inclusion, Pack, closure, earlier, in_force
from firewall.policy.yaml import Faults, Place

HERE = Place("city.yaml")


def pack(name, *includes, **changes):
    return Pack(
        **{
            "name": name,
            "title": "",
            "jurisdiction": "",
            "says": "",
            "advice": "",
            "includes": includes,
            "at": HERE,
        }
        | changes
    )


def line(name, starts=date(2026, 1, 1), ends=None, **choices):
    return Inclusion(pack=name, starts=starts, ends=ends, choices=choices, at=HERE)


def test_a_pack_comes_with_what_it_includes_even_in_a_circle():
    packs = {"city": pack("city", "state"), "state": pack("state", "land"), "land": pack("land", "city")}

    assert closure("city", packs) == ("city", "state", "land")


def test_what_two_packs_include_is_in_force_once_and_for_both_times():
    packs = {"one": pack("one", "floor"), "two": pack("two", "floor"), "floor": pack("floor")}
    lines = [line("one", ends=date(2026, 6, 30)), line("two", date(2026, 7, 1))]
    faults = Faults()
    found = {one.pack.name: (one.starts, one.ends) for one in in_force(lines, packs, faults)}

    assert found["floor"] == (date(2026, 1, 1), None)
    assert found["one"] == (date(2026, 1, 1), date(2026, 6, 30))
    assert faults.found == []


def test_a_choice_of_an_included_pack_is_made_where_the_city_includes_the_other():
    choice = {"ask": Choice("ask", "?", {"refer": "", "none": ""})}
    packs = {"city": pack("city", "floor"), "floor": pack("floor", choices=choice)}
    made = {one.pack.name: one.choices for one in in_force([line("city", ask="refer")], packs, Faults())}

    assert made == {"city": {}, "floor": {"ask": "refer"}}


def test_the_earlier_of_two_days_where_none_is_no_end():
    assert earlier(None, None) is None
    assert earlier(date(2026, 1, 1), None) == earlier(None, date(2026, 1, 1)) == date(2026, 1, 1)
    assert earlier(date(2026, 1, 1), date(2025, 1, 1)) == date(2025, 1, 1)


def asking(name, *words, includes=()):
    return pack(name, *includes, choices={"ask": Choice("ask", "?", dict.fromkeys(words, ""))})


def codes(lines, packs):
    faults = Faults()
    in_force(lines, packs, faults)
    return [fault.code for fault in faults.found]


def test_a_choice_of_one_pack_is_not_made_by_the_same_word_for_another():
    packs = {"one": asking("one", "refer", "none"), "two": asking("two", "refer", "none")}

    assert codes([line("one", ask="none"), line("two")], packs) == ["POL254"]
    assert codes([line("one", ask="none"), line("two", ask="refer")], packs) == []


def test_a_word_must_answer_the_choice_of_each_pack_that_comes_with_the_line():
    packs = {"one": asking("one", "refer", includes=["two"]), "two": asking("two", "none")}

    assert codes([line("one", ask="none")], packs) == ["POL040"]
    assert codes([line("one", ask="refer")], packs) == ["POL040"]
