"""Each rule that can keep a pair apart is named, with the figures that a planner asks for."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.partnership import PartnershipGraph, Reason, Refusal, Way, partnership_graph
from airlift.rules import RULES
from airlift.scenario.model import Scenario
from tests.scenarios import tiny_scenario, with_policy, with_row, with_rows, without_rows

KENYA = ("kenya", "unmiss-medevac", "500md")
RWANDA = ("rwanda", "unmiss-utility", "mi-17")


def way(scenario: Scenario, key: tuple[str, str, str]) -> Way | None:
    """Return the way of a partner, demand and type."""
    found = [w for w in partnership_graph(scenario).ways if (w.partner, w.demand, w.aircraft_type) == key]
    return found[0] if found else None


def refusal(scenario: Scenario, key: tuple[str, str, str | None]) -> Refusal:
    """Return the refusal of a partner, demand and type."""
    graph = partnership_graph(scenario)
    (found,) = [row for row in graph.refusals if (row.partner, row.demand, row.aircraft_type) == key]
    return found


def words(scenario: Scenario, key: tuple[str, str, str | None]) -> list[str]:
    """Return the reasons of a refusal as they are shown."""
    return [str(reason) for reason in refusal(scenario, key).reasons]


def against(graph: PartnershipGraph, source: str, target: str) -> list[str]:
    """Return the reasons of a missing link as they are shown."""
    return [str(reason) for reason in graph.why_not(source, target)]


def test_a_way_has_months_size_and_bases():
    """Kenya deploys donated aircraft from month 7: gate 1, lead 3, three a month, 2 months of work-up."""
    found = way(tiny_scenario(), KENYA)
    assert found is not None
    assert (found.first, found.end, found.least, found.most) == (7, 24, 3, 6)
    assert [(base.base, base.first, base.end) for base in found.bases] == [("juba-hangar", 7, 24)]


@pytest.mark.parametrize(
    ("table", "row", "changes", "sentence"),
    [
        ("partners", "kenya", {"caveat_missions": "unmiss"}, "Kenya excludes UNMISS (partner.caveat)"),
        ("partners", "kenya", {"caveat_roles": "medevac"}, "Kenya excludes medevac (partner.caveat)"),
        ("partners", "kenya", {"max_units": 0}, "Kenya can lead no unit in a mission (partner.max_units)"),
        (
            "partners",
            "kenya",
            {"absorb_aircraft": 3},
            "Kenya could deploy 2 500MD (75 % of 3 donated), a unit has at least 3 (fleet.deployable)",
        ),
        (
            "partners",
            "kenya",
            {"absorb_aircraft_per_month": 0},
            "Kenya could deploy 0 500MD (0 of its own), a unit has at least 3 (fleet.deployable)",
        ),
        (
            "demands",
            "unmiss-medevac",
            {"aircraft_tags": "litter;hoist;cargo"},
            "500MD lacks cargo and hoist equipment (demand.capability)",
        ),
        (
            "demands",
            "unmiss-medevac",
            {"crew_tags": "hoist"},
            "no md500 crew of Kenya holds hoist and no course open to it teaches it (demand.capability)",
        ),
        (
            "demands",
            "unmiss-medevac",
            {"radius_nm": 130},
            "500MD needs 222 kg of fuel for 130 nm and back, its tanks hold 192 kg (demand.payload)",
        ),
        (
            "demands",
            "unmiss-medevac",
            {"payload_kg": 500},
            "500MD lifts 301 of 500 kg at Juba on a hot day with fuel for 70 nm and back (demand.payload)",
        ),
        (
            "demands",
            "unmiss-medevac",
            {"last_month": "2022-07"},
            "Kenya could deploy 3 500MD from Aug 2022, the demand ends Jul 2022 (lot.lead_time)",
        ),
        (
            "maintenance_bases",
            "juba-hangar",
            {"site": "bor", "reach_nm": 78},
            "no maintenance base for 500MD within reach: Juba hangar is 78.9 nm from Juba and reaches 78 nm "
            "(base.suitable)",
        ),
        (
            "maintenance_bases",
            "juba-hangar",
            {"close_month": "2022-06"},
            "no maintenance base is open for 500MD from Aug 2022 to Dec 2023: Juba hangar closes Jun 2022 "
            "(base.suitable)",
        ),
        (
            "maintenance_bases",
            "juba-hangar",
            {"open_month": "2024-01"},
            "no maintenance base is open for 500MD from Aug 2022 to Dec 2023: Juba hangar opens Jan 2024 "
            "(base.suitable)",
        ),
    ],
)
def test_one_change_makes_one_reason(table: str, row: str, changes: dict[str, Any], sentence: str):
    """What was possible is not any more, for the one reason that was provoked."""
    assert way(tiny_scenario(), KENYA) is not None
    assert words(with_row(tiny_scenario(), table, row, **changes), KENYA) == [sentence]


@pytest.mark.parametrize(
    ("table", "row", "changes", "end"),
    [
        ("missions", "unmiss", {"closure_month": "2022-07"}, "UNMISS closes Jul 2022"),
        ("demands", "unmiss-medevac", {"last_month": "2022-06"}, "the demand ends Jun 2022"),
    ],
)
def test_readiness_and_lead_time_may_both_be_too_late(
    table: str, row: str, changes: dict[str, Any], end: str
):
    """What ends the months is named; a partner with own aircraft and level 3 is in time."""
    scenario = with_row(tiny_scenario(), table, row, **changes)
    assert words(scenario, KENYA) == [
        f"Kenya at readiness level 2 deploys from Jul 2022, {end} (partner.readiness)",
        f"Kenya could deploy 3 500MD from Aug 2022, {end} (lot.lead_time)",
    ]
    assert way(scenario, ("el-salvador", "unmiss-medevac", "500md")) is not None


def test_a_base_may_take_no_such_type_or_no_such_partner():
    """Each has its own sentence."""
    scenario = tiny_scenario()
    for base in ("juba-hangar", "bangui-hangar"):
        scenario = with_row(scenario, "maintenance_bases", base, partners="rwanda")
    assert words(scenario, KENYA) == ["no maintenance base that takes 500MD serves Kenya (base.suitable)"]
    for base in ("juba-hangar", "bangui-hangar"):
        scenario = with_row(scenario, "maintenance_bases", base, partners="", aircraft_types="mi-17")
    assert words(scenario, KENYA) == ["no maintenance base takes 500MD (base.suitable)"]


def test_the_base_that_is_named_lacks_least():
    """Of those too far away, the one whose reach falls short by least."""
    far = with_row(tiny_scenario(), "maintenance_bases", "juba-hangar", site="bor", reach_nm=1)
    near = {"like": "bangui-hangar", "id": "malakal-hangar", "name": "Malakal hangar", "site": "malakal"}
    scenario = with_rows(far, "maintenance_bases", near | {"reach_nm": 270})
    (sentence,) = words(scenario, KENYA)
    assert "Malakal hangar is 279.9 nm from Juba and reaches 270 nm" in sentence


def test_nobody_flies_a_family_without_crews():
    """Rwanda without Mi-17 crews has no course to train them; Kenya's courses replace its crews."""
    scenario = without_rows(tiny_scenario(), "partner_crews", {"partner": "rwanda"})
    assert words(scenario, RWANDA) == [
        "Rwanda has no crew in the family mi-8 and no course that it may attend (crew.available)"
    ]
    scenario = without_rows(tiny_scenario(), "partner_crews", {"partner": "kenya"})
    assert way(scenario, KENYA) is not None
    scenario = without_rows(scenario, "courses", "tpp-crew")
    scenario = with_row(scenario, "partners", "kenya", instructors=0)
    assert [reason.rule for reason in refusal(scenario, KENYA).reasons] == ["crew.available"]


