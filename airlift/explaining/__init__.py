"""Why demands stay unmet: rules that clash, the cheapest way out, what meeting a demand would displace."""

from airlift.explaining.explanation import Explanation, Gap
from airlift.explaining.run import explain, explain_infeasible

__all__ = ["Explanation", "Gap", "explain", "explain_infeasible"]
