"""Verdicts as JUnit XML, which systems that run tests for a city's repository show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from firewall.rehearsing.verdicts import State, Unmet, Verdict

SUITE = "firewall policy test"
_UNSAID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is escaped."""


def write(verdicts: Sequence[Verdict]) -> str:
    """One suite a file; a known gap is a test that was skipped, with its reason."""
    root = ET.Element("testsuites", {"name": SUITE, **_counted(verdicts)})
    for file in dict.fromkeys(verdict.case.at.file for verdict in verdicts):
        own = [verdict for verdict in verdicts if verdict.case.at.file == file]
        suite = ET.SubElement(root, "testsuite", {"name": _said(file), **_counted(own)})
        for verdict in own:
            _case(suite, verdict)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _counted(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {
        "tests": str(len(verdicts)),
        "failures": str(sum(not verdict.is_good for verdict in verdicts)),
        "errors": "0",
        "skipped": str(sum(verdict.state is State.GAP for verdict in verdicts)),
        "time": "0",
    }


def _case(suite: ET.Element, verdict: Verdict) -> None:
    case = verdict.case
    about = case.rule or case.agreement or case.at.file
    test = ET.SubElement(
        suite,
        "testcase",
        {
            "name": _said(case.name),
            "classname": _said(about),
            "file": _said(case.at.file),
            "line": str(case.at.line),
            "time": "0",
        },
    )
    if verdict.state is State.GAP:
        ET.SubElement(test, "skipped", {"message": _said(f"known gap: {case.known_gap}")})
    elif not verdict.is_good:
        failure = ET.SubElement(
            test, "failure", {"message": _said(" ".join(verdict.faults)), "type": verdict.state.value}
        )
        failure.text = _said("\n\n".join(map(_whole, verdict.told)))


def _whole(unmet: Unmet) -> str:
    return "\n".join(part for part in (unmet.says, *unmet.because, unmet.remedy) if part)


def _said(text: str) -> str:
    return _UNSAID.sub("\N{REPLACEMENT CHARACTER}", text)
