"""What the checker says of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from airlift.checker.breach import figure
from airlift.rules import RULES
from airlift.scenario.notebook import html_table
from airlift.scenario.phrases import count

__all__ = ["Finding", "Findings"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule at one place.

    Parameters
    ----------
    rule : str
        Id of the rule, a key of `airlift.rules.RULES`.
    level : str
        Planning level of the rule: `matching`, `sustainment`, `standby` or `sorties`.
    place : str
        Where, in words: `unit ken-1 2024-03`.
    amount : float
        By how much the rule is broken, in `unit`.
    unit : str
        Unit of the amount.
    message : str
        What is wrong, for a planner.
    where : dict of str to str
        The place as data: kind and name of each thing on the way to it.
    """

    rule: str
    level: str
    place: str
    amount: float
    unit: str
    message: str
    where: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.rule}  {self.place}: {self.message} [{figure(self.amount)} {self.unit}]"

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data of JSON."""
        return {
            "rule": self.rule,
            "level": self.level,
            "place": self.place,
            "amount": self.amount,
            "unit": self.unit,
            "message": self.message,
            "where": dict(self.where),
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """All broken rules of a plan, in the order of the rules; empty when the plan keeps them all.

    Like any collection it is true when it holds something, so ask `findings.ok` for the verdict.
    """

    items: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Finding:
        return self.items[index]

    @property
    def ok(self) -> bool:
        """Whether the plan keeps every rule."""
        return not self.items

    def by_rule(self) -> dict[str, tuple[Finding, ...]]:
        """Return the findings of each broken rule, by id, in the order of the rules."""
        groups: dict[str, list[Finding]] = {}
        for item in self.items:
            groups.setdefault(item.rule, []).append(item)
        return {rule: tuple(found) for rule, found in groups.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as plain data of JSON: `ok`, `rules_checked`, `findings`."""
        return {
            "ok": self.ok,
            "rules_checked": len(RULES),
            "findings": [item.to_dict() for item in self.items],
        }

    def _repr_html_(self) -> str:
        """Short view of the verdict in a notebook."""
        if self.ok:
            return f"<p>{escape(str(self))}</p>"
        head = f"{count(len(self), 'finding')} in {count(len(self.by_rule()), 'rule')} of {len(RULES)}"
        rows = ((f.rule, f.place, f.message, f"{figure(f.amount)} {f.unit}") for f in self.items)
        return f"<div><p><b>{head}</b></p>{html_table(('rule', 'where', 'what', 'by how much'), rows)}</div>"

    def __str__(self) -> str:
        if self.ok:
            return f"No findings: the plan keeps all {len(RULES)} rules."
        groups = self.by_rule()
        lines = [f"{count(len(self), 'finding')} in {len(groups)} of {len(RULES)} rules"]
        for rule, found in groups.items():
            lines.append(f"{rule}: {RULES[rule].sentence}")
            lines += [f"  {item.place}: {item.message} [{figure(item.amount)} {item.unit}]" for item in found]
        return "\n".join(lines)
