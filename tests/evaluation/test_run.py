"""The command: what it writes, what it says, and with which status it ends."""

import json

import pytest

from evaluation.look import Seen
from evaluation.run import main
from tests.evaluation.helpers import Words, base, examine_names, negative, positive, write

ALL = {"A111": ("immigration.identifier", 0.9), "A222": ("immigration.identifier", 0.9)}
FEWER = {"A111": ("immigration.identifier", 0.9)}


@pytest.fixture
def run(tmp_path):
    sets, output = tmp_path / "sets", tmp_path / "output"
    output.mkdir()
    lines = [positive("see A111", "A111"), positive("see A222", "A222"), negative("part B333")]
    write(sets, "open", "identifiers", "us.a-number", *lines)
    write(
        sets,
        "held-out",
        "identifiers",
        "us.a-number",
        positive("secret A222 text", "A222"),
        negative("part A111"),
    )

    def run(*arguments, words=ALL, **more):
        return main(arguments, build=lambda: Words(words), sets=sets, output=output, **more)

    run.sets, run.output = sets, output
    return run


def test_it_writes_a_page_and_all_counts(run, capsys):
    assert run() == 0

    page = (run.output / "RESULTS.md").read_text("utf-8")
    record = json.loads((run.output / "results.json").read_text("utf-8"))
    assert "| us.a-number | 5 | 100.0 % | 100.0 % | 100.0 % | 50.0 % |" in page
    assert "* identifiers in texts, open: 1 of 1 classes reach recall 99.0 %, precision 95.0 %" in page
    assert "* identifiers in texts, held-out: 0 of 1 classes" in page
    assert page.strip() in capsys.readouterr().out
    (group,) = (entry for entry in record if (entry["half"], entry["by"]) == ("held-out", "class"))
    assert (group["found"], group["false"], group["precision"]) == (1, 1, 0.5)


def test_the_gate_opens_and_closes(run, capsys):
    run("--raise-floor")

    assert run("--check") == 0
    assert run("--check", words=FEWER) == 1
    told = capsys.readouterr().out
    assert "open/identifiers/texts/class/us.a-number" in told
    assert "recall     floor 1  now 0.5" in told


def test_a_check_writes_nothing(run):
    run("--raise-floor")
    before = {path: path.read_bytes() for path in run.output.iterdir()}
    run("--check", words=FEWER)

    assert {path: path.read_bytes() for path in run.output.iterdir()} == before


def test_a_floor_falls_only_by_force(run, capsys):
    run("--raise-floor")
    run("--raise-floor", words=FEWER)
    assert "stay above" in capsys.readouterr().out
    assert run("--check", words=FEWER) == 1

    run("--raise-floor", "--force", words=FEWER)
    assert run("--check", words=FEWER) == 0


def test_misses_are_listed_of_the_open_half_only(run, capsys):
    assert run("--misses", "us.a-number", words=FEWER) == 0

    told = capsys.readouterr().out
    assert "see A222" in told
    assert "secret" not in told
    assert "held out: 1 missed, 1 false" in told


@pytest.fixture
def second(run):
    """The exam of `run`, and sets of phrases with a second held-out one that is passed less well than the first."""
    german = {"language": "de", "class": "de", "category": "immigration.status"}
    write(run.sets, "open", "phrases", "de", positive("see A111", "A111", **german))
    write(run.sets, "held-out", "phrases", "de", positive("secret A111", "A111", **german))
    lines = [positive("hidden A111", "A111", **german), positive("hidden A222", "A222", **german)]
    trap = negative("hidden Parkausweis A111", **german | {"trap": "parking"})
    write(run.sets, "held-out", "phrases", "de-second", *lines, trap)
    return run


