"""Shrinking conflicts: an abstract judge, and toy CP-SAT models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ortools.sat.python import cp_model

from airlift.explaining.allowance import Allowance
from airlift.explaining.conflict import smallest_conflict
from airlift.explaining.switchboard import Engine, Switchboard
from airlift.matching.rulebook import Group
from airlift.plans import Status
from airlift.solvers.options import Interrupt

ENGINE = Engine(workers=1, seed=1)


def judge(*conflicts: str) -> Callable[[frozenset[str]], Status]:
    """Return a judge: a set is infeasible when it holds all letters of a conflict."""

    def holds(kept: frozenset[str]) -> Status:
        clash = any(set(conflict) <= kept for conflict in conflicts)
        return Status.INFEASIBLE if clash else Status.FEASIBLE

    return holds


def test_no_conflict() -> None:
    """Things that hold together are no conflict."""
    assert smallest_conflict("abc", judge("ad"), bundle_of=ord) is None


def test_conflict_is_minimal_and_each_member_needed() -> None:
    """Only the clashing things stay, and each was shown to be needed."""
    found = smallest_conflict("abcdef", judge("bdf"), bundle_of=ord)
    assert found is not None
    assert found.members == ("b", "d", "f")
    assert found.is_minimal


def test_first_things_are_dropped_first() -> None:
    """Of two conflicts the one with later things stays."""
    found = smallest_conflict("abcd", judge("ab", "cd"), bundle_of=ord)
    assert found is not None
    assert found.members == ("c", "d")


def test_whole_bundles_are_dropped_with_one_question() -> None:
    """A bundle that is not needed costs one question, not one for each of its things."""
    things = (*"abcdefghij", "x")
    one = smallest_conflict(things, judge("x"), bundle_of=lambda thing: thing == "x")
    assert one is not None
    assert one.members == ("x",)
    assert one.solves == 3


def test_undecided_member_stays_and_is_not_called_needed() -> None:
    """A question without an answer in time never removes a thing, and minimality is not claimed."""

    def holds(kept: frozenset[str]) -> Status:
        return Status.UNKNOWN if "c" not in kept else judge("ab")(kept)

    found = smallest_conflict("abc", holds, bundle_of=ord)
    assert found is not None
    assert found.members == ("a", "b", "c")
    assert found.needed == {"a", "b"}
    assert not found.is_minimal


def test_undecided_whole_is_no_conflict() -> None:
    """Without a proof that all clash, nothing is said."""
    assert smallest_conflict("ab", lambda _kept: Status.UNKNOWN, bundle_of=ord) is None


@pytest.mark.parametrize("guess", ["ab", "cd", ""])
def test_a_wrong_guess_does_no_harm(guess: str) -> None:
    """A core that is named wrongly is dropped; the conflict is found without it."""
    found = smallest_conflict("abcde", judge("be"), bundle_of=ord, guess=guess)
    assert found is not None
    assert found.members == ("b", "e")


def toy() -> tuple[Switchboard, dict[str, Group]]:
    """Return three aircraft wanted: crews for two, docks for two, money for none, lift for plenty."""
    model = cp_model.CpModel()
    aircraft = model.new_int_var(0, 10, "aircraft")
    model.add(aircraft >= 3)
    limits = {"crew.available": 2, "base.docks": 2, "lift.flights": 9}
    groups = {rule: Group(rule, "x") for rule in limits}
    guards = {}
    for rule, limit in limits.items():
        guards[groups[rule]] = model.new_bool_var(rule)
        model.add(aircraft <= limit).only_enforce_if(guards[groups[rule]])
    return Switchboard(model, guards), groups


def test_switchboard_switches_rules() -> None:
    """The answer depends on the rules that are on, and the model is left as it was."""
    board, groups = toy()
    allowance = Allowance(10, Interrupt())
    for _ in range(2):
        assert board.ask("all", groups.values(), ENGINE, allowance).status is Status.INFEASIBLE
        lift = board.ask("lift", [groups["lift.flights"]], ENGINE, allowance)
        assert lift.status is Status.FEASIBLE
        assert lift.values is not None
        assert 3 <= lift.values[0] <= 9


def test_switchboard_minimises_what_is_lifted() -> None:
    """Free guards are the solver's choice: the least number of rules to lift is two."""
    board, groups = toy()
    lifted = sum(1 - guard for guard in board.guards.values())
    reply = board.ask("fewest", (), ENGINE, Allowance(10, Interrupt()), minimise=lifted, free=groups.values())
    assert reply.status is Status.OPTIMAL
    assert reply.objective == 2


def test_second_opinion_is_another_configuration() -> None:
    """The second opinion differs in seed, workers and presolve, and says so."""
    other = Engine(workers=8, seed=3).second_opinion
    assert (other.workers, other.seed, other.presolve) == (1, 4, False)
    assert str(other) == "CP-SAT, seed 4, 1 worker, no presolve"


def test_conflict_of_a_model() -> None:
    """One of the two tight rules is a whole conflict; the named core is only a guess."""
    board, groups = toy()
    allowance = Allowance(10, Interrupt())
    found = smallest_conflict(
        tuple(groups.values()),
        lambda kept: board.ask("kept", kept, ENGINE, allowance).status,
        bundle_of=lambda group: group.rule,
        guess=board.guess_core(tuple(groups.values()), (), allowance),
    )
    assert found is not None
    assert found.is_minimal
    assert len(found.members) == 1
    assert found.members[0].rule in ("crew.available", "base.docks")


def test_an_interrupt_ends_every_question() -> None:
    """After an interrupt a question is not begun and its answer is unknown."""
    board, groups = toy()
    interrupt = Interrupt()
    interrupt.set()
    reply = board.ask("all", groups.values(), ENGINE, Allowance(10, interrupt))
    assert reply.status is Status.UNKNOWN
    assert not reply.found
    assert board.guess_core(tuple(groups.values()), (), Allowance(10, interrupt)) == frozenset()


def test_a_part_of_an_allowance_is_no_more_than_its_share() -> None:
    """A part ends before the whole; without a limit neither ends."""
    whole = Allowance(100, Interrupt())
    assert whole.part(0.5).left_s <= 50
    assert Allowance(None, Interrupt()).part(0.5).left_s == float("inf")
    assert Allowance(0, Interrupt()).is_over
