"""A document as HTML or Markdown: one file that needs nothing else, no script, and nothing from anywhere."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from firewall.pages.document import Document

FORMATS = ("html", "md")
_PUNCTUATION = re.compile(r"([\\`*_\[\]<>|#&~])")


def html(document: Document) -> str:
    # Autoescape: what a file says can never become a part of the page.
    return _environment().get_template("page.html").render(page=document)


def markdown(document: Document) -> str:
    return _environment().get_template("page.md").render(page=document)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("firewall.pages"),
        # What is Markdown is escaped as Markdown, by `plain`.
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plain"] = plain
    made.tests["table"] = lambda block: hasattr(block, "rows")
    made.tests["items"] = lambda block: hasattr(block, "lines")
    return made


def plain(text: str) -> str:
    """Write text for Markdown: each mark that could mean something is escaped, and a line is one line."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
