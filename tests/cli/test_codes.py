import ast
from pathlib import Path

from firewall.cli import run
from firewall.cli.codes import EXIT_CODES

FOLDER = Path(run.__file__).parent


def exits():
    """Every number with which a command ends the process, as it stands in the code."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"sys.exit", "typer.Exit"}:
                for inner in (
                    one
                    for argument in [*node.args, *(k.value for k in node.keywords)]
                    for one in ast.walk(argument)
                ):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, int):
                        yield int(inner.value)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("EX_"):
                yield ast.literal_eval(node.value)


def test_every_code_that_a_command_ends_with_is_told():
    assert set(exits()) - EXIT_CODES.keys() == set()
    assert run.EX_SOFTWARE in EXIT_CODES


def test_a_supervisor_can_tell_a_clean_end_from_all_others():
    assert EXIT_CODES[0].startswith("Done")
    assert list(EXIT_CODES) == sorted(EXIT_CODES)
