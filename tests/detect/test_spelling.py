import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.spelling import Spelling, aside, german, run, singular, split

SPELLING = Spelling.of(
    {"no": "number", "stat": "status", "cd": "code"},
    ["of", "the"],
    ["pcli", "is", "d", "sp", "person"],
    ["cd", "no", "c", "code"],
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("usCitizenInd__c", ["us", "citizen", "ind", "c"]),
        ("USInitialEntry", ["us", "initial", "entry"]),
        ("section1_alien_no", ["section", "1", "alien", "no"]),
        ("patient-birthPlace", ["patient", "birth", "place"]),
        ("situaciónMigratoria", ["situacion", "migratoria"]),
        ("i94Number", ["i", "94", "number"]),
        ("TitleIIIImmigrantStatus", ["title", "iii", "immigrant", "status"]),
        ("alienIDs", ["alien", "ids"]),
        ("ｓｓｎ\u200b", ["ssn"]),
        ("A#:", ["a", "number"]),
        ("Citizen?", ["citizen", "indicator"]),
        ("/people?nie=1#top", ["people", "nie", "1", "top"]),
        ("U.S. Citizen", ["us", "citizen"]),
        ("U.S.A.", ["usa"]),
        # the prefix of NIEM's immigration domain is a word of its own; an image named im is not
        ("im:AlienNumber", ["im:", "alien", "number"]),
        ("im:image", ["im", "image"]),
        ("im_file", ["im", "file"]),
        ("", []),
        ("__", []),
    ],
)
def test_a_name_is_split_where_its_writer_began_a_word(name, words):
    assert split(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alien_no", "AlienNumber"),
        ("date_of_birth", "dateBirth"),
        ("visas", "visa"),
        ("nationalities", "nationality"),
        ("NIEs", "nie"),
        ("immigration_statuses", "immigration_status"),
        ("addresses", "address"),
        ("réfugiés", "refugie"),
        ("nacionalidades", "nacionalidad"),
        ("nacionalidade", "nacionalidad"),
        ("DMG06", "dmg_6"),
        ("imm_stat", "ImmStatus"),
    ],
)
def test_two_spellings_of_one_name_have_the_same_words(one, other):
    assert SPELLING.words(one) == SPELLING.words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("deporte", "deportee"),
        ("class", "clas"),
        ("cas", "ca"),
        ("immstate", "immstat"),
        ("iri", "iris"),
        ("statu", "status"),
    ],
)
def test_different_words_stay_different(one, other):
    assert SPELLING.words(one) != SPELLING.words(other)


@pytest.mark.parametrize(
    ("name", "cores"),
    [
        ("coa", ["coa"]),
        ("pcli_coa_cd", ["pcli_coa_cd", "pcli_coa", "coa_cd", "coa"]),
        ("coa__c", ["coa_c", "coa"]),
        ("d_1_coa_2", ["d_1_coa_2", "d_1_coa", "1_coa_2", "1_coa", "coa_2", "coa"]),
        ("other_coa", ["other_coa"]),
        ("rows[0].coa", ["rows_0_coa", "0_coa", "coa"]),
        ("/list/coa/code", ["list_coa_code", "list_coa", "coa_code", "coa", "code"]),
        ("pcli_cd", ["pcli_cd", "pcli", "cd"]),
    ],
)
def test_a_core_is_a_name_without_what_is_put_around_it(name, cores):
    reading = SPELLING.read(name)
    found = ["_".join(reading.written[core]) for core in SPELLING.cores(reading)]

    assert set(found) == set(cores)


def test_there_are_few_cores_however_long_the_name():
    reading = SPELLING.read("pcli/" * 1000 + "cd_" * 1000)

    assert len(list(SPELLING.cores(reading))) <= 5 * 5 * 5


def test_a_name_that_says_nothing_has_no_core():
    assert list(SPELLING.cores(SPELLING.read("__"))) == []


@pytest.mark.parametrize(
    ("letters", "stem"),
    [
        ("immigrationstatuscd", "immigrationstatus"),
        ("isimmigrant", "immigrant"),
        ("pcliimmigrant", "immigrant"),
        ("aliensno", "aliensnumber"),
    ],
)
def test_what_is_stuck_to_a_name_comes_off(letters, stem):
    assert stem in SPELLING.unstuck(letters)


def test_one_or_two_letters_are_not_taken_off_but_is():
    assert "immstatus" not in SPELLING.unstuck("dimmstatus")
    assert "immigrant" not in SPELLING.unstuck("spimmigrant")


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("Alien Number (if any)", "Alien Number "),
        ("A# / USCIS#", "A#"),
        ("Status: current", "Status"),
        ("a/b", ""),
        ("plain", ""),
    ],
)
def test_what_stands_before_a_remark_is_a_name(name, before):
    assert aside(name) == before


def test_umlauts_are_written_in_two_ways_without_dots():
    assert german("Nationalität") == ("Nationalität", "Nationalitaet")
    assert german("steuer") == ("steuer",)


def test_words_are_written_as_one():
    assert run(("country", "of", "births")) == "countryofbirth"


@given(st.text(max_size=40))
def test_the_singular_of_a_singular_is_itself_or_shorter(word):
    assert len(singular(word)) <= len(word)


@given(st.text(max_size=60))
def test_a_reading_is_consistent(name):
    reading = SPELLING.read(name)

    assert len(reading.words) == len(reading.written)
    assert all(0 <= start <= len(reading.words) for start in reading.starts)
    assert list(reading.starts) == sorted(set(reading.starts))
    assert all(reading.words[core] for core in SPELLING.cores(reading))


def test_remembered_words_are_bounded():
    spelling = Spelling.of({}, [], [], [])
    for number in range(20_000):
        spelling.word(f"{number}x")

    assert len(spelling.same) < 10_000
