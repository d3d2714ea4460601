"""Who could serve what, as the report shows it."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest

from airlift.partnership import partnership_graph
from airlift.plans import Allocation, Plan
from airlift.reporting import report_html
from airlift.reporting.partnership import Cell, Matrix, partnership_matrix
from airlift.rules import RULES
from airlift.scenario.model import Scenario
from tests.property.matching.worlds import partnership
from tests.scenarios import tiny_scenario, with_policy, with_row, without_rows
from tests.unit.reporting.handmade import hand_plan


@pytest.fixture(scope="module")
def matrix(scenario: Scenario, plan: Plan) -> Matrix:
    """Return the matrix of the tiny scenario and the plan written by hand."""
    return partnership_matrix(scenario, plan)


def cell(matrix: Matrix, row: str, partner: str) -> Cell:
    """Return a cell by the names that are shown."""
    (found,) = [one for one in matrix.rows if one.demand == row]
    return found.cells[matrix.partners.index(partner)]


def test_a_row_for_each_demand_and_a_column_for_each_partner(matrix: Matrix) -> None:
    """In the order of the scenario, with the number of partners that could."""
    assert matrix.partners == ("Kenya", "El Salvador", "Rwanda")
    assert [(row.demand, row.place, row.able) for row in matrix.rows] == [
        ("UNMISS medevac", "Juba, tier 1", 3),
        ("UNMISS utility", "Juba, tier 2", 1),
        ("UNMISS patrol", "Malakal, tier 3", 2),
        ("MINUSCA medevac", "Bria, tier 2", 2),
    ]
    assert all(len(row.cells) == 3 for row in matrix.rows)


def test_a_cell_names_types_or_the_rule(matrix: Matrix, scenario: Scenario) -> None:
    """With the sentence for those who ask."""
    able = cell(matrix, "UNMISS medevac", "Kenya")
    assert (able.words, able.could) == (("500md",), True)
    assert "3 to 6 500MD from Aug 2022" in able.title
    unable = cell(matrix, "MINUSCA medevac", "Rwanda")
    assert (unable.words, unable.could) == (("caveat",), False)
    assert unable.title == "Rwanda excludes MINUSCA (partner.caveat)"
    assert [key.word for key in matrix.rules] == ["caveat", "capability"]
    assert matrix.rules[0].meaning == RULES["partner.caveat"].sentence
    assert [(key.word, key.meaning) for key in matrix.types] == [("500md", "500MD"), ("mi-17", "Mi-17")]


def test_pairs_of_the_plan_are_marked(matrix: Matrix, plan: Plan, scenario: Scenario) -> None:
    """Those with a unit, and no others."""
    partners, demands = list(scenario.partner_by_id), list(scenario.demand_by_id)
    marked = {
        (partners[column], demands[line])
        for line, row in enumerate(matrix.rows)
        for column, one in enumerate(row.cells)
        if one.flies
    }
    assert marked == {(unit.partner, unit.demand) for unit in plan.allocation.units} != set()


def test_the_rule_of_the_nearest_type_is_named() -> None:
    """A type with one reason against it tells more than one with two."""
    scenario = with_row(tiny_scenario(), "partners", "rwanda", absorb_aircraft=4, absorb_aircraft_per_month=4)
    scenario = with_row(scenario, "demands", "unmiss-utility", payload_kg=9000)
    shown = cell(partnership_matrix(scenario, hand_plan(scenario)), "UNMISS utility", "Rwanda")
    assert shown.words == ("payload",)
    assert "500MD lacks cargo equipment (demand.capability)" in shown.title


def test_every_reason_stands_once_with_partners_and_demands(matrix: Matrix, scenario: Scenario) -> None:
    """The table says in sentences what the cells abbreviate, for print and for those who cannot point."""
    rows = {row[1]: (row[0], row[2], row[3]) for row in matrix.reasons.rows}
    assert rows["Rwanda excludes MINUSCA"] == ("partner.caveat", "Rwanda", "minusca-medevac")
    assert rows["500MD lacks cargo equipment"] == (
        "demand.capability",
        "Kenya, El Salvador",
        "unmiss-utility",
    )
    reasons = {reason for row in partnership_graph(scenario).refusals for reason in row.reasons}
    assert len(matrix.reasons.rows) == len(reasons)
    rules = [list(RULES).index(str(row[0])) for row in matrix.reasons.rows]
    assert rules == sorted(rules)


def test_a_demand_that_nobody_could_serve_says_so() -> None:
    """A word and not only a colour; a reason that holds for all says all."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-patrol", radius_nm=900)
    text = report_html(scenario, hand_plan(scenario))
    assert '<td class="figures no">nobody</td>' in text
    scenario = with_policy(tiny_scenario(), "matching", work_up_months=0)
    assert "nobody</td>" not in report_html(scenario, hand_plan(scenario))


def test_demands_without_months_are_left_out(plan: Plan) -> None:
    """They ask for nothing that could be served."""
    scenario = with_row(
        tiny_scenario(), "demands", "unmiss-patrol", first_month="2025-01", last_month="2025-06"
    )
    assert [row.demand for row in partnership_matrix(scenario, plan).rows] == [
        "UNMISS medevac",
        "UNMISS utility",
        "MINUSCA medevac",
    ]


def test_the_report_shows_the_matrix(scenario: Scenario, plan: Plan) -> None:
    """Between demand and aircraft, with a legend, a mark that is not a colour, and sentences as titles."""
    text = report_html(scenario, plan)
    places = [text.index(f'<section id="{part}">') for part in ("unmet", "partnership", "aircraft")]
    assert places == sorted(places)
    assert '<a href="#partnership">' in text
    assert f'title="{escape("Rwanda excludes MINUSCA (partner.caveat)")}"' in text
    assert "<b>◆</b> <span>500md</span>" in text
    assert '<dt><span class="unable">caveat</span></dt>' in text
    assert "Why not, in sentences" in text


def test_every_rule_that_can_keep_two_apart_has_its_word() -> None:
    """In worlds with every feature of a partnership, each cell finds a word for its rule."""
    for number in range(60):
        world = partnership(number)
        plan = hand_plan(world, allocation=Allocation(), programmes=())
        shown = partnership_matrix(world, plan)
        assert all(cell.words for row in shown.rows for cell in row.cells)


@pytest.mark.parametrize(
    ("table", "row", "changes", "word"),
    [
        ("lots", "rok-1", {"state": "announced"}, "not firm"),
        ("lots", "rok-1", {"missions": "minusca", "state": "delivered"}, "conditions"),
        ("partners", "kenya", {"medical_teams": 0}, "no medics"),
        ("partners", "kenya", {"predeployment_aircraft_per_month": 1}, "preparation"),
    ],
)
def test_new_rules_have_words(table: str, row: str, changes: dict[str, Any], word: str) -> None:
    """One word in the cell, the rule's sentence in the legend."""
    scenario = with_policy(tiny_scenario(), "matching", least_pledge_state="conditional")
    scenario = with_row(without_rows(scenario, "lots", "rok-2"), table, row, **changes)
    shown = partnership_matrix(scenario, hand_plan(scenario))
    assert cell(shown, "UNMISS medevac", "Kenya").words == (word,)
    assert word in {key.word for key in shown.rules}
