"""The further open sets of phrases are what their sources say."""

import json

import pytest

from evaluation import make_further
from evaluation.make_further import FOLDER, FURTHER, build, sources

FILES = [(name, source) for name in FURTHER for source in sources(name)]


@pytest.mark.parametrize(("name", "source"), FILES, ids=lambda part: getattr(part, "stem", part))
def test_a_committed_file_is_what_its_source_says(name, source):
    lines = (FOLDER / f"{source.stem}-{name}.jsonl").read_text("utf-8").splitlines()

    assert [json.loads(line) for line in lines] == build(name, source)


def test_a_sentence_of_an_earlier_set_is_refused(tmp_path, monkeypatch):
    twice = json.loads((FOLDER / "en-second.jsonl").read_text("utf-8").splitlines()[0])
    (tmp_path / "en.txt").write_text(f"+ {{e {twice['text']}}}\n", "utf-8")
    monkeypatch.setitem(make_further.FURTHER, "third", (1, 0))

    with pytest.raises(ValueError, match="stands twice"):
        build("third", tmp_path / "en.txt")


def test_a_mark_that_is_not_closed_is_refused(tmp_path):
    (tmp_path / "en.txt").write_text("+ She {e crossed the border in 2019.\n", "utf-8")

    with pytest.raises(ValueError, match="not closed"):
        build("second", tmp_path / "en.txt")
