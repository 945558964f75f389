import pytest

from firewall.policy.files.vocabulary import read
from firewall.policy.load import load
from firewall.policy.words import BASES
from firewall.policy.yaml import Faults, parse
from tests.helpers_policy import folder, plain

SMALL = {
    "data": "categories:\n  identity: {says: x}\n  notes: {says: x, text: free, tier: 2}\n  language: {says: x, proxy: yes}\n",
    "requesters": "kinds:\n  unknown: {says: x}\n",
    "purposes": "purposes:\n  health: {says: x}\n",
    "processes": "processes:\n  warrant: {says: x, basis: judicial, issuer: judicial, opens: yes, forms: [AO-93]}\n",
}


def words(**changes):
    faults = Faults()
    sources = SMALL | changes
    nodes = {name: parse(f"vocabulary/{name}.yaml", text, faults) for name, text in sources.items()}
    return read(nodes, faults), [plain(f) for f in faults.found]


def test_the_four_files_become_one_vocabulary():
    known, faults = words()

    assert faults == []
    assert set(known.categories) == {"identity", "notes", "language"}
    assert (known.free_texts, known.proxies) == ({"notes"}, {"language"})
    assert (set(known.kinds), set(known.purposes)) == ({"unknown"}, {"health"})
    assert known.processes["warrant"].opens
    assert known.processes["warrant"].forms == ("AO-93",)


@pytest.mark.parametrize("word", ["uninspectable", "unclassified", "selection", "paging", "limit"])
def test_the_firewalls_own_words_cannot_be_categories(word):
    known, faults = words(data=f"categories:\n  {word}: {{says: x}}\n")

    assert known.categories == {}
    assert f"`{word}` is a word the firewall uses itself." in faults[0]


@pytest.mark.parametrize("word", ["Identity", "two words", "identity.", ".name", "1x", "a..b", "é"])
def test_a_word_is_small_letters_and_dots(word):
    known, faults = words(data=f"categories:\n  {word}: {{says: x}}\n")

    assert known.categories == {}
    assert "cannot be a word of the vocabulary" in faults[0]


def test_a_parent_is_listed_before_its_children():
    _, faults = words(data="categories:\n  identity.name: {says: x}\n")

    assert faults == [
        "vocabulary/data.yaml:2:3: `identity` must be listed before `identity.name`. Add the parent above it."
    ]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("{basis: judicial, issuer: judicial, opens: yes}", "needs `says:`"),
        ("{says: x, basis: agreement, issuer: judicial, opens: yes}", "`agreement` is not a basis"),
        ("{says: x, basis: none, issuer: ice, opens: yes}", "`ice` is not a kind of issuer"),
        ("{says: x, basis: none, issuer: anyone, opens: maybe}", "`maybe` is not `yes` or `no`"),
    ],
)
def test_a_kind_of_process_says_what_it_is_in_law(entry, says):
    _, faults = words(processes=f"processes:\n  warrant: {entry}\n")

    assert len(faults) == 1
    assert says in faults[0]


def test_what_is_not_free_text_does_not_say_so_in_other_words():
    _, faults = words(data="categories:\n  notes: {says: x, text: yes}\n")

    assert "`yes` is not the word `free`" in faults[0]


def product():
    faults = Faults()
    files = {n: t for n, t in folder().items() if n.startswith("vocabulary/")}
    nodes = {
        name.split("/")[1].removesuffix(".yaml"): parse(name, text, faults) for name, text in files.items()
    }
    known = read(nodes, faults)
    assert faults.found == []
    return known


def test_in_the_products_vocabulary_only_what_a_court_issues_is_judicial():
    known = product()

    assert {p for p, w in known.processes.items() if w.basis == "judicial"} == {
        p for p, w in known.processes.items() if w.issuer == "judicial"
    }


def test_in_the_products_vocabulary_no_administrative_paper_opens_anything_or_has_a_basis():
    administrative = [w for w in product().processes.values() if w.issuer == "administrative"]

    assert administrative
    assert not any(w.opens or w.basis in BASES for w in administrative)


def test_the_products_vocabulary_knows_someone_unknown():
    assert "unknown" in product().kinds


# ---- duties and declarations

DUTIES = """\
roles:
  officer: {says: x}
duties:
  record-request: {says: x, who: officer, due: 5 days}
  look-again: {says: x, who: officer, due: 24 hours}
  report: {says: x, who: officer, every: quarter, due: 1 day}
  count: {says: x, who: officer, every: month}
  no-onward: {says: x, who: officer}
"""


def test_a_duty_is_owed_after_an_exchange_or_a_period_or_all_the_time():
    known, faults = words(duties=DUTIES)

    assert faults == []
    assert {word: (d.hours, d.every, d.is_task) for word, d in known.duties.items()} == {
        "record-request": (120, "", True),
        "look-again": (24, "", True),
        "report": (24, "quarter", True),
        "count": (0, "month", True),
        "no-onward": (None, "", False),
    }
    assert set(known.roles) == {"officer"}


def test_without_a_file_of_duties_or_declarations_there_are_none():
    known, faults = words()

    assert (faults, known.duties, known.roles, known.declarations) == ([], {}, {}, {})


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("who: officer, due: 5 days", "due: 5 days", "A duty needs `who:`."),
        ("who: officer, due: 5 days", "who: oficer, due: 5 days", "`oficer` is not a role."),
        ("5 days", "soon", "`due` must say how long it may take."),
        ("5 days", "0 days", "`due` must say how long it may take."),
        ("5 days", "5 weeks", "`due` must say how long it may take."),
        ("every: month", "every: fortnight", "`fortnight` is not a period."),
        ("record-request:", "Record Request:", "`Record Request` cannot be a word of the vocabulary."),
        ("roles:", "rolls:", "`rolls` is not a key of a file of duties."),
    ],
)
def test_what_is_wrong_with_a_duty_is_a_fault(was, becomes, says):
    _, faults = words(duties=DUTIES.replace(was, becomes, 1))

    assert any(says in fault for fault in faults), faults


def test_declarations_are_words_with_a_sentence():
    known, faults = words(declarations="declarations:\n  il-alpr: {says: x}\n")

    assert (faults, known.declarations) == ([], {"il-alpr": "x"})


def test_the_shipped_words_say_what_the_worked_cases_ask_for():
    known = load(folder()).vocabulary

    tasks = {word for word, duty in known.duties.items() if duty.is_task}
    assert tasks >= {
        "record-request",
        "notify-counsel",
        "notify-management",
        "review-within-24h",
        "notify-subject",
    }
    assert tasks >= {
        "report-monthly",
        "report-quarterly",
        "dsar-log",
        "foi-exemption-log",
        "alert-contract-breach",
    }
    assert set(known.duties) - tasks >= {"log", "minimise", "no-onward", "purpose-bound", "retention-30-days"}
    assert "il-alpr-declaration" in known.declarations
