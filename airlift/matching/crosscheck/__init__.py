"""The force generation model written once more, through PuLP: a second opinion on value and bound of every level.

Nothing of `airlift.matching` is used here: who may serve what, the rules and the costs are derived from the scenario
again, with other variables, so that a slip on one side shows as a disagreement between the two.
"""

from airlift.matching.crosscheck.check import cross_check
from airlift.matching.crosscheck.compare import compare
from airlift.matching.crosscheck.outcome import CheckedLevel, CrossCheck

__all__ = ["CheckedLevel", "CrossCheck", "compare", "cross_check"]
