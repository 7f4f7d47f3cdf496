"""The ``taikan`` command: finds its subcommands, one file each in this package, and turns errors into sentences."""

import ast
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import click
from click.exceptions import NoArgsIsHelpError

from taikan import __version__
from taikan.cli._language import requested_language
from taikan.cli._usage import as_usage_error, unknown_command
from taikan.core.errors import (
    DiskFullError,
    ExitStatus,
    InterruptedByUserError,
    MachineError,
    OutputNotWritableError,
    TaikanError,
)
from taikan.core.texts import Language

_PACKAGE = "taikan.cli"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.EBUSY}


class LazyGroup(click.Group):
    """A group whose commands are the modules beside this one, imported when they are called.

    A module offers its command as ``command``. Modules starting with ``_`` are helpers.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all commands, sorted."""
        folder = import_module(_PACKAGE).__path__
        names = (module.name for module in iter_modules(folder))
        return sorted(name.replace("_", "-") for name in names if name != "main" and not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = _module(cmd_name)
        command = getattr(import_module(module), "command", None) if find_spec(module) else None
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with what their modules say they do, importing none of them: that would take seconds."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named first in ``args``; raises ``UnknownNameError`` with a suggestion if there is none."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise unknown_command(args[0], self.list_commands(ctx))
        return super().resolve_command(ctx, args)


def _module(name: str) -> str:
    return f"{_PACKAGE}.{name.replace('-', '_')}"


def _summary(name: str) -> str:
    """The first line of a command's module, after the command's name."""
    spec = find_spec(_module(name))
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    line = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0].partition(": ")[2]
    return line[:1].upper() + line[1:]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="taikan")
def cli() -> None:
    """Measure movement from ordinary video, with the error of every number. Not a medical device; no diagnosis."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``taikan`` with ``arguments`` (default: the process's) and give its exit status; nothing is raised.

    With ``TAIKAN_DEBUG=1`` unexpected errors are raised, with their traceback.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = cli.main(given, prog_name="taikan", standalone_mode=False)
        return status if isinstance(status, int) else ExitStatus.OK
    except (click.Abort, KeyboardInterrupt):
        return _tell(InterruptedByUserError(), given)
    except NoArgsIsHelpError as problem:
        problem.show()
        return ExitStatus.USAGE
    except click.ClickException as problem:
        return _tell(as_usage_error(problem, given), given)
    except Exception as problem:
        if os.environ.get("TAIKAN_DEBUG") == "1":
            raise
        return _tell(_as_taikan_error(problem), given)


def _tell(error: TaikanError, given: Sequence[str]) -> ExitStatus:
    """Say ``error`` on stderr in the language asked for, and give its exit status."""
    click.echo(error_message(error, requested_language(given)), err=True)
    return error.exit_status


def _as_taikan_error(problem: Exception) -> TaikanError:
    """The error of our own that says what ``problem`` means to a user."""
    if isinstance(problem, TaikanError):
        return problem
    if isinstance(problem, MemoryError):
        return MachineError()
    if isinstance(problem, OSError) and problem.errno in _NO_SPACE:
        return DiskFullError(path=problem.filename)
    if isinstance(problem, OSError) and problem.errno in _NOT_WRITABLE:
        return OutputNotWritableError(path=problem.filename)
    return TaikanError(problem=f"{type(problem).__name__}: {problem}")


def error_message(error: TaikanError, language: Language) -> str:
    """One sentence about ``error`` and one on what to do next, on two lines."""
    from taikan.knowledge.loader import KnowledgeError, load_knowledge

    try:
        knowledge = load_knowledge()
    except KnowledgeError as problem:
        # An installed extension can bring this; then there are no sentences to look up.
        return f"{error}\n({problem})"
    # An extension's own error speaks as the nearest kind known here.
    kinds = [kind for kind in type(error).__mro__ if issubclass(kind, TaikanError)]
    code = next(kind.code for kind in kinds if kind.code in knowledge.errors)
    lines = [knowledge.error_sentence(code, error.values), knowledge.error_action(code, error.values)]
    detail = [f"({error.values['problem']})"] if "problem" in error.values else []
    return "\n".join([line.in_language(language) for line in lines] + detail)


if __name__ == "__main__":
    sys.exit(main())
