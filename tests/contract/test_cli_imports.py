"""The command knows the library by its public names alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import airlift


def trespasses(tree: ast.AST) -> Iterator[str]:
    """Yield each use of airlift in the syntax tree that is not one of its public names."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (f"import {alias.name}" for alias in names if alias.name.startswith("airlift."))
            case ast.ImportFrom(module="airlift", names=names, level=0):
                yield from (f"from airlift import {a.name}" for a in names if a.name not in airlift.__all__)
            case ast.ImportFrom(module=str(module), level=0) if module.startswith("airlift."):
                yield f"from {module} import"
            case ast.Attribute(value=ast.Name(id="airlift"), attr=name) if name not in airlift.__all__:
                yield f"airlift.{name}"


def test_command_uses_public_names_only(repository: Path) -> None:
    """No module of the command reaches into a room of the library."""
    modules = sorted((repository / "cli" / "airlift_cli").rglob("*.py"))
    assert modules
    found = [
        f"{path.relative_to(repository)}:{what}"
        for path in modules
        for what in trespasses(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_trespass_is_seen() -> None:
    """The search finds each way into a room, and lets the public names pass."""
    bad = [
        "import airlift.plans",
        "from airlift.plans import Plan",
        "from airlift import flight",
        "airlift.plans.kpis",
        "airlift.flight",
    ]
    good = [
        "import airlift",
        "from airlift import Plan",
        "airlift.plan(1)",
        "from airlift_cli.show import table",
    ]
    assert [line for line in bad if not list(trespasses(ast.parse(line)))] == []
    assert [line for line in good if list(trespasses(ast.parse(line)))] == []
