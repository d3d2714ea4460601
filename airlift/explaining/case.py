"""One question about some demands as a model: every rule under a switch, every wish under one too.

Only the demands in question are in the model, and only the months up to the last one asked about: what is dropped can
only make room, so a conflict found here is one of the whole scenario. Months after the last one matter to money alone
(reimbursement falls due later), so as many months are kept as that takes. Beside the demands in question there may be
units of a plan, each with its size in each month, under a switch for each demand that they serve: the question is then
one about that plan, with all else open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from airlift.explaining.groups import choice_groups, scenario_groups
from airlift.explaining.pace import PACED, Pace, pace_of
from airlift.explaining.switchboard import Switchboard
from airlift.matching.choice import Choice
from airlift.matching.eligibility import Eligibility
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.rulebook import Group, Treatment
from airlift.plans.allocation import Unit
from airlift.rules import RULES
from airlift.scenario import Scenario

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["SERVED", "WISH", "Case", "Priced", "Question", "Wish", "rule_of"]

WISH, SERVED = "wish", "served"
"""Rules of the groups that are no rules but service: what is asked for, and the units that a demand has in the plan."""

QUARTERLY_FROM = 18
"""Months from which on the rotation months are taken as given: to question them triples what a model must decide."""

_GUARDED = Treatment(guarded=True)


@dataclass(frozen=True, slots=True)
class Wish:
    """Service asked for: a demand lacks at most so many aircraft in the months."""

    demand: str
    months: tuple[int, ...]
    lacking: int


@dataclass(frozen=True, slots=True)
class Priced:
    """What giving way by one unit of a rule is worth, and the most units that could be asked."""

    usd_per_unit: float
    most: int


class Case:
    """The model of some demands with its switches.

    Parameters
    ----------
    problem : MatchingProblem
        Restricted to the demands and months in question.
    matching : MatchingModel
        Its model.
    wishes : tuple of Wish
        What is asked for.
    in_any : bool
        Whether one month of one wish is enough.
    units : tuple of Unit
        Units of other demands as they are in the plan.

    Attributes
    ----------
    rules : tuple of Group
        Rules with a switch, those first that an explanation would rather do without. Rules that are taken as given
        have none: they hold.
    served : tuple of Group
        Switches of the units that other demands have, the least urgent first; off, the demand has none.
    concessions : dict
        Units by which rules give way.
    paces : dict
        What is done against those of them whose units are counted month by month.
    wishes : tuple of Group
        Switches of what is asked for.
    """

    def __init__(
        self,
        problem: MatchingProblem,
        matching: MatchingModel,
        wishes: tuple[Wish, ...],
        *,
        in_any: bool,
        units: tuple[Unit, ...] = (),
    ) -> None:
        self.problem = problem
        self.matching = matching
        self.scenario = problem.scenario
        guards = {group: guard for group, guard in matching.book.guards.items() if group in problem.lifted}
        for group, guard in matching.book.guards.items():
            if group not in guards:
                matching.cp_model.add(guard == 1)
        self.rules = tuple(sorted(guards, key=_drop_order))
        self.concessions = dict(matching.book.concessions)
        self.paces: dict[Group, Pace] = {}
        switches = _wish_all(matching, wishes) if not in_any else _wish_any(matching, wishes)
        self.wishes = tuple(switches)
        served = _hold_units(matching, units, frozenset(wish.demand for wish in wishes))
        tiers = {row.id: row.tier for row in self.scenario.demands}
        self.served = tuple(sorted(served, key=lambda group: (-tiers[group.subject], group.subject)))
        self.board = Switchboard(matching.cp_model, {**guards, **switches, **served})

    @property
    def stated(self) -> tuple[Group, ...]:
        """Rules that hold, widened or not, while their switch is on; the others are let go by the month."""
        return tuple(group for group in self.rules if group not in self.paces)

    def let_give_way(self, most: Mapping[Group, int]) -> None:
        """Let rules that forbid months give way by at most so many units of their own."""
        for group, pace in pace_of(self.matching).items():
            if group in most:
                self.paces[group] = pace
                name = f"give way {group}"
                self.concessions[group] = pace.count(self.matching.cp_model, name, most[group])


def _wish_all(matching: MatchingModel, wishes: tuple[Wish, ...]) -> dict[Group, cp_model.IntVar]:
    """State each wish in all of its months, under a switch for each demand."""
    model, switches = matching.cp_model, {}
    for wish in wishes:
        group = Group(WISH, wish.demand)
        if group not in switches:
            switches[group] = model.new_bool_var(f"wish {wish.demand}")
        for t in wish.months:
            model.add(matching.variables.unmet[wish.demand, t] <= wish.lacking).only_enforce_if(
                switches[group]
            )
    return switches


def _hold_units(
    matching: MatchingModel, units: tuple[Unit, ...], asked: frozenset[str]
) -> dict[Group, cp_model.IntVar]:
    """State for each other demand that it has just its units of the plan, or with its switch off none at all."""
    model, scenario, switches = matching.cp_model, matching.problem.scenario, {}
    planned: dict[tuple[str, str, str, int], int] = {}
    for unit in units:
        first = scenario.month_index(unit.first_month)
        for t, aircraft in enumerate(unit.aircraft, start=first):
            planned[unit.partner, unit.demand, unit.aircraft_type, t] = aircraft
    for c, choice in enumerate(matching.problem.choices):
        if choice.demand in asked:
            continue
        group = Group(SERVED, choice.demand)
        if group not in switches:
            switches[group] = model.new_bool_var(f"served {choice.demand}")
        for block in (block for run in matching.variables.runs[c] for block in run.blocks):
            size = planned.get((choice.partner, choice.demand, choice.aircraft_type, block.first), 0)
            model.add(matching.variables.aircraft[c, block.first] == size * switches[group])
            if not size:
                model.add(matching.variables.active[c, block.first] == 0)
    return switches


def _wish_any(matching: MatchingModel, wishes: tuple[Wish, ...]) -> dict[Group, cp_model.IntVar]:
    """State under one switch that some wish is met in some month."""
    model, hits = matching.cp_model, []
    for wish in wishes:
        for t in wish.months:
            hit = model.new_bool_var(f"wish {wish.demand} {t}")
            model.add(matching.variables.unmet[wish.demand, t] <= wish.lacking).only_enforce_if(hit)
            hits.append(hit)
    switch = model.new_bool_var("any wish")
    model.add_bool_or(hits).only_enforce_if(switch)
    return {Group(WISH, "any"): switch}


@dataclass(frozen=True)
class Question:
    """Whether wishes can be met when only their demands are there.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    wishes : tuple of Wish
        Service asked for; every demand that none names is dropped.
    in_any : bool
        Whether one month of one wish is enough; otherwise all are asked for.
    keeps_all_months : bool
        Whether months after the last one wished for are kept.
    units : tuple of Unit
        Units that other demands have in a plan.
    """

    scenario: Scenario
    wishes: tuple[Wish, ...]
    in_any: bool = False
    keeps_all_months: bool = False
    units: tuple[Unit, ...] = field(default=(), repr=False)

    @cached_property
    def _kept(self) -> Scenario:
        """The scenario with the wished demands alone and all of its months."""
        named = {wish.demand for wish in self.wishes}
        return self.scenario.model_copy(
            update={"demands": tuple(row for row in self.scenario.demands if row.id in named)}
        )

    @cached_property
    def _cut(self) -> Scenario:
        """The same up to the last month wished for."""
        if self.keeps_all_months:
            return self._kept
        delay = self.scenario.policy.cost.reimbursement_delay_months.value
        last = max(t for wish in self.wishes for t in wish.months)
        months = min(self.scenario.horizon_months, last + 1 + delay)
        return self._kept.model_copy(update={"horizon_months": months})

    @property
    def is_cut(self) -> bool:
        """Whether months after the last one wished for are left out of the case."""
        return self._cut.horizon_months < self._kept.horizon_months

    def until(self, last: int) -> Question:
        """Return the question about the months up to a last one."""
        kept = (replace(wish, months=tuple(t for t in wish.months if t <= last)) for wish in self.wishes)
        return replace(self, wishes=tuple(wish for wish in kept if wish.months))

    def in_full(self) -> Question:
        """Return the same question with all months of the scenario in its case."""
        return replace(self, keeps_all_months=True)

    def case(self, prices: Mapping[str, Priced] | None = None) -> Case:
        """Build the model with a switch for every rule; rules that have a price can give way by units."""
        problem = self._listed
        if not prices:
            return self._made(problem, _GUARDED)
        most = {g: prices[g.rule].most for g in sorted(problem.lifted) if g.rule in prices}
        conceded = {group: units for group, units in most.items() if group.rule not in PACED}
        case = self._made(problem, Treatment(guarded=True, conceded=conceded))
        case.let_give_way({group: units for group, units in most.items() if group.rule in PACED})
        return case

    def applied(self, treatment: Treatment) -> Case:
        """Build the model of all months under a treatment, without switches for rules."""
        problem = self._problem(self._kept, treatment.relaxed | frozenset(treatment.conceded))
        case = self._made(problem, treatment)
        case.let_give_way({g: most for g, most in treatment.conceded.items() if g.rule in PACED})
        return case

    def _made(self, problem: MatchingProblem, treatment: Treatment) -> Case:
        matching = build_model(problem, treatment)
        return Case(problem, matching, self.wishes, in_any=self.in_any, units=self.units)

    @cached_property
    def _listed(self) -> MatchingProblem:
        """The problem with every rule lifted that a switch may turn off; what is lifted can list more to be lifted."""
        is_long = self._cut.horizon_months > QUARTERLY_FROM

        def is_asked(group: Group) -> bool:
            return not (is_long and group.rule == "unit.rotation")

        lifted = frozenset(group for group in scenario_groups(self._cut) if is_asked(group))
        while True:
            problem = build_problem(self._cut, lifted)
            found = frozenset(group for group in choice_groups(problem) if is_asked(group))
            if found <= lifted:
                return self._problem(self._cut, lifted, problem)
            lifted |= found

    def _problem(
        self, scenario: Scenario, lifted: frozenset[Group], alone: MatchingProblem | None = None
    ) -> MatchingProblem:
        """Return the problem of the demands asked about, and of others just with the units that they have."""
        alone = alone or build_problem(scenario, lifted)
        if not self.units:
            return alone
        asked = {wish.demand for wish in self.wishes}
        named = {unit.demand for unit in self.units} | asked
        demands = tuple(row for row in self.scenario.demands if row.id in named)
        whole = scenario.model_copy(update={"demands": demands})
        eligibility = Eligibility(whole, lifted)
        triples = {(u.demand, u.partner, u.aircraft_type) for u in self.units if u.demand not in asked}
        choices = [*alone.choices]
        for demand, partner, aircraft in sorted(triples):
            found = eligibility.decide(
                whole.demand_by_id[demand],
                whole.partner_by_id[partner],
                whole.aircraft_type_by_id[aircraft],
            )
            if isinstance(found, Choice):
                choices.append(found)
        windows = {row.id: whole.demand_window(row) for row in demands}
        return replace(alone, scenario=whole, windows=windows, choices=tuple(choices))


def rule_of(group: Group) -> str:
    """Rule of a group: conflicts are tried rule by rule first."""
    return group.rule


def _drop_order(group: Group) -> tuple[int, str]:
    """Order in which rules are tried without: money first, what partners and donors have last."""
    position = {rule: place for place, rule in enumerate(RULES)}
    return -position.get(group.rule, 0), group.subject
