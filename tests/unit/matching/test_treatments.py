"""Rules dropped, guarded and giving way: for each, a world in which just that rule stands in the way."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from airlift.matching.model import MatchingModel, build_model
from airlift.matching.problem import build_problem
from airlift.matching.rulebook import Treatment
from airlift.rules import RULES
from tests.unit.matching.spoiled import NAMES, WORLDS, Spoiled

GIVING_WAY = {
    name: world
    for name, world in zip(NAMES, WORLDS, strict=True)
    if world.units is not None and not world.also
}


def fewest(matching: MatchingModel, expression: cp_model.LinearExprT) -> int | None:
    """Minimum of an expression; None when nothing keeps the rules."""
    model = matching.cp_model.clone()
    model.minimize(expression)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def unmet(matching: MatchingModel) -> int | None:
    return fewest(matching, matching.measures["unmet"].expression)


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_lifting_alone_changes_nothing(world: Spoiled):
    """What is lifted from the choices is stated by the month instead."""
    assert unmet(build_model(build_problem(world.world()))) == world.spoiled
    assert unmet(build_model(build_problem(world.world(), world.lifted))) == world.spoiled


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_a_rule_that_is_dropped_does_not_bind(world: Spoiled):
    """Without it the world gives all that it can."""
    problem = build_problem(world.world(), world.lifted)
    assert unmet(build_model(problem, Treatment(relaxed=world.lifted))) == world.healed


@pytest.mark.parametrize("world", GIVING_WAY.values(), ids=GIVING_WAY)
def test_a_rule_gives_way_by_its_units(world: Spoiled):
    """As many as stated are enough, and no fewer."""
    assert world.units is not None
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(conceded={world.group: world.units + 5}))
    matching.cp_model.add(matching.measures["unmet"].expression <= world.healed)
    assert fewest(matching, matching.book.concessions[world.group]) == world.units


def test_crews_with_a_qualification_are_conceded_as_crews():
    """Seven crews with the tag, out of the nine that are there without it."""
    world = next(world for world in WORLDS if world.units == 7)
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(conceded={world.group: 9}))
    matching.cp_model.add(matching.measures["unmet"].expression <= 0)
    assert fewest(matching, matching.book.concessions[world.group]) == 7


@pytest.mark.parametrize("world", WORLDS, ids=NAMES)
def test_guards_hold_their_rules(world: Spoiled):
    """With all guards true the rules hold; without those of the lifted rules they do not."""
    problem = build_problem(world.world(), world.lifted)
    matching = build_model(problem, Treatment(guarded=True))
    assert world.group in matching.book.guards
    matching.cp_model.add(matching.measures["unmet"].expression <= world.spoiled - 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    guards = matching.book.guards
    matching.cp_model.add_assumptions(list(guards.values()))
    assert solver.solve(matching.cp_model) == cp_model.INFEASIBLE
    matching.cp_model.clear_assumptions()
    matching.cp_model.add_assumptions([v for group, v in guards.items() if group not in world.lifted])
    assert solver.solve(matching.cp_model) == cp_model.OPTIMAL


def test_every_rule_that_can_give_way_is_tried():
    """Rules on what a plan says of itself or feeds back, on window and arrangement are no matter of giving way."""
    tried = {world.rule for world in WORLDS}
    rules = {rule.id for rule in RULES.values() if rule.level == "matching"}
    never = {"demand.window", "base.arrangement", "plan.limits", "plan.figures", "plan.references"}
    assert rules - tried == never
