"""Every command with its arguments and options, as the command line itself has them."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from firewall.cli import app
from reference.tables import code, table


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Every command that does something, by what one types."""
    yield from _below("firewall", typer.main.get_command(app))


def _below(name: str, command: object) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for word, inner in sorted(command.commands.items()):
            yield from _below(f"{name} {word}", inner)
    elif isinstance(command, TyperCommand):
        yield name, command


def section() -> str:
    return "\n".join(_command(name, command) for name, command in commands())


def _command(name: str, command: TyperCommand) -> str:
    context = typer.Context(command)
    rows = [_row(name, context, one) for one in command.params if not _is_everywhere(one)]
    parts = table(("", "default", "what for"), rows) if rows else ""
    return f"### `{name}`\n\n{' '.join((command.help or '').split())}\n\n{parts}"


def _is_everywhere(parameter: object) -> bool:
    """Whether it is ``--help``, or meant for nobody."""
    return isinstance(parameter, TyperOption) and (parameter.hidden or parameter.name == "help")


def _row(name: str, context: typer.Context, parameter: object) -> tuple[str, str, str]:
    if isinstance(parameter, TyperArgument):
        word = (parameter.metavar or parameter.name or "").upper()
        more = "..." if parameter.nargs != 1 else ""
        shown = f"{word}{more}" if parameter.required else f"[{word}{more}]"
        return code(shown), _default(parameter), parameter.help or ""
    if not isinstance(parameter, TyperOption):
        raise TypeError(f"{name} has a parameter that is neither argument nor option")
    takes = "" if parameter.is_flag else f" {parameter.metavar or parameter.display_type(context)}"
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    again = " May be repeated." if parameter.multiple else ""
    return code(f"{names}{takes}"), _default(parameter), f"{parameter.help or ''}{again}"


def _default(parameter: TyperArgument | TyperOption) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    return "" if default is None or default in ("", False, [], ()) else code(str(default))
