"""Level 2, standby: where aircraft wait for casualties, and how probably a casualty is in surgery in time.

The probabilities are those of Larson's hypercube of busy and idle aircraft (`hypercube`), the sites of each watch are
chosen with proof by `siting`, on arrays; `problem` writes a mission as such arrays, `solve` and `cover` are the
doors.
"""

from airlift.standby.cover import cover as cover
from airlift.standby.solve import solve as solve
