"""The structure of the code: imports point one way, fronts are exact, modules and functions are small."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "sckg"
ORDER = (
    "errors namespaces config sources mapping store reasoning "
    "validation queries pipeline analysis linking views web cli"
).split()
FILES = sorted(SRC.rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "services", "misc", "base"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60

each_file = pytest.mark.parametrize("path", FILES, ids=[path.relative_to(SRC).as_posix() for path in FILES])


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(SRC.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def top_module(path: Path) -> str:
    """The module or package right below sckg; '' for sckg itself."""
    parts = module_name(path).split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported from sckg, inside functions too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            names = [name.name for name in node.names]
            if node.module == "sckg":
                yield from ((node.lineno, f"sckg.{name}") for name in names)
            else:
                yield node.lineno, node.module or ""


def public_definitions(tree: ast.Module) -> list[str]:
    """Functions and classes of the top level without underscore; commands of click are reached through their group."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not any(".command(" in text or ".group(" in text for text in map(ast.unparse, node.decorator_list))
    ]


def declared_front(tree: ast.Module) -> list[str] | None:
    """The value of `__all__`, or None."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            assert node.value
            value = ast.literal_eval(node.value)
            assert isinstance(value, list)
            return value
    return None


def sort_key(name: str) -> tuple[int, str]:
    """As ruff's RUF022 sorts: constants, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_every_module_has_a_place_in_the_order() -> None:
    assert {top_module(path) for path in FILES} - {""} <= set(ORDER)


@each_file
def test_imports_point_only_to_the_left(path: Path) -> None:
    here = top_module(path)
    own = ORDER.index(here) if here else len(ORDER)  # the front door of the package opens onto everything
    wrong = []
    for line, name in imports(path):
        parts = name.split(".")
        if parts[0] != "sckg" or len(parts) == 1 or parts[1] == here:
            continue
        if parts[1] in ORDER and ORDER.index(parts[1]) >= own:
            wrong.append(f"line {line}: {here} imports {parts[1]}")
    assert wrong == [], f"{path}: move the code, or the module, so that imports point to the left of {' '.join(ORDER)}"


def test_there_is_no_import_cycle_within_a_package() -> None:
    wanted = {
        module_name(path): {name for _, name in imports(path) if name in map(module_name, FILES)}
        for path in FILES
        if path.name != "__init__.py"
    }
    while free := {name for name, needs in wanted.items() if not needs & wanted.keys()}:
        for name in free:
            del wanted[name]
    assert wanted == {}, "these modules import each other in a circle"


@each_file
def test_the_front_is_exact_and_sorted(path: Path) -> None:
    tree, name = tree_of(path), module_name(path)
    front = declared_front(tree)
    assert front is not None, f"{name} has no __all__"
    module = importlib.import_module(name)
    assert [entry for entry in front if entry.startswith("_") or not hasattr(module, entry)] == [], (
        "not there, or private"
    )
    missing = sorted(set(public_definitions(tree)) - set(front))
    assert missing == [], f"{name}: add to __all__, or begin the name with an underscore"
    assert front == sorted(set(front), key=sort_key), f"{name}: run `ruff check --preview --select RUF022 --fix src`"


@each_file
def test_what_is_imported_across_modules_is_public(path: Path) -> None:
    """No module reaches for a private name of another one."""
    private = [
        f"line {node.lineno}: {node.module}.{name.name}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sckg")
        for name in node.names
        if name.name.startswith("_") and not name.name.startswith("__")
    ]
    assert private == []


@each_file
def test_no_bare_except(path: Path) -> None:
    bare = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "BaseException"))
    ]
    assert bare == [], "name the exception"


@each_file
def test_no_print_outside_the_command_line(path: Path) -> None:
    prints = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert top_module(path) == "cli" or prints == []


@each_file
def test_no_exit_outside_the_command_line(path: Path) -> None:
    exits = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and node.attr in ("exit", "_exit")
        and ast.unparse(node.value) in ("sys", "os")
    ]
    assert top_module(path) == "cli" or exits == []


@each_file
def test_no_query_text_in_python(path: Path) -> None:
    """Queries, rules and shapes are files; a line or two of SPARQL may stand in the code."""
    tree = tree_of(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    long = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and node.value.count("\n") > 3
        and re.search(r"\b(SELECT|CONSTRUCT)\b", node.value)
    ]
    assert long == [], "move the query into a file below queries/"


@each_file
def test_files_are_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, "make it a package of the same name"


@each_file
def test_functions_are_short(path: Path) -> None:
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@each_file
def test_every_public_thing_says_what_it_is(path: Path) -> None:
    tree = tree_of(path)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and ast.get_docstring(node) is None
    ]
    assert ast.get_docstring(tree), "the module has no docstring"
    assert silent == []


def test_no_module_is_a_drawer() -> None:
    found = {part for path in FILES for part in path.relative_to(SRC).with_suffix("").parts}
    assert found & DRAWERS == set()
