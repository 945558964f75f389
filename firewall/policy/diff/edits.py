"""What was edited: each rule, agreement, partner, route and word, in sentences, and whether it loosens or tightens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from firewall.model import Treatment
from firewall.policy.diff.facets import Verdict
from firewall.policy.outcomes import RELEASE, stricter, suppression
from firewall.policy.rules import Bundle, Case, Declaration, Needs, Share

LOOSER, STRICTER, OTHER = Verdict.LOOSER, Verdict.STRICTER, Verdict.OTHER
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """``says`` are sentences about what was changed; ``is_wording`` tells that nothing decides by any of it."""

    kind: str
    id: str
    file: str
    change: str
    says: tuple[str, ...] = ()
    verdicts: frozenset[Verdict] = frozenset()
    is_wording: bool = False

    @property
    def needs_a_look(self) -> bool:
        """
        Whether a second person must look at it, even if no answer that was tried is another one.

        Credentials, addresses, clocks, pages and what a request is read as are no answers.  Of rules and agreements
        what can be said both ways is; of anything else what is no plain tightening must not pass unseen.
        """
        if self.is_wording:
            return False
        return LOOSER in self.verdicts or (self.kind not in _TRIED and OTHER in self.verdicts)


@dataclass(frozen=True, slots=True)
class _List:
    """A field that lists words: what more of them means.  ``empty`` is what none of them means."""

    says: str
    more: Verdict
    empty: str = ""


_WORDING = frozenset(
    {"says", "cite", "url", "quote", "title", "law", "review_by", "contact", "languages", "publication"}
)
_TRIED = frozenset({"rule", "agreement"})
"""What decides answers: an edit of it that is neither looser nor stricter by itself is told by them."""
_HIDDEN = frozenset({"at", "excepted"})
"""Where something stands, and what follows from partners' declarations: those are told of the partners."""
_LISTS: Mapping[tuple[str, str], _List] = {
    ("rule", "yields_to"): _List("yields to {}, so that it does not close what such a process opens", LOOSER),
    ("rule", "to"): _List("covers {}", STRICTER, "everybody"),
    ("rule", "except_to"): _List("leaves out {}", LOOSER),
    ("rule", "routes"): _List("applies at {}", STRICTER, "every service"),
    ("rule", "purposes"): _List("applies for {}", STRICTER, "every purpose"),
    ("rule", "claims"): _List("applies where somebody claims {}", STRICTER, "anything or nothing"),
    ("rule", "asked_by"): _List("applies where somebody asks by {}", STRICTER, "anything or nothing"),
    ("rule", "data"): _List("closes {}", STRICTER, "the exchange as a whole"),
    ("rule", "duties"): _List("asks the city for {}", STRICTER),
    ("agreement", "through"): _List("lets {} carry it", LOOSER),
    ("agreement", "services"): _List("covers {}", LOOSER),
    ("agreement", "purposes"): _List("serves {}", LOOSER),
    ("agreement", "asks_by"): _List("takes requests that hold {}", LOOSER),
    ("agreement", "onward"): _List("lets it be passed on to {}", LOOSER),
    ("agreement", "duties"): _List("asks for {}", STRICTER),
    ("partner", "on_behalf_of"): _List("acts for {}, so that laws about them are about it", STRICTER),
    ("partner", "declares"): _List("has on file {}", LOOSER),
    ("partner", "onward"): _List("passes on to {}, so that laws about them are about it", STRICTER),
    ("partner", "certificates"): _List("is proven by the certificate {}", LOOSER),
    ("partner", "tokens"): _List("is proven by the token {}", LOOSER),
    ("route", "accepts"): _List("takes {}", LOOSER),
}
_CLOSING = frozenset({"rule", "promise"})
_OTHER_WAY = {LOOSER: STRICTER, STRICTER: LOOSER, OTHER: OTHER}


def edits(
    before: Bundle, after: Bundle, texts: tuple[Mapping[str, str], Mapping[str, str]]
) -> tuple[Edit, ...]:
    """Tell every edit, files with comments alone included, in the order of kinds and names."""
    found = [*_things(before, after), *_words(before, after), *_cases(before, after)]
    told = {edit.file for edit in found}
    return (*found, *_papers(texts, told))


def _things(before: Bundle, after: Bundle) -> Iterator[Edit]:
    for kind, olds, news in (
        ("rule", before.rules, after.rules),
        ("agreement", before.agreements, after.agreements),
        ("partner", before.partners.values(), after.partners.values()),
        ("route", before.routes.values(), after.routes.values()),
        ("promise", before.promises, after.promises),
    ):
        yield from _compared(kind, {str(o.id): o for o in olds}, {str(n.id): n for n in news})
    services = [{s.name: s for s in bundle.services} for bundle in (before, after)]
    yield from _compared("service", *services)
    yield from _compared("city", {"city": before.city}, {"city": after.city})


