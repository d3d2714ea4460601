"""Overlays: what they inherit, patch, add, keep and remove, and what goes with a removed row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import check_source, load, to_json
from tests.unit.scenario.folders import full_scenario, places, set_cell

if TYPE_CHECKING:
    from pathlib import Path


def overlay(
    folder: Path, head: str = "", name: str = "overlay", base: str = "../tiny", **tables: str
) -> Path:
    """Write an overlay beside the tiny scenario."""
    path = folder.parent / name
    path.mkdir()
    (path / "scenario.toml").write_text(f'base = "{base}"\n{head}', encoding="utf-8")
    for table, text in tables.items():
        (path / f"{table}.csv").write_text(text, encoding="utf-8")
    return path


def test_empty_overlay_is_its_base(folder: Path) -> None:
    """Everything absent is inherited."""
    assert load(overlay(folder)) == full_scenario()


def test_values_and_policies_are_patched(folder: Path) -> None:
    """Only what the overlay says changes."""
    head = 'name = "longer"\nhorizon_months = 36\n[policy.matching]\nmin_tour_months = 12\n'
    scenario = load(overlay(folder, head))
    assert (scenario.name, scenario.title, scenario.horizon_months) == ("longer", "A tiny scenario", 36)
    assert scenario.policy.matching.min_tour_months.value == 12
    assert scenario.policy.matching.work_up_months == full_scenario().policy.matching.work_up_months


def test_rows_are_patched_by_key_and_added(folder: Path) -> None:
    """Only the given columns change; a new key is a new row."""
    first = (folder / "lots.csv").read_text(encoding="utf-8").splitlines()
    scenario = load(
        overlay(
            folder,
            budgets="sponsor,year,budget_usd\nusa,2023,0\n",
            lots="\n".join([first[0], first[1].replace("rok-1", "rok-3")]),
        )
    )
    budgets = {(row.sponsor, row.year): row.budget_usd for row in scenario.budgets}
    assert (budgets["usa", 2022], budgets["usa", 2023]) == (6e6, 0)
    assert [row.id for row in scenario.lots] == ["rok-1", "rok-2", "rok-3"]


def test_an_empty_cell_empties(folder: Path) -> None:
    """A given column with an empty cell takes the value away."""
    scenario = load(overlay(folder, lots="id,partners\nrok-2,\n"))
    assert scenario.lot_by_id["rok-2"].partners == ()


def test_incomplete_new_row(folder: Path) -> None:
    """A row with a new key must have all that it needs."""
    found = places(overlay(folder, lots="id,aircraft\nrok-9,2\n"))
    assert {code for code, *_ in found} == {"missing-value"}
    assert {(file, row) for _, file, row, _ in found} == {("lots.csv", 2)}


def test_patch_without_key_column(folder: Path) -> None:
    """Without its key a row cannot be found."""
    assert places(overlay(folder, lots="aircraft\n2\n")) == [("missing-column", "lots.csv", 1, "id")]


def test_patched_cell_is_reported_in_the_overlay(folder: Path) -> None:
    """A bad value stands in the file that says it; an inherited one in the base's file."""
    line = set_cell(folder, "sites", "juba", fuel="perhaps")
    found = places(overlay(folder, "[policy.crew]\nduty_h_per_day = -1\n", lots="id,aircraft\nrok-1,x\n"))
    assert found == [
        ("bad-choice", "../tiny/sites.csv", line, "fuel"),
        ("not-an-integer", "lots.csv", 2, "aircraft"),
        ("out-of-range", "scenario.toml", 3, "policy.crew.duty_h_per_day"),
    ]


def test_duplicate_in_overlay(folder: Path) -> None:
    """One row cannot be patched twice."""
    found = places(overlay(folder, lots="id,aircraft\nrok-1,4\nrok-1,5\n"))
    assert found == [("duplicate-id", "lots.csv", 3, "id")]


def test_keep_cascades(folder: Path) -> None:
    """What refers to a removed partner goes: fleets, crews, earmarks, entries of lists."""
    scenario = load(overlay(folder, '[keep]\npartners = ["kenya"]\n'))
    assert [row.id for row in scenario.partners] == ["kenya"]
    assert [row.partner for row in scenario.partner_crews] == ["kenya"]
    assert scenario.partner_fleet == ()
    assert scenario.lot_by_id["rok-2"].partners == ("kenya",)
    assert scenario.lot_by_id["rok-1"].partners == ()


def test_restriction_never_becomes_permission(folder: Path) -> None:
    """A lot or course for removed partners only goes, since an empty list would mean any partner."""
    scenario = load(overlay(folder, '[remove]\npartners = ["kenya", "el-salvador"]\nsponsors = ["usa"]\n'))
    assert [row.id for row in scenario.lots] == ["rok-1"]
    assert [row.id for row in scenario.courses] == ["tpp-crew", "tpp-technician"]


def test_emptied_prohibition_stays_harmless(folder: Path) -> None:
    """A partner whose only caveat was on a removed mission keeps its row."""
    scenario = load(overlay(folder, '[remove]\nmissions = ["minusca"]\n'))
    assert scenario.partner_by_id["rwanda"].caveat_missions == ()
    assert {row.mission for row in scenario.demands} == {row.mission for row in scenario.tasks} == {"unmiss"}


