"""What holds for every file of the product, whoever writes it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from firewall.metrics import Metrics
from tests.helpers import bundle

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "firewall").rglob("*.py"))

LONGEST = 420
LONG: dict[str, int] = {}
"""Modules that are longer, and how long they may be.  May only shrink."""

WITHOUT_TESTS_OF_THEIR_OWN = frozenset[str]()
"""Modules that only tests of others run.  May only shrink."""


@cache
def tree(path):
    return ast.parse(path.read_text("utf-8"))


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def nodes(kind):
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            if isinstance(node, kind):
                yield name_of(path), node


def called(node):
    """The last name of what is called: ``b`` for ``a.b(...)``."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def places(found):
    return [f"{path}:{node.lineno}" for path, node in found]


def calls_of(*names):
    return [(path, node) for path, node in nodes(ast.Call) if called(node) in names]


def has_code(path):
    """Anything but words, imports and the list of what is exported."""
    return any(
        not isinstance(node, ast.Expr | ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        for node in tree(path).body
    )


def test_there_is_a_product():
    assert len(SOURCES) > 50


# ---- one door


def test_only_the_engine_makes_what_is_released():
    assert {path for path, _ in calls_of("Released")} == {"firewall/engine.py"}


def test_only_a_stream_lets_bytes_out_and_only_the_engine_makes_a_stream():
    assert {path for path, _ in calls_of("LetOut")} == {"firewall/streams.py", "firewall/wholes.py"}
    assert {path for path, _ in calls_of("Stream")} == {"firewall/engine.py", "firewall/wholes.py"}
    assert {path for path, _ in calls_of("WholeAnswer")} == {"firewall/engine.py"}


def at_run_time(node):
    """The nodes of a module that run: what is imported for the type checker alone does not."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from at_run_time(child)


def has_in_hand(node, name):
    """Whether a node gets hold of something by its name, under another one too."""
    if isinstance(node, ast.ImportFrom):
        return any(alias.name in {name, "*"} for alias in node.names)
    if isinstance(node, ast.Attribute):
        return node.attr == name
    return isinstance(node, ast.Constant) and node.value == name


def test_only_the_engine_has_in_hand_what_makes_something_released():
    """``from firewall.model import Released as anything`` would hide the call from the test above."""
    found = {
        name_of(path)
        for path in SOURCES
        if any(has_in_hand(node, "Released") for node in at_run_time(tree(path)))
    }

    assert found == {"firewall/engine.py", "firewall/model.py"}  # who makes it, and who says what it is


def test_what_is_released_gets_no_other_way_around_its_type():
    """A cast, or an ignored error of assignment, would make one as well."""
    for path, node in calls_of("cast"):
        assert "Released" not in ast.unparse(node), f"{path}:{node.lineno}"
    for path in SOURCES:
        lines = path.read_text("utf-8").splitlines()
        assert not [line for line in lines if "Released" in line and "type: ignore" in line], name_of(path)


def test_only_the_engine_and_the_core_change_a_ruling():
    """``replace(ruling, outgoing=...)`` would be a second door."""
    given = [
        (path, node)
        for path, node in calls_of("replace", "Ruling")
        if any(k.arg == "outgoing" for k in node.keywords)
    ]

    assert {path for path, _ in given} == {"firewall/engine.py"}


def test_the_engine_releases_only_after_the_record():
    """In the function that lets an answer out, the append stands above the release."""
    functions = [node for path, node in nodes(ast.AsyncFunctionDef) if path == "firewall/engine.py"]
    releasing = {
        f.name: f
        for f in functions
        if any(called(c) == "Released" for c in ast.walk(f) if isinstance(c, ast.Call))
    }

    assert set(releasing) == {"_let_in", "_let_out"}
    for function in releasing.values():
        lines = {called(c): c.lineno for c in ast.walk(function) if isinstance(c, ast.Call)}
        assert lines["_append"] < lines["Released"]


def test_there_is_no_switch_that_fails_open():
    words = ("fail_open", "failopen", "fail-open", "observe_only", "dry_run", "skip_check", "bypass")
    found = [
        f"{name_of(path)}: {word}"
        for path in SOURCES
        for word in words
        if word
        in "".join(ast.unparse(node).lower() for node in tree(path).body if not isinstance(node, ast.Expr))
    ]

    assert found == []


# ---- every module is tested


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_has_its_own_test_file(path):
    if name_of(path) in WITHOUT_TESTS_OF_THEIR_OWN or not has_code(path):
        return
    parts = list(path.relative_to(ROOT / "firewall").parts)
    stem = "init" if path.stem == "__init__" else path.stem
    allowed = [ROOT / "tests" / Path(*parts[:-1]) / f"test_{stem}.py"]
    if stem == "init":
        allowed.append(ROOT / "tests" / Path(*parts[:-1]) / f"test_{path.parent.name}.py")

    assert any(file.exists() for file in allowed), f"no {' or '.join(name_of(file) for file in allowed)}"


def test_the_exceptions_are_still_needed():
    for name in WITHOUT_TESTS_OF_THEIR_OWN:
        path = ROOT / name
        assert path.exists()
        assert not (
            ROOT / "tests" / path.relative_to(ROOT / "firewall").parent / f"test_{path.stem}.py"
        ).exists()
    for name, most in LONG.items():
        assert LONGEST < len((ROOT / name).read_text("utf-8").splitlines()) <= most, name


# ---- how it is written


def test_nothing_is_asserted():
    """``python -O`` takes asserts out: what must hold is checked, or proved by a type."""
    assert places(nodes(ast.Assert)) == []


def test_no_except_catches_everything():
    """A bare one swallows cancellation, and Ctrl-C."""
    assert places((path, node) for path, node in nodes(ast.ExceptHandler) if node.type is None) == []


def test_no_failure_is_passed_over():
    silent = [
        (path, node)
        for path, node in nodes(ast.ExceptHandler)
        if isinstance(node.body[0], ast.Pass) and ast.unparse(node.type or ast.Name("")).endswith("Exception")
    ]

    assert places(silent) == []


def test_no_task_is_left_alone():
    """asyncio keeps only weak references: a lone task is collected, or its exception is lost."""
    lone = [
        (path, node)
        for path, node in calls_of("create_task", "ensure_future")
        if "asyncio" in ast.unparse(node.func) or "loop" in ast.unparse(node.func)
    ]

    assert places(lone) == []


def test_only_the_command_line_prints():
    printing = [(path, node) for path, node in calls_of("print") if isinstance(node.func, ast.Name)]

    assert [place for place in places(printing) if not place.startswith("firewall/cli/")] == []


def test_nothing_is_run_that_was_read():
    assert places(calls_of("eval", "exec", "compile")) == places(
        (path, node) for path, node in calls_of("compile") if isinstance(node.func, ast.Attribute)
    )
    assert (
        places(
            (path, n)
            for path, n in calls_of("loads", "load")
            if ast.unparse(n.func).startswith(("pickle", "marshal", "yaml"))
        )
        == []
    )


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_is_short_enough_to_be_read(path):
    most = LONG.get(name_of(path), LONGEST)

    assert len(path.read_text("utf-8").splitlines()) <= most


@pytest.mark.parametrize("path", [path for path in SOURCES if has_code(path)], ids=name_of)
def test_a_module_says_its_idea_first(path):
    told = ast.get_docstring(tree(path))

    assert told
    assert told.splitlines()[0].strip()


def test_the_core_does_no_input_or_output():
    core = (
        "model",
        "errors",
        "inspection",
        "formats",
        "detect",
        "policy",
        "transform",
        "audit/tree",
        "audit/entry",
    )
    banned = {
        "os",
        "io",
        "socket",
        "asyncio",
        "sqlite3",
        "subprocess",
        "time",
        "random",
        "secrets",
        "aiohttp",
        "pathlib",
    }
    found = []
    for kind in (ast.Import, ast.ImportFrom):
        for path, node in nodes(kind):
            names = [node.module or ""] if kind is ast.ImportFrom else [alias.name for alias in node.names]
            if path.removeprefix("firewall/").removesuffix(".py").startswith(core):
                found += [f"{path}: {name}" for name in names if name.partition(".")[0] in banned]
    opening = [p for p in places(calls_of("open")) if p.removeprefix("firewall/").startswith(core)]
    # Pillow and pypdf read and write files alone: these are of bytes at hand.
    in_memory = (
        "firewall/formats/images.py",
        "firewall/formats/pdf/__init__.py",
        "firewall/formats/pdf/anew.py",
    )

    assert [one for one in found if one not in {f"{path}: io" for path in in_memory}] == []
    assert [one for one in opening if not one.startswith(in_memory)] == []


def test_only_the_edges_read_the_clock():
    reading = [
        (path, node)
        for path, node in calls_of("now", "utcnow", "today")
        if ast.unparse(node.func).startswith(("datetime", "date"))
    ]

    assert {path.split("/")[1] for path, _ in reading} <= {"app.py", "cli", "demo"}


def test_the_environment_is_read_by_nobody():
    reading = [
        (path, node)
        for path, node in nodes(ast.Attribute)
        if ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    ]

    assert [place for place in places(reading) if not place.startswith("firewall/cli/")] == []


# ---- numbers


def test_labels_of_metrics_are_closed():
    """Names of labels are few, and none of them could hold what a requester chose."""
    known = bundle().vocabulary
    exposed = Metrics(("clinic", "parks"), known.kinds, known.categories).exposition().decode()
    labels = {
        part.partition("=")[0]
        for line in exposed.splitlines()
        if "{" in line
        for part in line.partition("{")[2].split(",")
    }

    assert labels <= {
        "service", "status", "outcome", "kind", "category", "reason", "le", "digest", "phase", "result", "method", "quantile", "change", "duty",
    }, labels  # fmt: skip
