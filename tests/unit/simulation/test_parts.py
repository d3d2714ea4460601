"""Streams, what is drawn from them, estimates, the dispatch rules and loads."""

from __future__ import annotations

import numpy as np
import pytest

from airlift.simulation.aircraft import Aircraft
from airlift.simulation.build import world_of
from airlift.simulation.casualties import _load
from airlift.simulation.chances import draw
from airlift.simulation.dispatching import DispatchRule, Offer, choose
from airlift.simulation.engine import replicate
from airlift.simulation.estimates import difference_of_shares, mean_of, share_of, t_quantile
from airlift.simulation.streams import stream
from airlift.simulation.world import Ride, World
from tests.scenarios import with_policy
from tests.unit.simulation.worlds import calm, queue_plan, queue_scenario, random_plan


def world(days: int = 30) -> World:
    scenario, plan = random_plan()
    found = world_of(scenario, plan, "unmiss", days)
    assert found is not None
    return found


def test_streams_differ_by_cause_name_and_replication_and_repeat() -> None:
    """Each stream is its own, and the same whenever it is asked for."""
    asked = [
        (1, 0, "weather", "juba"),
        (1, 0, "fuel", "juba"),
        (1, 0, "weather", "bor"),
        (1, 1, "weather", "juba"),
    ]
    drawn = [stream(*key).random() for key in asked]
    assert len(set(drawn)) == 4
    assert [stream(*key).random() for key in asked] == drawn


def test_casualties_come_at_their_rate() -> None:
    """Ten events a month in the two zones, one and a half casualties each, 40 % of them alpha."""
    found = world()
    events = [event for number in range(200) for event in draw(found, 5, number).events]
    assert len(events) / 200 == pytest.approx(10.0, rel=0.05)
    categories = [one for event in events for one in event.categories]
    assert len(categories) / len(events) == pytest.approx(1.5, rel=0.05)
    assert categories.count(0) / len(categories) == pytest.approx(0.4, abs=0.03)
    assert all(list(event.categories) == sorted(event.categories) for event in events)


def test_hours_have_their_weights() -> None:
    """With all weight on one hour, everybody is wounded in it."""
    scenario, plan = random_plan()
    weighted = with_policy(scenario, "standby", hour_weights=[0.0] * 9 + [1.0] + [0.0] * 14)
    found = world_of(weighted, plan, "unmiss", 30)
    assert found is not None
    hours = {
        int(event.minute % 1440 // 60) for number in range(20) for event in draw(found, 5, number).events
    }
    assert hours == {9}


def test_weather_closes_its_share_of_the_time() -> None:
    """5 % of the time, in closures of 6 h on average."""
    found, closed, starts, minutes = world(), 0.0, 0, 0.0
    for number in range(60):
        for times in draw(found, 5, number).closures.values():
            ends = [min(end, 43200.0) for end in times[1::2]]
            pairs = [(a, b) for a, b in zip(times[::2], ends, strict=False) if a < b]
            closed += sum(b - a for a, b in pairs)
            starts += len(pairs)
            minutes += 43200.0
    assert closed / minutes == pytest.approx(0.05, abs=0.01)
    assert closed / starts == pytest.approx(360.0, rel=0.1)


def test_quantiles_of_student_are_those_of_tables() -> None:
    """For one, two, three, ten and many degrees of freedom."""
    for degrees, value in (
        (1, 12.7062),
        (2, 4.3027),
        (3, 3.1824),
        (10, 2.2281),
        (199, 1.9720),
        (999, 1.9623),
    ):
        assert t_quantile(degrees) == pytest.approx(value, abs=2e-4)


def test_shares_weigh_replications_by_casualties() -> None:
    """Eleven hits of twenty are 55 %, though the mean of the shares of replications is 75 %."""
    found = share_of(np.array([10.0, 1.0]), np.array([19.0, 1.0]))
    assert found is not None
    assert found.mean == pytest.approx(55.0)
    assert share_of(np.zeros(2), np.zeros(2)) is None
    same = difference_of_shares(
        np.array([1.0, 2.0]), np.array([3.0, 3.0]), np.array([1.0, 2.0]), np.array([3.0, 3.0])
    )
    assert same is not None
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)


def test_intervals_hold_the_mean_as_often_as_they_say() -> None:
    """Of 400 intervals from ten normal values each, about 95 % hold the true mean; one value has no interval."""
    random = np.random.default_rng(1)
    found = [mean_of(random.normal(3.0, 2.0, 10)) for _ in range(400)]
    held = sum(one.low is not None and one.high is not None and one.low <= 3.0 <= one.high for one in found)
    assert 0.92 * 400 <= held <= 0.98 * 400
    assert mean_of(np.array([4.0])).low is None


