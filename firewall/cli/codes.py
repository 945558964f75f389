"""How a command can end, for scripts and supervisors."""

from __future__ import annotations

from collections.abc import Mapping

EXIT_CODES: Mapping[int, str] = {
    0: "Done; nothing was found.",
    1: "Something was found: personal data, a fault in a policy, a failed test, a changed record, another target, no "
    "such entry.",
    2: "The command could not do its work: wrong words, unreadable files, a refusal with its reason.",
    70: "`firewall run` ended itself because the record could not be written: look at the disk before it starts again.",
    71: "`firewall run` lost what starts its processes; to start it again puts that right.",
    78: "`firewall run` found policies that cannot be used, before it served anybody: mend them, then start it again.",
    130: "Ctrl-C.",
}
