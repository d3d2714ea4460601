"""Ladders, start states and logbooks of tails, against figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from airlift.checker.decisions import Deployment
from airlift.checker.fleetplan import Stay, Tail
from airlift.checker.ladders import Ladder, ladder_of
from airlift.checker.logbooks import logbook
from airlift.checker.starts import starts
from airlift.plans import DockVisit, TailPlan
from airlift.scenario import Scenario
from tests.scenarios import tiny_scenario, with_rows


def inspection(name: str, place: str, days: float = 2, **interval: float) -> dict[str, Any]:
    row = {"id": name, "aircraft_type": "500md", "name": name, "days": days, "man_hours": 40, "place": place}
    return row | interval


def laddered() -> Scenario:
    """Hourly inspections of which the longest is no multiple of the others, and two by the calendar."""
    return with_rows(
        tiny_scenario(),
        "inspections",
        inspection("h300", "base", every_flight_hours=300),
        inspection("h1750", "away", days=60, every_flight_hours=1750),
        inspection("h100", "site", every_flight_hours=100),
        inspection("m12", "site", every_months=12),
        inspection("m24", "base", every_months=24),
    )


def ladder() -> Ladder:
    scenario = laddered()
    return ladder_of(scenario, scenario.aircraft_type_by_id["500md"])


@pytest.mark.parametrize(
    ("mark", "due", "after"),
    [(1, "h100", 2), (3, "h300", 4), (15, "h300", 16), (16, "h100", 17), (17, "h1750", 1)],
)
def test_a_longer_inspection_is_made_at_the_last_mark_before_it(mark: int, due: str, after: int) -> None:
    """1,750 h are due at 1,700, and then the counter starts again."""
    assert (ladder().due(mark).id, ladder().after(mark)) == (due, after)


def test_without_an_overhaul_the_counter_goes_on() -> None:
    """Where the longest inspection is made in the mission, the marks are counted on."""
    scenario = with_rows(tiny_scenario(), "inspections", inspection("h100", "base", every_flight_hours=100))
    kind = scenario.aircraft_type_by_id["500md"]
    assert ladder_of(scenario, kind).after(1) == 2


@pytest.mark.parametrize(
    ("hours", "mark"), [(0.0, 1), (99.9, 1), (100.0, 2), (0.1 + 0.2 + 99.7, 2), (1e300, 10**7 + 1)]
)
def test_a_tail_on_a_mark_has_been_inspected(hours: float, mark: int) -> None:
    """The next mark is the one after it; nonsense is cut."""
    assert ladder().next_mark(hours) == mark


def test_a_type_without_rows_has_its_phase() -> None:
    """Days are whole, and 40 % of the man-hours are planned."""
    scenario = tiny_scenario()
    (phase,) = ladder_of(scenario, scenario.aircraft_type_by_id["mi-17"]).hourly
    assert (phase.id, phase.every_h, phase.days, phase.place) == ("phase", 300.0, 7, "base")
    assert phase.man_hours == pytest.approx(0.4 * 6 * 300)


def test_tails_that_join_later_are_spread_with_the_others() -> None:
    """Two aircraft, one, then three: four tails in all, the last two with the second increase."""
    scenario = with_rows(
        laddered(),
        "tails",
        *(
            {
                "id": name,
                "partner": "kenya",
                "aircraft_type": "500md",
                "hours_since_overhaul": hours,
                "inspected_month": "2022-01",
            }
            for name, hours in (("z", 7), ("a", 5), ("b", 6))
        ),
    )
    kind = scenario.aircraft_type_by_id["500md"]
    units = [
        Deployment(name, scenario.partner_by_id["kenya"], scenario.demands[0], kind, None, first, (3,))
        for name, first in (("late", 9), ("early", 8))
    ]
    aircraft = {"early": (2, 1, 3), "late": (0, 2, 2)}
    found = starts(scenario, units, aircraft, {"500md": ladder()}, "2022-11")
    early = [(name, start.first_week, start.hours_since_overhaul) for name, start in found["early"].items()]
    # Known states in the order of their names, to the unit that comes first: its fourth tail of four is at three
    # quarters of 17 marks, with a full bank.
    assert early == [("early-t1", 0, 5), ("early-t2", 0, 6), ("early-t3", 2, 7), ("early-t4", 2, 1200)]
    late = [(start.hours_since_overhaul, start.inspected_month) for start in found["late"].values()]
    # 0 marks and half a bank, then half of 17 marks; the calendar over 12 months.
    assert late == [(50, "2022-10"), (800, "2022-04")]
    assert found["early"]["early-t4"].inspected_month == "2022-01"


def flown(hours: list[float], *visits: dict[str, Any], since: float = 90.0, ferry_h: float = 0.0) -> Any:
    """Logbook of a tail with these weekly hours and visits."""
    plan = TailPlan(
        tail="u-t1",
        unit="u",
        first_week=0,
        hours_since_overhaul=since,
        inspected_month="2022-01",
        flight_h=tuple(hours),
    )
    stays = []
    for values in visits:
        row = {"maintenance_base": None, "dock": None, "man_hours": 0.0, "ferry_h": ferry_h, "wasted_h": 0.0}
        visit = DockVisit.model_validate({"tail": "u-t1", **row, **values})
        works = tuple(work for name in visit.inspections if (work := ladder().work(name)))
        stays.append(Stay(visit, works, visit.first_day, visit.end_day, ferry_h))
    unit = Deployment("u", None, None, None, None, 0, (1,))
    return logbook(Tail(plan, unit, ladder(), 0, len(hours), tuple(stays)))


def test_bank_time_falls_by_the_hours() -> None:
    """10 h at the start, 4 and 5 flown; nothing left is no overrun."""
    book = flown([4, 5, 1])
    assert book.bank_h == (10, 6, 1, 0)
    assert book.overruns == ()


def test_an_overrun_counts_once_up_to_the_inspection() -> None:
    """Two weeks too many are one overrun, and the inspection ends it."""
    book = flown([8, 5, 4, 3], {"inspections": ("h100",), "first_day": 21, "days": 2})
    assert [(one.week, one.hours) for one in book.overruns] == [(1, 7)]
    assert book.bank_h == (10, 2, -3, -7, 97)
    assert (book.wastes[0].due.id, book.wastes[0].left_h) == ("h100", 0)


def test_hours_of_the_week_of_a_visit_are_split_by_what_it_wasted() -> None:
    """Of 12 h in the week 7 are flown before the visit that wasted 3, 5 after it."""
    book = flown([12, 1], {"inspections": ("h100",), "first_day": 2, "days": 2, "wasted_h": 3.0})
    assert book.bank_h == (10, 95, 94)
    assert book.wastes[0].left_h == 3


def test_more_than_the_week_cannot_be_flown_before_a_visit() -> None:
    """A visit that calls nothing wasted after 4 of 10 h has wasted 6."""
    book = flown([4, 1], {"inspections": ("h100",), "first_day": 2, "days": 2})
    assert book.wastes[0].left_h == 6
    assert book.bank_h == (10, 100, 99)


def test_a_visit_over_weeks_has_the_first_hours_before_and_the_last_after_it() -> None:
    """Ten days: 4 h before, 6 h after, whatever is called wasted."""
    book = flown([4, 6, 1], {"inspections": ("h100",), "first_day": 5, "days": 10, "wasted_h": 1.0})
    assert book.wastes[0].left_h == 6
    assert book.bank_h == (10, 100, 94, 93)


def test_ferry_flights_take_bank_time_on_both_sides() -> None:
    """Two hours there and back: one of the old bank, one of the new."""
    book = flown([8, 1], {"inspections": ("h100",), "first_day": 5, "days": 2, "wasted_h": 1.0}, ferry_h=2.0)
    assert book.wastes[0].left_h == 1
    assert book.bank_h == (10, 99, 98)
    late = flown([8, 1], {"inspections": ("m24",), "first_day": 5, "days": 2}, ferry_h=4.0)
    assert [one.hours for one in late.overruns] == [3]


def test_an_overhaul_starts_the_ladder_again() -> None:
    """At 1,690 h the overhaul is due; the next inspection after it is that of 100 h."""
    away = {"inspections": ("h1750",), "first_day": 7, "days": 7, "wasted_h": 6.0}
    next_one = {"inspections": ("h100",), "first_day": 21, "days": 2, "wasted_h": 95.0}
    book = flown([4, 0, 5, 0], away, next_one, since=1690.0)
    assert [waste.due.id for waste in book.wastes] == ["h1750", "h100"]
    assert book.bank_h == (10, 6, 100, 95, 100)
