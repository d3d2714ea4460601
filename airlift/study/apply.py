"""A scenario in which a pledge is made: one pure function from scenario and pledge to scenario.

Every kind only widens what is offered, so any plan of the scenario stays a plan of the wider one: that is why a base
plan is a start for its valuation, and why it can only help. One exception: when a second donor gives a type, courses on
the type are no longer caused by one donor alone, and money that is tied to that donor does not pay for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from airlift.errors import ScenarioError
from airlift.scenario import (
    Budget,
    Earmark,
    Issue,
    Lot,
    PartnerCrews,
    PartnerFleet,
    Pledge,
    Scenario,
    Sponsor,
    add_months,
)
from airlift.scenario.base import Row

__all__ = ["apply_pledge", "apply_pledges"]

R = TypeVar("R", bound=Row)

_READY_TO_FLY: dict[str, Any] = {
    "refurbishment_site": "none",
    "refurbishment_months": 0,
    "refurbishment_per_month": 1,
    "refurbishment_usd_per_aircraft": 0.0,
    "shipping_months": 0,
    "shipping_usd_per_aircraft": 0.0,
}
"""Workshop, times and prices of a lot whose type no other lot has."""


def apply_pledges(scenario: Scenario, pledges: Iterable[Pledge]) -> Scenario:
    """Return the scenario with several pledges made, one after the other."""
    for pledge in pledges:
        scenario = apply_pledge(scenario, pledge)
    return scenario


def apply_pledge(scenario: Scenario, pledge: Pledge) -> Scenario:
    """Return the scenario in which a pledge is made.

    A new lot takes workshop, times and prices from a lot of the same donor and type, else of the same type; where there
    is none its aircraft are ready to fly. Own aircraft are those that a partner lets deploy: its fleet grows only where
    it is not that large. `docks` bring their share of the base's man-hours. `money` of a new sponsor carries over. A
    pledge of `consent` never delays or withdraws what was consented to before. Crews hold the qualifications of the
    partner's other crews on the type, or, where it has none, of those in the family.

    Raises
    ------
    ScenarioError
        The pledge does not say what its kind needs, or names what the scenario does not have.
    """
    return _KINDS[pledge.kind](scenario, pledge)


def _aircraft(scenario: Scenario, pledge: Pledge) -> Scenario:
    aircraft = _whole(pledge)
    if pledge.lot is not None:
        lot = _named(scenario.lot_by_id, pledge, "lot")
        return _with_row(scenario, "lots", lot, aircraft=lot.aircraft + aircraft)
    if pledge.donor is None:
        return _own_aircraft(scenario, pledge, aircraft)
    kind = _named(scenario.aircraft_type_by_id, pledge, "aircraft_type").id
    same_type = [lot for lot in scenario.lots if lot.aircraft_type == kind]
    like = next((lot for lot in same_type if lot.donor == pledge.donor), next(iter(same_type), None))
    workshop = _READY_TO_FLY if like is None else like.model_dump(include=set(_READY_TO_FLY))
    month = pledge.first_month or scenario.start_month
    lot = Lot.model_validate(
        workshop
        | ({"refurbishment_per_month": aircraft} if like is None else {})
        | {
            "id": _new_id(pledge, scenario.lot_by_id),
            "donor": pledge.donor,
            "aircraft_type": kind,
            "aircraft": aircraft,
            "offered_month": month,
            "gate_month": month,
            "state": "confirmed",
            "probability_pct": 100,
            "late_probability_pct": 0,
            "partners": () if pledge.partner is None else (pledge.partner,),
            "missions": () if pledge.mission is None else (pledge.mission,),
            "return_month": None if pledge.last_month is None else add_months(pledge.last_month, 1),
        }
        | _origin(pledge)
    )
    return scenario.model_copy(update={"lots": (*scenario.lots, lot)})


def _own_aircraft(scenario: Scenario, pledge: Pledge, aircraft: int) -> Scenario:
    partner = _named(scenario.partner_by_id, pledge, "partner")
    kind = _named(scenario.aircraft_type_by_id, pledge, "aircraft_type")
    row = scenario.fleet_by_key.get((partner.id, kind.id))
    if row is not None:
        deployable = row.deployable_aircraft + aircraft
        more = {"aircraft": max(row.aircraft, deployable), "deployable_aircraft": deployable}
        return _with_row(scenario, "partner_fleet", row, **more)
    fleet = {
        "partner": partner.id,
        "aircraft_type": kind.id,
        "aircraft": aircraft,
        "deployable_aircraft": aircraft,
    }
    rows = (*scenario.partner_fleet, PartnerFleet.model_validate(fleet | _origin(pledge)))
    return scenario.model_copy(update={"partner_fleet": rows})


def _crews(scenario: Scenario, pledge: Pledge) -> Scenario:
    partner = _named(scenario.partner_by_id, pledge, "partner")
    kind = _named(scenario.aircraft_type_by_id, pledge, "aircraft_type")
    row = scenario.crews_by_key.get((partner.id, kind.id))
    if row is not None:
        return _with_row(scenario, "partner_crews", row, crews=row.crews + _whole(pledge))
    family = (
        other
        for other in scenario.partner_crews
        if other.partner == partner.id
        and scenario.aircraft_type_by_id[other.aircraft_type].family == kind.family
    )
    tags = {tag for other in family for tag in other.tags}
    columns = {"partner": partner.id, "aircraft_type": kind.id, "crews": _whole(pledge), "women_aircrew": 0}
    row = PartnerCrews.model_validate(columns | {"tags": tuple(sorted(tags))} | _origin(pledge))
    return scenario.model_copy(update={"partner_crews": (*scenario.partner_crews, row)})


def _technicians(scenario: Scenario, pledge: Pledge) -> Scenario:
    partner = _named(scenario.partner_by_id, pledge, "partner")
    return _with_row(scenario, "partners", partner, technicians=partner.technicians + _whole(pledge))


def _seats(scenario: Scenario, pledge: Pledge) -> Scenario:
    course = _named(scenario.course_by_id, pledge, "course")
    return _with_row(scenario, "courses", course, seats=course.seats + _whole(pledge))


def _money(scenario: Scenario, pledge: Pledge) -> Scenario:
    first = int((pledge.first_month or scenario.start_month)[:4])
    last = int(pledge.last_month[:4]) if pledge.last_month is not None else first
    years = range(first, last + 1)
    if pledge.sponsor is not None:
        sponsor = _named(scenario.sponsor_by_id, pledge, "sponsor")
        present = {row.year: row for row in scenario.budgets if row.sponsor == sponsor.id}
        for year in years:
            if year in present:
                row = present[year]
                scenario = _with_row(scenario, "budgets", row, budget_usd=row.budget_usd + pledge.amount)
            else:
                scenario = _with_budget(scenario, pledge, sponsor.id, year)
        return scenario
    fund = {
        "id": _new_id(pledge, scenario.sponsor_by_id),
        "name": pledge.name,
        "kind": "state",
        "carry_over": True,
    }
    sponsor = Sponsor.model_validate(fund | _origin(pledge))
    tied = {"donor": pledge.donor, "partner": pledge.partner, "cost_kind": pledge.cost_kind}
    taken = {row.id: row for row in scenario.earmarks}
    named = {"id": _new_id(pledge, taken), "sponsor": sponsor.id}
    earmark = Earmark.model_validate(named | tied | _origin(pledge))
    scenario = scenario.model_copy(
        update={"sponsors": (*scenario.sponsors, sponsor), "earmarks": (*scenario.earmarks, earmark)}
    )
    for year in years:
        scenario = _with_budget(scenario, pledge, sponsor.id, year)
    return scenario


def _with_budget(scenario: Scenario, pledge: Pledge, sponsor: str, year: int) -> Scenario:
    row = Budget.model_validate(
        {"sponsor": sponsor, "year": year, "budget_usd": pledge.amount} | _origin(pledge)
    )
    return scenario.model_copy(update={"budgets": (*scenario.budgets, row)})


def _docks(scenario: Scenario, pledge: Pledge) -> Scenario:
    base = _named(scenario.maintenance_base_by_id, pledge, "maintenance_base")
    docks = base.docks + _whole(pledge)
    man_hours = base.man_hours_per_month * docks / base.docks
    return _with_row(scenario, "maintenance_bases", base, docks=docks, man_hours_per_month=man_hours)


def _consent(scenario: Scenario, pledge: Pledge) -> Scenario:
    """Write the pair's consents out type by type, those of the pledge with the new month where it is earlier."""
    mission = _named(scenario.mission_by_id, pledge, "mission")
    partner = _named(scenario.partner_by_id, pledge, "partner")
    month = max(pledge.first_month or scenario.start_month, scenario.start_month)
    ours = [row for row in scenario.consents if (row.mission, row.partner) == (mission.id, partner.id)]
    rows = [row for row in scenario.consents if (row.mission, row.partner) != (mission.id, partner.id)]
    for kind in scenario.aircraft_types:
        fitting = [row for row in ours if row.aircraft_type in (None, kind.id)]
        if not fitting:
            continue
        # A refusal counts first, then the latest month.
        governing = max(fitting, key=lambda row: (row.first_month is None, row.first_month or ""))
        first = governing.first_month
        if pledge.aircraft_type in (None, kind.id):
            first = month if first is None else min(first, month)
        rows.append(governing.model_copy(update={"aircraft_type": kind.id, "first_month": first}))
    return scenario.model_copy(update={"consents": tuple(rows)})


