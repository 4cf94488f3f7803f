"""
The table of rules: what is cited where, at which level, and which tests prove it.

``python -m tests.rule_table`` writes tests/rules.md; ``--check`` says whether it is up to date and whether a
rule of the packs has no test.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from shared.generated import write_or_check
from shared.rules import pack

ROOT = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("rules.md")
SOURCES = ("services", "shared")
Places = dict[str, list[str]]


def marked() -> Places:
    """Return the tests of each rule, by its markers: ``file::test``."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for rule in _markers(node):
                    found[rule].append(f"{path.relative_to(ROOT / 'tests')}::{node.name}")
    return dict(found)


def _markers(test: ast.FunctionDef) -> Iterator[str]:
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.rule":
            yield ast.literal_eval(decorator.args[0])


def cited() -> Places:
    """Return the functions that name each rule in their code: ``file:function``."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    where = f"{path.relative_to(ROOT)}:{node.name}"
                    for rule in sorted(set(re.findall(r"\b[REI]-[A-Z0-9-]*[0-9]\b", ast.unparse(node)))):
                        found[rule].append(where)
    return dict(found)


def base(rule: str) -> str:
    """Return the rule that a further number belongs to: ``R-DEV-27-HOURS`` is one of ``R-DEV-27``."""
    return re.sub(r"-[A-Z]+$", "", rule)


def packed() -> dict[str, pack.Rule]:
    """Return every rule of the packs, in its last edition."""
    names = sorted(path.stem for path in pack.PACKS.glob("*.yaml"))
    return {rule.id: rule for name in names for rule in pack.load(name, date.max).rules.values()}


def untested() -> list[str]:
    """Name the rules of the packs that no test proves."""
    proven = {base(rule) for rule in marked()} | set(marked())
    return [rule for rule in packed() if rule not in proven and base(rule) not in proven]


def table() -> str:
    """Return the table as Markdown."""
    tests, functions = marked(), cited()
    lines = [
        "# Rules, and what proves them",
        "",
        "Made by `python -m tests.rule_table` from the rule packs, the code and the markers of the tests.",
        "",
        "| rule | level | grade | source | functions | tests |",
        "|---|---|---|---|---|---|",
    ]
    for name, rule in sorted(packed().items()):
        proofs = tests.get(name) or tests.get(base(name), [])
        where = functions.get(name) or functions.get(base(name), [])
        lines.append(
            f"| {name} | {rule.level} | {rule.grade} | {rule.source} | {_listed(where)} | {_listed(proofs)} |"
        )
    others = sorted(set(tests) - set(packed()))
    lines += ["", "Without a number in a pack:", "", "| rule | tests |", "|---|---|"]
    lines += [f"| {name} | {_listed(tests[name])} |" for name in others]
    return "\n".join(lines) + "\n"


def _listed(places: list[str]) -> str:
    return "<br>".join(f"`{place}`" for place in sorted(set(places)))


def main() -> None:
    """Write the table, or with ``--check`` compare."""
    if missing := untested():
        sys.exit(f"no test proves {', '.join(missing)}")
    write_or_check({TABLE: table()})


if __name__ == "__main__":
    main()