def test_donated_aircraft_come_no_faster_than_lot_and_partner_allow():
    """Three can be deployed when four are in hand: two months of either two a month, or one."""
    assert way(tiny_scenario(), KENYA).first == 7  # arrivals 4, 5; work-up 2
    slow = with_row(tiny_scenario(), "partners", "kenya", absorb_aircraft_per_month=1)
    assert way(slow, KENYA).first == 9  # arrivals 4, 5, 6, 7
    one_lot = without_rows(tiny_scenario(), "lots", "rok-2")
    rare = with_row(one_lot, "lots", "rok-1", refurbishment_per_month=1)
    assert way(rare, KENYA).first == 9
    late = with_row(one_lot, "lots", "rok-1", gate_month="2022-08")
    assert way(late, KENYA).first == 13
    assert words(with_row(late, "lots", "rok-1", gate_month="2024-06"), KENYA) == [
        "Kenya could deploy 3 500MD from Dec 2024, the plan ends Dec 2023 (lot.lead_time)"
    ]


def test_own_and_donated_aircraft_are_both_named():
    """El Salvador has three of its own and may receive six."""
    scenario = with_row(tiny_scenario(), "demands", "unmiss-medevac", min_unit=8, max_unit=9)
    assert words(scenario, ("el-salvador", "unmiss-medevac", "500md")) == [
        "El Salvador could deploy 7 500MD (3 of its own, 75 % of 6 donated), a unit has at least 8 "
        "(fleet.deployable)"
    ]


