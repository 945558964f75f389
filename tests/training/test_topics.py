from training.examples import Example
from training.topics import FEWEST, topics


def some(*pairs):
    return [
        Example("en", "written", f"{text} {number}", tells=tells)
        for text, tells, times in pairs
        for number in range(times)
    ]


def test_a_word_of_those_that_tell_is_a_topic_and_an_everyday_word_is_not():
    found = topics(some(("the visa", True, FEWEST), ("the milk", False, FEWEST * 2)))

    assert "^visa$" in found
    assert not {"^the$", "^milk$"} & set(found)


def test_what_is_rare_is_no_topic():
    assert "^visa$" not in topics(some(("the visa", True, FEWEST - 1), ("the milk", False, FEWEST * 2)))


def test_a_part_stands_for_all_words_with_it():
    found = topics(
        some(("asylum", True, FEWEST), ("asylumseeker", True, FEWEST), ("the milk", False, FEWEST * 4))
    )

    assert {"asylu", "sylum"} <= set(found)
    assert not any("asylum" in one for one in found)
