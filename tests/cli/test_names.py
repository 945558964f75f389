"""``firewall names``."""

from evaluation.look_names import SHA256
from tests.helpers_names import MODEL
from tests.system.town import command


def test_the_digest_of_a_model_is_printed_alone_with_how_to_check_it_beside():
    done = command("names", "digest", str(MODEL))

    assert (done.code, done.out) == (0, f"{SHA256}\n")
    assert "sha256sum" in done.err


def test_a_folder_that_is_not_there_is_told():
    done = command("names", "digest", "/nowhere")

    assert (done.code, done.out) == (2, "")
    assert "firewall: The model folder /nowhere cannot be read" in done.err
