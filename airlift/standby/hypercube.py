"""The hypercube of busy and idle aircraft (Larson 1974), exact for up to 16 of them.

Casualties of each zone come as a Poisson stream. A call goes to the first idle aircraft of the zone's list; with none
idle it goes to the ground chain and is lost to the aircraft (no queue). An aircraft is busy for an exponential time
whose mean is its own. The state is the set of busy aircraft, a bit mask; 2^n states have one balance equation each.

Two sums over subsets make it quick, whatever the number of zones. With `first[i, M]` the rate of zones that ask
aircraft `i` when exactly those of the mask `M` were asked before it, the rate of calls to `i` in state `B` is the sum
over subsets `M` of `B`. And the probability that all of a set are busy is the sum over its supersets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airlift.flight.arrays import BoolArray, FloatArray, IntArray

__all__ = ["MOST_EXACT", "Cube", "Dispatch", "SteadyState", "calibrated", "steady_state"]

MOST_EXACT = 16
"""Aircraft up to which the states are enumerated: 65,536 of them."""

_RESIDUAL = 1e-11
"""Share of the flow between states that may stay unbalanced."""
_MOST_SWEEPS = 5000
_CALIBRATED = 1e-7
"""Relative change of the mean service times at which their calibration ends."""
_MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Who is asked, in which order, how often and for how long.

    Parameters
    ----------
    rate_per_h : array of float, shape (zones,)
        Casualties of each zone.
    order : array of int, shape (zones, most aircraft in a list)
        Aircraft in the order in which the zone asks them; -1 after the end of its list.
    service_h : array of float, shape (aircraft,)
        Mean time for which a call keeps each aircraft, until it stands ready again.

    Raises
    ------
    ValueError
        Shapes or ranges do not fit, or a list names an aircraft twice.
    """

    rate_per_h: FloatArray
    order: IntArray
    service_h: FloatArray

    def __post_init__(self) -> None:
        if self.order.ndim != 2 or len(self.order) != len(self.rate_per_h):
            raise ValueError(f"order must have one list for each of {len(self.rate_per_h)} zones")
        if np.any(self.rate_per_h < 0.0) or np.any(self.service_h <= 0.0):
            raise ValueError("rate_per_h must not be negative, service_h must be positive")
        if np.any(self.order >= self.aircraft) or np.any(self.order < -1):
            raise ValueError(f"order must name aircraft from 0 to {self.aircraft - 1}, or -1")
        listed = self.order >= 0
        if np.any(listed[:, 1:] & ~listed[:, :-1]):
            raise ValueError("a list goes on after its end (-1)")
        ranked = np.sort(np.where(listed, self.order, -1 - np.arange(self.order.shape[1])), axis=1)
        if np.any(ranked[:, 1:] == ranked[:, :-1]):
            raise ValueError("a list names an aircraft twice")

    @property
    def aircraft(self) -> int:
        """Number of aircraft."""
        return len(self.service_h)

    def asked_before(self) -> IntArray:
        """Mask of the aircraft asked before each place of each list, shape of `order`."""
        bits = np.where(self.order >= 0, 1 << np.maximum(self.order, 0), 0)
        return np.asarray(np.cumsum(bits, axis=1) - bits, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class SteadyState:
    """Long-run probabilities.

    Parameters
    ----------
    probability : array of float, shape (2 ** aircraft,)
        Of each set of busy aircraft, by bit mask.
    all_busy : array of float, shape (2 ** aircraft,)
        Probability that all aircraft of a mask are busy, whatever the others do.
    residual : float
        Share of the flow between states that is not balanced.
    """

    probability: FloatArray
    all_busy: FloatArray
    residual: float

    @property
    def busy(self) -> FloatArray:
        """Probability that each aircraft is busy."""
        number = len(self.probability).bit_length() - 1
        return np.asarray(self.all_busy[1 << np.arange(number)], dtype=np.float64)

    def served(self, dispatch: Dispatch) -> FloatArray:
        """Probability that a call of each zone goes to each place of its list, shape of `order`."""
        before = dispatch.asked_before()
        listed = dispatch.order >= 0
        after = before | np.where(listed, 1 << np.maximum(dispatch.order, 0), 0)
        return np.where(listed, self.all_busy[before] - self.all_busy[after], 0.0)


class Cube:
    """States of a system and the rates between them.

    Parameters
    ----------
    dispatch : Dispatch
        At most `MOST_EXACT` aircraft.

    Attributes
    ----------
    is_busy : array of bool, shape (aircraft, states)
        Whether the aircraft is busy in the state.
    busy : array of int, shape (states,)
        Number of busy aircraft.
    neighbours : array of int, shape (aircraft, states)
        State in which that aircraft alone is otherwise.
    rates : array of float, shape (aircraft, states)
        Rate from the state to that neighbour: of calls to an idle aircraft, of ends of service of a busy one.
    leave : array of float, shape (states,)
        Sum of these.
    halves : list of array of int
        States with an even and with an odd number of busy aircraft.

    Raises
    ------
    ValueError
        There are too many aircraft.
    """

    def __init__(self, dispatch: Dispatch) -> None:
        self._number = number = dispatch.aircraft
        if number > MOST_EXACT:
            raise ValueError(f"at most {MOST_EXACT} aircraft are solved exactly, not {number}")
        states = np.arange(1 << number)
        bits = 1 << np.arange(number)[:, None]
        self.neighbours = states[None, :] ^ bits
        self.is_busy = (states[None, :] & bits) != 0
        self.busy = self.is_busy.sum(axis=0)
        ends = 1.0 / dispatch.service_h[:, None]
        self.rates = np.where(self.is_busy, ends, self.call_rates(dispatch, dispatch.order >= 0))
        self.leave = self.rates.sum(axis=0)
        self.halves = [np.flatnonzero(self.busy % 2 == parity) for parity in (0, 1)]

    def call_rates(self, dispatch: Dispatch, counted: BoolArray) -> FloatArray:
        """Rate of calls to each aircraft in each state, 0 where it is busy.

        Parameters
        ----------
        dispatch : Dispatch
            The system.
        counted : array of bool, shape of `dispatch.order`
            Places of the lists whose calls are counted.
        """
        rates = np.zeros((self._number, 1 << self._number))
        counted = counted & (dispatch.order >= 0)
        zones = np.nonzero(counted)[0]
        places = (dispatch.order[counted], dispatch.asked_before()[counted])
        np.add.at(rates, places, dispatch.rate_per_h[zones])
        return np.where(self.is_busy, 0.0, self.sum_over_subsets(rates))

    def inflow(self, values: FloatArray) -> FloatArray:
        """Sum over the neighbours of each state of the rate to it times its value, along the last axis."""
        total = np.zeros_like(values)
        for bit in range(self._number):
            shape = (-1, 1 << (self._number - 1 - bit), 2, 1 << bit)
            view, sums, rates = (
                values.reshape(shape),
                total.reshape(shape),
                self.rates[bit].reshape(shape[1:]),
            )
            sums[:, :, 0] += view[:, :, 1] * rates[:, 0]
            sums[:, :, 1] += view[:, :, 0] * rates[:, 1]
        return total

    def sum_over_subsets(self, values: FloatArray) -> FloatArray:
        """Replace the value of each state by the sum over its subsets, along the last axis."""
        for bit in range(self._number):
            view = values.reshape(-1, 2, 1 << bit)
            view[:, 1, :] += view[:, 0, :]
        return values

    def max_over_subsets(self, values: FloatArray) -> FloatArray:
        """Replace the value of each state by the greatest over its subsets, along the last axis."""
        for bit in range(self._number):
            view = values.reshape(-1, 2, 1 << bit)
            np.maximum(view[:, 1, :], view[:, 0, :], out=view[:, 1, :])
        return values

    def sum_over_supersets(self, values: FloatArray) -> FloatArray:
        """Replace the value of each state by the sum over its supersets, along the last axis."""
        for bit in range(self._number):
            view = values.reshape(-1, 2, 1 << bit)
            view[:, 0, :] += view[:, 1, :]
        return values


def steady_state(dispatch: Dispatch, start: SteadyState | None = None) -> SteadyState:
    """Solve the balance equations.

    Sweeps of Gauss and Seidel, first the states with an even number of busy aircraft and then the others, because a
    transition always changes that number by one. After each sweep the sums by that number are put right by the balance
    between neighbouring numbers.

    Parameters
    ----------
    dispatch : Dispatch
        At most `MOST_EXACT` aircraft.
    start : SteadyState, optional
        Solution of a similar system with as many aircraft.

    Raises
    ------
    ValueError
        There are too many aircraft.
    ArithmeticError
        The sweeps do not converge.
    """
    cube = Cube(dispatch)
    ends = np.where(cube.is_busy, cube.rates, 0.0).sum(axis=0)
    # A state without calls and busy aircraft is left by nothing: only the idle state of a system without calls.
    divisor = np.where(cube.leave > 0.0, cube.leave, 1.0)
    enter = np.take_along_axis(cube.rates, cube.neighbours, axis=1)
    gather = [(half, cube.neighbours[:, half], enter[:, half]) for half in cube.halves]
    weight = _first_guess(dispatch, cube.is_busy) if start is None else start.probability.copy()
    residual = np.inf
    for _ in range(_MOST_SWEEPS):
        wrong = 0.0
        for half, around, rate in gather:
            inflow = np.einsum("ij,ij->j", weight[around], rate)
            wrong += float(np.abs(inflow - weight[half] * cube.leave[half]).sum())
            weight[half] = np.where(cube.leave[half] > 0.0, inflow / divisor[half], weight[half])
        weight = _levelled(weight, cube.busy, cube.leave - ends, ends)
        flow = float(weight @ cube.leave)
        residual = wrong / flow if flow > 0.0 else 0.0
        if residual <= _RESIDUAL:
            break
    else:
        raise ArithmeticError(f"balance of {dispatch.aircraft} aircraft is off by {residual:.1e} of the flow")
    return SteadyState(weight, cube.sum_over_supersets(weight.copy()), residual)


def calibrated(
    rate_per_h: FloatArray, order: IntArray, service_h: FloatArray
) -> tuple[Dispatch, SteadyState]:
    """Solve a system whose service times depend on the zone too, by Larson's calibration of mean service times.

    The mean of each aircraft is taken over the calls that it gets, and the calls follow from the means, in turn until
    nothing changes. The state does not know which zone an aircraft is busy with, so this is an approximation.

    Parameters
    ----------
    rate_per_h, order
        As in `Dispatch`.
    service_h : array of float, shape (aircraft, zones)
        Mean service times.
    """
    zones = np.arange(len(rate_per_h))[:, None]
    mean_h = service_h.mean(axis=1)
    state = None
    for _ in range(_MOST_ROUNDS):
        dispatch = Dispatch(rate_per_h, order, mean_h)
        state = steady_state(dispatch, state)
        calls = rate_per_h[:, None] * state.served(dispatch)
        who = np.maximum(order, 0)
        taken = np.bincount(who.ravel(), weights=calls.ravel(), minlength=len(mean_h))
        hours = np.bincount(
            who.ravel(), weights=(calls * service_h[who, zones]).ravel(), minlength=len(mean_h)
        )
        better_h = np.where(taken > 0.0, hours / np.where(taken > 0.0, taken, 1.0), mean_h)
        if np.all(np.abs(better_h - mean_h) <= _CALIBRATED * mean_h):
            return dispatch, state
        mean_h = better_h
    raise ArithmeticError(f"mean service times are not calibrated after {_MOST_ROUNDS} rounds")


def _first_guess(dispatch: Dispatch, is_busy: BoolArray) -> FloatArray:
    """Independent aircraft that share the calls evenly."""
    load = dispatch.rate_per_h.sum() / max(1, dispatch.aircraft) * dispatch.service_h
    busy = (load / (1.0 + load))[:, None]
    return np.asarray(np.prod(np.where(is_busy, busy, 1.0 - busy), axis=0), dtype=np.float64)


def _levelled(weight: FloatArray, busy: IntArray, calls: FloatArray, ends: FloatArray) -> FloatArray:
    """Scale the states of each number of busy aircraft so that as many calls come as services end between numbers."""
    levels = int(busy.max()) + 1
    mass = np.bincount(busy, weights=weight, minlength=levels)
    up = np.bincount(busy, weights=weight * calls, minlength=levels)
    down = np.bincount(busy, weights=weight * ends, minlength=levels)
    scale = np.ones(levels)
    for level in range(1, levels):
        scale[level] = scale[level - 1] * up[level - 1] / down[level] if down[level] > 0.0 else 0.0
    return np.asarray(weight * (scale / (scale @ mass))[busy], dtype=np.float64)
