"""What a scenario does not know: pledges that may fail or come late, money that may stay out, consents.

Each uncertainty has one outcome in a future. A lot that fails keeps its place in the scenario with a gate that never
opens, so that courses on its type stay attributed to its donor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from airlift.matching.dates import gate_month, is_firm
from airlift.scenario import Scenario

__all__ = ["FAILS", "HAPPENS", "LATE", "Happening", "Uncertainty", "list_uncertainties", "scenario_in"]

Kind = Literal["lot", "budget", "consent"]

HAPPENS = "as pledged"
FAILS = "fails"
LATE = "late"


@dataclass(frozen=True, slots=True)
class Happening:
    """One outcome of an uncertainty and its probability, from 0 to 1."""

    outcome: str
    probability: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Something that may come otherwise than pledged.

    Parameters
    ----------
    kind : {"lot", "budget", "consent"}
        Table of the row.
    key : str
        The row: a lot, `sponsor year`, or `mission partner` (with the aircraft type where the row names one).
    happenings : tuple of Happening
        Outcomes with a probability above zero, best first; together 1.
    """

    kind: Kind
    key: str
    happenings: tuple[Happening, ...]

    @property
    def id(self) -> str:
        """Name that is unique in a scenario."""
        return f"{self.kind} {self.key}"

    def outcome_at(self, share: float) -> str:
        """Outcome for a draw between 0 and 1."""
        reached = 0.0
        for happening in self.happenings:
            reached += happening.probability
            if share < reached:
                return happening.outcome
        return self.happenings[-1].outcome


def list_uncertainties(scenario: Scenario) -> tuple[Uncertainty, ...]:
    """Everything that has more than one outcome, in the order of the tables; keys that repeat are one uncertainty."""
    found: dict[str, Uncertainty] = {}
    for one in _all(scenario):
        if len(one.happenings) > 1:
            found.setdefault(one.id, one)
    return tuple(found.values())


def _all(scenario: Scenario) -> Iterator[Uncertainty]:
    for lot in scenario.lots:
        if not is_firm(scenario, lot):
            continue  # no plan counts on it, so that it does not matter whether it comes
        comes = lot.probability_pct / 100
        late = comes * lot.late_probability_pct / 100 if lot.late_months else 0.0
        yield _uncertainty("lot", lot.id, ((HAPPENS, comes - late), (LATE, late), (FAILS, 1 - comes)))
    years = range(scenario.year_of(0), scenario.year_of(scenario.horizon_months - 1) + 1)
    for budget in scenario.budgets:
        if budget.year not in years:
            continue
        chance = budget.probability_pct / 100 if budget.budget_usd > 0 else 1.0
        yield _uncertainty("budget", _budget_key(budget), ((HAPPENS, chance), (FAILS, 1 - chance)))
    for consent in scenario.consents:
        chance = consent.probability_pct / 100 if consent.first_month is not None else 1.0
        yield _uncertainty("consent", _consent_key(consent), ((HAPPENS, chance), (FAILS, 1 - chance)))


def _uncertainty(kind: Kind, key: str, chances: tuple[tuple[str, float], ...]) -> Uncertainty:
    return Uncertainty(
        kind, key, tuple(Happening(name, chance) for name, chance in chances if chance > 1e-12)
    )


def _budget_key(row: Any) -> str:
    return f"{row.sponsor} {row.year}"


def _consent_key(row: Any) -> str:
    return " ".join(part for part in (row.mission, row.partner, row.aircraft_type) if part)


def scenario_in(scenario: Scenario, outcomes: dict[str, str]) -> Scenario:
    """Return the scenario as it is in a future.

    Parameters
    ----------
    scenario : Scenario
        As pledged.
    outcomes : dict
        Outcome of each uncertainty by its id; what is not named comes as pledged.
    """
    never = scenario.month_label(scenario.horizon_months)
    lots = []
    for lot in scenario.lots:
        outcome = outcomes.get(f"lot {lot.id}", HAPPENS)
        if outcome == FAILS:
            lot = lot.model_copy(update={"gate_month": never})
        elif outcome == LATE:
            late = scenario.month_label(gate_month(scenario, lot) + lot.late_months)
            lot = lot.model_copy(update={"gate_month": late})
        lots.append(lot)
    budgets = [
        row.model_copy(update={"budget_usd": 0.0})
        if outcomes.get(f"budget {_budget_key(row)}", HAPPENS) == FAILS
        else row
        for row in scenario.budgets
    ]
    consents = [
        row.model_copy(update={"first_month": None})
        if outcomes.get(f"consent {_consent_key(row)}", HAPPENS) == FAILS
        else row
        for row in scenario.consents
    ]
    changed = {"lots": tuple(lots), "budgets": tuple(budgets), "consents": tuple(consents)}
    return scenario.model_copy(update=changed)
