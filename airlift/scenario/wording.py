"""Plain words for what is wrong: quoting of values, suggestions, and the translation of pydantic's errors."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from airlift.scenario.base import IDENT_PATTERN, MONTH_PATTERN, TAG_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["did_you_mean", "explain", "show"]

LONGEST_SHOWN = 60
MOST_COMPARED = 2000


def show(value: object) -> str:
    """Return a value as it is quoted in a message: short and on one line."""
    text = repr(value) if isinstance(value, (str, bool, int, float)) else _kind(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a table of values"
    return "a list" if isinstance(value, (list, tuple)) else repr(value)


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the known word nearest to a misspelt one, else `otherwise`."""
    # Comparing takes long for long words and for many; a suggestion would not mend either.
    words = sorted(known)
    if len(word) > LONGEST_SHOWN or len(words) > MOST_COMPARED:
        return otherwise
    near = difflib.get_close_matches(word.lower(), words, n=1)
    return f'did you mean "{near[0]}"?' if near else otherwise


_PATTERNS = {
    IDENT_PATTERN: (
        "bad-identifier",
        "is not an identifier",
        'use lower-case letters, digits, "-", "_" and "."; begin with a letter or digit',
    ),
    TAG_PATTERN: (
        "bad-identifier",
        "is not a tag",
        'use lower-case letters, digits and "_"; begin with a letter; separate tags by ";"',
    ),
    MONTH_PATTERN: ("bad-month", "is not a month", "write YYYY-MM, for example 2022-01"),
}

_OTHER_PATTERN = (
    "bad-format",
    "is not a country code",
    'use ISO 3166 codes of three capitals, several with ";"',
)

_RANGES = {
    "greater_than": ("gt", "must be more than"),
    "greater_than_equal": ("ge", "must be at least"),
    "less_than": ("lt", "must be less than"),
    "less_than_equal": ("le", "must be at most"),
}

_NUMBER = (
    "not-a-number",
    "is not a number",
    'write digits with "." before decimals and no thousands separator',
)
_INTEGER = ("not-an-integer", "is not a whole number", "write digits only")
_DAY = ("bad-day", "is not a day", "write YYYY-MM-DD, for example 2022-10-12")
_MISSING = ("missing-value", "has no value", "write one")

_KINDS = {
    "bool_parsing": ("bad-choice", "is neither true nor false", "write true or false"),
    "bool_type": ("bad-choice", "is neither true nor false", "write true or false"),
    "date_format": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_from_float": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": _INTEGER,
    "int_type": _INTEGER,
    "missing": _MISSING,
    "model_type": ("not-a-table", "is not a table of values", "write names with values"),
    "string_too_long": ("too-long", "is too long", "shorten it"),
    "string_too_short": _MISSING,
    "string_type": ("not-text", "is not text", "put it in quotes"),
    "too_short": _MISSING,
    "tuple_type": ("not-a-list", "is not a list", "write a list"),
}


def explain(error: Mapping[str, Any]) -> tuple[str, str, str]:
    """Translate one of pydantic's errors.

    Returns
    -------
    tuple of str
        Code, message and hint.
    """
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    if value is None and kind != "missing":
        return _MISSING
    if kind in _RANGES:
        name, words = _RANGES[kind]
        limit = context[name]
        return "out-of-range", f"{show(value)} is out of range", f"{words} {limit:g}"
    if kind == "literal_error":
        expected = str(context["expected"]).replace("'", "")
        return "bad-choice", f"{show(value)} is not a choice here", f"choose {expected}"
    if kind == "string_pattern_mismatch":
        code, words, hint = _PATTERNS.get(context["pattern"], _OTHER_PATTERN)
        return code, f"{show(value)} {words}", hint
    code, words, hint = _KINDS.get(kind, ("bad-value", f"is not accepted: {error['msg']}", "correct it"))
    return code, words if code == "missing-value" else f"{show(value)} {words}", hint
