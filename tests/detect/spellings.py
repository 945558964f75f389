"""The ways in which people and programs write one name."""

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+")
SUFFIXES = ("cd", "ind", "indr", "flg", "yn", "code", "typ", "nm", "nbr", "num", "no", "dt", "txt", "desc")


def words_of(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def twelve(name: str) -> dict[str, str]:
    """The twelve spellings in which every name must be found."""
    words = words_of(name)
    big = [word.capitalize() for word in words]
    return {
        "snake": "_".join(words),
        "screaming": "_".join(words).upper(),
        "camel": words[0] + "".join(big[1:]),
        "pascal": "".join(big),
        "kebab": "-".join(words),
        "train": "-".join(big),
        "dotted": ".".join(words),
        "title": " ".join(big),
        "flat": "".join(words),
        "flat upper": "".join(words).upper(),
        "prefix": "pcli_" + "_".join(words),
        "salesforce": "".join(big) + "__c",
    }


def more(name: str) -> dict[str, str]:
    """Namespaces, paths, header cells, suffixes and hidden spellings."""
    words = words_of(name)
    snake, pascal = "_".join(words), "".join(word.capitalize() for word in words)
    camel = words[0] + pascal[len(words[0]) :]
    found = {
        "namespace": f"nc:{pascal}",
        "any namespace": f"ext:{pascal}",
        "namespaced person": f"nc:Person{pascal}",
        "attribute": f"@{camel}",
        "clark": f"{{http://example.org/ns}}{pascal}",
        "path": f"/patient/{camel}",
        "json path": f"$.person.{camel}",
        "index": f"person[0].{camel}",
        "bracket": f"data[{snake}]",
        "element path": f"x:Group/y:{pascal}",
        "url": f"https://example.org/StructureDefinition/{'-'.join(words)}",
        "header": f"{' '.join(words)} (if any)",
        "colon": f"{' '.join(words)}:",
        "applicant": f"appl_{snake}",
        "applicant upper": f"APPLT_{snake.upper()}",
        "customer": f"cust_{snake}",
        "zero width": "\u200b".join(snake),
        "soft hyphen": snake[:1] + "\u00ad" + snake[1:],
        "full width": "".join(chr(ord(char) + 0xFEE0) for char in snake),
        "cyrillic": snake.translate(str.maketrans("aeopcx", "аеорсх")),
        "greek upper": snake.upper().translate(str.maketrans("AEIKMNOT", "ΑΕΙΚΜΝΟΤ")),
    }
    return found | {f"suffix {suffix}": f"{snake}_{suffix}" for suffix in SUFFIXES}
