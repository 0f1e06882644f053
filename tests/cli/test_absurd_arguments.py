"""Every command with absurd arguments: a coded problem at the option or file, exit 1, the same in both languages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.support.mistakes import BASE, assert_is_a_sentence, problems_in
from typer.testing import CliRunner

from thuocdo.cli.main import app

if TYPE_CHECKING:
    from pathlib import Path

VALUES = ["--values", "values.csv", "--on", "2017-12-31"]
COMMANDS = {
    "check": ["check", "."],
    "board": ["board", ".", *VALUES],
    "figures": ["figures", ".", *VALUES, "--indicator", "clean_share"],
    "explain": ["explain", ".", "clean_held", *VALUES],
    "obligations": ["obligations", ".", *VALUES],
    "findings": ["findings", ".", *VALUES],
    "orgunits": ["orgunits", "--register", "orgunits", "--on", "2017-12-31"],
    "sample": ["sample", ".", "--out", "made"],
}
QUESTIONS = ("board", "figures", "explain", "obligations", "findings")
MAPPED = ("board", "figures", "explain")
EVERYWHERE = tuple(COMMANDS)
ON_A_PLAN = tuple(command for command in COMMANDS if command != "orgunits")
WITH_FORMAT = tuple(command for command in COMMANDS if command != "sample")
DATED = (*QUESTIONS, "orgunits")

ABSURD = [
    # (commands, what is given, the code, its place)
    (DATED, ("--on", "2017-02-30"), "QUESTION-001", "--on"),
    (DATED, ("--on", "31/12/2017"), "QUESTION-001", "--on"),
    (DATED, ("--on", ""), "QUESTION-001", "--on"),
    (DATED, ("--on", "0001-01-01"), "QUESTION-001", "--on"),
    (DATED, ("--on", "9999-12-31"), "QUESTION-001", "--on"),
    (QUESTIONS, ("--known-at", "yesterday"), "QUESTION-001", "--known-at"),
    (QUESTIONS, ("--known-at", ""), "QUESTION-001", "--known-at"),
    (MAPPED, ("--map", "2019"), "QUESTION-001", "--map"),
    (("board", "explain"), ("--plan-as-of", "2019-13-01"), "QUESTION-001", "--plan-as-of"),
    (QUESTIONS, ("--period", "2017Q5"), "QUESTION-002", "--period"),
    (QUESTIONS, ("--period", "0000"), "QUESTION-002", "--period"),
    (QUESTIONS, ("--period", ""), "QUESTION-002", "--period"),
    (QUESTIONS, ("--period", "2030"), "QUESTION-003", "--period"),
    (QUESTIONS, ("--orgunit", "X999"), "QUESTION-004", "--orgunit"),
    (QUESTIONS, ("--orgunit", ""), "QUESTION-004", "--orgunit"),
    (("orgunits",), ("--of", "X999"), "QUESTION-004", "--of"),
    (("orgunits",), ("--of", ""), "QUESTION-004", "--of"),
    (("orgunits",), ("--became", "X999"), "QUESTION-004", "--became"),
    (("figures",), ("--indicator", "clean"), "QUESTION-006", "--indicator"),
    (("figures",), ("--by", "province"), "QUESTION-011", "--by"),
    (("obligations",), ("--form", "monthy"), "QUESTION-009", "--form"),
    (("obligations",), ("--show", "opne"), "QUESTION-011", "--show"),
    (WITH_FORMAT, ("--format", "xml"), "QUESTION-011", "--format"),
    (EVERYWHERE, ("--lang", "fr"), "QUESTION-011", "--lang"),
    (EVERYWHERE, ("--nonsense",), "QUESTION-013", "--nonsense"),
    (EVERYWHERE, ("too", "many"), "QUESTION-013", "too"),
    (QUESTIONS, ("--values", "nowhere.csv"), "FILE-005", "nowhere.csv:1:1"),
    (QUESTIONS, ("--values", "orgunits"), "FILE-008", "orgunits:1:1"),
    (QUESTIONS, ("--values", "plan.yaml"), "FILE-006", "plan.yaml:1:1"),
    (QUESTIONS, ("--encoding", "utf-80"), "FILE-007", "--encoding"),
    (QUESTIONS, ("--encoding", "hex"), "FILE-007", "--encoding"),
    (QUESTIONS, ("--encoding", "idna"), "FILE-001", "values.csv:10:1"),
    (("check", *QUESTIONS, "orgunits"), ("--register", "nowhere"), "PLAN-009", "--register"),
    (("check", *QUESTIONS, "orgunits"), ("--register", "plan.yaml"), "FILE-006", "plan.yaml:1:1"),
    (("sample",), ("--out", "plan.yaml"), "QUESTION-007", "--out"),
    (("sample",), ("--out", "orgunits"), "QUESTION-007", "--out"),
    (("sample",), ("--out", "plan.yaml/made"), "QUESTION-010", "--out"),
    (("sample",), ("--out", "m" * 300), "QUESTION-010", "--out"),
    (("sample",), ("--seed", "one"), "QUESTION-014", "--seed"),
]
CASES = [(command, given, code, place) for commands, given, code, place in ABSURD for command in commands]


def with_given(command: list[str], given: tuple[str, ...]) -> list[str]:
    """The command line with an option given, in place of its own where it has it."""
    if given[0] in command:
        at = command.index(given[0])
        return [*command[:at], *given, *command[at + 2 :]]
    return [*command, *given]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(BASE, tmp_path / "plan")
    monkeypatch.chdir(tmp_path / "plan")
    fates = "late: 0, missing: 0, waiting: 0, returned: 0, returned_and_left: 0, corrected: 0"
    text = f"province: Thử\nissuer: UBND\nnumber: KH\nbehaviour: {{{fates}}}\nelements: []\n"
    (tmp_path / "plan" / "sample.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "plan"


def told(args: list[str], code: str, place: str) -> None:
    """The one code is told at its place, first, in both languages, with exit 1 and nothing but problems."""
    for language in ("en", "vi"):
        spoken = args if "--lang" in args else [*args, "--lang", language]
        answer = CliRunner().invoke(app, spoken)
        assert isinstance(answer.exception, SystemExit), answer.exception
        assert answer.exit_code == 1
        found = list(problems_in(answer.output))
        assert [one.code for one in found] == [code]
        assert answer.output.startswith(f"{place}: {code} ")
        for one in found:
            assert one.way_out
            if "" not in args:
                assert_is_a_sentence(one)


@pytest.mark.parametrize(
    ("command", "given", "code", "place"), CASES, ids=[f"{c} {' '.join(g)[:40]}" for c, g, _, _ in CASES]
)
def test_an_absurd_argument_is_told(command: str, given: tuple[str, ...], code: str, place: str, plan: Path) -> None:
    told(with_given(COMMANDS[command], given), code, place)


@pytest.mark.parametrize("command", ON_A_PLAN)
@pytest.mark.parametrize(
    ("folder", "code", "place"),
    [
        ("nowhere", "PLAN-006", "nowhere/plan.yaml:1:1"),
        ("orgunits", "PLAN-006", "orgunits/plan.yaml:1:1"),
        ("plan.yaml", "PLAN-011", "plan.yaml:1:1"),
    ],
)
def test_a_folder_that_is_no_plan_is_told(command: str, folder: str, code: str, place: str, plan: Path) -> None:
    told([folder if word == "." else word for word in COMMANDS[command]], code, place)


@pytest.mark.parametrize("target", ["clean", "", "action_plans", "../plan"])
def test_an_unknown_target_is_told(target: str, plan: Path) -> None:
    told(["explain", ".", target, *VALUES], "QUESTION-005", "TARGET")


@pytest.mark.parametrize("command", EVERYWHERE)
def test_what_is_needed_and_not_given_is_told(command: str, plan: Path) -> None:
    place = "--on" if command == "orgunits" else "PLAN_DIR"
    told([command], "QUESTION-012", place)


def test_everything_wrong_with_a_question_is_told_at_once(plan: Path) -> None:
    args = [*COMMANDS["board"], "--period", "2030", "--orgunit", "X999", "--lang", "en"]
    output = CliRunner().invoke(app, args).output
    assert [one.code for one in problems_in(output)] == ["QUESTION-003", "QUESTION-004"]


def test_without_a_command_the_commands_are_listed() -> None:
    answer = CliRunner().invoke(app, [])
    assert all(command in answer.output for command in COMMANDS)
    assert CliRunner().invoke(app, ["--help"]).exit_code == 0
