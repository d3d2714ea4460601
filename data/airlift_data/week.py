"""Draw a week of one mission: seven smaller days, and fuel that must last for them.

Run ``python -m airlift_data.week`` to rewrite `sites.csv` and `tasks.csv` of the scenario `unmiss-week`. Tasks are
drawn as those of a sample day (`generate.py`), with the seed of its base `seoul-2021`. What differs:

* A day has six to nine tasks, so that a week has about fifty. One to three of them are casualties, and they are wounded
  around any site of the medevac demand: over a week no post is always the right one.
* Sites with fuel other than the main base hold a stock and are given a part of it again each morning. `STOCKS` has the
  figures; a Mi-17 class helicopter takes up to 2,090 kg, so that one visit can empty a small site for a day.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

from airlift_data.generate import REFERENCE, SCENARIO, TASK_COLUMNS, MissionDay, SampleDay
from airlift_data.places import Row, csv_text, read_rows

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["WeekDay", "generate_week", "main"]

WEEK = SCENARIO.parent / "unmiss-week"
MISSION = "unmiss"
MONDAY = date(2025, 6, 16)
DAYS_A_WEEK = 7
STOCKS = {  # kg of stock, kg delivered each morning
    "unmiss-malakal": (6000, 2000),
    "unmiss-wau": (4000, 1200),
    "unmiss-bentiu": (2500, 700),
    "unmiss-bor": (2500, 700),
}


class WeekDay(SampleDay):
    """One day of the week."""

    def tasks_of_day(self) -> None:
        """Draw one to three casualties, two or three patrols, a patient in the chain and two loads."""
        for number in range(self.draw.step(1, 3, 1)):
            self._casualty_of_day(number)
        for _ in range(self.draw.step(2, 3, 1)):
            self._patrol(self.draw.pick(self._demand_sites("patrol")))
        self._patient_of_day()
        self._load("medevac", {"passengers": self.draw.step(1, 3, 1)}, "staff for a field site")
        self._load("utility", {"cargo_kg": self.draw.step(700, 1200, 50)}, "stores for a field base")

    def _casualty_of_day(self, number: int) -> None:
        """Draw a casualty: the first is urgent, the third are two in one place."""
        zone = self._landing_zone(self.draw.pick(self._demand_sites("medevac")), 10, 75)
        priority = "alpha" if number == 0 else self.draw.pick(("alpha", "bravo", "charlie"))
        patients = 2 if number == 2 else 1
        self._casualty(zone, self.draw.step(360, 1020, 5), priority, patients, "wounded by day")

    def _patient_of_day(self) -> None:
        """Draw a patient who goes from a level 1 post near the medevac home base to the nearest surgeon."""
        base = self._demand_sites("medevac")[0]
        able = self.clock["surgery_medical_level"]
        surgeons = [site for site in self.sites if int(site.row["medical_level"]) >= able]
        posts = sorted(
            (site for site in self.sites if site not in surgeons), key=lambda site: (base.to(site), site.id)
        )
        post = self.draw.pick(posts[:5])
        surgeon = min(surgeons, key=lambda other: (post.to(other), other.id))
        self._patient(post, surgeon, 180, "medical chain, level 1 to the nearest surgeon")


def generate_week(scenario: Path = SCENARIO, reference: Path = REFERENCE) -> dict[str, str]:
    """Draw the week.

    Parameters
    ----------
    scenario, reference
        Folders as for `airlift_data.generate.generate`.

    Returns
    -------
    dict
        Text of `sites.csv` (sites with a stock, then drawn ones) and of `tasks.csv`.
    """
    listed = read_rows(scenario / "sites.csv")
    sites: list[Row] = []
    for row in listed:
        if row["id"] in STOCKS:
            stock_kg, delivery_kg = STOCKS[row["id"]]
            sites.append(row | {"fuel_stock_kg": f"{stock_kg}", "fuel_delivery_kg_per_day": f"{delivery_kg}"})
    tasks: list[Row] = []
    for number in range(DAYS_A_WEEK):
        day = MissionDay(
            MISSION, (MONDAY + timedelta(days=number)).isoformat(), ("SSD",), mark=f"d{number + 1}"
        )
        drawn = WeekDay(day, scenario, reference)
        drawn.tasks_of_day()
        sites += drawn.new_sites
        tasks += drawn.tasks
    return {"sites.csv": csv_text(list(listed[0]), sites), "tasks.csv": csv_text(TASK_COLUMNS, tasks)}


def main() -> int:
    """Rewrite the drawn files of `unmiss-week`."""
    for name, text in generate_week().items():
        (WEEK / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
