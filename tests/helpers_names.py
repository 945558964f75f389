"""The model of the development extra, as a city's own."""

from evaluation.look_names import SHA256, folder
from firewall.config import Names

MODEL = folder()


TABLE = f'\n[names]\nmodel = "{MODEL}"\nsha256 = "{SHA256}"\ndeadline_ms = 20000\n'
"""The same in ``firewall.toml``, with more time than a city would give it: tests run beside each other."""


def settings(**changes):
    given = {"model": MODEL, "sha256": SHA256, "deadline_ms": 20_000, "workers": 1}
    return Names(**given | changes)
