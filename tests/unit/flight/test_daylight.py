"""Twilight and sunrise, in the tropics and where the sun does not set."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from astral import Observer
from astral.sun import dawn, dusk, elevation, sunrise, sunset
from hypothesis import given
from hypothesis import strategies as st

from airlift.flight import Daylight, SunState, day_window_min, daylight_on, is_day

JUBA = (4.87201, 31.6011, 2.0)
GOMA = (-1.67081, 29.2385, 2.0)
TROMSO = (69.65, 18.96, 1.0)

dates = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


def test_juba_at_the_equinox() -> None:
    """Sunrise about 06:00 and sunset about 18:05 local, twilight some 21 minutes before and after."""
    light = daylight_on(dt.date(2025, 3, 20), *JUBA)
    assert light.sunrise_min == pytest.approx(5 * 60 + 58, abs=4)
    assert light.sunset_min == pytest.approx(18 * 60 + 5, abs=4)
    assert light.sunrise_min - light.civil_dawn_min == pytest.approx(21, abs=2)
    assert light.civil_dusk_min - light.sunset_min == pytest.approx(21, abs=2)


@pytest.mark.parametrize(
    "place", [JUBA, GOMA, (16.7305, -3.00758, 0.0), (51.5, -0.12, 0.0), (-33.9, 18.4, 2.0)]
)
@pytest.mark.parametrize("month", [1, 4, 6, 9, 12])
def test_agrees_with_the_named_functions_of_astral(place: tuple[float, float, float], month: int) -> None:
    """Astral's own dawn, sunrise, sunset and dusk for the zone agree within a minute."""
    lat, lon, offset = place
    date = dt.date(2025, month, 17)
    zone = dt.timezone(dt.timedelta(hours=offset))
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=zone)
    light = daylight_on(date, lat, lon, offset)
    ours = (light.civil_dawn_min, light.sunrise_min, light.sunset_min, light.civil_dusk_min)
    theirs = [
        (event(Observer(lat, lon), date, tzinfo=zone) - midnight).total_seconds() / 60
        for event in (dawn, sunrise, sunset, dusk)
    ]
    assert ours == pytest.approx(theirs, abs=1)


@given(dates, st.floats(-60, 60), st.floats(-180, 180), st.integers(-12, 14))
def test_the_sun_stands_at_the_defined_height(date: dt.date, lat: float, lon: float, offset: int) -> None:
    """At the moments returned the sun's centre is 0.833 or 6 degrees below the horizon, in any zone."""
    light = daylight_on(date, lat, lon, offset)
    assert light.civil_dawn_min < light.sunrise_min < light.sunset_min < light.civil_dusk_min
    assert light.civil_dusk_min - light.civil_dawn_min < 1440
    midnight = dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC) - dt.timedelta(hours=offset)
    for minute, height in [
        (light.civil_dawn_min, -6),
        (light.sunrise_min, -0.8333),
        (light.sunset_min, -0.8333),
        (light.civil_dusk_min, -6),
    ]:
        moment = midnight + dt.timedelta(minutes=minute)
        assert elevation(Observer(lat, lon), moment, with_refraction=False) == pytest.approx(height, abs=0.01)


@given(dates, st.floats(-60, 60), st.floats(-180, 180))
def test_events_come_in_order(date: dt.date, lat: float, lon: float) -> None:
    """Dawn, sunrise, sunset, dusk; on solar time they lie around noon of the date asked for."""
    light = daylight_on(date, lat, lon, lon / 15)
    assert light.civil_dawn_min < light.sunrise_min < light.sunset_min < light.civil_dusk_min
    assert (light.sunrise_min + light.sunset_min) / 2 == pytest.approx(720, abs=20)
    assert light.horizon is light.twilight is SunState.CROSSES


