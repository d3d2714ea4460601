"""Trade-offs and candidate pledges as pictures and tables: pure functions of plain data.

The pictures carry their own style, so that they can stand in a page or alone in a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor, log10

from markupsafe import Markup

from airlift.reporting.pagetables import Table, columns
from airlift.reporting.svg import PALETTE, group, ink_on, picture, polyline, tag, text, text_width
from airlift.reporting.wording import count, month_name, number, usd

__all__ = [
    "COST_AXIS",
    "UNMET_AXIS",
    "Axis",
    "FrontPoint",
    "RankedPledge",
    "front_svg",
    "front_table",
    "pledges_svg",
    "pledges_table",
]

_WIDTH, _HEIGHT = 760.0, 440.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 78.0, 24.0, 26.0, 58.0
_TICKS = 5

_ROW, _BAR = 26.0, 17.0
_LABEL_PX = 12.0

_STYLE = """
svg.study { font-family: system-ui, "Noto Sans", Arial, sans-serif; font-size: 12px; }
svg.study text { fill: var(--ink, #16202a); }
svg.study .axis { stroke: var(--soft, #55636f); stroke-width: 1; }
svg.study .grid { stroke: var(--faint, #dfe4e9); stroke-width: 1; }
svg.study .front { stroke: var(--accent, #1f5f8b); stroke-width: 1.6; }
svg.study .point { fill: var(--accent, #1f5f8b); stroke: var(--paper, #ffffff); stroke-width: 1.4; }
svg.study .bound { fill: none; stroke: var(--accent, #1f5f8b); stroke-width: 1.6; opacity: .45; }
svg.study .gap { stroke: var(--accent, #1f5f8b); stroke-width: 1.2; stroke-dasharray: 2 3; opacity: .45; }
svg.study text[fill="#16202a"] { fill: #16202a; }
svg.study text[fill="#ffffff"] { fill: #ffffff; }
"""


@dataclass(frozen=True, slots=True)
class Axis:
    """What one axis of a front shows: `title` with its unit, decimals of its figures."""

    title: str
    digits: int = 0


UNMET_AXIS = Axis("Unmet, aircraft-months")
COST_AXIS = Axis("Cost, USD million", 1)


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One plan of a front, with what is proven of it.

    Parameters
    ----------
    name : str
        What the point is called, such as `A`.
    x, y : float
        Values of the two objectives, both minimised.
    bound_x, bound_y : float or None
        No plan under the point's own conditions has less; the value itself where it was not minimised, None where
        nothing is known.
    """

    name: str
    x: float
    y: float
    bound_x: float | None = None
    bound_y: float | None = None

    @property
    def proven(self) -> bool:
        """Whether the bounds are met, to a part in a million."""
        pairs = ((self.x, self.bound_x), (self.y, self.bound_y))
        return all(
            bound is not None and value - bound <= 1e-6 * max(1.0, abs(value)) for value, bound in pairs
        )


@dataclass(frozen=True, slots=True)
class RankedPledge:
    """A candidate pledge with its value, as a list of them shows it.

    Parameters
    ----------
    id, what : str
        Identifier, and the pledge in a few words.
    closed : tuple of (int, float)
        Tier and aircraft-months of unmet demand that it closes, most urgent tier first.
    usd_per_aircraft_month : float or None
        Additional cost for each aircraft-month gained; None where none is.
    first_month : str or None
        First month `YYYY-MM` in which something is gained.
    needs : tuple of str
        Pledges without which it has no such value.
    """

    id: str
    what: str
    closed: tuple[tuple[int, float], ...]
    usd_per_aircraft_month: float | None = None
    first_month: str | None = None
    needs: tuple[str, ...] = ()

    @property
    def gained(self) -> float:
        """Aircraft-months closed over all tiers."""
        return sum(amount for _, amount in self.closed)


class _Scale:
    """Values of one objective along one side of the picture, with ticks at round figures."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        least, most = min(values), max(values)
        step = _round_step((most - least) or max(abs(most), 1.0))
        self.low = floor(least / step) * step
        steps = max(1, -floor(-(most - self.low) / step - 1e-9))
        self.high = self.low + steps * step
        self.ticks = [self.low + step * tick for tick in range(steps + 1)]
        self.start, self.end = start, end

    def place(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def front_svg(
    points: Sequence[FrontPoint],
    x_axis: Axis = UNMET_AXIS,
    y_axis: Axis = COST_AXIS,
    name: str = "front",
) -> Markup:
    """Draw the plans of a front, each joined to a fainter ring at its bound.

    Parameters
    ----------
    points : sequence of FrontPoint
        Plans in any order; at least one.
    x_axis, y_axis : Axis
        What is shown to the right and upwards.
    name : str
        Identifier of the picture, unique in its page.

    Raises
    ------
    ValueError
        There is no point.
    """
    if not points:
        raise ValueError("a front needs at least one point")
    ordered = sorted(points, key=lambda point: (point.x, -point.y, point.name))
    across = _Scale(
        [value for p in ordered for value in (p.x, p.bound_x) if value is not None], _LEFT, _WIDTH - _RIGHT
    )
    upwards = _Scale(
        [value for p in ordered for value in (p.y, p.bound_y) if value is not None], _HEIGHT - _BOTTOM, _TOP
    )
    places = [(across.place(point.x), upwards.place(point.y)) for point in ordered]
    # Between two plans nothing is known, so the line goes in steps: to the right at the cost of the plan on the left.
    stairs = places[:1]
    for (_, old_y), new in pairwise(places):
        stairs += [(new[0], old_y), new]
    proven = sum(point.proven for point in ordered)
    return picture(
        name,
        _WIDTH,
        _HEIGHT,
        f"{x_axis.title} against {y_axis.title}",
        f"{count(len(ordered), 'plan')}, {proven} of them proven; "
        + "; ".join(_point_words(point, x_axis, y_axis) for point in ordered)
        + ".",
        [
            tag("style", Markup(_STYLE)),
            *_axes(across, upwards, x_axis, y_axis),
            *_key(),
            polyline(stairs, class_="front"),
            group(_mark(point, place, across, upwards) for point, place in zip(ordered, places, strict=True)),
        ],
        class_="picture study",
    )


def front_table(points: Sequence[FrontPoint], x_axis: Axis = UNMET_AXIS, y_axis: Axis = COST_AXIS) -> Table:
    """List the plans of a front with their bounds, in the order of the first objective."""
    return Table(
        f"{x_axis.title} against {y_axis.title}",
        columns("Plan", f"#{x_axis.title}", "#Bound", f"#{y_axis.title}", "#Bound", "Proven"),
        tuple(
            (
                point.name,
                number(point.x, x_axis.digits),
                number(point.bound_x, x_axis.digits),
                number(point.y, y_axis.digits),
                number(point.bound_y, y_axis.digits),
                "yes" if point.proven else "no",
            )
            for point in sorted(points, key=lambda point: (point.x, -point.y, point.name))
        ),
    )


def pledges_svg(pledges: Sequence[RankedPledge], name: str = "pledges") -> Markup:
    """Draw a bar for each candidate pledge in the given order, one part for each tier that it closes.

    Raises
    ------
    ValueError
        There is no pledge.
    """
    if not pledges:
        raise ValueError("nothing to draw: no pledge")
    tiers = sorted({tier for pledge in pledges for tier, amount in pledge.closed if amount > 0})
    colour = {tier: PALETTE[place % len(PALETTE)] for place, tier in enumerate(tiers)}
    left = min(330.0, 16.0 + max(text_width(pledge.what, _LABEL_PX) for pledge in pledges))
    most = max(pledge.gained for pledge in pledges) or 1.0
    step = (_WIDTH - left - 70.0) / most
    body: list[Markup] = [tag("style", Markup(_STYLE))]
    at = 10.0
    for tier in tiers:
        body.append(tag("rect", x=at, y=8.0, width=12.0, height=12.0, fill=colour[tier], rx=2.0))
        body.append(text(at + 17.0, 18.0, f"tier {tier}", "small"))
        at += 70.0
    top = 32.0
    for pledge in pledges:
        body.append(text(left - 8.0, top + 13.0, _fitted(pledge.what, left - 18.0), "small", anchor="end"))
        x = left
        for tier, amount in pledge.closed:
            if amount <= 0:
                continue
            width = amount * step
            words = f"{pledge.what}: {number(amount)} aircraft-months of tier {tier}"
            body.append(
                tag("rect", tag("title", words), x=x, y=top, width=width, height=_BAR, fill=colour[tier])
            )
            shown = number(amount)
            if text_width(shown, 11.0) + 6.0 <= width:
                ink = ink_on(colour[tier])
                body.append(text(x + width / 2, top + 13.0, shown, "bar", anchor="middle", fill=ink))
            x += width
        body.append(text(x + 7.0, top + 13.0, number(pledge.gained), "strong"))
        top += _ROW
    return picture(
        name,
        _WIDTH,
        top + 6.0,
        "Aircraft-months that each pledge would close",
        "; ".join(f"{pledge.what}: {number(pledge.gained)}" for pledge in pledges) + ".",
        body,
        class_="picture study",
    )


def pledges_table(pledges: Sequence[RankedPledge]) -> Table:
    """List candidate pledges in the given order: what each closes by tier, at what price, from when."""
    tiers = sorted({tier for pledge in pledges for tier, _ in pledge.closed})
    rows = []
    for rank, pledge in enumerate(pledges, start=1):
        closed = dict(pledge.closed)
        price = pledge.usd_per_aircraft_month
        rows.append(
            (
                str(rank),
                pledge.id,
                pledge.what,
                *(number(closed.get(tier, 0.0)) for tier in tiers),
                "–" if price is None else usd(price),
                "–" if pledge.first_month is None else month_name(pledge.first_month),
                ", ".join(pledge.needs) or "–",
            )
        )
    return Table(
        "Pledges to ask for, the most valuable first: aircraft-months closed by tier",
        columns(
            "Rank", "Pledge", "+What", *(f"#Tier {tier}" for tier in tiers), "#Cost per aircraft-month",
            "First month", "Only with",
        ),
        tuple(rows),
    )  # fmt: skip


def _axes(across: _Scale, upwards: _Scale, x_axis: Axis, y_axis: Axis) -> list[Markup]:
    left, right = across.start, across.end
    bottom, top = upwards.start, upwards.end
    parts = []
    for tick in upwards.ticks:
        y = upwards.place(tick)
        parts.append(tag("path", d=f"M{left:.1f} {y:.1f}H{right:.1f}", class_="grid"))
        parts.append(text(left - 8.0, y + 4.0, number(tick, _digits(upwards, y_axis)), "small", anchor="end"))
    for tick in across.ticks:
        x = across.place(tick)
        parts.append(tag("path", d=f"M{x:.1f} {bottom:.1f}v5", class_="axis"))
        parts.append(text(x, bottom + 19.0, number(tick, _digits(across, x_axis)), "small", anchor="middle"))
    parts.append(tag("path", d=f"M{left:.1f} {top:.1f}V{bottom:.1f}H{right:.1f}", class_="axis", fill="none"))
    parts.append(text((left + right) / 2, bottom + 42.0, x_axis.title, "strong", anchor="middle"))
    middle = (top + bottom) / 2
    parts.append(
        text(
            18.0,
            middle,
            y_axis.title,
            "strong",
            anchor="middle",
            transform=f"rotate(-90 18 {middle:.1f})",
        )
    )
    return parts


def _key() -> list[Markup]:
    x, y = _WIDTH - 190.0, 12.0
    return [
        tag("circle", cx=x, cy=y, r=5.5, class_="point"),
        text(x + 10.0, y + 4.0, "plan", "small"),
        tag("circle", cx=x + 62.0, cy=y, r=5.0, class_="bound"),
        text(x + 72.0, y + 4.0, "its proven bound", "small"),
    ]


def _digits(scale: _Scale, axis: Axis) -> int:
    """Decimals that tell the ticks apart, at least those of the axis when they are not whole."""
    step = scale.ticks[1] - scale.ticks[0]
    return 0 if step >= 1 else max(axis.digits, -floor(log10(step)))


def _mark(point: FrontPoint, place: tuple[float, float], across: _Scale, upwards: _Scale) -> Markup:
    """Draw a plan; its bound where it lies elsewhere."""
    x, y = place
    parts = []
    if not point.proven and not (point.bound_x is None and point.bound_y is None):
        bound_x = x if point.bound_x is None else across.place(point.bound_x)
        bound_y = y if point.bound_y is None else upwards.place(point.bound_y)
        parts.append(tag("path", d=f"M{x:.1f} {y:.1f}L{bound_x:.1f} {bound_y:.1f}", class_="gap"))
        parts.append(
            tag("circle", tag("title", f"{point.name}: bound"), cx=bound_x, cy=bound_y, r=5.0, class_="bound")
        )
    parts.append(tag("circle", tag("title", point.name), cx=x, cy=y, r=5.5, class_="point"))
    parts.append(text(x + 9.0, y - 8.0, point.name, "strong"))
    return group(parts)


def _point_words(point: FrontPoint, x_axis: Axis, y_axis: Axis) -> str:
    words = f"{point.name} at {number(point.x, x_axis.digits)} and {number(point.y, y_axis.digits)}"
    if point.proven:
        return words
    bounds = (number(point.bound_x, x_axis.digits), number(point.bound_y, y_axis.digits))
    return f"{words}, bound {bounds[0]} and {bounds[1]}"


def _fitted(words: str, width: float) -> str:
    """Cut a label to a width, with an ellipsis where something is lost."""
    if text_width(words, _LABEL_PX) <= width:
        return words
    kept = max(1, int(width / text_width("n", _LABEL_PX)) - 1)
    return words[:kept].rstrip() + "…"


def _round_step(span: float) -> float:
    """Step of 1, 2 or 5 times a power of ten that divides a span into about five."""
    power = 10.0 ** floor(log10(span / _TICKS))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power * _TICKS >= span - 1e-9)
