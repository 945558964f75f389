import pytest

from firewall.demo import plates


async def test_a_plate_has_its_hits_in_order(at_plates, got):
    status, body = await got(at_plates, f"/hits?plate={plates.PLATE}")

    assert (status, body["total"]) == (200, 2)
    assert [hit["hit_id"] for hit in body["items"]] == [plates.WATCHED, plates.PLAIN]
    assert all(isinstance(hit["lat"], float) and isinstance(hit["lon"], float) for hit in body["items"])


async def test_hits_since_a_moment_are_fewer(at_plates, got):
    _, everything = await got(at_plates, "/hits?count=1")
    _, late = await got(at_plates, "/hits?from=2026-10-30T00:00:00&count=100")

    assert everything["total"] == plates.HITS
    assert 0 < late["total"] < plates.HITS
    assert all(hit["ts"] >= "2026-10-30" for hit in late["items"])


async def test_every_hit_has_the_same_members(at_plates, got):
    pages = [await got(at_plates, f"/hits?page={page}&count=100") for page in range(1, 11)]

    assert len({tuple(hit) for _, body in pages for hit in body["items"]}) == 1


async def test_a_photo_is_an_image_that_says_in_itself_where_it_was_taken(at_plates):
    async with at_plates.get(f"/hits/{plates.WATCHED}/photo") as answer:
        body = await answer.read()

    assert (answer.status, answer.content_type) == (200, "image/jpeg")
    assert (body[:2], body[-2:]) == (b"\xff\xd8", b"\xff\xd9")
    assert b"41.8234" in body


@pytest.mark.parametrize("path", [f"/hits/{plates.MISSING}", f"/hits/{plates.MISSING}/photo"])
async def test_missing_hit_is_not_found(at_plates, got, path):
    assert (await got(at_plates, path))[0] == 404


@pytest.mark.parametrize(
    "path", ["/hits?driver=x", f"/hits/{plates.PLAIN}?x=1", f"/hits/{plates.PLAIN}/photo?size=1"]
)
async def test_what_it_does_not_know_is_a_bad_request(at_plates, got, path):
    assert (await got(at_plates, path))[0] == 400
