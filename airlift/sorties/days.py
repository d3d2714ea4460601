"""Which days of which missions get a programme, and with the units of which month and week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from airlift.plans.allocation import Allocation
from airlift.plans.fleet import FleetPlan
from airlift.plans.weeks import mission_month, week_of_month
from airlift.scenario.model import Scenario

__all__ = ["MissionDay", "programme_days"]


@dataclass(frozen=True, slots=True)
class MissionDay:
    """One day of a mission's tasks.

    Parameters
    ----------
    mission : str
        Mission.
    month : str
        Month of the allocation whose units fly.
    day : date
        Date of the tasks.
    offset : int
        Days since the first day of the mission's tasks.
    alone : bool
        Whether it is the only day of the mission.
    week : int or None
        Planned week of its tails; None where sustainment was not planned for it.
    """

    mission: str
    month: str
    day: dt.date
    offset: int
    alone: bool
    week: int | None

    @property
    def prefix(self) -> str:
        """What the identifiers of its sorties begin with."""
        return f"{self.mission}-s" if self.alone else f"{self.mission}-d{self.offset + 1}-s"

    @property
    def level(self) -> str:
        """Name of the planning level in results and progress."""
        return f"sorties:{self.mission}" if self.alone else f"sorties:{self.mission}:{self.day.isoformat()}"


def programme_days(
    scenario: Scenario, allocation: Allocation, fleet: FleetPlan | None = None
) -> list[MissionDay]:
    """Days that get a programme: those with tasks, of missions that have a unit.

    A mission's units are those of its month (`mission_month`), whatever the date of the tasks says: the days are
    samples. The first of them lies in the first planned week of that month, each seventh day after it in the next one.

    Returns
    -------
    list of MissionDay
        In the order of the scenario's missions, the days of each one after the other.
    """
    found = []
    for mission in scenario.missions:
        dates = sorted({task.day for task in scenario.tasks if task.mission == mission.id})
        first_month = None if fleet is None else fleet.first_month
        month = mission_month(scenario, allocation, mission.id, first_month) if dates else None
        if month is None:
            continue
        for date in dates:
            offset = (date - dates[0]).days
            week = _week(fleet, month, offset)
            found.append(MissionDay(mission.id, month, date, offset, len(dates) == 1, week))
    return found


def _week(fleet: FleetPlan | None, month: str, offset: int) -> int | None:
    first = None if fleet is None else week_of_month(fleet.first_month, month, fleet.weeks)
    if fleet is None or first is None:
        return None
    week = first + offset // 7
    return week if week < fleet.weeks else None
