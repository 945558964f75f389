import json

from firewall.detect.fold import fold
from firewall.detect.lookalikes import LOOKALIKES, SECOND_LOOKS
from tests import corpora

CONFUSABLES = corpora.folder("unicode", 1_535) / "confusables_of_ascii.json"

# Where another fact of Unicode says what it is: its compatibility mapping, its kind (a dash), its case.
OTHERWISE = {"`": "'", "[": "(", "]": ")", "-": "=~", "s": "f", "I": "l"}


def test_every_look_alike_of_ascii_is_read_as_what_it_looks_like():
    """But those of several characters, and what is ASCII itself."""
    wrong = []
    looks = [
        (look.strip("\u200e"), target)
        for target, looks in json.loads(CONFUSABLES.read_text(encoding="utf-8")).items()
        for look in looks
    ]
    for look, target in looks:
        if len(look) > 1 or look.isascii():
            continue
        if target not in {fold(look), SECOND_LOOKS.get(look)} and target not in OTHERWISE.get(fold(look), ""):
            wrong.append((f"U+{ord(look):04X}", fold(look), target))

    assert len(looks) > 1_500
    assert wrong == []


def test_nothing_is_listed_twice_and_nothing_that_is_ascii():
    assert not LOOKALIKES.keys() & SECOND_LOOKS.keys()
    assert not [look for look in (*LOOKALIKES, *SECOND_LOOKS) if look.isascii() or len(look) > 1]


def test_all_that_they_look_like_is_one_ascii_character():
    assert {target for target in (*LOOKALIKES.values(), *SECOND_LOOKS.values()) if len(target) != 1} == set()
    assert "".join(LOOKALIKES.values()).isascii()
    assert "".join(SECOND_LOOKS.values()).isascii()


def test_letters_from_right_to_left_stay_in_their_own_text():
    assert fold("الاسم محمد") == "الاسم محمد"
    assert fold("שלום") == "שלום"
