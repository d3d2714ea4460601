"""What every map is made of: frame, projection, land, scale bar, labels that keep clear of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import cos, radians
from typing import TYPE_CHECKING

from airlift.reporting.borders import Country, Frame, clipped, thinned
from airlift.reporting.svg import group, polyline, tag, text, text_width
from airlift.scenario.demands import Site

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = ["Labels", "Projection", "frame_around", "land", "scale_bar"]

_KM_PER_NM = 1.852
_NM_PER_DEGREE = 60.0
# How far above or below its point a label may stand, at the end of a line, where all near places are taken.
_FAR_PX = (24.0, -24.0, 40.0, -40.0, 56.0, -56.0, 72.0, -72.0, 90.0, -90.0)


@dataclass(frozen=True, slots=True)
class Projection:
    """Equirectangular, true to scale along the middle parallel of its frame.

    The frame may be wider than the points it was made for, so that the picture has its shape.
    """

    frame: Frame
    width: float
    height: float

    @property
    def px_per_nm(self) -> float:
        """Scale of the map."""
        return self.height / ((self.frame.north - self.frame.south) * _NM_PER_DEGREE)

    def xy(self, lon_deg: float, lat_deg: float) -> tuple[float, float]:
        """Place of a point in the picture."""
        frame = self.frame
        return (
            (lon_deg - frame.west) / (frame.east - frame.west) * self.width,
            (frame.north - lat_deg) / (frame.north - frame.south) * self.height,
        )

    def site_xy(self, site: Site) -> tuple[float, float]:
        """Place of a site in the picture."""
        return self.xy(site.longitude_deg, site.latitude_deg)


def frame_around(
    points: Sequence[tuple[float, float]], width: float, height: float, margin: float, least_deg: float
) -> Projection:
    """Fit a map of a given size around points (longitude, latitude).

    Parameters
    ----------
    points : sequence of (float, float)
        At least one.
    width, height : float
        Size of the picture.
    margin : float
        Share of the height and width left free on each side.
    least_deg : float
        Least height of the frame in degrees of latitude: a single site is no reason for a map of its apron.
    """
    west, east = min(lon for lon, _ in points), max(lon for lon, _ in points)
    south, north = min(lat for _, lat in points), max(lat for _, lat in points)
    middle_lon, middle_lat = (west + east) / 2.0, (south + north) / 2.0
    shrink = max(0.2, cos(radians(middle_lat)))
    room = 1.0 - 2.0 * margin
    tall = max(least_deg, (north - south) / room, (east - west) * shrink / room * height / width)
    wide = tall * width / height / shrink
    frame = Frame(
        middle_lon - wide / 2.0, middle_lat - tall / 2.0, middle_lon + wide / 2.0, middle_lat + tall / 2.0
    )
    return Projection(frame, width, height)


def land(projection: Projection, borders: Iterable[Country], marked: frozenset[str]) -> list[Markup]:
    """Draw countries, those in `marked` (ISO 3166 alpha-3) set off, with names where there is room."""
    frame = projection.frame
    edge = (frame.north - frame.south) * 0.02
    wider = Frame(frame.west - edge, frame.south - edge, frame.east + edge, frame.north + edge)
    shapes: list[Markup] = []
    names: list[Markup] = []
    for country in borders:
        rings = [ring for ring in (clipped(ring, wider) for ring in country.rings) if ring]
        drawn = [thinned([projection.xy(*point) for point in ring], 0.8) for ring in rings]
        drawn = [ring for ring in drawn if len(ring) > 3]
        if not drawn:
            continue
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in drawn)
        is_marked = country.iso3 in marked
        shapes.append(tag("path", d=path, class_="land marked" if is_marked else "land"))
        largest = max(drawn, key=lambda ring: abs(_area_and_centre(ring)[0]))
        area, x, y = _area_and_centre(largest)
        if abs(area) > (text_width(country.name, 13.0) + 16.0) ** 2 * 0.55:
            half = text_width(country.name, 14.0) / 2.0 + 6.0
            x = min(max(x, half), projection.width - half)
            y = min(max(y, 20.0), projection.height - 20.0)
            names.append(text(x, y, country.name.upper(), "country", "middle"))
    return [
        tag("rect", x=0, y=0, width=projection.width, height=projection.height, class_="sea"),
        group(shapes),
        group(names, aria_hidden="true"),
    ]


def scale_bar(projection: Projection) -> Markup:
    """Draw a scale in nautical miles, with kilometres, at the lower left."""
    fitting = [nm for nm in (10, 25, 50, 100, 200, 500, 1000) if nm * projection.px_per_nm <= 170.0]
    nm = fitting[-1] if fitting else 10
    x, y = 16.0, projection.height - 16.0
    end = x + nm * projection.px_per_nm
    return group(
        [
            polyline([(x, y - 5), (x, y), (end, y), (end, y - 5)], class_="scale"),
            text(x + 4, y - 6, f"{nm} nm ({nm * _KM_PER_NM:.0f} km)", "small halo"),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: _Box) -> float:
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)


class Labels:
    """Places labels beside their points so that they cover neither each other nor a marker, if that can be.

    Parameters
    ----------
    width, height : float
        Size of the picture.
    """

    def __init__(self, width: float, height: float) -> None:
        self._width = width
        self._height = height
        self._taken: list[_Box] = []

    def keep_clear(self, x: float, y: float, radius: float) -> None:
        """Keep labels off a marker."""
        self._taken.append(_Box(x - radius, y - radius, x + radius, y + radius))

    def place(
        self, x: float, y: float, radius: float, lines: Sequence[str], classes: Sequence[str]
    ) -> Markup:
        """Write lines beside a point, at the first free place: right, left, below, above, a corner."""
        wide = max(
            text_width(line, 13.5 if "label" in class_ else 11.5)
            for line, class_ in zip(lines, classes, strict=True)
        )
        high = 14.0 * len(lines)
        gap = radius + 4.0
        candidates: list[tuple[float, float, str | None]] = [
            (x + gap, y - high / 2, None),
            (x - gap - wide, y - high / 2, "end"),
            (x - wide / 2, y + gap, "middle"),
            (x - wide / 2, y - gap - high, "middle"),
            *(
                (x + dx if dx > 0 else x + dx - wide, y + dy if dy > 0 else y + dy - high, a)
                for (dx, a), dy in product(((gap, None), (-gap, "end")), (gap * 0.6, -gap * 0.6))
            ),
            *(
                (x + dx if dx > 0 else x + dx - wide, y + dy - high / 2, a)
                for dy, (dx, a) in product(_FAR_PX, ((gap + 10, None), (-gap - 10, "end")))
            ),
        ]
        costs = [self._cost(candidate, wide, high) for candidate in candidates]
        best = costs.index(min(costs))
        left, top, anchor = candidates[best]
        self._taken.append(_Box(left, top, left + wide, top + high))
        at = left + {None: 0.0, "middle": wide / 2, "end": wide}[anchor]
        words = [
            text(at, top + 11.0 + 14.0 * number, line, f"{class_} halo", anchor)
            for number, (line, class_) in enumerate(zip(lines, classes, strict=True))
        ]
        if best >= len(candidates) - 2 * len(_FAR_PX):
            edge = left - 2.0 if anchor is None else left + wide + 2.0
            words.insert(0, polyline([(x, y), (edge, top + high / 2.0)], class_="leader"))
        return group(words)

    def _cost(self, candidate: tuple[float, float, str | None], wide: float, high: float) -> float:
        left, top, _ = candidate
        box = _Box(left, top, left + wide, top + high)
        outside = box.overlap(box) - box.overlap(_Box(2.0, 2.0, self._width - 2.0, self._height - 2.0))
        return round(sum(box.overlap(taken) for taken in self._taken) + 3.0 * outside, 3)


def _area_and_centre(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Signed area and centroid of a polygon (shoelace formula)."""
    area = x = y = 0.0
    for number, (x1, y1) in enumerate(ring):
        x0, y0 = ring[number - 1]
        cross = x0 * y1 - x1 * y0
        area += cross / 2.0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if area == 0.0:
        return 0.0, ring[0][0], ring[0][1]
    return area, x / (6.0 * area), y / (6.0 * area)
