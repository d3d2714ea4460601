"""The levels joined: matching, sustainment and standby in rounds, then the flying programme.

What a lower level finds and the one above must respect goes back up as a limit, a tighter cell of the scenario,
never as a call upward (`limits`). `run` says how often, with how much time, and which round is kept.
"""

from airlift.chain.run import run as run
