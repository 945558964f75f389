"""A tree to a plain page: every text escaped, and no tag and no attribute but those that stand here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import escape

from firewall.formats.base import Unreadable
from firewall.formats.html.parsers import plain
from firewall.formats.html.reading import DATA, MEMBERS, is_link

if TYPE_CHECKING:
    from firewall.model import Tree

Page = dict[str, "Tree"]

BEGINNING = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>'
"""Of every page that we write."""


def spelt(name: str) -> tuple[bytes, ...]:
    said = str(escape(name)).encode()
    return (
        b"<th>" + said + b"</th>",
        b'<input name="' + said + b'"',
        b'<meta name="' + said + b'"',
        DATA.spelt(name)[0].replace(b"<", b"\\u003c"),
    )


def normal(tree: Tree) -> Page:
    """Return the tree as it is read again: texts in one spelling, rows of one table with the same names."""
    if tree is None:
        return {}
    if not isinstance(tree, dict) or not set(tree) <= set(MEMBERS):
        raise Unreadable("not-html")
    page: Page = {
        "title": _line(tree.get("title")),
        "text": [line for line in map(_line, _list(tree.get("text"))) if line],
        "links": [link for link in map(_link, _list(tree.get("links"))) if link],
        "tables": [rows for rows in map(_table, _list(tree.get("tables"))) if rows],
        "inputs": _values(tree.get("inputs")),
        "data": [*_list(tree.get("data"))],
        "images": [line for line in map(_line, _list(tree.get("images"))) if line],
        "meta": _values(tree.get("meta"), keeps_empty=False),
    }
    return {name: value for name, value in page.items() if value}


def _list(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _line(value: Tree) -> str:
    if isinstance(value, dict | list):
        raise Unreadable("not-html")
    return "" if value is None else plain(str(value))


def _link(value: Tree) -> Page:
    if not isinstance(value, dict) or not set(value) <= {"href", "text"}:
        raise Unreadable("not-html")
    link = {name: _line(value.get(name)) for name in ("href", "text")}
    href = link["href"] if is_link(link["href"]) else ""  # a marker may stand in its place
    return {name: said for name, said in (("href", href), ("text", link["text"])) if said}


def _table(value: Tree) -> list[Tree]:
    rows = [row for row in _list(value) if isinstance(row, dict) and row]
    names = dict.fromkeys(name for row in rows for name in row)
    return [{_line(name): _line(row.get(name)) for name in names} for row in rows]


def _values(value: Tree, *, keeps_empty: bool = True) -> Page:
    if value is not None and not isinstance(value, dict):
        raise Unreadable("not-html")
    said = {name: [*map(_line, _list(one))] for name, one in (value or {}).items()}
    kept = {name: [line for line in lines if line or keeps_empty] for name, lines in said.items()}
    return {name: lines[0] if len(lines) == 1 else [*lines] for name, lines in kept.items() if lines}


def written(page: Page) -> str:
    """Write what :func:`normal` returned."""
    return "".join(_pieces(page))


def _pieces(page: Page) -> Iterator[str]:
    yield f"{BEGINNING}{_escaped(page.get('title', ''))}</title>\n"
    for name, content in _pairs(page.get("meta")):
        yield f'<meta name="{name}" content="{content}">\n'
    yield "</head><body>\n"
    for block in _list(page.get("text")):
        yield f"<p>{_escaped(block)}</p>\n"
    for link in _list(page.get("links")):
        if isinstance(link, dict):
            href = f' href="{_escaped(link["href"])}"' if "href" in link else ""
            yield f"<nav><a{href}>{_escaped(link.get('text', ''))}</a></nav>\n"
    for rows in _list(page.get("tables")):
        yield from _table_of([row for row in _list(rows) if isinstance(row, dict)])
    for name, value in _pairs(page.get("inputs")):
        yield f'<div><input name="{name}" value="{value}" readonly></div>\n'
    for alt in _list(page.get("images")):
        yield f'<div><img alt="{_escaped(alt)}"></div>\n'
    for data in _list(page.get("data")):
        said = DATA.write(data).decode().replace("<", "\\u003c")  # nothing in it ends the script
        yield f'<script type="application/json">{said}</script>\n'
    yield "</body></html>\n"


def _pairs(found: Tree) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict):
        for name, values in found.items():
            for value in _list(values):
                yield _escaped(name), _escaped(value)


def _table_of(rows: list[dict[str, Tree]]) -> Iterator[str]:
    yield f"<table>\n<tr>{''.join(f'<th>{_escaped(name)}</th>' for name in rows[0])}</tr>\n"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{_escaped(value)}</td>' for value in row.values())}</tr>\n"
    yield "</table>\n"


def _escaped(value: Tree) -> str:
    return str(escape(str(value)))
