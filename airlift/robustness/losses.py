"""What events do to a plan, as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from airlift.plans import Status

__all__ = ["StressCase", "StressReport", "TierLoss"]


@dataclass(frozen=True, slots=True)
class TierLoss:
    """Aircraft-months and money of one tier.

    Parameters
    ----------
    tier : int
        Tier of the demands.
    planned, kept, replanned : int
        Aircraft-months served by the plan, after the events if nobody plans anew, and if somebody does; None where
        nothing was found in the time given.
    planned_usd, kept_usd, replanned_usd : float
        What its units cost: people, operation, maintenance, lift, assessment of units.
    most_replanned : int
        Proven: no new plan serves more, with the tiers before at their values.
    """

    tier: int
    planned: int
    kept: int | None
    replanned: int | None
    planned_usd: float
    kept_usd: float
    replanned_usd: float
    most_replanned: int

    @property
    def lost(self) -> int | None:
        """Aircraft-months that the plan loses if nobody plans anew."""
        return None if self.kept is None else self.planned - self.kept

    @property
    def saved(self) -> int | None:
        """Aircraft-months that planning anew would have saved."""
        return None if self.kept is None or self.replanned is None else self.replanned - self.kept


@dataclass(frozen=True, slots=True)
class StressCase:
    """One event, or several together.

    Parameters
    ----------
    id, title : str
        Of the event; `all` for all of them together.
    months : tuple of str
        Months in which the events are known; planning anew begins in the first.
    tiers : tuple of TierLoss
        The most urgent first.
    prepared_usd, kept_prepared_usd, replanned_prepared_usd : float
        What belongs to no tier: refurbishment, shipping, training, visits.
    units : tuple of str
        What becomes of each unit that does not stay as planned, in words.
    status, kept_status : Status
        Of the new plan: `OPTIMAL` when no tier can be served better from that month on. Of what is kept: likewise,
        with no more than the plan's own decisions.
    source, confidence : str
        Where the event comes from.
    """

    id: str
    title: str
    months: tuple[str, ...]
    tiers: tuple[TierLoss, ...]
    prepared_usd: float
    kept_prepared_usd: float
    replanned_prepared_usd: float
    units: tuple[str, ...]
    status: Status
    kept_status: Status
    source: str
    confidence: str


@dataclass(frozen=True)
class StressReport:
    """Every case of a stress test."""

    scenario: str
    cases: tuple[StressCase, ...]
    seed: int
    interrupted: bool = False
    restrictions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data of JSON, with what is lost and saved by tier."""
        data = asdict(self)
        for row, case in zip(data["cases"], self.cases, strict=True):
            row["status"], row["kept_status"] = case.status.value, case.kept_status.value
            for values, tier in zip(row["tiers"], case.tiers, strict=True):
                values |= {"lost": tier.lost, "saved": tier.saved}
        return data