def _compared(kind: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Iterator[Edit]:
    for id_ in sorted(olds.keys() | news.keys()):
        old, new = olds.get(id_), news.get(id_)
        file = getattr(getattr(new or old, "at", None), "file", "city.yaml")
        if old is None or new is None:
            verdict = _appears(kind) if old is None else _OTHER_WAY[_appears(kind)]
            yield Edit(kind, id_, file, ADDED if old is None else REMOVED, (), frozenset({verdict}))
        elif said := list(_fields(kind, old, new)):
            names = {name for name, _, _ in said}
            yield Edit(
                kind,
                id_,
                file,
                CHANGED,
                tuple(says for _, says, _ in said),
                frozenset(verdict for name, _, verdict in said if name not in _WORDING),
                is_wording=names <= _WORDING,
            )


def _appears(kind: str) -> Verdict:
    """What one more of a kind does: a rule closes, an agreement opens; the others decide nothing by themselves."""
    return {"rule": STRICTER, "agreement": LOOSER, "promise": STRICTER}.get(kind, OTHER)


def _fields(kind: str, old: Any, new: Any) -> Iterator[tuple[str, str, Verdict]]:  # noqa: ANN401  # any noun of a bundle
    for one in fields(old):
        name = one.name
        was, is_ = getattr(old, name), getattr(new, name)
        if name in _HIDDEN or (kind, name) == ("service", "routes") or was == is_:
            continue
        if name in _WORDING:
            yield name, f"The wording of `{name}` is another.", OTHER
        elif (kind, name) == ("route", "accepts") and (was is None or is_ is None):
            yield name, f"It is {'now an' if was is None else 'no longer an'} intake.", OTHER
        elif (kind, name) in _LISTS:
            yield from ((name, *said) for said in _listed(_LISTS[kind, name], was or (), is_ or ()))
        elif name == "shares":
            yield from ((name, *said) for said in _shared(was, is_))
        elif isinstance(was, Mapping) and isinstance(is_, Mapping):
            yield from ((name, *said) for said in _mapped(name, was, is_))
        else:
            yield name, *_single(kind, name, was, is_)


def _listed(field: _List, was: Iterable[str], is_: Iterable[str]) -> Iterator[tuple[str, Verdict]]:
    old, new = ({_plain(one) for one in words} for words in (was, is_))
    if field.empty and not (old and new):
        # None at all is no list with fewer words: it means everything.
        says = f"It now {field.says.format(_and(new) or field.empty)}; before, {_and(old) or field.empty}."
        yield says, field.more if not new else _OTHER_WAY[field.more]
        return
    if new - old:
        yield f"It now also {field.says.format(_and(new - old))}.", field.more
    if old - new:
        yield f"It no longer {field.says.format(_and(old - new))}.", _OTHER_WAY[field.more]


def _shared(was: tuple[Share, ...], is_: tuple[Share, ...]) -> Iterator[tuple[str, Verdict]]:
    old, new = (_by_category(shares) for shares in (was, is_))
    for treatment in sorted({*new.values()}, key=str):
        if more := {c for c in new.keys() - old.keys() if new[c] == treatment}:
            yield f"It now also shares {_and(more)}{_as(treatment)}.", LOOSER
    if gone := old.keys() - new.keys():
        yield f"It no longer shares {_and(gone)}.", STRICTER
    for category in sorted(old.keys() & new.keys()):
        if old[category] != new[category]:
            verdict = STRICTER if stricter(old[category], new[category]) == new[category] else LOOSER
            way = _as(new[category]) or " as it is"
            yield f"It now shares `{category}`{way}; before,{_as(old[category]) or ' as it is'}.", verdict
    kept_back = [{str(c): s.suppress for s in shares for c in s.data} for shares in (was, is_)]
    for category in sorted(old.keys() & new.keys()):
        before, after = (side[category] for side in kept_back)
        if before != after and old[category] == new[category]:
            says = f"`suppress` of `{category}` was {_plain(before)} and is {_plain(after)}."
            yield says, LOOSER if before else STRICTER


def _by_category(shares: tuple[Share, ...]) -> dict[str, Treatment]:
    return {str(category): share.treatment for share in shares for category in share.data}


def _as(treatment: Treatment) -> str:
    return "" if treatment == RELEASE else f" as {_plain(treatment)}"


def _mapped(name: str, was: Mapping[Any, Any], is_: Mapping[Any, Any]) -> Iterator[tuple[str, Verdict]]:
    for key in sorted(was.keys() | is_.keys(), key=str):
        old, new = was.get(key), is_.get(key)
        if old != new:
            place = "/" + "/".join(key) if isinstance(key, tuple) else str(key)
            yield f"`{name}`: `{place}` {_from_to(old, new)}.", OTHER


def _from_to(old: object, new: object) -> str:
    if old is None:
        return f"is declared as {_plain(new)}"
    return "is no longer declared" if new is None else f"was {_plain(old)} and is {_plain(new)}"


def _single(kind: str, name: str, was: Any, is_: Any) -> tuple[str, Verdict]:  # noqa: ANN401  # any field
    return f"`{_key(name)}` was {_plain(was)} and is {_plain(is_)}.", _of_single(kind, name, was, is_)


def _of_single(kind: str, name: str, was: Any, is_: Any) -> Verdict:  # noqa: ANN401  # any field
    match name:
        case "then":
            is_looser = is_.outcome <= was.outcome
        case "signed_by" if was and is_:
            return OTHER
        case "sends_to" | "sent_by":
            is_looser = True  # whoever receives it, or may send it, was another
        case "signed_by" | "cut_spans":
            is_looser = bool(is_)
        case "existence_protected":
            is_looser = not is_
        case "records_per_request" | "records_per_day":
            is_looser = is_ is None or (was is not None and is_ > was)
        case "page_size" | "k_anonymity":
            is_looser = (is_ or 0) < (was or 0)  # a page whose records cannot be counted counts as so many
        case "starts":
            is_looser = (is_ < was) is (kind not in _CLOSING)
        case "ends":
            is_looser = ((is_ or date.max) > (was or date.max)) is (kind not in _CLOSING)
        case _:
            return OTHER
    return LOOSER if is_looser else STRICTER


def _key(name: str) -> str:
    """The word of the files for a field."""
    return {
        "starts": "from",
        "ends": "until",
        "principal": "with",
        "signed_by": "signed",
        "existence_protected": "existence: protected",
        "cut_spans": "text: cut-spans",
        "is_statistical": "statistical",
        "has_header": "header",
    }.get(name, name)


def _plain(value: object) -> str:
    """Spell a value of the files for a sentence."""
    if isinstance(value, Treatment) and suppression(value):
        return f"counts without the small ones ({value.parameter})"
    if isinstance(value, Treatment):
        return f"{value.outcome.name.lower()} {value.parameter}".strip()
    if isinstance(value, frozenset | tuple):
        return _and(_plain(one) if is_dataclass(one) else str(one) for one in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_dataclass(value):
        return _part(value)
    return str(getattr(value, "value", value) or "nothing")


def _part(part: object) -> str:
    """Spell a part of something, or call it by its name."""
    if isinstance(part, Needs):
        approval = [f"the approval of {part.approval}"] if part.approval else []
        return _and([*part.process, *part.declaration, *approval]) or "nothing"
    if isinstance(part, Declaration):
        return f"{part.word} from {part.starts} until {part.ends}, signed by {part.signed_by or 'nobody'}"
    names = (getattr(part, name, "") for name in ("name", "id", "word", "pack"))
    return str(next(filter(None, names), "a part"))


def _and(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in sorted(words))


# ---- words, tests, papers


def _words(before: Bundle, after: Bundle) -> Iterator[Edit]:
    for kind, file in (
        ("categories", "data"),
        ("kinds", "requesters"),
        ("purposes", "purposes"),
        ("processes", "processes"),
        ("duties", "duties"),
        ("roles", "duties"),
        ("declarations", "declarations"),
    ):
        old, new = (getattr(bundle.vocabulary, kind) for bundle in (before, after))
        for word in sorted(old.keys() | new.keys()):
            if old.get(word) != new.get(word):
                yield _word(kind, file, str(word), old.get(word), new.get(word))


def _word(kind: str, file: str, word: str, old: Any, new: Any) -> Edit:  # noqa: ANN401  # a sentence, or facts
    path = f"vocabulary/{file}.yaml"
    if old is None or new is None:
        return Edit("word", word, path, ADDED if old is None else REMOVED, (f"A word of {kind}.",))
    if isinstance(old, str):
        return Edit(
            "word", word, path, CHANGED, ("The wording of `says` is another.",), frozenset(), is_wording=True
        )
    said = list(_fields("word", old, new))
    wording = {name for name, _, _ in said} <= _WORDING
    return Edit(
        "word", word, path, CHANGED, tuple(s for _, s, _ in said), frozenset({OTHER}), is_wording=wording
    )


def _cases(before: Bundle, after: Bundle) -> Iterator[Edit]:
    olds, news = (_by_name(bundle.cases) for bundle in (before, after))
    for key in sorted(olds.keys() | news.keys()):
        old, new = olds.get(key), news.get(key)
        if old is None or new is None or (old.given, old.expect) != (new.given, new.expect):
            change = ADDED if old is None else REMOVED if new is None else CHANGED
            file = (new or old or next(iter(news.values()))).at.file
            yield Edit("test", key[1], file, change, (), frozenset(), is_wording=True)


def _by_name(cases: Iterable[Case]) -> dict[tuple[str, str], Case]:
    return {(case.at.file, case.name): case for case in cases}


def _papers(texts: tuple[Mapping[str, str], Mapping[str, str]], told: set[str]) -> Iterator[Edit]:
    """Files of which nothing was told: only their comments or their layout were edited, or they are samples."""
    before, after = texts
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name) and name not in told:
            change = ADDED if name not in before else REMOVED if name not in after else CHANGED
            says = "A sample for tests." if name.startswith("samples/") else "Comments or layout alone."
            yield Edit("file", name, name, change, (says,), frozenset(), is_wording=True)
