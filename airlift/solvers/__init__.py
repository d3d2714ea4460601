"""What the planning levels share: options, progress, interrupt, the lexicographic loop on CP-SAT."""

from airlift.solvers.options import Interrupt, Progress, ProgressEvent, SolveOptions

__all__ = ["Interrupt", "Progress", "ProgressEvent", "SolveOptions"]
