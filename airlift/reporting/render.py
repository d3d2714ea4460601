"""Templates to pages: style and script inline, everything escaped, nothing asked of the network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from airlift import __version__
from airlift.reporting.shades import patterns, share_key

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]


def render(template: str, context: Mapping[str, Any]) -> str:
    """Return a page that opens from disk; the policy of its head allows its own script and no other."""
    script = _resource("report.js")
    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            patterns=patterns(),
            share_key=share_key(),
            style=Markup(_resource("report.css")),
            script=Markup(script),
            script_sha256=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            version=__version__,
        )
    )


def _resource(name: str) -> str:
    return files("airlift.reporting").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("airlift.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
