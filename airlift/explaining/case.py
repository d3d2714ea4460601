"""One question about some demands as a model: every rule under a switch, every wish under one too.

Only the demands in question are in the model, and only the months up to the last one asked about: what is dropped can
only make room, so a conflict found here is one of the whole scenario. Months after the last one matter to money alone
(reimbursement falls due later), so as many months are kept as that takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from airlift.explaining.groups import choice_groups, scenario_groups
from airlift.explaining.pace import PACED, Pace, pace_of
from airlift.explaining.switchboard import Switchboard
from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import MatchingProblem, build_problem
from airlift.matching.rulebook import Group, Treatment
from airlift.rules import RULES
from airlift.scenario import Scenario

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["WISH", "Case", "Priced", "Question", "Wish", "rule_of"]

WISH = "wish"
"""Rule of the groups that are no rules but service asked for."""

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

    Attributes
    ----------
    rules : tuple of Group
        Rules with a switch, those first that an explanation would rather do without.
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
    ) -> None:
        self.problem = problem
        self.matching = matching
        self.scenario = problem.scenario
        self.rules = tuple(sorted(matching.book.guards, key=_drop_order))
        self.concessions = dict(matching.book.concessions)
        self.paces: dict[Group, Pace] = {}
        switches = _wish_all(matching, wishes) if not in_any else _wish_any(matching, wishes)
        self.wishes = tuple(switches)
        self.board = Switchboard(matching.cp_model, {**matching.book.guards, **switches})

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
    """

    scenario: Scenario
    wishes: tuple[Wish, ...]
    in_any: bool = False
    keeps_all_months: bool = False

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

    def in_full(self) -> Question:
        """Return the same question with all months of the scenario in its case."""
        return replace(self, keeps_all_months=True)

    def case(self, prices: Mapping[str, Priced] | None = None) -> Case:
        """Build the model with a switch for every rule; rules that have a price can give way by units."""
        problem = self._listed
        if not prices:
            return Case(problem, build_model(problem, _GUARDED), self.wishes, in_any=self.in_any)
        most = {g: prices[g.rule].most for g in sorted(problem.lifted) if g.rule in prices}
        conceded = {group: units for group, units in most.items() if group.rule not in PACED}
        matching = build_model(problem, Treatment(guarded=True, conceded=conceded))
        case = Case(problem, matching, self.wishes, in_any=self.in_any)
        case.let_give_way({group: units for group, units in most.items() if group.rule in PACED})
        return case

    def applied(self, treatment: Treatment) -> Case:
        """Build the model of all months under a treatment, without switches for rules."""
        lifted = treatment.relaxed | frozenset(treatment.conceded)
        problem = build_problem(self._kept, lifted)
        case = Case(problem, build_model(problem, treatment), self.wishes, in_any=self.in_any)
        case.let_give_way({g: most for g, most in treatment.conceded.items() if g.rule in PACED})
        return case

    @cached_property
    def _listed(self) -> MatchingProblem:
        """The problem with every rule lifted that a switch may turn off; what is lifted can list more to be lifted."""
        lifted = frozenset(scenario_groups(self._cut))
        while True:
            problem = build_problem(self._cut, lifted)
            found = frozenset(choice_groups(problem))
            if found <= lifted:
                return problem
            lifted |= found


def rule_of(group: Group) -> str:
    """Rule of a group: conflicts are tried rule by rule first."""
    return group.rule


def _drop_order(group: Group) -> tuple[int, str]:
    """Order in which rules are tried without: money first, what partners and donors have last."""
    position = {rule: place for place, rule in enumerate(RULES)}
    return -position.get(group.rule, 0), group.subject
