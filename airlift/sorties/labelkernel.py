"""The search for the sorties of one unit, compiled; `labelling` says how it works and asks for it.

Labels are extended in the order of their length, those of one length in the order in which they came. Those with one
key are kept in a chain in which none dominates another one; closed routes likewise (`labelstore`).
"""

from __future__ import annotations

from numba import njit

from airlift.sorties.dayarrays import FOREVER, DayArrays
from airlift.sorties.label import (
    ABOARD,
    ALIVE,
    ATTEND,
    BEFORE,
    BOARDING,
    FILLED,
    FIRST,
    LEFT_OVER,
    LG,
    LIKE,
    LISTS,
    LYING,
    MEDEVAC,
    MOST_SEATED,
    N_LISTS,
    NEXT,
    NO_RIDE,
    PARENT,
    PAYLOAD,
    REFUEL,
    SEATED,
    SITE,
    SURE,
    TASKS,
    TG,
    WITH_LITTERS,
    C,
    E,
    F,
    K,
    L,
    Reals,
    S,
    T,
    Wholes,
    copy_label,
    dominates,
    left_over_min,
    meet,
    window,
)
from airlift.sorties.labelstore import (
    ARRIVED,
    CLOSED,
    END_ALIVE,
    END_E,
    END_FILLED,
    END_LIKE,
    END_LISTS,
    END_MINUS_L,
    END_PARENT,
    END_S,
    END_SURE,
    END_T,
    END_TASKS,
    FROM,
    FULL,
    LABELS,
    LANDED,
    OUT,
    SHORTEST,
    STACK,
    Scope,
    Store,
    slot_of_end,
    slot_of_label,
)

__all__ = ["DONE", "GOES_ON", "NO_ROOM", "advance", "begin"]

# What a search may have come to.
DONE, GOES_ON, NO_ROOM = 0, 1, 2


@njit(cache=True, nogil=True)
def _window(scope: Scope, w: Wholes, x: Reals, i: int, more: int, less: float) -> tuple[int, int]:
    return window(w, x, i, more, less, scope.tank_min, scope.factor)


@njit(cache=True, nogil=True)
def begin(day: DayArrays, scope: Scope, store: Store) -> None:
    """File the labels that have just taken off from the home base, with what is loaded there."""
    w, x, home, m = store.work_wholes, store.work_reals, day.home, scope.most
    w[STACK, :] = -1
    w[STACK, : BEFORE + 6] = 0
    w[STACK, SITE] = home
    w[STACK, FIRST] = w[STACK, ATTEND] = w[STACK, SURE] = 1
    w[STACK, S], w[STACK, L] = max(0, day.site[home].dawn), day.site[home].dusk
    w[STACK, LG] = w[STACK, L]
    w[STACK, PARENT] = -1
    x[STACK, :] = 0.0
    x[STACK, C] = x[STACK, K] = x[STACK, F] = float(FOREVER)
    if day.site[home].limited:
        w[STACK, FILLED], w[STACK, LISTS + N_LISTS * m] = 1, home
    low, high = scope.first[home], scope.first[home + 1]
    # The end of loading stands in E until the take-off.
    _begin_with(day, scope, store, STACK)
    depth = 0
    store.choices[0] = low
    while depth >= 0:
        at = store.choices[depth]
        store.choices[depth] += 1
        i = STACK + depth
        if at >= high or w[i, TASKS] >= m:
            depth -= 1
            continue
        t = scope.here[at]
        if day.task[t].patrol:
            continue
        copy_label(w, x, i, w, x, i + 1)
        if not _take(day, scope, w, x, i + 1, t):
            continue
        w[i + 1, E] = max(w[i, E], day.task[t].ready) + day.task[t].dwell
        w[i + 1, LISTS + 5 * m + depth] = t
        _begin_with(day, scope, store, i + 1)
        depth += 1
        store.choices[depth] = at + 1


@njit(cache=True, nogil=True)
def _begin_with(day: DayArrays, scope: Scope, store: Store, i: int) -> None:
    w, x = store.work_wholes, store.work_reals
    copy_label(w, x, i, w, x, OUT)
    w[OUT, S] = max(w[OUT, S], w[OUT, E])
    w[OUT, E] = w[OUT, S]
    _depart(day, scope, store)


