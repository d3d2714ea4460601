"""Fuel of the sorties: tanks, reserves, stocks. Engines run from a fill to the next, on the ground too."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from airlift.checker.breach import Breach, figure
from airlift.checker.case import Case
from airlift.checker.daylight import dark_min
from airlift.checker.flights import Flight
from airlift.checker.tolerances import FUEL_KG, MINUTE
from airlift.scenario.demands import Site

__all__ = ["capacity", "fuel_on_departure_kg", "reserve", "stock"]


def fuel_on_departure_kg(flight: Flight) -> list[float]:
    """Fuel on board when departing from each stop (landing at the last), from fills and times alone.

    Empty when the unit or its type is unknown. What the plan states counts at the start and for the fuel
    taken at stops; everything else is burnt by the minute, except during a fuel stop.
    """
    if flight.unit is None or flight.unit.aircraft_type is None:
        return []
    burn_kg_per_min = flight.unit.aircraft_type.burn_kg_per_h / 60.0
    fills = flight.fills()
    on_board = [flight.visits[0].stated_fuel_kg]
    last = len(flight.visits) - 1
    for position, (left, visit) in enumerate(flight.legs(), start=1):
        arriving = on_board[-1] - burn_kg_per_min * (visit.arrive_min - left.depart_min)
        if position in fills:
            on_board.append(arriving + visit.refuel_kg)
        elif position == last:
            on_board.append(arriving)
        else:
            on_board.append(arriving - burn_kg_per_min * visit.ground_min)
    return on_board


def capacity(case: Case) -> Iterator[Breach]:
    """fuel.capacity: fuel after a fill and taxi fuel fit the tanks."""
    taxi_kg = case.scenario.policy.flight.taxi_fuel_kg.value
    for day in case.days:
        for flight in day.flights:
            on_board = fuel_on_departure_kg(flight)
            if not on_board or flight.unit is None or flight.unit.aircraft_type is None:
                continue
            tanks_kg = flight.unit.aircraft_type.fuel_capacity_kg
            for position in flight.fills():
                excess_kg = on_board[position] + taxi_kg - tanks_kg
                if excess_kg > FUEL_KG:
                    yield Breach(
                        day.place(sortie=flight.id, stop=str(position)),
                        excess_kg,
                        f"{figure(on_board[position])} kg and {figure(taxi_kg)} kg for taxi in tanks of"
                        f" {figure(tanks_kg)} kg",
                    )


def reserve(case: Case) -> Iterator[Breach]:
    """fuel.reserve: a fill covers the burn to the next fill or landing, contingency, and final reserve."""
    policy = case.scenario.policy.flight
    for day in case.days:
        for flight in day.flights:
            on_board = fuel_on_departure_kg(flight)
            if not on_board or flight.unit is None or flight.unit.aircraft_type is None:
                continue
            burn_kg_per_min = flight.unit.aircraft_type.burn_kg_per_h / 60.0
            final_min = policy.reserve_day_min.value
            if policy.night_flying.value and dark_min(case, day, flight) > MINUTE:
                final_min = policy.reserve_night_min.value
            for fill, following in pairwise((*flight.fills(), len(flight.visits) - 1)):
                flown_min = flight.visits[following].arrive_min - flight.visits[fill].depart_min
                planned_min = max(0, flown_min) * (1.0 + policy.contingency_pct.value / 100.0) + final_min
                short_kg = burn_kg_per_min * planned_min - on_board[fill]
                if short_kg > FUEL_KG:
                    yield Breach(
                        day.place(sortie=flight.id, stop=str(fill)),
                        short_kg,
                        f"{figure(on_board[fill])} kg on board for {flown_min} min to next fill or landing,"
                        f" {figure(burn_kg_per_min * planned_min)} kg needed with contingency and reserve",
                    )


def stock(case: Case) -> Iterator[Breach]:
    """fuel.stock: what all sorties draw at a site, only where there is fuel, from what is left there that day.

    The stock is full on the first day. Each morning after it brings the site's delivery, up to the stock, or all of it
    where the site has no delivery of its own.
    """
    taxi_kg = case.scenario.policy.flight.taxi_fuel_kg.value
    drawn: defaultdict[str, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
    for day in case.days:
        for flight in day.flights:
            for site_id, fuel_kg in _draws(flight, taxi_kg):
                drawn[site_id][day.programme.day] += fuel_kg
    for site_id, by_day in sorted(drawn.items()):
        site = case.scenario.site_by_id[site_id]
        for day_drawn, fuel_kg, left_kg in _days_of_stock(site, by_day):
            if fuel_kg > left_kg + FUEL_KG:
                held = f"{figure(left_kg)} kg in stock" if site.fuel else "no fuel there"
                yield Breach(
                    {"site": site_id, "day": day_drawn.isoformat()},
                    fuel_kg - left_kg,
                    f"{figure(fuel_kg)} kg drawn, {held}",
                )


def _days_of_stock(site: Site, by_day: Mapping[date, float]) -> Iterator[tuple[date, float, float]]:
    """Yield each day with the fuel drawn and the fuel there in the morning; without a limit there is infinite fuel."""
    full_kg = (math.inf if site.fuel_stock_kg is None else site.fuel_stock_kg) if site.fuel else 0.0
    left_kg, before = full_kg, None
    for today, fuel_kg in sorted(by_day.items()):
        if before is not None:
            mornings = (today - before).days
            delivered_kg = (
                math.inf if site.fuel_delivery_kg_per_day is None else site.fuel_delivery_kg_per_day
            )
            left_kg = min(full_kg, left_kg + mornings * delivered_kg)
        yield today, fuel_kg, left_kg
        left_kg, before = max(0.0, left_kg - fuel_kg), today


def _draws(flight: Flight, taxi_kg: float) -> Iterator[tuple[str, float]]:
    """Site and fuel of each fill; the home base tops up what the sortie brought back less than it took."""
    start, end = flight.visits[0], flight.visits[-1]
    if start.site is not None:
        yield start.site.id, start.stated_fuel_kg + taxi_kg - end.stated_fuel_kg
    for position in flight.fills()[1:]:
        visit = flight.visits[position]
        if visit.site is not None:
            yield visit.site.id, visit.refuel_kg
