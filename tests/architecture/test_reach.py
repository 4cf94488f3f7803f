"""What a module may reach for: other modules by their names in the code, collections through a store."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A process loads its own service only; nothing else is found by a string.
IMPORTING_BY_NAME = {"deploy/service.py"}
# The portal's identity package is a store of accounts and sessions.
STORES = {
    "store.py",
    "cases_store.py",
    "people.py",
    "sessions.py",
    "attempts.py",
    "access_tokens.py",
    "codes.py",
    "second.py",
    "frozen.py",
}


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def names(node: ast.expr) -> str:
    """Return the last name of ``a``, ``a.b`` and ``a.b()``."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return names(function)
        case _:
            return ""


def importing_by_name(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and names(node.func) in ("import_module", "__import__")
        for node in ast.walk(tree)
    )


def collections(tree: ast.Module) -> list[int]:
    """Return the lines where a database is asked for a collection."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and names(node.value) in ("db", "_db", "bound", "database")
    ]


def test_only_what_loads_a_service_imports_by_name() -> None:
    found = {path for path, tree in trees("services", "shared", "deploy") if importing_by_name(tree)}

    assert found == IMPORTING_BY_NAME


def test_services_reach_collections_through_their_stores_only() -> None:
    found = {Path(path).name for path, tree in trees("services") if collections(tree)}

    assert found == STORES