@njit(cache=True, nogil=True)
def _take(day: DayArrays, scope: Scope, w: Wholes, x: Reals, i: int, t: int) -> bool:
    """Put a task on board; False where the cabin does not allow it."""
    m = scope.most
    begun = LISTS
    k = w[i, TASKS]
    while k > 0 and w[i, begun + k - 1] > t:
        w[i, begun + k] = w[i, begun + k - 1]
        k -= 1
    w[i, begun + k] = t
    w[i, TASKS] += 1
    if day.task[t].patrol:
        return True
    if day.task[t].medevac and not w[i, MEDEVAC]:
        w[i, MEDEVAC] = 1
        # Attendants fly the whole sortie: every take-off so far was that much heavier.
        x[i, C] -= scope.attendants_min
        x[i, K] -= scope.attendants_min
        x[i, F] -= scope.attendants_min
        w[i, SURE] &= w[i, ATTEND]
    w[i, S] = max(w[i, S], day.task[t].takeoff)
    if day.task[t].lying > 0:
        w[i, WITH_LITTERS] = 1
    aboard, at = LISTS + m, LISTS + 2 * m
    k = w[i, ABOARD]
    while k > 0 and w[i, aboard + k - 1] > t:
        w[i, aboard + k] = w[i, aboard + k - 1]
        w[i, at + k] = w[i, at + k - 1]
        w[i, at + m + k] = w[i, at + m + k - 1]
        k -= 1
    w[i, aboard + k] = t
    w[i, at + k] = NO_RIDE if day.task[t].max_ride < 0 else BOARDING
    w[i, at + m + k] = -1
    w[i, ABOARD] += 1
    w[i, SEATED] += day.task[t].passengers
    w[i, LYING] += day.task[t].lying
    x[i, PAYLOAD] += day.task[t].payload_kg
    w[i, MOST_SEATED] = max(w[i, MOST_SEATED], w[i, SEATED])
    seats = day.seats_with_litters if w[i, WITH_LITTERS] else day.seats
    seated = w[i, MOST_SEATED] + (day.attendants if w[i, MEDEVAC] else 0)
    return w[i, LYING] <= day.litters and seated <= seats


@njit(cache=True, nogil=True)
def _has(w: Wholes, i: int, begin_at: int, number: int, value: int) -> bool:
    for k in range(begin_at, begin_at + number):  # noqa: SIM110 - numba compiles no generators
        if w[i, k] == value:
            return True
    return False


@njit(cache=True, nogil=True)
def advance(day: DayArrays, scope: Scope, store: Store, extensions: int, spare: int) -> int:
    """Extend so many labels, the shortest first, while there is room for so many spare labels and routes.

    Returns `DONE` when no label waits, `NO_ROOM` when the room is used up (with `FULL` set if that was in the middle of
    an extension) and `GOES_ON` otherwise.
    """
    while True:
        if store.counters[FULL]:
            return NO_ROOM
        shortest = store.counters[SHORTEST]
        while shortest < store.queue.shape[0] and store.queue[shortest, 0] < 0:
            shortest += 1
        store.counters[SHORTEST] = shortest
        if shortest >= store.queue.shape[0]:
            return DONE
        if max(store.counters[LABELS], store.counters[CLOSED]) + spare > store.wholes.shape[0]:
            return NO_ROOM
        if extensions <= 0:
            return GOES_ON
        label = store.queue[shortest, 0]
        store.queue[shortest, 0] = store.wholes[label, NEXT]
        if store.wholes[label, ALIVE]:
            _extend(day, scope, store, label)
            extensions -= 1


