"""Key figures of a plan, computed from scenario and plan alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from airlift.plans.burden import Burden, burden_shares
from airlift.plans.costs import Cost, allocation_costs, reimbursement_due_usd
from airlift.plans.coverage import (
    Coverage,
    FirstMedevac,
    coverage_by_demand,
    first_medevac,
    grouped,
    joined,
)
from airlift.plans.days import ProgrammeKpis, programme_kpis
from airlift.plans.guard import StandbyLine, mean_pct, standby_lines
from airlift.plans.model import Plan
from airlift.plans.parity import ParityYear, WomenShare, parity_by_year, women_at_start
from airlift.plans.sustained import FleetFigures, fleet_figures
from airlift.plans.transition import (
    HandOver,
    Reach,
    Rotation,
    Transition,
    hand_overs,
    reach,
    rotations,
    transitions,
)
from airlift.scenario.model import Scenario, add_months

__all__ = ["Flying", "Kpis", "UnitLine", "plan_kpis"]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit as a planner reads it. Months are `YYYY-MM`, both included."""

    unit: str
    partner: str
    aircraft_type: str
    mission: str
    demand: str
    role: str
    site: str
    maintenance_base: str
    first_month: str
    last_month: str
    months: int
    aircraft_min: int
    aircraft_max: int
    aircraft_months: int


@dataclass(frozen=True, slots=True)
class Flying:
    """Planned flying of one aircraft type over the horizon, at the hours that the demands ask for."""

    aircraft_type: str
    aircraft_months: int
    flight_h: float
    fuel_kg: float
    co2_kg: float


