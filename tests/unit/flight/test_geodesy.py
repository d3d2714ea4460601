"""Distances, bearings and tracks against geographiclib."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from airlift.flight import (
    distance_matrix_nm,
    distance_nm,
    initial_bearing_deg,
    km_to_nm,
    leg_points_deg,
    nm_to_km,
)
from airlift.flight.geodesy import METRES_PER_NM

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)

JUBA = (4.87201, 31.6011)
MALAKAL = (9.55897, 31.6522)


def karney_nm(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    return Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"] / METRES_PER_NM


@pytest.mark.parametrize(
    "ends",
    [
        (*JUBA, *MALAKAL),
        (0.0, 10.0, 0.0, 11.0),
        (0.0, -5.0, 0.0, 130.0),
        (1e-7, 10.0, -1e-7, 40.0),
        (0.03293, 37.0269, -1.29822, 36.91555),
        (90.0, 0.0, -90.0, 0.0),
        (90.0, 12.0, 89.9, 100.0),
        (89.99, 0.0, 89.99, 180.0),
        (-90.0, 0.0, 4.0, 31.0),
        (4.0, 31.0, 4.0, 31.000001),
        (4.0, 31.0, 4.00000001, 31.0),
        (10.0, 179.9, 10.0, -179.9),
        (0.0, 0.0, 0.0, 180.0),
        (0.0, 0.0, 0.5, 179.7),
        (0.0, 0.0, 0.5, 179.5),
        (30.0, 20.0, -30.0, -160.0),
        (30.0, 20.0, -29.9, -160.2),
        (5.0, 0.0, -4.0, 178.2),
    ],
)
def test_distance_agrees_with_geographiclib(ends: tuple[float, float, float, float]) -> None:
    """Near the equator, at the poles, very short and antipodal pairs agree within a millimetre."""
    assert distance_nm(*ends) == pytest.approx(karney_nm(*ends), abs=1e-3 / METRES_PER_NM)


@given(points, points)
def test_distance_agrees_with_geographiclib_anywhere(a: tuple[float, float], b: tuple[float, float]) -> None:
    """Any pair agrees within a millimetre, and none gives nan."""
    assert distance_nm(*a, *b) == pytest.approx(karney_nm(*a, *b), abs=1e-3 / METRES_PER_NM)


@given(latitudes, longitudes, st.floats(-1.2, 1.2), st.floats(-1.2, 1.2))
def test_distance_near_the_antipode(lat: float, lon: float, off_lat: float, off_lon: float) -> None:
    """The region where Vincenty's iteration fails is answered by the fallback."""
    lat2 = float(np.clip(-lat + off_lat, -90, 90))
    lon2 = lon + 180 + off_lon
    assert distance_nm(lat, lon, lat2, lon2) == pytest.approx(
        karney_nm(lat, lon, lat2, lon2), abs=1e-3 / METRES_PER_NM
    )


@given(points, points)
def test_distance_is_symmetric(a: tuple[float, float], b: tuple[float, float]) -> None:
    """There and back are equally far, and never a negative distance."""
    there, back = distance_nm(*a, *b), distance_nm(*b, *a)
    assert there >= 0
    assert there == pytest.approx(back, abs=1e-6)


@given(points)
def test_distance_to_itself_is_zero(a: tuple[float, float]) -> None:
    """A point is at zero distance from itself, poles included."""
    assert distance_nm(*a, *a) == pytest.approx(0, abs=1e-9)