@njit(cache=True, nogil=True)
def _extend(day: DayArrays, scope: Scope, store: Store, label: int) -> None:
    """Fly on to every site where something can be done."""
    w, x, m, home = store.work_wholes, store.work_reals, scope.most, day.home
    copy_label(store.wholes, store.reals, label, w, x, FROM)
    here = w[FROM, SITE]
    for site in scope.near:
        if site == here:
            continue
        useful = day.site[site].fuel
        if not useful:
            for k in range(w[FROM, ABOARD]):
                useful = useful or day.drops[w[FROM, LISTS + m + k], site]
        if not useful and w[FROM, TASKS] < m:
            for k in range(scope.first[site], scope.first[site + 1]):
                if not _has(w, FROM, LISTS, w[FROM, TASKS], scope.here[k]):
                    useful = True
                    break
        if not useful:
            continue
        leg, back = day.leg_min[here, site], day.site[site].to_home
        length = w[FROM, T] + leg
        if length + back > day.max_sortie_min:
            continue
        earliest = max(w[FROM, E] + leg, day.site[site].dawn)
        if earliest > day.site[site].dusk or earliest + back > day.site[home].dusk:
            continue
        last = min(w[FROM, L], day.site[site].dusk - length, day.site[home].dusk - length - back)
        if last < max(w[FROM, S], earliest + back - day.max_sortie_min):
            continue
        fuel_first, fuel_last = _window(scope, w, x, FROM, leg + day.site[site].to_fuel, 0.0)
        if fuel_first > fuel_last:
            continue
        _arrive(day, scope, store, label, site, leg, earliest, last)


@njit(cache=True, nogil=True)
def _arrive(
    day: DayArrays, scope: Scope, store: Store, label: int, site: int, leg: int, earliest: int, last: int
) -> None:
    """At a site: choose who gets off, whether to refuel and who gets on."""
    w, x, m = store.work_wholes, store.work_reals, scope.most
    length = w[FROM, T] + leg
    ready = 0
    for k in range(w[FROM, ABOARD]):
        t, at = w[FROM, LISTS + m + k], w[FROM, LISTS + 2 * m + k]
        if (
            day.drops[t, site]
            and earliest <= day.task[t].latest
            and (at == NO_RIDE or length - at <= day.task[t].max_ride)
        ):
            ready |= 1 << k
    # All subsets of those who may get off here in time; staying on board is always a choice.
    drops = ready
    while True:
        copy_label(w, x, FROM, w, x, ARRIVED)
        w[ARRIVED, SITE], w[ARRIVED, PARENT] = site, label
        w[ARRIVED, T], w[ARRIVED, E], w[ARRIVED, L] = length, earliest, last
        w[ARRIVED, TG] += leg
        w[ARRIVED, REFUEL] = 0
        for k in range(m):
            w[ARRIVED, LISTS + 4 * m + k] = w[ARRIVED, LISTS + 5 * m + k] = -1
        if _get_off(day, scope, w, x, drops):
            _land(day, scope, store, site, drops)
        if drops == 0:
            break
        drops = (drops - 1) & ready


@njit(cache=True, nogil=True)
def _get_off(day: DayArrays, scope: Scope, w: Wholes, x: Reals, drops: int) -> bool:
    """Take those of a set from board, held to their clocks and rides; False if there is no take-off in time."""
    m = scope.most
    i, aboard, at = ARRIVED, LISTS + m, LISTS + 2 * m
    number = w[i, ABOARD]
    for k in range(number):
        if drops >> k & 1:
            meet(w, x, i, day.task[w[i, aboard + k]].latest, m)
    for k in range(number):
        began = w[i, at + k]
        if drops >> k & 1 and began >= 0:
            # A limit of a ride is a deadline, counted from its pick-up.
            ride = day.task[w[i, aboard + k]].max_ride
            latest = w[i, at + m + k]
            if latest + ride < w[i, E]:
                return False
            meet(w, x, i, latest + ride, m)
            if began == 0:
                # Loaded before the take-off: the ride is counted from there, whatever is waited for.
                w[i, S] = max(w[i, S], w[i, E] - ride)
                w[i, SURE] = 0
    if w[i, L] < w[i, S]:
        return False
    left = off = 0
    for k in range(number):
        t = w[i, aboard + k]
        if drops >> k & 1:
            w[i, LISTS + 4 * m + off] = t
            off += 1
            w[i, SEATED] -= day.task[t].passengers
            w[i, LYING] -= day.task[t].lying
            x[i, PAYLOAD] -= day.task[t].payload_kg
        else:
            w[i, aboard + left] = t
            w[i, at + left] = w[i, at + k]
            w[i, at + m + left] = w[i, at + m + k]
            left += 1
    for k in range(left, number):
        w[i, aboard + k] = w[i, at + k] = w[i, at + m + k] = -1
    w[i, ABOARD] = left
    return True


