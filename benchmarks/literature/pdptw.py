"""Pick-up and delivery with time windows: Li and Lim 2001.

First line: vehicles, capacity, speed. Then one line a task: id, x, y, demand, earliest, latest, service, pick-up,
delivery; of a delivery the eighth column names its pick-up, of a pick-up the ninth its delivery; 0 is the depot.
Time is distance; the speed, 1 or in some files 0, says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from airlift.sorties.problem import Fleet, SortieProblem, Stop, Task
from benchmarks.literature.instance import Instance
from benchmarks.literature.text import InstanceText, at_least_zero, euclid

__all__ = ["PdptwFile", "PdptwRow", "pdptw_instance", "read_pdptw"]


@dataclass(frozen=True, slots=True)
class PdptwRow:
    """A line of the file."""

    id: int
    x: float
    y: float
    demand: float
    earliest: float
    latest: float
    service: float
    pickup: int
    delivery: int


@dataclass(frozen=True, slots=True)
class PdptwFile:
    """What a file says; `rows[0]` is the depot."""

    vehicles: int
    capacity: float
    rows: tuple[PdptwRow, ...]

    def pairs(self) -> list[tuple[int, int]]:
        """Positions of each pick-up and its delivery."""
        at = {row.id: position for position, row in enumerate(self.rows)}
        return [(k, at[row.delivery]) for k, row in enumerate(self.rows) if k and row.delivery]


def read_pdptw(text: InstanceText) -> PdptwFile:
    """Read a file.

    Raises
    ------
    InstanceError
        Truncated, wrong counts, negative times, deliveries without a pick-up.
    """
    vehicles, capacity, speed = text.numbers(0, 3, "the first line (vehicles, capacity, speed)")
    line = text.lines[0][0]
    at_least_zero(text, line, capacity=capacity)
    if text.whole(vehicles, "vehicles", 0) < 1:
        raise text.fail("there must be a vehicle", line)
    at_least_zero(text, line, speed=speed)
    rows = [_row(text, position) for position in range(1, len(text.lines))]
    if len(rows) < 3:
        raise text.fail("a depot and one pair take three lines; the file ends before")
    if rows[0].id != 0 or rows[0].pickup or rows[0].delivery:
        raise text.fail("the second line must be the depot, number 0", text.lines[1][0])
    _check_pairs(text, rows)
    return PdptwFile(int(vehicles), capacity, tuple(rows))


def _row(text: InstanceText, position: int) -> PdptwRow:
    values = text.numbers(position, 9, f"task {position - 1}")
    line = text.lines[position][0]
    at_least_zero(text, line, earliest_time=values[4], latest_time=values[5], service_time=values[6])
    number, pickup, delivery = (
        text.whole(values[k], what, position) for k, what in ((0, "id"), (7, "pick-up"), (8, "delivery"))
    )
    if values[4] > values[5]:
        raise text.fail(f"task {number} opens at {values[4]:g}, after it closes at {values[5]:g}", line)
    return PdptwRow(number, *values[1:7], pickup, delivery)


def _check_pairs(text: InstanceText, rows: list[PdptwRow]) -> None:
    at: dict[int, PdptwRow] = {}
    for position, row in enumerate(rows):
        if row.id in at:
            raise text.fail(f"task {row.id} is there twice", text.lines[position + 1][0])
        at[row.id] = row
    for position, row in enumerate(rows[1:], start=2):
        line = text.lines[position][0]
        if bool(row.pickup) == bool(row.delivery):
            raise text.fail(f"task {row.id} must name a pick-up or a delivery, one of them", line)
        partner = at.get(row.pickup or row.delivery)
        if partner is None:
            raise text.fail(
                f"task {row.id} names task {row.pickup or row.delivery}, which is not there", line
            )
        back = partner.delivery if row.pickup else partner.pickup
        if back != row.id:
            raise text.fail(f"task {row.id} names task {partner.id}, which does not name it back", line)
        if row.demand != -partner.demand or (row.delivery and row.demand < 0):
            what = f"tasks {row.id} and {partner.id} have demands {row.demand:g} and {partner.demand:g}"
            raise text.fail(f"{what}; what is picked up must be set down", line)


def pdptw_instance(text: InstanceText) -> Instance:
    """Read a file as a problem: fewest vehicles, then least distance, all pairs served."""
    file = read_pdptw(text)
    rows, pairs = file.rows, file.pairs()
    distance = np.array([euclid([(row.x, row.y) for row in rows])])

    def stop(position: int) -> Stop:
        row = rows[position]
        return Stop(position, row.earliest, row.latest, row.service)

    problem = SortieProblem(
        name=text.name,
        places=tuple(str(row.id) for row in rows),
        minutes=distance,
        cost=distance,
        fleets=(
            Fleet(
                id="vehicles",
                start=0,
                end=0,
                aircraft=min(file.vehicles, len(pairs)),
                capacity=(file.capacity,),
                earliest_min=rows[0].earliest,
                latest_min=rows[0].latest,
            ),
        ),
        tasks=tuple(Task(str(rows[a].id), stop(a), stop(b), (rows[a].demand,)) for a, b in pairs),
        goals=("aircraft", "cost"),
    )
    n = len(pairs)
    label = {t: str(rows[a].id) for t, (a, _) in enumerate(pairs)}
    label |= {n + t: str(rows[b].id) for t, (_, b) in enumerate(pairs)}
    return Instance("pdptw", text, file, problem, label)
