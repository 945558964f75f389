from firewall.errors import Fault
from firewall.policy.faults.table import made
from firewall.policy.faults.telling import shown, snippet, told

LINE = "  - data: [identity.nam]"


def unknown(column=12):
    return made("agreements/a.yaml", 2, column, "POL041", ["identity.name"], word="identity.nam")


def test_a_fault_is_told_with_its_line_and_a_mark_under_the_word():
    fault = shown(unknown(), {"agreements/a.yaml": f"shares:\n{LINE}\n"})

    assert told(fault) == (
        "POL041 agreements/a.yaml:2:12: `identity.nam` is not a category.\n"
        "    2 |   - data: [identity.nam]\n"
        "      |            ^^^^^^^^^^^^\n"
        "    Did you mean `identity.name`?"
    ).replace("|            ^", "|" + " " * 12 + "^")


def test_it_is_told_in_spanish():
    assert told(unknown(), "es").splitlines() == [
        "POL041 agreements/a.yaml:2:12: `identity.nam` no es una categoría.",
        "    ¿Quiso decir `identity.name`?",
    ]


def test_the_mark_stands_under_the_column_and_is_one_wide_where_no_word_is_meant():
    fault = shown(Fault("a.yaml", 1, 4, "Nothing stands here."), {"a.yaml": "a: b"})

    assert snippet(fault) == ["    1 | a: b", "      |    ^"]


def test_quotation_marks_are_marked_with_their_word():
    fault = shown(made("a.yaml", 1, 4, "POL041", word="b"), {"a.yaml": "a: 'b'"})

    assert snippet(fault)[1] == "      |    ^^^"


def test_no_line_of_a_sample_is_shown():
    fault = made("samples/a.yaml", 1, 1, "POL060")

    assert shown(fault, {"samples/a.yaml": "ssn: 536-90-4399"}) is fault
    assert "536" not in told(shown(fault, {"samples/a.yaml": "ssn: 536-90-4399"}))


def test_a_file_that_is_not_there_and_a_line_beyond_its_end_have_none():
    fault = made("city.yaml", 3, 1, "POL063")

    assert (snippet(shown(fault, {})), snippet(shown(fault, {"city.yaml": "a"}))) == ([], [])


def test_a_tab_is_one_wide_and_a_control_character_does_nothing_to_the_terminal():
    fault = shown(made("a.yaml", 1, 2, "POL004"), {"a.yaml": "a\tb\x1b[2J\x07"})

    assert snippet(fault) == ["    1 | a b [2J", "      |  ^"]


def test_of_a_long_line_the_part_around_the_column_is_shown():
    fault = shown(made("a.yaml", 1, 301, "POL041", word="here"), {"a.yaml": "x" * 300 + "here" + "y" * 300})
    line, mark = snippet(fault)

    assert len(line) < 120
    assert line[mark.index("^") :].startswith("here")
    assert mark.count("^") == 4


def test_lines_end_where_yaml_ends_them():
    assert shown(made("a.yaml", 3, 1, "POL017"), {"a.yaml": "a\r\nb\x0cc\nd"}).shows == "d"