@njit(cache=True, nogil=True)
def _land(day: DayArrays, scope: Scope, store: Store, site: int, drops: int) -> None:
    """Close the sortie at home, and depart with and without fuel."""
    w, x, m = store.work_wholes, store.work_reals, scope.most
    off = 0
    while drops > 0:
        off += drops & 1
        drops >>= 1
    if site == day.home and w[ARRIVED, ABOARD] == 0 and w[ARRIVED, TASKS] > 0:
        copy_label(w, x, ARRIVED, w, x, LANDED)
        if _end_burn(scope, w, x, LANDED):
            _close(day, scope, store)
    fuel_here = day.site[site].fuel
    if fuel_here and not day.refuel_with_patients:
        for k in range(w[ARRIVED, ABOARD]):
            t = w[ARRIVED, LISTS + m + k]
            fuel_here = fuel_here and day.task[t].passengers + day.task[t].lying == 0
    copy_label(w, x, ARRIVED, w, x, LANDED)
    fuel_here = fuel_here and _end_burn(scope, w, x, LANDED)
    copy_label(w, x, ARRIVED, w, x, STACK)
    _load(day, scope, store, day.unload_min * off, off > 0)
    if fuel_here:
        copy_label(w, x, LANDED, w, x, STACK)
        w[STACK, REFUEL] = 1
        if day.site[site].limited:
            fills = LISTS + N_LISTS * m
            k = w[STACK, FILLED]
            while k > 0 and w[STACK, fills + k - 1] > site:
                w[STACK, fills + k] = w[STACK, fills + k - 1]
                k -= 1
            w[STACK, fills + k] = site
            w[STACK, FILLED] += 1
        _load(day, scope, store, day.unload_min * off + day.refuel_min, True)


@njit(cache=True, nogil=True)
def _end_burn(scope: Scope, w: Wholes, x: Reals, i: int) -> bool:
    """Hold a label that lands at a fill, or at home, to what the fuel allows; False if it cannot land there."""
    first, last = _window(scope, w, x, i, 0, 0.0)
    if first > last:
        return False
    if not w[i, MEDEVAC] and w[i, ATTEND]:
        heavy_first, heavy_last = _window(scope, w, x, i, 0, scope.attendants_min)
        w[i, ATTEND] = heavy_first == first and heavy_last == last
    if not w[i, FIRST] and scope.factor * w[i, TG] <= x[i, LEFT_OVER]:
        w[i, SURE] = 0
    w[i, BEFORE], w[i, BEFORE + 1], w[i, BEFORE + 2] = w[i, TG], w[i, T], w[i, E]
    w[i, BEFORE + 3] = 0 if w[i, FIRST] else -w[i, LG]
    w[i, BEFORE + 4], w[i, BEFORE + 5] = w[i, FIRST], -w[i, FIRST]
    w[i, S], w[i, L] = first, last
    x[i, LEFT_OVER] = left_over_min(w, i, scope.factor)
    w[i, E] = max(w[i, E], w[i, S] + w[i, T])
    return True


