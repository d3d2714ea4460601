"""Whatever stands in the files, the answer is a scenario or its issues."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airlift.errors import ScenarioError
from airlift.scenario import check_source, load, write_folder
from airlift.scenario.tables import TABLE_BY_NAME
from tests.unit.scenario.folders import full_scenario

if TYPE_CHECKING:
    from pathlib import Path

RELAXED = settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def loads_or_complains(path: Path) -> None:
    try:
        load(path)
    except ScenarioError as error:
        assert error.issues == check_source(path)
        assert str(error)


@RELAXED
@given(
    st.sampled_from(["scenario.toml", *(f"{name}.csv" for name in TABLE_BY_NAME)]), st.binary(max_size=300)
)
def test_random_bytes_in_a_folder(folder: Path, name: str, content: bytes) -> None:
    """Any bytes in any file."""
    old = (folder / name).read_bytes()
    (folder / name).write_bytes(content)
    loads_or_complains(folder)
    (folder / name).write_bytes(old)


@RELAXED
@given(
    st.sampled_from(sorted(TABLE_BY_NAME)),
    st.integers(min_value=0, max_value=10**6),
    st.sampled_from(
        ["", '"', ",", ";", "\n", "\r", "-", "é", "\u2028", "9" * 400, "1e999", "null", "2022-99"]
    ),
)
@example("tasks", 0, "\ufeff")
def test_spoilt_tables(folder: Path, table: str, at: int, text: str) -> None:
    """A good table with something else in one place."""
    path = folder / f"{table}.csv"
    old = path.read_text(encoding="utf-8")
    at %= len(old)
    path.write_text(old[:at] + text + old[at + 1 :], encoding="utf-8", newline="")
    loads_or_complains(folder)
    path.write_text(old, encoding="utf-8", newline="")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@RELAXED
@given(st.sampled_from(["name", "policy", "start_month", "horizon_months", *sorted(TABLE_BY_NAME)]), JSON)
def test_any_value_anywhere_in_json(tmp_path: Path, name: str, value: object) -> None:
    """A good JSON file with any value in the place of a table or of the policy."""
    data = full_scenario().model_dump(mode="json") | {name: value}
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    loads_or_complains(path)


@RELAXED
@given(
    st.sampled_from(["keep", "remove", "policy", "policy.crew", "base", "name"]),
    st.sampled_from(
        ['"x"', "1", "[]", "{}", '{partners = ["kenya"]}', "{sites = []}", "{crew = 1}", "2022-01-01"]
    ),
)
def test_any_value_in_an_overlay(tmp_path: Path, name: str, value: str) -> None:
    """An overlay that says something odd."""
    shutil.rmtree(tmp_path / "tiny", ignore_errors=True)
    write_folder(full_scenario(), tmp_path / "tiny")
    (tmp_path / "over").mkdir(exist_ok=True)
    base = "" if name == "base" else 'base = "../tiny"\n'
    (tmp_path / "over" / "scenario.toml").write_text(f"{base}{name} = {value}\n", encoding="utf-8")
    loads_or_complains(tmp_path / "over")


@pytest.mark.parametrize("column", ["partners", "donor", "aircraft", "gate_month"])
def test_json_rows_with_odd_cells(tmp_path: Path, column: str) -> None:
    """A cell of the wrong kind, also where it is a reference or a key."""
    for value in (None, [], {}, [[1]], [None], {"a": 1}, True, 10**400, 1.5):
        data = full_scenario().model_dump(mode="json")
        data["lots"][0][column] = value
        data["partners"][0]["id"] = value
        path = tmp_path / "s.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        loads_or_complains(path)
