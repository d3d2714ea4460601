"""Very small worlds and their best plan, found by trying every schedule.

Six months from October 2022, one type, one maintenance base, and two units that could be: two partners at one demand,
or one partner at two demands. A schedule is a size for each month; every pair is tried. What schedules may do is
worked out here from the rows of the scenario and not with the library. Lots, seats and candidates cost nothing and go
to one partner alone, so that as many and as early as possible is best and need not be tried.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from airlift.scenario.model import Scenario
from tests.property.matching.features import set_policy
from tests.unit.matching.worlds import one_unit, school, second_partner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from airlift.scenario.demands import Demand
    from airlift.scenario.offers import Lot, Partner

__all__ = ["best_values", "tiny_world"]

MONTHS = 6
RECEIVER = "el-salvador"
Sizes = tuple[int, ...]
Array = Any


def tiny_world(number: int) -> Scenario:
    """Draw a world from October 2022 to March 2023."""
    rng = Random(number)
    scenario = one_unit()
    pair = rng.choice(["alone", "partners", "demands", "demands"])
    if pair == "partners":
        scenario = second_partner(scenario)
    data = scenario.model_dump(mode="json")
    data |= {"start_month": "2022-10", "horizon_months": MONTHS}
    if pair == "demands":
        patrol = data["demands"][0] | {
            "id": "patrol",
            "role": "patrol",
            "crew_tags": [],
            "tier": rng.randint(1, 2),
        }
        data["demands"].append(patrol)
    for row in data["demands"]:
        least, most = rng.choice([(1, 1), (1, 2), (1, 2), (2, 2), (2, 3), (3, 3)])
        row |= {
            "first_month": rng.choice(["2022-10", "2022-11"]),
            "last_month": rng.choice(["2023-02", "2023-12"]),
            "aircraft": rng.randint(2, 4),
            "min_unit": least,
            "max_unit": most,
        }
    for row in data["partners"]:
        row |= {
            "technicians": rng.choice([10, 15, 16, 40]),
            "women_technicians": 0,
            "readiness_level": rng.choice(["1", "2", "3"]),
            "max_units": rng.randint(1, 2),
            "absorb_aircraft": 9,
            "absorb_aircraft_per_month": 9,
            "medical_teams": rng.choice([None, None, 1, 2]),
            "credit_usd": rng.choice([None, 250_000, 470_000]),
            "predeployment_aircraft_per_month": rng.choice([None, None, 1, 2]),
        }
    for row in data["partner_fleet"]:
        row["deployable_aircraft"] = rng.choice([0, 1, 2, 2, 3, 3])
    for row in data["partner_crews"]:
        row |= {
            "crews": rng.randint(4, 9),
            "women_aircrew": 0,
            "tags": rng.choice([["medevac"], ["medevac"], []]),
        }
    data["lots"] = [_lot(rng, number) for number in range(rng.randint(0, 2))]
    data["courses"] = _courses(rng, data)
    for row in data["budgets"]:
        if row["sponsor"] == "un":
            row["budget_usd"] = rng.choice([1e8, 1e8, 1e8, 2e6, 1.3e6])
    next(row for row in data["sponsors"] if row["id"] == "un")["carry_over"] = rng.random() < 0.5
    data["aircraft_types"][0]["aircraft_per_lift_flight"] = rng.randint(1, 3)
    data["maintenance_bases"][0] |= {
        "man_hours_per_month": rng.choice([140, 230, 1000, 1000]),
        "lease": rng.choice(["wet", "wet", "dry"]),
    }
    data["consents"] = _consents(rng, data)
    if rng.random() < 0.3:
        data["spares"] = [_parts(rng)]
    _rules(rng, data)
    return Scenario.model_validate(data)


MADE = {"source": "made for tests", "confidence": "assumption"}


def _lot(rng: Random, number: int) -> dict[str, Any]:
    return MADE | {
        "id": f"lot-{number}",
        "donor": "rok",
        "aircraft_type": "500md",
        "aircraft": rng.randint(1, 4),
        "offered_month": "2022-10",
        "gate_month": rng.choice(["2022-10", "2022-11"]),
        "refurbishment_site": "depot",
        "refurbishment_months": rng.randint(0, 1),
        "refurbishment_per_month": rng.randint(1, 2),
        "refurbishment_usd_per_aircraft": 0,
        "shipping_months": rng.randint(0, 1),
        "shipping_usd_per_aircraft": 0,
        "partners": [RECEIVER],
        "state": rng.choice(["announced", "confirmed", "delivered"]),
        "missions": rng.choice([[], [], ["unmiss"]]),
        "roles": rng.choice([[], ["medevac"], ["patrol"]]),
        "return_month": rng.choice([None, None, "2023-01", "2023-02"]),
    }


def _courses(rng: Random, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Free courses with one start, all for the same partner."""
    free = {"partners": [RECEIVER], "usd_per_seat": 0, "duration_months": rng.randint(1, 2), "seats": 3}
    when = {"first_month": "2022-10", "last_month": "2022-10"}
    later = {"first_month": "2022-12", "last_month": "2022-12"}
    start = rng.choice([when, later])
    found = []
    if rng.random() < 0.3:
        data["partners"][0] |= {"instructors": rng.randint(0, 1), "women_instructors": 0}
        trainers = school(id="trainers", audience="instructor", tags=[], pass_pct=rng.choice([50, 100]))
        found = [trainers | free | when, school(pass_pct=100) | free | start]
    if rng.random() < 0.3:
        found.append(school(id="upgrade", audience="upgrade", own_school=False) | free | start)
    if rng.random() < 0.3:
        found.append(
            school(id="amet", audience="medical", own_school=False, pass_pct=50, tags=[]) | free | start
        )
    return found


