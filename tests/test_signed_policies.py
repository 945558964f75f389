"""The page about signed policies, as somebody follows it: its commands in their order, on files that it shows."""

import re
import shlex
from datetime import UTC, datetime, timedelta

import pytest

from firewall import books, config, sources
from firewall.folder import compiled_of
from firewall.policy.load import load
from firewall.sources.recording import begin
from tests.system import process
from tests.system.town import PROJECT, command

PAGE = (PROJECT / "docs" / "signed-policies.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SOON = datetime.now(UTC) + timedelta(hours=3)


class Walk:
    """Somebody with a terminal, who does what the page says."""

    def __init__(self, directory):
        self.directory = directory
        process.furnished(directory)
        self.done = []

    def follow(self, kind, block):
        match kind:
            case "console":
                for line in block.splitlines():
                    self.do(line.removeprefix("$ "))
            case "toml":
                (self.directory / "firewall.toml").write_text(block)
            case "yaml":
                text = re.sub(r"(from|on): 2026-06-15", r"\1: 2001-01-01", block)
                text = text.replace("until: 2026-06-15", f"until: {SOON:%Y-%m-%d}")
                (self.directory / "flood.yaml").write_text(text)

    def do(self, line):
        words = shlex.split(line.replace("2026-06-15T20:00", f"{SOON:%Y-%m-%dT%H:%M}"))
        if words[0] == "mv":
            (self.directory / words[1]).replace(self.directory / words[2])
            self.start()
            return
        assert words[0] == "firewall"
        done = command(*words[1:])
        assert done.code == 0, (line, done.err)
        self.done.append((line, done.out))

    def start(self):
        """What ``firewall run`` does with a bundle, without serving."""
        settings, _ = config.load((self.directory / "firewall.toml").read_text(), self.directory)
        source, now = sources.of(settings), datetime.now(UTC)
        texts = sources.read(source, now).texts
        with books.opened(settings.data, load(texts), now, create=True) as opened:
            begin(source, compiled_of(texts), opened.record, now)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    directory = tmp_path_factory.mktemp("page") / "city"
    with pytest.MonkeyPatch.context() as patch:
        walk = Walk(directory)
        patch.chdir(directory)
        for kind, block in _BLOCK.findall(PAGE):
            walk.follow(kind, block)
        yield walk


def said(walk, start):
    return [out for line, out in walk.done if line.startswith(f"firewall {start}")]


def test_every_command_of_the_page_does_its_work(walk):
    assert len(walk.done) > 15


def test_what_was_signed_by_two_is_ok(walk):
    assert [out.splitlines()[-1] for out in said(walk, "policy verify")] == ["ok"] * 3


def test_what_is_revoked_on_the_page_is_the_file_that_was_made(walk):
    (told,) = said(walk, "policy revoke")

    assert told.startswith("Revoked: bundle ")
    assert (walk.directory / "city.bundle.revoked").exists()


def test_the_page_names_every_reason_of_the_log():
    from firewall.policy.faults.table import entries
    from firewall.signed.faults import Why

    of_bundles = [why for why in Why if why.value < "POL332" and why is not Why.REVOCATIONS]
    told = set(
        re.findall(r"`([a-z-]+)`", "".join(line for line in PAGE.splitlines() if line.startswith("| `")))
    )

    assert {entries()[why.value].name for why in (*of_bundles, Why.FILE_NAME, Why.TOO_LARGE)} <= told
