"""Every row of the shipped scenario is valid and says where it comes from."""

from __future__ import annotations

import re
import tomllib

import pytest

from airlift.scenario import Policy, load, shipped_scenarios
from airlift.scenario.tables import TABLES, Table
from tests.unit.data.shipped import BASE, PRECEDENTS, SCENARIOS, rows

LISTED = [table for table in TABLES if (BASE / f"{table.name}.csv").exists()]
SHORTEST_BASIS = 25
"""Letters after the word `assumption`: too few to say what an invented value was derived from."""


def test_all_tables_are_shipped() -> None:
    """The scenario has a file for every table of the schema but the tails, of which nothing is published."""
    assert {table.name for table in LISTED} == {table.name for table in TABLES} - {"tails"}


@pytest.mark.parametrize("table", LISTED, ids=lambda table: table.name)
def test_rows_validate(table: Table) -> None:
    """Each row passes the row model on its own, and the columns stand in the model's order."""
    listed = rows(BASE / f"{table.name}.csv")
    own = [name for name in table.row.model_fields if name not in ("source", "confidence")]
    assert list(listed[0]) == [*own, "source", "confidence"]
    for row in listed:
        table.row.model_validate({name: text for name, text in row.items() if text})


@pytest.mark.parametrize("table", LISTED, ids=lambda table: table.name)
def test_rows_are_sourced(table: Table) -> None:
    """Each row names its source, and an assumption says what it rests on."""
    for row in rows(BASE / f"{table.name}.csv"):
        assert row["confidence"] in ("high", "medium", "low", "assumption")
        assert row["source"]
        if row["confidence"] == "assumption":
            assert len(row["source"]) - len("assumption: ") >= SHORTEST_BASIS, row


def test_policy_is_sourced() -> None:
    """Each policy value has a source of its own, and an assumption says what it rests on."""
    head = tomllib.loads((BASE / "scenario.toml").read_text(encoding="utf-8"))
    Policy.model_validate(head["policy"])
    values = [(name, item) for section in head["policy"].values() for name, item in section.items()]
    assert len(values) > 40
    for name, item in values:
        assert set(item) == {"value", "source", "confidence"}, name
        assert (item["confidence"] == "assumption") == item["source"].startswith("assumption: "), name
        assert len(item["source"]) > 15, name


def test_source_and_confidence_agree() -> None:
    """A source begins with the word `assumption` exactly where the confidence says so."""
    for table in LISTED:
        for row in rows(BASE / f"{table.name}.csv"):
            assert row["source"].startswith("assumption: ") == (row["confidence"] == "assumption"), row


@pytest.mark.parametrize(
    "name", ["historical", "kenya-only", "seoul-2021", "sponsor-cut", "unmiss-week", *PRECEDENTS]
)
def test_scenarios_load(name: str) -> None:
    """The loader finds each shipped scenario and nothing wrong with it."""
    assert name in shipped_scenarios()
    assert load(name).name == name


def test_no_file_names_a_machine() -> None:
    """No shipped text holds a path of a machine or the address of a registry."""
    texts = [
        path for path in sorted(SCENARIOS.parent.rglob("*")) if path.suffix in (".csv", ".toml", ".md", ".py")
    ]
    assert len(texts) > 20
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(tmp|home|root|work|Users)/|registry\.|localhost", text), path
