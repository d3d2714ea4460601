"""Counts in sentences."""

from __future__ import annotations

__all__ = ["count"]


def count(amount: int, word: str) -> str:
    """Write a number with its noun: `1 unit`, `3 units`; the noun is one that takes an s."""
    return f"{amount:,} {word}{'' if amount == 1 else 's'}"