@given(points, points, points)
def test_triangle_inequality(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    """A detour is never shorter than the direct way."""
    assert distance_nm(*a, *c) <= distance_nm(*a, *b) + distance_nm(*b, *c) + 1e-6


def test_one_degree_of_the_equator() -> None:
    """One degree along the equator is pi a / 180 = 111,319.491 m."""
    assert nm_to_km(distance_nm(0.0, 0.0, 0.0, 1.0)) == pytest.approx(111.319491, abs=1e-6)


def test_kilometres_and_miles_are_inverse() -> None:
    """1 nm is 1.852 km, and the way back gives the number again."""
    assert nm_to_km(1.0) == pytest.approx(1.852)
    assert km_to_nm(nm_to_km(37.0)) == pytest.approx(37.0)


def test_scalars_give_floats_and_arrays_broadcast() -> None:
    """A float comes back for floats; a point against an array gives the array's shape."""
    assert type(distance_nm(*JUBA, *MALAKAL)) is float
    row = distance_nm(*JUBA, np.array([JUBA[0], MALAKAL[0]]), np.array([JUBA[1], MALAKAL[1]]))
    assert row.shape == (2,)
    assert row[0] == 0
    assert row[1] == pytest.approx(distance_nm(*JUBA, *MALAKAL))


def test_matrix_is_symmetric_and_equals_the_pairs() -> None:
    """The matrix has a zero diagonal, is exactly symmetric and holds the pairwise distances."""
    rng = np.random.default_rng(1)
    lat, lon = rng.uniform(-90, 90, 12), rng.uniform(-180, 180, 12)
    matrix = distance_matrix_nm(lat, lon)
    assert np.array_equal(matrix, matrix.T)
    assert not np.diagonal(matrix).any()
    for i, j in [(0, 1), (3, 7), (11, 2)]:
        assert matrix[i, j] == pytest.approx(karney_nm(lat[i], lon[i], lat[j], lon[j]), abs=1e-6)


def test_matrix_of_one_site_and_of_none() -> None:
    """Degenerate sizes work."""
    assert distance_matrix_nm(np.array([1.0]), np.array([2.0])).tolist() == [[0.0]]
    assert distance_matrix_nm(np.array([]), np.array([])).shape == (0, 0)


@pytest.mark.parametrize(
    "bad", [(91.0, 0.0, 0.0, 0.0), (0.0, 0.0, -90.1, 0.0), (0.0, float("nan"), 0.0, 0.0)]
)
def test_bad_coordinates_are_refused(bad: tuple[float, float, float, float]) -> None:
    """Latitudes beyond the poles and nan are programming errors."""
    with pytest.raises(ValueError, match="degrees"):
        distance_nm(*bad)


def test_matrix_refuses_unequal_shapes() -> None:
    """Latitudes and longitudes must come in pairs."""
    with pytest.raises(ValueError, match="alike"):
        distance_matrix_nm(np.zeros(2), np.zeros(3))


@given(st.floats(-80, 80), longitudes, st.floats(-80, 80), longitudes)
def test_bearing_agrees_with_geographiclib(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    """The bearing lies in [0, 360) and points where geographiclib points, unless the ends nearly coincide."""
    bearing = initial_bearing_deg(lat1, lon1, lat2, lon2)
    assert 0 <= bearing < 360
    line = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
    if line["s12"] > 10:
        difference = (bearing - line["azi1"] + 180) % 360 - 180
        assert difference == pytest.approx(0, abs=1e-3)


def test_cardinal_bearings() -> None:
    """North, east, south and west."""
    bearings = [
        initial_bearing_deg(0.0, 0.0, *to) for to in [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)]
    ]
    assert bearings == pytest.approx([0, 90, 180, 270])


@given(points, points, st.integers(2, 9))
def test_track_is_evenly_spaced_between_its_ends(
    a: tuple[float, float], b: tuple[float, float], count: int
) -> None:
    """Each step has the same length, the steps sum to the leg, and the ends are those given."""
    track = leg_points_deg(*a, *b, count)
    assert track.shape == (count, 2)
    assert tuple(track[0]) == a
    assert track[-1, 0] == b[0]
    assert (track[-1, 1] - b[1] + 180) % 360 - 180 == pytest.approx(0, abs=1e-9)
    steps = distance_nm(track[:-1, 0], track[:-1, 1], track[1:, 0], track[1:, 1])
    assert steps == pytest.approx(np.full(count - 1, distance_nm(*a, *b) / (count - 1)), abs=1e-5)


def test_track_over_the_antimeridian_does_not_jump() -> None:
    """Longitudes run on past 180 so that a map draws one line."""
    track = leg_points_deg(10.0, 175.0, 12.0, -175.0, 6)
    assert np.all(np.diff(track[:, 1]) > 0)
    assert track[-1, 1] == pytest.approx(185)


def test_track_needs_two_points() -> None:
    """A track of one point is refused."""
    with pytest.raises(ValueError, match="at least 2"):
        leg_points_deg(*JUBA, *MALAKAL, 1)


def test_mission_distances_do_not_need_geographiclib(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fallback is for antipodes only: without the library ordinary legs are still computed."""
    monkeypatch.setitem(sys.modules, "geographiclib.geodesic", None)
    assert distance_nm(*JUBA, *MALAKAL) == pytest.approx(280, abs=2)
    with pytest.raises(ImportError):
        distance_nm(0.0, 0.0, 0.0, 180.0)
