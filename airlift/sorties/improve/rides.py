"""Whether rides and duty allow one more task in a route, for problems in which nothing else costs or limits.

Windows, rides and duty are difference constraints: times are raised until nothing is broken, and the search goes back
only as far as the pick-up that has to wait. Given plain arrays and not all of the data, since to hand those over for
each place of a task would take longer than the test itself.
"""

from __future__ import annotations

import math

from numba import njit

__all__ = ["keeps_rides"]

_NOISE = 1e-9
_RAISES = 4
"""Times that a stop may be raised, on average, before the route counts as one that cannot be flown."""


@njit(cache=True)
def keeps_rides(tasks, minutes, opens, closes, service, ride, duty, ends, row, length, new, times, path, at):
    """Whether a route keeps rides and duty with a pair put in.

    Parameters
    ----------
    tasks : int
        Number of tasks.
    minutes, opens, closes, service, ride : arrays
        Of the data, `minutes` for the kind of aircraft.
    duty : float
        Longest duty.
    ends : (int, int)
        Start and end of the route.
    row, length : array of int, int
        Stops of the route as it is.
    new : (int, int, int)
        Task, and the positions before which its pick-up and its delivery are put in.
    times, path, at : arrays
        Room for times, the stops of the new route, and the position of each pick-up.
    """
    task, i, j = new
    start, end = ends
    path[0], times[0] = start, opens[start]
    last = 1
    for k in range(length + 1):
        if k == i:
            path[last] = task
            last += 1
        if k == j:
            path[last] = tasks + task
            last += 1
        if k < length:
            path[last] = row[k]
            last += 1
    path[last] = end
    for k in range(1, last + 1):
        times[k] = opens[path[k]]
        if path[k] < tasks:
            at[path[k]] = k
    raises = 0
    k = 1
    while k <= last:
        here, node = path[k - 1], path[k]
        least = times[k - 1] + service[here] + minutes[here, node]
        if least > times[k]:
            times[k] = least
        if times[k] > closes[node] + _NOISE:
            return False
        back = -1
        if k == last:
            if times[last] - times[0] > duty + _NOISE:
                back, least = 0, times[last] - duty
        elif node >= tasks and ride[node - tasks] < math.inf:
            pickup = node - tasks
            least = times[k] - ride[pickup] - service[pickup]
            if least > times[at[pickup]] + _NOISE:
                back = at[pickup]
        if back >= 0:
            if least > closes[path[back]] + _NOISE:
                return False
            times[back] = least
            raises += 1
            if raises > _RAISES * last:
                return False
            k = back
        k += 1
    return True
