"""``python -m tests.cases --write``: write golden.yaml anew.  Read the difference before you commit it."""

import sys

from tests.cases.playing import GOLDEN, write

if sys.argv[1:] == ["--write"]:
    print(f"{write()} cases in {GOLDEN}. Read what changed: git diff {GOLDEN}")
else:
    sys.exit("python -m tests.cases --write")
