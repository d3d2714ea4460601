"""The scenario: what is asked, frozen, with look-ups by identifier."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field

from airlift.scenario.base import Frozen, Ident, Month
from airlift.scenario.casualties import Zone
from airlift.scenario.conditions import Concession, Consent, ParityTarget, Pledge, Spares
from airlift.scenario.demands import Demand, Mission, Provenance, Site, Task
from airlift.scenario.offers import (
    AircraftType,
    Budget,
    Course,
    Earmark,
    Lot,
    MaintenanceBase,
    Partner,
    PartnerCrews,
    PartnerFleet,
    Sponsor,
)
from airlift.scenario.policy import Policy
from airlift.scenario.upkeep import Inspection, TailState

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCHEMA_VERSION", "Head", "Scenario", "add_months", "month_index"]

SCHEMA_VERSION = "1"


def month_index(start: str, month: str) -> int:
    """Months from `start` to `month`, both written `YYYY-MM`; negative when `month` is earlier."""
    return (int(month[:4]) - int(start[:4])) * 12 + int(month[5:7]) - int(start[5:7])


def add_months(start: str, months: int) -> str:
    """Return the month that lies `months` after `start`, written `YYYY-MM`."""
    ordinal = int(start[:4]) * 12 + int(start[5:7]) - 1 + months
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


class Head(Frozen):
    """What stands at the top of a scenario: its name and the months that are planned."""

    schema_version: Literal["1"] = "1"
    name: Ident
    title: str = Field(min_length=1)
    description: str = ""
    start_month: Month
    horizon_months: Annotated[int, Field(ge=1, le=240)]
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class Scenario(Head):
    """Offers, demands, rules and tasks of one planning question.

    Months of a plan are counted from `start_month`, which has index 0; `horizon_months` is their number.
    """

    policy: Policy
    aircraft_types: tuple[AircraftType, ...]
    sites: tuple[Site, ...]
    lots: tuple[Lot, ...] = ()
    partners: tuple[Partner, ...]
    partner_fleet: tuple[PartnerFleet, ...] = ()
    partner_crews: tuple[PartnerCrews, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
    budgets: tuple[Budget, ...] = ()
    earmarks: tuple[Earmark, ...] = ()
    courses: tuple[Course, ...] = ()
    maintenance_bases: tuple[MaintenanceBase, ...]
    spares: tuple[Spares, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    tails: tuple[TailState, ...] = ()
    missions: tuple[Mission, ...]
    zones: tuple[Zone, ...] = ()
    consents: tuple[Consent, ...] = ()
    demands: tuple[Demand, ...]
    tasks: tuple[Task, ...] = ()
    parity_targets: tuple[ParityTarget, ...] = ()
    concessions: tuple[Concession, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    provenance: tuple[Provenance, ...] = ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields replaced, which are not validated; look-ups are made anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in set(copied.__dict__) - set(type(self).model_fields):
            del copied.__dict__[name]
        return copied

    def __repr__(self) -> str:
        from airlift.scenario.notebook import scenario_counts

        return f"<Scenario {self.name}: {scenario_counts(self)}>"

    def _repr_html_(self) -> str:
        """Short view of the scenario in a notebook."""
        from airlift.scenario.notebook import scenario_html

        return scenario_html(self)

    @cached_property
    def aircraft_type_by_id(self) -> dict[str, AircraftType]:
        """Aircraft types by identifier."""
        return {row.id: row for row in self.aircraft_types}

    @cached_property
    def site_by_id(self) -> dict[str, Site]:
        """Sites by identifier."""
        return {row.id: row for row in self.sites}

    @cached_property
    def lot_by_id(self) -> dict[str, Lot]:
        """Lots by identifier."""
        return {row.id: row for row in self.lots}

    @cached_property
    def partner_by_id(self) -> dict[str, Partner]:
        """Partners by identifier."""
        return {row.id: row for row in self.partners}

    @cached_property
    def sponsor_by_id(self) -> dict[str, Sponsor]:
        """Sponsors by identifier."""
        return {row.id: row for row in self.sponsors}

    @cached_property
    def course_by_id(self) -> dict[str, Course]:
        """Courses by identifier."""
        return {row.id: row for row in self.courses}

    @cached_property
    def maintenance_base_by_id(self) -> dict[str, MaintenanceBase]:
        """Maintenance bases by identifier."""
        return {row.id: row for row in self.maintenance_bases}

    @cached_property
    def mission_by_id(self) -> dict[str, Mission]:
        """Missions by identifier."""
        return {row.id: row for row in self.missions}

    @cached_property
    def demand_by_id(self) -> dict[str, Demand]:
        """Demands by identifier."""
        return {row.id: row for row in self.demands}

    @cached_property
    def inspection_by_id(self) -> dict[str, Inspection]:
        """Inspections by identifier."""
        return {row.id: row for row in self.inspections}

    @cached_property
    def task_by_id(self) -> dict[str, Task]:
        """Tasks by identifier."""
        return {row.id: row for row in self.tasks}

    @cached_property
    def fleet_by_key(self) -> dict[tuple[str, str], PartnerFleet]:
        """Own fleets by (partner, aircraft type)."""
        return {(row.partner, row.aircraft_type): row for row in self.partner_fleet}

    @cached_property
    def crews_by_key(self) -> dict[tuple[str, str], PartnerCrews]:
        """Crews at the start by (partner, aircraft type)."""
        return {(row.partner, row.aircraft_type): row for row in self.partner_crews}

    def month_index(self, month: str) -> int:
        """Index of a month `YYYY-MM` in this scenario; may lie outside `0 .. horizon_months - 1`."""
        return month_index(self.start_month, month)

    def month_label(self, index: int) -> str:
        """Month `YYYY-MM` of an index."""
        return add_months(self.start_month, index)

    def year_of(self, index: int) -> int:
        """Calendar year of a month index."""
        return int(self.month_label(index)[:4])

    def demand_window(self, demand: Demand) -> tuple[int, int]:
        """First month index of a demand and the index after its last, within horizon and mission's life."""
        mission = self.mission_by_id[demand.mission]
        first = max(0, self.month_index(demand.first_month), self.month_index(mission.first_month))
        end = min(self.horizon_months, self.month_index(demand.last_month) + 1)
        if mission.closure_month is not None:
            end = min(end, self.month_index(mission.closure_month))
        return first, max(first, end)
