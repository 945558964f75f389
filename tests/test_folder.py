"""The policy folder on disk: nothing of it is passed over, and every change of it is seen."""

import os
import shutil
import time
from pathlib import Path

import pytest

from firewall import folder
from firewall.errors import ConfigError, FirewallError, PolicyError
from firewall.folder import load_policies, look, read_policies
from firewall.signed import form
from tests.helpers_signed import built
from tests.system.town import POLICIES


def test_a_bundle_is_read_whoever_signed_it(tmp_path):
    (tmp_path / "city.bundle").write_bytes(form.encoded(built()))
    (tmp_path / "torn.bundle").write_bytes(form.encoded(built())[:-1])

    assert load_policies(tmp_path / "city.bundle").bundle.digest == built().digest
    with pytest.raises(PolicyError):
        read_policies(tmp_path / "torn.bundle")


def test_without_a_policy_folder_it_says_where_to_name_one(tmp_path):
    with pytest.raises(ConfigError, match=r"Name it under \[policies\]"):
        read_policies(tmp_path / "nowhere")


def test_a_policy_file_that_is_no_text_is_told_by_its_name_and_not_by_its_content(tmp_path):
    (tmp_path / "city.yaml").write_bytes(b"city: \xff secret")
    with pytest.raises(PolicyError) as told:
        read_policies(tmp_path)

    assert str(told.value).startswith("POL064 city.yaml:1:1: This file cannot be read as text")
    assert "secret" not in str(told.value)


def test_policies_that_break_a_promise_are_not_loaded_and_can_be_looked_at(policies):
    path = policies / "agreements" / "university-roster.yaml"
    path.write_text(
        path.read_text().replace("data: [identity.dob]\n    as: {coarsen: year}", "data: [identity.dob]")
    )
    with pytest.raises(PolicyError, match=r"POL300 promises\.yaml:.*is not kept"):
        load_policies(policies)

    assert load_policies(policies, proves=False).bundle.promises


def test_hidden_files_are_no_policies(tmp_path):
    (tmp_path / ".city.yaml.swp").write_bytes(b"\xff")
    (tmp_path / "city.yaml").write_text("city: here")

    assert read_policies(tmp_path) == {"city.yaml": "city: here"}


def test_faulty_policies_are_told_all_at_once(policies):
    for name in ("clinic", "school"):
        path = policies / "services" / f"{name}.yaml"
        path.write_text(path.read_text().replace("identity.dob", "identity.dobb", 1))
    with pytest.raises(PolicyError) as told:
        load_policies(policies)

    assert len(told.value.faults) == 2


@pytest.fixture
def policies(tmp_path):
    return shutil.copytree(POLICIES, tmp_path / "policies")


def test_what_stands_below_hidden_folders_is_no_policy(tmp_path):
    (tmp_path / ".git" / "refs").mkdir(parents=True)
    (tmp_path / ".git" / "refs" / "main").write_text("abc")
    (tmp_path / "city.yaml").write_text("city: here")

    assert read_policies(tmp_path) == {"city.yaml": "city: here"}


def test_policies_behind_a_link_are_read(policies, tmp_path):
    """As Kubernetes mounts them."""
    (policies / "laws").rename(tmp_path / "elsewhere")
    (policies / "laws").symlink_to(tmp_path / "elsewhere")

    assert read_policies(policies) == read_policies(POLICIES)


@pytest.mark.parametrize("change", ["dangling", "circle", "pipe", "listing"])
def test_where_something_cannot_be_looked_at_there_is_no_policy(policies, monkeypatch, change):
    """Without the files below ``laws`` the rest could be a policy, and a looser one."""
    match change:
        case "dangling":
            (policies / "laws" / "more.yaml").symlink_to("nowhere.yaml")
        case "circle":
            (policies / "laws" / "more").symlink_to(policies)
        case "pipe":
            os.mkfifo(policies / "laws" / "more.yaml")
        case "listing":
            real = os.scandir

            def scandir(place):
                if Path(place).name == "laws":
                    raise PermissionError(13, "no", str(place))
                return real(place)

            monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(ConfigError, match="cannot be listed to its end"):
        read_policies(policies)

    assert look(policies)[0][:2] == ("", -1)


def test_more_than_policies_could_be_is_not_read(policies, monkeypatch):
    monkeypatch.setattr(folder, "MOST_BYTES", 10_000)

    with pytest.raises(ConfigError, match="larger than all policies could be"):
        read_policies(policies)


def test_two_looks_at_the_same_files_are_equal(policies):
    assert look(policies) == look(policies)
    assert len(look(policies)) == len(read_policies(policies))


@pytest.mark.parametrize("change", ["content", "new", "gone", "swapped", "all-gone"])
def test_a_change_is_seen(policies, change):
    before, city = look(policies), policies / "city.yaml"
    match change:
        case "content":
            city.write_text(city.read_text() + "#")
        case "new":
            (policies / "laws" / "more.yaml").write_text("")
        case "gone":
            city.unlink()
        case "swapped":  # of the same size and time
            found = city.stat()
            (policies / ".new").write_bytes(city.read_bytes())
            os.utime(policies / ".new", ns=(found.st_atime_ns, found.st_mtime_ns))
            (policies / ".new").rename(city)
        case "all-gone":
            shutil.rmtree(policies)

    assert look(policies) != before


def test_a_folder_that_is_not_there_is_an_error_that_is_told(tmp_path):
    assert look(tmp_path / "nowhere") == (("", -1, 2, 0),)
    with pytest.raises(FirewallError):
        load_policies(tmp_path / "nowhere")


def test_another_text_of_the_same_size_and_time_is_seen(tmp_path):
    """As `cp -p` and `rsync -t` leave it."""
    file = tmp_path / "city.yaml"
    file.write_text("a: 1")
    then, before = file.stat(), look(tmp_path)
    time.sleep(0.02)
    file.write_text("a: 2")
    os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))

    assert look(tmp_path) != before
