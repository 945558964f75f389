import shutil

import pytest

from tests.system.town import POLICIES, command

LAW = "laws/welcoming-city.yaml"


@pytest.fixture
def folder(tmp_path):
    """Not the whole city: to lay out its vocabulary takes seconds, and tests/policy does it once."""
    for part in ("laws", "samples"):
        shutil.copytree(POLICIES / part, tmp_path / "policies" / part)
    return tmp_path / "policies"


def odd(folder):
    """Rules that stand as far in as ``rules:`` itself, which many editors write."""
    path = folder / LAW
    head, rules = path.read_text("utf-8").split("rules:\n")
    path.write_text(
        head + "rules:\n" + "\n".join(line.removeprefix("  ") for line in rules.split("\n")) + "\n", "utf-8"
    )
    return path


def test_the_example_city_is_laid_out_already(folder):
    done = command("policy", "format", str(folder), "--check")

    assert (done.code, done.out, done.err) == (0, "", "0 files would be laid out anew.\n")


def test_a_file_is_written_and_says_the_same(folder):
    path = odd(folder)
    path.chmod(0o640)
    assert command("policy", "format", str(folder), "--check").out == f"{LAW}\n"
    done = command("policy", "format", str(folder))

    assert (done.code, done.err) == (0, "1 file laid out anew.\n")
    assert path.read_text("utf-8") == (POLICIES / LAW).read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []


def test_the_difference_is_shown_and_nothing_written(folder):
    path = odd(folder)
    before = path.read_text("utf-8")
    done = command("policy", "format", str(folder), "--diff")

    assert done.code == 1
    assert f"--- a/{LAW}\n+++ b/{LAW}\n" in done.out
    assert "\n+  - rule: status-goes-to-counsel\n" in done.out
    assert path.read_text("utf-8") == before


def test_a_file_with_a_fault_is_left_and_told(folder):
    path = odd(folder)
    path.write_text(path.read_text("utf-8") + "owner: twice\n")
    before = path.read_text("utf-8")
    done = command("policy", "format", str(folder))

    assert done.code == 1
    assert f"POL021 {LAW}:" in done.err
    assert "1 file left as it is." in done.err
    assert path.read_text("utf-8") == before


def test_samples_are_not_touched(folder):
    (folder / "samples" / "odd.yaml").write_text("a:    b\n\n\n\n\nc: d")

    assert command("policy", "format", str(folder)).code == 0
    assert (folder / "samples" / "odd.yaml").read_text() == "a:    b\n\n\n\n\nc: d"
