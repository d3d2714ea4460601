"""The checker knows every rule, each by one function, and no solver."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from airlift.checker.registry import CHECKS
from airlift.rules import RULES

_STRANGERS = (
    "ortools",
    "pulp",
    "highspy",
    "networkx",
    "pandas",
    "airlift.solvers",
    "airlift.matching",
    "airlift.sorties",
    "airlift.standby",
    "airlift.sustainment",
    "airlift.chain",
    "airlift.reporting",
)


def test_every_rule_has_a_function_and_every_function_a_rule() -> None:
    """The registry covers the rules, in their order, and nothing else."""
    assert list(CHECKS) == list(RULES)


def test_each_rule_has_its_own_function() -> None:
    """No function judges two rules, and each says in its first words which one it judges."""
    assert len(set(CHECKS.values())) == len(CHECKS)
    assert [judge.__doc__.split(":")[0] for judge in CHECKS.values() if judge.__doc__] == list(CHECKS)


def test_checking_loads_no_solver(repository: Path) -> None:
    """A whole check, in a fresh process, imports neither a solver nor a planning level."""
    code = (
        "import sys\n"
        "from airlift.checker import check\n"
        "from tests.scenarios import tiny_scenario\n"
        "from tests.unit.checker.valid_plan import valid_plan\n"
        "from tests.unit.checker.valid_weeks import weeks_plan, weeks_scenario\n"
        "assert check(tiny_scenario(), valid_plan()).ok\n"
        "assert check(weeks_scenario(), weeks_plan()).ok\n"
        f"print([name for name in {_STRANGERS!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
