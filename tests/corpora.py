"""Where the corpora are: beside the project, or where ``$CORPORA`` says."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CORPORA", Path(__file__).parents[2] / "shared" / "corpora"))


def folder(name: str, cases: int) -> Path:
    """Skip the calling test module, and say how many cases that loses, where the corpora are missing."""
    path = ROOT / name
    if not path.is_dir():
        pytest.skip(f"corpora/{name} is not here: {cases} cases not run", allow_module_level=True)
    return path
