"""The schemas are what the loader asks for, and as old as the program."""

import json

from reference import policy, reports
from reference.schemas import written


def test_the_schemas_are_up_to_date():
    texts = {**written(), **reports.written()}
    old = [path.name for path, text in texts.items() if path.read_text("utf-8") != text]

    assert old == [], "Run: make docs"


def test_every_key_that_the_loader_knows_stands_in_a_schema():
    shown = json.dumps([json.loads(text) for text in written().values()])
    blocks = {name: block for name, block in policy.blocks().items() if name not in {"pack", "choice"}}

    assert len(blocks) > 20
    assert [key for block in blocks.values() for key in block.known if f'"{key}": {{' not in shown] == []
