"""Files and functions stay small enough to be read at one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
P90_FUNCTION_LINES = 25
SOURCES = ("services", "shared", "deploy")
SCRIPTS = ("deploy/setup",)  # Python without a suffix


def sources(*folders: str) -> list[Path]:
    scripts = [ROOT / script for script in SCRIPTS if script.partition("/")[0] in folders]
    return sorted([*scripts, *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))])


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", sources(*SOURCES, "tests"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES


def test_no_function_is_too_long() -> None:
    long = {
        name: lines
        for path in sources(*SOURCES, "tests")
        for name, lines in functions(path)
        if lines > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_nine_functions_of_ten_are_short() -> None:
    lengths = sorted(lines for path in sources(*SOURCES) for _, lines in functions(path))

    assert lengths[int(len(lengths) * 0.9)] <= P90_FUNCTION_LINES