def _consents(rng: Random, data: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for partner in data["partners"]:
        months = rng.choice([[], [], [], [], ["2022-12"], ["2022-11", "2023-01"], [None]])
        for month, kind in zip(months, ("500md", None), strict=False):
            row = {"mission": "unmiss", "partner": partner["id"], "aircraft_type": kind, "first_month": month}
            rows.append(MADE | row)
    return rows


def _parts(rng: Random) -> dict[str, Any]:
    row = {"id": "parts", "provider": "maker", "aircraft_type": "500md", "first_month": "2022-11"}
    return MADE | row | {"last_month": "2023-12", "flight_hours_per_month": rng.choice([60, 90, 130])}


def _rules(rng: Random, data: dict[str, Any]) -> None:
    set_policy(
        data,
        "matching",
        min_tour_months=rng.randint(1, 3),
        handover_overlap_months=rng.randint(0, 2),
        max_units_per_demand=rng.randint(1, 2),
        lift_flights_per_month=rng.randint(1, 3),
        readiness_lead_1_months=rng.randint(0, 3),
        readiness_lead_2_months=rng.randint(0, 3),
        assessment_visits_per_month=rng.randint(1, 2),
        work_up_months=rng.randint(0, 1),
        rotation_every_months=rng.choice([1, 1, 2, 3]),
        least_pledge_state=rng.choice(["announced", "announced", "confirmed"]),
    )
    set_policy(
        data,
        "crew",
        attrition_pct_per_year=rng.choice([0.0, 30.0]),
        medical_teams_per_aircraft=rng.choice([0.5, 1.0]),
    )
    set_policy(
        data,
        "cost",
        assessment_usd_per_visit=rng.choice([0.0, 30_000.0]),
        predeployment_usd_per_aircraft=rng.choice([0.0, 20_000.0]),
        rotation_usd_per_person=rng.choice([0.0, 1_200.0]),
        reimbursement_delay_months=rng.randint(0, 3),
    )


@dataclass(frozen=True)
class _Slot:
    """A partner at a demand with all schedules that it may have there: months as columns, schedules as rows."""

    partner: Partner
    demand: Demand
    sizes: Array

    @property
    def before(self) -> Array:
        """Sizes of the month before."""
        return np.pad(self.sizes, ((0, 0), (1, 0)))[:, :-1]

    @property
    def starts(self) -> Array:
        return (self.sizes > 0) & (self.before == 0)

    @property
    def ends(self) -> Array:
        """First months away, but for the end of the demand's window, which is no end to be relieved."""
        away = (self.sizes == 0) & (self.before > 0)
        away[:, _window(self.demand)[1] :] = False
        return away

    @property
    def joined(self) -> Array:
        return np.maximum(self.sizes - self.before, 0)


def _window(demand: Demand) -> tuple[int, int]:
    first = 1 if demand.first_month == "2022-11" else 0
    return first, 5 if demand.last_month == "2023-02" else MONTHS


def _slot(scenario: Scenario, partner: Partner, demand: Demand) -> _Slot:
    """List every schedule that keeps the rules on one unit and its own successors."""
    sizes = (0, *range(demand.min_unit, demand.max_unit + 1))
    found = [
        sequence for sequence in product(sizes, repeat=MONTHS) if _alone(scenario, partner, demand, sequence)
    ]
    return _Slot(partner, demand, np.array(found))


def _alone(scenario: Scenario, partner: Partner, demand: Demand, sizes: Sizes) -> bool:
    policy = scenario.policy.matching
    first_month, end_month = _window(demand)
    lead = (
        policy.readiness_lead_1_months if partner.readiness_level == "1" else policy.readiness_lead_2_months
    )
    lead = policy.readiness_lead_3_months if partner.readiness_level == "3" else lead
    earliest = max(first_month, lead.value, _consent(scenario, partner))
    if any(size and not earliest <= t < end_month for t, size in enumerate(sizes)):
        return False
    turn = policy.rotation_every_months.value
    for t, (before, size) in enumerate(zip((0, *sizes), sizes, strict=False)):
        if before != size and t % turn and t != end_month:
            return False
    runs = _runs(sizes)
    if any(end - first < policy.min_tour_months.value and end != end_month for first, end in runs):
        return False
    overlap = policy.handover_overlap_months.value
    return not any(
        overlap and end < end_month and end - overlap < first <= end + overlap
        for i, (_, end) in enumerate(runs)
        for j, (first, _) in enumerate(runs)
        if i != j
    )


def _consent(scenario: Scenario, partner: Partner) -> int:
    """First month of consent; beyond the horizon where it is refused."""
    months = [row.first_month for row in scenario.consents if row.partner == partner.id]
    return max((MONTHS if month is None else scenario.month_index(month) for month in months), default=0)


def _runs(sizes: Sizes) -> list[tuple[int, int]]:
    """First month and first month away of each unbroken run."""
    found: list[tuple[int, int]] = []
    for t, size in enumerate(sizes):
        if size and (t == 0 or not sizes[t - 1]):
            found.append((t, t))
        if size:
            found[-1] = (found[-1][0], t + 1)
    return found


def best_values(scenario: Scenario) -> dict[str, float]:
    """Return the best value of each level, the levels before it at their best."""
    slots = [_slot(scenario, partner, demand) for partner in scenario.partners for demand in scenario.demands]
    rows = [np.arange(len(slot.sizes)) for slot in slots]
    picked = [grid.ravel() for grid in np.meshgrid(*rows, indexing="ij")]
    kept = _together(scenario, slots, picked)
    picked = [one[kept] for one in picked]
    levels = _service(scenario, slots, picked)
    return _cheapest(scenario, slots, picked, levels)


def _retention(scenario: Scenario, months: float) -> float:
    return (1 - scenario.policy.crew.attrition_pct_per_year.value / 100) ** (months / 12)


def _together(scenario: Scenario, slots: list[_Slot], picked: list[Array]) -> Array:
    """Whether the schedules of each pair keep all rules but those on visits and money."""
    policy = scenario.policy
    base = scenario.maintenance_bases[0]
    sizes = [slot.sizes[one] for slot, one in zip(slots, picked, strict=True)]
    everything = sum(sizes)
    hours = everything * 30
    kept = (hours * 1.5 <= base.man_hours_per_month).all(axis=1)
    kept &= (hours / 100 * 2 <= base.docks * 30).all(axis=1)
    for row in scenario.spares:
        opened = np.array(
            [row.first_month <= scenario.month_label(t) <= row.last_month for t in range(MONTHS)]
        )
        kept &= (hours <= opened * row.flight_hours_per_month).all(axis=1)
    lifted = sum(_flights(scenario, slot)[one] for slot, one in zip(slots, picked, strict=True))
    kept &= (lifted <= policy.matching.lift_flights_per_month.value).all(axis=1)
    for demand in scenario.demands:
        here = [n for slot, n in zip(slots, sizes, strict=True) if slot.demand is demand]
        kept &= (sum(n > 0 for n in here) <= policy.matching.max_units_per_demand.value).all(axis=1)
    kept &= ~_clash(scenario, slots, picked)
    for partner in scenario.partners:
        own = [i for i, slot in enumerate(slots) if slot.partner is partner]
        kept &= _of_partner(scenario, partner, [slots[i] for i in own], [picked[i] for i in own])
    return kept


def _flights(scenario: Scenario, slot: _Slot) -> Array:
    return -(-slot.joined // scenario.aircraft_types[0].aircraft_per_lift_flight)


def _clash(scenario: Scenario, slots: list[_Slot], picked: list[Array]) -> Array:
    """Whether a unit starts around the end of another partner's unit at the same demand."""
    overlap = scenario.policy.matching.handover_overlap_months.value
    found = np.zeros(len(picked[0]), dtype=bool)
    for (i, one), (j, other) in product(enumerate(slots), repeat=2):
        if i == j or one.demand is not other.demand:
            continue
        for end, start in product(range(MONTHS), repeat=2):
            if overlap and end - overlap < start <= end + overlap:
                found |= one.ends[picked[i], end] & other.starts[picked[j], start]
    return found


def _of_partner(scenario: Scenario, partner: Partner, slots: list[_Slot], picked: list[Array]) -> Array:
    """Whether the schedules of one partner keep within its aircraft, people and means."""
    crew = scenario.policy.crew
    sizes = [slot.sizes[one] for slot, one in zip(slots, picked, strict=True)]
    everything = sum(sizes)
    kept = (sum(n > 0 for n in sizes) <= partner.max_units).all(axis=1)
    medevac = sum(
        (n for slot, n in zip(slots, sizes, strict=True) if slot.demand.role == "medevac"), 0 * sizes[0]
    )
    need = crew.crews_per_aircraft.value * (1 + crew.crew_home_months.value / crew.crew_tour_months.value)
    crews, qualified, teams = _people(scenario, partner)
    left = np.array([_retention(scenario, t) for t in range(MONTHS)])
    kept &= (everything * need <= crews + 1e-9).all(axis=1)
    kept &= (medevac * need <= qualified + 1e-9).all(axis=1)
    if scenario.maintenance_bases[0].lease == "wet":
        technicians = crew.technicians_per_aircraft.value
        kept &= (everything * technicians <= partner.technicians * left + 1e-9).all(axis=1)
    if teams is not None:
        kept &= (medevac * crew.medical_teams_per_aircraft.value <= teams + 1e-9).all(axis=1)
    if partner.predeployment_aircraft_per_month is not None:
        joined = sum(slot.joined[one] for slot, one in zip(slots, picked, strict=True))
        kept &= (joined <= partner.predeployment_aircraft_per_month).all(axis=1)
    delay = scenario.policy.cost.reimbursement_delay_months.value
    if partner.credit_usd is not None and delay:
        for t in range(MONTHS):
            unpaid = everything[:, max(0, t - delay + 1) : t + 1].sum(axis=1)
            kept &= unpaid * OUTLAY_USD <= partner.credit_usd
    for t in range(MONTHS):
        kept &= _fleet(scenario, partner, slots, [n[:, t] for n in sizes], t)
    return kept


OUTLAY_USD = 27 * 1448 + 60_000 + 30 * 400 + 30 * 1.5 * 40
"""People, Letter of Assist, flight hours and labour of one aircraft in one month."""


def _people(scenario: Scenario, partner: Partner) -> tuple[Array, Array, Array | None]:
    """Crews, crews with the qualification for medevac, and medical teams in each month."""
    months = range(MONTHS)
    formed = scenario.crews_by_key[partner.id, "500md"]
    crews = np.array([formed.crews * _retention(scenario, t) for t in months])
    qualified = crews * ("medevac" in formed.tags)
    teams = None
    if partner.medical_teams is not None:
        teams = np.array([partner.medical_teams * _retention(scenario, t) for t in months])
    for course in scenario.courses:
        start = scenario.month_index(course.first_month)
        done = start + course.duration_months
        places = course.seats
        if partner.id != RECEIVER or course.audience == "instructor" or done >= MONTHS:
            continue
        if course.audience == "crew":
            places = min(places, partner.trainable_crews_per_year, _taught(scenario, partner, start, done))
        passed = places * course.pass_pct / 100
        more = np.array([passed * _retention(scenario, t - done) if t >= done else 0.0 for t in months])
        if course.audience == "medical":
            teams = None if teams is None else teams + more
        else:
            qualified = qualified + more
            crews = crews + more * (course.audience == "crew")
    return crews, qualified, teams


def _taught(scenario: Scenario, partner: Partner, start: int, end: int) -> int:
    """Crews that the own school can teach from a month to another."""
    trainers = scenario.course_by_id["trainers"]
    formed = trainers.seats * trainers.pass_pct / 100
    instructors = [partner.instructors + formed * (t >= trainers.duration_months) for t in range(start, end)]
    return math.floor(min(instructors) * scenario.policy.crew.crews_per_instructor.value + 1e-9)


def _fleet(scenario: Scenario, partner: Partner, slots: list[_Slot], now: list[Array], t: int) -> Array:
    """Whether, for every set of lots, demands that may use no others have enough with own aircraft."""
    policy = scenario.policy.matching
    own = scenario.fleet_by_key[partner.id, "500md"].deployable_aircraft
    lots = [lot for lot in scenario.lots if partner.id == RECEIVER and _firm(scenario, lot)]
    kept = np.ones(len(now[0]), dtype=bool)
    for chosen in _subsets(lots):
        bound = [
            n for slot, n in zip(slots, now, strict=True) if _usable(scenario, lots, slot.demand, t) <= chosen
        ]
        ready = sum(
            _arrived(scenario, lot, t - policy.work_up_months.value) for lot in lots if lot.id in chosen
        )
        most = own + math.floor(policy.donated_deployable_pct.value / 100 * ready + 1e-9)
        if bound:
            kept &= sum(bound) <= most
    return kept


def _firm(scenario: Scenario, lot: Lot) -> bool:
    return scenario.policy.matching.least_pledge_state.value == "announced" or lot.state != "announced"


def _subsets(lots: list[Lot]) -> Iterator[set[str]]:
    for taken in product([False, True], repeat=len(lots)):
        yield {lot.id for lot, one in zip(lots, taken, strict=True) if one}


def _usable(scenario: Scenario, lots: list[Lot], demand: Demand, t: int) -> set[str]:
    return {
        lot.id
        for lot in lots
        if (not lot.roles or demand.role in lot.roles)
        and (lot.return_month is None or t < scenario.month_index(lot.return_month))
    }


def _arrived(scenario: Scenario, lot: Lot, t: int) -> int:
    """Aircraft of a lot in the partner's hands by a month when it comes as early as it can."""
    first = scenario.month_index(lot.gate_month) + lot.refurbishment_months + lot.shipping_months
    return max(0, min(lot.aircraft, lot.refurbishment_per_month * (t - first + 1)))


def _service(scenario: Scenario, slots: list[_Slot], picked: list[Array]) -> dict[str, Array]:
    """Unmet aircraft-months of each tier, and months before the first medevac unit, of each pair."""
    levels: dict[str, Array] = {}
    wait = 0
    for demand in sorted(scenario.demands, key=lambda demand: demand.tier):
        first, end = _window(demand)
        here = [slot.sizes[one] for slot, one in zip(slots, picked, strict=True) if slot.demand is demand]
        missing = np.maximum(demand.aircraft - sum(here)[:, first:end], 0).sum(axis=1)
        name = f"tier {demand.tier} unmet"
        levels[name] = levels.get(name, 0) + missing
        if demand.role == "medevac":
            served = np.logical_or.accumulate(sum(here)[:, first:end] > 0, axis=1)
            wait = (~served).sum(axis=1)
    return levels | {"first medevac month": wait}


def _cheapest(
    scenario: Scenario, slots: list[_Slot], picked: list[Array], levels: dict[str, Array]
) -> dict[str, float]:
    """Best values of the levels and least cost, over all months in which partners could be visited."""
    costs = scenario.policy.cost
    un = scenario.sponsor_by_id["un"]
    budgets = [row.budget_usd for row in scenario.budgets if row.sponsor == "un"]
    spent = [
        sum(part)
        for part in zip(
            *(_spent(scenario, slot, one) for slot, one in zip(slots, picked, strict=True)), strict=True
        )
    ]
    first_start = {
        partner.id: np.min(
            [
                np.where(slot.starts.any(axis=1), slot.starts.argmax(axis=1), MONTHS)[one]
                for slot, one in zip(slots, picked, strict=True)
                if slot.partner is partner
            ],
            axis=0,
        )
        for partner in scenario.partners
    }
    best: tuple[float, ...] | None = None
    for visits in _visits(scenario):
        kept = np.ones(len(picked[0]), dtype=bool)
        years = list(spent)
        for partner, month in visits.items():
            after = month + scenario.policy.matching.readiness_lead_2_months.value
            kept &= first_start[partner] >= min(after, MONTHS)
            if month < MONTHS:
                years[month // 3] = years[month // 3] + costs.assessment_usd_per_visit.value
        if un.carry_over:
            kept &= (years[0] <= budgets[0] + 0.01) & (years[0] + years[1] <= sum(budgets) + 0.01)
        else:
            kept &= (years[0] <= budgets[0] + 0.01) & (years[1] <= budgets[1] + 0.01)
        columns = [*levels.values(), np.round(years[0] + years[1], 2)]
        order = np.lexsort([column[kept] for column in reversed(columns)])
        if len(order):
            found = tuple(float(column[kept][order[0]]) for column in columns)
            best = found if best is None else min(best, found)
    assert best is not None
    return dict(zip([*levels, "cost"], best, strict=True))


def _visits(scenario: Scenario) -> Iterator[dict[str, int]]:
    """Every way to visit the partners that need it; month 6 stands for no visit."""
    policy = scenario.policy.matching
    asked = [partner.id for partner in scenario.partners if partner.readiness_level == "1"]
    first = max(0, policy.readiness_lead_1_months.value - policy.readiness_lead_2_months.value)
    for months in product(range(first, MONTHS + 1), repeat=len(asked)):
        if all(months.count(t) <= policy.assessment_visits_per_month.value for t in range(MONTHS)):
            yield dict(zip(asked, months, strict=True))


def _spent(scenario: Scenario, slot: _Slot, picked: Array) -> tuple[Array, Array]:
    """Cost in USD of the schedules of one slot in 2022 and in 2023, without visits."""
    crew, costs = scenario.policy.crew, scenario.policy.cost
    relief_usd = (
        crew.people_per_aircraft.value * costs.rotation_usd_per_person.value / crew.crew_tour_months.value
    )
    at_once = (
        450_000 * _flights(scenario, slot)
        + 50_000 * slot.starts
        + costs.predeployment_usd_per_aircraft.value * slot.joined
        + relief_usd * slot.sizes
    )
    years = [at_once[:, :3].sum(axis=1), at_once[:, 3:].sum(axis=1)]
    for t in range(MONTHS):
        due = min(t + costs.reimbursement_delay_months.value, MONTHS - 1)
        years[due // 3] = years[due // 3] + OUTLAY_USD * slot.sizes[:, t]
    return years[0][picked], years[1][picked]
