"""Units as flows of starts and stops: tours, hand-over, numbers of units, arrangements, lift flights."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.linear import Model, Term, Variable
from airlift.matching.crosscheck.reach import Choice
from airlift.scenario.model import Scenario

__all__ = ["Stay", "add_stays"]


@dataclass(frozen=True)
class Stay:
    """Variables of one choice by month: present or not, started, stopped, aircraft, those that join, lift flights.

    `present` and `aircraft` have the same variable for all months between two rotation months; the others exist in
    rotation months alone. `stopped[e]` says that e is the first month away; leaving at the end of the demand's window
    is no stop.
    """

    choice: Choice
    present: dict[int, Variable]
    started: dict[int, Variable]
    stopped: dict[int, Variable]
    aircraft: dict[int, Variable]
    joined: dict[int, Variable]
    flights: dict[int, Variable]


def add_stays(model: Model, scenario: Scenario, listed: list[Choice]) -> list[Stay]:
    """Add all units and the rules that bind units alone or to each other."""
    stays = [_stay(model, scenario, choice) for choice in listed]
    _arrangements(model, stays)
    _numbers(model, scenario, stays)
    _handovers(model, scenario, stays)
    _predeployment(model, scenario, stays)
    by_month: defaultdict[int, list[Term]] = defaultdict(list)
    for stay in stays:
        for t, flights in stay.flights.items():
            by_month[t].append((flights, 1.0))
    for _, terms in sorted(by_month.items()):
        model.at_most(terms, scenario.policy.matching.lift_flights_per_month.value)
    return stays


def _stay(model: Model, scenario: Scenario, choice: Choice) -> Stay:
    """Flow of one choice; a run that leaves and returns in the same month is one longer run."""
    policy = scenario.policy.matching
    tour, every = policy.min_tour_months.value, policy.rotation_every_months.value
    demand = choice.demand
    leaves = choice.end < choice.window_end
    turns = range(choice.first, choice.end, every)
    present = _held(choice, every, {t: model.count(1) for t in turns})
    aircraft = _held(choice, every, {t: model.count(demand.max_unit) for t in turns})
    joined = {t: model.number(demand.max_unit) for t in turns}
    flights = {t: model.count() for t in turns}
    started = {t: model.number(1) for t in turns if not leaves or t + tour <= choice.end}
    ends = (*turns[1:], *((choice.end,) if leaves else ()))
    stopped = {t: model.number(1) for t in ends}
    for t in (*turns, *ends[-1:]) if leaves else turns:
        terms: list[Term] = []
        terms += _term(present, t, 1.0) + _term(present, t - 1, -1.0)
        terms += _term(started, t, -1.0) + _term(stopped, t, 1.0)
        model.equal(terms, 0.0)
        # No start where it was present the month before, no stop where it is present.
        if t in started:
            model.at_most([*_term(started, t, 1.0), *_term(present, t - 1, 1.0)], 1.0)
    for t in turns:
        # Whoever started in the last `tour` months, this one included, is present.
        recent = [term for s in range(t - tour + 1, t + 1) for term in _term(started, s, 1.0)]
        model.at_most([*recent, (present[t], -1.0)], 0.0)
        model.at_most([(aircraft[t], 1.0), (present[t], -float(demand.max_unit))], 0.0)
        model.at_least([(aircraft[t], 1.0), (present[t], -float(demand.min_unit))], 0.0)
        model.at_most([(aircraft[t], 1.0), *_term(aircraft, t - 1, -1.0), (joined[t], -1.0)], 0.0)
        model.at_most([(joined[t], 1.0), (flights[t], -float(choice.type.aircraft_per_lift_flight))], 0.0)
    return Stay(choice, present, started, stopped, aircraft, joined, flights)


def _held(choice: Choice, every: int, turns: dict[int, Variable]) -> dict[int, Variable]:
    """Keep the variable of each rotation month until the next one."""
    return {t: turns[t - t % every] for t in choice.months}


def _term(variables: dict[int, Variable], t: int, factor: float) -> list[Term]:
    return [(variables[t], factor)] if t in variables else []


def _arrangements(model: Model, stays: list[Stay]) -> None:
    """One base for all units of a partner with a type at a demand."""
    groups: defaultdict[tuple[str, str, str], list[Stay]] = defaultdict(list)
    for stay in stays:
        choice = stay.choice
        groups[choice.partner.id, choice.demand.id, choice.type.id].append(stay)
    for group in groups.values():
        if len(group) == 1:
            continue
        taken = [model.count(1) for _ in group]
        model.at_most([(one, 1.0) for one in taken], 1.0)
        for stay, one in zip(group, taken, strict=True):
            for present in stay.present.values():
                model.at_most([(present, 1.0), (one, -1.0)], 0.0)


def _predeployment(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Aircraft that join a partner's units in a month, as far as it has a limit."""
    joining: defaultdict[tuple[str, int], list[Term]] = defaultdict(list)
    for stay in stays:
        for t, joined in stay.joined.items():
            joining[stay.choice.partner.id, t].append((joined, 1.0))
    for (partner, _), terms in joining.items():
        limit = scenario.partner_by_id[partner].predeployment_aircraft_per_month
        if limit is not None:
            model.at_most(terms, limit)


