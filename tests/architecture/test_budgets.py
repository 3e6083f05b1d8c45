"""How long a file, a function and the chassis may grow (architecture.md §9)."""

import ast

import pytest

from tests.architecture.source import Source, sources

FILE_LINES, FUNCTION_LINES, SHORT_LINES, PARAMETERS, CHASSIS_LINES = 250, 40, 20, 5, 2400


def function_lengths(source: Source) -> list[tuple[int, str]]:
    """Return (lines of code, where) of each function of a file."""
    return [
        (source.lines_of_code(node.lineno, node.end_lineno), f"{source.path}:{node.lineno} {node.name}")
        for node in source.functions()
    ]


def parameters(node: ast.FunctionDef) -> int:
    """Count what a caller may pass; the object itself is not passed."""
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


@pytest.mark.parametrize("source", sources(), ids=lambda s: str(s.path))
def test_a_file_stays_readable_in_one_sitting(source: Source) -> None:
    lines = source.lines_of_code()
    assert lines <= FILE_LINES, f"{source.path} has {lines} lines of code: split it by noun"


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [where for s in sources() for lines, where in function_lengths(s) if lines > FUNCTION_LINES]
    assert not too_long, f"name a part of each and move it out: {too_long}"


def test_nine_functions_of_ten_are_short() -> None:
    lengths = [lines for s in sources() for lines, _ in function_lengths(s)]
    short = sum(1 for lines in lengths if lines <= SHORT_LINES)
    assert short >= 0.9 * len(lengths), f"only {short} of {len(lengths)} functions have ≤ {SHORT_LINES} lines"


def test_no_function_takes_more_than_five_parameters() -> None:
    crowded = [
        f"{s.path}:{node.lineno} {node.name} takes {parameters(node)}"
        for s in sources()
        for node in s.functions()
        if parameters(node) > PARAMETERS
    ]
    assert not crowded, f"some of the parameters belong together, give them a name: {crowded}"


def test_the_chassis_stays_small_enough_to_be_read_whole() -> None:
    lines = sum(s.lines_of_code() for s in sources() if s.folder == "chassis")
    assert lines <= CHASSIS_LINES, f"{lines} lines of code: what could a service or a library do?"