def test_a_second_held_out_exam_has_figures_of_its_own(second):
    second(words=FEWER)

    page = (second.output / "RESULTS.md").read_text("utf-8")
    assert "* phrases in texts, held-out: 1 of 1 classes reach recall 97.0 %, precision 90.0 %" in page
    assert "* phrases in texts, held-out second: 0 of 1 classes reach recall 97.0 %, precision 90.0 %" in page
    assert "precision, held out | recall, held out second | precision, held out second |" in page
    assert "| de | 5 | 100.0 % | 100.0 % | 100.0 % | 100.0 % | 50.0 % | 50.0 % |" in page
    assert "| de | 0 of 0 | 0 of 0 | 0 of 1 |" in page
    assert "| us.a-number | 5 | 50.0 % | 100.0 % | 0.0 % | 0.0 % |" in page  # a kind without a second exam
    assert "hidden" not in page


def test_a_second_held_out_exam_has_a_floor_of_its_own(second, capsys):
    second("--raise-floor")

    assert second("--check", words=FEWER) == 1
    told = capsys.readouterr().out
    assert "held-out second/phrases/texts/class/de" in told
    assert "held-out/phrases/texts/class/de" not in told


def test_misses_of_a_second_held_out_exam_are_only_counted(second, capsys):
    second("--misses", "de", words=FEWER)

    told = capsys.readouterr().out
    assert "held out: 0 missed, 0 false" in told
    assert "held out second: 1 missed, 1 false" in told
    assert "hidden" not in told


def test_what_is_not_looked_at_is_said_loudly(run, capsys, monkeypatch):
    monkeypatch.setattr("evaluation.run.product_examine", lambda: None)
    document = base(document={"A111": 1}, path="/A111", kind="positive")
    write(run.sets, "open", "identifiers", "other", document)
    run()

    assert "NOT LOOKED AT: 1 cases in documents" in capsys.readouterr().err
    assert "**NOT LOOKED AT: 1 cases in documents" in (run.output / "RESULTS.md").read_text("utf-8")


def test_names_that_no_model_looks_at_are_said_loudly(run, capsys):
    write(
        run.sets, "open", "names", "people", positive("Ask Ana", "Ana", **{"class": "people", "origin": "x"})
    )
    run(find_names=lambda: None)

    assert "NOT LOOKED AT: 1 cases of names in free text; spaCy" in capsys.readouterr().err
    assert "names" not in {entry["kind"] for entry in json.loads((run.output / "results.json").read_text())}


def test_names_have_a_table_by_origin_and_an_honest_word(run):
    line = {"class": "people", "origin": "haitian", "category": "identity.name"}
    write(run.sets, "open", "names", "people", positive("Ask Ana", "Ana", **line))
    run(find_names=lambda: lambda texts: [[Seen("identity.name", 1.0, 4, 7)] for _ in texts])

    page = (run.output / "RESULTS.md").read_text("utf-8")
    assert "| haitian | 1 | 100.0 % | 100.0 % | - | - |" in page
    assert "A small model misses names" in page


def test_no_model_is_loaded_where_no_set_needs_it(run):
    def fails():
        raise AssertionError("it was loaded")

    assert run(find_names=fails) == 0


def test_documents_have_figures_of_their_own(run):
    write(run.sets, "open", "identifiers", "other", base(document={"A111": 1}, path="/A111", kind="positive"))
    run(examine=examine_names)

    page = (run.output / "RESULTS.md").read_text("utf-8")
    assert "## Identifiers in documents: by class" in page
    assert "NOT LOOKED AT" not in page


def test_traps_have_a_table(run):
    write(
        run.sets,
        "open",
        "phrases",
        "de",
        negative("Parkausweis A111", language="de", trap="parking", **{"class": "de"}),
    )
    run()

    assert "| de | 0 of 1 | 0 of 0 |" in (run.output / "RESULTS.md").read_text("utf-8")


def test_a_share_is_never_rounded_up(run):
    from evaluation.report import share

    assert share(0.99999) == "99.9 %"
    assert share(1.0) == "100.0 %"
    assert share(None) == "-"
