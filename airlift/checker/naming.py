"""Names that are not known, or known too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from airlift.checker.breach import Breach

__all__ = ["twice", "unknown"]


def unknown(
    where: dict[str, str], kind: str, name: str, known: Collection[str], home: str = "scenario"
) -> Iterator[Breach]:
    """Find a name that is not among the known ones of its home."""
    if name not in known:
        yield Breach(where, 1, f"{kind} {name!r} is not in the {home}")


def twice(where: dict[str, str], kind: str, names: Iterable[str]) -> Iterator[Breach]:
    """Find names that stand for several things."""
    for name, times in sorted(Counter(names).items()):
        if times > 1:
            yield Breach({**where, kind: name}, times - 1, f"the name stands for {times} things")
