"""Machine-readable zones of passports, cards and visas (ICAO 9303; domain reference 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from evaluation.making import numbers as n
from evaluation.making.numbers import Maker
from evaluation.making.spec import Spec

NAMES = {
    "en": ("MRZ", "Machine readable zone", "MRZ of the document", "scan of the document"),
    "de": ("MRZ", "maschinenlesbare Zone", "MRZ des Ausweises"),
    "fr": ("MRZ", "bande MRZ", "zone de lecture optique"),
    "es": ("MRZ", "zona de lectura mecánica", "banda MRZ"),
    "nl": ("MRZ", "machineleesbare zone"),
    "it": ("MRZ", "zona a lettura ottica"),
    "pt": ("MRZ", "zona de leitura ótica"),
}
s = n.shaped


def _alike(width: int) -> tuple[Maker, ...]:
    return (
        lambda _: "<" * width,
        lambda _: "=" * width,
        lambda r: "".join(r.choice(n.LETTERS) for _ in range(width)),
        lambda r: "".join(r.choice(n.DIGITS) for _ in range(width)),
        lambda r: f"{s('@@@')(r)}{'<' * 6}{s('@@@999')(r)}",
        lambda r: f"<<{s('@@@@@@')(r)}>> {s('9999')(r)}",
        lambda r: "".join(r.choice("0123456789abcdef") for _ in range(width)),
    )


TRAPS = (
    ("en", "a <X> b", s("<< 99"), "a shift in a program"),
    ("en", "cat <X> > out.txt", s("<<EOF999"), "a here-document"),
    ("en", "git merge left <X> HEAD markers", s("<<<<<<<"), "a merge conflict"),
    ("en", "base64 <X>", s("*****9**@@**9*****9**@@**9*****9**@@**9*@@**"), "an encoded value"),
    ("en", "licence key <X>", s("@9@9@-9@9@9-@9@9@-9@9@9-@9@9@"), "a licence key"),
    ("de", "Trennlinie <X> im Formular", s("<<<<<<<<<<<<<<<<<<<<"), "a rule"),
    ("en", "sha <X>", s("9a9b9c9d9e9f9a9b9c9d9e9f9a9b9c9d9e9f9a9b"), "a digest"),
)


def _spec(kind: str, make: Callable[[Random], tuple[str, ...]], width: int, category: str) -> Spec:
    return Spec(
        id=f"icao.mrz-{kind}",
        category=category,
        alone=True,
        odd=False,
        formats=(
            (n.zone(make), "lines"),
            (n.zone(make, "\r\n"), "lines of a Windows system"),
            (n.zone(make, " "), "lines joined with a space"),
            (n.zone(make), "lines"),
            (n.zone(make, ""), "lines run together"),
            *((lambda random: make(random)[1], "the second line alone") for _ in range(kind == "td3")),
        ),
        names=NAMES,
        fields=("mrz", "mrz_lines", "machine_readable_zone", "document_mrz"),
        alike=_alike(width),
        traps=TRAPS,
    )


SPECS = (
    _spec("td1", n.td1, 30, "immigration.document"),
    _spec("td2", n.td2, 36, "immigration.document"),
    _spec("td3", n.td3, 44, "government_id.passport"),
    _spec("visa", n.visa, 44, "immigration.document"),
)