@dataclass(frozen=True, slots=True)
class Kpis:
    """All key figures of a plan."""

    total: Coverage
    by_tier: tuple[Coverage, ...]
    by_mission: tuple[Coverage, ...]
    by_demand: tuple[Coverage, ...]
    units: tuple[UnitLine, ...]
    first_medevac: tuple[FirstMedevac, ...]
    costs: tuple[Cost, ...]
    paid_usd_by_sponsor_year: Mapping[tuple[str, int], float]
    flying: tuple[Flying, ...]
    women: tuple[WomenShare, ...]
    parity: tuple[ParityYear, ...]
    burden: tuple[Burden, ...]
    transition: tuple[Transition, ...]
    hand_overs: tuple[HandOver, ...]
    rotations: tuple[Rotation, ...]
    reach: tuple[Reach, ...]
    reimbursement_due_usd: Mapping[str, float]
    fleet: FleetFigures | None
    standby: tuple[StandbyLine, ...]
    programmes: tuple[ProgrammeKpis, ...]

    @property
    def cost_usd(self) -> float:
        """What the decisions cost in all."""
        return sum(row.usd for row in self.costs)

    @property
    def paid_usd(self) -> float:
        """What sponsors pay in all."""
        return sum(self.paid_usd_by_sponsor_year.values())

    @property
    def cost_usd_by_kind(self) -> dict[str, float]:
        """Cost by cost kind."""
        return _sums((row.cost_kind, row.usd) for row in self.costs)

    @property
    def cost_usd_by_year(self) -> dict[int, float]:
        """Cost by calendar year."""
        return dict(sorted(_sums((row.year, row.usd) for row in self.costs).items()))

    @property
    def cost_usd_by_partner(self) -> dict[str, float]:
        """Cost by the partner that causes it."""
        return _sums((row.partner, row.usd) for row in self.costs)

    @property
    def paid_usd_by_sponsor(self) -> dict[str, float]:
        """Payments by sponsor, who is the payer."""
        return _sums((sponsor, usd) for (sponsor, _), usd in self.paid_usd_by_sponsor_year.items())

    @property
    def flight_h(self) -> float:
        """Planned flight hours over the horizon."""
        return sum(row.flight_h for row in self.flying)

    @property
    def co2_kg(self) -> float:
        """Carbon dioxide of the planned flying."""
        return sum(row.co2_kg for row in self.flying)

    @property
    def surgery_pct(self) -> float | None:
        """Alpha casualties in surgery in time, over all missions with standby."""
        return mean_pct(self.standby, lambda line: line.cover.surgery_pct)

    @property
    def surgery_at_home_pct(self) -> float | None:
        """The same, if all aircraft stood by at their home bases."""
        return mean_pct(self.standby, lambda line: line.cover_at_home.surgery_pct)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain data of JSON, derived ones included."""
        return {
            "demand_served": {
                "total": _coverage_dict(self.total),
                "by_tier": [_coverage_dict(row) for row in self.by_tier],
                "by_mission": [_coverage_dict(row) for row in self.by_mission],
                "by_demand": [_coverage_dict(row) for row in self.by_demand],
            },
            "units": [asdict(row) for row in self.units],
            "first_medevac": [asdict(row) for row in self.first_medevac],
            "cost_usd": {
                "total": self.cost_usd,
                "paid": self.paid_usd,
                "by_kind": self.cost_usd_by_kind,
                "by_year": {str(year): usd for year, usd in self.cost_usd_by_year.items()},
                "by_partner": self.cost_usd_by_partner,
                "by_payer": self.paid_usd_by_sponsor,
            },
            "flying": [asdict(row) for row in self.flying],
            "women": [asdict(row) | {"share_pct": row.share_pct} for row in self.women],
            "parity": [asdict(row) | {"share_pct": row.share_pct} for row in self.parity],
            "burden": [asdict(row) for row in self.burden],
            "transition": [asdict(row) for row in self.transition],
            "hand_overs": [asdict(row) for row in self.hand_overs],
            "rotations": [asdict(row) for row in self.rotations],
            "reach": [
                asdict(row) | {"months": row.months, "spans": [list(s) for s in row.spans]}
                for row in self.reach
            ],
            "reimbursement_due_usd": dict(self.reimbursement_due_usd),
            "fleet": None if self.fleet is None else self.fleet.to_dict(),
            "standby": [_standby_dict(row) for row in self.standby],
            "programmes": [asdict(row) | {"tasks": row.tasks, "flown": row.flown} for row in self.programmes],
        }


def plan_kpis(scenario: Scenario, plan: Plan) -> Kpis:
    """Compute the key figures of a plan.

    Raises
    ------
    KeyError
        The plan names something that the scenario does not have.
    """
    by_demand = coverage_by_demand(scenario, plan)
    costs = allocation_costs(scenario, plan.allocation)
    return Kpis(
        total=joined("all", by_demand.values()),
        by_tier=grouped(by_demand, {d.id: str(d.tier) for d in scenario.demands}),
        by_mission=grouped(by_demand, {d.id: d.mission for d in scenario.demands}),
        by_demand=tuple(by_demand.values()),
        units=_unit_lines(scenario, plan),
        first_medevac=first_medevac(scenario, plan),
        costs=costs,
        paid_usd_by_sponsor_year=dict(
            sorted(_sums(((p.sponsor, p.year), p.usd) for p in plan.allocation.payments).items())
        ),
        flying=_flying(scenario, plan),
        women=women_at_start(scenario, plan),
        parity=parity_by_year(scenario, plan),
        burden=burden_shares(scenario, plan),
        transition=transitions(scenario, plan, costs),
        hand_overs=hand_overs(scenario, plan),
        rotations=rotations(scenario, plan),
        reach=reach(scenario, plan),
        reimbursement_due_usd=reimbursement_due_usd(scenario, plan.allocation),
        fleet=fleet_figures(scenario, plan),
        standby=standby_lines(scenario, plan),
        programmes=tuple(programme_kpis(scenario, programme) for programme in plan.programmes),
    )


def _unit_lines(scenario: Scenario, plan: Plan) -> tuple[UnitLine, ...]:
    lines = []
    for unit in plan.allocation.units:
        demand = scenario.demand_by_id[unit.demand]
        lines.append(
            UnitLine(
                unit=unit.id,
                partner=unit.partner,
                aircraft_type=unit.aircraft_type,
                mission=demand.mission,
                demand=demand.id,
                role=demand.role,
                site=demand.sites[0],
                maintenance_base=unit.maintenance_base,
                first_month=unit.first_month,
                last_month=add_months(unit.first_month, len(unit.aircraft) - 1),
                months=len(unit.aircraft),
                aircraft_min=min(unit.aircraft),
                aircraft_max=max(unit.aircraft),
                aircraft_months=sum(unit.aircraft),
            )
        )
    return tuple(sorted(lines, key=lambda line: (line.first_month, line.mission, line.demand, line.unit)))


def _flying(scenario: Scenario, plan: Plan) -> tuple[Flying, ...]:
    aircraft_months: Counter[str] = Counter()
    hours: defaultdict[str, float] = defaultdict(float)
    for unit in plan.allocation.units:
        deployed = sum(unit.aircraft)
        aircraft_months[unit.aircraft_type] += deployed
        hours[unit.aircraft_type] += deployed * scenario.demand_by_id[unit.demand].hours_per_aircraft_month
    rows = []
    for name in sorted(aircraft_months):
        fuel_kg = hours[name] * scenario.aircraft_type_by_id[name].burn_kg_per_h
        co2_kg = fuel_kg * scenario.policy.cost.co2_kg_per_kg_fuel.value
        rows.append(Flying(name, aircraft_months[name], hours[name], fuel_kg, co2_kg))
    return tuple(rows)


def _coverage_dict(row: Coverage) -> dict[str, Any]:
    return asdict(row) | {"unmet": row.unmet, "served_pct": row.served_pct}


def _standby_dict(row: StandbyLine) -> dict[str, Any]:
    shares = {name: getattr(row, name).model_dump(mode="json") for name in ("cover", "cover_at_home")}
    plain = ("mission", "month", "aircraft", "sites", "zones", "events_per_month")
    return {name: getattr(row, name) for name in plain} | shares


def _sums(pairs: Iterable[tuple[Any, float]]) -> dict[Any, float]:
    """Add up values by key, in the order in which the keys first come."""
    sums: dict[Any, float] = {}
    for key, value in pairs:
        sums[key] = sums.get(key, 0.0) + value
    return sums
