"""The whole model: its variables, its rows, and the levels of its objective."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from airlift.matching.crosscheck.courses import add_courses
from airlift.matching.crosscheck.dollars import USD, add_credit, add_money
from airlift.matching.crosscheck.linear import Model, Term
from airlift.matching.crosscheck.lots import add_fleets, add_transfers
from airlift.matching.crosscheck.people import add_people, add_visits
from airlift.matching.crosscheck.reach import choices
from airlift.matching.crosscheck.stays import Stay, add_stays
from airlift.matching.crosscheck.upkeep import add_bases, add_spares
from airlift.scenario.model import Scenario

__all__ = ["Formulation", "Goal", "formulate"]


@dataclass(frozen=True)
class Goal:
    """One level of the objective: `scale` model units are one `unit`."""

    name: str
    unit: str
    terms: list[Term]
    scale: float = 1.0

    @property
    def whole(self) -> bool:
        """Whether the level counts whole things."""
        return self.unit != "usd"


@dataclass(frozen=True)
class Formulation:
    """Model and goals, the most important first."""

    model: Model
    goals: tuple[Goal, ...]


def formulate(scenario: Scenario, relax: bool) -> Formulation:
    """Write the force generation model of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is asked.
    relax : bool
        Whether to write the linear relaxation.
    """
    model = Model(relax)
    stays = add_stays(model, scenario, choices(scenario))
    arrivals = add_transfers(model, scenario, stays)
    add_fleets(model, scenario, stays, arrivals)
    classes = add_courses(model, scenario, stays)
    add_people(model, scenario, stays, classes)
    visits = add_visits(model, scenario, stays)
    add_bases(model, scenario, stays)
    add_spares(model, scenario, stays)
    add_credit(model, scenario, stays)
    cost = add_money(model, scenario, stays, arrivals, classes, visits)
    goals = [
        Goal(f"tier {tier} unmet", "aircraft-months", terms)
        for tier, terms in sorted(_unmet(model, scenario, stays).items())
    ]
    if waiting := _waiting(model, scenario, stays):
        goals.append(Goal("first medevac month", "months", waiting))
    goals.append(Goal("cost", "usd", cost, USD))
    return Formulation(model, tuple(goals))


def _unmet(model: Model, scenario: Scenario, stays: list[Stay]) -> dict[int, list[Term]]:
    """Missing aircraft by tier; whole numbers because aircraft are. A tier without a month in the horizon is none."""
    unmet: defaultdict[int, list[Term]] = defaultdict(list)
    for demand in scenario.demands:
        serving = [stay for stay in stays if stay.choice.demand is demand]
        for t in range(*scenario.demand_window(demand)):
            missing = model.number(demand.aircraft)
            present = [(stay.aircraft[t], 1.0) for stay in serving if t in stay.aircraft]
            model.at_least([(missing, 1.0), *present], demand.aircraft)
            unmet[demand.tier].append((missing, 1.0))
    return unmet


def _waiting(model: Model, scenario: Scenario, stays: list[Stay]) -> list[Term]:
    """Months of a medevac demand's window before anybody has started there."""
    waiting: list[Term] = []
    for demand in scenario.demands:
        if demand.role != "medevac":
            continue
        starts: defaultdict[int, list[Term]] = defaultdict(list)
        for stay in stays:
            if stay.choice.demand is demand:
                for t, started in stay.started.items():
                    starts[t].append((started, 1.0))
        so_far: list[Term] = []
        for t in range(*scenario.demand_window(demand)):
            so_far = so_far + starts[t]
            alone = model.number(1)
            model.at_least([(alone, 1.0), *so_far], 1.0)
            waiting.append((alone, 1.0))
    return waiting
