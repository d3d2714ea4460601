"""What importing the room loads."""

from __future__ import annotations

import subprocess
import sys


def test_import_loads_numpy_only() -> None:
    """Astral, geographiclib, networkx, pandas and the solvers stay out until a function needs them."""
    code = (
        "import sys, airlift.flight;"
        "late = {'astral', 'geographiclib', 'networkx', 'pandas', 'ortools', 'pulp'};"
        "print(sorted(late & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
