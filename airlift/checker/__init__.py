"""The checker: a second opinion on a plan, computed from its scenario and its decisions alone.

One function a rule, by the rule's id in `airlift.checker.registry`. It shares the names of the rules with
the solvers and no line of code.
"""

from airlift.checker.findings import Finding as Finding
from airlift.checker.findings import Findings as Findings
from airlift.checker.registry import check as check
