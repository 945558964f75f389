import re
from pathlib import Path

import pytest

from firewall.detect import Scanner, Span
from firewall.detect.by_hyperscan import ByHyperscan
from firewall.detect.by_re2 import ByRE2
from firewall.errors import ConfigError
from firewall.model import Field
from firewall.recognizers import write
from tests.helpers import bundle

CATEGORIES = ("employment", "contact.address", "record.id")
ZIP = r"""
recognizers:
  - name: Harbor badge
    supported_language: en
    supported_entity: BADGE
    category: employment
    patterns:
      - name: badge
        regex: '\bHB-\d{4}\b'
        score: 0.8
      - name: bare
        regex: '\b\d{4}\b'
        score: 0.01
    context: [badge]
    examples: [HB-1234, my badge 1234]
    counter_examples: [in the year 1999, HB-12345]
  - name: Titles
    supported_entity: TITLE
    category: record.id
    deny_list: [Mr., Alderman, (retired)]
    deny_list_score: 0.5
"""


def written(text, *, guesses=True):
    return write("recognizers.yaml", text, CATEGORIES, guesses=guesses)


def faults(text):
    with pytest.raises(ConfigError) as caught:
        written(text)
    return str(caught.value).split("\n")


def one(**changes):
    """A recognizer with some of its lines changed; None takes a line out."""
    lines = {
        "name": "Badge",
        "supported_entity": "BADGE",
        "category": "employment",
        "patterns": r"[{name: a, regex: 'B\d{4}', score: 0.5}]",
    } | changes
    body = "\n    ".join(f"{key}: {value}" for key, value in lines.items() if value is not None)
    return f"recognizers:\n  - {body}\n"


def test_presidios_format_is_read():
    badge, titles = written(ZIP)

    assert (badge.id, badge.category, titles.id) == ("city.harbor-badge", "employment", "city.titles")
    assert list(badge.find("HB-1234")) == [Span(0, 7, "employment", 0.8)]
    assert [(s.start, s.end, s.confidence) for s in titles.find("Mr. Lee, alderman (retired), Mr.x")] == [
        (0, 3, 0.5),
        (9, 17, 0.5),
        (18, 27, 0.5),
    ]


def test_they_run_in_a_scanner():
    hits = Scanner(written(ZIP, guesses=False)).scan([Field("", "nobody"), Field("", "badge 4321, alderman")])

    assert [(index, span.start, name) for index, span, name in hits] == [
        (1, 6, "city.harbor-badge"),
        (1, 12, "city.titles"),
    ]


def test_who_acts_gets_no_guesses():
    badge, _ = written(ZIP, guesses=False)

    assert list(badge.find("4321")) == []


def test_expressions_are_without_regard_to_case_as_in_presidio():
    (badge,) = written(one())

    assert [(s.start, s.end) for s in badge.find("b1234")] == [(0, 5)]


