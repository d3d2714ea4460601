"""Distances and tracks on the WGS-84 ellipsoid.

Vincenty's inverse and direct formulas (Survey Review 23, 1975, 88-93), vectorised, good to about 0.1 mm.
The inverse iteration is known not to converge, or to settle on a wrong geodesic, for nearly antipodal points;
those pairs are handed to geographiclib (Karney, Journal of Geodesy 87, 2013, 43-55), imported only then.
"""

from __future__ import annotations

from typing import overload

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, FloatLike, Number, scalar_or_array

METRES_PER_NM = 1852.0

_EQUATORIAL_M = 6_378_137.0
_FLATTENING = 1.0 / 298.257223563
_POLAR_M = _EQUATORIAL_M * (1.0 - _FLATTENING)
_SECOND_ECCENTRICITY_SQ = _EQUATORIAL_M**2 / _POLAR_M**2 - 1.0
_TOLERANCE_RAD = 1e-12
_MAX_ITERATIONS = 100
# Vincenty fails within about 0.6 degrees of the antipode; a wider margin costs nothing at mission distances.
_NEARLY_ANTIPODAL_RAD = np.pi - np.radians(2.0)


def nm_to_km(distance_nm: Number) -> Number:
    """Nautical miles (1,852 m exactly) to kilometres."""
    return distance_nm * (METRES_PER_NM / 1000.0)


def km_to_nm(distance_km: Number) -> Number:
    """Kilometres to nautical miles (1,852 m exactly)."""
    return distance_km / (METRES_PER_NM / 1000.0)


