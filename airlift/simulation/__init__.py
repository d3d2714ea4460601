"""The referee: plans in random worlds, as discrete events.

`build` writes a mission as plain data (`world`), `chances` draws what befalls it, `engine` runs it, `measures` turns
the records of many replications into figures; `run` has the doors.
"""

from airlift.simulation.results import Comparison as Comparison
from airlift.simulation.results import Simulation as Simulation
from airlift.simulation.run import simulate as simulate
from airlift.simulation.run import simulate_pair as simulate_pair
