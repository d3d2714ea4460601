"""Shades of one colour for shares and bank time, steps that are told apart without colour vision too."""

from __future__ import annotations

from bisect import bisect_right

from markupsafe import Markup

from airlift.reporting.svg import tag

__all__ = ["BANK_STEPS", "SHARE_STEPS", "bank_fill", "key", "patterns", "share_fill", "share_key"]

# Light to dark blues of equal steps in lightness; dark is where the eye should go.
_BLUES = ("#e6eff7", "#c3d9ec", "#8fbadb", "#4f8fc0", "#20659f", "#0a3a6b")

SHARE_STEPS = (
    (0.0, "below 25 %"),
    (25.0, "25–50 %"),
    (50.0, "50–75 %"),
    (75.0, "75–90 %"),
    (90.0, "90 % or more"),
)
BANK_STEPS = ((0.0, "last fifth of the bank"), (20.0, "20–40 %"), (40.0, "40–60 %"), (60.0, "60–80 %"),
              (80.0, "80 % or more"))  # fmt: skip


def share_fill(share_pct: float) -> str:
    """Return the shade of a share: the more, the darker; nothing at all is hatched."""
    if share_pct <= 0.0:
        return "url(#no-cover)"
    return _BLUES[bisect_right([least for least, _ in SHARE_STEPS], share_pct)]


def bank_fill(bank_pct: float) -> str:
    """Return the shade of a bank time in per cent of a full bank: the less is left, the darker."""
    step = bisect_right([least for least, _ in BANK_STEPS], max(0.0, bank_pct))
    return _BLUES[len(BANK_STEPS) - step]


def key(fill: str, words: str) -> Markup:
    """Return an entry of a legend."""
    return Markup('<span class="key" style="background:{}"></span>{}').format(fill, words)


def patterns() -> Markup:
    """Return what a page's pictures are hatched with: an image of no size that holds the patterns."""
    return tag(
        "svg",
        tag(
            "defs",
            _hatching("no-cover", "lack-ground", "lack-line"),
            _hatching("visit", "visit-ground", "visit-line"),
        ),
        width=0,
        height=0,
        class_="patterns",
        aria_hidden="true",
    )


def share_key() -> tuple[Markup, ...]:
    """Return the legend of the shades of a share."""
    ends = [least for least, _ in SHARE_STEPS[1:]] + [101.0]
    return tuple(key(share_fill(end - 1.0), words) for end, (_, words) in zip(ends, SHARE_STEPS, strict=True))


def _hatching(name: str, ground: str, line: str) -> Markup:
    return tag(
        "pattern",
        tag("rect", width=6, height=6, class_=ground),
        tag("path", d="M0 0V6", class_=line),
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