@overload
def distance_nm(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float: ...
@overload
def distance_nm(
    lat1_deg: FloatArray, lon1_deg: FloatArray, lat2_deg: FloatLike, lon2_deg: FloatLike
) -> FloatArray: ...
@overload
def distance_nm(
    lat1_deg: float, lon1_deg: float, lat2_deg: FloatArray, lon2_deg: FloatArray
) -> FloatArray: ...
def distance_nm(
    lat1_deg: FloatLike, lon1_deg: FloatLike, lat2_deg: FloatLike, lon2_deg: FloatLike
) -> FloatLike:
    """Geodesic distance between points.

    Parameters
    ----------
    lat1_deg, lon1_deg, lat2_deg, lon2_deg
        Geodetic WGS-84 coordinates in degrees; broadcast against each other.

    Returns
    -------
    float or array
        Distance in nautical miles, never nan.

    Raises
    ------
    ValueError
        A latitude outside [-90, 90], or a coordinate that is not finite.
    """
    metres, _ = _inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    distance: FloatLike = scalar_or_array(metres / METRES_PER_NM)
    return distance


def distance_matrix_nm(lat_deg: FloatArray, lon_deg: FloatArray) -> FloatArray:
    """Geodesic distances between all pairs of points.

    Parameters
    ----------
    lat_deg, lon_deg
        Shape (n,), degrees.

    Returns
    -------
    array
        Shape (n, n), nautical miles; exactly symmetric with a zero diagonal.

    Raises
    ------
    ValueError
        Shapes differ or are not one-dimensional, or coordinates are out of range.
    """
    lat = np.asarray(lat_deg, dtype=np.float64)
    lon = np.asarray(lon_deg, dtype=np.float64)
    if lat.ndim != 1 or lat.shape != lon.shape:
        raise ValueError(f"lat_deg and lon_deg must be (n,) alike, got shapes {lat.shape} and {lon.shape}")
    matrix = np.zeros((lat.size, lat.size))
    rows, cols = np.triu_indices(lat.size, k=1)
    matrix[rows, cols] = distance_nm(lat[rows], lon[rows], lat[cols], lon[cols])
    return matrix + matrix.T


@overload
def initial_bearing_deg(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float: ...
@overload
def initial_bearing_deg(
    lat1_deg: FloatArray, lon1_deg: FloatArray, lat2_deg: FloatLike, lon2_deg: FloatLike
) -> FloatArray: ...
@overload
def initial_bearing_deg(
    lat1_deg: float, lon1_deg: float, lat2_deg: FloatArray, lon2_deg: FloatArray
) -> FloatArray: ...
def initial_bearing_deg(
    lat1_deg: FloatLike, lon1_deg: FloatLike, lat2_deg: FloatLike, lon2_deg: FloatLike
) -> FloatLike:
    """Return the true bearing of the geodesic at its first point.

    Parameters
    ----------
    lat1_deg, lon1_deg, lat2_deg, lon2_deg
        Geodetic WGS-84 coordinates in degrees; broadcast against each other.

    Returns
    -------
    float or array
        Degrees clockwise from true north in [0, 360); 0 where the points coincide.

    Raises
    ------
    ValueError
        A latitude outside [-90, 90], or a coordinate that is not finite.
    """
    _, azimuth_deg = _inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    # A tiny negative azimuth would round up to 360 itself.
    bearing: FloatLike = scalar_or_array(np.mod(np.mod(azimuth_deg, 360.0), 360.0))
    return bearing


def leg_points_deg(
    lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float, points: int
) -> FloatArray:
    """Points along a leg, evenly spaced on the geodesic, for drawing it on a map.

    Parameters
    ----------
    lat1_deg, lon1_deg, lat2_deg, lon2_deg
        Ends of the leg, degrees.
    points
        How many points, both ends included; at least 2.

    Returns
    -------
    array
        Shape (points, 2): latitude and longitude in degrees. The ends are those given. Longitudes run on
        without a jump from `lon1_deg`, so a leg over the antimeridian may end outside [-180, 180].

    Raises
    ------
    ValueError
        Fewer than two points, or coordinates out of range.
    """
    if points < 2:
        raise ValueError(f"points must be at least 2, got {points}")
    metres, azimuth_deg = _inverse(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    track = _direct(lat1_deg, lon1_deg, float(azimuth_deg), float(metres) * np.linspace(0.0, 1.0, points))
    track[0] = lat1_deg, lon1_deg
    # The last longitude keeps its own number of turns; only its rounding is taken out.
    turns = np.round((track[-1, 1] - lon2_deg) / 360.0)
    track[-1] = lat2_deg, lon2_deg + 360.0 * turns
    return track


def _inverse(
    lat1_deg: FloatLike, lon1_deg: FloatLike, lat2_deg: FloatLike, lon2_deg: FloatLike
) -> tuple[FloatArray, FloatArray]:
    """Distance in metres and azimuth at the first point in degrees, both of the broadcast shape."""
    ends = np.broadcast_arrays(
        *(np.asarray(value, dtype=np.float64) for value in (lat1_deg, lon1_deg, lat2_deg, lon2_deg))
    )
    shape = ends[0].shape
    lat1, lon1, lat2, lon2 = (end.ravel() for end in ends)
    if not all(np.all(np.isfinite(end)) for end in (lat1, lon1, lat2, lon2)):
        raise ValueError("coordinates must be finite numbers of degrees")
    if np.any(np.abs(lat1) > 90.0) or np.any(np.abs(lat2) > 90.0):
        raise ValueError("latitudes must lie in [-90, 90] degrees. Maybe latitude and longitude are swapped?")

    metres, azimuth_rad, solved = _vincenty(
        np.radians(lat1), np.radians(lat2), np.radians(np.mod(lon2 - lon1 + 180.0, 360.0) - 180.0)
    )
    azimuth_deg = np.degrees(azimuth_rad)
    for i in np.flatnonzero(~solved):
        metres[i], azimuth_deg[i] = _karney(lat1[i], lon1[i], lat2[i], lon2[i])
    return metres.reshape(shape), azimuth_deg.reshape(shape)


def _vincenty(
    lat1_rad: FloatArray, lat2_rad: FloatArray, turn_rad: FloatArray
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Vincenty's inverse on flat arrays: metres, azimuth (rad), and which pairs may be believed.

    `turn_rad` is the difference of longitudes. All pairs iterate together until the last one has converged:
    at mission distances that takes three or four rounds.
    """
    u1 = np.arctan((1.0 - _FLATTENING) * np.tan(lat1_rad))
    u2 = np.arctan((1.0 - _FLATTENING) * np.tan(lat2_rad))
    sin_u1, cos_u1, sin_u2, cos_u2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)

    turn_sphere = turn_rad.copy()
    converged = np.zeros(turn_rad.shape, dtype=np.bool_)
    for _ in range(_MAX_ITERATIONS):
        sin_turn, cos_turn = np.sin(turn_sphere), np.cos(turn_sphere)
        east = cos_u2 * sin_turn
        north = cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_turn
        sin_sigma = np.hypot(east, north)
        cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_turn
        sigma = np.arctan2(sin_sigma, cos_sigma)
        sin_alpha = _ratio_or_zero(cos_u1 * east, sin_sigma)
        cos_alpha_sq = 1.0 - sin_alpha**2
        # On the equator cos_alpha_sq is zero and the term has no weight.
        cos_mid = cos_sigma - _ratio_or_zero(2.0 * sin_u1 * sin_u2, cos_alpha_sq)
        c = _FLATTENING / 16.0 * cos_alpha_sq * (4.0 + _FLATTENING * (4.0 - 3.0 * cos_alpha_sq))
        correction = sigma + c * sin_sigma * (cos_mid + c * cos_sigma * (2.0 * cos_mid**2 - 1.0))
        improved = turn_rad + (1.0 - c) * _FLATTENING * sin_alpha * correction
        hopeless = sigma > _NEARLY_ANTIPODAL_RAD
        converged = np.abs(improved - turn_sphere) < _TOLERANCE_RAD
        turn_sphere = improved
        if np.all(converged | hopeless):
            break

    delta_sigma = _arc_correction(cos_alpha_sq, sin_sigma, cos_sigma, cos_mid)
    metres = _POLAR_M * _arc_factor(cos_alpha_sq) * (sigma - delta_sigma)
    return metres, np.arctan2(east, north), converged & ~hopeless


def _arc_factor(cos_alpha_sq: FloatArray) -> FloatArray:
    """Vincenty's A: metres on the ellipsoid per metre of arc on the auxiliary sphere."""
    u_sq = cos_alpha_sq * _SECOND_ECCENTRICITY_SQ
    factor: FloatArray = 1.0 + u_sq / 16384.0 * (4096.0 + u_sq * (-768.0 + u_sq * (320.0 - 175.0 * u_sq)))
    return factor


def _arc_correction(
    cos_alpha_sq: FloatArray, sin_sigma: FloatArray, cos_sigma: FloatArray, cos_mid: FloatArray
) -> FloatArray:
    """Vincenty's delta sigma in radians, to be taken off the arc on the auxiliary sphere."""
    u_sq = cos_alpha_sq * _SECOND_ECCENTRICITY_SQ
    b = u_sq / 1024.0 * (256.0 + u_sq * (-128.0 + u_sq * (74.0 - 47.0 * u_sq)))
    mid_sq = cos_mid**2
    third = b / 6.0 * cos_mid * (4.0 * sin_sigma**2 - 3.0) * (4.0 * mid_sq - 3.0)
    correction: FloatArray = b * sin_sigma * (cos_mid + b / 4.0 * (cos_sigma * (2.0 * mid_sq - 1.0) - third))
    return correction


def _direct(lat1_deg: float, lon1_deg: float, azimuth_deg: float, metres: FloatArray) -> FloatArray:
    """Vincenty's direct formula from one point along one azimuth: shape (k, 2), latitude and longitude."""
    azimuth = np.radians(azimuth_deg)
    u1 = np.arctan((1.0 - _FLATTENING) * np.tan(np.radians(lat1_deg)))
    sin_u1, cos_u1 = np.sin(u1), np.cos(u1)
    sin_azimuth, cos_azimuth = np.sin(azimuth), np.cos(azimuth)
    sigma1 = np.arctan2(sin_u1, cos_u1 * cos_azimuth)
    sin_alpha = cos_u1 * sin_azimuth
    cos_alpha_sq = np.asarray(1.0 - sin_alpha**2)

    arc = metres / (_POLAR_M * _arc_factor(cos_alpha_sq))
    sigma = arc
    for _ in range(_MAX_ITERATIONS):
        cos_mid = np.cos(2.0 * sigma1 + sigma)
        change = arc + _arc_correction(cos_alpha_sq, np.sin(sigma), np.cos(sigma), cos_mid) - sigma
        sigma = sigma + change
        if np.all(np.abs(change) < _TOLERANCE_RAD):
            break

    sin_sigma, cos_sigma = np.sin(sigma), np.cos(sigma)
    cos_mid = np.cos(2.0 * sigma1 + sigma)
    north = sin_u1 * cos_sigma + cos_u1 * sin_sigma * cos_azimuth
    across = np.hypot(sin_alpha, sin_u1 * sin_sigma - cos_u1 * cos_sigma * cos_azimuth)
    latitude = np.arctan2(north, (1.0 - _FLATTENING) * across)
    turn = np.arctan2(sin_sigma * sin_azimuth, cos_u1 * cos_sigma - sin_u1 * sin_sigma * cos_azimuth)
    c = _FLATTENING / 16.0 * cos_alpha_sq * (4.0 + _FLATTENING * (4.0 - 3.0 * cos_alpha_sq))
    correction = sigma + c * sin_sigma * (cos_mid + c * cos_sigma * (2.0 * cos_mid**2 - 1.0))
    longitude_rad = np.unwrap(turn - (1.0 - c) * _FLATTENING * sin_alpha * correction)
    return np.column_stack((np.degrees(latitude), lon1_deg + np.degrees(longitude_rad)))


def _ratio_or_zero(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Divide, giving zero where the denominator vanishes (coincident points, the equator)."""
    usable = np.abs(denominator) > 1e-15
    return np.where(usable, numerator / np.where(usable, denominator, 1.0), 0.0)


def _karney(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> tuple[float, float]:
    """Distance in metres and first azimuth in degrees of one pair, for all cases including antipodes."""
    from geographiclib.geodesic import Geodesic

    line = Geodesic.WGS84.Inverse(float(lat1_deg), float(lon1_deg), float(lat2_deg), float(lon2_deg))
    return float(line["s12"]), float(line["azi1"])
