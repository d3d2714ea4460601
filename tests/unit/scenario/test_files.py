"""What is wrong with a whole file, or with the thing that was named as a scenario."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from airlift.errors import AirliftError, ScenarioError
from airlift.scenario import check_source, load, to_json
from airlift.scenario.files import MAX_ROWS
from tests.scenarios import tiny_data
from tests.unit.scenario.folders import full_scenario, places, replace_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"", "empty-file", None),
        (b" \n\n", "empty-file", None),
        ("id,donor\nrok-é,rok\n".encode("latin-1"), "bad-encoding", 2),
        ("id,donor\nrok,rok\n".encode("utf-16"), "bad-encoding", 1),
        (b"id,donor\nrok\0,rok\n", "bad-encoding", 2),
        (b'id,donor\n"rok,rok\n', "bad-csv", 2),
        (b'id,donor\n"rok"x,rok\n', "bad-csv", 2),
        (b"id;donor;aircraft\nrok;rok;6\n", "bad-csv", 1),
        (b"a," * 300 + b"b\n", "too-large", 1),
    ],
)
def test_unreadable_table(folder: Path, content: bytes, code: str, row: int | None) -> None:
    """A table that cannot be read is one problem of its file, and brings forth no others."""
    (folder / "maintenance_bases.csv").write_bytes(content)
    issues = [place for place in places(folder) if place[0] not in ("missing-column", "unknown-column")]
    assert issues == [(code, "maintenance_bases.csv", row, None)]


def test_ragged_row(folder: Path) -> None:
    """A row with a cell too many or too few is named by its line."""
    path = folder / "sponsors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] += ",surplus"
    lines[2] = lines[2].rpartition(",")[0]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert places(folder) == [
        ("ragged-row", "sponsors.csv", 2, None),
        ("ragged-row", "sponsors.csv", 3, None),
    ]


def test_duplicate_column(folder: Path) -> None:
    """Two columns of one name are refused, whichever would win."""
    path = folder / "sponsors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(f"{line},{line.split(',')[1]}" for line in lines), encoding="utf-8")
    assert places(folder) == [("duplicate-column", "sponsors.csv", 1, "name")]


def test_byte_order_mark_is_welcome(folder: Path) -> None:
    """Spreadsheets write a byte order mark; it is not part of the first column's name."""
    path = folder / "lots.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(folder) == full_scenario()


def test_a_100_mb_file_is_refused_unread(folder: Path) -> None:
    """The size is looked at before the content: this sparse file holds nothing but zeros."""
    with (folder / "tasks.csv").open("wb") as file:
        file.truncate(100_000_000)
    (issue,) = check_source(folder)
    assert (issue.code, issue.file, issue.row, issue.column) == ("too-large", "tasks.csv", None, None)
    assert "100 MB" in issue.message


def test_too_many_rows(folder: Path) -> None:
    """The number of rows has a limit too."""
    (folder / "provenance.csv").write_text(
        "table,row,column,source,confidence\n" + "".join(f"t,r{n},c,s,low\n" for n in range(MAX_ROWS + 1)),
        encoding="utf-8",
    )
    assert places(folder) == [("too-large", "provenance.csv", None, None)]


def test_too_many_rows_of_json(tmp_path: Path) -> None:
    """In JSON as well."""
    path = tmp_path / "s.json"
    path.write_text(json.dumps(tiny_data() | {"provenance": [None] * (MAX_ROWS + 1)}), encoding="utf-8")
    assert places(path) == [("too-large", "s.json", None, "provenance")]


def test_odd_column_names_stay_on_one_line(folder: Path) -> None:
    """A name from a file cannot break the list of issues, nor flood it."""
    path = folder / "sponsors.csv"
    path.write_text(f'"a\nb\x1b[31m",{"c" * 5000}\n1,2\n', encoding="utf-8")
    for issue in check_source(folder):
        assert str(issue).isprintable()
        assert len(str(issue)) < 400


def test_thousands_of_problems_take_seconds(folder: Path) -> None:
    """Names are suggested for the first problems only; all are reported."""
    rows = "".join(f"usa{n},2022,1,s,low\n" for n in range(3000))
    (folder / "budgets.csv").write_text(
        f"sponsor,year,budget_usd,source,confidence\n{rows}", encoding="utf-8"
    )
    issues = check_source(folder)
    assert len(issues) == 3000
    assert sum(issue.hint == 'did you mean "usa"?' for issue in issues) == 500


