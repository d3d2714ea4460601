"""What can be chosen in force generation, and what cannot: a partner with a type at a demand."""

from __future__ import annotations

from dataclasses import dataclass

from airlift.matching.rulebook import Group

__all__ = ["Choice", "Refusal"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to serve a demand: a partner with a type, supported by one of several maintenance bases.

    Parameters
    ----------
    partner, demand, aircraft_type : str
        Identifiers.
    bases : tuple of (str, int, int)
        Suitable maintenance bases, each with the month indices between which it is open to the unit, end exclusive.
    first, end : int
        Month indices between which the unit may be deployed, `end` exclusive. `first` is a rotation month, `end` is
        one too or the end of the demand.
    window_end : int
        Month index at which the demand itself ends: a unit that leaves then may stay shorter than a tour.
    least, most : int
        Size of the unit in aircraft.
    step : int
        Months between two months in which the unit may come, go or change its size.
    broken : tuple of Group
        Rules that forbid the choice in every month; it is there because they were lifted.
    unsuitable : tuple of (str, int, int)
        Bases and months, end exclusive, that are there because `base.suitable` was lifted.
    """

    partner: str
    demand: str
    aircraft_type: str
    bases: tuple[tuple[str, int, int], ...]
    first: int
    end: int
    window_end: int
    least: int
    most: int
    step: int = 1
    broken: tuple[Group, ...] = ()
    unsuitable: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A partner and type that cannot serve a demand, with every rule that forbids it.

    Parameters
    ----------
    partner, demand, aircraft_type : str
        Identifiers.
    groups : tuple of Group
        Rules in their order. All of them have to give way before the choice exists.
    """

    partner: str
    demand: str
    aircraft_type: str
    groups: tuple[Group, ...]

    @property
    def rule(self) -> str:
        """The first rule that forbids it."""
        return self.groups[0].rule

    @property
    def rules(self) -> tuple[str, ...]:
        """Identifiers of the rules, each once."""
        return tuple(dict.fromkeys(group.rule for group in self.groups))
