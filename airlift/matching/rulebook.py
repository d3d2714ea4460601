"""Rules of the force generation model by group, so that a group can be dropped, guarded or given way to.

A group is one rule for one subject: the crews of one partner, the budget of one sponsor in one year. A plan keeps them
all. An explanation asks which of them stand in the way: it drops groups, it guards them with a literal each (their
conflict is then a set of literals), or it lets them give way by whole units at a price.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

__all__ = ["Group", "RuleBook", "Treatment"]


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """One rule for one subject.

    Parameters
    ----------
    rule : str
        Identifier of the rule, as in `airlift.RULES`.
    subject : str
        Who or what it binds here: identifiers separated by blanks, such as `kenya md500`.
    """

    rule: str
    subject: str

    def __str__(self) -> str:
        return f"{self.rule} [{self.subject}]" if self.subject else self.rule


@dataclass(frozen=True)
class Treatment:
    """How a model treats its rules; by default it states them all.

    Parameters
    ----------
    relaxed : frozenset of Group
        Not stated at all.
    guarded : bool
        Every other group is stated under a literal of its own, which an assumption can set.
    conceded : mapping of Group to int
        Groups that may give way, each by at most this many units of its rule.
    """

    relaxed: frozenset[Group] = frozenset()
    guarded: bool = False
    conceded: Mapping[Group, int] = field(default_factory=dict)

    def is_plain(self, group: Group) -> bool:
        """Whether the group holds in every solution, so that other parts of a model may rely on it."""
        return not (self.guarded or group in self.relaxed or group in self.conceded)


class RuleBook:
    """States constraints under their group, as the treatment says.

    Attributes
    ----------
    model : CpModel
        Where constraints go.
    guards : dict
        Literal of each guarded group: true means that the group holds.
    concessions : dict
        Units by which each conceded group gives way.
    groups : dict
        Every group that was stated, in the order of its first constraint.
    """

    def __init__(self, model: cp_model.CpModel, treatment: Treatment | None = None) -> None:
        self.model = model
        self.treatment = treatment or Treatment()
        self.guards: dict[Group, cp_model.IntVar] = {}
        self.concessions: dict[Group, cp_model.IntVar] = {}
        self.groups: dict[Group, None] = {}

    def at_most(
        self,
        rule: str,
        subject: str,
        used: cp_model.LinearExprT,
        available: cp_model.LinearExprT,
        *,
        per_unit: int = 0,
        also: Mapping[Group, int] | None = None,
    ) -> None:
        """State `used <= available`; a concession widens it by `per_unit` solver units for each unit of the rule.

        What follows from several rules together is stated under one of them, with the others as `also`, each with the
        solver units by which it widens: it goes when any of them goes, and is widened when any of them gives way.
        """
        widening = {Group(rule, subject): per_unit} | dict(also or {})
        self.groups.setdefault(Group(rule, subject))
        if not self.treatment.relaxed.isdisjoint(widening):
            return
        balance = [used]
        for group, units in widening.items():
            if units and group in self.treatment.conceded:
                balance.append(-units * self._concession(group))
        self._state(tuple(widening), cp_model.LinearExpr.sum(balance) <= available)

    def require(self, rule: str, subject: str, constraint: cp_model.BoundedLinearExpression | bool) -> None:
        """State a constraint that can be kept or dropped, but not widened by units."""
        group = Group(rule, subject)
        self.groups.setdefault(group)
        if group not in self.treatment.relaxed:
            self._state((group,), constraint)

    def forbid(self, rule: str, subject: str, active: cp_model.IntVar) -> None:
        """State that something is not done; a concession of one unit allows it."""
        group = Group(rule, subject)
        self.groups.setdefault(group)
        if group in self.treatment.relaxed:
            return
        if group in self.treatment.conceded:
            self.model.add(active <= self._concession(group))
        else:
            self._state((group,), active <= 0)

    def _state(self, groups: tuple[Group, ...], constraint: cp_model.BoundedLinearExpression | bool) -> None:
        stated = self.model.add(constraint)
        if self.treatment.guarded:
            stated.only_enforce_if([self._guard(group) for group in groups])

    def _guard(self, group: Group) -> cp_model.IntVar:
        if group not in self.guards:
            self.guards[group] = self.model.new_bool_var(f"guard {group}")
        return self.guards[group]

    def _concession(self, group: Group) -> cp_model.IntVar:
        if group not in self.concessions:
            most = self.treatment.conceded[group]
            self.concessions[group] = self.model.new_int_var(0, most, f"concede {group}")
        return self.concessions[group]
