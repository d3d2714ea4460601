"""The best plan of very small worlds, found a second time by trying every schedule.

One demand of six months, one or two partners, one type, one base. Every sequence of unit sizes of a partner is
tried, alone and in pairs; what a partner may do is worked out here from the scenario's rows and not with the library.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from airlift.plans import Status
from airlift.scenario.model import Scenario
from tests.property.matching.worlds import few, solved
from tests.unit.matching.worlds import one_unit, second_partner

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = 6
Sizes = tuple[int, ...]


@st.composite
def tiny_worlds(draw: st.DrawFn) -> Scenario:
    """Draw a world from October 2022 to March 2023."""
    scenario = one_unit()
    if draw(st.booleans()):
        scenario = second_partner(scenario)
    data = scenario.model_dump(mode="json")
    data |= {"start_month": "2022-10", "horizon_months": MONTHS}
    least = draw(st.integers(1, 2))
    data["demands"][0] |= {
        "first_month": "2022-10",
        "last_month": "2023-12",
        "aircraft": draw(st.integers(2, 5)),
        "min_unit": least,
        "max_unit": draw(st.integers(least, 3)),
    }
    for row in data["partners"]:
        row |= {
            "technicians": draw(st.sampled_from([10, 15, 16, 40])),
            "women_technicians": 0,
            "readiness_level": draw(st.sampled_from(["2", "3"])),
        }
    for row in data["partner_fleet"]:
        row["deployable_aircraft"] = draw(st.integers(1, 3))
    for row in data["partner_crews"]:
        row |= {"crews": draw(st.integers(4, 9)), "women_aircrew": 0}
    if draw(st.booleans()):
        data["lots"] = [_lot(draw)]
    for row in data["budgets"]:
        if row["sponsor"] == "un":
            row["budget_usd"] = draw(st.sampled_from([1e8, 1e8, 2e6, 1.3e6]))
    data["sponsors"][-1]["carry_over"] = draw(st.booleans())
    data["aircraft_types"][0]["aircraft_per_lift_flight"] = draw(st.integers(1, 3))
    data["maintenance_bases"][0]["man_hours_per_month"] = draw(st.sampled_from([140, 230, 1000]))
    for name, values in {
        "min_tour_months": st.integers(1, 3),
        "handover_overlap_months": st.integers(0, 2),
        "max_units_per_demand": st.integers(1, 2),
        "lift_flights_per_month": st.integers(1, 3),
        "readiness_lead_2_months": st.integers(1, 3),
        "work_up_months": st.integers(0, 1),
    }.items():
        data["policy"]["matching"][name]["value"] = draw(values)
    data["policy"]["crew"]["attrition_pct_per_year"]["value"] = draw(st.sampled_from([0.0, 30.0]))
    return Scenario.model_validate(data)


def _lot(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a lot for El Salvador that costs nothing, so that early is always best."""
    return {
        "id": "rok-1",
        "donor": "rok",
        "aircraft_type": "500md",
        "aircraft": draw(st.integers(1, 4)),
        "offered_month": "2022-10",
        "gate_month": draw(st.sampled_from(["2022-10", "2022-11"])),
        "refurbishment_site": "depot",
        "refurbishment_months": draw(st.integers(0, 1)),
        "refurbishment_per_month": draw(st.integers(1, 2)),
        "refurbishment_usd_per_aircraft": 0,
        "shipping_months": 1,
        "shipping_usd_per_aircraft": 0,
        "partners": ["el-salvador"],
        "source": "made for tests",
        "confidence": "assumption",
    }


def stays(sizes: Sizes) -> list[tuple[int, int]]:
    """First month and first month away of each unbroken run."""
    found: list[tuple[int, int]] = []
    for t, size in enumerate(sizes):
        if size and (t == 0 or not sizes[t - 1]):
            found.append((t, t))
        if size:
            found[-1] = (found[-1][0], t + 1)
    return found


