"""Level 3, sorties: the flying programmes of a mission's days.

Enumerate every sortie worth flying, select the best of them with proof, give them tails and crews, and say of every
task that is not flown why not.
"""

from airlift.sorties.days import MissionDay as MissionDay
from airlift.sorties.days import programme_days as programme_days
from airlift.sorties.solve import solve as solve
from airlift.sorties.solve import solve_day as solve_day
