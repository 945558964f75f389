"""A folder is a source, too: without versions, signatures and emergencies."""

from firewall.errors import ConfigError
from firewall.signed import form
from firewall.signed.history import State
from firewall.sources.held import Folder, Read
from tests import helpers_policy
from tests.helpers_signed import NOW, built, emergency


def test_a_folder_is_read_and_a_fault_is_told(tmp_path):
    folder = Folder(tmp_path / "policies")
    assert isinstance(folder.see(NOW).fault, ConfigError)

    for name, text in helpers_policy.folder().items():
        (tmp_path / "policies" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "policies" / name).write_text(text)
    before = folder.look(NOW)
    seen = folder.see(NOW)

    assert seen.read.texts == helpers_policy.folder()
    assert (seen.read.state, seen.read.ends, seen.revoked, seen.withdrawn) == (None, None, (), False)
    assert folder.look(NOW) == before


def test_a_bundle_is_no_folder(tmp_path):
    """Nobody would see it change, and nobody would have to sign it."""
    (tmp_path / "city.bundle").write_bytes(form.encoded(built()))

    assert "no folder" in str(Folder(tmp_path / "city.bundle").see(NOW).fault)


def test_a_folder_has_no_state():
    folder = Folder(None)
    folder.recorded(State(number=9), built())
    folder.shelve(built())

    assert folder.state == State()


def test_what_an_emergency_lies_on_ends_with_it():
    found = emergency(built())

    assert Read(texts={}, glass=found).ends == found.until
