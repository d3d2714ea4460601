"""The smallest set of rules that stands in the way of a wish, confirmed by a second configuration."""

from __future__ import annotations

from airlift.explaining.allowance import Allowance
from airlift.explaining.case import SERVED, WISH, Question, rule_of
from airlift.explaining.conflict import smallest_conflict
from airlift.explaining.explanation import Check, Clash, RuleAt
from airlift.explaining.switchboard import Engine
from airlift.matching.rulebook import Group
from airlift.plans import Status

__all__ = ["find_clash"]

_GUESS_SHARE, _STEP_SHARE, _CONFIRM_SHARE = 0.4, 0.3, 0.2
"""Shares of the time left: for a first guess, for one question of the shrinking, and kept for the confirmation."""


def find_clash(
    question: Question, engine: Engine, allowance: Allowance, *, among_wishes: bool = False
) -> Clash | None:
    """Find rules that cannot all be kept if the wishes are met, as few as deletion finds.

    Parameters
    ----------
    question : Question
        What is asked for.
    engine, allowance
        How to solve, and the time.
    among_wishes : bool
        Whether wishes that are not needed for the conflict are dropped from it too; otherwise all are taken as given.

    Returns
    -------
    Clash or None
        None when the rules were not shown to clash in time. It has no rules when the wish is impossible by what no
        rule can change, such as a partner that has no aircraft of any kind.
    """
    case = question.case()
    given = () if among_wishes else case.wishes
    things = (*case.served, *case.rules, *(case.wishes if among_wishes else ()))
    shrinking = allowance.part(1 - _CONFIRM_SHARE)
    checks: dict[Status, Check] = {}

    def holds(rules: frozenset[Group]) -> Status:
        kept = [group for group in things if group in rules]
        question = f"{len(kept)} rules beside what is asked for"
        reply = case.board.ask(question, (*kept, *given), engine, shrinking.part(_STEP_SHARE))
        checks[reply.status] = reply.check
        return reply.status

    guess = case.board.guess_core(things, given, shrinking.part(_GUESS_SHARE))
    found = smallest_conflict(things, holds, bundle_of=rule_of, guess=guess)
    if found is None:
        return None
    confirmation = case.board.ask(
        f"the {len(found.members)} rules of the conflict",
        (*found.members, *given),
        engine.second_opinion,
        allowance.part(0.8),
    )
    return Clash(
        rules=tuple(
            RuleAt(rule=group.rule, subject=group.subject)
            for group in sorted(found.members)
            if group.rule not in (SERVED, WISH)
        ),
        beside=tuple(group.subject for group in sorted(found.members) if group.rule == SERVED),
        wishes=tuple(group.subject for group in sorted(found.members) if group.rule == WISH),
        is_minimal=found.is_minimal,
        is_confirmed=confirmation.status is Status.INFEASIBLE,
        checks=(
            *(check for status, check in sorted(checks.items()) if status is not Status.UNKNOWN),
            confirmation.check,
        ),
    )
