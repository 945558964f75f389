"""Key files: private ones are for their owner alone."""

import stat

import pytest

from firewall.errors import ConfigError
from firewall.signed import keys


def test_a_pair_is_written_and_read(tmp_path):
    made = keys.generate("maria-gomez", tmp_path / "maria.pem")

    assert stat.S_IMODE((tmp_path / "maria.pem").stat().st_mode) == 0o600
    assert keys.key_id(keys.private_key(tmp_path / "maria.pem").public_key()) == made.id
    assert (
        keys.public_key(tmp_path / "maria.pub") == made
        or keys.public_key(tmp_path / "maria.pub").id == made.id
    )
    assert keys.public_key(tmp_path / "maria.pub").name == "maria-gomez"
    assert keys.text_of(made) == (tmp_path / "maria.pub").read_text().strip()


@pytest.mark.parametrize("there", ["maria.pem", "maria.pub"])
def test_a_key_is_never_written_over(tmp_path, there):
    (tmp_path / there).write_text("somebody's")
    with pytest.raises(ConfigError, match="already"):
        keys.generate("maria", tmp_path / "maria.pem")

    assert (tmp_path / there).read_text() == "somebody's"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "maria.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError):
        keys.generate("maria", tmp_path / "maria.pem")

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_private_key_that_others_may_read_signs_nothing(tmp_path, mode):
    keys.generate("maria", tmp_path / "maria.pem")
    (tmp_path / "maria.pem").chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        keys.private_key(tmp_path / "maria.pem")


def test_a_public_key_that_anybody_may_change_says_nothing(tmp_path):
    keys.generate("maria", tmp_path / "maria.pem")
    (tmp_path / "maria.pub").chmod(0o666)
    with pytest.raises(ConfigError, match="anybody"):
        keys.public_key(tmp_path / "maria.pub")


def test_what_is_no_key_is_told(tmp_path):
    keys.generate("maria", tmp_path / "maria.pem")
    (tmp_path / "x").write_text("x")
    (tmp_path / "x").chmod(0o600)
    for read, name in ((keys.private_key, "x"), (keys.public_key, "x"), (keys.private_key, "maria.pub"), (keys.public_key, "maria.pem"), (keys.private_key, "none"), (keys.public_key, "none")):  # fmt: skip
        if name == "maria.pub":
            (tmp_path / name).chmod(0o600)
        with pytest.raises(ConfigError):
            read(tmp_path / name)


def test_the_two_files_have_two_names(tmp_path):
    with pytest.raises(ConfigError, match="ending"):
        keys.generate("maria", tmp_path / "maria.pub")
    with pytest.raises(ConfigError, match="another place"):
        keys.generate("maria", tmp_path / "nowhere" / "maria.pem")


def test_a_public_key_in_place_of_the_private_one_is_told_so(tmp_path):
    keys.generate("maria", tmp_path / "maria.pem")

    with pytest.raises(ConfigError, match=r"no private key .*not the one that ends with \.pub"):
        keys.private_key(tmp_path / "maria.pub")
