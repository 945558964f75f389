"""Whatever parsers were broken with, one a connection: a mirror says empty 204s, or nothing at all."""

import asyncio

from tests.front.city import response
from tests.front.raw import requests
from tests.mirror.standing import PATIENT, service, standing
from tests.mirror.test_mute import END, is_nothing

RAW, REQUESTS = requests()
AT_ONCE = 100
SILENCE_S = 0.5
"""Some are for ever unfinished: what says nothing for so long has nothing to say."""


async def test_it_says_empty_204s_and_asks_no_service(tmp_path):
    """With ``ask``, where there would be most to say."""
    raw = [(RAW / case["file"]).read_bytes() for case in REQUESTS]
    async with service(response(PATIENT)) as upstream, standing(tmp_path, upstream.url, ask=True) as mirror:
        said = []
        for begin in range(0, len(raw), AT_ONCE):
            said += await asyncio.gather(
                *(mirror.say(one, SILENCE_S) for one in raw[begin : begin + AT_ONCE])
            )
        await mirror.settled()

    parts = [part for answer in said for part in answer.split(END) if part]
    assert len(parts) > len(REQUESTS) // 2
    assert all(is_nothing(part + END) for part in parts)
    assert upstream.connections == 0  # nobody among them is known
