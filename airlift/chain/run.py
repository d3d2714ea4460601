"""From a scenario to a plan: rounds of matching, sustainment and standby, then the flying programmes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from airlift import matching, sorties, standby, sustainment
from airlift.chain.limits import coverage_limits, hours_limits, in_force, limited
from airlift.matching.ask import LIMITED, Ask
from airlift.plans import Allocation, FleetPlan, Limit, MissionStandby, Plan, Result, Round
from airlift.plans.store import scenario_digest
from airlift.scenario import Scenario
from airlift.scenario.phrases import count
from airlift.solvers import Progress, ProgressEvent, SolveOptions

__all__ = ["LEVEL", "run"]

LEVEL = "chain"

_MATCHING, _MATCHING_AGAIN, _SUSTAINMENT, _STANDBY, _CAUSES = 0.5, 0.1, 0.07, 0.04, 0.015
"""Shares of the time limit: force generation in the first round and in a later one, and for each round hours and
inspections, posts, and the question what a shortfall comes from. The programmes get the rest, at least `_SORTIES`."""
_SORTIES = 0.12


@dataclass(frozen=True)
class _Attempt:
    """What a round gave."""

    scenario: Scenario
    limits: tuple[Limit, ...]
    allocation: Allocation
    fleet: FleetPlan | None
    posts: tuple[MissionStandby, ...]
    results: tuple[Result, ...]


def run(scenario: Scenario, options: SolveOptions, progress: Progress | None = None) -> Plan:
    """Plan all levels.

    Rounds go on until no limit flows back, the policy's number of rounds is reached, or the time is over. The round
    that is kept is the one with the least alpha casualties below the coverage that is asked for, in whole points over
    all missions that ask for medevac, then the least demand that is not served, tier by tier: aircraft-months without
    an aircraft, and flight hours of the window that are not flown, as aircraft-months. Of equal rounds the first is
    kept: a limit that mends nothing costs nothing.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    options : SolveOptions
        The time limit is for everything.
    progress : callable, optional
        Told what happens.
    """
    return _Chain(scenario, options, progress).run()


class _Chain:
    """The rounds and their time."""

    def __init__(self, scenario: Scenario, options: SolveOptions, progress: Progress | None) -> None:
        self.scenario, self.options, self.progress = scenario, options, progress
        self.began = time.monotonic()
        self.granted = 0.0

    def run(self) -> Plan:
        """Go through the rounds and plan the days of the one that is kept."""
        attempts: list[_Attempt] = []
        settled: list[bool] = []
        limits: tuple[Limit, ...] = ()
        for number in range(1, self.scenario.policy.sustainment.chain_rounds.value + 1):
            attempt = self._attempt(number, limits, attempts)
            attempts.append(attempt)
            asked_back = self._has_time_to_ask(attempt)
            new = self._limits(attempt) if asked_back else ()
            settled.append(asked_back and not new)
            self._tell_round(number, attempt, new if asked_back else None)
            if not new or self._is_over():
                break
            limits = in_force(limits, new)
        kept = min(range(len(attempts)), key=lambda place: (self._worth(attempts[place]), place))
        best = attempts[kept]
        programmes, day_results = sorties.solve(
            self.scenario,
            best.allocation,
            self._rest(),
            self.progress,
            fleet=best.fleet,
            standby=best.posts,
        )
        rounds = tuple(
            _round(place + 1, attempt, settled[place], place == kept)
            for place, attempt in enumerate(attempts)
        )
        return Plan(
            scenario=self.scenario.name,
            scenario_sha256=scenario_digest(self.scenario),
            allocation=best.allocation,
            fleet=best.fleet,
            standby=best.posts,
            programmes=programmes,
            rounds=rounds,
            results=(*best.results, *day_results),
        )

    def _attempt(self, number: int, limits: tuple[Limit, ...], before: Sequence[_Attempt]) -> _Attempt:
        """Run the three upper levels under limits."""
        asked = limited(self.scenario, limits)
        ask = Ask(start=before[-1].allocation) if before else None
        share = _MATCHING_AGAIN if before else _MATCHING
        allocation, result = matching.solve(asked, self._grant(share), self.progress, ask)
        if limits:
            words = f"bounds hold under the limits of round {number}: {_cells(limits)}"
            result = result.model_copy(update={"restrictions": (*result.restrictions, LIMITED, words)})
        if not allocation.units:
            return _Attempt(asked, limits, allocation, None, (), (result,))
        # The bases have the docks that the scenario gives them: a limit on matching is none on the workshop.
        fleet, fleet_result = sustainment.solve(
            self.scenario, allocation, self._grant(_SUSTAINMENT), self.progress
        )
        posts, post_results = standby.solve(
            self.scenario, allocation, fleet, self._grant(_STANDBY), self.progress
        )
        return _Attempt(asked, limits, allocation, fleet, posts, (result, fleet_result, *post_results))

    def _has_time_to_ask(self, attempt: _Attempt) -> bool:
        """Whether a round is looked at for limits: there is a fleet, and time to do something about it."""
        return attempt.fleet is not None and not self.options.interrupt.is_set() and not self._is_over()

    def _limits(self, attempt: _Attempt) -> tuple[Limit, ...]:
        """Find what flows back from a round that has a fleet."""
        assert attempt.fleet is not None
        hours = hours_limits(attempt.scenario, attempt.allocation, attempt.fleet, self._grant(_CAUSES))
        cover = coverage_limits(attempt.scenario, attempt.allocation, attempt.posts, self._grant(_CAUSES))
        asked = {
            (row.table, row.row, row.column): _cell(self.scenario, row.table, row.row, row.column)
            for row in (*hours, *cover)
        }
        return tuple(
            row.model_copy(update={"asked": asked[row.table, row.row, row.column]})
            for row in (*hours, *cover)
        )

    def _worth(self, attempt: _Attempt) -> tuple[float, ...]:
        """Say what a round leaves undone, the gravest first."""
        target_pct = self.scenario.policy.standby.target_pct.value
        cover = {row.mission: row.cover.surgery_pct for row in attempt.posts}
        zones = {zone.mission for zone in self.scenario.zones}
        asking = {row.mission for row in self.scenario.demands if row.role == "medevac"} & zones
        below = sum(max(0.0, target_pct - cover.get(mission, 0.0)) for mission in sorted(asking))
        tiers = sorted({demand.tier for demand in self.scenario.demands})
        lacking = dict.fromkeys(tiers, 0.0)
        for missing in attempt.allocation.unmet:
            lacking[self.scenario.demand_by_id[missing.demand].tier] += missing.aircraft
        demand_of = {unit.id: self.scenario.demand_by_id[unit.demand] for unit in attempt.allocation.units}
        for row in attempt.fleet.unit_weeks if attempt.fleet else ():
            demand = demand_of[row.unit]
            lacking[demand.tier] += row.unmet_h / demand.hours_per_aircraft_month
        # A round without a unit states no demand that is not served either: it comes after all others.
        return (not attempt.allocation.units, round(below), *(round(lacking[tier], 1) for tier in tiers))

    def _grant(self, share: float) -> SolveOptions:
        """Options with a share of the limit, as far as it leaves the programmes theirs."""
        limit_s = self.options.time_limit_s
        if limit_s is None:
            return self.options
        self.granted += share
        if self.options.deterministic:
            return self.options.within(limit_s * share)
        left_s = limit_s * (1.0 - _SORTIES) - (time.monotonic() - self.began)
        return self.options.within(max(0.0, min(limit_s * share, left_s)))

    def _rest(self) -> SolveOptions:
        """Options with all the time that is left."""
        limit_s = self.options.time_limit_s
        if limit_s is None:
            return self.options
        if self.options.deterministic:
            return self.options.within(limit_s * max(_SORTIES, 1.0 - self.granted))
        left_s = limit_s - (time.monotonic() - self.began)
        return self.options.within(max(limit_s * _SORTIES / 2.0, left_s))

    def _is_over(self) -> bool:
        """Whether nothing is left for a further round."""
        limit_s = self.options.time_limit_s
        if limit_s is None:
            return self.options.interrupt.is_set()
        needed = _MATCHING_AGAIN + _SUSTAINMENT + _STANDBY
        if self.options.deterministic:
            return self.granted + needed > 1.0 - _SORTIES
        left_s = limit_s * (1.0 - _SORTIES) - (time.monotonic() - self.began)
        return self.options.interrupt.is_set() or left_s < limit_s * needed / 2.0

    def _tell_round(self, number: int, attempt: _Attempt, new: Sequence[Limit] | None) -> None:
        """Tell what a round asks back; None when there was no time to ask."""
        if self.progress is None:
            return
        words = "settled" if new is not None else "not looked at for limits"
        if new:
            words = f"{count(len(new), 'limit')} back to matching: {_cells(new)}"
        unmet = float(attempt.allocation.unmet_aircraft_months)
        elapsed_s = time.monotonic() - self.began
        self.progress(ProgressEvent(LEVEL, f"round {number}", unmet, None, elapsed_s, words))


def _cells(limits: Sequence[Limit]) -> str:
    return ", ".join(f"{row.row} {row.column} {row.limit:g}" for row in limits)


def _cell(scenario: Scenario, table: str, row: str, column: str) -> float:
    return float(next(getattr(found, column) for found in getattr(scenario, table) if found.id == row))


def _round(number: int, attempt: _Attempt, settled: bool, kept: bool) -> Round:
    weeks = attempt.fleet.unit_weeks if attempt.fleet else ()
    return Round(
        number=number,
        limits=attempt.limits,
        status=attempt.results[0].status,
        unmet_aircraft_months=attempt.allocation.unmet_aircraft_months,
        asked_h=sum(row.asked_h for row in weeks),
        unmet_h=sum(row.unmet_h for row in weeks),
        surgery_pct=_covered_pct(attempt),
        settled=settled,
        kept=kept,
    )


def _covered_pct(attempt: _Attempt) -> float | None:
    """Alpha casualties in surgery in time, over the missions with a standby, by their events."""
    events: dict[str, float] = {}
    for zone in attempt.scenario.zones:
        events[zone.mission] = events.get(zone.mission, 0.0) + zone.events_per_month
    total = sum(events[row.mission] for row in attempt.posts)
    if not total:
        return None
    return sum(events[row.mission] * row.cover.surgery_pct for row in attempt.posts) / total
