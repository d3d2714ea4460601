"""Civil twilight and sunrise by date and position, in minutes of the local day.

The sun's declination and the equation of time come from astral (NOAA's equations), imported only when a day
is computed; good to about a minute below 72 degrees of latitude. Astral's own sunrise functions raise
`ValueError` where the sun does not cross a height on a date, and lose up to a minute where the moment lies
close to midnight UTC. So the crossing is solved here: polar day and night are a `SunState`, not an error.

Definitions (astronomical almanacs): sunrise and sunset when the sun's centre is 0.833 degrees below the
horizon (refraction and radius), civil twilight when it is 6 degrees below, both at sea level, free horizon.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

if TYPE_CHECKING:
    from airlift.flight.arrays import BoolArray, FloatArray, FloatLike

DaylightBasis = Literal["civil_twilight", "sunrise_sunset"]
"""What the operator counts as day."""

DAY_MIN = 1440.0
_SUNRISE_DEPRESSION_DEG = 50.0 / 60.0
_CIVIL_DEPRESSION_DEG = 6.0
_MIN_PER_DEG = 4.0
_J2000 = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)
# Three rounds bring the moment to well below a second outside the polar circles.
_ITERATIONS = 3


class SunState(StrEnum):
    """Whether the sun crosses a height on a day."""

    CROSSES = "crosses"
    ABOVE_ALL_DAY = "above_all_day"
    BELOW_ALL_DAY = "below_all_day"


@dataclass(frozen=True, slots=True)
class Daylight:
    """Light at one place on one local date.

    Parameters
    ----------
    civil_dawn_min, sunrise_min, sunset_min, civil_dusk_min
        Minutes after local midnight. None where the sun does not cross that height on this day; then the
        state says why. At high latitudes dusk may lie beyond 1440 and dawn below 0: both belong to the same
        noon.
    horizon, twilight
        State of the sun against the sunrise height and against the civil twilight height.
    """

    civil_dawn_min: float | None
    sunrise_min: float | None
    sunset_min: float | None
    civil_dusk_min: float | None
    horizon: SunState = SunState.CROSSES
    twilight: SunState = SunState.CROSSES


def daylight_on(date: dt.date, lat_deg: float, lon_deg: float, utc_offset_h: float) -> Daylight:
    """Light at a place on a local date.

    Parameters
    ----------
    date
        Local calendar date.
    lat_deg, lon_deg
        Position in degrees, longitude in [-180, 180].
    utc_offset_h
        Local time less UTC in hours, constant over the day (2 for Juba, 3 for Nairobi).

    Returns
    -------
    Daylight
        Times in minutes after local midnight of `date`.

    Raises
    ------
    ValueError
        Position or offset out of range.
    """
    if not (abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0):
        raise ValueError(f"position ({lat_deg}, {lon_deg}) is not a latitude and a longitude in degrees")
    if not abs(utc_offset_h) <= 14.0:
        raise ValueError(f"utc_offset_h must lie in [-14, 14] hours, got {utc_offset_h}. Maybe minutes?")
    midnight_utc = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    local_midnight = midnight_utc - dt.timedelta(hours=utc_offset_h)
    sunrise_min, sunset_min, horizon = _crossings(local_midnight, lat_deg, lon_deg, _SUNRISE_DEPRESSION_DEG)
    dawn_min, dusk_min, twilight = _crossings(local_midnight, lat_deg, lon_deg, _CIVIL_DEPRESSION_DEG)
    return Daylight(dawn_min, sunrise_min, sunset_min, dusk_min, horizon, twilight)


def day_window_min(light: Daylight, basis: DaylightBasis) -> tuple[float, float] | None:
    """First and last minute of the flying day.

    Parameters
    ----------
    light
        Light of the date.
    basis
        'civil_twilight' (dawn to dusk) or 'sunrise_sunset'.

    Returns
    -------
    tuple of float, or None
        Minutes after local midnight, both included. (0, 1440) in polar day, None in polar night.

    Raises
    ------
    ValueError
        Unknown basis.
    """
    if basis == "civil_twilight":
        state, start_min, end_min = light.twilight, light.civil_dawn_min, light.civil_dusk_min
    elif basis == "sunrise_sunset":
        state, start_min, end_min = light.horizon, light.sunrise_min, light.sunset_min
    else:
        raise ValueError(f"basis must be 'civil_twilight' or 'sunrise_sunset', got {basis!r}")
    if state is SunState.ABOVE_ALL_DAY:
        return 0.0, DAY_MIN
    if state is SunState.BELOW_ALL_DAY or start_min is None or end_min is None:
        return None
    return start_min, end_min


@overload
def is_day(light: Daylight, minute: float, basis: DaylightBasis) -> bool: ...
@overload
def is_day(light: Daylight, minute: FloatArray, basis: DaylightBasis) -> BoolArray: ...
def is_day(light: Daylight, minute: FloatLike, basis: DaylightBasis) -> bool | BoolArray:
    """Whether moments lie in daylight.

    Parameters
    ----------
    light
        Light of the date.
    minute
        Minutes after local midnight, any shape. Moments of neighbouring days are taken at their time of day,
        against the same light: the drift from one day to the next is a minute or two in the tropics.
    basis
        'civil_twilight' or 'sunrise_sunset'.

    Returns
    -------
    bool or array of bool
        True from the first to the last minute of the window, both included.
    """
    window = day_window_min(light, basis)
    time_of_day = np.mod(np.asarray(minute, dtype=np.float64), DAY_MIN)
    inside = np.zeros(time_of_day.shape, dtype=np.bool_)
    if window is not None:
        start_min, end_min = window
        # The window of the day before or after reaches into this day where nights are short.
        for shifted in (time_of_day - DAY_MIN, time_of_day, time_of_day + DAY_MIN):
            inside |= (shifted >= start_min) & (shifted <= end_min)
    return bool(inside) if inside.ndim == 0 else inside


def _crossings(
    local_midnight: dt.datetime, lat_deg: float, lon_deg: float, depression_deg: float
) -> tuple[float | None, float | None, SunState]:
    """Morning and evening crossing of a height around the noon of the date, minutes after local midnight."""
    noon_min = DAY_MIN / 2.0
    for _ in range(_ITERATIONS):
        noon_min, declination = _sun(local_midnight, noon_min, lon_deg, noon_min)
    cosine = _cos_hour_angle(lat_deg, declination, depression_deg)
    if cosine < -1.0:
        return None, None, SunState.ABOVE_ALL_DAY
    if cosine > 1.0:
        return None, None, SunState.BELOW_ALL_DAY

    crossings = []
    for side in (-1.0, 1.0):
        minute = noon_min
        for _ in range(_ITERATIONS):
            transit_min, declination = _sun(local_midnight, minute, lon_deg, noon_min)
            # The drift of the sun within the day may take a day that just has a crossing over the edge.
            cosine = min(1.0, max(-1.0, _cos_hour_angle(lat_deg, declination, depression_deg)))
            minute = transit_min + side * math.degrees(math.acos(cosine)) * _MIN_PER_DEG
        crossings.append(minute)
    return crossings[0], crossings[1], SunState.CROSSES


def _sun(local_midnight: dt.datetime, minute: float, lon_deg: float, near_min: float) -> tuple[float, float]:
    """Minute of the solar noon nearest to `near_min`, and declination (rad), with the sun of `minute`."""
    from astral.sun import eq_of_time, sun_declination

    julian_century = (local_midnight + dt.timedelta(minutes=minute) - _J2000) / dt.timedelta(days=36525)
    noon_utc = local_midnight.replace(hour=12, minute=0, second=0, microsecond=0)
    mean_noon_min = (noon_utc - local_midnight) / dt.timedelta(minutes=1) - _MIN_PER_DEG * lon_deg
    noon_min = mean_noon_min - eq_of_time(julian_century)
    noon_min += DAY_MIN * round((near_min - noon_min) / DAY_MIN)
    return noon_min, math.radians(sun_declination(julian_century))


def _cos_hour_angle(lat_deg: float, declination_rad: float, depression_deg: float) -> float:
    """Cosine of the hour angle at a height; below -1 the sun stays above it, beyond 1 it stays below."""
    # At a pole the cosine of the latitude rounds to 6e-17, never to zero.
    latitude = math.radians(lat_deg)
    height = -math.sin(math.radians(depression_deg)) - math.sin(latitude) * math.sin(declination_rad)
    return height / (math.cos(latitude) * math.cos(declination_rad))
