import json
import shutil

from tests.system.town import POLICIES, command


def test_the_schemas_are_written_beside_the_files(tmp_path):
    folder = shutil.copytree(POLICIES, tmp_path / "policies")
    done = command("policy", "schema", str(folder))

    assert (done.code, "13 schemas written" in done.out) == (0, True)
    assert json.loads((folder / ".schemas" / "law.schema.json").read_text("utf-8"))["required"]
    assert command("check", str(folder)).code == 0


def test_they_can_be_written_elsewhere(tmp_path):
    done = command("policy", "schema", str(POLICIES), "-o", str(tmp_path / "there"))

    assert done.code == 0
    assert len(list((tmp_path / "there").glob("*.schema.json"))) == 13


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    done = command("policy", "schema", str(POLICIES), "-o", str(tmp_path / "file" / "there"))

    assert done.code == 2
    assert "Name another with -o." in done.err
