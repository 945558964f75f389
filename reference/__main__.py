"""``python -m reference`` (``make docs``) writes the page; ``--check`` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from reference.page import page

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"


def main(words: list[str]) -> int:
    """Returns 1 where the page was to be checked and is not up to date."""
    text = page()
    if "--check" not in words:
        PAGE.write_text(text, "utf-8")
        print(f"{PAGE.name} has {len(text.splitlines())} lines")
        return 0
    if PAGE.exists() and PAGE.read_text("utf-8") == text:
        return 0
    print("docs/reference.md is older than the program. Run: make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
