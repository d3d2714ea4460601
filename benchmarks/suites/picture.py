"""Step curves as SVG that stands in the page itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["COLOURS", "Curve", "step_picture"]

COLOURS = ("#0b5394", "#d95f02", "#1b9e77", "#7570b3", "#b8860b", "#c2185b", "#555555")
"""Told apart by the colour-blind too, with the dashes below."""
_DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2", "12 4")
_WIDTH, _HEIGHT = 720, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 190, 30, 46
_LOG_FROM = 0.05


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve that rises in steps: from each x on, the share y (0 to 1)."""

    name: str
    steps: Sequence[tuple[float, float]]


def step_picture(title: str, x_title: str, curves: Sequence[Curve], most: float, log: bool = False) -> str:
    """Draw curves.

    Parameters
    ----------
    title, x_title : str
        What is drawn, and what the horizontal axis is.
    curves : sequence of Curve
        Curves.
    most : float
        Right end of the axis.
    log : bool
        Whether the axis is logarithmic.
    """
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    low = min(_LOG_FROM, most / 10) if log else 0.0

    def across(x: float) -> float:
        x = min(max(x, low), most)
        part = math.log(x / low) / math.log(most / low) if log else x / most
        return _LEFT + width * part

    def up(y: float) -> float:
        return _TOP + height * (1.0 - y)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif" font-size="12">',
        f'<text x="{_LEFT}" y="18" font-size="14" fill="currentColor">{escape(title)}</text>',
    ]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = up(share)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + width}" y2="{y:.1f}" stroke="#bbb"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{share:.0%}", "end"))
    for x in _ticks(low, most, log):
        at = across(x)
        parts.append(f'<line x1="{at:.1f}" y1="{_TOP}" x2="{at:.1f}" y2="{_TOP + height}" stroke="#ddd"/>')
        parts.append(_text(at, _TOP + height + 16, f"{x:g}", "middle"))
    parts.append(_text(_LEFT + width / 2, _HEIGHT - 8, x_title, "middle"))
    for k, curve in enumerate(curves):
        colour, dash = COLOURS[k % len(COLOURS)], _DASHES[k % len(_DASHES)]
        points, share = [(across(low), up(0.0))], 0.0
        for x, y in curve.steps:
            if x > most:
                break
            points += [(across(x), up(share)), (across(x), up(y))]
            share = y
        points.append((across(most), up(share)))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        style = f'fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dash}"'
        parts.append(f'<polyline points="{path}" {style}><title>{escape(curve.name)}</title></polyline>')
        y, x = _TOP + 12 + 20 * k, _LEFT + width + 14
        parts.append(f'<line x1="{x}" y1="{y}" x2="{x + 28}" y2="{y}" {style}/>')
        parts.append(_text(x + 34, y + 4, f"{curve.name} {share:.0%}", "start"))
    return "\n".join([*parts, "</svg>"])


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor">{escape(text)}</text>'


def _ticks(low: float, most: float, log: bool) -> list[float]:
    if log:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(most)) + 1)
        return [x for power in powers for digit in (1, 3) if low <= (x := digit * 10.0**power) <= most]
    return [most * k / 5 for k in range(6)]