def test_cascade_reaches_further_rows(folder: Path) -> None:
    """Without any lot of a donor its earmarks go; provenance of removed rows goes too."""
    head = '[remove]\naircraft_types = ["500md"]\nsponsors = ["usa"]\nmaintenance_bases = ["juba-hangar"]\n'
    (folder / "provenance.csv").write_text(
        "table,row,column,source,confidence\nlots,rok-1,aircraft,news,high\n", encoding="utf-8"
    )
    scenario = load(overlay(folder, head))
    assert scenario.lots == ()
    assert {row.donor for row in scenario.earmarks} == {None}
    assert scenario.provenance == ()
    assert [row.aircraft_types for row in scenario.maintenance_bases] == [("mi-17",)]


def test_served_site_leaves_the_list(folder: Path) -> None:
    """A demand goes on without a site that it only served."""
    head = '[remove]\nsites = ["fangak"]\n'
    assert load(overlay(folder, head)).demand_by_id["unmiss-patrol"].sites == ("malakal",)


def test_removed_home_base_is_an_error(folder: Path) -> None:
    """The next site of the list must not become the home base in silence."""
    found = check_source(overlay(folder, '[remove]\nsites = ["bria"]\ntasks = ["minusca-m1"]\n'))
    assert [(issue.code, issue.file, issue.column) for issue in found] == [
        ("missing-reference", "../tiny/demands.csv", "sites")
    ]


def test_sponsor_left_without_earmark_must_be_listed(folder: Path) -> None:
    """What the author forgot to remove is said."""
    found = places(overlay(folder, '[remove]\npartners = ["kenya"]\n'))
    assert found == [("no-earmark", "../tiny/sponsors.csv", 2, "id")]


def test_own_rows_are_not_dropped_in_silence(folder: Path) -> None:
    """What the overlay itself says about a removed row is its author's mistake."""
    head = '[remove]\npartners = ["el-salvador"]\n'
    found = places(overlay(folder, head, lots="id,partners\nrok-2,el-salvador\n"))
    assert found == [("missing-reference", "lots.csv", 2, "partners")]


def test_compound_keys_are_joined(folder: Path) -> None:
    """Rows without an id are named by their key columns."""
    scenario = load(overlay(folder, '[remove]\nbudgets = ["usa.2023"]\n'))
    assert ("usa", 2023) not in {(row.sponsor, row.year) for row in scenario.budgets}


@pytest.mark.parametrize(
    ("head", "code", "column"),
    [
        ('[keep]\npartners = ["kenia"]\n', "missing-reference", "keep.partners"),
        ('[remove]\npartner = ["kenya"]\n', "unknown-table", "remove.partner"),
        ('[remove]\npartners = "kenya"\n', "not-a-list", "remove.partners"),
        ("keep = 3\n", "not-a-table", "keep"),
        ("policy = 3\n", "not-a-table", "policy"),
        ("[removed]\n", "unknown-key", "removed"),
    ],
)
def test_bad_selection(folder: Path, head: str, code: str, column: str) -> None:
    """Mistakes in keep and remove stand at their line."""
    found = [place for place in places(overlay(folder, head)) if place[1] == "scenario.toml"]
    assert [(place[0], place[3]) for place in found if place[0] != "missing-table"] == [(code, column)]


def test_keep_without_base(folder: Path) -> None:
    """Only an overlay has something to keep."""
    path = folder / "scenario.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[keep]\n", encoding="utf-8")
    assert [place[0] for place in places(folder)] == ["unknown-key"]


@pytest.mark.parametrize("base", ["7", "''", "'no-such'", "'../missing'"])
def test_bad_base(folder: Path, base: str) -> None:
    """A base that is no name, or names nothing, is reported at its line."""
    path = overlay(folder)
    (path / "scenario.toml").write_text(f"base = {base}\n", encoding="utf-8")
    assert ("bad-base", "scenario.toml", 1, "base") in places(path)


def test_chain_and_json_base(folder: Path) -> None:
    """Overlays may stand on overlays, and on a JSON file."""
    (folder.parent / "tiny.json").write_text(to_json(full_scenario()), encoding="utf-8")
    first = overlay(folder, "horizon_months = 20\n", "first", "../tiny.json", lots="id,aircraft\nrok-1,5\n")
    second = overlay(folder, "seed = 9\n", "second", "../first", lots="id,donor\nrok-2,rok\n")
    scenario = load(second)
    assert (scenario.horizon_months, scenario.seed, scenario.lot_by_id["rok-1"].aircraft) == (20, 9, 5)
    assert load(first).seed == 1


def test_base_of_a_base_has_its_own_place(folder: Path) -> None:
    """File names lead from the scenario that was asked for."""
    line = set_cell(folder, "lots", "rok-1", aircraft="x")
    overlay(folder, name="first")
    second = overlay(folder, name="second", base="../first")
    assert places(second) == [("not-an-integer", "../tiny/lots.csv", line, "aircraft")]


@pytest.mark.parametrize("base", [".", "../second"])
def test_cyclic_base(folder: Path, base: str) -> None:
    """A scenario that leads back to itself is refused."""
    first = overlay(folder, name="first", base=base)
    overlay(folder, name="second", base="../first")
    assert [place[0] for place in places(first)] == ["cyclic-base"]
