"""
Zip archives (``application/zip``): each member by its own type, as its name says, and a new archive of what is left.

``{"files": [{"name": "people.csv", "content": …}]}``, where ``content`` is the tree of the member's own format: a
service file says ``/files/*/content/*/name``.  Names are members like any other, and an archive leaves only where they
do: a file without its name is nobody's.  Of an archive in an archive the same holds, two deep.

The same: as many files, in their order, each the same by its own format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from firewall.formats import zipped
from firewall.formats.base import Format, Limits, Rewriting, Unreadable
from firewall.formats.images import check_few_faceless
from firewall.formats.sharing import Share
from firewall.model import Tree

MEDIA_TYPE = "application/zip"
FILES, NAME, CONTENT = "files", "name", "content"
DEEPEST = 2
_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "arrow": "application/vnd.apache.arrow.file",
    "arrows": "application/vnd.apache.arrow.stream",
    "cbor": "application/cbor",
    "csv": "text/csv",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "geojson": "application/geo+json",
    "gif": "image/gif",
    "hl7": "application/hl7-v2",
    "htm": "text/html",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "msgpack": "application/msgpack",
    "ndjson": "application/x-ndjson",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "webp": "image/webp",
    "x12": "application/edi-x12",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": MEDIA_TYPE,
}


@dataclass(frozen=True, slots=True)
class Archive(Rewriting):
    """``lookup`` gives the format of a media type: the table that this one stands in."""

    lookup: Callable[[str], Format]
    depth: int = 1
    media_type: str = MEDIA_TYPE

    def parse(self, body: bytes, limits: Limits) -> Tree:
        members = [(one.name, self._format(one.name), one.data) for one in zipped.unpack(body, limits)]
        share = Share(limits, [(form, data) for _, form, data in members])
        return {FILES: [{NAME: name, CONTENT: share.read(form, data)} for name, form, data in members]}

    def write(self, tree: Tree) -> bytes:
        """Raises :class:`Unreadable` where a member's own format must see what it was."""
        return zipped.pack((name, self._format(name).write(content)) for name, content in _left(tree))

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        check_few_faceless(after)
        datas = {member.name: member.data for member in zipped.unpack(body, limits)}
        was = dict(_left(before))
        return zipped.pack(self._members(datas, was, after, limits))

    def _members(
        self, datas: dict[str, bytes], was: dict[str, Tree], after: Tree, limits: Limits
    ) -> Iterator[tuple[str, bytes]]:
        for name, content in _left(after):
            if name not in datas:
                raise Unreadable("archive-name-withheld")
            form = self._format(name)
            if isinstance(form, Rewriting):
                yield name, form.rewrite(datas[name], was[name], content, limits)
            else:
                yield name, form.write(content)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        """As in any of the formats that its members may have."""
        return tuple(dict.fromkeys(spelling for form in self._formats() for spelling in form.spelt(name)))

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        members = zipped.unpack(body, limits)
        share = replace(limits, among=limits.among * max(len(members), 1))
        return b"\n".join(
            part
            for one in members
            for part in (one.name.encode(), self._format(one.name).exposed(one.data, share))
        )

    def _formats(self) -> Iterator[Format]:
        for media_type in sorted(set(TYPES.values()) - {MEDIA_TYPE}):
            try:
                yield self.lookup(media_type)
            except Unreadable:
                continue  # of a type that nothing here reads no archive is let in either

    def _format(self, name: str) -> Format:
        kind = _kind(name)
        if kind not in TYPES:
            raise Unreadable("archive-type")
        if kind != "zip":
            return self.lookup(TYPES[kind])
        if self.depth >= DEEPEST:
            raise Unreadable("too-deep")
        return replace(self, depth=self.depth + 1)


def _kind(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def _left(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Yield the names and contents that are left.  Raises :class:`Unreadable` where a name is not."""
    files = tree.get(FILES, []) if isinstance(tree, dict) else None
    if not isinstance(files, list) or (isinstance(tree, dict) and not set(tree) <= {FILES}):
        raise Unreadable("not-an-archive")
    for one in files:
        if not isinstance(one, dict) or CONTENT not in one:
            continue  # nothing of it is left but its name
        name = one.get(NAME)
        if not isinstance(name, str):
            raise Unreadable("archive-name-withheld")
        yield name, one[CONTENT]