def test_all_reasons_are_listed_in_a_fixed_order():
    """A planner who clears one obstacle wants to know of the next."""
    scenario = with_row(
        tiny_scenario(),
        "demands",
        "unmiss-medevac",
        payload_kg=500,
        aircraft_tags="hoist",
        min_unit=9,
        max_unit=9,
    )
    scenario = with_row(scenario, "partners", "kenya", caveat_missions="unmiss", max_units=0)
    rules = [reason.rule for reason in refusal(scenario, KENYA).reasons]
    assert rules == [
        "partner.caveat",
        "partner.max_units",
        "demand.capability",
        "demand.payload",
        "fleet.deployable",
    ]


def test_a_demand_without_months_says_so():
    """It is no one's fault, and nothing else is looked for."""
    scenario = tiny_scenario(horizon_months=3)
    assert words(scenario, KENYA) == [
        "unmiss-medevac asks for nothing in the months of the plan (demand.window)"
    ]


def test_a_partner_without_any_aircraft_says_so():
    """No type can be named."""
    scenario = without_rows(tiny_scenario(), "partner_fleet", {"partner": "rwanda", "aircraft_type": "mi-17"})
    assert words(scenario, ("rwanda", "unmiss-utility", None)) == [
        "Rwanda has no aircraft to deploy and no lot can reach it (fleet.deployable)"
    ]


def test_lots_go_to_partners_named_by_the_donor_that_can_take_them_in_time():
    """Donor's choice, absorption in all and by month, and arrival within the plan."""
    graph = partnership_graph(tiny_scenario())
    assert against(graph, "lot:rok-1", "partner:kenya") == []
    assert against(graph, "lot:rok-2", "partner:rwanda") == [
        "rok gives rok-2 only to Kenya and El Salvador (lot.partners)",
        "Rwanda takes in no donated aircraft (partner.absorption)",
    ]
    scenario = with_row(tiny_scenario(), "partners", "kenya", absorb_aircraft_per_month=0)
    scenario = with_row(scenario, "lots", "rok-1", gate_month="2023-10")
    graph = partnership_graph(scenario)
    assert against(graph, "lot:rok-1", "partner:kenya") == [
        "Kenya takes in no donated aircraft in any month (partner.absorption)",
        "the first 500MD arrives Jan 2024, the plan ends Dec 2023 (lot.lead_time)",
    ]


