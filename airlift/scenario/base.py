"""Foundations of the scenario schema: frozen models, sourced values, months, identifiers, lists in a cell."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

__all__ = [
    "PLEDGE_STATES",
    "Confidence",
    "Day",
    "Frozen",
    "Ident",
    "Idents",
    "Month",
    "Percent",
    "PledgeState",
    "Row",
    "Sourced",
    "Tags",
]

Confidence = Literal["high", "medium", "low", "assumption"]
"""How far a value may be trusted: `high`, `medium`, `low` as its source; `assumption` for an invented one."""

PledgeState = Literal["announced", "conditional", "confirmed", "delivered"]
"""How firm a pledge is: said in public, tied to a condition, promised in writing, handed over."""

PLEDGE_STATES: tuple[PledgeState, ...] = ("announced", "conditional", "confirmed", "delivered")
"""States of a pledge, the least firm first."""

Percent = Annotated[float, Field(ge=0, le=100)]
"""A share in per cent, 0 to 100."""

UNSOURCED = "set in this scenario without a source"

IDENT_PATTERN = r"^[a-z0-9][a-z0-9._-]*$"
TAG_PATTERN = r"^[a-z][a-z0-9_]*$"
MONTH_PATTERN = r"^[12]\d{3}-(0[1-9]|1[0-2])$"

Ident = Annotated[str, StringConstraints(pattern=IDENT_PATTERN, max_length=60)]
"""Identifier of a row: lower-case letters, digits, `.`, `_` and `-`; stable, unique in its table."""

Month = Annotated[str, StringConstraints(pattern=MONTH_PATTERN)]
"""A calendar month written `YYYY-MM`."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_as_day(value: object) -> object:
    """Read text as a day; refuse what pydantic would read as seconds since 1970, such as `20221012`."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass  # such as 2022-02-30
    elif type(value) is date:
        return value
    raise PydanticCustomError("date_format", "a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_written_as_day)]
"""A calendar day written `YYYY-MM-DD`."""


def _split_cell(value: object) -> object:
    """Split a CSV cell on semicolons; take lists (from JSON) as they are."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return tuple(value) if isinstance(value, list) else value


Idents = Annotated[tuple[Ident, ...], BeforeValidator(_split_cell)]
"""Identifiers in one cell, separated by semicolons."""

Tag = Annotated[str, StringConstraints(pattern=TAG_PATTERN, max_length=40)]
Tags = Annotated[tuple[Tag, ...], BeforeValidator(_split_cell)]
"""Capability words in one cell, separated by semicolons (`litter;nvg`)."""


class Frozen(BaseModel):
    """A frozen model that refuses unknown names, infinities and NaN, and drops blanks around text."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)


class Row(Frozen):
    """One row of a table; every row says where it comes from.

    A row's `source` and `confidence` hold for each of its values unless the table `provenance` names others.
    """

    source: str = Field(min_length=1, description="where the values of this row come from")
    confidence: Confidence = Field(description="how far the values of this row may be trusted")


T = TypeVar("T")


class Sourced(Frozen, Generic[T]):
    """A policy value with its source and confidence; a bare value is taken as an assumption."""

    value: T
    source: str = UNSOURCED
    confidence: Confidence = "assumption"

    @model_validator(mode="before")
    @classmethod
    def _bare_value(cls, data: Any) -> Any:
        """Accept `reserve_day_min = 25` for `{ value = 25 }`."""
        return data if isinstance(data, (dict, Sourced)) else {"value": data}