@njit(cache=True, nogil=True)
def _load(day: DayArrays, scope: Scope, store: Store, minutes: int, may_depart: bool) -> None:
    """Depart after the service, and also with each row of further tasks that can be taken here.

    Those who are ready first get on first: no other order of loading is quicker. Patrols are flown in any order.
    """
    w, x, m = store.work_wholes, store.work_reals, scope.most
    w[STACK, T] += minutes
    w[STACK, E] += minutes
    w[STACK, TG] += minutes
    site = w[STACK, SITE]
    low, high = scope.first[site], scope.first[site + 1]
    if may_depart:
        copy_label(w, x, STACK, w, x, OUT)
        _depart(day, scope, store)
    depth = 0
    store.choices[0] = low
    while depth >= 0:
        i = STACK + depth
        at = store.choices[depth]
        store.choices[depth] += 1
        if at >= high or w[i, TASKS] >= m:
            depth -= 1
            continue
        t = scope.here[at]
        if _has(w, i, LISTS, w[i, TASKS], t):
            continue
        if depth > 0 and not day.task[t].patrol:
            before = w[i, LISTS + 5 * m + depth - 1]
            if not day.task[before].patrol and at < store.choices[depth - 1]:
                continue
        copy_label(w, x, i, w, x, i + 1)
        if not _take(day, scope, w, x, i + 1, t) or w[i + 1, L] < w[i + 1, S]:
            continue
        w[i + 1, E] = max(w[i + 1, E], day.task[t].ready, w[i + 1, S] + w[i + 1, T])
        if day.task[t].patrol:
            meet(w, x, i + 1, day.task[t].due, m)
            if day.task[t].due < w[i + 1, E] or w[i + 1, L] < w[i + 1, S]:
                continue
        w[i + 1, T] += day.task[t].dwell
        w[i + 1, E] += day.task[t].dwell
        w[i + 1, TG] += day.task[t].dwell
        w[i + 1, LISTS + 5 * m + depth] = t
        copy_label(w, x, i + 1, w, x, OUT)
        _depart(day, scope, store)
        depth += 1
        store.choices[depth] = low


@njit(cache=True, nogil=True)
def _depart(day: DayArrays, scope: Scope, store: Store) -> None:
    """Take off; keep the label if it can still get home and is not dominated."""
    w, x, m, i = store.work_wholes, store.work_reals, scope.most, OUT
    site = w[i, SITE]
    w[i, E] = max(w[i, E], w[i, S] + w[i, T])
    dusk = day.site[site].dusk
    weight = x[i, PAYLOAD] + (day.attendants_kg if w[i, MEDEVAC] else 0.0)
    spare = (day.site[site].room_kg - weight - day.reserve_kg) / day.burn
    at = LISTS + 2 * m
    if w[i, REFUEL]:
        w[i, FIRST], w[i, TG], w[i, LG] = 0, 0, dusk
        x[i, C] = spare
        x[i, K] = x[i, F] = float(FOREVER)
        # How late those on board got on depends on the fuel before the stop too.
        for k in range(w[i, ABOARD]):
            if w[i, at + k] >= 0:
                w[i, SURE] = 0
    elif w[i, PARENT] < 0:
        x[i, C] = spare
    else:
        x[i, K] = min(x[i, K], spare + w[i, TG])
    meet(w, x, i, dusk, m)
    if w[i, L] < w[i, S] or dusk < w[i, E] or w[i, T] + day.site[site].to_home > day.max_sortie_min:
        return
    for k in range(w[i, ABOARD]):
        if w[i, at + k] == BOARDING:
            w[i, at + k], w[i, at + m + k] = w[i, T], dusk
    if _is_promising(day, scope, w, x):
        _keep(scope, store)


@njit(cache=True, nogil=True)
def _is_promising(day: DayArrays, scope: Scope, w: Wholes, x: Reals) -> bool:
    """Whether fuel, clocks and rides leave a way to the next place where it matters."""
    i, m = OUT, scope.most
    site = w[i, SITE]
    for k in range(w[i, ABOARD]):
        t, began = w[i, LISTS + m + k], w[i, LISTS + 2 * m + k]
        leg = day.to_drop[t, site]
        if max(w[i, E], w[i, S] + w[i, T]) + leg > day.task[t].latest:
            return False
        if began != NO_RIDE and w[i, T] - began + leg > day.task[t].max_ride:
            return False
    first, last = _window(scope, w, x, i, day.site[site].to_fuel, 0.0)
    return first <= last