@given(dates, st.floats(-90, 90), st.floats(-180, 180), st.integers(-12, 14))
def test_every_place_has_a_state(date: dt.date, lat: float, lon: float, offset: int) -> None:
    """Anywhere on Earth there are times exactly where the sun crosses, and twilight covers the sun's day."""
    light = daylight_on(date, lat, lon, offset)
    for state, start, end in [
        (light.horizon, light.sunrise_min, light.sunset_min),
        (light.twilight, light.civil_dawn_min, light.civil_dusk_min),
    ]:
        assert (start is not None) == (end is not None) == (state is SunState.CROSSES)
    if light.horizon is SunState.ABOVE_ALL_DAY:
        assert light.twilight is SunState.ABOVE_ALL_DAY
    if light.twilight is SunState.BELOW_ALL_DAY:
        assert light.horizon is SunState.BELOW_ALL_DAY


def test_polar_day() -> None:
    """The midnight sun: no times, and the whole day is day."""
    light = daylight_on(dt.date(2025, 6, 21), *TROMSO)
    assert light == Daylight(None, None, None, None, SunState.ABOVE_ALL_DAY, SunState.ABOVE_ALL_DAY)
    assert day_window_min(light, "sunrise_sunset") == (0, 1440)
    assert is_day(light, 3.0, "sunrise_sunset")


def test_polar_night_still_has_twilight() -> None:
    """In December the sun stays below the horizon, but civil twilight comes and goes."""
    light = daylight_on(dt.date(2025, 12, 21), *TROMSO)
    assert light.horizon is SunState.BELOW_ALL_DAY
    assert light.sunrise_min is light.sunset_min is None
    assert day_window_min(light, "sunrise_sunset") is None
    assert not is_day(light, 720.0, "sunrise_sunset")
    window = day_window_min(light, "civil_twilight")
    assert window is not None
    assert window[0] < 12 * 60 < window[1]


@pytest.mark.parametrize(("month", "state"), [(6, SunState.BELOW_ALL_DAY), (12, SunState.ABOVE_ALL_DAY)])
def test_south_pole(month: int, state: SunState) -> None:
    """Half a year of night, half a year of day."""
    light = daylight_on(dt.date(2025, month, 21), -90.0, 0.0, 0.0)
    assert light.horizon is light.twilight is state


def test_sunrise_exists_while_twilight_lasts_all_night() -> None:
    """At 64 degrees in June the sun sets, but it never gets darker than civil twilight."""
    light = daylight_on(dt.date(2025, 6, 21), 64.0, 25.0, 2.0)
    assert light.horizon is SunState.CROSSES
    assert light.twilight is SunState.ABOVE_ALL_DAY
    assert light.sunrise_min < light.sunset_min


def test_short_night_belongs_to_the_day_before() -> None:
    """A dusk after midnight makes the first minutes of the day still light."""
    light = daylight_on(dt.date(2025, 5, 20), 62.0, 6.0, 2.0)
    assert light.civil_dusk_min > 1440
    assert is_day(light, light.civil_dusk_min - 1440 - 1, "civil_twilight")
    assert not is_day(light, light.civil_dusk_min - 1440 + 1, "civil_twilight")


def test_is_day_on_arrays_and_bounds() -> None:
    """Both ends of the window are day; arrays keep their shape; the next day is taken by its time of day."""
    light = daylight_on(dt.date(2025, 3, 20), *GOMA)
    start, end = day_window_min(light, "civil_twilight")
    minutes = np.array([[start - 0.1, start], [end, end + 0.1]])
    assert is_day(light, minutes, "civil_twilight").tolist() == [[False, True], [True, False]]
    assert is_day(light, 720.0, "civil_twilight") is True
    assert is_day(light, 1440.0 + 720.0, "civil_twilight") is True


def test_civil_twilight_is_longer_than_the_sun() -> None:
    """The basis changes the window."""
    light = daylight_on(dt.date(2025, 3, 20), *GOMA)
    sun, twilight = day_window_min(light, "sunrise_sunset"), day_window_min(light, "civil_twilight")
    assert twilight[0] < sun[0] < sun[1] < twilight[1]


def test_bad_arguments_are_refused() -> None:
    """Positions, offsets and bases out of range are programming errors."""
    date = dt.date(2025, 1, 1)
    with pytest.raises(ValueError, match="latitude"):
        daylight_on(date, 95.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="Maybe minutes"):
        daylight_on(date, 0.0, 0.0, 120.0)
    with pytest.raises(ValueError, match="civil_twilight"):
        day_window_min(daylight_on(date, *JUBA), "nautical")  # type: ignore[arg-type]