def test_sponsors_pay_by_earmark_and_budget():
    """Cost kinds on the link; who else is named, or what is missing, on the missing one."""
    graph = partnership_graph(tiny_scenario())
    details = {(row.source, row.target): row.details for row in graph.links}
    assert details["sponsor:usa", "partner:kenya"] == (
        "refurbishment (rok)",
        "shipping (rok)",
        "training (rok)",
    )
    assert details["sponsor:rok-fund", "partner:rwanda"] == (
        "refurbishment (rok)",
        "shipping (rok)",
        "training",
    )
    assert against(graph, "sponsor:usa", "partner:rwanda") == [
        "United States pays only for Kenya (sponsor.earmark)"
    ]
    idle = without_rows(tiny_scenario(), "earmarks", "usa-kenya")
    idle = without_rows(idle, "budgets", {"sponsor": "usa", "year": 2022}, {"sponsor": "usa", "year": 2023})
    assert against(partnership_graph(idle), "sponsor:usa", "partner:kenya") == [
        "United States has no earmark and so pays nothing (sponsor.earmark)",
        "United States has no budget in 2022–2023 (sponsor.budget)",
    ]
    vain = with_row(tiny_scenario(), "earmarks", "usa-kenya", partner=None, cost_kind="lift")
    assert against(partnership_graph(vain), "sponsor:usa", "partner:kenya") == [
        "no earmark of United States covers a cost of Kenya (sponsor.earmark)"
    ]


def test_bases_support_whom_they_serve_take_and_reach():
    """Partner, type, distance and months each keep a base apart."""
    graph = partnership_graph(tiny_scenario())
    assert against(graph, "base:juba-hangar", "demand:unmiss-medevac") == []
    (sentence,) = against(graph, "base:juba-hangar", "demand:minusca-medevac")
    assert sentence == "Juba hangar is 583.3 nm from Bria and reaches 350 nm (base.suitable)"
    scenario = with_row(
        tiny_scenario(), "maintenance_bases", "juba-hangar", partners="kenya", aircraft_types="500md"
    )
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", close_month="2022-03")
    graph = partnership_graph(scenario)
    assert against(graph, "base:juba-hangar", "partner:rwanda") == [
        "Juba hangar serves only Kenya (base.suitable)",
        "Juba hangar takes none of what Rwanda could deploy: Mi-17 (base.suitable)",
    ]
    assert against(graph, "base:juba-hangar", "demand:unmiss-utility") == [
        "Juba hangar closes Mar 2022, the demand lasts from Apr 2022 to Dec 2023 (base.suitable)"
    ]


def test_a_scenario_that_has_lost_a_partner_still_has_its_graph():
    """Lots, earmarks and bases that name it go by its identifier: what-if questions drop rows and keep references."""
    scenario = without_rows(tiny_scenario(), "partners", "kenya")
    scenario = with_row(scenario, "maintenance_bases", "juba-hangar", partners="kenya")
    graph = partnership_graph(scenario)
    assert "rok gives rok-2 only to kenya and El Salvador (lot.partners)" in against(
        graph, "lot:rok-2", "partner:rwanda"
    )
    assert against(graph, "sponsor:usa", "partner:rwanda") == [
        "United States pays only for kenya (sponsor.earmark)"
    ]
    assert against(graph, "base:juba-hangar", "partner:rwanda") == [
        "Juba hangar serves only kenya (base.suitable)"
    ]


def test_every_reason_names_a_rule():
    """The graph speaks of the rules of the domain and of no others."""
    scenario = with_policy(tiny_scenario(), "matching", readiness_lead_2_months=40)
    graph = partnership_graph(scenario)
    rules = {reason.rule for row in graph.missing for reason in row.reasons}
    assert rules
    assert rules <= set(RULES)
    assert isinstance(graph.missing[0].reasons[0], Reason)
