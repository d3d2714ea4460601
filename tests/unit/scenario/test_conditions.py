"""Consents, spares, parity targets, concessions and pledges: their cells, their keys, their contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from airlift.scenario import PLEDGE_STATES, Lot, check_source, load
from tests.unit.scenario.folders import add_row, full_scenario, places, replace_text, set_cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("table", "key", "cells", "code", "column"),
    [
        ("lots", "rok-1", {"state": "likely"}, "bad-choice", "state"),
        ("lots", "rok-1", {"probability_pct": "101"}, "out-of-range", "probability_pct"),
        ("lots", "rok-1", {"late_probability_pct": "-1"}, "out-of-range", "late_probability_pct"),
        ("lots", "rok-1", {"late_probability_pct": "5"}, "no-delay", "late_months"),
        ("lots", "rok-1", {"return_month": "2022-02"}, "wrong-order", "return_month"),
        ("lots", "rok-1", {"missions": "unmis"}, "missing-reference", "missions"),
        ("lots", "rok-1", {"roles": "medevac;patroll"}, "unknown-role", "roles"),
        ("partners", "rwanda", {"caveat_roles": "transport"}, "unknown-role", "caveat_roles"),
        ("partners", "kenya", {"medical_teams": "2.5"}, "not-an-integer", "medical_teams"),
        ("partners", "kenya", {"credit_usd": "-1"}, "out-of-range", "credit_usd"),
        ("budgets", "usa.2022", {"probability_pct": "200"}, "out-of-range", "probability_pct"),
        ("courses", "tpp-crew", {"audience": "pilot"}, "bad-choice", "audience"),
        ("courses", "tpp-crew", {"mode": "online"}, "bad-choice", "mode"),
        ("courses", "kenya-school", {"audience": "instructor"}, "unfit-course", "tags"),
        ("courses", "tpp-technician", {"audience": "upgrade"}, "unfit-course", "tags"),
        ("maintenance_bases", "juba-hangar", {"lease": "damp"}, "bad-choice", "lease"),
        ("consents", "minusca", {"partner": "rwandaa"}, "missing-reference", "partner"),
        ("consents", "minusca", {"mission": "x"}, "missing-reference", "mission"),
        ("consents", "minusca", {"first_month": "2022"}, "bad-month", "first_month"),
        ("consents", "minusca", {"probability_pct": "-1"}, "out-of-range", "probability_pct"),
        ("spares", "stock", {"aircraft_type": "uh-1"}, "missing-reference", "aircraft_type"),
        ("spares", "stock", {"last_month": "2021-12"}, "wrong-order", "last_month"),
        ("spares", "stock", {"flight_hours_per_month": "-5"}, "out-of-range", "flight_hours_per_month"),
        ("parity_targets", "2022", {"target_pct": "150"}, "out-of-range", "target_pct"),
        ("concessions", "crew", {"rule": "crew.availble"}, "unknown-rule", "rule"),
        ("concessions", "crew", {"rule": "crew.duty"}, "unknown-rule", "rule"),
        ("concessions", "dock", {"rule": "crew.available"}, "duplicate-rule", "rule"),
        ("concessions", "dock", {"most": "0"}, "out-of-range", "most"),
        ("pledges", "more", {"amount": "0"}, "out-of-range", "amount"),
        ("pledges", "more", {"amount": "1.5"}, "unfit-pledge", "amount"),
        ("pledges", "more", {"lot": "rok-7"}, "missing-reference", "lot"),
        ("pledges", "more", {"partner": "kenya"}, "unfit-pledge", "partner"),
        ("pledges", "own", {"aircraft_type": ""}, "unfit-pledge", "aircraft_type"),
        ("pledges", "own", {"first_month": "2022-01"}, "unfit-pledge", "first_month"),
        ("pledges", "new", {"first_month": ""}, "unfit-pledge", "first_month"),
        ("pledges", "new", {"last_month": "2021-01"}, "wrong-order", "last_month"),
        ("pledges", "crews", {"partner": ""}, "unfit-pledge", "partner"),
        ("pledges", "hands", {"aircraft_type": "500md"}, "unfit-pledge", "aircraft_type"),
        ("pledges", "seats", {"course": ""}, "unfit-pledge", "course"),
        ("pledges", "usa-more", {"cost_kind": "lift"}, "unfit-pledge", "cost_kind"),
        ("pledges", "usa-more", {"first_month": ""}, "unfit-pledge", "first_month"),
        ("pledges", "tied", {"donor": "rokk"}, "missing-reference", "donor"),
        ("pledges", "dock", {"maintenance_base": ""}, "unfit-pledge", "maintenance_base"),
        ("pledges", "yes", {"amount": "2"}, "unfit-pledge", "amount"),
        ("pledges", "yes", {"first_month": ""}, "unfit-pledge", "first_month"),
    ],
)
def test_what_is_wrong_is_reported_at_its_cell(
    folder: Path, table: str, key: str, cells: dict[str, str], code: str, column: str
) -> None:
    """Each mistake is one problem, at the cell that should change, with a way to mend it."""
    line = set_cell(folder, table, key, **cells)
    (issue,) = check_source(folder)
    assert (issue.code, issue.file, issue.row, issue.column) == (code, f"{table}.csv", line, column)
    assert issue.message
    assert issue.hint


@pytest.mark.parametrize(
    ("table", "key", "cells"),
    [
        ("lots", "rok-1", {"return_month": "2022-03", "missions": "unmiss", "roles": "medevac"}),
        ("lots", "rok-1", {"late_months": "6"}),
        ("lots", "rok-1", {"state": "announced", "probability_pct": "0"}),
        ("partners", "kenya", {"medical_teams": "0", "credit_usd": "0"}),
        ("consents", "minusca", {"aircraft_type": ""}),
        ("spares", "stock", {"last_month": "2022-01"}),
        ("pledges", "new", {"last_month": "", "mission": "", "partner": "kenya"}),
        ("pledges", "tied", {"donor": "can"}),
        ("pledges", "tied", {"donor": "", "cost_kind": "", "last_month": ""}),
        ("pledges", "yes", {"aircraft_type": "mi-17"}),
    ],
)
def test_what_is_no_error(folder: Path, table: str, key: str, cells: dict[str, str]) -> None:
    """Limits that are just kept, and cells that a kind of pledge may leave empty."""
    set_cell(folder, table, key, **cells)
    assert places(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rotation_every_months = { value = 1,", "rotation_every_months = { value = 0,", "out-of-range"),
        ("crew_tour_months = { value = 12.0,", "crew_tour_months = { value = 0.0,", "out-of-range"),
        ('least_pledge_state = { value = "announced"', 'least_pledge_state = { value = "sure"', "bad-choice"),
    ],
)
def test_policy_of_force_generation(folder: Path, old: str, new: str, code: str) -> None:
    """Nothing rotates every zero months, no tour lasts none, and a pledge is in one of four states."""
    line = replace_text(folder / "scenario.toml", old, new)
    assert [place[:3] for place in places(folder)] == [(code, "scenario.toml", line)]


def test_one_consent_for_each_mission_partner_and_type(folder: Path) -> None:
    """A second row for all types, or for the same type, contradicts the first; one for each is a refinement."""
    twice = add_row(folder, "consents", "unmiss", first_month="2023-01")
    (issue,) = check_source(folder)
    assert (issue.code, issue.file, issue.row, issue.column) == (
        "duplicate-id",
        "consents.csv",
        twice,
        "partner",
    )
    assert "'unmiss.kenya'" in issue.message


def test_consents_are_patched_by_their_whole_key(folder: Path) -> None:
    """An overlay changes the row for all types without touching that for one, and may refuse."""
    path = folder.parent / "overlay"
    path.mkdir()
    (path / "scenario.toml").write_text('base = "../tiny"\n', encoding="utf-8")
    (path / "consents.csv").write_text("mission,partner,first_month\nunmiss,kenya,\n", encoding="utf-8")
    rows = {(row.mission, row.partner, row.aircraft_type): row.first_month for row in load(path).consents}
    assert rows == {
        ("unmiss", "kenya", None): None,
        ("unmiss", "kenya", "500md"): "2022-09",
        ("minusca", "rwanda", "mi-17"): None,
    }


def test_consents_are_named_without_an_empty_type(folder: Path) -> None:
    """Overlays and provenance name the row for all types by mission and partner."""
    path = folder.parent / "overlay"
    path.mkdir()
    head = 'base = "../tiny"\n[remove]\nconsents = ["unmiss.kenya", "minusca.rwanda.mi-17"]\n'
    (path / "scenario.toml").write_text(head, encoding="utf-8")
    assert [row.aircraft_type for row in load(path).consents] == ["500md"]
    set_cell(folder, "provenance", "sites.juba", table="consents", row="unmiss.kenya", column="first_month")
    assert places(folder) == []


def test_what_goes_with_a_partner_or_donor(folder: Path) -> None:
    """Consents and pledges of a removed partner go, and pledges of money for aircraft that nobody gives."""
    path = folder.parent / "overlay"
    path.mkdir()
    head = (
        'base = "../tiny"\n[remove]\npartners = ["rwanda"]\nlots = ["rok-1", "rok-2"]\nsponsors = ["usa"]\n'
    )
    (path / "scenario.toml").write_text(head, encoding="utf-8")
    scenario = load(path)
    assert {row.partner for row in scenario.consents} == {"kenya"}
    assert [row.id for row in scenario.pledges] == ["new", "crews", "hands", "seats", "dock"]


def test_a_lot_for_removed_missions_only_goes(folder: Path) -> None:
    """A donor's condition does not turn into permission for any mission."""
    set_cell(folder, "lots", "rok-1", missions="minusca")
    set_cell(folder, "lots", "rok-2", missions="minusca;unmiss")
    path = folder.parent / "overlay"
    path.mkdir()
    (path / "scenario.toml").write_text(
        'base = "../tiny"\n[remove]\nmissions = ["minusca"]\n', encoding="utf-8"
    )
    assert [(row.id, row.missions) for row in load(path).lots] == [("rok-2", ("unmiss",))]


def test_states_are_ordered_and_optional_columns_are_neutral() -> None:
    """The least firm state comes first; a lot that says nothing is confirmed, unconditional and certain."""
    assert PLEDGE_STATES == ("announced", "conditional", "confirmed", "delivered")
    lot = full_scenario().lot_by_id["rok-1"]
    assert isinstance(lot, Lot)
    assert (lot.state, lot.missions, lot.roles, lot.return_month) == ("confirmed", (), (), None)
    assert (lot.probability_pct, lot.late_probability_pct, lot.late_months) == (100, 0, 0)
