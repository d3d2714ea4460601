"""The solver libraries share a process whichever is imported first.

ortools and highspy each carry a libhighs.so.1; with highspy 1.15 the second to load dies or, under PuLP,
silently reports that it is not available (google/or-tools#5246).
"""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations

import pytest

SOLVE_WITH_BOTH = """
model = cp_model.CpModel()
x = model.new_int_var(0, 7, "x")
model.maximize(x)
solver = cp_model.CpSolver()
assert solver.solve(model) == cp_model.OPTIMAL and solver.value(x) == 7
assert pulp.HiGHS(msg=False).available()
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.addVar(0.0, 7.0)
highs.changeColCost(0, -1.0)
highs.run()
assert highs.getInfo().objective_function_value == -7.0
print("solved")
"""


@pytest.mark.parametrize(
    "order",
    list(permutations(["import highspy", "import pulp", "from ortools.sat.python import cp_model"])),
    ids=lambda order: "-".join(line.split()[1].partition(".")[0] for line in order),
)
def test_solvers_work_after_any_order_of_imports(order: tuple[str, ...]) -> None:
    """CP-SAT and HiGHS both solve a toy model in a fresh process."""
    code = "\n".join([*order, SOLVE_WITH_BOTH])
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stdout.strip().endswith("solved"), run.stderr
