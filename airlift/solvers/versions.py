"""Versions that travel with every result."""

from __future__ import annotations

import platform
from importlib.metadata import version

from airlift import __version__

__all__ = ["solver_versions"]


def solver_versions() -> dict[str, str]:
    """Versions of airlift, Python and the libraries that shape an answer."""
    return {
        "airlift": __version__,
        "python": platform.python_version(),
        "ortools": version("ortools"),
        "numpy": version("numpy"),
    }
