"""Answers of any length are asked for where there is room for one, and ruled on by what the service said."""

import pytest

from tests.front.test_carrying import END as LAST
from tests.front.test_carrying import HEAD, LINE, asked, chunk, streaming
from tests.front.test_spooling import parsed, spooling

REFUSED = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


async def test_without_room_for_one_the_service_is_not_asked(tmp_path):
    async with spooling(HEAD, chunk(LINE), LAST, folder=tmp_path, budget_bytes=1000) as city:
        assert parsed(await asked(city))[0] == 502
        assert city.world.log.said[-1]["reasons"] == ["over-budget"]
        assert not city.service.requests

    async with streaming(HEAD, chunk(LINE), LAST, budget_bytes=1000) as city:
        assert parsed(await asked(city))[0] == 502


@pytest.mark.parametrize("as_a_whole", [True, False])
async def test_what_the_service_refuses_is_told_as_of_any_route(tmp_path, as_a_whole):
    opened = spooling(REFUSED, folder=tmp_path) if as_a_whole else streaming(REFUSED)
    async with opened as city:
        assert parsed(await asked(city))[0] == 404
        assert city.world.log.said[-1]["reasons"] == ["upstream-404"]
        assert not city.budget.taken_bytes
