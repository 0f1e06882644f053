"""A command line that cannot be read, told like every other problem: place, code, what, way out, in both languages."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from thuocdo.cli.terminal import Language, problem_lines, words
from thuocdo.core.errors import Place, Problem
from thuocdo.core.nearest import near
from thuocdo.core.wording import Phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises; it does not export the name."""


class SpokenGroup(TyperGroup):
    """The commands of ``thuocdo``; what is wrong with a command line ends with 1, in our words."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  (Typer's own signature)
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,
    ) -> Any:
        """Run a command line."""
        given = sys.argv[1:] if args is None else list(args)
        try:
            code = super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)  # noqa: FBT003
        except UsageError as error:
            if not standalone_mode:
                raise
            code = _tell(error, given, list(self.commands))
        if standalone_mode:
            sys.exit(code or 0)
        return code


def _tell(error: Any, given: list[str], commands: list[str]) -> int:
    """What is wrong on standard error; without any word the help, as Typer gives it. The exit code."""
    if not given:
        error.show()
        return int(error.exit_code)
    for line in problem_lines(problem_of(error, given, commands), words(language_of(given))):
        sys.stderr.write(f"{line}\n")
    return 1


def language_of(args: Sequence[str]) -> Language:
    """The language asked for, as far as a broken command line tells.

    >>> language_of(["check", ".", "--lang", "en", "--format", "xml"]), language_of(["chek"])
    (<Language.EN: 'en'>, <Language.VI: 'vi'>)
    """
    asked = given_to("--lang", args)
    return Language(asked) if asked in list(Language) else Language.VI


def given_to(option: str, args: Sequence[str]) -> str:
    """What was given to an option, or ""."""
    for word, after in zip(args, [*args[1:], ""], strict=True):
        if word == option:
            return after
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return ""


def problem_of(error: Any, args: Sequence[str], commands: Sequence[str]) -> Problem:
    """The problem that an error of Typer's is."""
    command = args[0] if args and args[0] in commands else ""
    place = Place(f"thuocdo {command}".strip())
    details: dict[str, object] = {"command": place.file}
    if (option := getattr(error, "option_name", None)) is not None:
        return _of_option(error, str(option), details)
    param = getattr(error, "param", None)
    if param is not None:
        return _of_parameter(error, param, args, details)
    if args and not command and not args[0].startswith("-"):
        details |= {"kind": Phrase("option_kind.command"), "near": near(args[0], commands)}
        return Problem("QUESTION-013", Place(args[0]), details)
    if extra := re.search(r"\(([^()]+)\)$", error.message):
        details |= {"kind": Phrase("option_kind.argument")}
        return Problem("QUESTION-013", Place(extra[1].split()[0]), details)
    return Problem("QUESTION-015", place, {**details, "what": error.message})


def _of_option(error: Any, option: str, details: dict[str, object]) -> Problem:
    """An option that is not there, or that is there with nothing after it."""
    if type(error).__name__ != "NoSuchOption":
        given = "requires an argument" not in error.message
        return Problem("QUESTION-015" if given else "QUESTION-012", Place(option), {**details, "what": error.message})
    options = [name for param in error.ctx.command.params for name in param.opts if name.startswith("--")]
    options.append("--help")
    return Problem(
        "QUESTION-013", Place(option), {**details, "kind": Phrase("option_kind.option"), "near": near(option, options)}
    )


def _of_parameter(error: Any, param: Any, args: Sequence[str], details: dict[str, object]) -> Problem:
    """An option or argument that is missing, or whose value is none of its choices, or no number."""
    names = [name for name in param.opts if name.startswith("--")]
    place = Place(names[0] if names else str(param.metavar or param.name).strip("{}"))
    if type(error).__name__ == "MissingParameter":
        return Problem("QUESTION-012", place, details)
    given = given_to(place.file, args)
    choices = re.findall(r"'([^']*)'", error.message.partition("is not one of")[2])
    if choices:
        details |= {"given": given, "allowed": choices, "near": near(given, choices)}
        return Problem("QUESTION-011", place, details)
    if "integer" in error.message:
        return Problem("QUESTION-014", place, {**details, "given": given, "wanted": Phrase("wanted.whole")})
    return Problem("QUESTION-015", place, {**details, "what": error.message})
