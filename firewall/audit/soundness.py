"""
Is what was written long ago still what was written?  Opening reads the end of the record alone, to be there in time.

So all of it is read beside the running firewall, by the verifier in a process of its own, at the start and once a
day.  What it finds ends the firewall, and leaves a mark that no start passes over.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from firewall.errors import AuditError

MARK = "record-unsound"
_FIRST_S = 5.0
"""A start has enough to do."""

_EVERY_S = 86_400.0
_VERIFY = "import os; os.nice(10); from firewall.cli import main; main()"


def mark(directory: Path, why: str) -> None:
    (directory / MARK).write_text(f"{why}\n", "utf-8")


def check_unmarked(directory: Path) -> None:
    """Raise AuditError where the record was found unsound, and nobody saw to it."""
    if (directory / MARK).exists():
        raise AuditError(
            f"The record in {directory} was found unsound while it was in use; {MARK} says what was found. "
            f"Restore it from a backup. Where `firewall audit verify` finds it whole after all, remove {MARK}."
        )


async def keep_proving(directory: Path, condemn: Callable[[str], None], words: Sequence[str] = ()) -> None:
    """Verify soon and once a day until cancelled; ``condemn`` is told the first fault, the verifier ``words``."""
    await asyncio.sleep(_FIRST_S)
    while True:
        try:
            found = await _first_fault(directory, *words)
            # Twice, because once may be a disk that was busy.
            if found and await _first_fault(directory, *words) == found:
                condemn(found)
                return
        except OSError:  # no process to be had, or no file: that says nothing about the record, and passes
            await asyncio.sleep(_FIRST_S)
            continue
        await asyncio.sleep(_EVERY_S)


async def _first_fault(directory: Path, *more: str) -> str:
    # A process of its own: reading a million entries takes half a minute of Python's lock, which exchanges need.
    words = ("-c", _VERIFY, "audit", "verify", str(directory), "--json", *more)
    verifier = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        out, _ = await verifier.communicate()
    finally:
        with suppress(ProcessLookupError):
            verifier.kill()
    # A verifier that could not do its work (2) says nothing about the record.
    return _told(out) if verifier.returncode == 1 else ""


def _told(out: bytes) -> str:
    """An interpreter that could not even begin ends by 1 as well, and says nothing."""
    try:
        return str(json.loads(out)["faults"][0])
    except (ValueError, LookupError, TypeError):
        return ""
