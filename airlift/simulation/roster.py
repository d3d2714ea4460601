"""Watches and crews: who stands by where, with which crew, and when a post is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airlift.flight import distance_nm
from airlift.simulation.aircraft import Aircraft, PostWatch

if TYPE_CHECKING:
    from airlift.simulation.engine import Engine

__all__ = ["Roster"]

_STILL = 1e-9


class Roster:
    """Crews by day and posts by watch.

    The crews of a unit with the highest numbers stand by, one for each held aircraft and watch; those that the
    programme names fly its sorties; the others take the place of sick ones, for the standby first. A line beside the
    standby has a crew while its duty lasts, as far as crews go.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.watch = 0
        self._posts: dict[tuple[str, str], PostWatch] = {}
        self._standby = [self._standby_crews(number) for number in range(len(engine.world.units))]
        self._missing: list[frozenset[str]] = [frozenset()] * len(engine.world.units)

    def begin_day(self, day: int) -> None:
        """Find which crews are sick and nobody replaces."""
        world = self._engine.world
        sorties = world.programme[day % len(world.programme)] if world.programme else ()
        for number, unit in enumerate(world.units):
            sick = {crew for crew in unit.crews if self._engine.chances.sick(crew, day)}
            if not sick:
                self._missing[number] = frozenset()
                continue
            standby = [crew for watch in self._standby[number] for crew in watch]
            flying = [sortie.crew for sortie in sorties if sortie.unit == number]
            roles = list(dict.fromkeys([*standby, *flying]))
            spare = sum(crew not in sick and crew not in roles for crew in unit.crews)
            needed = [crew for crew in roles if crew in sick]
            idle_sick = sick.difference(roles)
            self._missing[number] = frozenset([*needed[spare:], *idle_sick])

    def crew_can(self, unit: int, crew: str) -> bool:
        """Whether a crew, or one in its place, can fly today."""
        return crew not in self._missing[unit]

    def crewed(self, one: Aircraft, minute: float) -> bool:
        """Whether an aircraft on the ground has a crew now."""
        engine = self._engine
        unit = engine.world.units[one.unit]
        if one.line < unit.held:
            return one.crew is not None and one.crew not in self._missing[one.unit]
        number = one.line - unit.held
        free = len(unit.crews) - unit.held * len(unit.posts)
        first, length = engine.world.clocks.duty
        on_duty = (minute - first) % 1440.0 < length
        return on_duty and number < free and self.crew_can(one.unit, unit.crews[number])

    def change_watch(self) -> None:
        """Begin a watch: fresh crews, and aircraft fly to their new posts."""
        engine = self._engine
        world = engine.world
        self._book_posts()
        self.watch = int(((engine.now - world.clocks.first_watch_min) % 1440.0) // world.clocks.watch_min)
        for number, row in enumerate(engine.aircraft):
            for one in row:
                one.flown_min = 0.0
                if one.line < world.units[number].held:
                    one.crew = self._standby[number][self.watch][one.line]
                    self.settle(one)
        self._posts = {
            (unit.id, site): PostWatch() for unit in world.units for site in unit.posts[self.watch]
        }
        self.watch_posts()
        engine.service.serve()

    def settle(self, one: Aircraft) -> None:
        """Send an idle aircraft of the standby to the post of this watch, if it stands elsewhere."""
        engine = self._engine
        unit = engine.world.units[one.unit]
        if not engine.world.random or not one.idle or one.line >= unit.held:
            return
        taken = [
            other.site for other in engine.aircraft[one.unit][: unit.held] if other is not one and other.idle
        ]
        wanted = list(unit.posts[self.watch])
        for site in taken:
            if site in wanted:
                wanted.remove(site)
        if one.site in wanted or not wanted:
            return
        # Who is nearer goes by the order of lines: posts differ little between watches.
        post = unit.posts[self.watch][one.line]
        post = post if post in wanted else wanted[0]
        here, there = engine.world.coordinates[one.site], engine.world.coordinates[post]
        if engine.chances.closed(one.site, engine.now) or engine.chances.closed(post, engine.now):
            engine.at(engine.now + 30.0, self._settle_later, one)
            return
        minutes = distance_nm(*here, *there) / unit.cruise_kt * 60.0 + engine.world.clocks.landing_min
        engine.start_job(one, "ferry")
        engine.fly(one, minutes)
        engine.at(engine.now + minutes, engine.free, one, one.version, post, frees=True)

    def _settle_later(self, one: Aircraft) -> None:
        if one.idle:
            self.settle(one)
            self.watch_posts()

    def watch_posts(self) -> None:
        """Note which posts have become empty, and which are manned again."""
        engine = self._engine
        if not self._posts:
            return
        ready = {
            (engine.world.units[one.unit].id, one.site)
            for unit, row in zip(engine.world.units, engine.aircraft, strict=True)
            for one in row[: unit.held]
            if one.idle and self.crewed(one, engine.now)
        }
        for place, post in self._posts.items():
            if place in ready:
                self._book(place, post)
            elif post.empty_since_min is None:
                post.empty_since_min = engine.now
                if engine.now < engine.end_min:
                    engine.record.empty_times[place] += 1

    def close(self, end_min: float) -> None:
        """Count what is empty at the end."""
        self._engine.now = end_min
        self._book_posts()

    def _book_posts(self) -> None:
        for place, post in self._posts.items():
            self._book(place, post)

    def _book(self, place: tuple[str, str], post: PostWatch) -> None:
        if post.empty_since_min is not None:
            minutes = min(self._engine.now, self._engine.end_min) - post.empty_since_min
            if minutes > _STILL:
                self._engine.record.empty_min[place] += minutes
            post.empty_since_min = None

    def _standby_crews(self, number: int) -> tuple[tuple[str | None, ...], ...]:
        """Crew of each held aircraft in each watch, from the highest number down; None where there are too few."""
        unit = self._engine.world.units[number]
        crews = iter(reversed(unit.crews))
        return tuple(tuple(next(crews, None) for _ in range(unit.held)) for _ in unit.posts)
