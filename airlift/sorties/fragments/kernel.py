"""Compiled loops of the fragments: schedule of a path, parent paths, fragments of them, chains that can be flown."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

__all__ = ["any_schedulable", "emit_fragments", "parents_from", "refill", "schedulable", "spans"]

_NOISE = 1e-9


@njit(cache=True)
def schedulable(path, length, tasks, opens, closes, ahead, ride, duty, times):
    """Whether a path, start and end included, has times that keep windows, rides and duty.

    `ahead[i, j]` are service at i and flight to j. Least times are raised until nothing is broken.
    """
    last = length - 1
    times[0] = opens[path[0]]
    for k in range(1, length):
        times[k] = opens[path[k]]
    for _ in range(length + 2):
        for k in range(1, length):
            least = times[k - 1] + ahead[path[k - 1], path[k]]
            if least > times[k]:
                times[k] = least
            if times[k] > closes[path[k]] + _NOISE:
                return False
        broken = False
        for k in range(2, last):
            node = path[k]
            if tasks <= node < 2 * tasks and ride[node - tasks] < math.inf:
                for p in range(k - 1, 0, -1):
                    if path[p] == node - tasks:
                        least = times[k] - ride[node - tasks]
                        if least > times[p] + _NOISE:
                            times[p] = least
                            broken = True
                        break
        if times[last] - times[0] > duty + _NOISE:
            times[0] = times[last] - duty
            broken = True
            if times[0] > closes[path[0]] + _NOISE:
                return False
        if not broken:
            return True
    return False


@njit(cache=True)
def parents_from(first, tasks, opens, closes, ahead, ride, duty, demand, capacity, ends, allowed, most, rows):
    """Write all paths that begin with a pick-up, go on with pick-ups, then set all down, and can be flown alone.

    Returns their number, or -1 if `rows` is too small. Row: number of pick-ups, then the path.
    """
    start, end = ends
    picked = np.zeros(most + 1, dtype=np.int64)
    time = np.zeros(most + 1)
    gone = np.zeros(most + 1)
    inside = np.zeros(tasks, dtype=np.bool_)
    load = np.zeros((most + 2, len(capacity)))
    path = np.zeros(2 * most + 4, dtype=np.int64)
    times = np.zeros(2 * most + 4)
    down = np.zeros(most + 1, dtype=np.int64)
    down_time = np.zeros(most + 1)
    down_gone = np.zeros(most + 1)
    choice = np.full(most + 1, -1, dtype=np.int64)
    tried = np.full(most + 1, -1, dtype=np.int64)
    used = np.zeros(most + 1, dtype=np.bool_)
    count, depth, candidate = 0, 0, first
    while True:
        # The candidate becomes the next pick-up of the path if it can.
        fits = not inside[candidate]
        for q in range(len(capacity)):
            load[depth + 1, q] = load[depth, q] + demand[candidate, q]
            if load[depth + 1, q] > capacity[q] + _NOISE:
                fits = False
        if depth == 0:
            at, far = max(opens[start] + ahead[start, candidate], opens[candidate]), 0.0
        else:
            before = picked[depth - 1]
            fits = fits and allowed[before, candidate]
            at = max(time[depth - 1] + ahead[before, candidate], opens[candidate])
            far = gone[depth - 1] + ahead[before, candidate]
        fits = fits and at <= closes[candidate] + _NOISE
        for k in range(depth):
            if far - gone[k] + ahead[candidate, tasks + picked[k]] > ride[picked[k]] + _NOISE:
                fits = False
        tried[depth] = candidate
        if fits:
            picked[depth], time[depth], gone[depth] = candidate, at, far
            inside[candidate] = True
            depth += 1
            # All orders in which those on board can be set down.
            size, level, found = depth, 0, count
            used[:] = False
            choice[0] = -1
            while level >= 0:
                if choice[level] >= 0:
                    used[choice[level]] = False
                k = choice[level] + 1
                while k < size and used[k]:
                    k += 1
                if k == size:
                    level -= 1
                    continue
                choice[level] = k
                used[k] = True
                node = tasks + picked[k]
                if level == 0:
                    here, at, far = picked[size - 1], time[size - 1], gone[size - 1]
                else:
                    here, at, far = down[level - 1], down_time[level - 1], down_gone[level - 1]
                at = max(at + ahead[here, node], opens[node])
                far = far + ahead[here, node]
                fine = allowed[here, node] and at <= closes[node] + _NOISE
                fine = fine and far - gone[k] <= ride[picked[k]] + _NOISE
                for other in range(size):
                    if not used[other]:
                        way = far - gone[other] + ahead[node, tasks + picked[other]]
                        fine = fine and way <= ride[picked[other]] + _NOISE
                if not fine:
                    continue
                down[level], down_time[level], down_gone[level] = node, at, far
                if level + 1 < size:
                    level += 1
                    choice[level] = -1
                    continue
                path[0] = start
                for m in range(size):
                    path[1 + m] = picked[m]
                    path[1 + size + m] = down[m]
                path[1 + 2 * size] = end
                if schedulable(path, 2 * size + 2, tasks, opens, closes, ahead, ride, duty, times):
                    if count == len(rows):
                        return -1
                    rows[count, 0] = size
                    for m in range(2 * size):
                        rows[count, 1 + m] = path[1 + m]
                    count += 1
            if count > found and depth < most:
                tried[depth] = -1
            else:
                # What cannot be set down cannot be set down with one more on board either.
                depth -= 1
                inside[picked[depth]] = False
        while depth > 0 and tried[depth] + 1 >= tasks:
            depth -= 1
            inside[picked[depth]] = False
        if depth == 0:
            return count
        candidate = tried[depth] + 1


@njit(cache=True)
def _same(rows, a, row):
    same = True
    for k in range(rows.shape[1]):
        same = same and rows[a, k] == row[k]
    return same


@njit(cache=True)
def _file(rows, count, table, row):
    """Keep a row unless it is there; return the number of rows, or -1 if there is no room."""
    mask = len(table) - 1
    code = np.int64(1469598103934665603)
    for k in range(rows.shape[1]):
        code = (code ^ row[k]) * np.int64(1099511628211)
    slot = (code ^ (code >> 31)) & mask
    while table[slot] >= 0:
        if _same(rows, table[slot], row):
            return count
        slot = (slot + 1) & mask
    if count == len(rows) or 2 * count > mask:
        return -1
    rows[count] = row
    table[slot] = count
    return count + 1


@njit(cache=True)
def refill(rows, count, table):
    """Enter the first rows into an empty table."""
    for k in range(count):
        _file(rows, k, table, rows[k])


@njit(cache=True)
def emit_fragments(parents, number, tasks, frag, frag_table, pre, pre_table, post, post_table, counts):
    """Cut parent paths into fragments, least beginnings and least endings; False if there is no room.

    Row of a fragment: pick-ups before it, their number, nodes, number of nodes. Rows of beginnings and endings: number
    of nodes, nodes; a beginning is all pick-ups and one delivery, an ending one pick-up and all deliveries.
    """
    width = frag.shape[1]
    half = (width - 2) // 3
    row = np.zeros(width, dtype=frag.dtype)
    line = np.zeros(pre.shape[1], dtype=pre.dtype)
    for at in range(number):
        size = parents[at, 0]
        for i in range(size):
            for j in range(1, size + 1):
                row[:] = -1
                # Who is on board before is a set: in ascending order.
                for k in range(i):
                    value = parents[at, 1 + k]
                    place = k
                    while place > 0 and row[place - 1] > value:
                        row[place] = row[place - 1]
                        place -= 1
                    row[place] = value
                row[half] = i
                length = size - i + j
                for k in range(length):
                    row[half + 1 + k] = parents[at, 1 + i + k]
                row[width - 1] = length
                counts[0] = _file(frag, counts[0], frag_table, row)
                if counts[0] < 0:
                    return False
        line[:] = -1
        line[0] = size + 1
        for k in range(size + 1):
            line[1 + k] = parents[at, 1 + k]
        counts[1] = _file(pre, counts[1], pre_table, line)
        line[:] = -1
        line[0] = size + 1
        for k in range(size + 1):
            line[1 + k] = parents[at, size + k]
        counts[2] = _file(post, counts[2], post_table, line)
        if counts[1] < 0 or counts[2] < 0:
            return False
    return True


@njit(cache=True)
def any_schedulable(
    pre,
    pre_from,
    pre_to,
    middle,
    size,
    post,
    post_from,
    post_to,
    tasks,
    opens,
    closes,
    ahead,
    ride,
    duty,
    ends,
):
    """Whether some beginning, the middle and some ending make a path that can be flown; rows of length 0 are empty."""
    longest = pre.shape[1] + post.shape[1] + size + 2
    path = np.zeros(longest, dtype=np.int64)
    times = np.zeros(longest)
    seen = np.zeros(tasks, dtype=np.bool_)
    path[0] = ends[0]
    for a in range(pre_from, pre_to):
        length = 1
        seen[:] = False
        for k in range(pre[a, 0]):
            node = pre[a, 1 + k]
            path[length] = node
            length += 1
            if node < tasks:
                seen[node] = True
        fine = True
        for k in range(size):
            node = middle[k]
            path[length] = node
            length += 1
            if node < tasks:
                if seen[node]:
                    fine = False
                seen[node] = True
        if not fine:
            continue
        for b in range(post_from, post_to):
            at = length
            for k in range(post[b, 0]):
                path[at] = post[b, 1 + k]
                at += 1
            if post[b, 0] > 0 and seen[post[b, 1]]:
                continue
            path[at] = ends[1]
            if schedulable(path, at + 1, tasks, opens, closes, ahead, ride, duty, times):
                return True
    return False


@njit(cache=True)
def spans(path_of, path, opens, closes, ahead):
    """Give latest begin, earliest begin of the last stop, and minutes without waiting, of each fragment for itself."""
    count = len(path_of) - 1
    latest, soonest, minutes = np.zeros(count), np.zeros(count), np.zeros(count)
    for f in range(count):
        low, high = path_of[f], path_of[f + 1]
        time = opens[path[low]]
        for k in range(low + 1, high):
            time = max(time + ahead[path[k - 1], path[k]], opens[path[k]])
            minutes[f] += ahead[path[k - 1], path[k]]
        soonest[f] = time
        time = closes[path[high - 1]]
        for k in range(high - 2, low - 1, -1):
            time = min(time - ahead[path[k], path[k + 1]], closes[path[k]])
        latest[f] = time
    return latest, soonest, minutes