def test_folder_in_the_place_of_a_table(folder: Path) -> None:
    """What is not a plain file is not opened."""
    (folder / "tasks.csv").unlink()
    (folder / "tasks.csv").mkdir()
    assert places(folder) == [("not-a-file", "tasks.csv", None, None)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipe_is_not_waited_for(folder: Path) -> None:
    """A pipe that nobody writes to would block for ever."""
    (folder / "tasks.csv").unlink()
    os.mkfifo(folder / "tasks.csv")
    assert places(folder) == [("not-a-file", "tasks.csv", None, None)]


def test_broken_link_is_not_an_absent_table(folder: Path) -> None:
    """A table whose file cannot be opened is reported, also where the table may be absent."""
    (folder / "tasks.csv").unlink()
    try:
        (folder / "tasks.csv").symlink_to(folder / "elsewhere.csv")
    except OSError:
        pytest.skip("this system makes no links")
    assert places(folder) == [("unreadable", "tasks.csv", None, None)]


def test_header_only_is_an_empty_table(folder: Path) -> None:
    """An optional table may have no rows."""
    path = folder / "tasks.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    assert load(folder).tasks == ()


def test_header_only_of_a_required_table(folder: Path) -> None:
    """A required table needs a row."""
    (folder / "pledges.csv").unlink()  # it names a base
    path = folder / "maintenance_bases.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    assert places(folder) == [("missing-table", "maintenance_bases.csv", None, None)]


def test_missing_required_table(folder: Path) -> None:
    """A required table needs its file."""
    (folder / "pledges.csv").unlink()  # it names a base
    (folder / "maintenance_bases.csv").unlink()
    assert places(folder) == [("missing-table", "maintenance_bases.csv", None, None)]


def test_misspelt_table_file(folder: Path) -> None:
    """A file that belongs to no table would be ignored in silence; it is named."""
    (folder / "tasks.csv").rename(folder / "taks.csv")
    (issue,) = check_source(folder)
    assert (issue.code, issue.file) == ("unknown-table", "taks.csv")
    assert issue.hint == 'did you mean "tasks"?'


def test_bad_toml(folder: Path) -> None:
    """A TOML error has its line."""
    line = replace_text(folder / "scenario.toml", "seed = 1\n", "seed = = 1\n")
    (issue,) = check_source(folder)
    assert (issue.code, issue.file, issue.row, issue.column) == ("bad-toml", "scenario.toml", line, None)
    assert "column 8" in issue.message


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5000, "a = [", "\x01"])
def test_hostile_toml(folder: Path, text: str) -> None:
    """Depth, endless digits, an early end: all are the same clear problem."""
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    assert [place[0] for place in places(folder)] == ["bad-toml"]


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ('schema_version = "1"', 'schema_version = "2"', "bad-version", "schema_version"),
        ('name = "tiny"', 'name = "Tiny one"', "bad-identifier", "name"),
        ('start_month = "2022-01"', "start_month = 2022-01-01", "bad-month", "start_month"),
        ("horizon_months = 24", 'horizon_months = "24"', "not-an-integer", "horizon_months"),
        ("horizon_months = 24", "horizon = 24", "unknown-key", "horizon"),
        ("seed = 1", "seed = 1\nlots = []", "unknown-key", "lots"),
        ("min_tour_months = {", "min_tour = {", "unknown-policy", "policy.matching.min_tour"),
        (
            "min_tour_months = { value = 6",
            'min_tour_months = { value = "six"',
            "not-an-integer",
            "policy.matching.min_tour_months",
        ),
        (
            "work_up_months = { value = 2",
            "work_up_months = { value = -2",
            "out-of-range",
            "policy.matching.work_up_months",
        ),
        (
            "night_flying = { value = false",
            'night_flying = { value = "no"',
            "bad-choice",
            "policy.flight.night_flying",
        ),
        (
            "tier_gap_pct = { value = 5.0, source",
            "tier_gap_pct = { value = 5.0, sauce",
            "unknown-policy",
            "policy.matching.tier_gap_pct.sauce",
        ),
        ("[policy.cost]", "[policy.costs]", "unknown-policy", "policy.costs"),
    ],
)
def test_bad_head_or_policy(folder: Path, old: str, new: str, code: str, column: str) -> None:
    """A bad value of scenario.toml is reported at its line."""
    line = replace_text(folder / "scenario.toml", old, new) + new.count("\n")
    found = [place for place in places(folder) if place[0] not in ("missing-policy", "missing-value")]
    assert found == [(code, "scenario.toml", line, column)]


def test_missing_policy(folder: Path) -> None:
    """A policy has no default in code: a missing one is named, with the section where it belongs."""
    path = folder / "scenario.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    section = lines.index("[policy.matching]") + 1
    path.write_text("\n".join(line for line in lines if not line.startswith("min_tour")), encoding="utf-8")
    assert places(folder) == [("missing-policy", "scenario.toml", section, "policy.matching.min_tour_months")]


def test_missing_head_value(folder: Path) -> None:
    """What has no default at the top must be written."""
    replace_text(folder / "scenario.toml", "horizon_months = 24\n", "")
    assert places(folder) == [("missing-value", "scenario.toml", None, "horizon_months")]