def _numbers(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Units of a partner at a demand, of a partner, and at a demand, in each month."""
    at_most_one: defaultdict[tuple[str, str, int], list[Term]] = defaultdict(list)
    of_partner: defaultdict[tuple[str, int], list[Term]] = defaultdict(list)
    at_demand: defaultdict[tuple[str, int], list[Term]] = defaultdict(list)
    for stay in stays:
        partner, demand = stay.choice.partner.id, stay.choice.demand.id
        for t, present in stay.present.items():
            at_most_one[partner, demand, t].append((present, 1.0))
            of_partner[partner, t].append((present, 1.0))
            at_demand[demand, t].append((present, 1.0))
    for terms in at_most_one.values():
        model.at_most(terms, 1.0)
    for (partner, _), terms in of_partner.items():
        model.at_most(terms, scenario.partner_by_id[partner].max_units)
    for terms in at_demand.values():
        model.at_most(terms, scenario.policy.matching.max_units_per_demand.value)


_ByMonth = dict[int, list[Term]]


def _handovers(model: Model, scenario: Scenario, stays: list[Stay]) -> None:
    """Nobody starts at a demand from less than the overlap before another's end until an overlap after it.

    With an overlap of O months two starts of one partner at a demand lie at least O + 2 months apart, because its own
    end lies between them; so it starts at most once in O months, and one row covers them all.
    """
    overlap = scenario.policy.matching.handover_overlap_months.value
    if overlap == 0:
        return
    starts: defaultdict[str, defaultdict[str, _ByMonth]] = defaultdict(lambda: defaultdict(dict))
    stops: defaultdict[str, defaultdict[str, _ByMonth]] = defaultdict(lambda: defaultdict(dict))
    for stay in stays:
        partner, demand = stay.choice.partner.id, stay.choice.demand.id
        for found, variables in ((starts, stay.started), (stops, stay.stopped)):
            for t, variable in variables.items():
                found[demand][partner].setdefault(t, []).append((variable, 1.0))
    for demand, by_partner in stops.items():
        for partner, ends in by_partner.items():
            for other, begins in starts[demand].items():
                if other == partner:
                    _own_gaps(model, ends, begins, overlap)
                else:
                    _reliefs(model, ends, begins, overlap)


def _own_gaps(model: Model, ends: _ByMonth, begins: _ByMonth, overlap: int) -> None:
    """Let a partner that left a demand come back only when more than an overlap has passed."""
    for t, begin in begins.items():
        model.at_most([*begin, *_within(ends, t - overlap, t)], 1.0)


def _reliefs(model: Model, ends: _ByMonth, begins: _ByMonth, overlap: int) -> None:
    """Keep starts of another partner out of the overlap before an end and out of the overlap after it."""
    for e, end in ends.items():
        for first, last in ((e - overlap + 1, e), (e + 1, e + overlap)):
            if blocked := _within(begins, first, last):
                model.at_most([*end, *blocked], 1.0)


def _within(by_month: _ByMonth, first: int, last: int) -> list[Term]:
    return [term for t in range(first, last + 1) for term in by_month.get(t, ())]
