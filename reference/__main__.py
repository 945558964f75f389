"""``python -m reference`` (``make docs``) writes the page and the schemas; ``--check`` says if they are old."""

from __future__ import annotations

import sys
from pathlib import Path

from reference import reports, schemas
from reference.page import page

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference.md"


def main(words: list[str]) -> int:
    """Returns 1 where the page was to be checked and is not up to date."""
    texts = {PAGE: page(), **schemas.written(), **reports.written()}
    if "--check" not in words:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        print(f"{PAGE.name} has {len(texts[PAGE].splitlines())} lines; {len(texts) - 1} schemas")
        return 0
    old = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in old:
        print(f"{path.name} is older than the program. Run: make docs", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
