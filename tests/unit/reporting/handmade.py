"""A plan of the tiny scenario written by hand, with figures that can be checked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from airlift.plans import (
    Action,
    Allocation,
    GatePassed,
    ObjectiveLevel,
    Outcome,
    Payment,
    Plan,
    Programme,
    Result,
    Sortie,
    Status,
    Stop,
    Trainees,
    Transfer,
    Unit,
    UnitDay,
)
from airlift.plans.store import scenario_digest
from airlift.scenario.model import Scenario


def hand_allocation() -> Allocation:
    """Three units: Kenya and El Salvador for medevac, Rwanda for utility; nobody patrols."""
    kenya = Unit(
        id="k1",
        partner="kenya",
        demand="unmiss-medevac",
        aircraft_type="500md",
        maintenance_base="juba-hangar",
        first_month="2022-12",
        aircraft=(3,) * 13,
    )
    rwanda = Unit(
        id="r1",
        partner="rwanda",
        demand="unmiss-utility",
        aircraft_type="mi-17",
        maintenance_base="juba-hangar",
        first_month="2022-04",
        aircraft=(3,) * 21,
    )
    el_salvador = Unit(
        id="e1",
        partner="el-salvador",
        demand="minusca-medevac",
        aircraft_type="500md",
        maintenance_base="bangui-hangar",
        first_month="2022-10",
        aircraft=(3,) * 5 + (4,) * 10,
    )
    return Allocation(
        gates=(GatePassed(lot="rok-1", month="2022-02"),),
        transfers=(
            Transfer(lot="rok-1", partner="kenya", month="2022-05", aircraft=2),
            Transfer(lot="rok-1", partner="kenya", month="2022-06", aircraft=2),
        ),
        training=(Trainees(course="kenya-school", partner="kenya", month="2022-04", trainees=2),),
        units=(kenya, rwanda, el_salvador),
        payments=(
            Payment(
                sponsor="usa",
                partner="kenya",
                donor="rok",
                cost_kind="refurbishment",
                year=2022,
                usd=800_000.0,
            ),
            Payment(
                sponsor="un", partner="kenya", donor=None, cost_kind="personnel", year=2023, usd=1_407_456.0
            ),
        ),
    )


def hand_programme() -> Programme:
    """Three sorties of two tails: a casualty, a patrol, and a transfer that refuels on its way."""
    casualty = Sortie(
        id="unmiss-s1",
        unit="k1",
        tail="k1-t1",
        crew="k1-c1",
        stops=(
            Stop(site="juba", arrive_min=565, depart_min=565, fuel_kg=60.0),
            Stop(
                site="terekeka",
                arrive_min=588,
                depart_min=598,
                actions=(Action(kind="pickup", task="unmiss-m1"),),
                fuel_kg=45.0,
            ),
            Stop(
                site="juba",
                arrive_min=621,
                depart_min=621,
                actions=(Action(kind="dropoff", task="unmiss-m1"),),
                fuel_kg=20.0,
            ),
        ),
    )
    patrol = Sortie(
        id="unmiss-s2",
        unit="k1",
        tail="k1-t2",
        crew="k1-c2",
        stops=(
            Stop(site="juba", arrive_min=480, depart_min=480, fuel_kg=70.0),
            Stop(
                site="mongalla",
                arrive_min=496,
                depart_min=526,
                actions=(Action(kind="on_station", task="unmiss-p1"),),
                fuel_kg=40.0,
            ),
            Stop(site="juba", arrive_min=542, depart_min=542, fuel_kg=15.0),
        ),
    )
    transfer = Sortie(
        id="unmiss-s3",
        unit="k1",
        tail="k1-t2",
        crew="k1-c2",
        stops=(
            Stop(
                site="juba",
                arrive_min=570,
                depart_min=570,
                actions=(Action(kind="pickup", task="unmiss-t1"),),
                fuel_kg=80.0,
            ),
            Stop(
                site="bor",
                arrive_min=615,
                depart_min=635,
                actions=(Action(kind="dropoff", task="unmiss-t1"),),
                refuel_kg=50.0,
                fuel_kg=75.0,
            ),
            Stop(site="juba", arrive_min=680, depart_min=680, fuel_kg=25.0),
        ),
    )
    scarce = {
        "rule": "tail.available",
        "reason": "Both tails are flying or held for casualties.",
        "displaces": ("unmiss-p1",),
    }
    return Programme(
        mission="unmiss",
        day=date(2022, 10, 12),
        month="2022-12",
        units=(
            UnitDay(
                unit="k1",
                home_base="juba",
                aircraft_type="500md",
                aircraft=3,
                tails=("k1-t1", "k1-t2"),
                standby_tails=1,
                crews=("k1-c1", "k1-c2", "k1-c3", "k1-c4"),
                standby_crews=1,
            ),
        ),
        sorties=(casualty, patrol, transfer),
        outcomes=(
            Outcome(task="unmiss-m1", sortie="unmiss-s1", surgery_min=91),
            Outcome(task="unmiss-m2", sortie=None, **scarce),
            Outcome(task="unmiss-p1", sortie="unmiss-s2"),
            Outcome(task="unmiss-p2", sortie=None, rule="fuel.capacity", reason="Too far for full tanks."),
            Outcome(task="unmiss-t1", sortie="unmiss-s3"),
            Outcome(task="unmiss-t2", sortie=None, **scarce),
        ),
    )


def hand_result(**changes: Any) -> Result:
    """How the plan would have been found: tier 1 within 10 %, tier 2 without a bound, nothing after that."""
    levels = (
        ObjectiveLevel(
            name="tier 1 unmet",
            unit="aircraft-months",
            status=Status.FEASIBLE,
            value=18.0,
            bound=16.2,
            wall_s=2.5,
        ),
        ObjectiveLevel(
            name="tier 2 unmet",
            unit="aircraft-months",
            status=Status.FEASIBLE,
            value=9.0,
            bound=None,
            wall_s=0.0,
        ),
    )
    values: dict[str, Any] = {
        "level": "matching",
        "status": Status.FEASIBLE,
        "objectives": levels,
        "seed": 7,
        "deterministic": True,
        "workers": 2,
        "time_limit_s": 60.0,
        "wall_s": 2.5,
        "versions": {"python": "3.11", "ortools": "9.15"},
        "restrictions": ("courses start full",),
    }
    return Result(**(values | changes))


def hand_plan(scenario: Scenario, **changes: Any) -> Plan:
    """The plan of all this, for a scenario with the rows of the tiny one."""
    values: dict[str, Any] = {
        "scenario": scenario.name,
        "scenario_sha256": scenario_digest(scenario),
        "allocation": hand_allocation(),
        "programmes": (hand_programme(),),
        "results": (hand_result(),),
    }
    return Plan(**(values | changes))
