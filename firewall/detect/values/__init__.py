"""What a value looks like, whatever it is called: the identifiers of authorities, and how to reach people."""

from __future__ import annotations

from firewall.detect.recognizer import Recognizer
from firewall.detect.values.contact import CONTACT
from firewall.detect.values.documents import DOCUMENTS
from firewall.detect.values.france import FRANCE
from firewall.detect.values.germany import GERMANY
from firewall.detect.values.iberia import IBERIA
from firewall.detect.values.italy import ITALY
from firewall.detect.values.mrz import MRZ
from firewall.detect.values.netherlands import NETHERLANDS
from firewall.detect.values.uk import UK
from firewall.detect.values.us import US
from firewall.detect.values.us_entry import US_ENTRY
from firewall.detect.values.us_tax import US_TAX

__all__ = ["VALUES"]

VALUES: tuple[Recognizer, ...] = (
    *US, *US_ENTRY, *US_TAX, *IBERIA, *GERMANY, *FRANCE, *ITALY, *NETHERLANDS, *UK, *DOCUMENTS, *MRZ, *CONTACT,
)  # fmt: skip