@pytest.mark.parametrize(
    ("changes", "line", "says"),
    [
        ({"name": None}, 2, "needs `name:`"),
        ({"category": None}, 2, "needs `category:`"),
        ({"supported_entity": None}, 2, "needs `supported_entity:`"),
        ({"category": "employmnt"}, 4, "Did you mean `employment`?"),
        ({"patterns": None}, 2, "looks for nothing"),
        ({"patern": "x"}, 6, "`patern` is not a key"),
        ({"type": "predefined"}, 6, "under detectors.presidio"),
        ({"name": "..."}, 2, "no letter or digit"),
        ({"supported_language": "[en]"}, 6, "must be one piece of text"),
        (
            {"patterns": "[{name: a, regex: 'a', score: 2}]"},
            5,
            "`score` must be a number above 0 and at most 1",
        ),
        ({"patterns": "[{name: a, regex: 'a', score: 0}]"}, 5, "`score` must be a number"),
        ({"patterns": "[{name: a, regex: 'a', score: high}]"}, 5, "acted on without a word"),
        ({"patterns": "[{name: a, regex: 'a'}]"}, 5, "needs `score:`"),
        ({"patterns": "[{regex: 'a', score: 1, flags: i}]"}, 5, "`flags` is not a key"),
        ({"patterns": "[{name: a, regex: '(', score: 1}]"}, 5, "Python cannot read it"),
        ({"patterns": "[{name: a, regex: '(?<!x)(a+)+b', score: 1}]"}, 5, "can be tried in too many ways"),
        ({"patterns": "[{name: a, regex: 'a*', score: 1}]"}, 5, "can match nothing at all"),
        ({"deny_list": "[]"}, 6, "is empty"),
        ({"deny_list_score": "1.5"}, 6, "`deny_list_score` must be a number"),
        ({"examples": "[B12]"}, 6, "This example is not found"),
        (
            {"examples": "[B1234]", "patterns": r"[{name: a, regex: 'B\d{4}', score: 0.1}]"},
            6,
            "only as a guess",
        ),
        ({"counter_examples": "[no B1234]"}, 6, "This counter-example is found"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(changes, line, says):
    found = faults(one(**changes))

    assert any(f" recognizers.yaml:{line}:" in fault and says in fault for fault in found), found


def test_an_expression_written_as_in_python_is_told():
    (fault,) = faults(
        "recognizers:\n  - name: a\n    supported_entity: A\n    category: employment\n    patterns:\n      - name: a\n"
        '        regex: r"\\d{4}"\n        score: 0.5\n'
    )

    assert fault.startswith("POL164 recognizers.yaml:7:16: The expression is written as in Python")


def test_all_faults_are_told_at_once_in_their_order():
    found = faults(one(category="x", patterns="[{name: a, regex: '(', score: 9}]"))

    assert [fault.split(":")[1] for fault in found] == ["4", "5", "5"]


def test_two_of_one_name_are_told():
    twice = one() + one(name="BADGE!").replace("recognizers:\n", "")
    (fault,) = faults(twice)

    assert "recognizers.yaml:6:" in fault
    assert "line 2 is called the same" in fault


@pytest.mark.parametrize(
    "text", ["", "a: b", "recognizers: []", "recognizers: x", "- a", "recognizers:\n  - x", "a: &b c"]
)
def test_a_file_that_is_none_is_told(text):
    assert faults(text)


def test_a_counter_example_may_be_a_guess():
    written(one(counter_examples="[B1234]", patterns=r"[{name: a, regex: 'B\d{4}', score: 0.1}]"))


def test_the_example_of_the_documentation_is_true():
    told = (Path(__file__).parents[2] / "docs" / "detection.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", told, re.DOTALL)
    (card,) = write("recognizers.yaml", example, bundle().vocabulary.categories, guesses=False)

    assert card.id == "city.harbor-city-library-card"
    assert [span.category for span in card.find("card HCL0012345")] == ["service_usage.library"]


# ---- in messages, where all texts are looked at together


@pytest.mark.parametrize(
    ("regex", "text"),
    [
        (r"^\d{7}$", "card\n1234567\nborrowed"),
        (r"^HC\d{7}", "card\nHC1234567 borrowed"),
        (r"HC\d{7}$", "card HC1234567\nborrowed"),
        (r"HC\n\d{7}", "card HC\n1234567 borrowed"),
        (r"HC[^\r]\d{7}", "card HC\n1234567 borrowed"),
        (r"(?<=\n)HC\d{7}", "card\nHC1234567"),
        (r"(?<![^\n])HC\d{7}", "card\nHC1234567"),
        (r"HC\d{7}(?![^\n])", "HC1234567\nborrowed"),
        (r"ж\d{6}", "карта ж123456"),
        (r"身份证\d{6}", "身份证123456"),
        (r"[שח]\d{6}", "ש123456"),
        (r"§ ?\d{6}", "§ 123456"),
        (r"(?<!x)日本\d{6}", "日本123456"),
    ],
)
@pytest.mark.parametrize("compile_", [ByRE2, ByHyperscan.compile], ids=["re2", "hyperscan"])
def test_what_an_expression_finds_by_itself_is_found_in_a_message(regex, text, compile_):
    (own,) = written(one(patterns=f"[{{name: a, regex: '{regex}', score: 0.5}}]"), guesses=False)
    scanner = Scanner([own], compile_=compile_)

    assert list(own.find(text))
    assert [index for index, *_ in scanner.scan_texts(["before", text, "after"])] == [1]