def deployable(scenario: Scenario, partner: str) -> list[int]:
    """Aircraft that a partner may deploy in each month when its lot arrives as early as it can."""
    row = scenario.partner_by_id[partner]
    policy = scenario.policy.matching
    arrived, ready = 0, [0] * (MONTHS + 1)
    for lot in scenario.lots:
        if partner not in lot.partners:
            continue
        opened = scenario.month_index(lot.gate_month) + lot.refurbishment_months + lot.shipping_months
        for t in range(opened, MONTHS):
            released = lot.refurbishment_per_month * (t - opened + 1)
            arrived = min(
                arrived + row.absorb_aircraft_per_month, released, lot.aircraft, row.absorb_aircraft
            )
            ready[min(MONTHS, t + policy.work_up_months.value)] = arrived
    own = scenario.fleet_by_key[partner, "500md"].deployable_aircraft
    best, found = 0, []
    for t in range(MONTHS):
        best = max(best, ready[t])
        found.append(own + int(best * policy.donated_deployable_pct.value / 100))
    return found


def schedules(scenario: Scenario, partner: str) -> Iterator[Sizes]:
    """All sequences of sizes that keep the partner's own rules."""
    policy, row, demand = scenario.policy, scenario.partner_by_id[partner], scenario.demands[0]
    lead = (
        policy.matching.readiness_lead_2_months
        if row.readiness_level == "2"
        else policy.matching.readiness_lead_3_months
    ).value
    crews = scenario.crews_by_key[partner, "500md"].crews
    fleet = deployable(scenario, partner)
    most = []
    for t in range(MONTHS):
        left = (1 - policy.crew.attrition_pct_per_year.value / 100) ** (t / 12)
        most.append(min(fleet[t], int(crews * left / 2.25), int(row.technicians * left / 5), demand.max_unit))
    sizes = (0, *range(demand.min_unit, demand.max_unit + 1))
    for sequence in product(
        *([n for n in sizes if n <= most[t] and (n == 0 or t >= lead)] for t in range(MONTHS))
    ):
        tour = policy.matching.min_tour_months.value
        if all(end - first >= tour or end == MONTHS for first, end in stays(sequence)):
            yield sequence


def flights(scenario: Scenario, sizes: Sizes) -> list[int]:
    """Lift flights of each month."""
    per_flight = scenario.aircraft_types[0].aircraft_per_lift_flight
    return [-(-max(0, n - before) // per_flight) for before, n in zip((0, *sizes), sizes, strict=False)]


def together(scenario: Scenario, plans: tuple[Sizes, ...]) -> bool:
    """Whether the schedules of all partners keep the rules that they share."""
    policy = scenario.policy.matching
    base = scenario.maintenance_bases[0]
    if any(
        sum(n > 0 for n in month) > policy.max_units_per_demand.value for month in zip(*plans, strict=True)
    ):
        return False
    if any(sum(month) * 45 > base.man_hours_per_month for month in zip(*plans, strict=True)):
        return False
    lifted = [sum(month) for month in zip(*(flights(scenario, plan) for plan in plans), strict=True)]
    if max(lifted) > policy.lift_flights_per_month.value:
        return False
    units = [stay for plan in plans for stay in stays(plan)]
    overlap = policy.handover_overlap_months.value
    for i, (_, end) in enumerate(units):
        for j, (first, _) in enumerate(units):
            if i != j and overlap and end < MONTHS and end - overlap < first <= end + overlap:
                return False
    starts = [sum(first == t for first, _ in units) for t in range(MONTHS)]
    usd = [
        450_000 * lifted[t] + 50_000 * starts[t] + 112_896 * sum(plan[t] for plan in plans)
        for t in range(MONTHS)
    ]
    years = [sum(usd[:3]), sum(usd[3:])]
    budgets = [row.budget_usd for row in scenario.budgets if row.sponsor == "un"]
    if scenario.sponsor_by_id["un"].carry_over:
        return years[0] <= budgets[0] and sum(years) <= sum(budgets)
    return years[0] <= budgets[0] and years[1] <= budgets[1]


def least_unmet(scenario: Scenario) -> int:
    """Fewest aircraft-months that stay unmet in any plan."""
    demanded = scenario.demands[0].aircraft
    options = [list(schedules(scenario, partner.id)) for partner in scenario.partners]
    by_unmet = sorted(
        (sum(max(0, demanded - sum(month)) for month in zip(*plans, strict=True)), plans)
        for plans in product(*options)
    )
    return next(unmet for unmet, plans in by_unmet if together(scenario, plans))


@given(tiny_worlds())
@few(120)
def test_the_first_tier_is_as_good_as_the_best_of_all_schedules(scenario: Scenario):
    """Neither better, which would break a rule, nor worse, which would forbid too much."""
    _, result = solved(scenario)
    assert result.objectives[0].status is Status.OPTIMAL
    assert result.objectives[0].value == least_unmet(scenario)
