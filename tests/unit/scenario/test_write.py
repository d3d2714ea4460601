"""Writing a scenario and reading it back; copying a shipped one; the JSON Schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from airlift.errors import ScenarioError
from airlift.scenario import load, new_scenario, schema, shipped_scenarios, to_json, write_folder
from tests.scenarios import tiny_data, tiny_scenario, with_policy, with_row
from tests.unit.scenario.folders import full_scenario

if TYPE_CHECKING:
    from pathlib import Path

# What a person may write: anything printable, quotes, separators and line ends among it.
TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"), min_size=1
).filter(lambda text: text.strip())


def test_folder_round_trip(folder: Path) -> None:
    """A written folder is read back as the same scenario."""
    assert load(folder) == full_scenario()


def test_json_round_trip(tmp_path: Path) -> None:
    """So is a JSON file; it has the shape of the models."""
    text = to_json(full_scenario())
    (tmp_path / "s.json").write_text(text, encoding="utf-8")
    assert load(tmp_path / "s.json") == full_scenario()
    assert json.loads(text) == full_scenario().model_dump(mode="json")


@settings(deadline=None, max_examples=60)
@given(
    name=TEXT,
    title=TEXT,
    source=st.text(st.characters(exclude_categories=("Cs",))),
    cost=st.floats(min_value=0, allow_nan=False, allow_infinity=False),
    money=st.floats(min_value=0, allow_nan=False, allow_infinity=False),
)
def test_round_trip_of_odd_values(
    tmp_path_factory: pytest.TempPathFactory, name: str, title: str, source: str, cost: float, money: float
) -> None:
    """Quotes, commas, line ends, other scripts and every float survive the way through TOML and CSV."""
    scenario = tiny_scenario(title=title, description=source)
    scenario = with_row(scenario, "partners", "kenya", name=name)
    scenario = with_row(scenario, "lots", "rok-1", shipping_usd_per_aircraft=money)
    scenario = with_policy(scenario, "cost", personnel_usd_per_month=cost)
    path = tmp_path_factory.mktemp("odd") / "s"
    assert load(write_folder(scenario, path)) == scenario


def test_written_tables_begin_with_what_matters(folder: Path) -> None:
    """Key first, source and confidence last."""
    header = (folder / "budgets.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "sponsor,year,budget_usd,probability_pct,source,confidence"


def test_policy_is_written_with_its_meaning(folder: Path) -> None:
    """Each described value has its description above it."""
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    assert "# shortest deployment of a unit\nmin_tour_months = { value = 6," in text


def test_writing_into_an_empty_folder(tmp_path: Path) -> None:
    """An empty folder is as good as none, and parents are made."""
    (tmp_path / "empty").mkdir()
    assert load(write_folder(tiny_scenario(), tmp_path / "empty")) == tiny_scenario()
    assert load(write_folder(tiny_scenario(), tmp_path / "a" / "b")) == tiny_scenario()


@pytest.mark.parametrize("what", ["folder", "file"])
def test_nothing_is_overwritten(tmp_path: Path, what: str) -> None:
    """A folder with something in it, or a file, stays as it is."""
    target = tmp_path / "target"
    if what == "folder":
        target.mkdir()
        (target / "precious").write_text("data", encoding="utf-8")
    else:
        target.write_text("data", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        write_folder(tiny_scenario(), target)
    assert [issue.code for issue in caught.value.issues] == ["not-empty"]
    assert (target / "precious" if what == "folder" else target).read_text(encoding="utf-8") == "data"


def test_nothing_is_left_behind_by_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing breaks off, neither the folder nor a half of it remains."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(ScenarioError) as caught:
        write_folder(tiny_scenario(), tmp_path / "new")
    assert [issue.code for issue in caught.value.issues] == ["not-writable"]
    assert list(tmp_path.iterdir()) == []


def test_new_scenario_is_complete(tmp_path: Path) -> None:
    """A copy of an overlay stands alone and means the same."""
    path = new_scenario(tmp_path / "mine", from_="kenya-only")
    assert load(path) == load("kenya-only")
    assert "\nbase =" not in (path / "scenario.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["seoul-2021", "kenya-only", "sponsor-cut", "historical"])
def test_shipped_scenarios_are_good(name: str) -> None:
    """What is shipped loads without an issue."""
    assert name in shipped_scenarios()
    assert load(name).demands


def test_a_scenario_is_frozen() -> None:
    """Neither a scenario nor its rows can be changed."""
    scenario = tiny_scenario()
    with pytest.raises(ValidationError):
        scenario.seed = 2
    with pytest.raises(ValidationError):
        scenario.lots[0].aircraft = 2
    with pytest.raises(ValidationError):
        scenario.policy.crew.duty_h_per_day.value = 2


def test_schema_names_all_tables() -> None:
    """The JSON Schema is plain JSON and describes each part of a scenario."""
    described = schema()
    assert json.loads(json.dumps(described)) == described
    assert set(described["properties"]) == set(tiny_data())