def offer(line: int, out_min: float, tier: int, in_time: bool = True, unit: int = 0) -> Offer:
    ride = Ride(out_min, out_min + 30.0, out_min + 90.0, out_min + 60.0, "juba", 1)
    return Offer(Aircraft(unit, line, "juba"), ride, 0.0, tier, in_time)


@pytest.mark.parametrize(
    ("rule", "urgent", "line"),
    [("closest", True, 1), ("programme", True, 0), ("priority", True, 1), ("priority", False, 1)],
    ids=["closest", "programme", "priority-urgent", "priority-charlie"],
)
def test_rules_choose_whom_they_say(rule: DispatchRule, urgent: bool, line: int) -> None:
    """Standby at 40 min, another aircraft at 20 min, one in the air at 10 min."""
    offers = [offer(0, 40.0, 0), offer(1, 20.0, 1), offer(2, 10.0, 2)]
    found = choose(rule, offers, urgent=urgent, reserve=1)
    assert found is not None
    assert found.aircraft.line == line


def test_the_last_aircraft_is_kept_for_urgent_casualties() -> None:
    """With one idle aircraft of the unit the priority rule sends it for alpha and not for charlie."""
    offers = [offer(0, 40.0, 0)]
    assert choose("priority", offers, urgent=True, reserve=1) is offers[0]
    assert choose("priority", offers, urgent=False, reserve=1) is None
    assert choose("closest", offers, urgent=False, reserve=1) is offers[0]


def test_standby_in_time_goes_before_a_nearer_one_that_is_late() -> None:
    """As the lists of cover have it."""
    late, early = offer(0, 20.0, 0, in_time=False), offer(1, 30.0, 0)
    assert choose("programme", [late, early], urgent=True, reserve=0) is early


def test_loads_keep_litters_seats_and_mass() -> None:
    """Alpha before bravo on litters; charlie on the seats that litters leave; never more than fuel and mass allow."""
    assert _load([0, 1, 2], litters=1, seats=3, seats_with_litters=1, capacity=4) == (0, 2)
    assert _load([2, 2, 2], litters=1, seats=2, seats_with_litters=1, capacity=4) == (2, 2)
    assert _load([0, 0, 2], litters=2, seats=3, seats_with_litters=1, capacity=1) == (0,)


def test_a_full_hospital_operates_on_the_next_day() -> None:
    """With one operation a day the second casualty waits until midnight or later, charlie does not."""
    busy = queue_scenario({"5.2": 60.0})
    few = with_policy(busy, "standby", operations_per_day_level_2=1.0)
    waits = {}
    for name, scenario in (("enough", busy), ("few", few)):
        found = world_of(scenario, queue_plan(scenario, 3), "unmiss", 10)
        assert found is not None
        waits[name] = [row for row in replicate(found, 1, 0, "closest").casualties if row[5] == 0]
    assert max(row[4] for row in waits["enough"]) < 120.0
    assert max(row[4] for row in waits["few"] if row[2] < 2) > 240.0
    assert max(row[4] for row in waits["few"] if row[2] == 2) < 120.0


def test_causes_are_told_apart() -> None:
    """Each thing that goes wrong alone cancels sorties with its own cause; without any, nothing is cancelled for it."""
    scenario, plan = random_plan()
    quiet = with_policy(calm(scenario), "standby", nvg_medevac=False)
    zones = [row.model_copy(update={"events_per_month": 0.0}) for row in quiet.zones]
    quiet = quiet.model_copy(update={"zones": tuple(zones)})
    seen = {}
    cases = {
        "": {},
        "weather": {"weather_closed_pct": 30.0},
        "fuel late": {"fuel_late_pct": 40.0},
        "crew sickness": {"crew_sick_pct": 60.0},
        "defect": {"defects_per_flight_h": 0.3, "repair_h": 72.0},
    }
    for cause, changes in cases.items():
        found = world_of(with_policy(quiet, "simulation", **changes), plan, "unmiss", 20)
        assert found is not None
        causes = replicate(found, 3, 0, "programme").causes
        seen[cause] = {why for (what, why), times in causes.items() if times and what.endswith("cancelled")}
    assert seen[""] == set()
    for cause in ("weather", "fuel late", "crew sickness", "defect"):
        assert cause in seen[cause]
        assert seen[cause] <= {cause, "tail not back"}