def test_bare_policy_value_is_an_assumption(folder: Path) -> None:
    """A bare value is accepted and marked as the author's."""
    path = folder / "scenario.toml"
    old = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("min_tour"))
    replace_text(path, old, "min_tour_months = 9")
    value = load(folder).policy.matching.min_tour_months
    assert (value.value, value.confidence) == (9, "assumption")


def test_not_found_lists_what_there_is() -> None:
    """A name that is nothing at all is answered with the shipped names."""
    (issue,) = check_source("no-such-scenario")
    assert (issue.code, issue.file) == ("not-found", "no-such-scenario")
    assert "seoul-2021" in issue.hint


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000, "..", "/", "~", "nowhere/else"])
def test_odd_names(name: str) -> None:
    """Odd names are no scenarios, and no traceback either."""
    assert next(issue.code for issue in check_source(name)) in ("not-found", "not-a-scenario")


def test_not_a_scenario(tmp_path: Path) -> None:
    """A folder without scenario files, and a file of another kind, are refused."""
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    assert [place[0] for place in places(tmp_path)] == ["not-a-scenario"]
    assert [place[0] for place in places(tmp_path / "notes.txt")] == ["not-a-scenario"]


def test_path_wins_over_a_shipped_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the same name in the working folder is taken."""
    folder.rename(folder.parent / "seoul-2021")
    monkeypatch.chdir(folder.parent)
    assert load("seoul-2021").name == "tiny"


def test_head_file_and_plan_folder(folder: Path, tmp_path: Path) -> None:
    """The head file stands for its folder; the folder of a plan for the scenario.json in it."""
    assert load(folder / "scenario.toml") == full_scenario()
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "scenario.json").write_text(to_json(full_scenario()), encoding="utf-8")
    (tmp_path / "plan" / "units.csv").write_text("anything", encoding="utf-8")
    assert load(tmp_path / "plan") == full_scenario()


def test_issue_as_data_and_as_a_line(folder: Path) -> None:
    """An issue prints on one line and goes into JSON."""
    (folder / "lots.csv").write_text("id,donor,\nx\n", encoding="utf-8")
    for issue in check_source(folder):
        assert json.loads(json.dumps(issue.to_dict()))["code"] == issue.code
        assert "\n" not in str(issue)


def test_load_raises_all_issues(folder: Path) -> None:
    """The exception carries what check_source returns, and its root is airlift's."""
    (folder / "maintenance_bases.csv").unlink()
    (folder / "lots.csv").write_bytes(b"")
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    assert isinstance(caught.value, AirliftError)
    assert caught.value.issues == check_source(folder)
    assert len(caught.value.issues) >= 2


def test_json_places_are_dotted_paths(tmp_path: Path) -> None:
    """In JSON a place is a path; several problems come at once; text is not taken for a number."""
    data = tiny_data()
    data["lots"][1]["aircraft"] = "4"
    data["demands"][0]["sites"] = ["juba", "Bor"]
    data["tasks"][2]["pickup_sight"] = "x"
    data["sponsors"] = "none"
    del data["missions"][0]["name"]
    data["policy"]["crew"]["duty_h_per_day"]["value"] = None
    data["lost"] = []
    data["partners"].append(7)
    path = tmp_path / "s.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    assert sorted(places(path)) == [
        ("bad-identifier", "s.json", None, "demands.0.sites.1"),
        ("missing-value", "s.json", None, "missions.0.name"),
        ("missing-value", "s.json", None, "policy.crew.duty_h_per_day"),
        ("not-a-list", "s.json", None, "sponsors"),
        ("not-a-table", "s.json", None, "partners.3"),
        ("not-an-integer", "s.json", None, "lots.1.aircraft"),
        ("unknown-column", "s.json", None, "tasks.2.pickup_sight"),
        ("unknown-key", "s.json", None, "lost"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "bad-json"),
        ("[" * 100_000, "bad-json"),
        ('{"seed": NaN}', "bad-json"),
        ('{"name": "a\\u0000"}', "bad-json"),
        ('{"name": "\\ud800"}', "bad-json"),
        ("[]", "not-a-scenario"),
        ("7", "not-a-scenario"),
        ("", "empty-file"),
    ],
)
def test_bad_json(tmp_path: Path, text: str, code: str) -> None:
    """What is not JSON, or not an object, is one problem."""
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    assert [place[0] for place in places(path)] == [code]


def test_json_object_without_anything(tmp_path: Path) -> None:
    """An empty object misses its tables, its policy and its name; all are said."""
    path = tmp_path / "s.json"
    path.write_text("{}", encoding="utf-8")
    found = places(path)
    assert ("missing-table", "s.json", None, "sites") in found
    assert ("missing-policy", "s.json", None, "policy.crew") in found
    assert ("missing-value", "s.json", None, "name") in found