_KINDS: Mapping[str, Callable[[Scenario, Pledge], Scenario]] = {
    "aircraft": _aircraft,
    "crews": _crews,
    "technicians": _technicians,
    "seats": _seats,
    "money": _money,
    "docks": _docks,
    "consent": _consent,
}


def _with_row(scenario: Scenario, table: str, row: R, **changes: Any) -> Scenario:
    """Return the scenario with one row of a table changed and validated; the row is known by what it is."""
    changed = type(row).model_validate(row.model_dump() | changes)
    rows = tuple(changed if other is row else other for other in getattr(scenario, table))
    return scenario.model_copy(update={table: rows})


def _given(pledge: Pledge, column: str) -> str:
    value = getattr(pledge, column)
    if value is None:
        raise _trouble(pledge, column, f"a pledge of {pledge.kind} names its {column}")
    return str(value)


def _named(rows: Mapping[str, R], pledge: Pledge, column: str) -> R:
    """Return the row that a column of the pledge names."""
    name = _given(pledge, column)
    if name not in rows:
        raise _trouble(pledge, column, f"there is no {name!r}")
    return rows[name]


def _whole(pledge: Pledge) -> int:
    if not float(pledge.amount).is_integer():
        raise _trouble(pledge, "amount", f"{pledge.amount:g} {pledge.kind} are no whole number")
    return int(pledge.amount)


def _new_id(pledge: Pledge, taken: Mapping[str, Row]) -> str:
    """Make an identifier for a row that the pledge adds, told apart from those that are there."""
    name = f"pledge-{pledge.id}"[:58]
    while name in taken:
        name += "x"
    return name


def _origin(pledge: Pledge) -> dict[str, str]:
    return {"source": pledge.source, "confidence": pledge.confidence}


def _trouble(pledge: Pledge, column: str, message: str) -> ScenarioError:
    hint = f"complete or correct the pledge {pledge.id}"
    return ScenarioError([Issue("bad-pledge", "pledges", None, column, f"{pledge.id}: {message}", hint)])
