"""
Names in XML: the same whatever prefix the sender chose, and never the same for two namespaces.

A name is plain where it has no namespace, ``soap:Body`` where the namespace is one that everybody knows, and
``{urn:example:housing}tenant`` in any other.  A service file gives such a namespace a short word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WELL_KNOWN: Mapping[str, str] = {
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xs": "http://www.w3.org/2001/XMLSchema",
    "xlink": "http://www.w3.org/1999/xlink",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "soap12": "http://www.w3.org/2003/05/soap-envelope",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "atom": "http://www.w3.org/2005/Atom",
    "gml": "http://www.opengis.net/gml/3.2",
    "kml": "http://www.opengis.net/kml/2.2",
    "wfs": "http://www.opengis.net/wfs/2.0",
    "hl7": "urn:hl7-org:v3",
    "fhir": "http://hl7.org/fhir",
}

PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What a short word for a namespace may be."""

_PREFIXES = {uri: prefix for prefix, uri in WELL_KNOWN.items()}


def joined(uri: str, local: str) -> str:
    """Return the one name of ``local`` in a namespace; an empty one is none."""
    if not uri:
        return local
    prefix = _PREFIXES.get(uri)
    return f"{prefix}:{local}" if prefix else f"{{{uri}}}{local}"


def parted(name: str) -> tuple[str, str]:
    """Return the namespace of a name, which may be empty, and the rest.  Undoes :func:`joined`."""
    if name.startswith("{"):
        uri, _, local = name[1:].rpartition("}")
        return uri, local
    prefix, colon, local = name.partition(":")
    return (WELL_KNOWN.get(prefix, ""), local) if colon and prefix in WELL_KNOWN else ("", name)


def prefix_of(uri: str) -> str:
    """Return the prefix of a namespace that everybody knows, or nothing."""
    return _PREFIXES.get(uri, "")
