"""The public names of airlift: one table, told to type checkers alike."""

from __future__ import annotations

import ast
import inspect
import tomllib
from pathlib import Path

import pytest

import airlift


def names_told_to_type_checkers() -> dict[str, str]:
    """Return name and home of each re-export under ``if TYPE_CHECKING`` in airlift/__init__.py."""
    tree = ast.parse(inspect.getsource(airlift))
    block = next(
        node
        for node in tree.body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    return {
        alias.asname: node.module
        for node in block.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.asname
    }


def test_type_checkers_see_the_same_names_from_the_same_homes() -> None:
    """The table of homes and the block for type checkers agree."""
    assert names_told_to_type_checkers() == airlift._HOMES


def test_dir_lists_the_public_names() -> None:
    """`dir(airlift)` is the public API and nothing else."""
    assert dir(airlift) == sorted([*airlift._HOMES, "__version__"]) == list(airlift.__all__)


def test_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name raises AttributeError with the name in it."""
    with pytest.raises(AttributeError, match="plann"):
        _ = airlift.plann  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(airlift._HOMES))
def test_each_public_name_has_a_home_and_a_docstring(name: str) -> None:
    """Each name can be fetched, and help() has something to say about it."""
    assert inspect.getdoc(getattr(airlift, name))


def test_no_public_name_is_a_module_of_the_library(repository: Path) -> None:
    """Importing a module `airlift.plan` would put the module in the place of the function `airlift.plan`."""
    modules = {path.stem for path in (repository / "airlift").iterdir()}
    assert modules & airlift._HOMES.keys() == set()


def test_version_is_the_one_that_the_build_reads(repository: Path) -> None:
    """The version has one home, the library's own file."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    source = repository / project["tool"]["hatch"]["version"]["path"]
    assert project["project"]["dynamic"] == ["version"]
    assert f'__version__ = "{airlift.__version__}"\n' in source.read_text(encoding="utf-8")
