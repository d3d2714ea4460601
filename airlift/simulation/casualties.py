"""Casualties: who waits, who is fetched by whom, and when the surgeon begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.flight import distance_nm
from airlift.simulation.aircraft import Aircraft, Waiting
from airlift.simulation.dispatching import Offer, choose
from airlift.simulation.world import Ride

if TYPE_CHECKING:
    from airlift.simulation.engine import Engine

__all__ = ["CasualtyService"]

_EPSILON = 1e-9
_HOSPITAL, _GROUND, _IN_PROGRESS = 0, 1, 2
_CHARLIE = 2


class CasualtyService:
    """Sends aircraft to casualties.

    The most urgent of those who wait are served first. Weather at the three places of a ride is forecast without
    error. An aircraft is taken from the call on, launches when the alert time from wounding has passed, and takes as
    many people of one event as litters, seats, fuel and mass allow; alpha and bravo lie. A hospital begins at most
    its number of operations in a day, in the order of arrival; charlie needs none.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: list[Waiting] = []
        self._operations: dict[tuple[str, int], int] = {}

    def call(self, waiting: Waiting) -> None:
        """Take a call."""
        self._waiting.append(waiting)
        self._waiting.sort(key=lambda one: (one.categories[0], one.event.minute, one.event.zone))
        self.serve()

    def serve(self) -> None:
        """Send aircraft to those who wait, as far as there are any."""
        if not self._waiting:
            return
        for waiting in self._waiting:
            while waiting.categories and self._send(waiting):
                pass
        self._waiting = [one for one in self._waiting if one.categories]
        self._waiting.sort(key=lambda one: (one.categories[0], one.event.minute, one.event.zone))

    def by_ground(self, waiting: Waiting) -> None:
        """Let those who still wait go by ground."""
        if not waiting.categories:
            return
        for category in waiting.categories:
            self._note(waiting, category, float("inf"), float("inf"), _GROUND)
        waiting.categories.clear()
        self._waiting = [one for one in self._waiting if one.categories]

    def close(self) -> None:
        """Write down those who are still waiting at the very end."""
        for waiting in self._waiting:
            for category in waiting.categories:
                self._note(waiting, category, float("inf"), float("inf"), _IN_PROGRESS)

    def _send(self, waiting: Waiting) -> bool:
        """Send one aircraft; False where none can go."""
        engine = self._engine
        clocks = engine.world.clocks
        first = waiting.categories[0]
        offers = self._offers(waiting, clocks.limits_min[first])
        urgent = first < _CHARLIE
        offer = choose(engine.rule, offers, urgent=urgent, reserve=clocks.reserve_aircraft)
        if offer is None:
            return False
        one, ride = offer.aircraft, offer.ride
        unit = engine.world.units[one.unit]
        loaded = _load(waiting.categories, unit.litters, unit.seats, unit.seats_with_litters, ride.capacity)
        if not loaded:
            return False
        if offer.tier == 2:
            in_air_min = engine.now - one.departed_min if one.airborne else 0.0
            engine.fly(one, in_air_min + offer.launch_min - engine.now)
            engine.sorties.break_off(one)
        engine.start_job(one, "casualty")
        engine.fly(one, ride.flight_min)
        wounded_min = waiting.event.minute
        arrive_min = offer.launch_min + ride.out_min - wounded_min
        landing_min = offer.launch_min + ride.landing_min
        # Aircraft turned off a sortie have no medical team on board.
        advanced_min = arrive_min if clocks.attended and offer.tier < 2 else landing_min - wounded_min
        for category in loaded:
            surgery_min = self._surgery(ride.hospital, landing_min + clocks.handover_min, category)
            self._note(waiting, category, advanced_min, surgery_min - wounded_min, _HOSPITAL)
            waiting.categories.remove(category)
        site = one.site if offer.tier < 2 else unit.home
        back_min = engine.refuelled_min(site, offer.launch_min + ride.busy_min)
        engine.at(back_min, engine.free, one, one.version, site, frees=True)
        engine.roster.watch_posts()
        return True

    def _offers(self, waiting: Waiting, limit_min: float) -> list[Offer]:
        engine = self._engine
        launch_min = max(waiting.event.minute + engine.world.clocks.alert_min, engine.now)
        offers = []
        busy = list[Aircraft]()
        for unit, row in zip(engine.world.units, engine.aircraft, strict=True):
            for one in row:
                if one.idle:
                    ride = self._ride(one, waiting.event.zone, launch_min)
                    if ride is not None and engine.roster.crewed(one, engine.now):
                        tier = 0 if one.line < unit.held else 1
                        offers.append(self._offer(one, ride, launch_min, tier, waiting, limit_min))
                elif one.sortie is not None:
                    busy.append(one)
        if not offers and engine.rule == "programme":
            for one in busy:
                ride = self._diverted(one, waiting.event.zone, launch_min)
                if ride is not None:
                    offers.append(self._offer(one, ride, launch_min, 2, waiting, limit_min))
        return offers

    def _offer(
        self,
        one: Aircraft,
        ride: Ride,
        launch_min: float,
        tier: int,
        waiting: Waiting,
        limit_min: float,
    ) -> Offer:
        table_min = launch_min + ride.landing_min + self._engine.world.clocks.handover_min
        in_time = table_min - waiting.event.minute <= limit_min + _EPSILON
        return Offer(one, ride, launch_min, tier, in_time)

    def _ride(self, one: Aircraft, zone: int, launch_min: float) -> Ride | None:
        """Return the ride of an aircraft on the ground, if fuel, light, weather and the crew's hours allow it."""
        world = self._engine.world
        unit = world.units[one.unit]
        day = unit.rides[0].get(one.site)
        if day is None:
            return None
        ride = day[zone]
        if ride is None or not self._in_daylight(zone, launch_min, ride.landing_min):
            ride = unit.rides[1][one.site][zone] if unit.by_night else None
        if ride is None or one.flown_min + ride.flight_min > world.clocks.crew_flight_min + _EPSILON:
            return None
        chances = self._engine.chances
        if chances.closed(one.site, launch_min) or not self._open(zone, ride, launch_min):
            return None
        return ride

    def _in_daylight(self, zone: int, launch_min: float, landing_min: float) -> bool:
        window = self._engine.world.zones[zone].window
        if window is None:
            return False
        minute = launch_min % 1440.0
        return window[0] - _EPSILON <= minute and minute + landing_min <= window[1] + _EPSILON

    def _open(self, zone: int, ride: Ride, launch_min: float) -> bool:
        chances, world = self._engine.chances, self._engine.world
        place = world.zones[zone].id
        return not chances.closed(place, launch_min + ride.out_min) and not chances.closed(
            ride.hospital, launch_min + ride.landing_min
        )

    def _diverted(self, one: Aircraft, zone: int, launch_min: float) -> Ride | None:
        """Return the ride of an empty aircraft on a sortie, from where it is and with the fuel that it has.

        Until the launch it stays in the air near the place where the call finds it. It takes one patient, to the
        hospital that its type goes to from its home base, in daylight or with the means for the night, and is home
        again after the legs, the scene and a turnaround.
        """
        engine, sortie = self._engine, one.sortie
        if sortie is None or sortie.stops[one.stop].loaded:
            return None
        world = engine.world
        unit, target = world.units[one.unit], world.zones[zone]
        start, following = sortie.stops[one.stop], sortie.stops[one.stop + 1]
        known = unit.rides[0].get(unit.home, ())
        like = known[zone] if known else None
        if like is None:
            return None
        flown_min = engine.now - one.departed_min if one.airborne else 0.0
        share = min(1.0, flown_min / following.leg_min) if following.leg_min > 0.0 else 1.0
        a, b = world.coordinates[start.site], world.coordinates[following.site]
        here = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        place, hospital = (target.latitude_deg, target.longitude_deg), world.coordinates[like.hospital]
        landing = world.clocks.landing_min
        per_nm = 60.0 / unit.cruise_kt
        out_min = distance_nm(*here, *place) * per_nm + landing
        onward_min = distance_nm(*place, *hospital) * per_nm + landing
        fuel_nm = world.hospital_fuel_nm[like.hospital]
        to_fuel_min = fuel_nm * per_nm + landing if fuel_nm > 0.0 else 0.0
        landing_min = out_min + world.clocks.scene_min + onward_min
        night = not self._in_daylight(zone, launch_min, landing_min)
        if night and not unit.by_night:
            return None
        trip_min = out_min + onward_min + to_fuel_min
        needed_min = trip_min * (1.0 + world.contingency) + world.reserves_min[night]
        left_kg = start.fuel_kg - unit.burn_kg_per_h / 60.0 * (flown_min + launch_min - engine.now)
        home_min = distance_nm(*hospital, *world.coordinates[unit.home]) * per_nm + landing
        flight_min = out_min + onward_min + home_min
        ride = Ride(
            out_min=out_min,
            landing_min=landing_min,
            busy_min=landing_min + home_min + unit.turnaround_min,
            flight_min=flight_min,
            hospital=like.hospital,
            capacity=1,
        )
        tired = one.flown_min + flight_min > world.clocks.crew_flight_min
        if (
            left_kg < needed_min * unit.burn_kg_per_h / 60.0
            or tired
            or not self._open(zone, ride, launch_min)
        ):
            return None
        return ride

    def _surgery(self, hospital: str, ready_min: float, category: int) -> float:
        """Take the next operation of a hospital; a full day makes people wait for the next one."""
        if category == _CHARLIE:
            return ready_min
        most = self._engine.world.operations[hospital]
        day = self._engine.day(ready_min)
        while self._operations.get((hospital, day), 0) >= most:
            day += 1
        self._operations[hospital, day] = self._operations.get((hospital, day), 0) + 1
        return max(ready_min, 1440.0 * day)

    def _note(
        self, waiting: Waiting, category: int, advanced_min: float, surgery_min: float, outcome: int
    ) -> None:
        event = waiting.event
        hour = int(event.minute % 1440.0 // 60.0)
        self._engine.record.casualties.append(
            (event.zone, hour, category, advanced_min, surgery_min, outcome)
        )


def _load(
    categories: list[int], litters: int, seats: int, seats_with_litters: int, capacity: int
) -> tuple[int, ...]:
    """Choose whom to take, the most urgent first: alpha and bravo lie, charlie sits where litters leave seats."""
    lying = [one for one in categories if one < _CHARLIE][:litters]
    sitting = [one for one in categories if one == _CHARLIE]
    places = seats_with_litters if lying else seats
    return tuple([*lying, *sitting[:places]][:capacity])
