"""What anybody may know of a signed policy: which one it is, that people signed it, and an emergency with its reason."""

import json

from firewall.signed.glass import published as of_glass
from firewall.sources.bundle import Signed
from firewall.sources.held import Read
from firewall.sources.published import published
from tests.helpers_signed import NOW, Desk, built, emergency, signed


def test_an_emergency_is_published_with_its_reason_and_end(tmp_path):
    desk = Desk(tmp_path)
    bundle = desk.put(signed(built(9, restores=7)))
    source = Signed(desk.bundle, desk.signing(), desk.data)
    before = published(source.see(NOW).read)
    found = desk.lay(signed(emergency(bundle)))
    during = published(source.see(NOW).read)

    assert before | {"emergency": of_glass(found)} == during
    assert (during["version"], during["restores"], during["reason"]) == (9, 7, "It broke.")
    assert during["emergency"]["reason"] == found.reason
    assert [one["role"] for one in during["signed"]] == ["approver", "author"]
    assert published(source.see(found.until).read) == before
    assert not {"maria", "jose"} & set(json.dumps(during).replace('"', " ").split())


def test_of_a_folder_nothing_is_known():
    assert published(Read(texts={})) is None
