"""The further sets of phrases are what their sources say, and the held-out one is never shown."""

import json
from dataclasses import replace

import pytest

from evaluation import make_further
from evaluation.make_further import FURTHER, HELD_OUT_SECOND, OPEN_SECOND, OPEN_THIRD, build, is_current

FILES = [(further, source) for further in FURTHER for source in further.sources()]
SECRET = "lives here without papers"


@pytest.mark.parametrize(
    ("further", "source"), FILES, ids=lambda part: getattr(part, "stem", None) or part.title.replace(" ", "-")
)
def test_a_committed_file_is_what_its_source_says(further, source):
    current = is_current(further, source)  # the files themselves would be shown where they differ

    assert current


def test_every_file_of_a_further_set_has_a_source():
    for further in FURTHER:
        files = sorted(further.file("x").parent.glob(f"*-{further.name}.jsonl"))

        assert [path.stem.partition("-")[0] for path in files] == [path.stem for path in further.sources()]


@pytest.mark.parametrize("further", [OPEN_THIRD, HELD_OUT_SECOND], ids=lambda further: further.title)
def test_a_sentence_of_an_earlier_set_is_refused_and_not_told(further, tmp_path):
    twice = json.loads(OPEN_SECOND.file("en").read_text("utf-8").splitlines()[0])
    (tmp_path / "en.txt").write_text(f"+ {{e {twice['text']}}}\n", "utf-8")

    with pytest.raises(ValueError, match=r"-second-001|-third-001.*: stands twice") as raised:
        build(replace(further, positives=1, negatives=0), tmp_path / "en.txt")
    assert twice["text"] not in str(raised.value)


def test_a_sentence_that_stands_twice_in_its_own_source_is_refused(tmp_path):
    (tmp_path / "en.txt").write_text(f"+ She {{s {SECRET}}}.\n" * 2, "utf-8")

    with pytest.raises(ValueError, match="held-out-en-second-002: stands twice"):
        build(replace(HELD_OUT_SECOND, positives=1, negatives=0), tmp_path / "en.txt")


def test_a_file_that_is_too_short_is_refused(tmp_path):
    (tmp_path / "en.txt").write_text(f"+ She {{s {SECRET}}}.\n", "utf-8")

    with pytest.raises(ValueError, match="held-out second en: too few cases"):
        build(HELD_OUT_SECOND, tmp_path / "en.txt")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"+ She {{s {SECRET}.", "held-out second en:2: a mark is not closed"),
        (f"= She {SECRET}.", "held-out second en:2: not a line of a source"),
    ],
)
def test_a_faulty_line_is_told_by_its_place_alone(line, said, tmp_path):
    (tmp_path / "en.txt").write_text(f"# a comment\n{line}\n", "utf-8")

    with pytest.raises(ValueError, match=said) as raised:
        build(HELD_OUT_SECOND, tmp_path / "en.txt")
    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A held-out set of two sentences in a folder of its own, with an open set that shares nothing with it."""
    further = replace(HELD_OUT_SECOND, positives=1, negatives=1)
    monkeypatch.setattr(make_further, "SETS", tmp_path)
    monkeypatch.setattr(make_further, "FURTHER", (further,))
    (tmp_path / "open" / "phrases").mkdir(parents=True)
    (tmp_path / "open" / "phrases" / "en.jsonl").write_text("", "utf-8")
    source = tmp_path / "held-out" / "phrases" / "source-second" / "en.txt"
    source.parent.mkdir(parents=True)
    source.write_text(f"+ (capitals) She {{s {SECRET}}}.\n- parking: Her permit is for zone B.\n", "utf-8")
    return further, source


def test_the_command_builds_and_checks_a_held_out_set_and_shows_counts_alone(tiny, monkeypatch, capsys):
    further, source = tiny
    monkeypatch.setattr("sys.argv", ["make_further"])
    assert make_further.main() == 0

    first, second = map(json.loads, further.file("en").read_text("utf-8").splitlines())
    assert (first["id"], first["spelling"], first["trap"]) == ("held-out-en-second-001", "capitals", None)
    assert [first["text"][start:end] for start, end in first["spans"]] == [SECRET]
    assert (second["kind"], second["trap"], second["spans"]) == ("negative", "parking", [])

    monkeypatch.setattr("sys.argv", ["make_further", "--check"])
    assert make_further.main() == 0
    source.write_text(source.read_text("utf-8").replace("zone B", "zone C"), "utf-8")
    assert make_further.main() == 1
    told = "".join(capsys.readouterr())
    assert "held-out second en: 2 cases, 1 positive, 1 negative, 1 different phrases" in told
    assert "held-out en-second.jsonl is not what its source says" in told
    assert "zone" not in told
    assert SECRET not in told


def test_a_mark_that_cuts_a_word_is_told_by_its_case_alone(tiny, monkeypatch):
    _, source = tiny
    source.write_text("+ Her visa has {s expi}red.\n- parking: Her permit is for zone B.\n", "utf-8")
    monkeypatch.setattr("sys.argv", ["make_further"])

    with pytest.raises(ValueError, match=r"^held-out-en-second-001: a span cuts a word$"):
        make_further.main()