@njit(cache=True, nogil=True)
def _keep(scope: Scope, store: Store) -> None:
    """File a label by its key unless another one dominates it."""
    w, x, m, table, reals = store.work_wholes, store.work_reals, scope.most, store.wholes, store.reals
    slot = slot_of_label(scope, store)
    if not scope.exhaustive:
        rival = store.slots[slot]
        while rival >= 0:
            if dominates(table, reals, rival, w, x, OUT, scope.factor, m):
                return
            rival = table[rival, LIKE]
    number = store.counters[LABELS]
    if number >= table.shape[0]:
        store.counters[FULL] = 1
        return
    head = store.slots[slot]
    if not scope.exhaustive:
        before = -1
        rival = head
        while rival >= 0:
            following = table[rival, LIKE]
            if dominates(w, x, OUT, table, reals, rival, scope.factor, m):
                table[rival, ALIVE] = 0
                if before < 0:
                    head = following
                else:
                    table[before, LIKE] = following
            else:
                before = rival
            rival = following
    copy_label(w, x, OUT, table, reals, number)
    table[number, ALIVE], table[number, LIKE], table[number, NEXT] = 1, head, -1
    store.slots[slot] = number
    length = table[number, T]
    if store.queue[length, 0] < 0:
        store.queue[length, 0] = number
    else:
        table[store.queue[length, 1], NEXT] = number
    store.queue[length, 1] = number
    store.counters[LABELS] += 1


@njit(cache=True, nogil=True)
def _replaces(a: Wholes, i: int, b: Wholes, j: int, grid: int) -> bool:
    """Whether each sortie on a closed route has one on another that takes off no earlier and lands no later."""
    if (
        not a[i, END_SURE]
        or a[i, END_T] > b[j, END_T]
        or a[i, END_E] > b[j, END_E]
        or a[i, END_MINUS_L] > b[j, END_MINUS_L]
    ):
        return False
    # Sorties that the other one cannot start so early are replaced by its first one, if that is home in time.
    start = -(-a[i, END_S] // grid) * grid
    return a[i, END_S] <= b[j, END_S] or (start <= -a[i, END_MINUS_L] and start + a[i, END_T] <= b[j, END_E])


@njit(cache=True, nogil=True)
def _close(day: DayArrays, scope: Scope, store: Store) -> None:
    """File a closed route unless another one with the same tasks is at least as good."""
    w, m, ends = store.work_wholes, scope.most, store.closed
    w[LANDED, S] = max(w[LANDED, S], w[LANDED, E] - day.max_sortie_min)
    if w[LANDED, L] < w[LANDED, S]:
        return
    number = store.counters[CLOSED]
    if number >= ends.shape[0]:
        store.counters[FULL] = 1
        return
    ends[number, :] = -1
    ends[number, END_T] = w[LANDED, T]
    ends[number, END_E] = max(w[LANDED, E], w[LANDED, S] + w[LANDED, T])
    ends[number, END_S], ends[number, END_MINUS_L] = w[LANDED, S], -w[LANDED, L]
    ends[number, END_SURE], ends[number, END_PARENT] = w[LANDED, SURE], w[LANDED, PARENT]
    ends[number, END_TASKS], ends[number, END_FILLED] = w[LANDED, TASKS], w[LANDED, FILLED]
    for k in range(m):
        ends[number, END_LISTS + k] = w[LANDED, LISTS + k]
        ends[number, END_LISTS + m + k] = w[LANDED, LISTS + 4 * m + k]
    for k in range(w[LANDED, FILLED]):
        ends[number, END_LISTS + 2 * m + k] = w[LANDED, LISTS + N_LISTS * m + k]
    slot = slot_of_end(scope, store)
    head = store.ends[slot]
    if not scope.exhaustive:
        rival = head
        while rival >= 0:
            if _replaces(ends, rival, ends, number, day.grid_min):
                return
            rival = ends[rival, END_LIKE]
        before = -1
        rival = head
        while rival >= 0:
            following = ends[rival, END_LIKE]
            if _replaces(ends, number, ends, rival, day.grid_min):
                ends[rival, END_ALIVE] = 0
                if before < 0:
                    head = following
                else:
                    ends[before, END_LIKE] = following
            else:
                before = rival
            rival = following
    ends[number, END_ALIVE], ends[number, END_LIKE] = 1, head
    store.ends[slot] = number
    store.counters[CLOSED] += 1
